//! Where the passphrase of a locked journal comes from: a file descriptor, the command in the configuration, or the
//! terminal. It is never an argument or an environment variable, which other programs can read.

use std::fs::File;
use std::io::{self, BufRead, BufReader, IsTerminal, Read, Write};
use std::process::{Command, Stdio};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use anyhow::{Context, bail};
use thiserror::Error;
use zeroize::Zeroizing;

use super::args::GlobalArgs;
use super::output;
use crate::cli::sanitized_output;
use crate::platform::paths::AppPaths;
use crate::storage::lock::{JournalKey, LockState, OpenedLock, Seed};
use crate::terminal::hidden_input::read_hidden_line;
use crate::terminal::{self, AskCommand};
use crate::text::hidden::HiddenText;
use crate::text::{error_chain, sentence};
use crate::ui::app::{UnlockRequest, UnlockResult};

/// How long the `ask` command may take.
const ASK_TIMEOUT: Duration = Duration::from_secs(30);
/// A longer line of the `ask` command or the file descriptor isn't a passphrase.
const MAX_PASSPHRASE_BYTES: u64 = 8 * 1024;

impl GlobalArgs {
    /// The key of the journal; none if it isn't locked. The first call may ask for the passphrase.
    pub(crate) fn key(&self) -> anyhow::Result<JournalKey> {
        Ok(self
            .seed()?
            .as_ref()
            .map_or(JournalKey::NONE, JournalKey::of))
    }

    /// The seed of the lock; none if the journal isn't locked. The first call may ask for the passphrase.
    pub(crate) fn seed(&self) -> anyhow::Result<Option<Seed>> {
        Ok(self.opened_lock()?.map(|opened| opened.seed))
    }

    /// The same with the lock file that the passphrase opened.
    pub(crate) fn opened_lock(&self) -> anyhow::Result<Option<OpenedLock>> {
        if let Some(opened) = self.opened_lock.get() {
            return Ok(opened.clone());
        }
        let state = self.lock_state()?;
        let opened = if state.is_locked() {
            Some(ask_secret(self, &state)?)
        } else {
            None
        };
        Ok(self.opened_lock.get_or_init(|| opened).clone())
    }

    /// The state of the lock at the start. It is read once, before the journal is opened: reading the header closes the file,
    /// which releases the locks that SQLite holds on it in this process.
    pub(crate) fn lock_state(&self) -> anyhow::Result<LockState> {
        if let Some(state) = self.lock_state.get() {
            return Ok(state.clone());
        }
        let paths = self.paths()?;
        let state = LockState::read(&paths).with_context(|| {
            format!(
                "{} can't be read, so the journal stays locked, and everything in it is safe",
                crate::text::display_path(&paths.lock_file)
            )
        })?;
        Ok(self.lock_state.get_or_init(|| state).clone())
    }

    /// The key for a prompt or a greeting of a shell, which nobody can answer: of an unlocked journal, or from
    /// `--passphrase-fd`. None if the journal is locked otherwise.
    pub(crate) fn key_without_asking(&self) -> anyhow::Result<Option<JournalKey>> {
        let is_known = self.opened_lock.get().is_some() || self.passphrase_fd.is_some();
        if !is_known && self.lock_state()?.is_locked() {
            return Ok(None);
        }
        self.key().map(Some)
    }

    /// The key if the user doesn't have to type the passphrase: of an unlocked journal, from `--passphrase-fd` or the `ask`
    /// command.
    pub(crate) fn key_without_typing(&self) -> anyhow::Result<Option<JournalKey>> {
        let state = self.lock_state()?;
        if state.is_locked() && self.opened_lock.get().is_none() {
            let Some(opened) = self.open_without_asking(&state)? else {
                return Ok(None);
            };
            self.opened_lock.get_or_init(|| Some(opened));
        }
        self.key().map(Some)
    }

    /// The lock as `--passphrase-fd` or the `ask` command opens it; none if neither is set, or the command fails.
    fn open_without_asking(&self, state: &LockState) -> anyhow::Result<Option<OpenedLock>> {
        if let Some(number) = self.passphrase_fd {
            let mut lines = PassphraseLines::open(number)?;
            return match lines.next_line()? {
                Some(line) => open_or_fail(state, &line).map(Some),
                None => bail!("file descriptor {number} has no passphrase"),
            };
        }
        let config = super::config::load_config(self)?.config;
        let Some(command) = config.lock.ask else {
            return Ok(None);
        };
        match run_ask_command(&command, terminal::shell_line(&command), ASK_TIMEOUT) {
            Ok(line) => {
                let opened = state.open_lock(&line)?;
                if opened.is_none() {
                    let words = "What the command of “ask” in the configuration gives isn't the passphrase.";
                    output::print_wrapped(&mut sanitized_output::stderr(), words)?;
                }
                Ok(opened)
            }
            Err(error) => {
                output::print_wrapped(
                    &mut sanitized_output::stderr(),
                    format_args!("{}.", error_chain(&error)),
                )?;
                Ok(None)
            }
        }
    }
}

/// Opens the lock with `--passphrase-fd`, the `ask` command, or what the user types on the terminal.
pub(crate) fn ask_secret(global: &GlobalArgs, state: &LockState) -> anyhow::Result<OpenedLock> {
    if let Some(opened) = global.open_without_asking(state)? {
        return Ok(opened);
    }
    if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
        bail!(
            "the journal is locked, and there is no terminal here to ask for the passphrase on; \
                 --passphrase-fd or “ask” in the configuration can give it"
        );
    }
    ask_on_terminal(state)
}

/// Nobody typed the passphrase.
#[derive(Debug, Error)]
#[error("the journal stays locked")]
pub(crate) struct StaysLocked;

/// Asks for the passphrase or the recovery code until one fits.
pub(crate) fn ask_on_terminal(state: &LockState) -> anyhow::Result<OpenedLock> {
    let prompt = match state.lost_lock_file_reason() {
        Some(reason) => {
            let words = format_args!("{reason}. The recovery code opens the journal without it.");
            output::print_wrapped(&mut sanitized_output::stderr(), words)?;
            "Recovery code: "
        }
        None => "Passphrase: ",
    };
    loop {
        let Some(typed) = ask_hidden(prompt)?.filter(|typed| !typed.trim().is_empty()) else {
            return Err(StaysLocked.into());
        };
        match state.open_lock(&typed)? {
            Some(opened) => return Ok(opened),
            None => writeln!(
                sanitized_output::stderr(),
                "That isn't it. The recovery code opens it as well."
            )?,
        }
    }
}

/// Asks on the terminal for a line that isn't shown; none if the user cancels.
pub(crate) fn ask_hidden(prompt: &str) -> anyhow::Result<Option<Zeroizing<String>>> {
    let mut err = sanitized_output::stderr();
    let line = read_hidden_line(|| {
        write!(err, "{prompt}")?;
        err.flush()
    });
    writeln!(err)?;
    line.context("the passphrase can't be read")
}

fn open_or_fail(state: &LockState, typed: &str) -> anyhow::Result<OpenedLock> {
    match state.open_lock(typed)? {
        Some(opened) => Ok(opened),
        None if matches!(state, LockState::LostLockFile(_)) => bail!(
            "the lock file is missing or can't be used, so only the recovery code opens the journal, and that isn't it"
        ),
        None => bail!("that isn't the passphrase, so the journal stays locked"),
    }
}

/// Lines from a file descriptor that the calling program opened.
pub(crate) struct PassphraseLines(BufReader<io::Take<Box<dyn Read>>>);

impl PassphraseLines {
    pub(crate) fn open(number: u16) -> anyhow::Result<Self> {
        let source: Box<dyn Read> = match number {
            0 => Box::new(io::stdin()),
            number => {
                let path = format!("/dev/fd/{number}");
                let file = File::open(&path);
                Box::new(file.with_context(|| format!("file descriptor {number} can't be read"))?)
            }
        };
        Ok(Self(BufReader::new(source.take(MAX_PASSPHRASE_BYTES))))
    }

    /// The next line without its end; none after the last.
    pub(crate) fn next_line(&mut self) -> anyhow::Result<Option<Zeroizing<String>>> {
        let limit = usize::try_from(MAX_PASSPHRASE_BYTES).unwrap_or_default();
        let mut line = Zeroizing::new(String::with_capacity(limit));
        self.0
            .read_line(&mut line)
            .context("the passphrase can't be read")?;
        let length = line.trim_end_matches(['\r', '\n']).len();
        let is_none = line.is_empty();
        line.truncate(length);
        Ok((!is_none).then_some(line))
    }
}

/// Runs the `ask` command for the app, and checks the passphrase that it gives. The app has the terminal, so the command
/// can't ask on it: a graphical question still works.
pub(crate) fn ask_task(command: String, paths: AppPaths) -> AskCommand {
    Arc::new(move || {
        let mut child = terminal::shell_line(&command);
        child
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            // GnuPG asks on this terminal otherwise.
            .env_remove("GPG_TTY");
        let line = match run_ask_command(&command, child, ASK_TIMEOUT) {
            Ok(line) => HiddenText::from(line.as_str()),
            Err(error) => return UnlockResult::Failed(sentence(&error_chain(&error))),
        };
        match UnlockRequest::new(paths.clone(), line).run() {
            UnlockResult::Wrong => UnlockResult::Failed(format!(
                "What the command of your configuration gave, {command}, isn't the passphrase."
            )),
            result => result,
        }
    })
}

/// The first line that the `ask` command prints. `child` runs it.
fn run_ask_command(
    command: &str,
    mut child: Command,
    timeout: Duration,
) -> anyhow::Result<Zeroizing<String>> {
    let failed = || format!("the command of “ask” in the configuration, {command}, failed");
    let mut child = child.stdout(Stdio::piped()).spawn().with_context(failed)?;
    let output = child.stdout.take();
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let limit = usize::try_from(MAX_PASSPHRASE_BYTES).unwrap_or_default();
        let mut line = Zeroizing::new(String::with_capacity(limit));
        let read = output.map(|output| {
            let mut output = BufReader::new(output.take(MAX_PASSPHRASE_BYTES));
            output.read_line(&mut line)
        });
        let length = line.trim_end_matches(['\r', '\n']).len();
        line.truncate(length);
        let _ = sender.send(read.transpose().map(|_| line));
    });
    let Ok(line) = receiver.recv_timeout(timeout) else {
        let _ = child.kill();
        let _ = child.wait();
        bail!(
            "{}: it gave nothing within {} seconds",
            failed(),
            timeout.as_secs()
        );
    };
    let line = line.with_context(failed)?;
    if line.is_empty() {
        let _ = child.wait();
        bail!("{}: it printed nothing", failed());
    }
    // It may go on for as long as it likes.
    thread::spawn(move || child.wait());
    Ok(line)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn run(command: &str, timeout: Duration) -> Result<String, String> {
        let line = run_ask_command(command, terminal::shell_line(command), timeout);
        line.map(|line| line.as_str().to_owned())
            .map_err(|error| format!("{error:#}"))
    }

    #[test]
    fn the_ask_command_gives_its_first_line() {
        let command = "echo blue teapot; echo second";
        assert_eq!(run(command, ASK_TIMEOUT), Ok("blue teapot".to_owned()));
    }

    #[test]
    fn an_ask_command_that_hangs_is_ended() {
        let folder = tempfile::tempdir().unwrap();
        let process_id = folder.path().join("process");
        let command = format!("echo $$ > {}; exec sleep 1000", process_id.display());
        let error = run(&command, Duration::from_secs(2)).unwrap_err();
        assert!(
            error.ends_with("failed: it gave nothing within 2 seconds"),
            "{error}"
        );
        let process_id = std::fs::read_to_string(process_id).unwrap();
        let is_running = Command::new("kill")
            .args(["-0", process_id.trim()])
            .output();
        assert!(!is_running.unwrap().status.success());
    }
}
