use good_enough::exercise::Kind;
use good_enough::library::Library;
use good_enough::session::Change;

use super::all;

#[test]
fn every_shipped_file_passes_the_strict_check() {
    let library = Library::built_in();
    assert!(library.faulty.is_empty(), "{}", all(&library.faulty));
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("exercises");
    let mut seen = 0;
    for folder in std::fs::read_dir(root).unwrap() {
        for file in std::fs::read_dir(folder.unwrap().path()).unwrap() {
            let said = library.check_file_strictly(&file.unwrap().path());
            assert!(said.is_none(), "{}", said.unwrap());
            seen += 1;
        }
    }
    assert_eq!(
        seen,
        library.exercises().count() + library.pauses().count() + 7
    );
}

#[test]
fn the_catalogues_are_whole() {
    let library = Library::built_in();
    assert_eq!(library.patterns().len(), 14);
    for pattern in library.patterns() {
        let exercise = pattern.exercise.as_deref();
        assert!(
            exercise.is_none_or(|id| library.exercise(id).is_some()),
            "{pattern:?}"
        );
    }
    assert_eq!(library.options("thinking-patterns").unwrap().len(), 14);
    let menu: Vec<_> = library.menu().iter().map(|line| line.id.as_str()).collect();
    assert_eq!(
        menu,
        [
            "scared",
            "too-much",
            "worrying",
            "not-enough",
            "needed",
            "went-wrong",
            "others"
        ]
    );
    assert_eq!(
        library.under("worrying").next().unwrap().id,
        "notice-my-pattern"
    );
    let scale = library.scale("distress").unwrap();
    assert_eq!(scale.words_near(3), "none");
    assert_eq!(scale.words_near(70), "strong, hard to think of much else");
    assert_eq!(library.scale("likelihood").unwrap().unit, "%");
    assert!(
        library
            .change_line("distress", Change::Same)
            .unwrap()
            .contains("{before}")
    );
    assert!((8..=12).contains(&library.kindness().len()));
    assert!(library.caution("hold").is_some());
    let people = library.people();
    assert_eq!(people.international.len(), 3);
    assert_eq!(people.regions["AU"].emergency, "000");
    assert_eq!(people.regions["US"].lines[0].call.as_deref(), Some("988"));
}

#[test]
fn second_ratings_have_words_for_their_change() {
    let library = Library::built_in();
    for exercise in library.exercises() {
        for step in &exercise.steps {
            if let Kind::Rate(rate) = &step.kind
                && rate.again.is_some()
            {
                assert!(
                    library
                        .change_line(&rate.scale, Change::Lower(20))
                        .is_some()
                );
            }
        }
    }
}

#[test]
fn the_worked_example_for_authors_has_nothing_to_mend() {
    let papers = include_str!("../../docs/write-an-exercise.md");
    let examples: Vec<_> = papers
        .split("```yaml\n")
        .skip(1)
        .filter_map(|after| after.split_once("```"))
        .collect();
    assert_eq!(examples.len(), 2, "an exercise and a break");
    let folder = tempfile::tempdir().expect("there is room for a folder");
    for (example, _) in examples {
        let path = folder.path().join("example.yaml");
        std::fs::write(&path, example).expect("it can be written");
        let faulty = Library::built_in().check_file_strictly(&path);
        assert!(faulty.is_none(), "{}", faulty.expect("it has faults"));
    }
}
