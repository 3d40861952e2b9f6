//! Properties of the exercise format: a valid file has no diagnostics, and any other gets an answer.

use std::path::Path;

use good_enough::content::library::Library;
use good_enough::text::is_unsafe_char;
use proptest::prelude::*;

/// Every keyword of the format, and some other words.
const WORDS: [&str; 70] = [
    "title",
    "purpose",
    "feels_like",
    "minutes",
    "when",
    "better_choice",
    "if",
    "use",
    "sources",
    "credit",
    "steps",
    "id",
    "role",
    "prompt",
    "label",
    "help",
    "examples",
    "parent",
    "general",
    "show",
    "only_if",
    "step",
    "in",
    "at_least",
    "below",
    "kind",
    "read",
    "write",
    "list",
    "rate",
    "choose",
    "breathe",
    "timer",
    "reframe",
    "follow_up",
    "summary",
    "lines",
    "multiple",
    "one",
    "placeholder",
    "max_items",
    "scale",
    "first_rating",
    "revise_if_low",
    "options",
    "allow_other",
    "catalogue",
    "options_from",
    "end",
    "start",
    "carry",
    "break",
    "seconds",
    "stems",
    "fields",
    "pairs",
    "closing",
    "copy",
    "phases",
    "do",
    "say",
    "lengths",
    "default",
    "no_hold",
    "softer",
    "cautions",
    "note",
    "thinking-patterns",
    "slow-six",
    "a",
];

/// Any YAML value.
#[derive(Clone, Debug)]
enum RandomYaml {
    Word(usize),
    Number(i32),
    Text(String),
    Nothing,
    List(Vec<Self>),
    Map(Vec<(usize, Self)>),
}

fn tree() -> impl Strategy<Value = RandomYaml> {
    let leaf = prop_oneof![
        4 => (0..WORDS.len()).prop_map(RandomYaml::Word),
        2 => (-3..400).prop_map(RandomYaml::Number),
        2 => "[a-z{} 睡👍\u{202e}\u{1b}]{0,12}".prop_map(RandomYaml::Text),
        1 => Just(RandomYaml::Nothing),
    ];
    leaf.prop_recursive(5, 60, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(RandomYaml::List),
            prop::collection::vec((0..WORDS.len(), inner), 0..8).prop_map(RandomYaml::Map),
        ]
    })
}

impl RandomYaml {
    fn to_yaml(&self) -> String {
        let all = |parts: Vec<String>| parts.join(", ");
        match self {
            Self::Word(word) => WORDS[*word].to_owned(),
            Self::Number(number) => number.to_string(),
            Self::Text(text) => quoted(text),
            Self::Nothing => "~".to_owned(),
            Self::List(items) => format!("[{}]", all(items.iter().map(Self::to_yaml).collect())),
            Self::Map(fields) => {
                let field = |(name, value): &(usize, Self)| {
                    format!("{}: {}", WORDS[*name], value.to_yaml())
                };
                format!("{{{}}}", all(fields.iter().map(field).collect()))
            }
        }
    }
}

/// `text` in double quotes, with everything but plain ASCII escaped.
fn quoted(text: &str) -> String {
    let letter = |letter: char| match letter {
        '"' | '\\' => format!("\\{letter}"),
        ' '..='~' => letter.to_string(),
        _ => format!("\\U{:08x}", u32::from(letter)),
    };
    format!(
        "\"{}\"",
        text.chars().map(letter).collect::<Vec<_>>().concat()
    )
}

/// The steps of a valid exercise, from a number and a text for each.
fn valid(steps: &[(u8, String)]) -> String {
    let mut text = "title: Mine\npurpose: A try.\nsteps:\n".to_owned();
    let (mut words, mut ratings, mut lists): (Vec<usize>, Vec<usize>, Vec<usize>) =
        Default::default();
    for (at, (number, diagnostics)) in steps.iter().enumerate() {
        let any = |of: &[usize]| of.get(usize::from(*number / 16) % of.len().max(1)).copied();
        let diagnostics = quoted(&format!("Say {diagnostics}"));
        let fields = match (number % 10, any(&words), any(&ratings), any(&lists)) {
            (0, ..) => "kind: read".to_owned(),
            (1, Some(word), ..) => {
                format!("kind: write, show: [s{word}], help: \"As to {{s{word}}}.\"")
            }
            (1 | 2, ..) => "kind: write, lines: many, placeholder: Here".to_owned(),
            (3, ..) => "kind: list, max_items: 3".to_owned(),
            (4, _, Some(first), _) => {
                format!("kind: rate, scale: distress, first_rating: s{first}")
            }
            (4 | 5, ..) => "kind: rate, scale: distress".to_owned(),
            (6, _, _, Some(list)) => {
                format!("kind: choose, options_from: s{list}, allow_other: true")
            }
            (6, ..) => "kind: choose, multiple: true, options: [One, Two]".to_owned(),
            (7, _, Some(rating), _) => {
                format!("kind: reframe, only_if: {{step: s{rating}, below: 50}}")
            }
            (7, ..) => "kind: reframe, stems: [It was ..., It is ...]".to_owned(),
            (8, ..) => "kind: breathe, break: slow-six".to_owned(),
            (_, Some(word), ..) => {
                format!("kind: summary, fields: [s{word}], closing: \"So, {{s{word}}}.\"")
            }
            _ => "kind: timer, seconds: 5".to_owned(),
        };
        let kind = fields.split([' ', ',']).nth(1).unwrap_or_default();
        match kind {
            "write" | "reframe" => words.push(at),
            "rate" if !fields.contains("first_rating") => ratings.push(at),
            "list" => lists.push(at),
            _ => {}
        }
        let step = format!("  - {{id: s{at}, prompt: {diagnostics}, {fields}}}\n");
        text.push_str(&step);
    }
    text
}

thread_local! {
    static LIBRARY: Library = Library::embedded();
}

fn render_diagnostics(name: &str, text: &str) -> String {
    LIBRARY.with(|library| {
        let diagnostics = library.validate_bytes(Path::new(name), text.as_bytes());
        diagnostics.map(|file| file.to_string()).unwrap_or_default()
    })
}

/// All shipped files with their paths.
fn shipped_files() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("exercises");
    let folders = ["thoughts", "breaks", "catalogues"].map(|name| root.join(name));
    let files = folders
        .iter()
        .flat_map(|folder| std::fs::read_dir(folder).expect("it exists"));
    let mut shipped: Vec<_> = files
        .map(|file| file.expect("it can be listed").path())
        .map(|path| {
            (
                path.display().to_string(),
                std::fs::read_to_string(&path).expect("valid UTF-8"),
            )
        })
        .collect();
    shipped.sort();
    shipped
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..crate::properties::config() })]

    #[test]
    fn a_valid_exercise_of_any_shape_has_no_diagnostics(
        steps in prop::collection::vec((any::<u8>(), "[a-zA-Z睡👍 .,?!:#'\"-]{0,20}"), 1..20),
    ) {
        let text = valid(&steps);
        prop_assert_eq!(render_diagnostics("mine.yaml", &text), "", "{}", text);
        let library = LIBRARY.with(|library| library.with_file(Path::new("mine.yaml"), text.as_bytes()));
        let exercise = library.exercise("mine").expect("it has no fault");
        prop_assert_eq!(exercise.steps.len(), steps.len());
    }

    #[test]
    fn any_yaml_tree_gets_an_answer(tree in tree(), catalogue in 0_usize..10) {
        let names = ["thinking-patterns", "scales", "change-lines", "menu", "kindness", "cautions", "people", "pages"];
        let name = names.get(catalogue).map_or("mine.yaml".to_owned(), |name| format!("catalogues/{name}.yaml"));
        let steps = format!("title: a\npurpose: b\nsteps: {}\n", tree.to_yaml());
        for text in [tree.to_yaml(), steps] {
            let diagnostics = render_diagnostics(&name, &text);
            prop_assert!(!diagnostics.contains(|letter| letter != '\n' && is_unsafe_char(letter)), "{}", diagnostics);
        }
    }

    #[test]
    fn a_change_anywhere_in_a_shipped_file_gets_an_answer(
        which in 0_usize..100,
        at in 0_usize..8000,
        length in 0_usize..300,
        from in 0_usize..8000,
        put in "(: |\\PC|\n|- |\\{|\\[|&a |\\*a|\"|\\| |  |~){0,3}",
    ) {
        let shipped = shipped_files();
        let (path, text) = &shipped[which % shipped.len()];
        let part = |from: usize, length: usize| {
            let start = text.floor_char_boundary(from % text.len());
            start..text.floor_char_boundary(start + length).max(start)
        };
        let (out, copied) = (part(at, length), part(from, length / 2));
        let changed = format!("{}{put}{}{}", &text[..out.start], &text[copied], &text[out.end..]);
        let diagnostics = render_diagnostics(path, &changed);
        prop_assert!(!diagnostics.contains(|letter| letter != '\n' && is_unsafe_char(letter)), "{}", diagnostics);
    }
}
