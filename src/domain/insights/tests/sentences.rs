use super::*;

#[test]
fn the_words_where_few_fears_come_true() {
    insta::assert_snapshot!(sentences_of(&[], &[]), @"
    No look back yet. Once there is one, it shows up here.
    Fears about rare, very serious things may never show up in these numbers. This page can't tell you that something is safe.
    Once you've said a few times how you managed, it's counted here.
    Once ten exercises have two ratings of a kind, they're counted here.
    ");
    let sentences_for = |number| sentences_of(&year_of_fears(number, 6), &[]);
    insta::assert_snapshot!(sentences_for(0), @"
    No look back yet. Once there is one, it shows up here.
    0 of 3 checked. 2 still open. 1 you can't tell.
    Fears about rare, very serious things may never show up in these numbers. This page can't tell you that something is safe.
    Once you've said a few times how you managed, it's counted here.
    Once ten exercises have two ratings of a kind, they're counted here.
    ");
    insta::assert_snapshot!(sentences_for(1), @"
    So few look backs speak for themselves. Counting starts at five.
    1 of 4 checked. 2 still open. 1 you can't tell.
    Fears about rare, very serious things may never show up in these numbers. This page can't tell you that something is safe.
    Once you've said a few times how you managed, it's counted here.
    Once ten exercises have two ratings of a kind, they're counted here.
    ");
    insta::assert_snapshot!(sentences_for(4), @"
    So few look backs speak for themselves. Counting starts at five.
    4 of 7 checked. 2 still open. 1 you can't tell.
    Fears about rare, very serious things may never show up in these numbers. This page can't tell you that something is safe.
    Once you've said a few times how you managed, it's counted here.
    Once ten exercises have two ratings of a kind, they're counted here.
    ");
    insta::assert_snapshot!(sentences_for(5), @"
    You checked 5 fears: 4 didn't happen, 1 partly, 0 did.
    Once you've checked ten rated fears, you'll see what you expected next to what happened.
    5 of 8 checked. 2 still open. 1 you can't tell.
    Fears about rare, very serious things may never show up in these numbers. This page can't tell you that something is safe.
    Once you've said a few times how you managed, it's counted here.
    Once ten exercises have two ratings of a kind, they're counted here.
    ");
    insta::assert_snapshot!(sentences_for(9), @"
    You checked 9 fears: 7 didn't happen, 1 partly, 1 did.
    Once you've checked ten rated fears, you'll see what you expected next to what happened.
    9 of 12 checked. 2 still open. 1 you can't tell.
    Fears about rare, very serious things may never show up in these numbers. This page can't tell you that something is safe.
    Once you've said a few times how you managed, it's counted here.
    Once ten exercises have two ratings of a kind, they're counted here.
      With so few, the real share could be 2% to 47%.
    ");
    insta::assert_snapshot!(sentences_for(10), @"
    You checked 10 fears: 8 didn't happen, 1 partly, 1 did.
    For 3 of the 8 that didn't happen, you'd done something about it. You weren't sure about 2. 1 has no answer.
    Once you've checked ten rated fears, you'll see what you expected next to what happened.
    10 of 13 checked. 2 still open. 1 you can't tell.
    Fears about rare, very serious things may never show up in these numbers. This page can't tell you that something is safe.
    Once you've said a few times how you managed, it's counted here.
    Once ten exercises have two ratings of a kind, they're counted here.
      With so few, the real share could be 2% to 43%.
    ");
}

#[test]
fn the_words_where_few_of_many_fears_come_true() {
    let sentences_for = |number| sentences_of(&year_of_fears(number, 6), &[]);
    insta::assert_snapshot!(sentences_for(19), @"
    You checked 19 fears: 14 didn't happen, 2 partly, 3 did.
    You expected 62%. 3 of 17 (18%) happened.
    Early on, your gut expected more than happened.
    For 5 of the 14 that didn't happen, you'd done something about it. You weren't sure about 4. 2 have no answer.
    Your second look was closer 14 times out of 17.
    19 of 22 checked. 2 still open. 1 you can't tell.
    Fears about rare, very serious things may never show up in these numbers. This page can't tell you that something is safe.
    When something did happen, you managed 1 time out of 5.
    You managed better than you expected once, about the same 4 times.
    It was easier than you expected 5 times out of 5.
    Once ten exercises have two ratings of a kind, they're counted here.
      With so few, the real share could be 6% to 41%.
      When few fears come true, any lower number looks more accurate. So this doesn't prove the exercise helped.
    ");
    insta::assert_snapshot!(sentences_for(20), @"
    You checked 20 fears: 15 didn't happen, 2 partly, 3 did.
    You expected 61%. 3 of 18 (17%) happened.
    Early on, your gut expected more than happened.
    For 5 of the 15 that didn't happen, you'd done something about it. You weren't sure about 4. 3 have no answer.
    Your second look was closer 15 times out of 18.
    20 of 23 checked. 2 still open. 1 you can't tell.
    Fears about rare, very serious things may never show up in these numbers. This page can't tell you that something is safe.
    When something did happen, you managed 1 time out of 5.
    You managed better than you expected once, about the same 4 times.
    It was easier than you expected 5 times out of 5.
    Once ten exercises have two ratings of a kind, they're counted here.
      With so few, the real share could be 6% to 39%.
      When few fears come true, any lower number looks more accurate. So this doesn't prove the exercise helped.
    ");
    insta::assert_snapshot!(sentences_for(30), @"
    You checked 30 fears: 22 didn't happen, 3 partly, 5 did.
    You expected 62%. 5 of 27 (19%) happened.
    Early on, your gut expected more than happened.
    For 7 of the 22 that didn't happen, you'd done something about it. You weren't sure about 6. 4 have no answer.
    Your second look was closer 22 times out of 27.
    Of the first 15 you checked, 2 happened and 2 partly. Of the last 15, 3 happened and 1 partly.
    30 of 33 checked. 2 still open. 1 you can't tell.
    Fears about rare, very serious things may never show up in these numbers. This page can't tell you that something is safe.
    When something did happen, you managed 2 times out of 8.
    You managed better than you expected twice, about the same 6 times.
    It was easier than you expected 8 times out of 8.
    Once ten exercises have two ratings of a kind, they're counted here.
      With so few, the real share could be 8% to 37%.
      When few fears come true, any lower number looks more accurate. So this doesn't prove the exercise helped.
      When you said 34-66%: 1 of 11 happened.
      When you said 67-100%: 3 of 13 happened.
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
    No look back yet. Once there is one, it shows up here.
    0 of 3 checked. 2 still open. 1 you can't tell.
    Fears about rare, very serious things may never show up in these numbers. This page can't tell you that something is safe.
    Once you've said a few times how you managed, it's counted here.
    Once ten exercises have two ratings of a kind, they're counted here.
    ");
    insta::assert_snapshot!(mostly_happened(1), @"
    So few look backs speak for themselves. Counting starts at five.
    1 of 4 checked. 2 still open. 1 you can't tell.
    Fears about rare, very serious things may never show up in these numbers. This page can't tell you that something is safe.
    Once you've said a few times how you managed, it's counted here.
    Once ten exercises have two ratings of a kind, they're counted here.
    ");
    insta::assert_snapshot!(mostly_happened(4), @"
    So few look backs speak for themselves. Counting starts at five.
    4 of 7 checked. 2 still open. 1 you can't tell.
    Fears about rare, very serious things may never show up in these numbers. This page can't tell you that something is safe.
    Once you've said a few times how you managed, it's counted here.
    Once ten exercises have two ratings of a kind, they're counted here.
    ");
    insta::assert_snapshot!(mostly_happened(5), @"
    You checked 5 fears: 3 didn't happen, 2 did.
    Once you've checked ten rated fears, you'll see what you expected next to what happened.
    5 of 8 checked. 2 still open. 1 you can't tell.
    Fears about rare, very serious things may never show up in these numbers. This page can't tell you that something is safe.
    Once you've said a few times how you managed, it's counted here.
    Once ten exercises have two ratings of a kind, they're counted here.
      With so few, the real share could be 12% to 77%.
    ");
    insta::assert_snapshot!(mostly_happened(9), @"
    You checked 9 fears: 5 didn't happen, 4 did.
    Once you've checked ten rated fears, you'll see what you expected next to what happened.
    9 of 12 checked. 2 still open. 1 you can't tell.
    Fears about rare, very serious things may never show up in these numbers. This page can't tell you that something is safe.
    When something did happen, you managed 0 times out of 4.
    You managed about as well as you expected 4 times out of 4.
    It was easier than you expected 4 times out of 4.
    Once ten exercises have two ratings of a kind, they're counted here.
      With so few, the real share could be 19% to 73%.
    ");
    insta::assert_snapshot!(mostly_happened(10), @"
    Many of these happened. That sounds like a hard stretch. What helped you manage?
    You checked 10 fears: 5 didn't happen, 5 did.
    You expected 63%. 5 of 10 (50%) happened.
    For 3 of the 5 that didn't happen, you'd done something about it. You weren't sure about 2.
    Your second look was closer 5 times out of 10.
    10 of 13 checked. 2 still open. 1 you can't tell.
    Fears about rare, very serious things may never show up in these numbers. This page can't tell you that something is safe.
    When something did happen, you managed 0 times out of 5.
    You managed about as well as you expected 5 times out of 5.
    It was easier than you expected 5 times out of 5.
    Once ten exercises have two ratings of a kind, they're counted here.
      With so few, the real share could be 24% to 76%.
      When few fears come true, any lower number looks more accurate. So this doesn't prove the exercise helped.
    ");
}

#[test]
fn the_words_where_many_fears_came_true() {
    insta::assert_snapshot!(mostly_happened(19), @"
    Many of these happened. That sounds like a hard stretch. What helped you manage?
    You checked 19 fears: 9 didn't happen, 10 did.
    You expected 65%. 10 of 19 (53%) happened.
    For 5 of the 9 that didn't happen, you'd done something about it. You weren't sure about 4.
    Your second look was closer 9 times out of 19.
    19 of 22 checked. 2 still open. 1 you can't tell.
    Fears about rare, very serious things may never show up in these numbers. This page can't tell you that something is safe.
    When something did happen, you managed 1 time out of 10.
    You managed better than you expected once, about the same 9 times.
    It was easier than you expected 10 times out of 10.
    Once ten exercises have two ratings of a kind, they're counted here.
      With so few, the real share could be 32% to 73%.
      When few fears come true, any lower number looks more accurate. So this doesn't prove the exercise helped.
    ");
    insta::assert_snapshot!(mostly_happened(20), @"
    Many of these happened. That sounds like a hard stretch. What helped you manage?
    You checked 20 fears: 9 didn't happen, 11 did.
    You expected 63%. 11 of 20 (55%) happened.
    For 5 of the 9 that didn't happen, you'd done something about it. You weren't sure about 4.
    Your second look was closer 9 times out of 20.
    20 of 23 checked. 2 still open. 1 you can't tell.
    Fears about rare, very serious things may never show up in these numbers. This page can't tell you that something is safe.
    When something did happen, you managed 1 time out of 11.
    You managed better than you expected once, about the same 10 times.
    It was easier than you expected 11 times out of 11.
    Once ten exercises have two ratings of a kind, they're counted here.
      With so few, the real share could be 34% to 74%.
      When few fears come true, any lower number looks more accurate. So this doesn't prove the exercise helped.
      When you said 34-66%: 2 of 8 happened.
      When you said 67-100%: 7 of 10 happened.
    ");
    insta::assert_snapshot!(mostly_happened(30), @"
    Many of these happened. That sounds like a hard stretch. What helped you manage?
    You checked 30 fears: 13 didn't happen, 17 did.
    You expected 63%. 17 of 30 (57%) happened.
    For 7 of the 13 that didn't happen, you'd done something about it. You weren't sure about 6.
    Your second look was closer 13 times out of 30.
    Of the first 15 you checked, 8 happened. Of the last 15, 9 happened.
    30 of 33 checked. 2 still open. 1 you can't tell.
    Fears about rare, very serious things may never show up in these numbers. This page can't tell you that something is safe.
    When something did happen, you managed 2 times out of 17.
    You managed better than you expected twice, about the same 15 times.
    It was easier than you expected 17 times out of 17.
    Once ten exercises have two ratings of a kind, they're counted here.
      With so few, the real share could be 39% to 73%.
      When few fears come true, any lower number looks more accurate. So this doesn't prove the exercise helped.
      When you said 34-66%: 4 of 12 happened.
      When you said 67-100%: 10 of 15 happened.
    ");
}

#[test]
fn ratings_over_many_sessions_are_counted_from_ten_and_never_averaged() {
    let mut pairs = vec![pair("likelihood", 80, 40); 8];
    pairs.extend(vec![pair("likelihood", 50, 45); 3]);
    pairs.extend(vec![pair("distress", 50, 20); 9]);
    pairs.push(pair("likelihood", 20, 30));
    insta::assert_snapshot!(sentences_of(&[], &pairs), @"
    No look back yet. Once there is one, it shows up here.
    Fears about rare, very serious things may never show up in these numbers. This page can't tell you that something is safe.
    Once you've said a few times how you managed, it's counted here.
    In 12 exercises, you rated twice how likely it was. The second rating was lower 8 times, about the same 3 times, higher once.
    Bad moments pass anyway, so some of this would have happened without an exercise.
    ");
    let found = compute_insights(&[], &pairs).scale_changes;
    assert_eq!(found.len(), 1, "nine pairs are too few");
    assert!(!found[0].is_enough_for_chart, "a line needs twenty");
    pairs.extend(vec![pair("likelihood", 20, 30); 8]);
    assert!(compute_insights(&[], &pairs).scale_changes[0].is_enough_for_chart);
}

#[test]
fn the_headline_names_what_was_expected_and_what_came_true_unless_many_did() {
    let mut fears = vec![fear(76, Outcome::No); 9];
    assert_eq!(
        headline(&compute_insights(&fears, &[])),
        None,
        "nine are too few"
    );
    fears.push(fear(76, Outcome::No));
    let read = |fears: &[ReviewedFear]| headline(&compute_insights(fears, &[]));
    let expected = "You expected 76%. None of the 10 came true.";
    assert_eq!(read(&fears).as_deref(), Some(expected));
    let mut lines = Vec::new();
    for _ in 0..3 {
        fears.push(fear(76, Outcome::Yes));
        lines.extend(read(&fears));
    }
    insta::assert_snapshot!(lines.join("\n"), @"
    You expected 76%. It came true once in 11.
    You expected 76%. It came true twice in 12.
    You expected 76%. It came true 3 times in 13.
    ");
    fears.extend(vec![fear(76, Outcome::Yes); 7]);
    assert_eq!(read(&fears), None, "as many came true as didn't");
}

#[test]
fn the_words_press_nobody_and_praise_no_number() {
    for every in [2, 3, 6, 40] {
        for number in 0..130 {
            let pairs = vec![pair("distress", 80, 40); number];
            let fears = year_of_fears(number, every);
            let found = compute_insights(&fears, &pairs);
            let mut words = vec![sentences_of(&fears, &pairs), picture_caveat(&found)];
            words.extend(headline(&found));
            words.extend(later_notes(&found).into_iter().map(str::to_owned));
            let words = words.join("\n").to_lowercase();
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

#[test]
fn each_scale_is_named_in_a_whole_sentence_and_what_never_was_is_left_out() {
    let sentence = |scale, numbers: &[(u8, u8)]| {
        let pairs: Vec<_> = (0..5)
            .flat_map(|_| {
                numbers
                    .iter()
                    .map(|(first, second)| pair(scale, *first, *second))
            })
            .collect();
        sentences(&compute_insights(&[], &pairs)).changes[0].clone()
    };
    let (lower, same, higher) = ((80, 40), (50, 50), (20, 60));
    for (scale, numbers, expected) in [
        (
            "likelihood",
            vec![lower, lower],
            "In 10 exercises, you rated twice how likely it was. The second rating was lower every time.",
        ),
        (
            "distress",
            vec![lower, same],
            "In 10 exercises, you rated twice how heavy it felt. The second rating was lower 5 times, about the \
             same 5 times.",
        ),
        (
            "belief",
            vec![lower, higher],
            "In 10 exercises, you rated twice how much you believed a thought. The second rating was lower 5 \
             times, higher 5 times.",
        ),
        (
            "coping",
            vec![same, same],
            "In 10 exercises, you rated twice how well you'd manage. The second rating was about the same every \
             time.",
        ),
        (
            "hardness",
            vec![higher, higher],
            "In 10 exercises, you rated twice how hard it would be. The second rating was higher every time.",
        ),
        (
            "fixable",
            vec![same, higher],
            "In 10 exercises, you rated twice how likely it was to be put right. The second rating was about the \
             same 5 times, higher 5 times.",
        ),
        (
            "my scale",
            vec![lower, same, higher],
            "In 15 exercises, you rated twice on the scale “my scale”. The second rating was lower 5 times, about \
             the same 5 times, higher 5 times.",
        ),
    ] {
        assert_eq!(sentence(scale, &numbers), expected);
    }
}

#[test]
fn each_end_says_what_happened_partly_only_if_something_did() {
    let counts = |yes, partly| OutcomeCounts {
        yes,
        partly,
        no: 15 - yes - partly,
    };
    let first_and_last = |ends| {
        let insights = Insights {
            first_and_last: Some(ends),
            ..Insights::default()
        };
        sentences(&insights).fears[1].clone()
    };
    assert_eq!(
        first_and_last([counts(4, 0), counts(2, 0)]),
        "Of the first 15 you checked, 4 happened. Of the last 15, 2 happened."
    );
    assert_eq!(
        first_and_last([counts(4, 1), counts(2, 0)]),
        "Of the first 15 you checked, 4 happened and 1 partly. Of the last 15, 2 happened."
    );
    assert_eq!(
        first_and_last([counts(4, 0), counts(2, 3)]),
        "Of the first 15 you checked, 4 happened. Of the last 15, 2 happened and 3 partly."
    );
    assert_eq!(
        first_and_last([counts(4, 1), counts(2, 3)]),
        "Of the first 15 you checked, 4 happened and 1 partly. Of the last 15, 2 happened and 3 partly."
    );
}
