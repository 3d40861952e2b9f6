//! Mistakes that are valid or nearly valid YAML with another meaning than intended.

use super::{diagnostics_of, headlines};

const SAMPLE_EXERCISE: &str = "title: A\npurpose: p\nsteps:\n  - kind: choose\n    id: a\n    prompt: x\n    options:\n      - First\n      - Second\n";

/// The only diagnostic, with its position.
#[track_caller]
fn single_diagnostic(text: &str) -> String {
    let diagnostics = headlines(text);
    assert_eq!(diagnostics.len(), 1, "{text}\n{diagnostics:#?}");
    diagnostics[0].clone()
}

#[test]
fn words_cut_off_by_a_comment_are_reported() {
    for (line, changed, place) in [
        ("title: A", "title: Good #1 thing", "1:13"),
        ("title: A", "title: 心配 #1", "1:11"),
        ("purpose: p", "purpose: One\t#two", "2:14"),
        ("- First", "- First #one", "8:15"),
        ("- First", "- label: First #one", "8:22"),
        ("prompt: x", "prompt: What is\n      thought #1?", "7:15"),
    ] {
        let diagnostics = single_diagnostic(&SAMPLE_EXERCISE.replace(line, changed));
        let expected = format!("mine.yaml:{place}: warning: a `#` after a space begins a comment");
        assert!(diagnostics.starts_with(&expected), "{diagnostics}");
    }
    // If nothing is left of the text, it is reported as missing too.
    let diagnostics = diagnostics_of(SAMPLE_EXERCISE.replace("title: A", "title: #1"));
    assert!(
        diagnostics.contains("mine.yaml:1:8: warning: a `#`")
            && diagnostics.contains("`title` is empty"),
        "{diagnostics}"
    );
    // In brackets the rest of the line is missing as well.
    let diagnostics = single_diagnostic(&SAMPLE_EXERCISE.replace("- First", "- {label: First #1}"));
    assert!(
        diagnostics.starts_with("mine.yaml:8:23: a `#` after a space"),
        "{diagnostics}"
    );
}

#[test]
fn a_comment_and_a_hash_in_text_are_accepted() {
    for (line, fine) in [
        ("title: A", "title: Good # a comment"),
        ("title: A", "title: \"Good #1 thing\" #sure"),
        ("title: A", "title: 'Good #1 thing'"),
        ("title: A", "title: C#minor"),
        ("title: A", "#note\ntitle: A"),
        ("prompt: x", "prompt: |\n      What is #1\n      of #these?"),
        ("prompt: x", "prompt: Which? ## see below"),
    ] {
        assert_eq!(
            diagnostics_of(SAMPLE_EXERCISE.replace(line, fine)),
            "",
            "{fine}"
        );
    }
}

#[test]
fn a_first_word_read_as_a_tag_or_anchor_is_reported() {
    for (line, changed, place) in [
        ("title: A", "title: !Stop and think", "1:8"),
        ("title: A", "title: ! Stop", "1:8"),
        ("title: A", "title: &more words", "1:8"),
        ("- First", "- !one more", "8:9"),
        ("- First", "- label: &one more", "8:16"),
    ] {
        let diagnostics = single_diagnostic(&SAMPLE_EXERCISE.replace(line, changed));
        let expected = format!("mine.yaml:{place}: warning: a first word that begins with `!`");
        assert!(diagnostics.starts_with(&expected), "{diagnostics}");
    }
    for (line, fine) in [
        ("title: A", "title: Stop !now & then"),
        ("title: A", "title: \"!Stop and think\""),
        ("title: A", "title: !!str 12"),
        ("- First", "- {label: \"Say !\", end: true}"),
        ("- First", "- {label: Say !, end: true}"),
        ("- First", "- {label: 'So: !now', end: true}"),
        ("title: A\npurpose: p", "title: &t A\npurpose: *t"),
        ("prompt: x", "prompt: |\n      !Stop\n      &more of it"),
        ("prompt: x", "prompt: Stop\n      !here or\n      &there"),
    ] {
        assert_eq!(
            diagnostics_of(SAMPLE_EXERCISE.replace(line, fine)),
            "",
            "{fine}"
        );
    }
}

#[test]
fn a_merge_key_is_reported() {
    let text = "title: A\npurpose: p\nsteps:\n  - &s\n    kind: write\n    id: a\n    prompt: x\n  - <<: *s\n    id: b\n";
    let diagnostics = headlines(text);
    assert!(
        diagnostics[0].starts_with("mine.yaml:8:5: `<<` would take in"),
        "{diagnostics:#?}"
    );
}

#[test]
fn lookalikes_of_space_dash_and_colon_are_reported() {
    let space = "a special space stands here";
    let dash = "this sign looks like the dash of a list";
    let colon = "this sign looks like a colon";
    for (line, changed, place, what) in [
        ("    id", "\u{a0}\u{a0}\u{a0}\u{a0}id", "5:1", space),
        ("    id", "   \u{a0}id", "5:4", space),
        ("    id", "\u{3000}\u{3000}id", "5:1", space),
        ("    id", "    \u{200b}id", "5:5", space),
        ("title:", "\u{feff}title:", "1:1", space),
        ("title:", "\u{a0}title:", "1:1", space),
        ("title:", "title\u{a0}:", "1:6", space),
        ("title: ", "title:\u{a0}", "1:7", space),
        ("title: ", "title:\u{202f}", "1:7", space),
        ("- kind", "-\u{a0}kind", "4:4", space),
        ("- kind", "– kind", "4:3", dash),
        ("- kind", "—\u{a0}kind", "4:3", dash),
        ("- kind", "• kind", "4:3", dash),
        (
            "- First\n      - Second",
            "– First\n      – Second",
            "8:7",
            dash,
        ),
        ("- Second", "− Second", "9:7", dash),
        ("title: ", "title：", "1:6", colon),
        ("    prompt: ", "    prompt： ", "6:11", colon),
    ] {
        let text = SAMPLE_EXERCISE.replace(line, changed);
        let diagnostics = headlines(&text);
        if text.starts_with('\u{feff}') {
            assert!(diagnostics.is_empty(), "{diagnostics:#?}");
            continue;
        }
        let expected = format!("mine.yaml:{place}: {what}");
        assert!(
            diagnostics
                .iter()
                .any(|diagnostics| diagnostics.starts_with(&expected)),
            "{expected}: {diagnostics:#?}"
        );
    }
}

#[test]
fn dashes_and_spaces_in_text_are_accepted() {
    for fine in [
        "prompt: – said she\n      – and left",
        "prompt: |\n      – said she\n      \u{a0}and left",
        "prompt: >-\n      – said she",
        "prompt: Ça va\u{a0}? – oui",
    ] {
        assert_eq!(
            diagnostics_of(SAMPLE_EXERCISE.replace("prompt: x", fine)),
            "",
            "{fine}"
        );
    }
}

#[test]
fn a_tab_is_reported() {
    for (line, changed, place) in [
        ("    id", "\tid", "5:1"),
        ("    id", "    \tid", "5:5"),
        ("      - First", "\t- First", "8:1"),
    ] {
        let diagnostics = single_diagnostic(&SAMPLE_EXERCISE.replace(line, changed));
        let expected = format!("mine.yaml:{place}: a tab stands at the start of this line");
        assert!(diagnostics.starts_with(&expected), "{diagnostics}");
    }
}
