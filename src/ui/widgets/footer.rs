//! The footer: key hints, most important first.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::Widget;

use crate::text;
use crate::ui::keymap::{self, Action, Binding, KeyContext};
use crate::ui::theme::Theme;
use crate::ui::widgets::buffer_ext::BufferExt as _;

/// The key hints of a context, as many as fit, and a status at the right.
pub(crate) struct Footer<'a> {
    pub(crate) key_context: KeyContext,
    /// Whether an action has an effect now.
    pub(crate) is_available: &'a dyn Fn(Action) -> bool,
    /// The status at the right end, such as "saved".
    pub(crate) status: &'a str,
    pub(crate) theme: &'a Theme,
}

impl Widget for Footer<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let area = area.intersection(buf.area);
        if area.is_empty() {
            return;
        }
        let parts = self.parts(usize::from(area.width));
        let mut x = area.x;
        for (index, hint) in parts.hints.iter().enumerate() {
            let gap = if index == 0 { "" } else { Self::GAP };
            x = buf.set_string_within(x, area, gap, self.theme.quiet);
            x = self.render_hint(hint, x, area, buf);
        }
        if let Some(key_help) = &parts.key_help {
            let x = area.right() - u16::try_from(hint_width(key_help)).unwrap_or(0);
            self.render_hint(key_help, x, area, buf);
        } else if parts.has_status {
            let width = text::display_width(self.status);
            let x = area.right() - u16::try_from(width).unwrap_or(0);
            buf.set_string_within(x, area, self.status, self.theme.quiet);
        }
    }
}

/// What fits into the footer: hints from the left, and the status or the key help at the right end.
struct FooterParts {
    hints: Vec<(String, &'static str)>,
    has_status: bool,
    key_help: Option<(String, &'static str)>,
}

fn hint_width((key, label): &(String, &str)) -> usize {
    text::display_width(key) + 1 + text::display_width(label)
}

trait BufferWithinExt {
    fn set_string_within(
        &mut self,
        x: u16,
        area: Rect,
        label: &str,
        style: ratatui::style::Style,
    ) -> u16;
}

impl BufferWithinExt for Buffer {
    fn set_string_within(
        &mut self,
        x: u16,
        area: Rect,
        label: &str,
        style: ratatui::style::Style,
    ) -> u16 {
        self.put_text(
            x,
            area.y,
            label,
            usize::from(area.right().saturating_sub(x)),
            style,
        )
        .0
    }
}

impl Footer<'_> {
    /// The space between two hints.
    const GAP: &'static str = "   ";
    /// The least room for the hints beside what stands at the right end.
    const MIN_WIDTH_FOR_END: usize = 42;

    fn parts(&self, width: usize) -> FooterParts {
        let with_end = |hints, has_status, key_help| FooterParts {
            hints,
            has_status,
            key_help,
        };
        let status = text::display_width(self.status);
        if status > 0 && width >= Self::MIN_WIDTH_FOR_END + status {
            return with_end(
                self.hints(width - status - Self::GAP.len(), true),
                true,
                None,
            );
        }
        let all = self.hints(width, true);
        let Some(key_help) = self.key_help().filter(|_| status == 0) else {
            return with_end(all, false, None);
        };
        // It stands at the right end if no other hint has to give way to it there.
        let others = all.iter().filter(|hint| hint.0 != key_help.0).count();
        let room = width.checked_sub(hint_width(&key_help) + Self::GAP.len());
        let beside = room.map_or(Vec::new(), |room| self.hints(room, false));
        if width >= Self::MIN_WIDTH_FOR_END && beside.len() >= others {
            with_end(beside, false, Some(key_help))
        } else {
            with_end(all, false, None)
        }
    }

    /// The key that lists all keys.
    fn key_help(&self) -> Option<(String, &'static str)> {
        let mut rows = keymap::bindings_in(self.key_context);
        let row = rows.find(|row| row.action == Action::ShowKeys && row.footer_rank.is_some())?;
        Some(row.footer_hint())
    }

    fn render_hint(
        &self,
        (key, label): &(String, &str),
        x: u16,
        area: Rect,
        buf: &mut Buffer,
    ) -> u16 {
        let x = buf.set_string_within(x, area, key, self.theme.key);
        buf.set_string_within(x, area, &format!(" {label}"), self.theme.quiet)
    }

    /// The hints that fit into the width: first the labels get shorter, then the least important hints are dropped. The
    /// way on keeps its whole label the longest.
    fn hints(&self, width: usize, with_key_help: bool) -> Vec<(String, &'static str)> {
        let is_shown = |row: &&Binding| {
            row.footer_rank.is_some()
                && (self.is_available)(row.action)
                && (with_key_help || row.action != Action::ShowKeys)
        };
        let mut rows: Vec<&Binding> = keymap::bindings_in(self.key_context)
            .filter(is_shown)
            .collect();
        rows.sort_by_key(|row| row.footer_rank);
        let mut hints: Vec<_> = rows.into_iter().map(Binding::footer_hint).collect();
        let fits = |hints: &[(String, &str)]| {
            let gaps = hints.len().saturating_sub(1) * Self::GAP.len();
            hints.iter().map(hint_width).sum::<usize>() + gaps <= width
        };
        for index in (0..hints.len()).rev() {
            if fits(&hints[..hints.len().min(3)]) {
                break;
            }
            hints[index].1 = shorten_label(hints[index].1);
        }
        while hints.len() > 1 && !fits(&hints) {
            match hints.last_mut() {
                Some((_, label)) if shorten_label(label) != *label => *label = shorten_label(label),
                _ => drop(hints.pop()),
            }
        }
        hints
    }
}

/// The first of several words, if it is clear enough.
fn shorten_label(label: &'static str) -> &'static str {
    match label.split_once(' ') {
        Some((first, _)) if first.len() > 4 => first,
        _ => label,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::theme::ColorSupport;

    fn footer(key_context: KeyContext, width: u16) -> String {
        let theme = Theme::new(ColorSupport::None);
        let mut buf = Buffer::empty(Rect::new(0, 0, width, 1));
        Footer {
            key_context,
            is_available: &|_| true,
            status: "saved",
            theme: &theme,
        }
        .render(buf.area, &mut buf);
        (0..width)
            .map(|x| buf[(x, 0)].symbol().to_owned())
            .collect::<String>()
            .trim_end()
            .to_owned()
    }

    #[test]
    fn a_narrow_terminal_keeps_the_way_on_and_the_way_to_people() {
        assert_eq!(
            footer(KeyContext::MultiLineText, 40),
            "Tab next   Ctrl+G people   Esc pause"
        );
        assert_eq!(footer(KeyContext::MultiLineText, 12), "Tab next");
        assert_eq!(
            footer(KeyContext::MultiLineText, 101),
            "Tab next   Ctrl+G people to talk to   Esc pause   Enter new line   Shift+Tab back   F1 keys     saved"
        );
    }

    #[test]
    fn no_width_is_too_small() {
        for width in 0..120 {
            footer(KeyContext::Home, width);
        }
    }
}
