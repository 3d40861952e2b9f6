//! The exercise format: diagnostics for authors, user folders, and files of unknown origin.

use std::fs;
use std::path::{Path, PathBuf};

use good_enough::content::library::{FileDiagnostics, Library};

mod diagnostics;
mod exercise_paths;
mod exercise_schema;
mod format_version;
mod grammar_properties;
mod hostile_files;
mod invalid_values;
#[path = "../support/json_schema.rs"]
mod json_schema;
mod lint;
#[path = "../support/properties.rs"]
mod properties;
mod shipped_files;
mod user_folder;
mod validation;
mod yaml_pitfalls;

/// A valid exercise of one step.
const SAMPLE_EXERCISE: &str =
    "title: Mine\npurpose: A try.\nsteps:\n  - {kind: read, id: a, prompt: Hello.}\n";

/// A temporary exercise folder of a user.
struct ExerciseFolder(tempfile::TempDir);

impl ExerciseFolder {
    /// With the two small exercises of these tests.
    fn new() -> Self {
        let folder = Self(tempfile::tempdir().expect("a temporary folder can be made"));
        for file in ["thoughts/small-worry.yaml", "breaks/slow.yaml"] {
            let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/content/exercises");
            let text = fs::read(from.join(file)).expect("the test's own file is there");
            folder.write(file, text);
        }
        folder
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(name);
        let parent = path.parent().expect("a file lies in a folder");
        fs::create_dir_all(parent).expect("the folder can be made");
        fs::write(&path, text).expect("the file can be written");
        path
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn library(&self) -> Library {
        Library::with_user_folder(self.path())
    }
}

/// The diagnostics for a file `mine.yaml` with this text, next to the two small exercises.
fn diagnostics_of(text: impl AsRef<[u8]>) -> String {
    let folder = ExerciseFolder::new();
    let library = folder.library();
    assert!(
        library.rejected_files.is_empty(),
        "{}",
        render_all(&library.rejected_files)
    );
    let path = folder.write("mine.yaml", text);
    let diagnostics = library.validate_file(&path).map(|file| file.to_string());
    let shown = path.display().to_string();
    diagnostics.unwrap_or_default().replace(&shown, "mine.yaml")
}

/// The first line of each diagnostic, with its position.
fn headlines(text: impl AsRef<[u8]>) -> Vec<String> {
    let diagnostics = diagnostics_of(text);
    let headline = |line: &&str| line.starts_with("mine.yaml");
    diagnostics
        .lines()
        .filter(headline)
        .map(str::to_owned)
        .collect()
}

fn render_all(faulty: &[FileDiagnostics]) -> String {
    faulty.iter().map(ToString::to_string).collect()
}
