//! The texts above a step, of which only the most important are drawn on a small terminal.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::Widget;

use crate::ui::layout::{EDGE, has_edge};
use crate::ui::theme::Theme;
use crate::ui::widgets::buffer_ext::BufferExt as _;
use crate::ui::widgets::wrapped_text::WrappedText;

/// A text above the step.
pub(crate) struct ContextBlock {
    pub(crate) priority: ContextBlockPriority,
    pub(crate) style: Style,
    /// A bar to the left of the text, as beside a quotation.
    pub(crate) bar: Option<Style>,
    /// The columns of the label at the start of the text, and its style.
    pub(crate) label: (usize, Style),
    pub(crate) text: String,
    pub(crate) rows: u16,
}

impl ContextBlock {
    pub(crate) const fn new(priority: ContextBlockPriority, style: Style, text: String) -> Self {
        Self {
            priority,
            style,
            bar: None,
            label: (0, style),
            text,
            rows: 0,
        }
    }

    pub(crate) const fn with_bar(mut self, style: Style) -> Self {
        self.bar = Some(style);
        self
    }

    fn render(&self, area: Rect, buf: &mut Buffer, theme: &Theme) {
        let text = match self.bar {
            Some(style) => render_bar(style, area, buf, theme),
            None => area,
        };
        WrappedText::new(&self.text, self.style).render(text, buf);
        let (columns, style) = self.label;
        let label = Rect {
            width: u16::try_from(columns).unwrap_or(u16::MAX),
            height: 1,
            ..text
        };
        if columns > 0 {
            buf.set_style(label.intersection(text), style);
        }
    }
}

/// Draws a bar to the left of the text edge, or at it if there is no room. Returns the area for the text.
fn render_bar(style: Style, area: Rect, buf: &mut Buffer, theme: &Theme) -> Rect {
    let indent = if has_edge(area) { 0 } else { EDGE };
    for y in area.y..area.bottom() {
        buf.put_text(area.x + indent - EDGE, y, theme.quotation_bar(), 1, style);
    }
    Rect {
        x: area.x + indent,
        width: area.width.saturating_sub(indent),
        ..area
    }
}

/// Blocks with a later priority are dropped first if there is little room.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum ContextBlockPriority {
    Note,
    Prompt,
    Distress,
    Thought,
    Aside,
    Help,
    ShownAnswer,
    Example,
}

/// Draws as many blocks as leave the step its minimum height, and returns the remaining area.
pub(crate) fn render_blocks(
    blocks: &[ContextBlock],
    area: Rect,
    buf: &mut Buffer,
    theme: &Theme,
    (min_height, preferred_height): (u16, u16),
) -> Rect {
    let mut order: Vec<usize> = (0..blocks.len()).collect();
    order.sort_by_key(|index| blocks[*index].priority);
    let mut rows_of = vec![0; blocks.len()];
    let mut room = area.height.saturating_sub(min_height);
    for index in order {
        let block = &blocks[index];
        // A clipped help text is useless, but a clipped question or thought is better than none.
        let rows = if block.priority > ContextBlockPriority::Thought && block.rows > room {
            0
        } else {
            block.rows.min(room)
        };
        rows_of[index] = rows;
        room -= rows;
    }
    // Spare rows separate the blocks once the step has its preferred height.
    let mut spare_rows = room.saturating_sub(preferred_height.saturating_sub(min_height));
    let mut y = area.y;
    let mut before: Option<ContextBlockPriority> = None;
    for (block, rows) in blocks.iter().zip(rows_of).filter(|(_, rows)| *rows > 0) {
        let belongs = before.is_none() || before == Some(block.priority);
        let belongs = belongs
            || (before == Some(ContextBlockPriority::Prompt)
                && matches!(
                    block.priority,
                    ContextBlockPriority::Help | ContextBlockPriority::Example
                ));
        let belongs = belongs
            || (before == Some(ContextBlockPriority::Help)
                && block.priority == ContextBlockPriority::Example);
        if !belongs && spare_rows > 0 {
            y += 1;
            spare_rows -= 1;
        }
        let place = Rect {
            y,
            height: rows,
            ..area
        };
        block.render(place, buf, theme);
        y += rows;
        before = Some(block.priority);
    }
    if spare_rows > 0 && before.is_some() {
        y += 1;
    }
    Rect {
        y,
        height: area.bottom().saturating_sub(y),
        ..area
    }
}
