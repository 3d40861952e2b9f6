//! Draws a break.

use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::Widget;

use super::{BreakScreen, SHORT_CAUTION};
use crate::text::{display_width, pluralize, truncate_to_width};
use crate::ui::layout::{self, text_area, text_column};
use crate::ui::line_mode::prompt::format_duration;
use crate::ui::theme::Theme;
use crate::ui::widgets::breath_guide::BreathGuide;
use crate::ui::widgets::breath_shape::BreathShape;
use crate::ui::widgets::buffer_ext::BufferExt as _;
use crate::ui::widgets::wrapped_text::WrappedText;

/// From this height on the cautions of a breath stand below it while the first one lasts.
const MIN_CAUTION_HEIGHT: u16 = 20;

/// From this height on the disc rests above the offers.
const MIN_REST_HEIGHT: u16 = 16;

/// The area of the disc at rest, which is small.
const REST_SIZE: (u16, u16) = (24, 9);

/// The columns of the offers.
const OFFER_WIDTH: u16 = 44;

impl BreakScreen {
    pub(crate) fn render(&self, area: Rect, buf: &mut Buffer, theme: &Theme) {
        self.render_header(area, buf, theme);
        if self.is_showing_caution() {
            WrappedText {
                text: &self.cautions,
                style: Style::new(),
                scroll: self.scroll,
            }
            .render(text_area(area), buf);
        } else if self.breathing.is_finished() {
            self.render_end(area, buf, theme);
        } else {
            self.render_breath(area, buf, theme);
        }
    }

    /// The caution in a few words, where the whole one isn't shown.
    pub(crate) fn short_caution(&self) -> Option<&'static str> {
        let is_breathing = !self.is_showing_caution() && !self.breathing.is_finished();
        let is_due = is_breathing && !self.general_caution.is_empty();
        (is_due && self.breathing.completed_cycles() > 0).then_some(SHORT_CAUTION)
    }

    /// Draws the title, the plain words after it and the time in one quiet row, as far as they fit.
    fn render_header(&self, area: Rect, buf: &mut Buffer, theme: &Theme) {
        let text = text_column(area);
        if text.is_empty() {
            return;
        }
        let time = self.time_label(theme.separator());
        let width = usize::from(text.width);
        let room = width.saturating_sub(display_width(&self.title) + 2);
        let time = [time.as_str(), ""]
            .into_iter()
            .find(|time| display_width(time) <= room)
            .unwrap_or_default();
        let mut title = self.title.clone();
        if !self.subtitle.is_empty() {
            let full = format!("{title}{}{}", theme.separator(), self.subtitle);
            if display_width(&full) + 2 + display_width(time) <= width {
                title = full;
            }
        }
        let title = truncate_to_width(&title, width);
        buf.put_text(text.x, text.y, title, width, theme.quiet);
        let time_width = u16::try_from(display_width(time)).unwrap_or(0);
        let x = text.right().saturating_sub(time_width);
        buf.put_text(x, text.y, time, time_width.into(), theme.quiet);
    }

    /// How long it takes, or took.
    fn time_label(&self, separator: &str) -> String {
        let left = self.breathing.time_left();
        if self.is_showing_caution() {
            return about_minutes(left);
        }
        if !self.breathing.is_finished() {
            let bell = if self.has_bell {
                format!("{separator}bell")
            } else {
                String::new()
            };
            return format!("{} left{bell}", about_minutes(left));
        }
        let played = self.breathing.active_time();
        let took = format_duration(played.saturating_sub(self.played_before));
        let pattern = self.breathing.pattern();
        let breaths = self.breathing.completed_cycles();
        if pattern.has_no_phases() {
            took
        } else if pattern.has_inhale() {
            format!("{}, {took}", pluralize(breaths, "breath", "breaths"))
        } else {
            format!("{}, {took}", pluralize(breaths, "round", "rounds"))
        }
    }

    /// Draws the breath, and below it the cautions, for which the rows stay free later.
    fn render_breath(&self, area: Rect, buf: &mut Buffer, theme: &Theme) {
        let top = 1.min(area.height);
        let below = Rect {
            y: area.y + top,
            height: area.height - top,
            ..area
        };
        let text = text_column(below);
        let has_caution = area.height >= MIN_CAUTION_HEIGHT && !self.general_caution.is_empty();
        let rows = if has_caution {
            // The caution may come from a user's file and be long, but the breath needs most of the room.
            WrappedText::height(&self.general_caution, text.width).min(below.height / 3) + 1
        } else {
            0
        };
        let guide = Rect {
            height: below.height - rows,
            ..below
        };
        if has_caution && self.short_caution().is_none() {
            let caution = Rect {
                y: guide.bottom() + 1,
                height: rows - 1,
                ..text
            };
            WrappedText::new(&self.general_caution, theme.quiet).render(caution, buf);
        }
        BreathGuide {
            player: &self.breathing,
            say: &self.say,
            theme,
        }
        .render(guide, buf);
    }

    /// Draws the disc at rest, the closing words and the offers; only the last two where there is little room.
    fn render_end(&self, area: Rect, buf: &mut Buffer, theme: &Theme) {
        if area.height < MIN_REST_HEIGHT || area.width < OFFER_WIDTH + 2 * layout::EDGE {
            return self.offers.render(text_area(area), buf, theme);
        }
        let (width, height) = REST_SIZE;
        let middle = |width: u16, y: u16, height: u16| Rect {
            x: area.x + (area.width - width) / 2,
            y: area.y + y,
            width,
            height,
        };
        BreathShape::at_rest(theme).render(middle(width, 1, height), buf);
        let words = self.offers.question();
        let words_width = u16::try_from(display_width(words)).unwrap_or(area.width);
        let row = middle(words_width.min(area.width), height + 2, 1);
        buf.put_text(row.x, row.y, words, row.width.into(), theme.good_enough());
        let y = height + 4;
        self.offers
            .render_choices(middle(OFFER_WIDTH, y, area.height - y), buf, theme);
    }
}

/// “about 3 min”, which changes so seldom that nobody watches it.
fn about_minutes(time: Duration) -> String {
    match (time.as_secs() + 30) / 60 {
        0 => "under a minute".to_owned(),
        minutes => format!("about {minutes} min"),
    }
}
