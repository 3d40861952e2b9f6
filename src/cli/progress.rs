//! The progress of long work, on stderr: one line that is rewritten and erased at the end, or plain lines in line mode.
//!
//! Work that takes less than a second shows nothing, and neither does any work where stderr is no terminal.

use std::io::{self, IsTerminal, Write};
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use crate::storage::work_observer::{Progress, WorkObserver, WorkStage};
use crate::terminal;
use crate::terminal::interrupt::CaughtInterrupt;
use crate::ui::progress_text::progress_texts;

static IS_LINE_MODE: OnceLock<bool> = OnceLock::new();
static WAS_STOPPED: AtomicBool = AtomicBool::new(false);

/// The exit code of a command that Ctrl+C stopped, as shells report it.
pub(crate) const EXIT_STOPPED: u8 = 130;

/// Makes progress plain lines from now on.
pub(crate) fn set_line_mode(is_line_mode: bool) {
    let _ = IS_LINE_MODE.set(is_line_mode);
}

/// Whether Ctrl+C stopped any work.
pub(crate) fn was_stopped() -> bool {
    WAS_STOPPED.load(Ordering::SeqCst)
}

/// Long work of a command. Its progress is shown, and Ctrl+C stops it, until this is dropped: print nothing and ask nothing
/// before that.
pub(crate) struct LongWork {
    /// None where nothing is shown.
    line: Option<Arc<Mutex<ProgressLine>>>,
    interrupt: CaughtInterrupt,
}

impl LongWork {
    pub(crate) fn begin(stage: WorkStage) -> Self {
        let form = match IS_LINE_MODE.get() {
            Some(true) => LineForm::Appended,
            _ => LineForm::Rewritten,
        };
        let is_shown = io::stderr().is_terminal();
        let line = || ProgressLine::new(form, stage, terminal::instant_now());
        Self {
            line: is_shown.then(|| Arc::new(Mutex::new(line()))),
            interrupt: CaughtInterrupt::begin(),
        }
    }

    /// The observer for the storage function that does the work.
    pub(crate) fn observer(&self) -> WorkObserver {
        let (line, interrupt) = (self.line.clone(), self.interrupt.request());
        WorkObserver::new(move |progress| {
            if interrupt.is_made() {
                WAS_STOPPED.store(true, Ordering::SeqCst);
                return ControlFlow::Break(());
            }
            if let Some(line) = &line {
                let width = || terminal::size().map_or(DEFAULT_WIDTH, |(width, _)| width.into());
                print(lock(line).update(progress, terminal::instant_now(), width));
            }
            ControlFlow::Continue(())
        })
    }

    /// Sets the total of stages that don't know theirs.
    pub(crate) fn expect(&self, total: u64) {
        if let Some(line) = &self.line {
            lock(line).expected = Some(total);
        }
    }
}

impl Drop for LongWork {
    fn drop(&mut self) {
        if let Some(line) = &self.line {
            print(lock(line).finish());
        }
    }
}

fn lock(line: &Mutex<ProgressLine>) -> MutexGuard<'_, ProgressLine> {
    line.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Prints to the terminal. Work goes on if that fails.
fn print(text: Option<String>) {
    if let Some(text) = text {
        let mut out = io::stderr();
        let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    }
}

/// Where a terminal doesn't tell its size.
const DEFAULT_WIDTH: usize = 80;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum LineForm {
    /// One line that each update replaces.
    Rewritten,
    /// A new line for each update.
    Appended,
}

/// Decides when the progress is shown, and as what. It is all ASCII, without escape sequences.
#[derive(Debug)]
struct ProgressLine {
    form: LineForm,
    progress: Progress,
    /// The total of stages that don't know theirs.
    expected: Option<u64>,
    started: Instant,
    shown_at: Option<Instant>,
    shown_text: String,
    is_finished: bool,
}

impl ProgressLine {
    const fn new(form: LineForm, stage: WorkStage, started: Instant) -> Self {
        Self {
            form,
            progress: Progress {
                stage,
                done: 0,
                total: None,
            },
            expected: None,
            started,
            shown_at: None,
            shown_text: String::new(),
            is_finished: false,
        }
    }

    /// Takes the progress and returns what to print, if it is time.
    fn update(
        &mut self,
        progress: Option<Progress>,
        now: Instant,
        width: impl FnOnce() -> usize,
    ) -> Option<String> {
        self.progress = progress.unwrap_or(self.progress);
        let interval = match self.form {
            LineForm::Rewritten => REWRITE_INTERVAL,
            LineForm::Appended => APPEND_INTERVAL,
        };
        let due = match self.shown_at {
            None => self.started + FIRST_SHOWN_AFTER,
            Some(at) => at + interval,
        };
        if now < due || self.is_finished {
            return None;
        }
        let is_first = self.shown_at.replace(now).is_none();
        let [text, short] = progress_texts(self.progress, self.expected);
        match self.form {
            LineForm::Rewritten => self.rewrite([text, short], width()),
            LineForm::Appended if is_first => Some(format!("{text}{HINT}\n")),
            LineForm::Appended => Some(format!("{text}\n")),
        }
    }

    /// Shows nothing any more, and returns what erases the line; none if none is shown.
    fn finish(&mut self) -> Option<String> {
        self.is_finished = true;
        let length = self.shown_text.len();
        self.shown_text.clear();
        // The terminal may have shown the Ctrl+C behind the line.
        let blank = " ".repeat(length + CTRL_C_WIDTH);
        (length > 0).then(|| format!("\r{blank}\r"))
    }

    fn rewrite(&mut self, [text, short]: [String; 2], width: usize) -> Option<String> {
        // A full line would wrap.
        let room = width.saturating_sub(1 + CTRL_C_WIDTH);
        let with_hint = format!("{text}{HINT}");
        let mut forms = [with_hint, text].into_iter();
        let mut text = forms.find(|form| form.len() <= room).unwrap_or(short);
        text.truncate(room);
        if text == self.shown_text {
            return None;
        }
        let blank = " ".repeat(self.shown_text.len().saturating_sub(text.len()));
        let printed = format!("\r{text}{blank}");
        self.shown_text = text;
        Some(printed)
    }
}

const FIRST_SHOWN_AFTER: Duration = Duration::from_secs(1);
const REWRITE_INTERVAL: Duration = Duration::from_millis(100);
const APPEND_INTERVAL: Duration = Duration::from_secs(5);

const HINT: &str = ". Ctrl+C stops it.";
/// The columns of `^C`.
const CTRL_C_WIDTH: usize = 2;

#[cfg(test)]
mod tests {
    use super::*;

    /// A line whose clock the test sets.
    struct Terminal {
        line: ProgressLine,
        start: Instant,
        width: usize,
    }

    impl Terminal {
        fn new(form: LineForm, width: usize) -> Self {
            let start = terminal::instant_now();
            Self {
                line: ProgressLine::new(form, WorkStage::Import, start),
                start,
                width,
            }
        }

        fn at(&mut self, millis: u64, done: u64) -> Option<String> {
            let progress = Progress {
                stage: WorkStage::Import,
                done,
                total: Some(5000),
            };
            let now = self.start + Duration::from_millis(millis);
            self.line.update(Some(progress), now, || self.width)
        }
    }

    #[test]
    fn short_work_shows_nothing_and_erases_nothing() {
        let mut terminal = Terminal::new(LineForm::Rewritten, 80);
        for millis in 0..1000 {
            assert_eq!(terminal.at(millis, millis), None);
        }
        assert_eq!(terminal.line.finish(), None);
    }

    #[test]
    fn the_line_is_rewritten_at_most_ten_times_a_second() {
        let mut terminal = Terminal::new(LineForm::Rewritten, 80);
        let shown = (0..5000).filter_map(|millis| terminal.at(millis, millis));
        let shown: Vec<_> = shown.collect();
        assert_eq!(shown.len(), 40);
        assert_eq!(
            shown[0],
            "\rImporting: 1,000 of 5,000 entries. Ctrl+C stops it."
        );
        assert_eq!(
            shown[39],
            "\rImporting: 4,900 of 5,000 entries. Ctrl+C stops it."
        );
    }

    #[test]
    fn the_line_is_erased_with_the_ctrl_c_behind_it() {
        let mut terminal = Terminal::new(LineForm::Rewritten, 80);
        let shown = terminal.at(1000, 7).unwrap();
        let erased = terminal.line.finish().unwrap();
        assert_eq!(erased, format!("\r{}\r", " ".repeat(shown.len() - 1 + 2)));
        assert_eq!(terminal.line.finish(), None);
    }

    #[test]
    fn a_shorter_line_covers_a_longer_one() {
        let mut terminal = Terminal::new(LineForm::Rewritten, 80);
        let _ = terminal.at(1000, 4999);
        let checking = Progress {
            stage: WorkStage::Verify,
            done: 0,
            total: None,
        };
        let now = terminal.start + Duration::from_millis(1100);
        let shown = terminal.line.update(Some(checking), now, || 80).unwrap();
        assert_eq!(
            shown,
            format!("\rChecking. Ctrl+C stops it.{}", " ".repeat(25))
        );
    }

    #[test]
    fn in_a_narrow_window_the_line_still_fits() {
        let mut terminal = Terminal::new(LineForm::Rewritten, 40);
        assert_eq!(
            terminal.at(1000, 12).unwrap(),
            "\rImporting: 12 of 5,000 entries"
        );
        let mut terminal = Terminal::new(LineForm::Rewritten, 30);
        assert_eq!(terminal.at(1000, 2500).unwrap(), "\rImporting: 50%");
        let mut terminal = Terminal::new(LineForm::Rewritten, 10);
        assert_eq!(terminal.at(1000, 2500).unwrap(), "\rImporti");
    }

    #[test]
    fn line_mode_prints_a_line_every_five_seconds() {
        let mut terminal = Terminal::new(LineForm::Appended, 80);
        let shown = (0..5000).filter_map(|step| terminal.at(step * 3, step));
        assert_eq!(
            shown.collect::<String>(),
            "Importing: 334 of 5,000 entries. Ctrl+C stops it.\n\
             Importing: 2,001 of 5,000 entries\n\
             Importing: 3,668 of 5,000 entries\n"
        );
        assert_eq!(terminal.line.finish(), None);
    }

    #[test]
    fn a_statement_that_says_nothing_keeps_the_last_words() {
        let mut terminal = Terminal::new(LineForm::Rewritten, 80);
        let now = terminal.start + FIRST_SHOWN_AFTER;
        let shown = terminal.line.update(None, now, || 80).unwrap();
        assert_eq!(shown, "\rImporting. Ctrl+C stops it.");
    }

    #[test]
    fn a_total_that_only_the_command_knows_is_shown() {
        let mut terminal = Terminal::new(LineForm::Rewritten, 40);
        terminal.line.expected = Some(1);
        let progress = Progress {
            stage: WorkStage::Backup,
            done: 1,
            total: Some(3),
        };
        let now = terminal.start + FIRST_SHOWN_AFTER;
        let shown = terminal.line.update(Some(progress), now, || 40).unwrap();
        assert_eq!(shown, "\rMaking a backup: 33%");
        let progress = Progress {
            stage: WorkStage::Import,
            done: 1,
            total: None,
        };
        let now = now + REWRITE_INTERVAL;
        let shown = terminal.line.update(Some(progress), now, || 40).unwrap();
        assert_eq!(shown, "\rImporting: 1 of 1 entry");
    }
}
