use good_enough::content::library::Library;

use super::{ExerciseFolder, SAMPLE_EXERCISE, render_all};

#[test]
fn a_user_folder_adds_to_the_embedded_exercises() {
    let folder = ExerciseFolder::new();
    let library = folder.library();
    assert!(
        library.rejected_files.is_empty(),
        "{}",
        render_all(&library.rejected_files)
    );
    assert!(library.exercise("small-worry").is_some());
    assert!(library.exercise("two-minute-check").is_some());
    assert_eq!(
        library
            .breathing_break("slow")
            .map(|breathing_break| breathing_break.lengths["default"]),
        Some(6)
    );
    assert_eq!(library.find_exercises("SMALL w")[0].id, "small-worry");
    assert_eq!(library.find_exercises("two-minute-check").len(), 1);
    assert!(library.find_exercises("nothing like it").is_empty());
}

#[test]
fn a_missing_user_folder_is_no_error() {
    let folder = ExerciseFolder::new();
    let library = Library::with_user_folder(&folder.path().join("nowhere"));
    assert!(library.rejected_files.is_empty());
    assert!(library.exercise("two-minute-check").is_some());
}

#[test]
fn a_user_file_replaces_the_shipped_one_of_its_name() {
    let folder = ExerciseFolder::new();
    folder.write("two-minute-check.yaml", SAMPLE_EXERCISE);
    let library = folder.library();
    assert!(
        library.rejected_files.is_empty(),
        "{}",
        render_all(&library.rejected_files)
    );
    let exercise = library.exercise("two-minute-check").unwrap();
    assert_eq!(exercise.title, "Mine");
}

#[test]
fn a_broken_file_leaves_everything_else_working() {
    let folder = ExerciseFolder::new();
    folder.write(
        "two-minute-check.yaml",
        SAMPLE_EXERCISE.replace("kind", "knid"),
    );
    folder.write("broken.yaml", "title: [");
    folder.write("slow-six.yaml", SAMPLE_EXERCISE);
    let library = folder.library();
    let names = library
        .rejected_files
        .iter()
        .map(|file| file.path.file_name().unwrap());
    let names: Vec<_> = names.map(|name| name.to_string_lossy()).collect();
    assert_eq!(
        names,
        ["broken.yaml", "slow-six.yaml", "two-minute-check.yaml"]
    );
    let exercise = library.exercise("two-minute-check").unwrap();
    assert_eq!(exercise.title, "Two-minute check");
    assert!(library.exercise("slow-six").is_none());
    assert!(library.breathing_break("slow-six").is_some());
    assert!(library.exercise("small-worry").is_some());
}

#[test]
fn a_file_that_refers_to_a_broken_one_is_rejected_too() {
    let folder = ExerciseFolder::new();
    let leads = |to: &str| {
        SAMPLE_EXERCISE.replace(
            "steps:",
            &format!("better_choice: [{{if: So., use: {to}}}]\nsteps:"),
        )
    };
    folder.write("one.yaml", leads("two"));
    folder.write("two.yaml", leads("three"));
    folder.write("three.yaml", SAMPLE_EXERCISE.replace("prompt", "promt"));
    let library = folder.library();
    assert_eq!(
        library.rejected_files.len(),
        3,
        "{}",
        render_all(&library.rejected_files)
    );
    assert!(library.exercise("one").is_none() && library.exercise("small-worry").is_some());
    folder.write("three.yaml", leads("one"));
    let library = folder.library();
    assert!(
        library.rejected_files.is_empty(),
        "{}",
        render_all(&library.rejected_files)
    );
}

#[test]
fn duplicate_and_upper_case_names_are_reported() {
    let folder = ExerciseFolder::new();
    folder.write("a/mine.yaml", SAMPLE_EXERCISE);
    folder.write("b/mine.yml", SAMPLE_EXERCISE);
    folder.write("My Walk.yaml", SAMPLE_EXERCISE);
    let library = folder.library();
    assert_eq!(
        library.rejected_files.len(),
        2,
        "{}",
        render_all(&library.rejected_files)
    );
    assert!(render_all(&library.rejected_files).contains("has the same name"));
    assert!(
        render_all(&library.rejected_files).contains("`My Walk` can't be the name of an exercise")
    );
    assert!(library.exercise("mine").is_some());
}

#[test]
fn a_catalogue_can_be_replaced_and_a_broken_one_is_not_used() {
    let folder = ExerciseFolder::new();
    folder.write("catalogues/kindness.yaml", "- You are here.\n");
    folder.write(
        "catalogues/scales.yaml",
        "likelihood: {anchors: {0: no, 50: yes}}\n",
    );
    folder.write("catalogues/scalse.yaml", "a: b\n");
    let library = folder.library();
    assert_eq!(library.kindness(), ["You are here."]);
    assert!(library.scale("distress").is_some());
    let diagnostics = render_all(&library.rejected_files);
    assert_eq!(library.rejected_files.len(), 2, "{diagnostics}");
    assert!(
        diagnostics.contains("scales.yaml:1:1: a scale goes from 0 to 100"),
        "{diagnostics}"
    );
    assert!(
        diagnostics.contains("did you mean `scales`?"),
        "{diagnostics}"
    );
}

#[test]
fn a_folder_with_too_many_files_is_reported_and_partly_loaded() {
    let folder = ExerciseFolder::new();
    for number in 0..1200 {
        folder.write(&format!("walk{number:04}.yaml"), SAMPLE_EXERCISE);
    }
    let library = folder.library();
    let diagnostics = render_all(&library.rejected_files);
    assert!(
        diagnostics.contains("there are more files here than can be read"),
        "{diagnostics}"
    );
    assert!(diagnostics.contains("keep 1000 or fewer"), "{diagnostics}");
    assert!(library.exercise("walk0000").is_some() && library.exercise("walk0900").is_some());
    assert!(library.exercise("two-minute-check").is_some());
}

#[test]
fn files_beyond_the_total_size_are_reported() {
    let folder = ExerciseFolder::new();
    let large = SAMPLE_EXERCISE.to_owned() + &"# and so on\n".repeat(20_000);
    for number in 0..12 {
        folder.write(&format!("walk{number:02}.yaml"), &large);
    }
    let library = folder.library();
    let diagnostics = render_all(&library.rejected_files);
    assert!(library.exercise("walk00").is_some(), "{diagnostics}");
    assert!(library.exercise("walk11").is_none());
    assert!(
        diagnostics.contains("walk11.yaml: there is no room left for this file"),
        "{diagnostics}"
    );
}

#[test]
fn a_chain_of_files_is_rejected_from_its_broken_end_in_any_order() {
    let folder = ExerciseFolder::new();
    let leads = |to: &str| {
        SAMPLE_EXERCISE.replace(
            "steps:",
            &format!("better_choice: [{{if: So., use: {to}}}]\nsteps:"),
        )
    };
    for number in 0..50 {
        folder.write(
            &format!("down{number:02}.yaml"),
            leads(&format!("down{:02}", number + 1)),
        );
        folder.write(
            &format!("up{:02}.yaml", number + 1),
            leads(&format!("up{number:02}")),
        );
    }
    // The shipped exercise is used instead of its broken replacement, and references to it are valid.
    folder.write("two-minute-check.yaml", leads("down00"));
    folder.write("before.yaml", leads("two-minute-check"));
    let library = folder.library();
    assert_eq!(
        library.rejected_files.len(),
        101,
        "{}",
        render_all(&library.rejected_files)
    );
    assert!(library.exercise("down00").is_none() && library.exercise("up50").is_none());
    let check = library.exercise("two-minute-check").unwrap();
    assert_eq!(check.title, "Two-minute check");
    assert!(library.exercise("before").is_some());
}

#[test]
fn after_many_errors_each_file_reports_only_its_first() {
    let folder = ExerciseFolder::new();
    let steps: String = (0..60).map(|_| "  - {kind: read, id: a, x: 1}\n").collect();
    for number in 0..9 {
        folder.write(
            &format!("walk{number}.yaml"),
            format!("title: a\npurpose: b\nsteps:\n{steps}"),
        );
    }
    let library = folder.library();
    let counts: Vec<_> = library
        .rejected_files
        .iter()
        .map(|file| file.diagnostics.len())
        .collect();
    assert_eq!(counts.len(), 9);
    assert!(counts[0] > 100 && counts[8] == 1, "{counts:?}");
    // Checked alone, the file reports all errors.
    let alone = library
        .validate_file(&folder.path().join("walk8.yaml"))
        .unwrap();
    assert_eq!(alone.diagnostics.len(), counts[0]);
}

#[cfg(unix)]
#[test]
fn only_regular_files_are_read() {
    use std::os::unix::fs::symlink;
    let folder = ExerciseFolder::new();
    let pipe = folder.path().join("pipe.yaml");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    symlink(folder.path(), folder.path().join("loop")).unwrap();
    symlink(folder.path().join("x.yaml"), folder.path().join("x.yaml")).unwrap();
    symlink("/dev/zero", folder.path().join("zero.yaml")).unwrap();
    std::fs::create_dir_all(folder.path().join("a/b/c/d/e")).unwrap();
    folder.write("notes.txt", "not an exercise");
    let library = folder.library();
    let diagnostics = render_all(&library.rejected_files);
    assert_eq!(library.rejected_files.len(), 5, "{diagnostics}");
    assert!(
        diagnostics.contains("pipe.yaml: this isn't a regular file"),
        "{diagnostics}"
    );
    assert!(
        diagnostics.contains("zero.yaml: this isn't a regular file"),
        "{diagnostics}"
    );
    assert!(
        diagnostics.contains("loop: this is a link to a folder"),
        "{diagnostics}"
    );
    assert!(
        diagnostics.contains("x.yaml: this file can't be read"),
        "{diagnostics}"
    );
    assert!(
        diagnostics.contains("this folder is too deep"),
        "{diagnostics}"
    );
    assert!(library.exercise("small-worry").is_some());
}
