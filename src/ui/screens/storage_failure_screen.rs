//! The screen for a journal that can't be used: the error, the path and the choices.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::AppCommand;
use super::history_screen::format_long_date;
use super::popup::Popup;
use super::text_page::{PageBlock, TextPage};
use crate::storage::journal::JournalError;
use crate::storage::recovery::{RecoveryPreview, RecoveryReport};
use crate::text::display_path;
use crate::text::{group_digits, pluralize};
use crate::ui::keymap::{Action, KeyPress};
use crate::ui::layout::{render_header, text_area};
use crate::ui::line_mode::prompt::{LinePrompt, LineReply};
use crate::ui::theme::Theme;

#[derive(Debug)]
pub(crate) struct StorageFailureScreen {
    popup: Popup<RecoveryAction>,
}

/// What can be done about an unusable journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RecoveryAction {
    Retry,
    /// Rebuild the journal from its newest good backup and from what is still readable.
    Recover,
    /// Create a new journal in place of a missing one.
    CreateJournal,
    /// Continue without saving until the journal can be opened.
    ContinueUnsaved,
    ShowPeople,
    /// Ask for another passphrase or the recovery code.
    UnlockOtherwise,
    Quit,
}

impl StorageFailureScreen {
    pub(crate) const TITLE: &str = "The journal needs a look";

    /// Describes `error`, and offers a recovery if there is one.
    pub(crate) fn new(error: &JournalError, offer: Option<&RecoveryPreview>) -> Self {
        let mut words = match error {
            JournalError::Damaged { path, .. } => {
                format!(
                    "Part of the journal {} can't be read. Nothing was changed.",
                    display_path(path)
                )
            }
            JournalError::Missing { path } => {
                format!("The journal isn't at {} any more.", display_path(path))
            }
            JournalError::Emptied { path } => {
                format!("The journal {} is empty.", display_path(path))
            }
            error => error.to_string(),
        };
        let mut choices = Vec::new();
        if let Some(offer) = offer {
            words = format!("{words} {}", recoverable_text(offer));
            choices.push((recover_label(offer), RecoveryAction::Recover));
        }
        if matches!(
            error,
            JournalError::Missing { .. } | JournalError::Emptied { .. }
        ) {
            choices.push(("Start a new journal", RecoveryAction::CreateJournal));
        }
        let is_other_key = matches!(error, JournalError::LockedOtherwise { .. });
        if is_other_key {
            let label = "Type another passphrase or recovery code";
            choices.push((label, RecoveryAction::UnlockOtherwise));
        }
        choices.extend([
            ("Try again", RecoveryAction::Retry),
            ("Keep going without saving", RecoveryAction::ContinueUnsaved),
            ("People to talk to", RecoveryAction::ShowPeople),
            ("Quit", RecoveryAction::Quit),
        ]);
        Self {
            popup: Popup::new(&words, choices),
        }
    }

    pub(crate) fn on_key(&mut self, press: KeyPress) -> AppCommand {
        if press.action == Some(Action::Leave) {
            return AppCommand::Recover(RecoveryAction::ContinueUnsaved);
        }
        self.popup
            .on_key(press)
            .map_or(AppCommand::None, AppCommand::Recover)
    }

    pub(crate) fn line_prompt(&self) -> LinePrompt {
        self.popup.line_prompt()
    }

    pub(crate) fn on_line(&self, typed: &str) -> LineReply<AppCommand> {
        self.popup.on_line(typed).map(AppCommand::Recover)
    }

    pub(crate) fn render(&self, area: Rect, buf: &mut Buffer, theme: &Theme) {
        render_header(Self::TITLE, "", area, buf, theme);
        self.popup.render(text_area(area), buf, theme);
    }
}

/// What a recovery would restore.
fn recoverable_text(offer: &RecoveryPreview) -> String {
    let backup = offer.backup.map(|(day, entries)| {
        let entries = pluralize(entries, "entry", "entries");
        format!(
            "A good backup of {} has {entries}.",
            day.strftime("%-d %B %Y")
        )
    });
    let readable = match offer.readable_entries {
        0 => None,
        1 => Some("1 entry can still be read.".to_owned()),
        count => Some(format!(
            "{} entries can still be read.",
            group_digits(count)
        )),
    };
    let words: Vec<_> = backup.into_iter().chain(readable).collect();
    if words.is_empty() {
        "There's no good backup, and nothing in it can be read.".to_owned()
    } else {
        words.join(" ")
    }
}

const fn recover_label(offer: &RecoveryPreview) -> &'static str {
    match (offer.backup, offer.readable_entries) {
        (None, 0) => "Set it aside and start a new journal",
        (Some(_), 0) => "Restore the backup",
        (None, _) => "Repair it with what can be read",
        (Some(_), _) => "Repair it with both",
    }
}

/// The result of a recovery as a page.
pub(crate) fn build_recovery_page(report: &RecoveryReport) -> TextPage {
    let mut blocks: Vec<_> = recovery_summary(report)
        .into_iter()
        .map(PageBlock::Text)
        .collect();
    if let Some(path) = &report.quarantined {
        blocks.push(PageBlock::Definition(String::new(), display_path(path)));
    }
    blocks.push(PageBlock::Text("Press Enter to continue.".to_owned()));
    TextPage::new("The journal is repaired".to_owned(), blocks)
}

/// The result of a recovery in sentences. If a file was quarantined, the last one introduces its path.
pub(crate) fn recovery_summary(report: &RecoveryReport) -> Vec<String> {
    let salvaged = report.salvaged;
    let begun = match report.from_backup {
        Some(day) => format!(
            "The journal was rebuilt from the backup of {}.",
            format_long_date(day)
        ),
        None => "The journal was started fresh.".to_owned(),
    };
    let entries = pluralize(report.entries, "entry", "entries");
    let mut words = vec![format!(
        "{begun} It has {entries} now, counting unfinished ones and the trash."
    )];
    if salvaged.whole > 0 {
        let entries = pluralize(salvaged.whole, "entry", "entries");
        words.push(format!(
            "{entries} could be read in full from the damaged file."
        ));
    }
    if salvaged.partial > 0 {
        let entries = pluralize(salvaged.partial, "entry", "entries");
        words.push(format!("{entries} could be read in part."));
    }
    match salvaged.lost {
        0 => {}
        1 => words.push("1 entry couldn't be recovered.".to_owned()),
        lost => words.push(format!("{lost} entries couldn't be recovered.")),
    }
    if report.quarantined.is_none() && report.from_backup.is_some() {
        words.push("What you wrote after that backup may be missing.".to_owned());
    }
    if let Some(name) = report
        .unreadable_list
        .as_ref()
        .and_then(|listed| listed.file_name())
    {
        words.push(format!(
            "What can't be read was saved unchanged in {}, next to the damaged file.",
            name.display()
        ));
    }
    if report.quarantined.is_some() {
        words.push("The damaged file is still here, unchanged:".to_owned());
    }
    words
}
