//! A scrolled page of text with optional links at its end.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::{AppCommand, PageTarget, ScreenContext};
use crate::text::{display_width, wrap};
use crate::ui::keymap::{Action, KeyContext, KeyPress, people_key_labels, with_people_key};
use crate::ui::layout::{render_header, text_area, with_edge};
use crate::ui::line_mode::prompt::{self, LinePrompt, LineReply};
use crate::ui::theme::Theme;
use crate::ui::widgets::buffer_ext::BufferExt as _;
use crate::ui::widgets::select_list::render_selection;

/// The keys that open “People to talk to”, within a sentence.
pub(crate) fn people_key_hint() -> String {
    let [key, key_while_typing] = people_key_labels();
    if key == key_while_typing {
        format!("press {key}")
    } else {
        format!("press {key} ({key_while_typing} while you type)")
    }
}

#[derive(Debug)]
pub(crate) struct TextPage {
    title: String,
    blocks: Vec<PageBlock>,
    /// Shown instead where the page doesn't fit; empty for a page that scrolls.
    compact_blocks: Vec<PageBlock>,
    links: Vec<TextPageLink>,
    subject: PageSubject,
    scroll: usize,
    /// The link that Enter opens, once one is selected.
    selected: Option<usize>,
}

/// What a page is about, so that it isn't opened twice and can be rebuilt.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum PageSubject {
    #[default]
    Other,
    Keys,
    /// The welcome page, with the path of the journal.
    Welcome(String),
    People,
    MedicalHelp,
    Profile,
}

/// A block of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PageBlock {
    Heading(String),
    Text(String),
    /// A term and its definition in two columns.
    Definition(String, String),
    /// A name and a number, in one row if they fit.
    PhoneNumber(String, String),
    /// A name, and below it how to reach them.
    Contact(String, String),
}

impl PageBlock {
    /// The block with the keys of this user in its sentences.
    fn with_people_key(self) -> Self {
        match self {
            Self::Heading(words) => Self::Heading(with_people_key(&words)),
            Self::Text(words) => Self::Text(with_people_key(&words)),
            other => other,
        }
    }

    /// Whether it is part of a list, without a blank line after it.
    const fn is_list_item(&self) -> bool {
        matches!(
            self,
            Self::Definition(..) | Self::PhoneNumber(..) | Self::Contact(..)
        )
    }
}

/// A link at the end of a page, opened by its digit or with the arrows.
#[derive(Clone, Debug)]
pub(crate) struct TextPageLink {
    pub(crate) label: String,
    pub(crate) target: PageTarget,
}

/// A row of the page; `link` is the index of the link it belongs to.
struct PageRow {
    style: Style,
    text: String,
    link: Option<usize>,
}

impl TextPage {
    pub(crate) fn new(title: String, blocks: Vec<PageBlock>) -> Self {
        let blocks = blocks.into_iter().map(PageBlock::with_people_key).collect();
        Self {
            title,
            blocks,
            compact_blocks: Vec::new(),
            links: Vec::new(),
            subject: PageSubject::Other,
            scroll: 0,
            selected: None,
        }
    }

    #[must_use]
    pub(crate) fn with_subject(mut self, subject: PageSubject) -> Self {
        self.subject = subject;
        self
    }

    /// Sets what is shown where the page doesn't fit.
    #[must_use]
    pub(crate) fn with_compact_blocks(mut self, blocks: Vec<PageBlock>) -> Self {
        let blocks = blocks.into_iter().map(PageBlock::with_people_key);
        self.compact_blocks = blocks.collect();
        self
    }

    #[must_use]
    pub(crate) fn with_links(mut self, links: Vec<TextPageLink>) -> Self {
        self.links = links;
        self
    }

    pub(crate) const fn subject(&self) -> &PageSubject {
        &self.subject
    }

    #[cfg(test)]
    pub(crate) fn into_blocks(self) -> Vec<PageBlock> {
        self.blocks
    }

    /// Replaces the content, and keeps the position if the blocks are the same.
    pub(crate) fn replace_content(&mut self, other: Self) {
        if self.blocks == other.blocks {
            self.links = other.links;
            // On the welcome page Enter continues after a choice was made.
            let is_welcome = matches!(self.subject, PageSubject::Welcome(_));
            self.selected = self.selected.filter(|_| !is_welcome);
        } else {
            *self = other;
        }
    }

    pub(crate) const fn key_context(&self) -> KeyContext {
        match self.subject {
            // Enter opens a selected link.
            PageSubject::Welcome(_) if self.selected.is_none() => KeyContext::Welcome,
            _ if self.links.is_empty() => KeyContext::Page,
            _ => KeyContext::PageWithLinks,
        }
    }

    /// Whether an action has an effect in this area that the footer can promise: Enter opens nothing while no link is in
    /// view.
    pub(crate) fn is_available(&self, action: Action, area: Rect, theme: &Theme) -> bool {
        if !matches!(action, Action::Activate | Action::PageDown) {
            return true;
        }
        let area = text_area(area);
        let rows = self.layout_rows(area, theme);
        let end = self.scroll + usize::from(area.height);
        // The last row says that there is more.
        let is_in_view = |row: usize| row < end - usize::from(end < rows.len());
        let has_link_in_view = rows
            .iter()
            .position(|row| row.link.is_some())
            .is_none_or(is_in_view);
        match action {
            Action::Activate => has_link_in_view,
            _ => self.selected.is_none() && end < rows.len(),
        }
    }

    fn layout_rows(&self, area: Rect, theme: &Theme) -> Vec<PageRow> {
        let rows = self.layout_blocks(&self.blocks, area.width, theme);
        if self.compact_blocks.is_empty() || rows.len() <= usize::from(area.height) {
            return rows;
        }
        self.layout_blocks(&self.compact_blocks, area.width, theme)
    }

    fn layout_blocks(&self, blocks: &[PageBlock], width: u16, theme: &Theme) -> Vec<PageRow> {
        let mut lines = PageLayout {
            width: usize::from(width),
            rows: Vec::new(),
        };
        let mut before: Option<&PageBlock> = None;
        for block in blocks {
            let is_new = matches!(block, PageBlock::Heading(_) | PageBlock::Text(_));
            if is_new && before.is_some_and(PageBlock::is_list_item) {
                lines.push_wrapped(Style::new(), 0, "");
            }
            lines.push_block(block, theme);
            before = Some(block);
        }
        if before.is_some_and(PageBlock::is_list_item) {
            lines.push_wrapped(Style::new(), 0, "");
        }
        for (index, link) in self.links.iter().enumerate() {
            lines.push_link(index, &link.label, self.selected == Some(index), theme);
        }
        while lines.rows.last().is_some_and(|line| line.text.is_empty()) {
            lines.rows.pop();
        }
        lines.rows
    }

    pub(crate) fn on_key(&mut self, press: KeyPress, context: &ScreenContext) -> AppCommand {
        let area = text_area(context.area);
        let height = usize::from(area.height);
        let lines = self.layout_rows(area, &context.theme);
        let last = lines.len().saturating_sub(height);
        if let Some(digit) = press.key.digit() {
            let index = usize::from(digit).wrapping_sub(1);
            let Some(link) = self.links.get(index) else {
                return AppCommand::None;
            };
            let target = link.target.clone();
            // The chosen link stays in view for the way back, except on the people page, which is read itself.
            if self.subject != PageSubject::People {
                self.select(index, &lines, height);
            }
            return AppCommand::OpenLink(target);
        }
        // The last row says that there is more, so it is read on the next screen.
        let screenful = height.saturating_sub(1).max(1);
        self.scroll = self.scroll.min(last);
        match press.action {
            Some(Action::Leave) => return AppCommand::Back,
            Some(Action::Activate | Action::Continue) => return self.activate(&lines, height),
            Some(Action::Down) => self.move_down(&lines, height),
            Some(Action::Up) => self.move_up(&lines, height),
            Some(Action::PageDown) if self.scroll == last => {
                self.select(self.links.len(), &lines, height);
            }
            Some(Action::PageDown) => self.scroll += screenful,
            Some(Action::PageUp) => {
                self.selected = None;
                self.scroll = self.scroll.saturating_sub(screenful);
            }
            Some(Action::First) => {
                self.selected = None;
                self.scroll = 0;
            }
            Some(Action::Last) => {
                self.scroll = last;
                self.select(self.links.len(), &lines, height);
            }
            _ => {}
        }
        self.scroll = self.scroll.min(last);
        AppCommand::None
    }

    /// Opens the selected link; without one, continues or selects the first.
    fn activate(&mut self, lines: &[PageRow], height: usize) -> AppCommand {
        if let Some(link) = self.selected.and_then(|index| self.links.get(index)) {
            return AppCommand::OpenLink(link.target.clone());
        }
        if self.key_context() == KeyContext::Welcome {
            return AppCommand::Back;
        }
        self.select(0, lines, height);
        AppCommand::None
    }

    fn move_down(&mut self, lines: &[PageRow], height: usize) {
        match self.selected {
            Some(index) => self.select(index + 1, lines, height),
            None if self.scroll + height >= lines.len() => self.select(0, lines, height),
            None => self.scroll += 1,
        }
    }

    fn move_up(&mut self, lines: &[PageRow], height: usize) {
        if let Some(index @ 1..) = self.selected {
            self.select(index - 1, lines, height);
        } else {
            self.selected = None;
            self.scroll = self.scroll.saturating_sub(1);
        }
    }

    /// Selects a link, at most the last one, and scrolls it into view.
    fn select(&mut self, index: usize, lines: &[PageRow], height: usize) {
        let Some(last) = self.links.len().checked_sub(1) else {
            return;
        };
        let index = index.min(last);
        self.selected = Some(index);
        let is_of = |line: &PageRow| line.link == Some(index);
        let first = lines.iter().position(is_of).unwrap_or(0);
        let end = lines.iter().rposition(is_of).map_or(first, |row| row + 1);
        let bottom = lines.len().saturating_sub(height);
        if first >= bottom {
            // Everything after it is in view too.
            self.scroll = bottom;
            return;
        }
        // One row is needed for "… more below".
        let needed = (end + 1).saturating_sub(height);
        self.scroll = self.scroll.clamp(needed.min(first), first);
    }

    /// The page in line mode.
    pub(crate) fn line_prompt(&self) -> LinePrompt {
        let mut lines = vec![self.title.clone()];
        // In line mode a command replaces the key.
        let typed = |words: &str| {
            prompt::with_people_command(&words.replace(&people_key_hint(), "type /people"))
        };
        lines.extend(self.blocks.iter().map(|block| match block {
            PageBlock::Heading(words) | PageBlock::Text(words) => typed(words),
            PageBlock::Definition(left, right) if left.is_empty() => right.clone(),
            PageBlock::Definition(left, right)
            | PageBlock::PhoneNumber(left, right)
            | PageBlock::Contact(left, right) => format!("{left}: {right}"),
        }));
        let labels = self.links.iter().map(|link| link.label.as_str());
        lines.extend(prompt::numbered_list(labels));
        let ask = match (self.links.is_empty(), &self.subject) {
            (true, _) => "Enter goes back.",
            (false, PageSubject::Welcome(_)) => "Type a number to choose. Enter continues.",
            (false, _) => "Type a number to open one. Enter goes back.",
        };
        LinePrompt::new(lines, ask)
    }

    /// Handles a line in line mode.
    pub(crate) fn on_line(&self, typed: &str) -> LineReply<AppCommand> {
        if typed.trim().is_empty() || self.links.is_empty() {
            return LineReply::Done(AppCommand::Back);
        }
        match prompt::parse_choice(typed, self.links.len()) {
            Some(place) => LineReply::Done(AppCommand::OpenLink(self.links[place].target.clone())),
            None => LineReply::invalid(prompt::invalid_choice(self.links.len())),
        }
    }

    pub(crate) fn render(&self, area: Rect, buf: &mut Buffer, theme: &Theme) {
        render_header(&self.title, "", area, buf, theme);
        let area = text_area(area);
        let width = usize::from(area.width);
        let lines = self.layout_rows(area, theme);
        let scroll = self
            .scroll
            .min(lines.len().saturating_sub(area.height.into()));
        let hidden = lines.len() - scroll > usize::from(area.height);
        for (y, line) in (area.y..area.bottom()).zip(lines.into_iter().skip(scroll)) {
            if hidden && y + 1 == area.bottom() {
                let words = match self.links.len() {
                    0 => "… more below".to_owned(),
                    count => format!("… more below, with choices 1 to {count}"),
                };
                buf.put_text(area.x, y, words, width, theme.quiet);
            } else {
                self.render_row(
                    &line,
                    Rect {
                        y,
                        height: 1,
                        ..area
                    },
                    buf,
                    theme,
                );
            }
        }
    }

    fn render_row(&self, row: &PageRow, area: Rect, buf: &mut Buffer, theme: &Theme) {
        let mut place = area;
        if row.link.is_some() {
            // The cursor stands to the left of the text edge.
            place = with_edge(area, buf.area);
            if row.link == self.selected {
                render_selection(place, buf, theme);
            }
        }
        buf.put_text(place.x, place.y, &row.text, place.width.into(), row.style);
    }
}

/// Collects the rows of a page of this width.
struct PageLayout {
    width: usize,
    rows: Vec<PageRow>,
}

impl PageLayout {
    /// The column of the definition.
    const DEFINITION_COLUMN: usize = 30;

    fn push_wrapped(&mut self, style: Style, indent: usize, words: &str) {
        let gap = " ".repeat(indent);
        let rows = wrap(words, self.width.saturating_sub(indent));
        self.rows.extend(rows.into_iter().map(|row| PageRow {
            style,
            text: format!("{gap}{row}"),
            link: None,
        }));
    }

    fn push_block(&mut self, block: &PageBlock, theme: &Theme) {
        match block {
            PageBlock::Heading(words) => self.push_wrapped(theme.heading(), 0, words),
            PageBlock::Text(words) => {
                self.push_wrapped(Style::new(), 0, words);
                self.push_wrapped(Style::new(), 0, "");
            }
            PageBlock::PhoneNumber(name, number)
                if display_width(name) + display_width(number) + 2 <= self.width =>
            {
                let second = Self::DEFINITION_COLUMN.min(self.width - display_width(number));
                let gap = " ".repeat(second.saturating_sub(display_width(name)).max(2));
                self.push_wrapped(Style::new(), 0, &format!("{name}{gap}{number}"));
            }
            PageBlock::Definition(left, right) if self.width >= 50 && display_width(left) < 28 => {
                let first = if left.is_empty() {
                    2
                } else {
                    Self::DEFINITION_COLUMN
                };
                let rows = wrap(right, self.width.saturating_sub(first));
                for (row, words) in rows.into_iter().enumerate() {
                    let left = if row == 0 { left.as_str() } else { "" };
                    let gap = " ".repeat(first.saturating_sub(display_width(left)));
                    self.push_wrapped(Style::new(), 0, &format!("{left}{gap}{words}"));
                }
            }
            PageBlock::Definition(left, right)
            | PageBlock::PhoneNumber(left, right)
            | PageBlock::Contact(left, right) => {
                let style = if matches!(block, PageBlock::Definition(..)) {
                    theme.strong
                } else {
                    Style::new()
                };
                if !left.is_empty() {
                    self.push_wrapped(style, 0, left);
                }
                self.push_wrapped(Style::new(), 2, right);
            }
        }
    }

    fn push_link(&mut self, index: usize, label: &str, is_selected: bool, theme: &Theme) {
        let (marker, style) = if is_selected {
            (theme.selection_marker(), theme.selection)
        } else {
            ("  ", Style::new())
        };
        let rows = wrap(label, self.width.saturating_sub(4)).into_iter();
        self.rows
            .extend(rows.enumerate().map(|(row, words)| PageRow {
                style,
                text: match row {
                    0 => format!("{marker}{} {words}", index + 1),
                    _ => format!("    {words}"),
                },
                link: Some(index),
            }));
    }
}
