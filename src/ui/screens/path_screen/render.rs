//! Drawing a path: its steps with their lines, or in a small window a list with the line of the selected one below it.

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::widgets::Widget;

use super::{PathScreen, StepRow};
use crate::text::{display_width, truncate_to_width};
use crate::ui::keymap::{Action, KeyContext, key_label};
use crate::ui::layout::{render_header, text_area};
use crate::ui::screens::history_screen::entry_row::{EntryRow, RowAreas, RowState};
use crate::ui::theme::Theme;
use crate::ui::widgets::buffer_ext::BufferExt as _;
use crate::ui::widgets::scroll_thumb::render_scroll_thumb;
use crate::ui::widgets::wrapped_text::{WrappedText, scroll_offset};

/// A row of the list, or the two rows of a step with its line.
#[derive(Clone, Copy, Debug)]
enum PathRow<'a> {
    Part(&'a str),
    Free,
    Step(usize),
}

/// How much room there is.
#[derive(Clone, Copy, Debug)]
struct Spacing {
    /// Whether words about the path stand above the steps.
    has_intro: bool,
    /// Whether free rows separate the parts.
    has_gaps: bool,
}

impl PathScreen {
    /// The column of the digit.
    const DIGIT_WIDTH: u16 = 3;
    /// From this width of the text on there is room for the time beside what is done.
    const MIN_WIDTH_FOR_BOTH: u16 = 32;

    pub(crate) fn render(&self, area: Rect, buf: &mut Buffer, theme: &Theme) {
        let page = text_area(area);
        let label = self.header_label(page.width);
        render_header(&self.title, &label, area, buf, theme);
        let areas = RowAreas::new(page, buf.area);
        let longest = self
            .steps
            .iter()
            .map(|step| display_width(&step.line))
            .max();
        let has_width =
            usize::from(areas.text.width.saturating_sub(Self::DIGIT_WIDTH)) > longest.unwrap_or(0);
        let spacings = [(true, true), (false, true), (false, false)];
        let mut spacings = spacings.into_iter().map(|(has_intro, has_gaps)| Spacing {
            has_intro,
            has_gaps,
        });
        match spacings
            .find(|spacing| has_width && self.full_height(*spacing, page.width) <= page.height)
        {
            Some(spacing) => self.render_in_full(spacing, page, buf, theme),
            None => self.render_list(page, buf, theme),
        }
    }

    /// What is left, or before the first step that any order will do, in the longest form beside which the title fits.
    fn header_label(&self, width: u16) -> String {
        let labels = match self.progress.left() {
            _ if !self.progress.is_begun() => {
                ["one at a time, in any order".to_owned(), String::new()]
            }
            0 => [String::new(), String::new()],
            1 => ["one left, whenever you like", "one left"].map(str::to_owned),
            left => [
                format!("{left} left, whenever you like"),
                format!("{left} left"),
            ],
        };
        let fits = |label: &String| {
            display_width(&self.title) + 2 + display_width(label) <= usize::from(width)
        };
        labels.into_iter().find(fits).unwrap_or_default()
    }

    /// The text above the steps; empty for none.
    fn top_text(&self, spacing: Spacing) -> String {
        if self.progress.is_complete() {
            Self::COMPLETE.to_owned()
        } else if spacing.has_intro {
            self.about.as_ref().unwrap_or(&self.purpose).clone()
        } else {
            String::new()
        }
    }

    /// The rows of everything, and one below for the other exercise of the selected step.
    fn full_height(&self, spacing: Spacing, width: u16) -> u16 {
        let top = WrappedText::height(&self.top_text(spacing), width);
        let gap = u16::from(top > 0 && spacing.has_gaps);
        let rows = self.rows(spacing.has_gaps);
        let steps = rows.iter().map(|row| row.height(2)).sum::<u16>();
        top + gap + steps + u16::from(self.steps.iter().any(|step| step.longer.is_some()))
    }

    /// Steps and parts in the order of the file.
    fn rows(&self, has_gaps: bool) -> Vec<PathRow<'_>> {
        let mut rows = Vec::new();
        for (index, step) in self.steps.iter().enumerate() {
            if let Some(part) = &step.part {
                if has_gaps && !rows.is_empty() {
                    rows.push(PathRow::Free);
                }
                rows.push(PathRow::Part(part));
            }
            rows.push(PathRow::Step(index));
        }
        rows
    }

    fn render_in_full(&self, spacing: Spacing, page: Rect, buf: &mut Buffer, theme: &Theme) {
        let gap = u16::from(spacing.has_gaps);
        let top = self.top_text(spacing);
        let height = WrappedText::height(&top, page.width);
        let style = if self.progress.is_complete() {
            theme.text
        } else {
            theme.quiet
        };
        WrappedText::new(&top, style).render(Rect { height, ..page }, buf);
        let mut y = page.y + height + gap.min(height);
        for row in self.rows(spacing.has_gaps) {
            self.render_row(row, (y, 2), page, buf, theme);
            y += row.height(2);
        }
        let y = (y + gap).min(page.bottom().saturating_sub(1));
        self.render_longer(
            Rect {
                y,
                height: 1,
                ..page
            },
            buf,
            theme,
        );
    }

    /// One row a step, and the line of the selected one below.
    fn render_list(&self, page: Rect, buf: &mut Buffer, theme: &Theme) {
        let mut page = page;
        if self.progress.is_complete() && page.height >= 8 {
            let height = WrappedText::height(Self::COMPLETE, page.width);
            WrappedText::new(Self::COMPLETE, theme.text).render(Rect { height, ..page }, buf);
            page.y += height;
            page.height -= height;
        }
        let room = match page.height {
            16.. => 5,
            8.. => 3,
            5.. => 2,
            _ => 0,
        };
        let [list, below] = page.layout(&Layout::vertical([
            Constraint::Min(0),
            Constraint::Length(room),
        ]));
        let rows = self.rows(false);
        let is_selected =
            |row: &PathRow| matches!(row, PathRow::Step(index) if *index == self.selected);
        let selected = rows.iter().position(is_selected).unwrap_or(0);
        let top = scroll_offset(selected, rows.len(), list.height.into());
        for (y, row) in (list.y..list.bottom()).zip(rows.iter().skip(top)) {
            self.render_row(*row, (y, 1), list, buf, theme);
        }
        render_scroll_thumb(
            (top, rows.len()),
            RowAreas::new(list, buf.area).rows,
            buf,
            theme,
        );
        self.render_below(below, buf, theme);
    }

    /// Draws the line of the selected step, and the other exercise if there is room.
    fn render_below(&self, below: Rect, buf: &mut Buffer, theme: &Theme) {
        let Some(StepRow { line, .. }) = self.steps.get(self.selected) else {
            return;
        };
        let gap = u16::from(below.height > 0);
        let text = Rect {
            y: below.y + gap,
            height: below.height - gap,
            ..below
        };
        WrappedText::new(line, theme.quiet).render(text, buf);
        let used = WrappedText::height(line, text.width);
        if used < text.height {
            self.render_longer(
                Rect {
                    y: text.y + used,
                    height: 1,
                    ..text
                },
                buf,
                theme,
            );
        }
    }

    fn render_row(
        &self,
        row: PathRow<'_>,
        (y, height): (u16, u16),
        page: Rect,
        buf: &mut Buffer,
        theme: &Theme,
    ) {
        match row {
            PathRow::Free => {}
            PathRow::Part(part) => {
                let width = usize::from(page.width);
                let part = truncate_to_width(part, width);
                buf.put_text(page.x, y, part, width, theme.heading());
            }
            PathRow::Step(index) => self.render_step(
                index,
                RowAreas::new(page, buf.area).at(y, height),
                buf,
                theme,
            ),
        }
    }

    fn render_step(&self, index: usize, areas: RowAreas, buf: &mut Buffer, theme: &Theme) {
        let step = &self.steps[index];
        let digit = if index < 9 {
            (index + 1).to_string()
        } else {
            String::new()
        };
        EntryRow {
            is_quiet: false,
            lead: [&digit, ""],
            lead_width: Self::DIGIT_WIDTH.min(areas.text.width / 12),
            headline: &step.title,
            details: &step.line,
            mark: (
                &self.right_label(index, areas.text.width, theme),
                theme.quiet,
            ),
            note: "",
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

    /// “✓ done   2 min”; in a narrow window only what is there first.
    fn right_label(&self, index: usize, width: u16, theme: &Theme) -> String {
        let time = match self.steps[index].start.minutes {
            0 => String::new(),
            minutes => format!("{minutes} min"),
        };
        let done = if theme.ascii_only { "done" } else { "✓ done" };
        match (self.is_done(index), width < Self::MIN_WIDTH_FOR_BOTH) {
            (false, _) => time,
            (true, true) => done.to_owned(),
            (true, false) => format!("{done}{time:>8}"),
        }
    }

    /// Names the other exercise of the selected step, and its key.
    fn render_longer(&self, row: Rect, buf: &mut Buffer, theme: &Theme) {
        let Some(longer) = self
            .steps
            .get(self.selected)
            .and_then(|step| step.longer.as_ref())
        else {
            return;
        };
        let key = key_label(Action::StartLonger, KeyContext::PathPage);
        let title = &longer.title;
        let full = match longer.minutes {
            0 => format!("{key} starts “{title}” instead."),
            minutes => format!("{key} starts “{title}” instead ({minutes} min)."),
        };
        let fits = display_width(&full) <= row.width.into();
        let text = if fits {
            full
        } else {
            format!("{key}: {title}")
        };
        WrappedText::new(&text, theme.quiet).render(row, buf);
    }
}

impl PathRow<'_> {
    const fn height(self, step_height: u16) -> u16 {
        match self {
            Self::Part(_) | Self::Free => 1,
            Self::Step(_) => step_height,
        }
    }
}
