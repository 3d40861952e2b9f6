//! A user with a temporary home folder who runs `enough`.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use good_enough::storage::journal::Journal;
use good_enough::storage::lock::Seed;
use tempfile::TempDir;

use crate::locked_journal::{lock_journal, write_lock_file};
use crate::pty::PtyTerminal;

/// The program under test.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_enough");

/// An empty home folder and a clean environment.
pub struct TestUser {
    home: TempDir,
    environment: Vec<(&'static str, String)>,
}

impl TestUser {
    /// A user who has never started the program.
    pub fn first_run() -> Self {
        let home = tempfile::tempdir().expect("a temporary folder");
        let under = |name: &str| home.path().join(name).display().to_string();
        let environment = vec![
            ("HOME", under("")),
            ("XDG_CONFIG_HOME", under("config")),
            ("XDG_DATA_HOME", under("data")),
            ("XDG_STATE_HOME", under("state")),
            ("XDG_CACHE_HOME", under("cache")),
            ("PATH", std::env::var("PATH").unwrap_or_default()),
            ("TERM", "xterm-256color".to_owned()),
            ("LANG", "C.UTF-8".to_owned()),
            ("EDITOR", "true".to_owned()),
        ];
        Self { home, environment }
    }

    /// A user with an empty journal, who does not get the welcome page.
    pub fn new() -> Self {
        let user = Self::first_run();
        let journal = user.journal();
        let folder = journal.parent().expect("it is in a folder");
        good_enough::platform::private_fs::create_dir(folder).expect("a folder");
        Journal::open(&journal).expect("the journal opens");
        user
    }

    /// Locks the journal with a passphrase. Its entries are kept; it is created if it isn't there. Returns its seed.
    pub fn lock_journal(&self, passphrase: &str) -> Seed {
        lock_journal(&self.journal(), passphrase)
    }

    /// Writes a lock file beside the journal.
    pub fn write_lock_file(&self, seed: &Seed, passphrase: &str) {
        write_lock_file(&self.lock_file(), seed, passphrase);
    }

    pub fn lock_file(&self) -> PathBuf {
        self.home().join("data/enough/journal.lock")
    }

    /// With the first versions of the exercises in the user folder, which no new wording changes.
    pub fn with_first_exercises(self) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/exercises");
        for file in fs::read_dir(folder).expect("the folder is there") {
            let file = file.expect("it can be read").path();
            let name = file
                .file_name()
                .expect("a file has a name")
                .to_string_lossy();
            let text = fs::read_to_string(&file).expect("it can be read");
            self.write(&format!("config/enough/exercises/{name}"), &text);
        }
        self
    }

    /// Sets an environment variable.
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self = self.without(name);
        self.environment.push((name, value.into()));
        self
    }

    pub fn without(mut self, name: &str) -> Self {
        self.environment.retain(|(other, _)| *other != name);
        self
    }

    pub fn environment(&self) -> &[(&'static str, String)] {
        &self.environment
    }

    pub fn home(&self) -> &Path {
        self.home.path()
    }

    pub fn journal(&self) -> PathBuf {
        self.home().join("data/enough/journal.db")
    }

    /// The path of the profile.
    pub fn profile(&self) -> PathBuf {
        self.home().join("data/enough/profile.yaml")
    }

    /// The folder for temporary state.
    pub fn state(&self) -> PathBuf {
        self.home().join("state/enough")
    }

    /// Writes a file below the home folder and creates its parents.
    pub fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.home().join(name);
        let folder = path.parent().expect("it lies in the home");
        fs::create_dir_all(folder).expect("the home folder is writable");
        fs::write(&path, text).expect("the home folder is writable");
        path
    }

    /// Writes a shell script below the home folder and returns the command that runs it.
    pub fn script(&self, name: &str, text: &str) -> String {
        format!("sh '{}'", self.write(name, text).display())
    }

    /// Opens the program in a terminal of 80x24.
    pub fn open(&self, arguments: &[&str]) -> PtyTerminal {
        self.open_sized(arguments, (80, 24))
    }

    pub fn open_sized(&self, arguments: &[&str], size: (u16, u16)) -> PtyTerminal {
        PtyTerminal::spawn(self, PROGRAM, arguments, size)
    }

    /// Runs a shell script in a terminal; `$0` is the program.
    pub fn open_shell(&self, script: &str) -> PtyTerminal {
        PtyTerminal::spawn(self, "sh", &["-c", script, PROGRAM], (80, 24))
    }

    /// A command that runs in this home folder with this environment only.
    pub fn command(&self, program: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(program);
        command
            .args(arguments)
            .env_clear()
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .current_dir(self.home());
        command
    }

    /// Runs the program without a terminal.
    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(PROGRAM, arguments)
            .stdin(Stdio::null())
            .output()
            .expect("the program starts")
    }

    /// The standard output of a successful run without a terminal.
    #[track_caller]
    pub fn stdout_of(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(output.status.success(), "{arguments:?}: {output:?}");
        String::from_utf8(output.stdout).expect("valid UTF-8")
    }

    /// Runs the program with these lines as standard input.
    pub fn run_with_input(&self, arguments: &[&str], lines: impl AsRef<[u8]>) -> Output {
        let mut child = self
            .command(PROGRAM, arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut input = child.stdin.take().expect("it reads");
        // The program may exit before it has read everything.
        let _ = input.write_all(lines.as_ref());
        drop(input);
        child.wait_with_output().expect("it ends")
    }
}
