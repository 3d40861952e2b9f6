//! A breath being guided: the shape, what to do as a word, the count, the breaths done and the time left.

use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;
use ratatui::widgets::Widget;

use super::breath::BreathShape;
use crate::breath::Breathing;
use crate::text::{clip, columns};
use crate::theme::Look;

/// A break under way, with what it says meanwhile.
#[derive(Debug)]
pub struct Guide<'a> {
    pub breathing: &'a Breathing,
    /// The words of a quiet time, which has no phases to name.
    pub say: &'a str,
    pub look: &'a Look,
}

impl Widget for Guide<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let area = area.intersection(buf.area);
        let word_rows = if area.height >= 9 { 2 } else { 1 };
        let [shape, words, counts] = area.layout(&Layout::vertical([
            Constraint::Min(0),
            Constraint::Length(word_rows.min(area.height)),
            Constraint::Length(u16::from(area.height > 1)),
        ]));
        let beat = self.breathing.beat();
        let has_shape =
            !self.look.still && !self.breathing.pattern().is_quiet() && shape.height > 1;
        if has_shape {
            let (style, ascii, reduced) = (self.look.calm, self.look.ascii, self.look.still);
            BreathShape {
                fullness: beat.fullness,
                style,
                ascii,
                reduced,
            }
            .render(shape, buf);
        }
        let (words, counts) = if has_shape {
            (words, counts)
        } else {
            middle(area)
        };
        centred(&self.words(), self.look.prompt, words, buf);
        centred(&self.counts(), self.look.quiet, counts, buf);
    }
}

impl Guide<'_> {
    fn words(&self) -> String {
        if self.breathing.is_paused() {
            let words = if self.breathing.pattern().is_breath() {
                "Paused. Space goes on, from a breath in."
            } else {
                "Paused. Space goes on."
            };
            return words.to_owned();
        }
        let beat = self.breathing.beat();
        if self.breathing.pattern().is_quiet() {
            self.say.to_owned()
        } else {
            format!("{}   {}", beat.say, beat.count)
        }
    }

    fn counts(&self) -> String {
        let left = clock(self.breathing.time_left());
        if self.breathing.pattern().is_quiet() {
            return format!("{left} left");
        }
        let (done, all) = (self.breathing.cycles_done(), self.breathing.cycles());
        let dot = self.look.dot();
        let softer = if self.breathing.is_softer() {
            format!("{dot}softer")
        } else {
            String::new()
        };
        let pace = match self.breathing.pace() {
            100 => String::new(),
            pace => format!("{dot}pace {pace}%"),
        };
        let what = if self.breathing.pattern().is_breath() {
            "breaths"
        } else {
            "rounds"
        };
        format!("{done} of {all} {what}{dot}{left} left{softer}{pace}")
    }
}

/// Two lines in the middle of `area`, for words without a shape.
fn middle(area: Rect) -> (Rect, Rect) {
    let words_height = 4.min(area.height.saturating_sub(1)).max(1);
    let top = area.y + (area.height.saturating_sub(words_height + 1)) / 2;
    let words = Rect {
        y: top,
        height: words_height,
        ..area
    };
    (
        words,
        Rect {
            y: top + words_height,
            height: 1,
            ..area
        }
        .intersection(area),
    )
}

/// Minutes and seconds, the last second still counted as one.
pub fn clock(left: Duration) -> String {
    let seconds = left.as_millis().div_ceil(1000);
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

fn centred(words: &str, style: Style, area: Rect, buf: &mut Buffer) {
    let width = usize::from(area.width);
    let rows = crate::text::wrapped(words, width.clamp(1, 64));
    for (y, row) in (area.y..area.bottom()).zip(rows) {
        let row = clip(row, width);
        let left = u16::try_from((width - columns(&row).min(width)) / 2).unwrap_or(0);
        buf.set_stringn(area.x + left, y, row, width, style);
    }
}
