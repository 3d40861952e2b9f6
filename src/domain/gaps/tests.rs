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
