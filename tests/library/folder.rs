use std::fs;

use good_enough::library::Library;

use super::{Folder, all};

const MINE: &str =
    "title: Mine\npurpose: A try.\nsteps:\n  - {kind: read, id: a, prompt: Hello.}\n";

#[test]
fn a_folder_adds_to_what_is_built_in() {
    let folder = Folder::new();
    let library = folder.library();
    assert!(library.faulty.is_empty(), "{}", all(&library.faulty));
    assert!(library.exercise("small-worry").is_some());
    assert!(library.exercise("two-minute-check").is_some());
    assert_eq!(
        library.pause("slow").map(|pause| pause.lengths["default"]),
        Some(6)
    );
    assert_eq!(library.find("SMALL w")[0].id, "small-worry");
    assert_eq!(library.find("two-minute-check").len(), 1);
    assert!(library.find("nothing like it").is_empty());
}

#[test]
fn a_folder_that_is_not_there_is_no_fault() {
    let folder = Folder::new();
    let library = Library::with_folder(&folder.path().join("nowhere"));
    assert!(library.faulty.is_empty());
    assert!(library.exercise("two-minute-check").is_some());
}

#[test]
fn a_file_of_the_same_name_takes_the_place() {
    let folder = Folder::new();
    folder.write("two-minute-check.yaml", MINE);
    let library = folder.library();
    assert!(library.faulty.is_empty(), "{}", all(&library.faulty));
    let exercise = library.exercise("two-minute-check").unwrap();
    assert_eq!(exercise.title, "Mine");
}

#[test]
fn a_broken_file_leaves_everything_else_working() {
    let folder = Folder::new();
    folder.write("two-minute-check.yaml", MINE.replace("kind", "knid"));
    folder.write("broken.yaml", "title: [");
    folder.write("slow-six.yaml", MINE);
    let library = folder.library();
    let names = library
        .faulty
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
    assert!(library.pause("slow-six").is_some());
    assert!(library.exercise("small-worry").is_some());
}

#[test]
fn what_leads_to_a_broken_file_is_left_out_with_it() {
    let folder = Folder::new();
    let leads = |to: &str| {
        MINE.replace(
            "steps:",
            &format!("better_choice: [{{if: So., use: {to}}}]\nsteps:"),
        )
    };
    folder.write("one.yaml", leads("two"));
    folder.write("two.yaml", leads("three"));
    folder.write("three.yaml", MINE.replace("prompt", "promt"));
    let library = folder.library();
    assert_eq!(library.faulty.len(), 3, "{}", all(&library.faulty));
    assert!(library.exercise("one").is_none() && library.exercise("small-worry").is_some());
    folder.write("three.yaml", leads("one"));
    let library = folder.library();
    assert!(library.faulty.is_empty(), "{}", all(&library.faulty));
}

#[test]
fn two_files_of_one_name_and_a_name_of_capitals_are_told() {
    let folder = Folder::new();
    folder.write("a/mine.yaml", MINE);
    folder.write("b/mine.yml", MINE);
    folder.write("My Walk.yaml", MINE);
    let library = folder.library();
    assert_eq!(library.faulty.len(), 2, "{}", all(&library.faulty));
    assert!(all(&library.faulty).contains("has the same name"));
    assert!(all(&library.faulty).contains("`My Walk` can't be the name of an exercise"));
    assert!(library.exercise("mine").is_some());
}

#[test]
fn a_catalogue_can_be_replaced_and_a_broken_one_is_not_used() {
    let folder = Folder::new();
    folder.write("catalogues/kindness.yaml", "- You are here.\n");
    folder.write(
        "catalogues/scales.yaml",
        "likelihood: {anchors: {0: no, 50: yes}}\n",
    );
    folder.write("catalogues/scalse.yaml", "a: b\n");
    let library = folder.library();
    assert_eq!(library.kindness(), ["You are here."]);
    assert!(library.scale("distress").is_some());
    let said = all(&library.faulty);
    assert_eq!(library.faulty.len(), 2, "{said}");
    assert!(
        said.contains("scales.yaml:1:1: a scale goes from 0 to 100"),
        "{said}"
    );
    assert!(said.contains("did you mean `scales`?"), "{said}");
}

#[cfg(unix)]
#[test]
fn only_regular_files_are_read() {
    use std::os::unix::fs::symlink;
    let folder = Folder::new();
    let pipe = folder.path().join("pipe.yaml");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    symlink(folder.path(), folder.path().join("loop")).unwrap();
    symlink(folder.path().join("x.yaml"), folder.path().join("x.yaml")).unwrap();
    symlink("/dev/zero", folder.path().join("zero.yaml")).unwrap();
    fs::create_dir_all(folder.path().join("a/b/c/d/e")).unwrap();
    folder.write("notes.txt", "not an exercise");
    let library = folder.library();
    let said = all(&library.faulty);
    assert_eq!(library.faulty.len(), 5, "{said}");
    assert!(
        said.contains("pipe.yaml: this isn't a regular file"),
        "{said}"
    );
    assert!(
        said.contains("zero.yaml: this isn't a regular file"),
        "{said}"
    );
    assert!(said.contains("loop: this is a link to a folder"), "{said}");
    assert!(said.contains("x.yaml: this file can't be read"), "{said}");
    assert!(said.contains("this folder is too deep"), "{said}");
    assert!(library.exercise("small-worry").is_some());
}
