//! Paths: what a file may hold, and which file is used.

use good_enough::content::library::Library;

use super::{ExerciseFolder, SAMPLE_EXERCISE, diagnostics_of, headlines, render_all};

/// A path with these steps, one line each.
fn path(steps: &[&str]) -> String {
    let steps = steps.join("}\n  - {");
    format!("title: Small things\npurpose: One at a time. 睡眠 🙂\npath:\n  - {{{steps}}}\n")
}

const CHECK: &str = "part: Inside, title: Look, line: A thought., start: two-minute-check";
const BREATH: &str = "title: Breathe, line: A few breaths., start: slow-six, longer: kind-moment";

#[track_caller]
fn assert_one(text: &str, diagnostic: &str) {
    let headlines = headlines(text);
    assert!(
        headlines.len() == 1 && headlines[0].contains(diagnostic),
        "{headlines:#?}, not {diagnostic}"
    );
}

#[test]
fn a_path_of_exercises_and_breaks_is_valid() {
    assert_eq!(diagnostics_of(path(&[CHECK, BREATH])), "");
    let whole = format!("about: More.\ncredit: Thanks.\n{}", path(&[CHECK]));
    assert_eq!(diagnostics_of(whole), "");
    // An optional key may be left empty, as in an exercise.
    assert_eq!(diagnostics_of(format!("about:\n{}", path(&[CHECK]))), "");
}

#[test]
fn what_is_missing_or_misspelt_is_named_in_its_line() {
    let valid = path(&[CHECK]);
    for (text, diagnostic) in [
        (
            valid.replace("title: Small things\n", ""),
            ":1:1: missing field `title`",
        ),
        (
            valid.replace("purpose", "porpose"),
            ":2:1: unknown field `porpose`",
        ),
        (
            valid.replace("title: Look, ", ""),
            ":4:6: missing field `title`",
        ),
        (
            valid.replace(", start: two-minute-check", ""),
            ":4:6: missing field `start`",
        ),
        (
            valid.replace("start: two-minute-check", "start: ''"),
            "`start` is empty",
        ),
        (
            valid.replace("line: A thought.", "line: ' '"),
            "`line` is empty",
        ),
        (
            valid.replace("Small things", "''"),
            ":1:8: `title` is empty",
        ),
        (
            valid.replace("part:", "minutes: 5, part:"),
            "unknown field `minutes`",
        ),
        (valid.replace("  - {", "  # {"), ":3:1: "),
        (valid.replace(&format!("{{{CHECK}}}"), "word"), ":4:5: "),
        (format!("{valid}steps: []\n"), "there are no steps"),
    ] {
        let found = headlines(&text);
        assert!(
            found.iter().any(|line| line.contains(diagnostic)),
            "{text}{found:#?}, not {diagnostic}"
        );
    }
    assert_one(
        "title: Mine\npurpose: A try.\npath: []\n",
        ":3:1: there are no steps",
    );
    // A line break could look like another step.
    for (key, words) in [
        ("title", "Look"),
        ("part", "Inside"),
        ("line", "A thought."),
    ] {
        let broken = format!("{key}: \"{words}\\n2. Other\"");
        let text = valid.replace(&format!("{key}: {words}"), &broken);
        assert_one(&text, &format!("`{key}` is one line"));
    }
}

#[test]
fn a_step_starts_something_that_is_there_and_no_other_step_does() {
    let unknown = path(&[&CHECK.replace("minute", "minutes")]);
    assert_one(
        &unknown,
        "there is no exercise or break `two-minutes-check`",
    );
    assert!(diagnostics_of(unknown).contains("`two-minute-check`"));
    assert_one(
        &path(&[&BREATH.replace("kind-moment", "kindest")]),
        "there is no exercise or break `kindest`",
    );
    let twice = path(&[CHECK, BREATH, &CHECK.replace("Look", "Again")]);
    assert_one(&twice, "`two-minute-check` is already in this path");
    assert!(diagnostics_of(twice).contains("the other is on line 4"));
    // Finishing it would mark two steps.
    assert_one(
        &path(&[CHECK, &BREATH.replace("kind-moment", "two-minute-check")]),
        "`two-minute-check` is already in this path",
    );
    assert_one(
        &path(&[&BREATH.replace("kind-moment", "slow-six")]),
        "`slow-six` is already in this path",
    );
}

#[test]
fn texts_and_steps_have_limits() {
    let long = |words: &str, count| path(&[CHECK]).replace(words, &"睡 a ".repeat(count));
    for (words, most, field) in [
        ("Look", 12, "title"),
        ("Inside", 12, "part"),
        ("A thought.", 32, "line"),
    ] {
        assert_eq!(headlines(long(words, most)), [""; 0], "{field}");
        assert_one(
            &long(words, most + 1),
            &format!("this is too long for `{field}`"),
        );
    }
    let about = |count| format!("about: {}\n{}", "a b ".repeat(count), path(&[CHECK]));
    assert_eq!(headlines(about(150)), [""; 0]);
    assert_one(&about(151), ":1:8: this is too long for `about`");
    let library = Library::embedded();
    let ids: Vec<_> = library
        .exercises()
        .map(|exercise| exercise.id.clone())
        .chain(library.breaks().map(|break_| break_.id.clone()))
        .chain(["small-worry".to_owned()])
        .collect();
    let steps: Vec<_> = (ids.iter().take(31))
        .map(|id| format!("title: A, line: B., start: {id}"))
        .collect();
    let steps: Vec<_> = steps.iter().map(String::as_str).collect();
    assert_eq!(steps.len(), 31);
    assert_eq!(headlines(path(&steps[..30])), [""; 0]);
    assert_one(&path(&steps), ":34:5: a path has at most 30 steps");
}

#[test]
fn the_words_of_a_path_are_linted() {
    let folder = ExerciseFolder::new();
    let words = "You should relax!";
    let step = format!("part: {words}, title: {words}, line: {words}, start: box");
    let text = path(&[&step]).replace("One at a time. 睡眠 🙂", words);
    let file = folder.write("mine.yaml", format!("about: {words}\n{text}"));
    let found = folder.library().validate_and_lint_file(&file);
    let found = found.expect("it has warnings");
    assert!(found.is_usable(), "{found}");
    let marks = found
        .diagnostics
        .iter()
        .filter(|found| found.message.contains("should"));
    assert_eq!(marks.count(), 5, "{found}");
}

#[test]
fn a_user_adds_a_path_or_replaces_the_embedded_one() {
    let folder = ExerciseFolder::new();
    folder.write("small-things.yaml", path(&[CHECK, BREATH]));
    // A path can start an exercise of the user, too.
    folder.write("mine.yaml", SAMPLE_EXERCISE);
    let own = path(&[&CHECK.replace("two-minute-check", "mine")]);
    folder.write(
        "paths/seven-small-steps.yaml",
        own.replace("Small things", "My own 🙂"),
    );
    let library = folder.library();
    assert!(
        library.rejected_files.is_empty(),
        "{}",
        render_all(&library.rejected_files)
    );
    let titles: Vec<_> = library
        .exercise_paths()
        .map(|path| path.title.as_str())
        .collect();
    assert_eq!(titles, ["My own 🙂", "Small things"]);
}

#[test]
fn a_path_with_an_error_is_left_out_and_the_embedded_one_stays() {
    let folder = ExerciseFolder::new();
    folder.write(
        "seven-small-steps.yaml",
        path(&[CHECK]).replace("start", "strat"),
    );
    // It starts an exercise that is left out itself.
    folder.write("broken.yaml", SAMPLE_EXERCISE.replace("prompt", "promt"));
    folder.write(
        "other.yaml",
        path(&[&CHECK.replace("two-minute-check", "broken")]),
    );
    let library = folder.library();
    assert_eq!(
        library.rejected_files.len(),
        3,
        "{}",
        render_all(&library.rejected_files)
    );
    let titles: Vec<_> = library
        .exercise_paths()
        .map(|path| path.title.as_str())
        .collect();
    assert_eq!(titles, ["Seven small steps"]);
}

#[test]
fn no_two_files_of_different_kinds_have_one_name() {
    let folder = ExerciseFolder::new();
    folder.write("two-minute-check.yaml", path(&[BREATH]));
    folder.write("slow-six.yaml", path(&[CHECK]));
    folder.write("seven-small-steps.yaml", SAMPLE_EXERCISE);
    let rejected = render_all(&folder.library().rejected_files);
    for taken in [
        "`two-minute-check` is already an exercise",
        "`slow-six` is already a break",
        "`seven-small-steps` is already a path",
    ] {
        assert!(rejected.contains(taken), "{rejected}");
    }
}

#[test]
fn a_hostile_path_is_rejected_in_bounded_words() {
    let step = "  - {title: A, line: B., start: box}\n";
    let many = format!("title: A\npurpose: B.\npath:\n{}", step.repeat(5_000));
    let no_fields = format!("title: A\npurpose: B.\npath:\n{}", "  - {}\n".repeat(8_000));
    let nested = format!(
        "title: A\npurpose: B.\npath: {}{}\n",
        "[".repeat(9),
        "]".repeat(9)
    );
    let controls = "title: \"A\\e[2J\\u202e\"\npurpose: B.\npath:\n  - {title: \"\\e]0;x\\a\", line: B., start: \"\\e[31m\"}\n";
    for text in [many, no_fields, nested, controls.to_owned()] {
        let found = diagnostics_of(&text);
        assert!(!found.is_empty(), "{text}");
        assert!(
            found.lines().count() <= 600 && !found.contains('\u{1b}'),
            "{found}"
        );
    }
}
