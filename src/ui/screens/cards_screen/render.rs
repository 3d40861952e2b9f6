//! Draws one card, large, and below it the fear that it answered.

use ratatui::buffer::Buffer;
use ratatui::layout::{Margin, Rect};
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
            WrappedText::new(&self.empty_message(), theme.quiet).render(text, buf);
            return;
        };
        let below = self.render_card(card, text, buf, theme);
        self.render_about(card, below, buf, theme);
    }

    /// Draws the card, in the upper middle where there is room. Returns the area below it.
    fn render_card(&self, card: &Card, text: Rect, buf: &mut Buffer, theme: &Theme) -> Rect {
        let padding = match text.height {
            MIN_SPACIOUS_HEIGHT.. => PADDING,
            _ => 0,
        };
        let frame = with_edge(text, buf.area);
        let rows = WrappedText::height(&card.line, frame.width.saturating_sub(4 + 2 * padding));
        let has_border = text.height >= MIN_BORDER_HEIGHT;
        let below = if has_border {
            self.about_height(card, text.width).min(text.height / 2)
        } else {
            0
        };
        let height = (rows + 2 + padding).min(text.height - below);
        let frame = Rect {
            y: frame.y
                + if padding > 0 {
                    (text.height - height) / 4
                } else {
                    0
                },
            height,
            ..frame
        };
        let line = if has_border {
            let inner = card::Card::new(theme).render(frame, buf);
            inner.inner(Margin::new(padding, padding / 2))
        } else {
            frame
        };
        let hidden = usize::from(rows.saturating_sub(line.height));
        WrappedText {
            text: &card.line,
            style: theme.own_words.add_modifier(Modifier::BOLD),
            scroll: self.scroll.min(hidden),
        }
        .render(line, buf);
        Rect {
            y: frame.bottom(),
            height: text.bottom().saturating_sub(frame.bottom()),
            ..text
        }
    }

    /// The rows of what stands below the card.
    fn about_height(&self, card: &Card, width: u16) -> u16 {
        let lines = self.about_lines(card);
        let rows = lines
            .iter()
            .map(|(line, _)| WrappedText::height(line, width) + 1);
        rows.sum()
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
