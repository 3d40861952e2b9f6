//! Builds the floor (`benches/floor.rs`).

use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde_json::Value;

/// Builds the floor with the profile of the program and returns the path of the executable.
pub fn build_floor() -> PathBuf {
    let output = Command::new(env!("CARGO"))
        .args(["build", "--release", "--locked", "--example", "floor"])
        .arg("--message-format=json-render-diagnostics")
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stderr(Stdio::inherit())
        .output()
        .expect("Cargo starts");
    assert!(output.status.success(), "the floor can't be built");
    let messages = String::from_utf8_lossy(&output.stdout);
    let executable = messages.lines().find_map(|line| {
        let message: Value = serde_json::from_str(line).ok()?;
        let is_floor = message["target"]["name"] == "floor";
        let path = message["executable"].as_str().filter(|_| is_floor)?;
        Some(PathBuf::from(path))
    });
    executable.expect("Cargo tells where the floor lies")
}
