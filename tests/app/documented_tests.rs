//! The tests named in docs/reliability.md and docs/known-mistakes.md exist.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Collects `file::function` for each test; for files called `tests.rs`, the folder names the file.
fn collect_tests(folder: &Path, found: &mut BTreeSet<String>) {
    for file in fs::read_dir(folder)
        .expect("a folder of the project")
        .flatten()
    {
        let path = file.path();
        if path.is_dir() {
            collect_tests(&path, found);
        }
        let Some(mut name) = path
            .file_stem()
            .filter(|_| path.extension().is_some_and(|e| e == "rs"))
        else {
            continue;
        };
        if name == "tests" {
            name = folder.file_name().expect("a folder with a name");
        }
        let source = fs::read_to_string(&path).expect("a source of the project");
        for part in source.split("#[test]").skip(1) {
            let function = part
                .split("fn ")
                .nth(1)
                .and_then(|rest| rest.split('(').next());
            if let Some(function) = function {
                found.insert(format!("{}::{function}", name.to_string_lossy()));
            }
        }
    }
}

#[test]
fn every_test_named_in_the_documents_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut tests = BTreeSet::new();
    collect_tests(&root.join("tests"), &mut tests);
    collect_tests(&root.join("src"), &mut tests);
    let table = ["docs/reliability.md", "docs/known-mistakes.md"]
        .map(|file| fs::read_to_string(root.join(file)).unwrap())
        .concat();
    let named: BTreeSet<_> = table
        .split('`')
        .skip(1)
        .step_by(2)
        .filter(|text| text.contains("::"))
        .collect();
    assert!(named.len() > 60, "{named:?}");
    let missing: Vec<_> = named
        .into_iter()
        .filter(|name| !tests.contains(*name))
        .collect();
    assert!(missing.is_empty(), "{missing:#?}");
}
