//! Hostile exercise files of each kind.

/// The largest accepted file size in bytes.
const MAX_FILE_BYTES: usize = 256 * 1024;

/// A valid step.
pub const BODY: &str = "  - {kind: read, id: a, prompt: Hello.}\n";

/// An exercise with these steps.
pub fn exercise(steps: &str) -> String {
    format!("title: Mine\npurpose: A try.\nsteps:\n{steps}")
}

/// All files by name, starting with the alias bomb.
pub fn all() -> Vec<(&'static str, Vec<u8>)> {
    let texts = bombs()
        .into_iter()
        .chain(nested())
        .chain(large())
        .chain(faulty())
        .chain(repeated())
        .map(|(name, text)| (name, text.into_bytes()));
    texts.chain(encoded()).collect()
}

fn yaml_list(count: usize, item: impl Fn(usize) -> String) -> String {
    (0..count).map(item).collect::<Vec<_>>().join(", ")
}

fn many(count: usize, item: impl Fn(usize) -> String) -> String {
    (0..count).map(item).collect::<Vec<_>>().concat()
}

/// Repeats `text` up to the largest accepted size.
fn truncate_to_limit(text: &str) -> String {
    text[..text.floor_char_boundary(MAX_FILE_BYTES)].to_owned()
}

fn bombs() -> Vec<(&'static str, String)> {
    let laughs = (1..12).fold(
        "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned(),
        |text, n| {
            format!(
                "{text}a{n}: &a{n} [{}]\n",
                yaml_list(10, |_| format!("*a{}", n - 1))
            )
        },
    );
    let keys = (1..12).fold("a0: &a0 {k: 1}\n".to_owned(), |text, n| {
        format!("{text}a{n}: &a{n} {{? *a{0} : *a{0}}}\n", n - 1)
    });
    let merged = (1..9).fold("a0: &a0 {k: x}\n".to_owned(), |text, n| {
        format!(
            "{text}a{n}: &a{n}\n  <<: [{}]\n",
            yaml_list(9, |_| format!("*a{}", n - 1))
        )
    });
    let long = "x".repeat(200_000);
    let steps: String = many(95, |n| {
        format!("  - {{kind: read, id: a{n}, prompt: *p}}\n")
    });
    let nested: String = many(14, |n| format!("&n{n} ["));
    vec![
        ("a billion laughs", laughs),
        ("laughs in keys", keys),
        ("laughs in merged keys", merged),
        (
            "one long text many times",
            format!(
                "a: &a \"{long}\"\nb: [{}]\n",
                yaml_list(99, |_| "*a".to_owned())
            ),
        ),
        (
            "one long prompt many times",
            exercise(&format!(
                "  - {{kind: read, id: a, prompt: &p \"{long}\"}}\n{steps}"
            )),
        ),
        ("nested anchors", format!("{nested}x{}\n", "]".repeat(14))),
        ("many anchors", many(14_000, |n| format!("k{n}: &a{n} x\n"))),
        ("an anchor in itself", "a: &a [*a, *a]\n".to_owned()),
    ]
}

fn nested() -> Vec<(&'static str, String)> {
    let deep = |open: &str, close: &str| {
        let levels = ((MAX_FILE_BYTES - 1) / (open.len() + close.len())).min(100_000);
        open.repeat(levels) + "x" + &close.repeat(levels)
    };
    vec![
        ("lists in lists", deep("[", "]")),
        ("maps in maps", deep("{a: ", "}")),
        ("blocks in blocks", deep("- ", "")),
        ("questions in questions", deep("? ", "")),
        ("mixed levels", deep("- [{a: ", "")),
        ("100,000 levels", "[".repeat(100_000) + &"]".repeat(100_000)),
        (
            "ever deeper lines",
            truncate_to_limit(&many(720, |n| " ".repeat(n) + "a:\n")),
        ),
    ]
}

fn large() -> Vec<(&'static str, String)> {
    let step = "  - {kind: read, id: a, prompt: Hm.}\n";
    let zalgo = format!("title: \"Z{}\"\n", "\u{301}".repeat(60_000));
    vec![
        (
            "a text of 10 MB",
            format!("title: {}\n", "x".repeat(10_000_000)),
        ),
        ("a million steps", exercise(&step.repeat(1_000_000))),
        (
            "as many steps as fit",
            truncate_to_limit(&exercise(&step.repeat(8000))),
        ),
        (
            "a text as long as fits",
            truncate_to_limit(&format!("title: {}", "x".repeat(MAX_FILE_BYTES))),
        ),
        ("a letter with a heap of marks", zalgo),
        (
            "a heap of marks in a prompt",
            exercise(&format!(
                "  - {{kind: read, id: a, prompt: \"{}\"}}\n",
                "\u{600}".repeat(3000)
            )),
        ),
        (
            "a number as long as fits",
            format!("a: {}\n", "9".repeat(MAX_FILE_BYTES - 4)),
        ),
        ("nothing but line ends", "\n".repeat(MAX_FILE_BYTES)),
        ("nothing but blanks", " ".repeat(MAX_FILE_BYTES)),
        ("nothing but comments", "#\n".repeat(MAX_FILE_BYTES / 2)),
        ("nothing but documents", "---\n".repeat(MAX_FILE_BYTES / 4)),
        ("nothing but open brackets", "[".repeat(MAX_FILE_BYTES)),
        (
            "a quote without an end",
            format!("\"{}", "x".repeat(MAX_FILE_BYTES - 1)),
        ),
        ("nothing but colons", ": ".repeat(MAX_FILE_BYTES / 2)),
        ("nothing but tags", "!a ".repeat(MAX_FILE_BYTES / 3)),
    ]
}

/// As many different errors as fit.
fn faulty() -> Vec<(&'static str, String)> {
    let long_id = |n: usize| format!("{}{n:03}", "abcdefghij".repeat(9));
    let wrong_id = |n: usize| format!("{}{n:03}", "jihgfedcba".repeat(9));
    let ids: String = many(150, |n| {
        format!("  - {{kind: write, id: {}, prompt: x}}\n", long_id(n))
    });
    let anchored = format!(
        "{ids}  - {{kind: read, id: z, prompt: x, show: &s [{}]}}\n",
        yaml_list(190, wrong_id)
    );
    let aliased: String = many(40, |n| {
        format!("  - {{kind: read, id: z{n}, prompt: x, show: *s}}\n")
    });
    let options = (0..500)
        .map(|n| format!("labe{n}: 1"))
        .collect::<Vec<_>>()
        .join(", ");
    let choose = "  - kind: choose\n    id: a\n    prompt: Hm?\n    options:\n";
    vec![
        ("names near a very long one", exercise(&format!("  - {{kind: write, id: {}, prompt: x}}\n  - {{kind: read, id: b, prompt: x, show: [{}]}}\n", "a".repeat(200_000), yaml_list(12_000, |_| "bb".to_owned())))),
        ("names near many others", exercise(&format!("{ids}  - {{kind: read, id: z, prompt: x, show: [{}]}}\n", yaml_list(2000, wrong_id)))),
        ("the same wrong names many times", exercise(&(anchored + &aliased))),
        ("names in a text that nobody asked", exercise(&format!("  - {{kind: read, id: a, prompt: \"{}\"}}\n", "\\x7bab}".repeat(32_000)))),
        ("many names in many texts", exercise(&format!("  - {{kind: read, id: a, prompt: [{}]}}\n", yaml_list(8000, |n| format!("\"\\x7b{n}}}\""))))),
        ("faults on one line", format!("{{title: Mine, purpose: x, steps: [{}]}}\n", yaml_list(2200, |_| "{kind: read, id: a, prompt: x, y: 1}".to_owned()))),
        ("unknown fields", exercise(&("  - kind: rate\n".to_owned() + &many(11_000, |n| format!("    k{n}: 1\n"))))),
        ("fields missing among many", exercise(&(choose.to_owned() + &format!("      - {{{options}}}\n").repeat(20)))),
        ("options without a word", exercise(&(choose.to_owned() + &"      - {}\n".repeat(8000)))),
        ("beginnings that are alike", exercise(&format!("  - {{kind: reframe, id: a, prompt: x, stems: [{}]}}\n", yaml_list(23_000, |_| "a".to_owned())))),
        ("exercises that aren't there", format!("better_choice: [{}]\n{}", yaml_list(4500, |n| format!("{{if: x, use: y{n}}}")), exercise(BODY))),
        ("lengths beyond an hour", format!("title: a\nphases: [{{do: inhale, seconds: 3}}]\nlengths: {{default: 1, {}}}\n", yaml_list(11_000, |n| format!("k{n}: 9999")))),
        ("numbers that aren't", "title: a\nphases: [{do: inhale, seconds: .nan}, {do: exhale, seconds: .inf}]\nlengths: {default: -1, a: 1e300, b: 0x10}\n".to_owned()),
    ]
}

fn repeated() -> Vec<(&'static str, String)> {
    vec![
        (
            "the same key again and again",
            truncate_to_limit(&"a: 1\n".repeat(60_000)),
        ),
        (
            "the same long key",
            truncate_to_limit(&format!("? \"{}\"\n: 1\n", "a".repeat(2000)).repeat(130)),
        ),
        (
            "steps that are no steps",
            truncate_to_limit(&exercise(&"  - 1\n".repeat(60_000))),
        ),
    ]
}

/// Encodings, and control characters in every position.
fn encoded() -> Vec<(&'static str, Vec<u8>)> {
    let utf16 = |text: &str| -> Vec<u8> {
        [0xfeff_u16]
            .into_iter()
            .chain(text.encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect()
    };
    let steering = "\u{202e}\u{2066}\u{200f}\u{61c}\u{2028}\u{e0041}";
    let everywhere = format!(
        "# a comment {steering}\n\"ti{steering}tle\": x\n? k{steering}ey\n: &an{steering}chor !ta{steering}g words # and {steering}\ntitle: [\n"
    );
    vec![
        ("a zero byte", b"title: a\0b\n".to_vec()),
        (
            "an escape sequence",
            b"title: a\x1b[99;99Hb\n\x1b]0;t\x07: c\n".to_vec(),
        ),
        (
            "an escape sequence of one byte",
            "title: a\u{9b}2Jb\n".into(),
        ),
        (
            "escapes in quotes",
            b"title: \"\\e]52;c;aGk=\\a\"\n\"\\e[99;99Hk\\u202e\\u2028\": 1\nsteps: [\"\\e[2J\"]\n"
                .to_vec(),
        ),
        ("letters that steer everywhere", everywhere.into()),
        (
            "bytes that are no text",
            b"title: \xff\xfe\xc3(\n".repeat(1000),
        ),
        ("UTF-16", utf16("title: Mine\n")),
        ("a mark at the start", "\u{feff}title: Mine\n".into()),
        ("many marks at the start", "\u{feff}".repeat(80_000).into()),
        (
            "line ends of other systems",
            exercise(BODY).replace('\n', "\r\n").into(),
        ),
        (
            "line ends of old systems",
            exercise(BODY).replace('\n', "\r").into(),
        ),
        ("nothing at all", Vec::new()),
    ]
}
