use std::rc::Rc;
use std::time::Duration;

use good_enough::content::library::{ContactTopic, Library};
use good_enough::domain::breath::{BreathPattern, BreathPlayer};
use good_enough::domain::exercise::{Exercise, StepKind};
use good_enough::text::display_width;

use super::render_all;

#[test]
fn every_shipped_file_passes_the_strict_check() {
    let library = Library::embedded();
    assert!(
        library.rejected_files.is_empty(),
        "{}",
        render_all(&library.rejected_files)
    );
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("exercises");
    let mut seen = 0;
    for folder in std::fs::read_dir(root).unwrap() {
        for file in std::fs::read_dir(folder.unwrap().path()).unwrap() {
            let path = file.unwrap().path();
            let diagnostics = library.validate_and_lint_file(&path);
            assert!(diagnostics.is_none(), "{}", diagnostics.unwrap());
            seen += 1;
        }
    }
    assert_eq!(
        seen,
        library.exercises().count()
            + library.breaks().count()
            + library.exercise_paths().count()
            + 8
    );
}

#[test]
fn an_editor_finds_the_schema_of_every_shipped_file() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let schema = root.join("docs/exercise.schema.json");
    for folder in std::fs::read_dir(root.join("exercises")).unwrap() {
        let folder = folder.unwrap().path();
        // A catalogue has no schema.
        if folder.ends_with("catalogues") {
            continue;
        }
        for file in std::fs::read_dir(&folder).unwrap() {
            let path = file.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap();
            let named = text
                .lines()
                .next()
                .and_then(|line| line.strip_prefix("# yaml-language-server: $schema="))
                .map(|name| folder.join(name).canonicalize().unwrap());
            assert_eq!(named, Some(schema.canonicalize().unwrap()), "{path:?}");
        }
    }
}

#[test]
fn the_catalogues_are_complete() {
    let library = Library::embedded();
    assert_eq!(library.thinking_patterns().len(), 14);
    for pattern in library.thinking_patterns() {
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
    for line in library.menu() {
        for id in &line.first {
            let named = |exercise: &Rc<Exercise>| exercise.feels_like.contains(&line.id);
            let current =
                library.exercise(id).is_some_and(named) || library.breathing_break(id).is_some();
            assert!(current, "{id} doesn't stand under “{}”", line.line);
        }
        assert!(library.activities(line).next().is_some(), "{}", line.line);
    }
    let scale = library.scale("distress").unwrap();
    for (number, meaning) in [
        (0, "none"),
        (2, "a little more than “none”"),
        (20, "nearly “a little, easy to set aside”"),
        (25, "a little, easy to set aside"),
        (48, "nearly “clearly there, I can still do things”"),
        (99, "nearly “the strongest I can imagine”"),
        (100, "the strongest I can imagine"),
    ] {
        assert_eq!(scale.describe(number), meaning);
    }
    assert_eq!(library.scale("likelihood").unwrap().unit, "%");
    assert!(
        library
            .change_line("distress")
            .unwrap()
            .contains("{before}")
    );
    assert!((8..=12).contains(&library.kindness().len()));
    assert!(library.caution("hold").is_some());
    let people = library.support_contacts();
    assert_eq!(people.international.len(), 3);
    assert_eq!(people.regions["AU"].emergency, "000");
    assert_eq!(
        people.regions["US"].contacts[0].call.as_deref(),
        Some("988")
    );
}

#[test]
fn every_break_lasts_its_stated_time_to_the_second() {
    let library = Library::embedded();
    let lasting: Vec<_> = library
        .breaks()
        .flat_map(|breathing_break| {
            breathing_break
                .lengths
                .iter()
                .map(move |length| (breathing_break, length))
        })
        .map(|(breathing_break, (name, length))| {
            let breathing = BreathPlayer::new(BreathPattern::from(breathing_break), *length);
            let left = breathing.time_left();
            assert_eq!(left.subsec_nanos(), 0);
            (breathing_break.id.as_str(), name.as_str(), left.as_secs())
        })
        .collect();
    assert_eq!(
        lasting,
        [
            ("box", "default", 128),
            ("box", "long", 304),
            ("box", "quick", 64),
            ("cyclic-sigh", "default", 60),
            ("cyclic-sigh", "longer", 180),
            ("cyclic-sigh", "studied", 300),
            ("finger-trace", "default", 70),
            ("finger-trace", "one_hand", 35),
            ("five-five", "default", 180),
            ("five-five", "long", 300),
            ("five-five", "quick", 60),
            ("four-seven-eight", "default", 76),
            ("long-out", "default", 126),
            ("long-out", "quick", 63),
            ("quiet-minute", "default", 60),
            ("quiet-minute", "longer", 180),
            ("release-tension", "default", 140),
            ("slow-six", "default", 180),
            ("slow-six", "long", 300),
            ("slow-six", "quick", 60),
            ("three-breaths", "default", 36),
        ]
    );
}

#[test]
fn a_break_with_holds_warns_first_and_has_a_variant_without() {
    let library = Library::embedded();
    let holding: Vec<_> = library
        .breaks()
        .filter(|breathing_break| BreathPattern::from(*breathing_break).has_holds())
        .collect();
    let ids: Vec<_> = holding
        .iter()
        .map(|breathing_break| breathing_break.id.as_str())
        .collect();
    assert_eq!(ids, ["box", "four-seven-eight"]);
    for breathing_break in holding {
        assert!(breathing_break.cautions.iter().any(|name| name == "hold"));
        let instead = breathing_break
            .no_hold
            .as_ref()
            .expect("there is one to take instead");
        let instead = library.breathing_break(instead).expect("it exists");
        assert!(
            !BreathPattern::from(instead).has_holds(),
            "{}",
            breathing_break.id
        );
    }
    let rounds = library
        .breathing_break("four-seven-eight")
        .and_then(|breathing_break| breathing_break.max_breaths);
    assert_eq!(rounds, Some(4));
}

#[test]
fn muscle_relaxation_has_a_step_for_each_part_of_the_body() {
    let library = Library::embedded();
    let breathing_break = library
        .breathing_break("release-tension")
        .expect("it exists");
    let mut breathing = BreathPlayer::from_break(breathing_break);
    let mut spoken = vec![breathing.state().say.to_owned()];
    for _ in 0..139 {
        breathing.advance(Duration::from_secs(1));
        let say = breathing.state().say;
        if spoken.last().is_some_and(|last| last != say) {
            spoken.push(say.to_owned());
        }
    }
    assert_eq!(spoken.len(), 14);
    assert_eq!(spoken[0], "Hands: make loose fists");
    assert_eq!(spoken[2], "Arms: bend them and tighten a little");
    assert_eq!(spoken[12], "Feet: curl your toes, stop if they cramp");
    assert!(
        spoken
            .iter()
            .skip(1)
            .step_by(2)
            .all(|say| say.starts_with("Let go"))
    );
    // A pause goes back to the start of the current part, not to the hands.
    breathing.pause();
    assert_eq!(breathing.state().say, spoken[12]);
}

#[test]
fn second_ratings_have_texts_for_their_change() {
    let library = Library::embedded();
    for exercise in library.exercises() {
        for step in &exercise.steps {
            if let StepKind::Rate(rate) = &step.kind
                && rate.first_rating.is_some()
            {
                assert!(library.change_line(&rate.scale).is_some());
            }
        }
    }
}

#[test]
fn every_option_fits_a_small_screen() {
    for exercise in Library::embedded().exercises() {
        for step in &exercise.steps {
            let StepKind::Choose(choose) = &step.kind else {
                continue;
            };
            let before = if choose.multiple { 8 } else { 6 };
            for option in &choose.options {
                let label = &option.label;
                assert!(
                    display_width(label) + before <= 40,
                    "{}: {label}",
                    exercise.id
                );
            }
        }
    }
}

#[test]
fn the_worked_examples_for_authors_have_no_diagnostics() {
    let papers = include_str!("../../docs/write-an-exercise.md");
    let examples: Vec<_> = papers
        .split("```yaml\n")
        .skip(1)
        .filter_map(|after| after.split_once("```"))
        // The other blocks are parts of files.
        .filter(|(example, _)| example.starts_with("title:"))
        .collect();
    assert_eq!(examples.len(), 3, "an exercise, a break and a path");
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (example, _) in examples {
        let path = folder.path().join("example.yaml");
        std::fs::write(&path, example).expect("it can be written");
        let faulty = Library::embedded().validate_and_lint_file(&path);
        assert!(faulty.is_none(), "{}", faulty.expect("it has faults"));
    }
}

#[test]
fn every_listed_contact_was_compared_with_its_source() {
    let library = Library::embedded();
    let people = library.support_contacts();
    let lines = people.regions.values().flat_map(|region| &region.contacts);
    for contact in lines.chain(&people.international) {
        let name = &contact.name;
        assert!(!contact.source.trim().is_empty(), "{name}");
        // A month, such as 2026-11.
        let month = contact.checked.as_deref().expect(name);
        assert_eq!(month.len(), 7, "{name}: {month}");
        let ways = [&contact.call, &contact.text, &contact.web];
        assert!(ways.into_iter().any(Option::is_some), "{name}");
    }
}

#[test]
fn every_country_has_lines_to_talk_after_a_birth_and_against_abuse() {
    let library = Library::embedded();
    let people = library.support_contacts();
    assert_eq!(people.regions.len(), 8);
    for region in people.regions.values() {
        let has = |topic: Option<ContactTopic>| {
            let own = region.contacts.iter().filter(|one| one.topic == topic);
            own.count() > 0
        };
        assert!(has(None), "{}", region.name);
        assert!(has(Some(ContactTopic::Abuse)), "{}", region.name);
        // The countries of the EU that aren't listed by name share one directory.
        let elsewhere = region.name == "elsewhere in the EU";
        assert_eq!(
            has(Some(ContactTopic::Perinatal)),
            !elsewhere,
            "{}",
            region.name
        );
    }
    let directory = people.international.iter().find(|one| one.topic.is_some());
    assert_eq!(
        directory.map(|one| (one.name.as_str(), one.topic)),
        Some((
            "Postpartum Support International",
            Some(ContactTopic::Perinatal)
        ))
    );
}

/// A slip of one digit would be found by nobody until it matters.
#[test]
fn the_numbers_are_those_of_their_sources() {
    let library = Library::embedded();
    let people = library.support_contacts();
    let emergency: Vec<_> = people
        .regions
        .iter()
        .map(|(code, region)| (code.as_str(), region.emergency.as_str()))
        .collect();
    assert_eq!(
        emergency,
        [
            ("AU", "000"),
            ("CA", "911"),
            ("DE", "112"),
            ("EU", "112"),
            ("GB", "999 or 112"),
            ("IE", "112 or 999"),
            ("NZ", "111"),
            ("US", "911"),
        ]
    );
    let mut numbers = Vec::new();
    for (code, region) in &people.regions {
        for contact in &region.contacts {
            for way in [&contact.call, &contact.text].into_iter().flatten() {
                numbers.push(format!("{code} {}: {way}", contact.name));
            }
        }
    }
    assert_eq!(
        numbers,
        [
            "AU Lifeline: 13 11 14",
            "AU Lifeline: 0477 13 11 14",
            "AU PANDA: 1300 726 306",
            "AU 1800RESPECT: 1800 737 732",
            "AU 1800RESPECT: 0458 737 732",
            "CA 9-8-8 Suicide Crisis Helpline: 988",
            "CA 9-8-8 Suicide Crisis Helpline: 988",
            "DE TelefonSeelsorge: 0800 111 0 111 or 0800 111 0 222",
            "DE Elterntelefon: 0800 111 0 550",
            "DE Hilfetelefon Gewalt gegen Frauen: 116 016",
            "DE Hilfetelefon Gewalt an Männern: 0800 123 99 00",
            "EU Emotional support line, where your country runs it: 116 123",
            "EU Violence against women, where your country runs it: 116 016",
            "GB Samaritans: 116 123",
            "GB Shout: SHOUT to 85258",
            "GB NHS 111: 111, and choose the mental health option",
            "GB Shout for pregnancy and new parents: HUG to 85258",
            "GB National Domestic Abuse Helpline: 0808 2000 247",
            "GB Scotland's Domestic Abuse Helpline: 0800 027 1234",
            "GB Live Fear Free: 0808 80 10 800",
            "GB Live Fear Free: 07860 077333",
            "GB Domestic and Sexual Abuse Helpline: 0808 802 1414",
            "IE Samaritans: 116 123",
            "IE Women's Aid: 1800 341 900",
            "IE Male Advice Line: 1800 816 588",
            "NZ 1737, Need to talk?: 1737",
            "NZ 1737, Need to talk?: 1737",
            "NZ PlunketLine: 0800 933 922",
            "NZ Women's Refuge: 0800 733 843",
            "NZ Shine Helpline: 0508 744 633",
            "US 988 Suicide & Crisis Lifeline: 988",
            "US 988 Suicide & Crisis Lifeline: 988",
            "US National Maternal Mental Health Hotline: 1-833-852-6262",
            "US National Maternal Mental Health Hotline: 1-833-852-6262",
            "US National Domestic Violence Hotline: 1-800-799-7233",
            "US National Domestic Violence Hotline: START to 88788",
        ]
    );
}

#[test]
fn the_pages_for_a_hard_moment_exist() {
    let library = Library::embedded();
    for id in good_enough::ui::screens::people_page::LINKED_PAGE_IDS {
        assert!(
            library
                .page(id)
                .is_some_and(|page| !page.paragraphs.is_empty()),
            "{id}"
        );
    }
    let exercise = library.exercise("catastrophe-to-good-enough").unwrap();
    let pages: Vec<_> = exercise
        .better_choice
        .iter()
        .filter_map(|better| better.read.as_deref())
        .collect();
    assert_eq!(pages, ["scary-pictures"]);
}

#[test]
fn the_header_of_an_exercise_equals_its_file() {
    let library = Library::embedded();
    let mut seen = 0;
    for header in library.headers() {
        assert!(header.steps.is_empty(), "{} was read to its end", header.id);
        seen += 1;
    }
    assert_eq!(seen, library.exercises().count());
    for (header, exercise) in library.headers().zip(library.exercises()) {
        let without_steps = Exercise {
            steps: Vec::new(),
            ..Exercise::clone(exercise)
        };
        assert_eq!(**header, without_steps);
        assert!(!exercise.steps.is_empty());
    }
}
