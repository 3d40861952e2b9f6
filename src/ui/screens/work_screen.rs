//! Shown while long work runs beside the keys: what it does and how far it is.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::Widget;

use super::AppCommand;
use crate::storage::work_observer::{Progress, WorkStage};
use crate::ui::app::WorkResult;
use crate::ui::keymap::{Action, KeyPress};
use crate::ui::layout::{render_header, text_area};
use crate::ui::line_mode::prompt::LinePrompt;
use crate::ui::progress_text::{percentage, progress_texts};
use crate::ui::theme::Theme;
use crate::ui::widgets::progress_line::ProgressLine;
use crate::ui::widgets::wrapped_text::WrappedText;

#[derive(Debug)]
pub(crate) struct WorkScreen {
    title: &'static str,
    progress: Progress,
    /// The total of stages that don't know theirs.
    expected: Option<u64>,
    is_stopping: bool,
    after: AfterWork,
    /// What came of it while another screen was on top.
    result: Option<WorkResult>,
}

/// What the user asked for while the work was running, which is done once it has stopped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum AfterWork {
    #[default]
    GoOn,
    Quit,
    LockJournal,
}

impl WorkScreen {
    pub(crate) const fn new(title: &'static str, stage: WorkStage, expected: Option<u64>) -> Self {
        Self {
            title,
            progress: Progress {
                stage,
                done: 0,
                total: None,
            },
            expected,
            is_stopping: false,
            after: AfterWork::GoOn,
            result: None,
        }
    }

    pub(crate) const fn set_progress(&mut self, progress: Progress) {
        self.progress = progress;
    }

    /// Says that the work is stopping, and notes what comes after it.
    pub(crate) const fn set_stopping(&mut self, after: AfterWork) {
        self.is_stopping = true;
        self.after = after;
    }

    pub(crate) const fn after(&self) -> AfterWork {
        self.after
    }

    pub(crate) fn set_result(&mut self, result: WorkResult) {
        self.result = Some(result);
    }

    pub(crate) const fn has_result(&self) -> bool {
        self.result.is_some()
    }

    pub(crate) fn into_result(self) -> Option<WorkResult> {
        self.result
    }

    pub(crate) fn on_key(&self, press: KeyPress) -> AppCommand {
        if press.action == Some(Action::Leave) && !self.is_stopping {
            AppCommand::StopWork
        } else {
            AppCommand::None
        }
    }

    /// Line mode waits until the work is over, so nothing is asked.
    pub(crate) fn line_prompt(&self) -> LinePrompt {
        let [text, _] = progress_texts(self.progress, self.expected);
        LinePrompt::new(vec![text], "")
    }

    pub(crate) fn is_available(&self, action: Action) -> bool {
        action != Action::Leave || !self.is_stopping
    }

    const fn note(&self) -> &'static str {
        if self.is_stopping {
            "It is being stopped."
        } else {
            "Stopping it leaves nothing half done."
        }
    }

    pub(crate) fn render(&self, area: Rect, buf: &mut Buffer, theme: &Theme) {
        render_header(self.title, "", area, buf, theme);
        let page = text_area(area);
        let [numbers, short] = progress_texts(self.progress, self.expected);
        let text = match WrappedText::height(&numbers, page.width) {
            1 => numbers,
            _ => short,
        };
        WrappedText::new(&text, theme.strong).render(page, buf);
        let percentage = percentage(self.progress, self.expected);
        // A line that grows moves.
        if let Some(percentage) = percentage.filter(|_| !theme.reduced_motion) {
            let share = f64::from(u8::try_from(percentage).unwrap_or(100)) / 100.0;
            ProgressLine { share, theme }.render(row(page, 2), buf);
        }
        WrappedText::new(self.note(), theme.quiet).render(row(page, 4), buf);
    }
}

/// One row of an area, empty below its end.
fn row(area: Rect, number: u16) -> Rect {
    let below = Rect {
        y: area.y + number.min(area.height),
        height: area.height.saturating_sub(number).min(1),
        ..area
    };
    below.intersection(area)
}
