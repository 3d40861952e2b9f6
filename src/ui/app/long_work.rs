//! Long work that a screen starts: it runs beside the keys, shows how far it is and can be stopped.
//!
//! The app only asks for it. The event loop runs it on a thread of its own, with a connection of its own to the journal;
//! line mode and tests run it where they are.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::civil::Date;

use super::{App, Effect};
use crate::domain::entry::LocalTime;
use crate::platform::paths::AppPaths;
use crate::platform::private_fs;
use crate::storage::export::{Export, ExportError, ExportOptions};
use crate::storage::journal::{Journal, JournalError};
use crate::storage::lock::JournalKey;
use crate::storage::record_store::RecordFilter;
use crate::storage::recovery::{self, RecoveryPreview, RecoveryReport};
use crate::storage::report::{ConversationReport, ReportRequest};
use crate::storage::search::{self, Query};
use crate::storage::work_observer::{Progress, WorkObserver, WorkStage};
use crate::ui::screens::work_screen::{AfterWork, WorkScreen};
use crate::ui::screens::{AppCommand, Screen};

/// Long work to be done, with everything that it needs. Its key is overwritten in memory when this is dropped.
#[derive(Debug)]
pub struct WorkRequest {
    work: Work,
    paths: AppPaths,
    key: JournalKey,
}

#[derive(Debug)]
pub(super) enum Work {
    /// Writes a file from the journal, and changes nothing in it.
    Write(FileWork, LocalTime),
    /// Finds out what a recovery would restore.
    PreviewRecovery(Date),
    /// Replaces a damaged journal.
    Recover(LocalTime),
    /// Adds many entries to the index of words, before the command that searches it.
    PrepareSearch(Box<AppCommand>),
}

/// A file to be written from the journal.
#[derive(Debug)]
pub(super) enum FileWork {
    /// The entries that a query finds.
    Export(Box<Query>, ExportOptions),
    /// A report for a conversation.
    Report(Box<ReportRequest>),
}

/// What came of long work.
#[derive(Debug)]
pub struct WorkResult(pub(super) WorkOutcome);

#[derive(Debug)]
pub(super) enum WorkOutcome {
    Written {
        written: Result<WrittenFile, ExportError>,
        /// Whether entries were left out because they can't be read.
        has_skipped: bool,
    },
    Previewed(Result<RecoveryPreview, JournalError>),
    Recovered(Result<RecoveryReport, JournalError>),
    Prepared(Result<(), JournalError>, Box<AppCommand>),
}

#[derive(Debug)]
pub(super) enum WrittenFile {
    /// The number of entries, and the path.
    Export(u64, PathBuf),
    Report(PathBuf),
    /// No file, for this reason.
    Nothing(String),
}

impl WorkRequest {
    /// Does the work on this thread, watched by `observer`.
    pub fn run(&self, observer: &WorkObserver) -> WorkResult {
        let Self { work, paths, key } = self;
        WorkResult(match work {
            Work::Write(file, now) => {
                let opened =
                    Journal::open_beside(&paths.journal_file, key).and_then(|mut journal| {
                        journal.watch(observer)?;
                        Ok(journal)
                    });
                match opened {
                    Ok(journal) => file.write(&journal, &paths.exports_dir, now),
                    Err(error) => WorkOutcome::Written {
                        written: Err(error.into()),
                        has_skipped: false,
                    },
                }
            }
            Work::PreviewRecovery(today) => {
                WorkOutcome::Previewed(recovery::preview(paths, *today, key, observer))
            }
            Work::Recover(now) => {
                WorkOutcome::Recovered(recovery::recover(paths, now, key, observer))
            }
            Work::PrepareSearch(then) => {
                let prepared = search::index_beside(&paths.journal_file, key, observer);
                WorkOutcome::Prepared(prepared, then.clone())
            }
        })
    }
}

impl FileWork {
    /// Writes the file into `folder` under a free name.
    fn write(&self, journal: &Journal, folder: &Path, now: &LocalTime) -> WorkOutcome {
        let written = match self {
            Self::Export(query, form) => write_export(journal, (query, *form), folder, now),
            Self::Report(request) => write_report(journal, request, folder, now),
        };
        WorkOutcome::Written {
            written,
            has_skipped: journal.has_skipped(),
        }
    }
}

fn write_export(
    journal: &Journal,
    (query, form): (&Query, ExportOptions),
    folder: &Path,
    now: &LocalTime,
) -> Result<WrittenFile, ExportError> {
    let export = Export {
        format: form.format,
        pick: RecordFilter {
            query: Some(query.clone()),
            ..RecordFilter::default()
        },
        redact: form.is_redacted,
        now: now.timestamp,
    };
    let (name, ending) = (format!("walks-{}", now.day), form.format.extension());
    let (counts, path) = write_new_file(folder, &name, ending, |out| export.write(journal, out))?;
    Ok(WrittenFile::Export(counts.total(), path))
}

fn write_report(
    journal: &Journal,
    request: &ReportRequest,
    folder: &Path,
    now: &LocalTime,
) -> Result<WrittenFile, ExportError> {
    let report = ConversationReport::read(journal, request, now.day)?;
    if report.is_empty() {
        return Ok(WrittenFile::Nothing(report.empty_message()));
    }
    let page = report.to_html();
    let name = format!("report-{}", now.day);
    let ((), path) = write_new_file(folder, &name, "html", |out| {
        Ok(out.write_all(page.as_bytes())?)
    })?;
    Ok(WrittenFile::Report(path))
}

/// Writes to the first free name in the folder, such as `name-2.ending`, and returns the path with what `write` returned.
fn write_new_file<T>(
    folder: &Path,
    name: &str,
    ending: &str,
    write: impl Fn(&mut dyn Write) -> Result<T, ExportError>,
) -> Result<(T, PathBuf), ExportError> {
    private_fs::create_dir(folder)?;
    let mut path = folder.join(format!("{name}.{ending}"));
    let mut number = 1_u32;
    loop {
        match private_fs::write_new_atomically(&path, &write) {
            Err(ExportError::Write(error)) if error.kind() == io::ErrorKind::AlreadyExists => {
                number += 1;
                path = folder.join(format!("{name}-{number}.{ending}"));
            }
            written => return written.map(|written| (written, path)),
        }
    }
}

impl App {
    /// Writes a file from the journal. `expected` is the number of entries, if it is known.
    pub(super) fn write_file(&mut self, file: FileWork, expected: Option<u64>, now: &LocalTime) {
        let Some(folder) = self.exports_folder() else {
            return;
        };
        // What only this connection can read is written at once, such as the few entries of a journal in memory.
        if !self.journal.can_be_opened_beside() {
            let outcome = file.write(&self.journal, &folder, now);
            return self.apply_work_outcome(outcome, now);
        }
        let (title, stage) = match &file {
            FileWork::Export(query, _) => {
                // A connection that can't write would index what is missing in memory. If this fails, it does.
                if !query.is_unfiltered() {
                    let _ = self.journal.update_search_index();
                }
                ("Saving to a file", WorkStage::Export)
            }
            FileWork::Report(_) => ("A report for a conversation", WorkStage::ReadJournal),
        };
        self.begin_work(
            Work::Write(file, *now),
            WorkScreen::new(title, stage, expected),
        );
    }

    /// Asks the event loop for long work. The paths must be set.
    pub(super) fn begin_work(&mut self, work: Work, screen: WorkScreen) {
        let Some(paths) = self.paths.clone() else {
            return;
        };
        self.wanted_work.push_back(WorkRequest {
            work,
            paths,
            key: self.journal.key().clone(),
        });
        self.with_top_screen(Screen::pause);
        self.screens.push(Screen::Work(screen));
    }

    /// Takes long work that a screen asked for. The caller runs it and passes the result to [`on_work_done`](Self::on_work_done).
    pub fn take_work(&mut self) -> Option<WorkRequest> {
        self.wanted_work.pop_front()
    }

    /// Whether long work waits to be taken.
    pub(crate) fn wants_work(&self) -> bool {
        !self.wanted_work.is_empty()
    }

    /// Whether long work runs, or its result is still to be used.
    pub(super) fn is_working(&self) -> bool {
        let is_work = |screen: &Screen| matches!(screen, Screen::Work(_));
        self.screens.iter().any(is_work)
    }

    /// Whether long work runs. What has a result can't be stopped any more, and doesn't use the journal.
    pub(super) fn is_work_running(&self) -> bool {
        let is_running =
            |screen: &Screen| matches!(screen, Screen::Work(work) if !work.has_result());
        self.screens.iter().any(is_running)
    }

    /// How often the progress is to be reported. Numbers that change all the time are motion as well.
    pub(crate) const fn progress_interval(&self) -> Duration {
        Duration::from_millis(if self.theme.reduced_motion { 2000 } else { 200 })
    }

    /// The work that runs: the one that was begun first.
    fn running_work(&mut self) -> Option<&mut WorkScreen> {
        self.screens.iter_mut().find_map(|screen| match screen {
            Screen::Work(work) if !work.has_result() => Some(work),
            _ => None,
        })
    }

    /// Takes how far the work is.
    pub fn on_work_progress(&mut self, progress: Progress) {
        if let Some(work) = self.running_work() {
            work.set_progress(progress);
        }
    }

    /// Has the work stopped, and does `after` once it is. None if no work runs.
    pub(super) fn stop_work(&mut self, after: AfterWork) -> Option<Effect> {
        self.running_work()?.set_stopping(after);
        Some(Effect::StopWork)
    }

    /// Takes the result of the work. A break on top isn't interrupted: the result is shown after it.
    pub fn on_work_done(&mut self, result: WorkResult, now: &LocalTime) -> Option<Effect> {
        self.journal.set_now(now.timestamp);
        self.note_activity(now);
        let work = self.running_work()?;
        let after = work.after();
        work.set_result(result);
        let is_on_top = matches!(self.screens.last(), Some(Screen::Work(_)));
        if is_on_top || after != AfterWork::GoOn {
            self.use_work_result(now);
        }
        match after {
            AfterWork::GoOn => None,
            AfterWork::Quit => self.on_interrupt(false, now),
            AfterWork::LockJournal => self.lock_at_once(now),
        }
    }

    /// Removes the screen of work that has a result, and uses that.
    pub(super) fn use_work_result(&mut self, now: &LocalTime) {
        let has_result =
            |screen: &Screen| matches!(screen, Screen::Work(work) if work.has_result());
        let Some(place) = self.screens.iter().position(has_result) else {
            return;
        };
        if let Screen::Work(screen) = self.screens.remove(place)
            && let Some(WorkResult(outcome)) = screen.into_result()
        {
            self.apply_work_outcome(outcome, now);
        }
    }

    fn apply_work_outcome(&mut self, outcome: WorkOutcome, now: &LocalTime) {
        match outcome {
            WorkOutcome::Written {
                written,
                has_skipped,
            } => {
                self.report_written_file(written);
                if has_skipped {
                    self.journal.note_skipped();
                }
                self.report_damage();
            }
            WorkOutcome::Previewed(offer) => self.show_recovery_offer(offer),
            WorkOutcome::Recovered(recovered) => self.finish_recovery(recovered, now),
            WorkOutcome::Prepared(Err(JournalError::Stopped), _) => self
                .set_status("That was stopped. The search goes on with it when you search again."),
            // What the index lacks, the search adds or reports.
            WorkOutcome::Prepared(_, then) => self.execute_command(*then, now),
        }
    }
}
