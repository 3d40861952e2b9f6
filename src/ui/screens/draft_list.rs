//! The list of unfinished exercises, opened from the home screen.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::history_screen::entry_row::{EntryRow, RowAreas, RowState};
use super::history_screen::history_list::ListSpacing;
use super::home_screen::progress_label;
use super::{AppCommand, ScreenContext};
use crate::content::library::Library;
use crate::domain::entry::EntryId;
use crate::storage::journal::{EntryList, Journal, JournalError};
use crate::text::one_line;
use crate::ui::keymap::{Action, KeyPress};
use crate::ui::layout::{render_header, screen_area, text_area};
use crate::ui::line_mode::prompt::{self, LinePrompt, LineReply};
use crate::ui::theme::Theme;
use crate::ui::widgets::buffer_ext::BufferExt as _;
use crate::ui::widgets::scroll_thumb::render_scroll_thumb;
use crate::ui::widgets::select_list::moved_selection;
use crate::ui::widgets::wrapped_text::scroll_offset;

/// Unfinished exercises, newest first.
#[derive(Debug, Default)]
pub(crate) struct DraftList {
    rows: Vec<DraftRow>,
    selected: usize,
}

#[derive(Debug)]
struct DraftRow {
    id: EntryId,
    /// The thought, or else the title of the exercise.
    thought: String,
    title: String,
    /// The day when it was begun.
    day: String,
    progress: String,
}

impl DraftList {
    /// More drafts than anybody has.
    const MAX_ROWS: u64 = 99;
    /// From this width on the day is beside the thought.
    const MIN_WIDTH_FOR_DAY: u16 = 48;
    const EMPTY: &str = "Nothing is unfinished.";

    pub(crate) fn refresh(
        &mut self,
        journal: &Journal,
        library: &Library,
    ) -> Result<(), JournalError> {
        let drafts = journal.newest_summaries(EntryList::Drafts, Self::MAX_ROWS)?;
        let rows = drafts.into_iter().map(|draft| DraftRow {
            thought: one_line(&draft.headline),
            progress: progress_label(journal, library, &draft),
            day: draft.day.strftime("%a %-d %b").to_string(),
            title: draft.title,
            id: draft.id,
        });
        self.rows = rows.collect();
        self.selected = self.selected.min(self.rows.len().saturating_sub(1));
        Ok(())
    }

    /// Whether an action has an effect now.
    pub(crate) const fn is_available(&self, action: Action) -> bool {
        match action {
            Action::Activate | Action::Delete => !self.rows.is_empty(),
            _ => true,
        }
    }

    pub(crate) fn on_key(&mut self, press: KeyPress, context: &ScreenContext) -> AppCommand {
        if let Some(digit) = press.key.digit() {
            let index = usize::from(digit).wrapping_sub(1);
            return self.command(index, AppCommand::ResumeEntry);
        }
        let page = usize::from(context.area.height / 2);
        match press.action {
            Some(Action::Activate) => return self.command(self.selected, AppCommand::ResumeEntry),
            Some(Action::Delete) => return self.command(self.selected, AppCommand::DeleteEntry),
            Some(Action::Undelete) => return AppCommand::Undelete,
            Some(Action::Leave) => return AppCommand::Back,
            Some(action) => {
                let count = self.rows.len();
                self.selected = moved_selection(action, self.selected, count, page);
            }
            None => {}
        }
        AppCommand::None
    }

    fn command(&self, index: usize, does: fn(EntryId) -> AppCommand) -> AppCommand {
        let row = self.rows.get(index);
        row.map_or(AppCommand::None, |row| does(row.id.clone()))
    }

    pub(crate) fn line_prompt(&self) -> LinePrompt {
        if self.rows.is_empty() {
            let hint = "Enter goes back. /undo restores the last one deleted.";
            return LinePrompt::new(vec![Self::EMPTY.to_owned()], hint);
        }
        let mut lines = vec!["Unfinished:".to_owned()];
        lines.extend((1..).zip(&self.rows).map(|(number, row)| {
            let label = match row.progress.as_str() {
                "" => format!("{}: {}", row.title, row.thought),
                progress => format!("{}, {progress}: {}", row.title, row.thought),
            };
            prompt::numbered_item(number, &label)
        }));
        LinePrompt::new(
            lines,
            "Type a number to pick one up, or “/delete” and a number. Enter goes back. Also: /undo.",
        )
    }

    pub(crate) fn on_line(&self, typed: &str) -> LineReply<AppCommand> {
        let (does, number): (fn(EntryId) -> AppCommand, _) =
            match (typed.trim(), typed.trim().strip_prefix("/delete")) {
                ("", _) => return LineReply::Done(AppCommand::Back),
                ("/undo", _) => return LineReply::Done(AppCommand::Undelete),
                (_, Some(number)) => (AppCommand::DeleteEntry, number),
                (number, None) => (AppCommand::ResumeEntry, number),
            };
        match prompt::parse_choice(number, self.rows.len()) {
            Some(index) => LineReply::Done(self.command(index, does)),
            None if self.rows.is_empty() => LineReply::invalid(Self::EMPTY),
            None => LineReply::invalid(prompt::invalid_choice(self.rows.len())),
        }
    }

    pub(crate) fn render(&self, area: Rect, buf: &mut Buffer, theme: &Theme) {
        render_header("Unfinished", "", area, buf, theme);
        let page = text_area(area);
        if self.rows.is_empty() {
            buf.put_text(page.x, page.y, Self::EMPTY, page.width.into(), theme.quiet);
            return;
        }
        let spacing = ListSpacing::new(screen_area(buf.area).height, page.height);
        let lines = spacing.lines();
        // Where rows are single lines, the selected one has a second line all the same.
        let extra = u16::from(spacing == ListSpacing::Tight && page.height > 1);
        let visible = usize::from(((page.height - extra + lines / 3) / lines).max(1));
        let top = scroll_offset(self.selected, self.rows.len(), visible);
        let areas = RowAreas::new(page, buf.area);
        let mut y = page.y;
        for index in top..self.rows.len() {
            let is_selected = index == self.selected;
            let height = if is_selected { 2 } else { lines.min(2) };
            if y >= page.bottom() {
                break;
            }
            self.render_row(
                index,
                areas.at(y, height.min(page.bottom() - y)),
                buf,
                theme,
            );
            y += lines + if is_selected { extra } else { 0 };
        }
        if self.rows.len() > visible {
            let lines = usize::from(lines);
            let position = (top * lines, self.rows.len() * lines);
            render_scroll_thumb(position, areas.rows, buf, theme);
        }
    }

    fn render_row(&self, index: usize, areas: RowAreas, buf: &mut Buffer, theme: &Theme) {
        let row = &self.rows[index];
        let has_room = areas.text.width >= Self::MIN_WIDTH_FOR_DAY;
        let digit = match index {
            0..9 => (index + 1).to_string(),
            _ => String::new(),
        };
        EntryRow {
            lead: [&digit, ""],
            is_quiet: false,
            lead_width: if has_room { 3 } else { 2 },
            headline: &row.thought,
            // Without a thought, the title is already above.
            details: if row.thought == row.title {
                ""
            } else {
                &row.title
            },
            mark: (if has_room { &row.day } else { "" }, theme.quiet),
            note: &row.progress,
            ratings: [None, None],
            state: if index == self.selected {
                RowState::Selected
            } else {
                RowState::Plain
            },
            query: None,
            theme,
        }
        .render(areas, buf);
    }
}
