//! The breathing guide: the shape, the instruction with its second, and a line with a cell for each breath.

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::widgets::Widget;

use super::breath_shape::BreathShape;
use super::progress_line::ProgressLine;
use crate::domain::breath::BreathPlayer;
use crate::text::{display_width, truncate_to_width, wrap};
use crate::ui::keymap::{Action, KeyContext, key_label};
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

/// The columns between a centred text and what stands to the right of it.
const GAP: u16 = 3;

/// The columns on both sides of the instruction, for a second of two digits.
const SECOND_WIDTH: u16 = GAP + 2;

/// The maximum columns of the line of breaths.
const MAX_LINE_WIDTH: u16 = 60;

/// The columns of the line in quiet time, which has no breaths to count.
const QUIET_LINE_WIDTH: u16 = 30;

impl Widget for BreathGuide<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let area = area.intersection(buf.area);
        let [shape, _, text, line] = area.layout(&Layout::vertical([
            Constraint::Min(0),
            Constraint::Length(u16::from(area.height >= 12)),
            Constraint::Length(self.text_height(area).min(area.height)),
            Constraint::Length(u16::from(area.height > 1)),
        ]));
        let has_shape = !self.theme.reduced_motion
            && !self.player.pattern().has_no_phases()
            && shape.height > 0;
        if has_shape {
            BreathShape::of(&self.player.state(), self.theme).render(shape, buf);
        }
        let (text, line) = if has_shape {
            (text, line)
        } else {
            centre_area(area, text.height)
        };
        self.render_text(text, buf);
        self.render_line(line, buf);
    }
}

/// The key that pauses and starts again.
fn pause_key() -> String {
    key_label(Action::TogglePause, KeyContext::Breathing)
}

impl BreathGuide<'_> {
    /// The rows reserved for text during the whole break, so that the shape doesn't jump.
    fn text_height(&self, area: Rect) -> u16 {
        let texts = self.player.pattern().texts();
        let most = texts.map(|say| wrap(say, instruction_width(area.width)).len());
        let most = if self.player.pattern().has_no_phases() {
            wrap(self.say, plain_width(area.width)).len()
        } else {
            most.max().unwrap_or(1)
        };
        let most = u16::try_from(most).unwrap_or(u16::MAX);
        most.clamp(1, (area.height / 2).max(1))
    }

    /// The rows of the instruction, and the second beside the last one.
    fn text_rows(&self, width: u16) -> (Vec<String>, Option<u64>) {
        let to_rows =
            |text: &str, width| wrap(text, width).into_iter().map(str::to_owned).collect();
        let beat = self.player.state();
        let pattern = self.player.pattern();
        let plain = match self.player.is_paused() {
            true if pattern.has_inhale() => {
                format!("Paused. {} starts again with a breath in.", pause_key())
            }
            true => format!("Paused. Press {} to start again.", pause_key()),
            false if pattern.has_no_phases() => self.say.to_owned(),
            false => {
                let rows = to_rows(beat.say, instruction_width(width));
                return (rows, Some(beat.second));
            }
        };
        (to_rows(&plain, plain_width(width)), None)
    }

    /// Draws each row centred by itself, and the second to the right of the last one, so that neither moves the other.
    fn render_text(&self, area: Rect, buf: &mut Buffer) {
        let (rows, second) = self.text_rows(area.width);
        let width = usize::from(area.width);
        let last = rows.len().min(usize::from(area.height)).saturating_sub(1);
        for ((index, row), y) in rows.iter().enumerate().zip(area.y..area.bottom()) {
            let row = truncate_to_width(row, width);
            let left = centre_offset(area.width, display_width(&row));
            let (end, _) = buf.put_text(area.x + left, y, row, width, self.theme.strong);
            if let Some(second) = second.filter(|_| index == last) {
                let x = end.saturating_add(GAP);
                let room = usize::from(area.right().saturating_sub(x));
                buf.put_text(x, y, second.to_string(), room, self.theme.quiet);
            }
        }
    }

    /// Draws the line of breaths, and to the right of it what differs from the usual breath.
    fn render_line(&self, area: Rect, buf: &mut Buffer) {
        if area.is_empty() {
            return;
        }
        let (share, cells) = self.line_share();
        let cells = cells.min(MAX_LINE_WIDTH).min(area.width);
        let notes = self.notes();
        let fits =
            |note: &&String| usize::from(cells + GAP) + display_width(note) <= area.width.into();
        let note = notes.iter().find(fits).map_or("", String::as_str);
        let note_width = u16::try_from(display_width(note)).unwrap_or(0);
        let centred = (area.width - cells) / 2;
        // Where the note has no room beside the centred line, the line makes room.
        let left =
            centred.min(area.width - cells - (GAP + note_width) * u16::from(!note.is_empty()));
        let line = Rect {
            x: area.x + left,
            width: cells,
            height: 1,
            ..area
        };
        ProgressLine {
            share,
            theme: self.theme,
        }
        .render(line, buf);
        let x = line.right().saturating_add(GAP);
        buf.put_text(x, line.y, note, note_width.into(), self.theme.quiet);
    }

    /// The done share of the line and its cells: one for each breath.
    fn line_share(&self) -> (f64, u16) {
        let (done, all) = (self.player.completed_cycles(), self.player.total_cycles());
        if self.player.pattern().has_no_phases() {
            let passed = self.player.passed_time();
            let whole = passed + self.player.time_left();
            return (passed.div_duration_f64(whole), QUIET_LINE_WIDTH);
        }
        let cells = u16::try_from(all).unwrap_or(u16::MAX);
        (share_of(done, all), cells)
    }

    /// What differs from the usual breath, the longest first.
    fn notes(&self) -> Vec<String> {
        let dot = self.theme.separator();
        let pace = self.player.pace();
        let softer = self.player.is_softer().then_some("softer");
        let at_pace = |word: &str| (pace != 100).then(|| format!("{word}{pace}%"));
        let joined = |word: &str| {
            let parts = softer.map(str::to_owned).into_iter().chain(at_pace(word));
            parts.collect::<Vec<_>>().join(dot)
        };
        let notes = [joined("pace "), joined(""), at_pace("").unwrap_or_default()];
        notes.into_iter().filter(|note| !note.is_empty()).collect()
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
fn share_of(done: u64, all: u64) -> f64 {
    done as f64 / all.max(1) as f64
}

/// The columns of the instruction, which leaves room for its second on the right and as much on the left.
fn instruction_width(width: u16) -> usize {
    usize::from(width.saturating_sub(2 * SECOND_WIDTH)).clamp(1, 64)
}

/// The columns of a text without a second.
fn plain_width(width: u16) -> usize {
    usize::from(width).clamp(1, 64)
}

fn centre_offset(width: u16, text_width: usize) -> u16 {
    let text_width = u16::try_from(text_width).unwrap_or(u16::MAX);
    width.saturating_sub(text_width) / 2
}

/// The areas of the text and the line in the middle of `area`, without a shape.
fn centre_area(area: Rect, text_height: u16) -> (Rect, Rect) {
    let top = area.y + area.height.saturating_sub(text_height + 1) / 2;
    let text = Rect {
        y: top,
        height: text_height,
        ..area
    };
    let line = Rect {
        y: top + text_height,
        height: 1,
        ..area
    };
    (text.intersection(area), line.intersection(area))
}
