//! A page to read, from which one goes back, with choices at its end where it leads on.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::{Leads, Outcome, Scene, header, reading, welcome};
use crate::actions::{Action, Key, KeyContext, lookup};
use crate::spoken::{self, Heard, Spoken};
use crate::text::{display_width, wrap};
use crate::theme::Theme;
use crate::widgets::put::BufferExt as _;

/// A titled page, scrolled where it doesn't fit.
#[derive(Debug)]
pub struct Page {
    title: String,
    paragraphs: Vec<Paragraph>,
    choices: Vec<Choice>,
    subject: Subject,
    top: usize,
    /// The choice that Enter takes, once the arrows have come to one.
    marked: Option<usize>,
}

/// What a page is about, so that it isn't laid over itself and can be made anew.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Subject {
    #[default]
    Something,
    Keys,
    /// The first words a new person reads, and where their journal is.
    Welcome(String),
    People,
    /// What the person told about themselves.
    You,
}

/// How a part of a page is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Paragraph {
    Heading(String),
    Plain(String),
    /// A short word at the left and what it means at the right.
    Entry(String, String),
    /// A name and a number, on one row wherever they fit.
    Number(String, String),
    /// A name, and below it how they can be reached.
    Contact(String, String),
}

impl Paragraph {
    /// Whether it stands in a list, close to the next.
    const fn is_listed(&self) -> bool {
        matches!(self, Self::Entry(..) | Self::Number(..) | Self::Contact(..))
    }
}

/// Something a page leads on to, by its digit or by the arrows.
#[derive(Clone, Debug)]
pub struct Choice {
    pub label: String,
    pub leads: Leads,
}

/// A row of the page as it is drawn; of a choice where it has a number.
struct Line {
    style: Style,
    words: String,
    choice: Option<usize>,
}

impl Page {
    pub const fn new(title: String, paragraphs: Vec<Paragraph>) -> Self {
        Self {
            title,
            paragraphs,
            choices: Vec::new(),
            subject: Subject::Something,
            top: 0,
            marked: None,
        }
    }

    /// The same, about something that is known.
    #[must_use]
    pub fn about(mut self, subject: Subject) -> Self {
        self.subject = subject;
        self
    }

    /// The same, with something to lead on to.
    #[must_use]
    pub fn leading(mut self, choices: Vec<Choice>) -> Self {
        self.choices = choices;
        self
    }

    pub const fn subject(&self) -> &Subject {
        &self.subject
    }

    pub fn into_paragraphs(self) -> Vec<Paragraph> {
        self.paragraphs
    }

    /// Says what `other` says from now on. Where that is the same, it stays at the place being read.
    pub fn become_like(&mut self, other: Self) {
        if self.paragraphs == other.paragraphs {
            self.choices = other.choices;
            // There Enter goes on as soon as a choice was made.
            let is_welcome = matches!(self.subject, Subject::Welcome(_));
            self.marked = self.marked.filter(|_| !is_welcome);
        } else {
            *self = other;
        }
    }

    pub const fn key_context(&self) -> KeyContext {
        match self.subject {
            // A choice that is marked is what Enter takes.
            Subject::Welcome(_) if self.marked.is_none() => KeyContext::Welcome,
            _ if self.choices.is_empty() => KeyContext::Page,
            _ => KeyContext::PageWithLinks,
        }
    }

    fn lines(&self, width: u16, look: &Theme) -> Vec<Line> {
        let mut lines = Lines {
            room: usize::from(width),
            rows: Vec::new(),
        };
        let mut before: Option<&Paragraph> = None;
        for paragraph in &self.paragraphs {
            let is_new = matches!(paragraph, Paragraph::Heading(_) | Paragraph::Plain(_));
            if is_new && before.is_some_and(Paragraph::is_listed) {
                lines.add(Style::new(), 0, "");
            }
            lines.paragraph(paragraph, look);
            before = Some(paragraph);
        }
        if before.is_some_and(Paragraph::is_listed) {
            lines.add(Style::new(), 0, "");
        }
        for (index, choice) in self.choices.iter().enumerate() {
            lines.choice(index, &choice.label, self.marked == Some(index), look);
        }
        while lines.rows.last().is_some_and(|line| line.words.is_empty()) {
            lines.rows.pop();
        }
        lines.rows
    }

    pub fn on_key(&mut self, key: Key, scene: &Scene) -> Outcome {
        let area = reading(scene.area);
        let height = usize::from(area.height);
        let lines = self.lines(area.width, &scene.theme);
        let last = lines.len().saturating_sub(height);
        if let Some(digit) = key.digit() {
            let index = usize::from(digit).wrapping_sub(1);
            let Some(choice) = self.choices.get(index) else {
                return Outcome::Stay;
            };
            let leads = choice.leads.clone();
            // What was chosen is in view on the way back, unless the page itself is what one reads.
            if self.subject != Subject::People {
                self.mark(index, &lines, height);
            }
            return Outcome::Lead(leads);
        }
        // The last row says that there is more, and is read on the next screen.
        let screenful = height.saturating_sub(1).max(1);
        self.top = self.top.min(last);
        match lookup(self.key_context(), key) {
            Some(Action::Leave) => return Outcome::Back,
            Some(Action::Activate | Action::Continue) => return self.go(&lines, height),
            Some(Action::Down) => self.down(&lines, height),
            Some(Action::Up) => self.up(&lines, height),
            Some(Action::PageDown) if self.top == last => {
                self.mark(self.choices.len(), &lines, height);
            }
            Some(Action::PageDown) => self.top += screenful,
            Some(Action::PageUp) => {
                self.marked = None;
                self.top = self.top.saturating_sub(screenful);
            }
            Some(Action::First) => {
                self.marked = None;
                self.top = 0;
            }
            Some(Action::Last) => {
                self.top = last;
                self.mark(self.choices.len(), &lines, height);
            }
            _ => {}
        }
        self.top = self.top.min(last);
        Outcome::Stay
    }

    /// Follows the choice that is marked. Where none is, it goes on, or to the first of them.
    fn go(&mut self, lines: &[Line], height: usize) -> Outcome {
        if let Some(choice) = self.marked.and_then(|index| self.choices.get(index)) {
            return Outcome::Lead(choice.leads.clone());
        }
        if self.key_context() == KeyContext::Welcome {
            return Outcome::Back;
        }
        self.mark(0, lines, height);
        Outcome::Stay
    }

    fn down(&mut self, lines: &[Line], height: usize) {
        match self.marked {
            Some(index) => self.mark(index + 1, lines, height),
            None if self.top + height >= lines.len() => self.mark(0, lines, height),
            None => self.top += 1,
        }
    }

    fn up(&mut self, lines: &[Line], height: usize) {
        if let Some(index @ 1..) = self.marked {
            self.mark(index - 1, lines, height);
        } else {
            self.marked = None;
            self.top = self.top.saturating_sub(1);
        }
    }

    /// Marks a choice, the last one at most, and brings it into view.
    fn mark(&mut self, index: usize, lines: &[Line], height: usize) {
        let Some(last) = self.choices.len().checked_sub(1) else {
            return;
        };
        let index = index.min(last);
        self.marked = Some(index);
        let is_of = |line: &Line| line.choice == Some(index);
        let first = lines.iter().position(is_of).unwrap_or(0);
        let end = lines.iter().rposition(is_of).map_or(first, |row| row + 1);
        let bottom = lines.len().saturating_sub(height);
        if first >= bottom {
            // Then all that follows it is in view as well.
            self.top = bottom;
            return;
        }
        // One row is kept for the word that there is more.
        let needed = (end + 1).saturating_sub(height);
        self.top = self.top.clamp(needed.min(first), first);
    }

    /// The same line by line.
    pub fn spoken(&self) -> Spoken {
        let mut lines = vec![self.title.clone()];
        // What can be pressed on a screen is typed here.
        let typed = |words: &str| words.replace(welcome::HOW, "type /people");
        lines.extend(self.paragraphs.iter().map(|paragraph| match paragraph {
            Paragraph::Heading(words) | Paragraph::Plain(words) => typed(words),
            Paragraph::Entry(left, right) if left.is_empty() => right.clone(),
            Paragraph::Entry(left, right)
            | Paragraph::Number(left, right)
            | Paragraph::Contact(left, right) => format!("{left}: {right}"),
        }));
        let labels = self.choices.iter().map(|choice| choice.label.as_str());
        lines.extend(spoken::numbered(labels));
        let ask = match (self.choices.is_empty(), &self.subject) {
            (true, _) => "Enter goes back.",
            (false, Subject::Welcome(_)) => "A number chooses. Enter goes on.",
            (false, _) => "A number leads on. Enter goes back.",
        };
        Spoken::new(lines, ask)
    }

    /// Where a line leads.
    pub fn hear(&self, typed: &str) -> Heard<Outcome> {
        if typed.trim().is_empty() || self.choices.is_empty() {
            return Heard::Done(Outcome::Back);
        }
        match spoken::place(typed, self.choices.len()) {
            Some(place) => Heard::Done(Outcome::Lead(self.choices[place].leads.clone())),
            None => Heard::unclear(spoken::no_such(self.choices.len())),
        }
    }

    pub fn render(&self, area: Rect, buf: &mut Buffer, look: &Theme) {
        header(&self.title, "", area, buf, look);
        let area = reading(area);
        let width = usize::from(area.width);
        let lines = self.lines(area.width, look);
        let top = self.top.min(lines.len().saturating_sub(area.height.into()));
        let hidden = lines.len() - top > usize::from(area.height);
        for (y, line) in (area.y..area.bottom()).zip(lines.into_iter().skip(top)) {
            if hidden && y + 1 == area.bottom() {
                let words = match self.choices.len() {
                    0 => "… more below".to_owned(),
                    count => format!("… more below, with choices 1 to {count}"),
                };
                buf.put_text(area.x, y, words, width, look.dim);
            } else {
                buf.put_text(area.x, y, line.words, width, line.style);
            }
        }
    }
}

/// Rows being made for a page that is so wide.
struct Lines {
    room: usize,
    rows: Vec<Line>,
}

impl Lines {
    /// The column at which the second word of an entry stands.
    const SECOND: usize = 30;

    fn add(&mut self, style: Style, indent: usize, words: &str) {
        let gap = " ".repeat(indent);
        let rows = wrap(words, self.room.saturating_sub(indent));
        self.rows.extend(rows.into_iter().map(|row| Line {
            style,
            words: format!("{gap}{row}"),
            choice: None,
        }));
    }

    fn paragraph(&mut self, paragraph: &Paragraph, look: &Theme) {
        match paragraph {
            Paragraph::Heading(words) => self.add(look.prompt, 0, words),
            Paragraph::Plain(words) => {
                self.add(Style::new(), 0, words);
                self.add(Style::new(), 0, "");
            }
            Paragraph::Number(name, number)
                if display_width(name) + display_width(number) + 2 <= self.room =>
            {
                let second = Self::SECOND.min(self.room - display_width(number));
                let gap = " ".repeat(second.saturating_sub(display_width(name)).max(2));
                self.add(Style::new(), 0, &format!("{name}{gap}{number}"));
            }
            Paragraph::Entry(left, right) if self.room >= 50 && display_width(left) < 28 => {
                let first = if left.is_empty() { 2 } else { Self::SECOND };
                let rows = wrap(right, self.room.saturating_sub(first));
                for (row, words) in rows.into_iter().enumerate() {
                    let left = if row == 0 { left.as_str() } else { "" };
                    let gap = " ".repeat(first.saturating_sub(display_width(left)));
                    self.add(Style::new(), 0, &format!("{left}{gap}{words}"));
                }
            }
            Paragraph::Entry(left, right)
            | Paragraph::Number(left, right)
            | Paragraph::Contact(left, right) => {
                let style = if matches!(paragraph, Paragraph::Entry(..)) {
                    look.prompt
                } else {
                    Style::new()
                };
                if !left.is_empty() {
                    self.add(style, 0, left);
                }
                self.add(Style::new(), 2, right);
            }
        }
    }

    fn choice(&mut self, index: usize, label: &str, is_marked: bool, look: &Theme) {
        let (mark, style) = if is_marked {
            (look.selection_marker(), look.selected)
        } else {
            ("  ", Style::new())
        };
        let rows = wrap(label, self.room.saturating_sub(4)).into_iter();
        self.rows.extend(rows.enumerate().map(|(row, words)| Line {
            style,
            words: match row {
                0 => format!("{mark}{} {words}", index + 1),
                _ => format!("    {words}"),
            },
            choice: Some(index),
        }));
    }
}
