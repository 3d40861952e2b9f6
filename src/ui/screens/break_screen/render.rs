//! Draws a break.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::Widget;

use super::BreakScreen;
use crate::ui::layout::{MAX_TEXT_WIDTH, render_header, text_area};
use crate::ui::theme::Theme;
use crate::ui::widgets::breath_guide::BreathGuide;
use crate::ui::widgets::wrapped_text::WrappedText;

impl BreakScreen {
    pub(crate) fn render(&self, area: Rect, buf: &mut Buffer, theme: &Theme) {
        render_header(&self.title, &self.subtitle, area, buf, theme);
        let top = if area.height >= 16 { 2 } else { 1 };
        let below = Rect {
            y: area.y + top,
            height: area.height.saturating_sub(top),
            ..area
        };
        if self.is_showing_caution() {
            let page = text_area(area);
            WrappedText {
                text: &self.cautions,
                style: Style::new(),
                scroll: self.scroll,
            }
            .render(page, buf);
        } else if self.breathing.is_finished() {
            self.offers.render(text_area(area), buf, theme);
        } else {
            let rows = if area.height >= 20 && !self.general_caution.is_empty() {
                // The caution may come from a user's file and be long, but the breath needs most of the room.
                WrappedText::height(&self.general_caution, below.width.min(MAX_TEXT_WIDTH))
                    .min(below.height / 3)
            } else {
                0
            };
            let gap = u16::from(rows > 0);
            let guide = Rect {
                height: below.height - rows - gap,
                ..below
            };
            let indent = (below.width - below.width.min(MAX_TEXT_WIDTH)) / 2;
            let caution_area = Rect {
                x: below.x + indent,
                y: guide.bottom() + gap,
                width: below.width.min(MAX_TEXT_WIDTH),
                height: rows,
            };
            WrappedText::new(&self.general_caution, theme.quiet).render(caution_area, buf);
            BreathGuide {
                player: &self.breathing,
                say: &self.say,
                theme,
            }
            .render(guide, buf);
        }
    }
}
