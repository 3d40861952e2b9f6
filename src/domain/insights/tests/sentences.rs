use super::*;

#[test]
fn the_words_where_few_fears_come_true() {
    insta::assert_snapshot!(sentences_of(&[], &[]), @"
    Nothing has been looked back on yet. Once you do, this page can tell what came of it.
    Fears about rare, very serious things may never show up in these numbers. This page can't tell you that something is safe.
    Once three that happened, all or in part, have a rating of how you managed, this tells of it.
    Once ten walks have two ratings of the same thing, they are counted here.
    ");
    let sentences_for = |number| sentences_of(&year_of_fears(number, 6), &[]);
    insta::assert_snapshot!(sentences_for(0), @"
    Nothing has been looked back on yet. Once you do, this page can tell what came of it.
    0 of 3 checked; 2 open, 1 can't be told.
    Fears about rare, very serious things may never show up in these numbers. This page can't tell you that something is safe.
    Once three that happened, all or in part, have a rating of how you managed, this tells of it.
    Once ten walks have two ratings of the same thing, they are counted here.
    ");
    insta::assert_snapshot!(sentences_for(1), @"
    With so few, each is a story of its own. Counts begin at five.
    1 of 4 checked; 2 open, 1 can't be told.
    Fears about rare, very serious things may never show up in these numbers. This page can't tell you that something is safe.
    Once three that happened, all or in part, have a rating of how you managed, this tells of it.
    Once ten walks have two ratings of the same thing, they are counted here.
    ");
    insta::assert_snapshot!(sentences_for(4), @"
    With so few, each is a story of its own. Counts begin at five.
    4 of 7 checked; 2 open, 1 can't be told.
    Fears about rare, very serious things may never show up in these numbers. This page can't tell you that something is safe.
    Once three that happened, all or in part, have a rating of how you managed, this tells of it.
    Once ten walks have two ratings of the same thing, they are counted here.
    ");
    insta::assert_snapshot!(sentences_for(5), @"
    Of 5 fears you checked, 0 happened, 1 partly, 4 did not.
    So between 0 and 1 of 5 came true, depending on how you count the partly ones.
    Once ten that you rated have happened or not, what you expected stands beside them.
    5 of 8 checked; 2 open, 1 can't be told.
    Fears about rare, very serious things may never show up in these numbers. This page can't tell you that something is safe.
    Once three that happened, all or in part, have a rating of how you managed, this tells of it.
    Once ten walks have two ratings of the same thing, they are counted here.
    ");
    insta::assert_snapshot!(sentences_for(9), @"
    Of 9 fears you checked, 1 happened, 1 partly, 7 did not.
    So between 1 and 2 of 9 came true, depending on how you count the partly ones.
    Going by these, the share that comes true is somewhere between 2 and 47%.
    Once ten that you rated have happened or not, what you expected stands beside them.
    9 of 12 checked; 2 open, 1 can't be told.
    Fears about rare, very serious things may never show up in these numbers. This page can't tell you that something is safe.
    Once three that happened, all or in part, have a rating of how you managed, this tells of it.
    Once ten walks have two ratings of the same thing, they are counted here.
    ");
    insta::assert_snapshot!(sentences_for(10), @"
    Of 10 fears you checked, 1 happened, 1 partly, 8 did not.
    So between 1 and 2 of 10 came true, depending on how you count the partly ones.
    Going by these, the share that comes true is somewhere between 2 and 43%.
    Of 8 that did not happen, you say you did something about 3. You weren't sure about 2. For 1 there is no answer.
    Once ten that you rated have happened or not, what you expected stands beside them.
    10 of 13 checked; 2 open, 1 can't be told.
    Fears about rare, very serious things may never show up in these numbers. This page can't tell you that something is safe.
    Once three that happened, all or in part, have a rating of how you managed, this tells of it.
    Once ten walks have two ratings of the same thing, they are counted here.
    ");
}

#[test]
fn the_words_where_few_of_many_fears_come_true() {
    let sentences_for = |number| sentences_of(&year_of_fears(number, 6), &[]);
    insta::assert_snapshot!(sentences_for(19), @"
    Of 19 fears you checked, 3 happened, 2 partly, 14 did not.
    So between 3 and 5 of 19 came true, depending on how you count the partly ones.
    Going by these, the share that comes true is somewhere between 6 and 41%.
    On average you put them at 62%. 3 of 17 happened.
    In the first 10 of these, your gut put things higher than they turned out.
    Of 14 that did not happen, you say you did something about 5. You weren't sure about 4. For 2 there is no answer.
    The second rating was closer to what happened in 14 of 17.
    When few fears come true, any lower number comes closer. So this can't show that the walk made you more accurate.
    19 of 22 checked; 2 open, 1 can't be told.
    Fears about rare, very serious things may never show up in these numbers. This page can't tell you that something is safe.
    Of 5 that happened, all or in part, you rated managing 50 or more in 1.
    Beside what you had expected, you managed better in 1, about the same in 4 and less well in 0.
    It was less hard than you had expected in 5, about as hard in 0 and harder in 0.
    Once ten walks have two ratings of the same thing, they are counted here.
    ");
    insta::assert_snapshot!(sentences_for(20), @"
    Of 20 fears you checked, 3 happened, 2 partly, 15 did not.
    So between 3 and 5 of 20 came true, depending on how you count the partly ones.
    Going by these, the share that comes true is somewhere between 6 and 39%.
    On average you put them at 61%. 3 of 18 happened.
    In the first 10 of these, your gut put things higher than they turned out.
    Of 15 that did not happen, you say you did something about 5. You weren't sure about 4. For 3 there is no answer.
    The second rating was closer to what happened in 15 of 18.
    When few fears come true, any lower number comes closer. So this can't show that the walk made you more accurate.
    20 of 23 checked; 2 open, 1 can't be told.
    Fears about rare, very serious things may never show up in these numbers. This page can't tell you that something is safe.
    Of 5 that happened, all or in part, you rated managing 50 or more in 1.
    Beside what you had expected, you managed better in 1, about the same in 4 and less well in 0.
    It was less hard than you had expected in 5, about as hard in 0 and harder in 0.
    Once ten walks have two ratings of the same thing, they are counted here.
    ");
    insta::assert_snapshot!(sentences_for(30), @"
    Of 30 fears you checked, 5 happened, 3 partly, 22 did not.
    So between 5 and 8 of 30 came true, depending on how you count the partly ones.
    Going by these, the share that comes true is somewhere between 8 and 37%.
    On average you put them at 62%. 5 of 27 happened.
    In the first 20 of these, your gut put things higher than they turned out.
    Of 22 that did not happen, you say you did something about 7. You weren't sure about 6. For 4 there is no answer.
    The second rating was closer to what happened in 22 of 27.
    When few fears come true, any lower number comes closer. So this can't show that the walk made you more accurate.
    Of the first 15 you checked, 2 happened and 2 partly. Of the last 15, 3 happened and 1 partly.
    30 of 33 checked; 2 open, 1 can't be told.
    Fears about rare, very serious things may never show up in these numbers. This page can't tell you that something is safe.
    Of 8 that happened, all or in part, you rated managing 50 or more in 2.
    Beside what you had expected, you managed better in 2, about the same in 6 and less well in 0.
    It was less hard than you had expected in 8, about as hard in 0 and harder in 0.
    Once ten walks have two ratings of the same thing, they are counted here.
      Said 34-66%: 1 of 11 happened.
      Said 67-100%: 3 of 13 happened.
      Brier score 0.369. It tells how far ratings were from what happened; 0 is closest.
      Always saying 50% would score 0.250. Always saying the share that happened would score 0.151.
    ");
}

/// Fears of which half came true; partial ones count as true.
fn mostly_happened(number: usize) -> String {
    let mut checked = year_of_fears(number, 2);
    for fear in &mut checked {
        if fear.outcome == Outcome::Partly {
            fear.outcome = Outcome::Yes;
        }
    }
    sentences_of(&checked, &[])
}

#[test]
fn the_words_where_more_fears_come_true_than_not() {
    insta::assert_snapshot!(mostly_happened(0), @"
    Nothing has been looked back on yet. Once you do, this page can tell what came of it.
    0 of 3 checked; 2 open, 1 can't be told.
    Fears about rare, very serious things may never show up in these numbers. This page can't tell you that something is safe.
    Once three that happened, all or in part, have a rating of how you managed, this tells of it.
    Once ten walks have two ratings of the same thing, they are counted here.
    ");
    insta::assert_snapshot!(mostly_happened(1), @"
    With so few, each is a story of its own. Counts begin at five.
    1 of 4 checked; 2 open, 1 can't be told.
    Fears about rare, very serious things may never show up in these numbers. This page can't tell you that something is safe.
    Once three that happened, all or in part, have a rating of how you managed, this tells of it.
    Once ten walks have two ratings of the same thing, they are counted here.
    ");
    insta::assert_snapshot!(mostly_happened(4), @"
    With so few, each is a story of its own. Counts begin at five.
    4 of 7 checked; 2 open, 1 can't be told.
    Fears about rare, very serious things may never show up in these numbers. This page can't tell you that something is safe.
    Once three that happened, all or in part, have a rating of how you managed, this tells of it.
    Once ten walks have two ratings of the same thing, they are counted here.
    ");
    insta::assert_snapshot!(mostly_happened(5), @"
    Of 5 fears you checked, 2 happened, 3 did not.
    Going by these, the share that comes true is somewhere between 12 and 77%.
    Once ten that you rated have happened or not, what you expected stands beside them.
    5 of 8 checked; 2 open, 1 can't be told.
    Fears about rare, very serious things may never show up in these numbers. This page can't tell you that something is safe.
    Once three that happened, all or in part, have a rating of how you managed, this tells of it.
    Once ten walks have two ratings of the same thing, they are counted here.
    ");
    insta::assert_snapshot!(mostly_happened(9), @"
    Of 9 fears you checked, 4 happened, 5 did not.
    Going by these, the share that comes true is somewhere between 19 and 73%.
    Once ten that you rated have happened or not, what you expected stands beside them.
    9 of 12 checked; 2 open, 1 can't be told.
    Fears about rare, very serious things may never show up in these numbers. This page can't tell you that something is safe.
    Of 4 that happened, all or in part, you rated managing 50 or more in 0.
    Beside what you had expected, you managed better in 0, about the same in 4 and less well in 0.
    It was less hard than you had expected in 4, about as hard in 0 and harder in 0.
    Once ten walks have two ratings of the same thing, they are counted here.
    ");
    insta::assert_snapshot!(mostly_happened(10), @"
    Many of these happened. That sounds like a hard stretch. What helped you manage?
    Of 10 fears you checked, 5 happened, 5 did not.
    Going by these, the share that comes true is somewhere between 24 and 76%.
    On average you put them at 63%. 5 of 10 happened.
    Of 5 that did not happen, you say you did something about 3. You weren't sure about 2.
    The second rating was closer to what happened in 5 of 10.
    When few fears come true, any lower number comes closer. So this can't show that the walk made you more accurate.
    10 of 13 checked; 2 open, 1 can't be told.
    Fears about rare, very serious things may never show up in these numbers. This page can't tell you that something is safe.
    Of 5 that happened, all or in part, you rated managing 50 or more in 0.
    Beside what you had expected, you managed better in 0, about the same in 5 and less well in 0.
    It was less hard than you had expected in 5, about as hard in 0 and harder in 0.
    Once ten walks have two ratings of the same thing, they are counted here.
    ");
}

#[test]
fn the_words_where_many_fears_came_true() {
    insta::assert_snapshot!(mostly_happened(19), @"
    Many of these happened. That sounds like a hard stretch. What helped you manage?
    Of 19 fears you checked, 10 happened, 9 did not.
    Going by these, the share that comes true is somewhere between 32 and 73%.
    On average you put them at 65%. 10 of 19 happened.
    Of 9 that did not happen, you say you did something about 5. You weren't sure about 4.
    The second rating was closer to what happened in 9 of 19.
    When few fears come true, any lower number comes closer. So this can't show that the walk made you more accurate.
    19 of 22 checked; 2 open, 1 can't be told.
    Fears about rare, very serious things may never show up in these numbers. This page can't tell you that something is safe.
    Of 10 that happened, all or in part, you rated managing 50 or more in 1.
    Beside what you had expected, you managed better in 1, about the same in 9 and less well in 0.
    It was less hard than you had expected in 10, about as hard in 0 and harder in 0.
    Once ten walks have two ratings of the same thing, they are counted here.
    ");
    insta::assert_snapshot!(mostly_happened(20), @"
    Many of these happened. That sounds like a hard stretch. What helped you manage?
    Of 20 fears you checked, 11 happened, 9 did not.
    Going by these, the share that comes true is somewhere between 34 and 74%.
    On average you put them at 63%. 11 of 20 happened.
    Of 9 that did not happen, you say you did something about 5. You weren't sure about 4.
    The second rating was closer to what happened in 9 of 20.
    When few fears come true, any lower number comes closer. So this can't show that the walk made you more accurate.
    20 of 23 checked; 2 open, 1 can't be told.
    Fears about rare, very serious things may never show up in these numbers. This page can't tell you that something is safe.
    Of 11 that happened, all or in part, you rated managing 50 or more in 1.
    Beside what you had expected, you managed better in 1, about the same in 10 and less well in 0.
    It was less hard than you had expected in 11, about as hard in 0 and harder in 0.
    Once ten walks have two ratings of the same thing, they are counted here.
      Said 34-66%: 2 of 8 happened.
      Said 67-100%: 7 of 10 happened.
    ");
    insta::assert_snapshot!(mostly_happened(30), @"
    Many of these happened. That sounds like a hard stretch. What helped you manage?
    Of 30 fears you checked, 17 happened, 13 did not.
    Going by these, the share that comes true is somewhere between 39 and 73%.
    On average you put them at 63%. 17 of 30 happened.
    Of 13 that did not happen, you say you did something about 7. You weren't sure about 6.
    The second rating was closer to what happened in 13 of 30.
    When few fears come true, any lower number comes closer. So this can't show that the walk made you more accurate.
    Of the first 15 you checked, 8 happened. Of the last 15, 9 happened.
    30 of 33 checked; 2 open, 1 can't be told.
    Fears about rare, very serious things may never show up in these numbers. This page can't tell you that something is safe.
    Of 17 that happened, all or in part, you rated managing 50 or more in 2.
    Beside what you had expected, you managed better in 2, about the same in 15 and less well in 0.
    It was less hard than you had expected in 17, about as hard in 0 and harder in 0.
    Once ten walks have two ratings of the same thing, they are counted here.
      Said 34-66%: 4 of 12 happened.
      Said 67-100%: 10 of 15 happened.
    ");
}

#[test]
fn ratings_over_many_sessions_are_counted_from_ten_and_never_averaged() {
    let mut pairs = vec![pair("likelihood", 80, 40); 8];
    pairs.extend(vec![pair("likelihood", 50, 45); 3]);
    pairs.extend(vec![pair("distress", 50, 20); 9]);
    pairs.push(pair("likelihood", 20, 30));
    insta::assert_snapshot!(sentences_of(&[], &pairs), @"
    Nothing has been looked back on yet. Once you do, this page can tell what came of it.
    Fears about rare, very serious things may never show up in these numbers. This page can't tell you that something is safe.
    Once three that happened, all or in part, have a rating of how you managed, this tells of it.
    In 12 walks, your second likelihood rating was lower in 8, about the same in 3 and higher in 1.
    People tend to open this app at bad moments, so ratings often drift down on their own.
    ");
    let found = compute_insights(&[], &pairs).scale_changes;
    assert_eq!(found.len(), 1, "nine pairs are too few");
    assert!(!found[0].is_enough_for_chart, "a line needs twenty");
    pairs.extend(vec![pair("likelihood", 20, 30); 8]);
    assert!(compute_insights(&[], &pairs).scale_changes[0].is_enough_for_chart);
}

#[test]
fn the_words_press_nobody_and_praise_no_number() {
    for every in [2, 3, 6, 40] {
        for number in 0..130 {
            let pairs = vec![pair("distress", 80, 40); number];
            let words = sentences_of(&year_of_fears(number, every), &pairs).to_lowercase();
            for never in [
                "!",
                "improve",
                "better than other",
                "better than most",
                "accuracy:",
                "just ",
                "should",
                "wrong",
                "well done",
            ] {
                assert!(!words.contains(never), "{never:?} in {words}");
            }
        }
    }
}
