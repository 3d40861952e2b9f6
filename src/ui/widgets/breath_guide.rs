//! The breathing guide: the shape, the instruction, the count, the completed breaths and the time left.

use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;
use ratatui::widgets::Widget;

use super::breath_shape::BreathShape;
use crate::domain::breath::BreathPlayer;
use crate::text::{display_width, truncate_to_width, wrap};
use crate::ui::theme::Theme;
use crate::ui::widgets::buffer_ext::BufferExt as _;

/// A break being played, with its texts.
#[derive(Debug)]
pub(crate) struct BreathGuide<'a> {
    pub(crate) player: &'a BreathPlayer,
    /// The text of quiet time, which has no phases.
    pub(crate) say: &'a str,
    pub(crate) theme: &'a Theme,
}

impl Widget for BreathGuide<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let area = area.intersection(buf.area);
        let word_rows = self.text_height(area);
        let [shape, text_area, counts] = area.layout(&Layout::vertical([
            Constraint::Min(0),
            Constraint::Length(word_rows.min(area.height)),
            Constraint::Length(u16::from(area.height > 1)),
        ]));
        let beat = self.player.state();
        let has_shape = !self.theme.reduced_motion
            && !self.player.pattern().has_no_phases()
            && shape.height > 1;
        if has_shape {
            BreathShape::of(&beat, self.theme).render(shape, buf);
        }
        let (text_area, counts) = if has_shape {
            (text_area, counts)
        } else {
            centre_area(area)
        };
        let rows = self.text_rows(text_area.width);
        render_centred(
            rows.iter().map(String::as_str),
            self.theme.strong,
            text_area,
            buf,
        );
        let line = self.progress_line(usize::from(counts.width));
        render_centred([line.as_str()].into_iter(), self.theme.quiet, counts, buf);
    }
}

impl BreathGuide<'_> {
    /// The rows reserved for text during the whole break, so that the shape doesn't jump.
    fn text_height(&self, area: Rect) -> u16 {
        let pattern = self.player.pattern();
        let most = pattern
            .texts()
            .map(|say| with_second(say, 1, area.width).len())
            .max();
        let spacious = if area.height >= 12 { 2 } else { 1 };
        match most {
            Some(2..) if area.height >= 6 => 2,
            _ => spacious,
        }
    }

    fn text_rows(&self, width: u16) -> Vec<String> {
        let beat = self.player.state();
        let pattern = self.player.pattern();
        let plain = match self.player.is_paused() {
            true if pattern.has_inhale() => "Paused. Space starts again with a breath in.",
            true => "Paused. Press Space to start again.",
            false if pattern.has_no_phases() => self.say,
            false => return with_second(beat.say, beat.second, width),
        };
        let rows = wrap(plain, text_width(width));
        rows.into_iter().map(str::to_owned).collect()
    }

    /// The completed breaths and the time left, as long as fits.
    fn progress_line(&self, width: usize) -> String {
        let left = format_minutes(self.player.time_left());
        if self.player.pattern().has_no_phases() {
            return format!("{left} left");
        }
        let (done, all) = (self.player.completed_cycles(), self.player.total_cycles());
        let dot = self.theme.separator();
        let softer = if self.player.is_softer() {
            format!("{dot}softer")
        } else {
            String::new()
        };
        let pace = match self.player.pace() {
            100 => String::new(),
            pace => format!("{dot}pace {pace}%"),
        };
        let what = if self.player.pattern().has_inhale() {
            " breaths"
        } else {
            " rounds"
        };
        let line = |what: &str| format!("{done} of {all}{what}{dot}{left} left{softer}{pace}");
        [line(what), line("")]
            .into_iter()
            .find(|line| display_width(line) <= width)
            .unwrap_or_else(|| format!("{done} of {all}{dot}{left}"))
    }
}

/// The rows of the instruction, with the second after its last word. The second never has a row of its own.
fn with_second(say: &str, count: u64, width: u16) -> Vec<String> {
    let count = format!("   {count}");
    let row_width = text_width(width).saturating_sub(count.len()).max(1);
    let mut rows: Vec<_> = wrap(say, row_width)
        .into_iter()
        .map(str::to_owned)
        .collect();
    if let Some(last) = rows.last_mut() {
        last.push_str(&count);
    }
    rows
}

/// The maximum columns of the text.
fn text_width(width: u16) -> usize {
    usize::from(width).clamp(1, 64)
}

/// The areas of the text and the counts in the middle of `area`, without a shape.
fn centre_area(area: Rect) -> (Rect, Rect) {
    let text_height = 4.min(area.height.saturating_sub(1)).max(1);
    let top = area.y + (area.height.saturating_sub(text_height + 1)) / 2;
    let text_area = Rect {
        y: top,
        height: text_height,
        ..area
    };
    (
        text_area,
        Rect {
            y: top + text_height,
            height: 1,
            ..area
        }
        .intersection(area),
    )
}

/// Minutes and seconds, rounded up.
pub(crate) fn format_minutes(left: Duration) -> String {
    let seconds = left.as_millis().div_ceil(1000);
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

fn render_centred<'a>(
    rows: impl Iterator<Item = &'a str>,
    style: Style,
    area: Rect,
    buf: &mut Buffer,
) {
    let width = usize::from(area.width);
    for (y, row) in (area.y..area.bottom()).zip(rows) {
        let row = truncate_to_width(row, width);
        let left = u16::try_from((width - display_width(&row).min(width)) / 2).unwrap_or(0);
        buf.put_text(area.x + left, y, row, width, style);
    }
}
