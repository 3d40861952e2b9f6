//! Drawing the home screen: the menu, and what the selected item is about.

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Position, Rect};
use ratatui::style::Style;
use ratatui::widgets::Widget;

use super::menu::{MenuItem, MenuLink};
use super::{GreetingLine, HomeScreen, pending_summary};
use crate::text::{bidi, display_width, truncate_to_width};
use crate::ui::keymap::{Action, KeyContext, key_label};
use crate::ui::layout::{
    MIN_TWO_PANE_WIDTH, max_header_label_width, render_header_in, stage_area, stage_text, with_edge,
};
use crate::ui::theme::Theme;
use crate::ui::widgets::buffer_ext::BufferExt as _;
use crate::ui::widgets::card::Card;
use crate::ui::widgets::scroll_thumb::render_scroll_thumb;
use crate::ui::widgets::select_list::render_selection;
use crate::ui::widgets::text_input::TextInput;
use crate::ui::widgets::wrapped_text::{WrappedText, scroll_offset};

/// A row of the menu as it is drawn.
#[derive(Clone, Copy, PartialEq, Eq)]
enum MenuRow {
    /// The item with this index.
    Item(usize),
    /// A free row between two groups.
    Free,
}

impl HomeScreen {
    /// The width of the menu beside the card, without edges.
    const MENU_WIDTH: u16 = 48;
    /// From this height on a free row separates the groups of the menu.
    const MIN_HEIGHT_FOR_GROUPS: u16 = 14;

    /// Returns the position of the cursor while there is a search.
    pub(crate) fn render(&self, area: Rect, buf: &mut Buffer, theme: &Theme) -> Option<Position> {
        let header = stage_text(area);
        let summary = pending_summary(
            self.due_follow_ups,
            self.ready_worries,
            max_header_label_width(header),
        );
        render_header_in(header, "good-enough", &summary, buf, theme);
        let mut page = stage_area(area);
        // On a low screen the kind sentence has no room, but the search does.
        let is_tall = area.height >= 15;
        let top = Rect {
            y: if is_tall { area.y + 1 } else { page.y },
            height: page.height.min(1),
            ..page
        };
        let mut cursor = None;
        if let Some(search) = &self.search {
            let input = TextInput {
                buffer: search.input(),
                placeholder: "a feeling, a title, or any word",
                theme,
            };
            cursor = input.render(top, buf);
        } else if is_tall {
            let style = match self.greeting {
                GreetingLine::Kindness(_) => theme.quiet,
                GreetingLine::Card(_) => theme.own_words,
            };
            WrappedText::new(self.greeting.text(), style).render(top, buf);
        }
        if (is_tall || self.search.is_some()) && page.height > 0 {
            page.y += 1;
            page.height -= 1;
        }
        if area.width >= MIN_TWO_PANE_WIDTH {
            let sides =
                Layout::horizontal([Constraint::Length(Self::MENU_WIDTH), Constraint::Min(20)]);
            let [menu, card] = page.layout(&sides.spacing(5));
            self.render_menu(menu, buf, theme);
            let card = Rect {
                width: card.width + 2,
                ..card
            };
            self.render_card(card.intersection(area), buf, theme);
        } else {
            self.render_column(page, area, buf, theme);
        }
        cursor
    }

    /// Draws the menu and, below it, what the selected item is about.
    fn render_column(&self, page: Rect, area: Rect, buf: &mut Buffer, theme: &Theme) {
        let room = match area.height {
            17.. if area.width < 60 => 5,
            15.. => 3,
            8.. => 2,
            _ => 0,
        };
        let parts = Layout::vertical([Constraint::Min(0), Constraint::Length(room)]);
        let [menu, below] = page.layout(&parts);
        self.render_menu(menu, buf, theme);
        let Some(MenuLink { description, .. }) = self.selected_link() else {
            return;
        };
        let gap = u16::from(below.height > 0);
        let below = Rect {
            y: below.y + gap,
            height: below.height - gap,
            ..below
        };
        let text = description.first().map_or("", String::as_str);
        WrappedText::new(text, theme.quiet).render(below, buf);
    }

    /// The rows of the menu, with free rows between groups if there is room for them.
    fn menu_rows(&self, height: u16) -> Vec<MenuRow> {
        let mut rows = Vec::new();
        for index in self.visible_items() {
            let is_heading = matches!(self.items[index], MenuItem::Heading(_));
            if is_heading && !rows.is_empty() && height >= Self::MIN_HEIGHT_FOR_GROUPS {
                rows.push(MenuRow::Free);
            }
            rows.push(MenuRow::Item(index));
        }
        rows
    }

    fn render_menu(&self, area: Rect, buf: &mut Buffer, theme: &Theme) {
        let rows = self.menu_rows(area.height);
        if rows.is_empty() {
            let key = key_label(Action::Leave, KeyContext::HomeSearch);
            let words = format!("Nothing here has these words. {key} shows everything.");
            WrappedText::new(&words, theme.quiet).render(area, buf);
            return;
        }
        let selected_item = self.links().nth(self.selected).map(|(index, _)| index);
        let is_selected =
            |row: &MenuRow| matches!(row, MenuRow::Item(index) if Some(*index) == selected_item);
        let selected_row = rows.iter().position(is_selected).unwrap_or(0);
        let top = scroll_offset(selected_row, rows.len(), area.height.into());
        let bar = with_edge(area, buf.area);
        for (y, row) in (area.y..area.bottom()).zip(rows.iter().skip(top)) {
            let MenuRow::Item(index) = *row else {
                continue;
            };
            match &self.items[index] {
                MenuItem::Heading(text) => {
                    let width = usize::from(area.width);
                    let text = truncate_to_width(text, width);
                    buf.put_text(area.x, y, text, width, theme.heading());
                }
                MenuItem::Link(link) => {
                    let row = Rect {
                        y,
                        height: 1,
                        ..bar
                    };
                    self.render_link(link, Some(index) == selected_item, row, buf, theme);
                }
            }
        }
        render_scroll_thumb((top, rows.len()), bar, buf, theme);
    }

    /// Draws a row of the menu. Digits are typed into a search, so it shows none.
    fn render_link(
        &self,
        link: &MenuLink,
        is_selected: bool,
        row: Rect,
        buf: &mut Buffer,
        theme: &Theme,
    ) {
        let style = if is_selected {
            render_selection(row, buf, theme);
            let marker = theme.selection_marker();
            buf.put_text(row.x, row.y, marker, 2, theme.on_selection(theme.accent));
            theme.selection
        } else if link.number == MenuLink::UNFINISHED {
            theme.own_words
        } else if link.is_about_program() {
            theme.quiet
        } else {
            Style::new()
        };
        let digit = match self.search {
            Some(_) => " ".to_owned(),
            None => link.digit(),
        };
        let (label, right) = (&link.label, &*link.right_label());
        let end = if row.width > 40 { 2 } else { 0 };
        let width = usize::from(row.width.saturating_sub(2 + end));
        let (x, _) = buf.put_text(row.x + 2, row.y, &digit, width, theme.quiet);
        let gap = if row.width >= 40 { 2 } else { 1 };
        let room = width
            .saturating_sub(1 + usize::from(gap) + display_width(right) + bidi::gap_after(label));
        buf.put_text(x + gap, row.y, truncate_to_width(label, room), room, style);
        let column = u16::try_from(width.saturating_sub(display_width(right))).unwrap_or(0);
        buf.put_text(row.x + 2 + column, row.y, right, width, theme.quiet);
    }

    /// Draws a card about the selected item, and below it the good-enough line written last.
    fn render_card(&self, area: Rect, buf: &mut Buffer, theme: &Theme) {
        let Some(link) = self.selected_link() else {
            return;
        };
        let text_width = area.width.saturating_sub(8);
        let rows = |text: &str| WrappedText::height(text, text_width);
        let latest = self.latest_line.as_ref();
        let texts = link
            .description
            .iter()
            .map(|text| rows(text) + 1)
            .sum::<u16>();
        let latest_rows = latest.map_or(0, |(_, line)| 3 + rows(line));
        let height = (texts + 4 + latest_rows).min(area.height);
        let area = Rect { height, ..area };
        let inner = Card::new(theme).render(area, buf);
        let inner = Rect {
            x: inner.x + 2,
            width: inner.width.saturating_sub(4),
            y: inner.y + 1,
            height: inner.height.saturating_sub(2),
        }
        .intersection(area);
        render_header_in(inner, &link.label, &link.right_label(), buf, theme);
        let mut y = inner.y + 1;
        for (index, text) in link.description.iter().enumerate() {
            let height = rows(text);
            if y + height > inner.bottom() {
                return;
            }
            let style = if index == 0 { theme.text } else { theme.quiet };
            let place = Rect { y, height, ..inner };
            WrappedText::new(text, style).render(place, buf);
            y += height + 1;
        }
        let Some((label, latest)) = latest.filter(|_| y + latest_rows - 1 <= inner.bottom()) else {
            return;
        };
        let rule = if theme.ascii_only { "-" } else { "─" };
        let width = usize::from(inner.width);
        buf.put_text(inner.x, y, rule.repeat(width), width, theme.rule);
        buf.put_text(inner.x, y + 1, label, width, theme.quiet);
        let place = Rect {
            y: y + 2,
            height: inner.bottom().saturating_sub(y + 2),
            ..inner
        };
        WrappedText::new(latest, theme.own_words).render(place, buf);
    }
}
