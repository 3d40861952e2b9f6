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
        let width = usize::from(area.width);
        let status = text::display_width(self.status);
        let has_status = status > 0 && width >= Self::MIN_WIDTH_FOR_END + status;
        let room = if has_status {
            width - status - Self::GAP.len()
        } else {
            width
        };
        let mut x = area.x;
        for (index, hint) in self.hints(room).iter().enumerate() {
            let is_at_end = hint.is_key_help() && status == 0 && width >= Self::MIN_WIDTH_FOR_END;
            if is_at_end {
                x = right_aligned(area, hint.width());
            } else if index > 0 {
                x = buf.set_string_within(x, area, Self::GAP, self.theme.quiet);
            }
            x = self.render_hint(hint, x, area, buf);
        }
        if has_status {
            let x = right_aligned(area, status);
            buf.set_string_within(x, area, self.status, self.theme.quiet);
        }
    }
}

fn right_aligned(area: Rect, width: usize) -> u16 {
    area.right() - u16::try_from(width).unwrap_or(0)
}

/// A key and what it does.
#[derive(Clone)]
struct Hint {
    action: Action,
    key: String,
    /// Empty where there is only room for the key.
    label: &'static str,
}

impl Hint {
    fn new(binding: &Binding) -> Self {
        let (key, label) = binding.footer_hint();
        Self {
            action: binding.action,
            key,
            label,
        }
    }

    /// Whether this is the key that lists all keys.
    fn is_key_help(&self) -> bool {
        self.action == Action::ShowKeys
    }

    fn width(&self) -> usize {
        let label = match text::display_width(self.label) {
            0 => 0,
            width => 1 + width,
        };
        text::display_width(&self.key) + label
    }
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

    fn render_hint(&self, hint: &Hint, x: u16, area: Rect, buf: &mut Buffer) -> u16 {
        let x = buf.set_string_within(x, area, &hint.key, self.theme.key);
        if hint.label.is_empty() {
            return x;
        }
        buf.set_string_within(x, area, &format!(" {}", hint.label), self.theme.quiet)
    }

    /// The hints that fit into the width, most important first and the key that lists all keys last.
    ///
    /// The least important ones are dropped first. The way on stays the longest, then the people to talk to, then the key
    /// that lists all keys: whoever sees it finds the others.
    fn hints(&self, width: usize) -> Vec<Hint> {
        let mut rows: Vec<&Binding> = keymap::bindings_in(self.key_context)
            .filter(|row| row.footer_rank.is_some() && (self.is_available)(row.action))
            .collect();
        rows.sort_by_key(|row| (row.action == Action::ShowKeys, row.footer_rank));
        let mut hints: Vec<Hint> = rows.into_iter().map(Hint::new).collect();
        while hints.len() > 1 {
            if let Some(fitting) = shortened_to_fit(&hints, width) {
                return fitting;
            }
            let rest = || hints.iter().enumerate().skip(1).rev();
            let least = rest()
                .find(|(_, hint)| !matches!(hint.action, Action::ShowPeople | Action::ShowKeys))
                .or_else(|| rest().next());
            match least {
                Some((index, _)) => drop(hints.remove(index)),
                None => break,
            }
        }
        hints
    }
}

/// The room for hints in 80 columns beside a long status, such as "not saved: private".
const BESIDE_LONG_STATUS: std::ops::Range<usize> = Footer::MIN_WIDTH_FOR_END..52;

/// The same hints with shorter labels if they need them to fit into the width; none if they don't fit even so.
///
/// Of more than three hints beside the key that lists all keys, the first three keep their labels; beside a long status, of
/// more than four. Of fewer, that key loses its label rather than any of them its place.
fn shortened_to_fit(hints: &[Hint], width: usize) -> Option<Vec<Hint>> {
    let fits = |hints: &[Hint]| {
        let gaps = hints.len().saturating_sub(1) * Footer::GAP.len();
        hints.iter().map(Hint::width).sum::<usize>() + gaps <= width
    };
    let mut hints = hints.to_vec();
    let others = hints.iter().filter(|hint| !hint.is_key_help()).count();
    let most_shortened = if BESIDE_LONG_STATUS.contains(&width) {
        4
    } else {
        3
    };
    let first = if others > most_shortened { 3 } else { 0 };
    for index in (first..others).rev() {
        if fits(&hints) {
            break;
        }
        hints[index].label = shorten_label(hints[index].label);
    }
    if !fits(&hints)
        && others <= 3
        && let Some(key_help) = hints.last_mut().filter(|hint| hint.is_key_help())
    {
        key_help.label = "";
    }
    fits(&hints).then_some(hints)
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
            "Tab next   Ctrl+G people   F1 keys"
        );
        assert_eq!(
            footer(KeyContext::MultiLineText, 26),
            "Tab next   Ctrl+G people"
        );
        assert_eq!(footer(KeyContext::MultiLineText, 12), "Tab next");
        assert_eq!(
            footer(KeyContext::MultiLineText, 101),
            "Tab next   Ctrl+G people to talk to   Esc pause   Enter new line   Shift+Tab back   F1 keys     saved"
        );
    }

    #[test]
    fn the_key_that_lists_all_keys_is_seen_wherever_a_window_has_40_columns() {
        let mut bindings = keymap::DEFAULT_BINDINGS.iter();
        let everywhere = bindings.find(|binding| binding.action == Action::ShowKeys);
        for context in everywhere.unwrap().contexts {
            for width in 40..=72 {
                let footer = footer(*context, width);
                assert!(footer.contains("F1"), "{context:?} at {width}: {footer}");
            }
        }
    }

    #[test]
    fn no_width_is_too_small() {
        for width in 0..120 {
            footer(KeyContext::Home, width);
        }
    }
}
