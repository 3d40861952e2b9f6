use super::*;
use proptest::prelude::*;

fn similarity(one: &str, other: &str) -> f32 {
    NgramSet::new(one).similarity(&NgramSet::new(other))
}

/// Pairs of thoughts with the same worry in nearly the same words.
const SIMILAR_PAIRS: &[(&str, &str)] = &[
    // With a child.
    (
        "The baby will stop breathing in the night",
        "What if my baby stops breathing at night?",
    ),
    ("I'm a bad mother", "I am such a bad mother."),
    (
        "She'll never sleep through",
        "She is never going to sleep through",
    ),
    (
        "I've broken her trust for good",
        "Her trust is broken, for good",
    ),
    (
        "He has a fever. It must be meningitis!",
        "The fever means that he has meningitis",
    ),
    (
        "My son will have no friends at school",
        "my son won't find any friends in his school",
    ),
    (
        "The teacher thinks I'm a terrible parent",
        "His teachers think that I'm a terrible parent",
    ),
    (
        "I'll drop the baby on the stairs",
        "I could drop my baby down the stairs",
    ),
    (
        "I shouted at my daughter and she'll hate me",
        "My daughter hates me because I shouted",
    ),
    (
        "If I go back to work she will forget me",
        "She'll forget me when I'm back at work",
    ),
    // In general.
    ("I'll be fired", "They're going to fire me"),
    ("I'll fail the exam", "I am going to fail my exams"),
    (
        "Everyone at work thinks I'm stupid",
        "At work everyone believes that I am stupid",
    ),
    ("We'll lose the house", "We are going to lose our house!!"),
    (
        "The presentation will be a disaster",
        "My presentation is going to be a total disaster",
    ),
    ("I'll die alone", "I am going to die all alone"),
    ("My heart will stop", "my heart could stop beating"),
    (
        "I will never find a job again",
        "I'm never going to find another job",
    ),
    (
        "They all laughed at me in the meeting",
        "Everybody in the meeting laughed at me",
    ),
    ("The café will go bankrupt", "The cafe\u{301} goes bankrupt"),
    // Elsewhere.
    (
        "Ich werde meinen Job verlieren",
        "Ich verliere bestimmt meinen Job",
    ),
    (
        "Das Baby hört auf zu atmen",
        "Mein Baby könnte aufhören zu atmen",
    ),
    (
        "Ich schaffe die Prüfung nicht",
        "Die Pruefung schaffe ich nie",
    ),
    ("我会被解雇", "我要被公司解雇了"),
    ("宝宝会生病", "我的宝宝要生病了"),
    ("仕事を失うかもしれない", "私は仕事を失う"),
    ("赤ちゃんが息をしなくなる", "赤ちゃんの息が止まる"),
    ("ลูกจะไม่สบาย", "กลัวว่าลูกไม่สบาย"),
    ("직장을 잃을 거야", "나는 직장을 잃을 것이다"),
    ("I'll be fired 😱😱", "I'll be fired 👩‍👧"),
];

/// Pairs of thoughts with different worries that sound similar.
const DIFFERENT_PAIRS: &[(&str, &str)] = &[
    // With a child.
    (
        "The baby will stop breathing",
        "The baby will never stop crying",
    ),
    ("I'm a bad mother", "I'm a bad driver"),
    (
        "She'll never sleep through the night",
        "She'll never eat vegetables",
    ),
    (
        "My son will have no friends at school",
        "My son will fail at school",
    ),
    ("He has a fever", "He has a bad cough and I can't sleep"),
    (
        "The nursery is a bad place for her",
        "The nurse made a bad mistake with her",
    ),
    ("My daughter hates me", "My daughter will get lost"),
    ("I'll drop the baby", "The baby won't gain weight"),
    (
        "My daughter will be bullied at school",
        "My daughter will fail at school",
    ),
    (
        "My daughter's fever will come back",
        "My daughter's nightmares will come back",
    ),
    ("子どもがいじめられる", "子どもがけがをする"),
    ("She will forget me", "She will forget her lunch at home"),
    (
        "My milk isn't enough for the baby",
        "My money isn't enough for the rent",
    ),
    // In general.
    ("I'll be fired", "There will be a fire in the house"),
    ("I'll fail the exam", "I'll fail as a friend"),
    (
        "Everyone at work thinks I'm stupid",
        "Everyone at the party will stare at me",
    ),
    ("We'll lose the house", "We'll lose the match"),
    (
        "The presentation will be a disaster",
        "The wedding will be a disaster",
    ),
    ("I'll die alone", "I'll never drive alone"),
    ("My heart will stop", "My car will stop on the motorway"),
    (
        "I will never find a job again",
        "I will never find a partner",
    ),
    ("I can't do this", "It is what it is"),
    ("The test will show cancer", "The test will be too hard"),
    (
        "I sent the email to the wrong person",
        "I married the wrong person",
    ),
    ("The plane will crash", "The stock market will crash"),
    // Elsewhere.
    (
        "Ich werde meinen Job verlieren",
        "Ich werde meinen Zug verpassen",
    ),
    (
        "Ich schaffe die Prüfung nicht",
        "Ich schaffe es nicht bis zum Bahnhof",
    ),
    ("Das Baby hört auf zu atmen", "Das Baby wird nicht satt"),
    ("我会被解雇", "我会迟到"),
    ("宝宝会生病", "宝宝不睡觉"),
    ("仕事を失うかもしれない", "電車に乗り遅れるかもしれない"),
    ("赤ちゃんが息をしなくなる", "友達がいなくなる"),
    ("ลูกจะไม่สบาย", "ฉันจะไม่มีงานทำ"),
    ("직장을 잃을 거야", "친구를 잃을 거야"),
    ("", "I'll be fired"),
    ("", ""),
    ("😱😱", "😱😱"),
    ("…", "!?"),
];

#[test]
fn two_worries_are_never_taken_for_one() {
    for (one, other) in DIFFERENT_PAIRS {
        let likeness = similarity(one, other);
        assert!(
            likeness < SAME_THRESHOLD,
            "{likeness}: “{one}” and “{other}”"
        );
    }
}

#[test]
fn a_worry_in_nearly_the_same_words_is_mostly_met_again() {
    let missed: Vec<_> = SIMILAR_PAIRS
        .iter()
        .filter(|(one, other)| similarity(one, other) < SAME_THRESHOLD)
        .collect();
    assert!(missed.len() * 4 <= SIMILAR_PAIRS.len(), "{missed:#?}");
    // Missed pairs are still more similar than most different worries.
    for (one, other) in missed {
        let likeness = similarity(one, other);
        assert!(likeness > 0.5, "{likeness}: “{one}” and “{other}”");
    }
}

#[test]
fn the_same_in_other_words_is_not_seen() {
    assert!(similarity("I'll be fired", "I'm about to lose my job") < 0.1);
    // A “not” isn't recognised either.
    let (sleeps, wakes) = ("She will sleep tonight", "She won't sleep tonight");
    assert!((similarity(sleeps, wakes) - 1.0).abs() < f32::EPSILON);
}

#[test]
fn capitals_accents_and_the_kind_of_apostrophe_make_no_difference() {
    for (one, other) in [
        ("MY CAFÉ WILL CLOSE", "my cafe\u{301} will close"),
        ("Dvořák's naïve œuvre", "dvorak’s naive oeuvre"),
        ("Die Straße ist gesperrt", "DIE STRASSE IST GESPERRT"),
    ] {
        let likeness = similarity(one, other);
        assert!((likeness - 1.0).abs() < f32::EPSILON, "{likeness}: {one}");
    }
}

#[test]
fn a_thought_of_stop_words_alone_still_has_ngrams() {
    let stuck = NgramSet::new("I can't do this");
    assert!((stuck.similarity(&NgramSet::new("i can’t do this…")) - 1.0).abs() < f32::EPSILON);
    assert_eq!(NgramSet::new("😱 …"), NgramSet::default());
}

#[test]
fn of_a_megabyte_only_the_beginning_counts() {
    let long = "My baby 👶 stops breathing 窒息 ".repeat(30_000);
    let longer = format!("{long} and something else");
    assert_eq!(NgramSet::new(&long), NgramSet::new(&longer));
    let all_different: String = ('\u{4e00}'..='\u{9fff}').cycle().take(350_000).collect();
    assert!(all_different.len() > 1_000_000);
    let thought = NgramSet::new(&all_different);
    assert!(thought.ngrams.len() < 10_000);
    assert!((thought.similarity(&thought) - 1.0).abs() < f32::EPSILON);
}

proptest! {
    #![proptest_config(crate::properties::config())]

    #[test]
    fn similarity_is_symmetric_and_bounded(one: String, other in "[a-z I'’éß病子ないไม👶]{0,40}") {
        let (a, b) = (NgramSet::new(&one), NgramSet::new(&other));
        let likeness = a.similarity(&b);
        prop_assert!((0.0..=1.0).contains(&likeness));
        prop_assert_eq!(likeness.to_bits(), b.similarity(&a).to_bits());
    }

    #[test]
    fn a_thought_is_wholly_like_itself(words in ".{0,20}[a-z病é]{2}.{0,20}") {
        let thought = NgramSet::new(&words);
        prop_assert!((thought.similarity(&thought) - 1.0).abs() < f32::EPSILON);
    }
}
