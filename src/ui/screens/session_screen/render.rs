//! Drawing a session: the chapters, the texts above the step, and the step.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::widgets::Widget as _;

use super::SessionScreen;
use super::context_block::{ContextBlock, ContextBlockPriority, render_blocks};
use crate::domain::exercise::StepKind;
use crate::domain::session::ChapterProgress;
use crate::text::{display_width, one_line, truncate_to_width};
use crate::ui::keymap::{Action, key_label};
use crate::ui::layout::{EDGE, has_edge, render_header, text_area, text_column};
use crate::ui::theme::Theme;
use crate::ui::widgets::buffer_ext::BufferExt as _;
use crate::ui::widgets::chapter_line::{ChapterLine, ChapterMark};
use crate::ui::widgets::wrapped_text::WrappedText;

/// From this height on a screen begins lower.
const MIN_LOWERED_HEIGHT: u16 = 30;

fn chapter_mark<'a>(chapter: &ChapterProgress<'a>) -> ChapterMark<'a> {
    let [done, count] = [chapter.done, chapter.count]
        .map(|screens| f64::from(u16::try_from(screens).unwrap_or(u16::MAX)));
    ChapterMark {
        name: chapter.name,
        share: done / count.max(1.0),
        is_current: chapter.is_current,
    }
}

impl SessionScreen {
    pub(crate) fn render(&self, area: Rect, buf: &mut Buffer, theme: &Theme) -> Option<Position> {
        let area = self.lowered(area, theme);
        self.render_progress(area, buf, theme);
        let area = text_area(area);
        let mut above = self.context_blocks(area, theme);
        if let Some(popup) = &self.popup {
            above.retain(|block| block.priority == ContextBlockPriority::Thought);
            let rest = render_blocks(&above, area, buf, theme, (7, 9));
            popup.render(rest, buf, theme);
            return None;
        }
        if self.note.is_apart() {
            self.note.render(area, buf);
            return None;
        }
        let area = self.render_skip_label(area, buf, theme);
        let Some(fields) = &self.fields else {
            let rows = self.step_view.height_range(area.width);
            let body = render_blocks(&above, area, buf, theme, rows);
            return self.step_view.render(body, buf, theme);
        };
        let focused = self.focused_field();
        let rows = fields.height_range(&focused, area.width);
        let body = render_blocks(&above, area, buf, theme, rows);
        fields.render(&focused, body, buf, theme)
    }

    /// The screen begins lower in a tall window: at most a fifth of the way down, and so that all of it fits.
    fn lowered(&self, area: Rect, theme: &Theme) -> Rect {
        if area.height < MIN_LOWERED_HEIGHT {
            return area;
        }
        let text = text_area(area);
        let needed = self.preferred_height(text, theme);
        let down = (area.height / 5).min(text.height.saturating_sub(needed) / 2);
        Rect {
            y: area.y + down,
            height: area.height - down,
            ..area
        }
    }

    /// The rows of everything below the header, with free rows between the texts.
    fn preferred_height(&self, text: Rect, theme: &Theme) -> u16 {
        let blocks = self.context_blocks(text, theme);
        let above = blocks.iter().map(|block| block.rows + 1).sum::<u16>();
        let input = match &self.fields {
            Some(fields) => fields.height_range(&self.focused_field(), text.width).1,
            None => self.step_view.height_range(text.width).1,
        };
        above.saturating_add(input).saturating_add(2)
    }

    /// Draws the chapters as lines, or the title and the position in words where there is no room or no chapter.
    fn render_progress(&self, area: Rect, buf: &mut Buffer, theme: &Theme) {
        let chapters = self.session.chapters();
        let marks: Vec<_> = chapters.iter().map(chapter_mark).collect();
        let line = ChapterLine {
            chapters: &marks,
            theme,
        };
        let row = Rect {
            height: area.height.min(1),
            ..text_column(area)
        };
        if line.fits(row.width) {
            line.render(row, buf);
        } else {
            let title = &self.session.exercise().title;
            render_header(title, &self.progress_label(), area, buf, theme);
        }
    }

    /// Draws the key that leads to a later step into the last row, and returns the area above it.
    fn render_skip_label(&self, area: Rect, buf: &mut Buffer, theme: &Theme) -> Rect {
        let Some(label) = self.skip_label().filter(|_| area.height >= 6) else {
            return area;
        };
        let key = key_label(Action::SkipAhead, self.key_context());
        let (y, width) = (area.bottom() - 1, usize::from(area.width));
        let (x, _) = buf.put_text(area.x, y, key, width, theme.key);
        let width = usize::from(area.right().saturating_sub(x + 1));
        buf.put_text(
            x + 1,
            y,
            truncate_to_width(label, width),
            width,
            theme.quiet,
        );
        Rect {
            height: area.height - 1,
            ..area
        }
    }

    /// The text above the step, from top to bottom.
    fn context_blocks(&self, area: Rect, theme: &Theme) -> Vec<ContextBlock> {
        let step = self.top_step();
        let is_summary = matches!(step.kind, StepKind::Summary(_));
        let is_small = area.width < 38 || area.height < 8;
        let mut blocks = Vec::new();
        let edge = if has_edge(area) { 0 } else { EDGE };
        let mut add = |mut block: ContextBlock, max_rows: u16| {
            let indent = if block.bar.is_some() { edge } else { 0 };
            let width = area.width.saturating_sub(indent);
            block.rows = WrappedText::height(&block.text, width).min(max_rows);
            if block.rows > 0 {
                blocks.push(block);
            }
        };
        if !self.note.is_apart() && !self.note.is_left_out() {
            let note = self.note.text().to_owned();
            add(
                ContextBlock::new(ContextBlockPriority::Note, theme.quiet, note),
                u16::MAX,
            );
        }
        if let Some(thought) = self.session.pinned_thought().filter(|_| !is_summary) {
            let room = usize::from(area.width.saturating_sub(edge)) * 2 - 2;
            let thought = truncate_to_width(&one_line(&thought), room.max(1));
            add(
                ContextBlock::new(ContextBlockPriority::Thought, theme.own_words, thought)
                    .with_bar(theme.own_words),
                2,
            );
        }
        for (name, words) in self.session.shown_answers() {
            let words = one_line(&words);
            let (line, label) = if is_small {
                (words, 0)
            } else {
                (format!("{name}: {words}"), display_width(&name) + 1)
            };
            let mut block = ContextBlock::new(ContextBlockPriority::ShownAnswer, theme.text, line);
            block.label = (label, theme.quiet);
            add(block, 2);
        }
        let aside = self.aside.clone();
        add(
            ContextBlock::new(ContextBlockPriority::Aside, theme.quiet, aside),
            2,
        );
        if !self.step_view.draws_prompt() {
            let prompt = self.session.prompt(step);
            add(
                ContextBlock::new(ContextBlockPriority::Prompt, theme.strong, prompt),
                8,
            );
        }
        let help = self.help_text(step);
        add(
            ContextBlock::new(ContextBlockPriority::Help, theme.quiet, help),
            4,
        );
        for example in self.example_lines(step) {
            add(
                ContextBlock::new(ContextBlockPriority::Example, theme.quiet, example),
                2,
            );
        }
        let notice = self.distress_notice.clone();
        add(
            ContextBlock::new(ContextBlockPriority::Distress, theme.notice, notice)
                .with_bar(theme.accent),
            3,
        );
        blocks
    }
}
