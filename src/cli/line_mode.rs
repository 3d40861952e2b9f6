//! Runs the app in line mode.

use anyhow::{Context, bail};

use super::output;
use crate::terminal::line_io::StdLineIo;
use crate::terminal::{self, BackgroundTask, StartBackup};
use crate::ui::app::{App, StartScreen};
use crate::ui::exit_reason::ExitReason;
use crate::ui::line_mode;

/// Runs the app in line mode, then makes the daily backup, also of a journal that was unlocked only meanwhile or is locked
/// again.
pub(crate) fn run_line_mode(
    app: &mut App,
    start: (StartScreen, Option<&str>),
    reason: &str,
    mut start_backup: Option<StartBackup>,
    is_ascii: bool,
) -> anyhow::Result<ExitReason> {
    if StdLineIo::is_output_discarded() {
        bail!("nothing here shows the output, so nothing was started and nothing was changed");
    }
    let mut lines = StdLineIo::new(is_ascii).context("nothing can be read here")?;
    if lines.is_input_empty()? {
        bail!("there is nothing to read here, so nothing was started and nothing was changed");
    }
    let mut begin_backup = |app: &App| {
        let start = start_backup.take_if(|_| app.key_on_disk().is_some());
        app.key_on_disk().zip(start).map(|(key, start)| start(key))
    };
    let backup = begin_backup(app);
    let result =
        terminal::panic_hook::catch_panic(|| line_mode::run(app, start, reason, &mut lines));
    lines.flush_with_timeout(terminal::OUTPUT_TIMEOUT);
    let reason = match result {
        Ok(result) => result?,
        Err(location) => return Ok(terminal::save_after_panic(app, location)),
    };
    let backup = backup.or_else(|| begin_backup(app));
    if let Some(daily) = backup.and_then(BackgroundTask::run_to_completion) {
        app.on_backup_done(daily);
        output::print_final_message(app.take_status())?;
    }
    Ok(reason)
}
