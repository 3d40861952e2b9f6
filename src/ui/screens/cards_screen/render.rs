//! Draws one card, large, and below it the fear that it answered.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::widgets::Widget as _;

use super::{CardsScreen, fear_lines};
use crate::storage::cards::Card;
use crate::ui::layout::{render_header, text_area, with_edge};
use crate::ui::theme::Theme;
use crate::ui::widgets::card;
use crate::ui::widgets::wrapped_text::WrappedText;

/// From this height on a card has free rows above and below its line.
const MIN_SPACIOUS_HEIGHT: u16 = 12;
/// In a lower area there is no border and nothing below it.
const MIN_BORDER_HEIGHT: u16 = 5;
/// The columns between the border and the line.
const PADDING: u16 = 2;

impl CardsScreen {
    pub(crate) fn render(&self, area: Rect, buf: &mut Buffer, theme: &Theme) {
        let title = if self.popup.is_some() { "" } else { "My lines" };
        render_header(title, &self.position_label(), area, buf, theme);
        let text = text_area(area);
        if let Some(popup) = &self.popup {
            popup.render(text, buf, theme);
            return;
        }
        let Some(card) = &self.card else {
            WrappedText::new(self.empty_message(), theme.quiet).render(text, buf);
            return;
        };
        let below = self.render_card(card, text, buf, theme);
        self.render_about(card, below, buf, theme);
    }

    /// Draws the card, in the upper middle where there is room. Returns the area below it.
    fn render_card(&self, card: &Card, text: Rect, buf: &mut Buffer, theme: &Theme) -> Rect {
        if text.height < MIN_BORDER_HEIGHT {
            let style = theme.own_words.add_modifier(Modifier::BOLD);
            let scroll = self.scroll;
            WrappedText {
                text: &card.line,
                style,
                scroll,
            }
            .render(text, buf);
            return Rect {
                y: text.bottom(),
                height: 0,
                ..text
            };
        }
        let padding = if text.height >= MIN_SPACIOUS_HEIGHT {
            PADDING
        } else {
            0
        };
        let width = text.width.saturating_sub(2 * padding);
        let rows = WrappedText::height(&card.line, width);
        let about = self.about_lines(card);
        let about_rows = about
            .iter()
            .map(|(line, _)| WrappedText::height(line, text.width) + 1);
        let room = text.height.saturating_sub(about_rows.sum::<u16>());
        let height = (rows + 2 + padding).min(room.max(3)).min(text.height);
        let free = text.height.saturating_sub(height) / 4;
        let place = Rect {
            y: text.y + if padding > 0 { free } else { 0 },
            height,
            ..text
        };
        card::Card::new(theme).render(with_edge(place, buf.area), buf);
        let gap = 1 + padding / 2;
        let line = Rect {
            x: text.x + padding,
            y: place.y + gap,
            width,
            height: place.height.saturating_sub(2 * gap),
        };
        let style = theme.own_words.add_modifier(Modifier::BOLD);
        let hidden = usize::from(rows.saturating_sub(line.height));
        WrappedText {
            text: &card.line,
            style,
            scroll: self.scroll.min(hidden),
        }
        .render(line.intersection(buf.area), buf);
        Rect {
            y: place.bottom(),
            height: text.bottom().saturating_sub(place.bottom()),
            ..text
        }
    }

    /// The day, and the fear once it is asked for.
    fn about_lines(&self, card: &Card) -> Vec<(String, bool)> {
        let day = card.day.strftime("%-d %B %Y").to_string();
        let mut lines = vec![(day, false)];
        if self.is_fear_shown {
            let fear = fear_lines(card, self.today).into_iter();
            lines.extend(fear.enumerate().map(|(index, line)| (line, index == 0)));
        }
        lines
    }

    fn render_about(&self, card: &Card, area: Rect, buf: &mut Buffer, theme: &Theme) {
        let gap = u16::from(area.height > 4);
        let mut y = area.y + gap;
        for (line, is_fear) in self.about_lines(card) {
            let style: Style = if is_fear { theme.text } else { theme.quiet };
            let height = WrappedText::height(&line, area.width);
            let room = area.bottom().saturating_sub(y);
            if room == 0 {
                return;
            }
            let place = Rect {
                y,
                height: height.min(room),
                ..area
            };
            WrappedText::new(&line, style).render(place, buf);
            y += height + if is_fear { 0 } else { gap };
        }
    }
}
