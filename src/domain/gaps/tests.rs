use super::*;

fn parts(words: &str) -> Vec<TemplatePart<'_>> {
    split_gaps(words).expect("its gaps are valid")
}

#[test]
fn dots_and_hints_are_gaps() {
    use TemplatePart::{Gap, Words};
    assert_eq!(
        parts("Tomorrow is another go."),
        [Words("Tomorrow is another go.")]
    );
    assert_eq!(
        parts("Even if ..., I would [what I'd do first]."),
        [
            Words("Even if "),
            Gap(""),
            Words(", I would "),
            Gap("what I'd do first"),
            Words(".")
        ]
    );
    assert_eq!(
        parts("I .... That"),
        [Words("I "), Gap(""), Words(". That")]
    );
    assert_eq!(
        parts("[ How much ] is enough…"),
        [Gap("How much"), Words(" is enough"), Gap("")]
    );
    assert_eq!(parts("10.30 a.m. 睡"), [Words("10.30 a.m. 睡")]);
    assert_eq!(parts(""), []);
}

#[test]
fn each_mistake_in_a_gap_has_its_place() {
    let long = format!("I [{}]", "h".repeat(MAX_HINT_CHARS + 1));
    for (words, error) in [
        ("I [what I did.", GapError::Unclosed(2)),
        ("I [what [I] did].", GapError::Unclosed(2)),
        ("I what I did].", GapError::Unopened(12)),
        ("睡 [ ].", GapError::EmptyHint(4)),
        ("I [{worry}].", GapError::PlaceholderInHint(2)),
        (&long, GapError::LongHint(2)),
        ("... ... ... ... ... ...", GapError::TooMany(20)),
    ] {
        assert_eq!(split_gaps(words), Err(error), "{words}");
    }
}

#[test]
fn a_gapped_text_is_drawn_and_listed() {
    let mut text = GappedText::default();
    text.push_words("It's ");
    text.push_words("possible that ");
    text.push_gap("what I fear");
    text.push_words(", and ");
    text.push_gap("");
    assert!(text.has_gaps());
    assert_eq!(text.text(), "It's possible that [what I fear], and ____");
    assert_eq!(text.label(), "It's possible that [what I fear], and …");
}

/// A starter without answers to fill in.
fn starter(words: &str) -> GappedText {
    let mut text = GappedText::default();
    for part in parts(words) {
        match part {
            TemplatePart::Words(words) => text.push_words(words),
            TemplatePart::Gap(hint) => text.push_gap(hint),
        }
    }
    text
}

#[test]
fn words_are_found_in_their_gaps() {
    let stem = starter("Even if [the hard version], I would ....");
    assert_eq!(stem.text(), "Even if [the hard version], I would ____.");
    let text = "Even if she weans, slowly, I would ____.";
    let gaps = stem.match_gaps(text).expect("it has the form of the stem");
    assert_eq!(&text[gaps[0].clone()], "she weans, slowly");
    assert_eq!(&text[gaps[1].clone()], "____");
    assert_eq!(
        open_gaps(text, std::slice::from_ref(&stem)),
        [gaps[1].clone()]
    );
    assert_eq!(stem.match_gaps("Even if she weans."), None);
    // Brackets of the person are no gap.
    assert_eq!(open_gaps("I said [sic] … and ...", &[stem]), []);
}

#[test]
fn a_gap_whose_words_are_deleted_is_open_again() {
    let stems = [starter("I [what I did]. It's [how it is].")];
    assert_eq!(
        reopen_gaps("I . It's okay 睡.", &stems),
        Some(("I [what I did]. It's okay 睡.".to_owned(), 2))
    );
    assert_eq!(reopen_gaps("I shouted. It's okay.", &stems), None);
    assert_eq!(reopen_gaps("I don't know.", &stems), None);
}

/// Each stem, what stands in the text, and what is saved of it.
const CLOSED: &[(&str, &str, &str)] = &[
    (
        "That was probably good enough, because ...",
        "That was probably good enough, because ____",
        "That was probably good enough.",
    ),
    (
        "It's possible that ..., and it's more likely that ....",
        "It's possible that she weans, slowly, and it's more likely that ____.",
        "It's possible that she weans, slowly.",
    ),
    (
        "It's possible that ..., and it's more likely that ....",
        "It's possible that ____, and it's more likely that she'll be fine 睡.",
        "It's more likely that she'll be fine 睡.",
    ),
    (
        "It's possible that ..., and it's more likely that ....",
        "It's possible that ____, and it's more likely that ____.",
        "",
    ),
    (
        "Even if [the hard version], I would [what I'd do first].",
        "Even if [the hard version], I would call her.",
        "I would call her.",
    ),
    (
        "If it happened, I would [what I'd do first].",
        "If it happened, I would [what I'd do first].",
        "",
    ),
    (
        "I [what I did]. I can [one thing], and then let it be.",
        "I shouted. I can [one thing], and then let it be.",
        "I shouted.",
    ),
    (
        "[What happened, in plain words]. That was one moment. It isn't all of me.",
        "[What happened, in plain words]. That was one moment. It isn't all of me.",
        "That was one moment. It isn't all of me.",
    ),
    (
        "[How much] is enough when [on what kind of day].",
        "ten minutes is enough when [on what kind of day].",
        "Ten minutes is enough.",
    ),
    (
        "Most days, [how much] is enough.",
        "Most days, [how much] is enough.",
        "",
    ),
    (
        "Most days, [how much] is enough.",
        "Most days, half an hour. is enough.",
        "Most days, half an hour is enough.",
    ),
    (
        "I don't know yet. For now I can [one small thing].",
        "I don't know yet. For now I can [one small thing].\nIt's 20:15, and I'm [so] tired...",
        "I don't know yet.\nIt's 20:15, and I'm [so] tired...",
    ),
    (
        "[Who to ask], can I ask you something? [The facts].",
        "[Who to ask], can I ask you something? [The facts].",
        "Can I ask you something?",
    ),
    (
        "That was probably good enough, because ...",
        "That was probably good enough, because",
        "That was probably good enough, because",
    ),
    (
        "It's possible that ..., and it's more likely that ....",
        "It's possible that he's late., and it's more likely that he forgot 睡..",
        "It's possible that he's late, and it's more likely that he forgot 睡.",
    ),
    ("I ....", "I  put her down , .", "I put her down ,."),
];

#[test]
fn what_needs_an_open_gap_is_left_out() {
    for (stem, text, closed) in CLOSED {
        let stems = [starter("Tomorrow is another go."), starter(stem)];
        assert_eq!(close_gaps(text, &stems), *closed, "{text}");
    }
}

mod properties {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(crate::properties::config())]

        #[test]
        fn no_gap_and_no_hint_is_ever_saved(
            stem in "(Even if |I |, and |\\. |: )?(\\.\\.\\.|\\[a hint\\])( is 睡|, because |\\.)?(\\.\\.\\.|\\[two, words\\.\\])?\\.?",
            fills in prop::collection::vec("[a-z 睡👍,.]{0,8}", 0..3),
        ) {
            let Ok(_) = split_gaps(&stem) else { return Ok(()) };
            let stems = [starter(&stem)];
            let text = stems[0].filled_with(&fills);
            let closed = close_gaps(&text, &stems);
            prop_assert!(open_gaps(&closed, &stems).is_empty(), "{text:?}: {closed:?}");
            prop_assert!(!closed.contains('\0'));
        }

        #[test]
        fn a_text_without_gaps_stays(text in "[A-Za-z 睡👍,.\\[\\]…]{0,30}") {
            let stems = [starter("It's possible that ..., and [what I know].")];
            if open_gaps(&text, &stems).is_empty() {
                prop_assert_eq!(close_gaps(&text, &stems), text.trim());
            }
        }

        #[test]
        fn splitting_never_fails_on_a_character_boundary(words in "[a\\[\\].… 睡\\{\\}]{0,20}") {
            if let Err(error) = split_gaps(&words) {
                prop_assert!(words.is_char_boundary(error.offset()));
            }
        }
    }
}
