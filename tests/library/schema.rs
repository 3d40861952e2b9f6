use std::fs;
use std::path::Path;

use good_enough::library::Library;
use jsonschema::Validator;
use serde_json::Value;

use super::Folder;

fn validator() -> Validator {
    let schema = serde_json::from_str(Library::SCHEMA).expect("it is JSON");
    jsonschema::draft7::new(&schema).expect("it is a schema")
}

fn read(yaml: &str) -> Value {
    serde_yaml::from_str(yaml).expect("it is YAML")
}

/// What an editor would underline.
fn said_about(yaml: &str) -> Vec<String> {
    validator()
        .iter_errors(&read(yaml))
        .map(|error| error.to_string())
        .collect()
}

const MINE: &str = "\
title: Mine
purpose: A try.
steps:
  - {kind: write, id: worry, prompt: 心配は？ 😀}
";

#[test]
fn every_file_that_ships_is_accepted() {
    let validator = validator();
    let folders = ["exercises", "tests/exercises"]
        .map(|root| Path::new(env!("CARGO_MANIFEST_DIR")).join(root));
    let mut seen = 0;
    for folder in folders
        .iter()
        .flat_map(|root| ["thoughts", "breaks"].map(|name| root.join(name)))
    {
        for file in fs::read_dir(folder).expect("the folder is there") {
            let path = file.expect("it can be read").path();
            let text = fs::read_to_string(&path).expect("it can be read");
            let errors: Vec<_> = validator
                .iter_errors(&read(&text))
                .map(|error| error.to_string())
                .collect();
            assert!(errors.is_empty(), "{}: {errors:#?}", path.display());
            seen += 1;
        }
    }
    assert!(seen >= 9, "{seen}");
}

#[test]
fn one_value_may_stand_for_a_list_and_a_field_may_be_empty() {
    for text in [
        MINE.to_owned(),
        MINE.replace("purpose", "feels_like: scared\nminutes:\npurpose"),
        format!("{MINE}  - {{kind: read, id: b, prompt: [One., Two.], show: worry}}\n"),
        format!(
            "{MINE}  - {{kind: choose, id: c, prompt: Which, options: [a, {{label: b, end: true}}]}}\n"
        ),
    ] {
        assert_eq!(said_about(&text), [] as [&str; 0], "{text}");
        let folder = Folder::new();
        let path = folder.write("mine.yaml", &text);
        let faulty = folder.library().check_file(&path);
        assert!(faulty.is_none(), "{}", faulty.expect("it has faults"));
    }
}

#[test]
fn the_slips_that_people_make_are_refused_one_by_one() {
    for (slip, told) in [
        (MINE.replace("title: Mine\n", ""), "title"),
        (MINE.replace("purpose", "purpos"), "purpos"),
        (MINE.replace("kind: write, ", ""), "kind"),
        (MINE.replace("kind: write", "kind: wirte"), "wirte"),
        (MINE.replace("id: worry, ", ""), "id"),
        (MINE.replace("prompt", "promt"), "promt"),
        (MINE.replace("worry,", "worry, as: feeling,"), "feeling"),
        (MINE.replace("worry,", "worry, lines: two,"), "two"),
        (MINE.replace("worry,", "worry, seconds: 3,"), "seconds"),
        (
            MINE.replace("worry,", "worry, examples: {others: a},"),
            "others",
        ),
        (MINE.replace("kind: write", "kind: rate"), "scale"),
        (
            MINE.replace("kind: write", "kind: wait, seconds: soon"),
            "soon",
        ),
        (MINE.replace("- {kind", "{kind"), "array"),
        ("title: A\nlengths: {quick: 3}\n".to_owned(), "default"),
        (
            "title: A\nphases: [{do: inn, seconds: 4}]\nlengths: {default: 3}\n".to_owned(),
            "inn",
        ),
        (
            "title: A\nlengths: {default: 3}\nsays: Rest.\n".to_owned(),
            "says",
        ),
        ("just words".to_owned(), "object"),
    ] {
        let said = said_about(&slip);
        assert!(
            said.iter().any(|said| said.contains(told)),
            "{slip}: {said:?}"
        );
    }
}
