//! A page to read, from which one goes back: the keys, people to talk to, the first words.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::{Outcome, Scene, header, reading};
use crate::actions::{self, Action, Key, Place, meant};
use crate::text::{columns, wrapped};
use crate::theme::Look;

/// A titled page, scrolled where it doesn't fit.
#[derive(Debug)]
pub struct Page {
    title: String,
    paragraphs: Vec<Paragraph>,
    top: usize,
}

/// How a part of a page is meant.
#[derive(Clone, Debug)]
pub enum Paragraph {
    Heading(String),
    Plain(String),
    /// A short word at the left and what it means at the right.
    Entry(String, String),
}

impl Page {
    pub const fn new(title: String, paragraphs: Vec<Paragraph>) -> Self {
        Self {
            title,
            paragraphs,
            top: 0,
        }
    }

    pub fn title(&self) -> &str {
        &self.title
    }

    /// Every key that holds at `here`, then those of every other place.
    pub fn keys(here: Place) -> Self {
        let named = [
            (Place::Home, "The first screen"),
            (Place::OneLine, "A line of text"),
            (Place::OfferedLine, "A line with earlier words"),
            (Place::Other, "Something else than the choices"),
            (Place::ManyLines, "A longer text"),
            (Place::Rating, "A rating"),
            (Place::ChooseOne, "A choice"),
            (Place::ChooseMany, "Several choices"),
            (Place::Stop, "A page of a walk"),
            (Place::Breathing, "Breathing"),
            (Place::Holding, "Breathing with holds"),
            (Place::BreathingStep, "Breathing in a walk"),
            (Place::Quiet, "A quiet time"),
            (Place::Caution, "Before a breath with holds"),
            (Place::History, "History"),
            (Place::Reader, "An entry of the history"),
            (Place::Page, "A page like this"),
            (Place::Sheet, "A short question"),
        ];
        let mut paragraphs = Vec::new();
        let (first, others): (Vec<_>, Vec<_>) =
            named.into_iter().partition(|(place, _)| *place == here);
        for (place, name) in first.into_iter().chain(others) {
            paragraphs.push(Paragraph::Heading(name.to_owned()));
            for row in actions::at(place) {
                // An earlier line of the table may have taken a key of this one here.
                let held = |key: &&Key| meant(place, **key) == Some(row.action);
                let keys: Vec<_> = row.keys.iter().filter(held).map(Key::to_string).collect();
                if !keys.is_empty() {
                    paragraphs.push(Paragraph::Entry(keys.join(", "), row.name.to_owned()));
                }
            }
        }
        Self::new("Keys".to_owned(), paragraphs)
    }

    /// What `enough` is and is not, where the words go, and how to go on.
    pub fn welcome(journal: &str) -> Self {
        let plain = |words: &str| Paragraph::Plain(words.to_owned());
        let paragraphs = vec![
            plain(
                "This is a self-help notebook. It walks with you from a scary thought to a good-enough one, \
                 and it has breathing breaks. The ideas are borrowed from CBT, ACT and self-compassion.",
            ),
            plain(
                "It isn't therapy, medical advice or a crisis service. It can't tell you what is wrong, or \
                 whether you or someone else is safe. It's made for adults.",
            ),
            plain(
                "Nobody reads what you write, and nobody is alerted. It stays on this computer, here:",
            ),
            Paragraph::Entry(String::new(), journal.to_owned()),
            plain(
                "If you or someone else might be in danger, call your local emergency number. \
                 On every screen, ? or Ctrl+G shows people you can talk to.",
            ),
            plain("F4 hides the screen until you press a key. Enter goes on from here."),
        ];
        Self::new("good-enough".to_owned(), paragraphs)
    }

    fn lines(&self, width: u16, look: &Look) -> Vec<(Style, String)> {
        let room = usize::from(width);
        let mut lines = Vec::new();
        let mut add = |style: Style, indent: usize, words: &str| {
            let gap = " ".repeat(indent);
            let rows = wrapped(words, room.saturating_sub(indent));
            lines.extend(rows.into_iter().map(|row| (style, format!("{gap}{row}"))));
        };
        let mut before: Option<&Paragraph> = None;
        for paragraph in &self.paragraphs {
            match paragraph {
                Paragraph::Heading(words) => {
                    if matches!(before, Some(Paragraph::Entry(..))) {
                        add(Style::new(), 0, "");
                    }
                    add(look.prompt, 0, words);
                }
                Paragraph::Plain(words) => {
                    if matches!(before, Some(Paragraph::Entry(..))) {
                        add(Style::new(), 0, "");
                    }
                    add(Style::new(), 0, words);
                    add(Style::new(), 0, "");
                }
                Paragraph::Entry(left, right) if room >= 50 && columns(left) < 28 => {
                    let first = if left.is_empty() { 2 } else { 30 };
                    for (row, words) in wrapped(right, room.saturating_sub(first))
                        .into_iter()
                        .enumerate()
                    {
                        let left = if row == 0 { left.as_str() } else { "" };
                        let gap = " ".repeat(first.saturating_sub(columns(left)));
                        add(Style::new(), 0, &format!("{left}{gap}{words}"));
                    }
                }
                Paragraph::Entry(left, right) => {
                    if !left.is_empty() {
                        add(look.prompt, 0, left);
                    }
                    add(Style::new(), 2, right);
                }
            }
            before = Some(paragraph);
        }
        lines
    }

    pub fn on_key(&mut self, key: Key, scene: &Scene) -> Outcome {
        let area = reading(scene.area);
        let height = usize::from(area.height);
        let last = self
            .lines(area.width, &scene.look)
            .len()
            .saturating_sub(height);
        match meant(Place::Page, key) {
            Some(Action::Leave) => return Outcome::Back,
            Some(Action::Down) => self.top += 1,
            Some(Action::Up) => self.top = self.top.saturating_sub(1),
            Some(Action::PageDown) => self.top += height,
            Some(Action::PageUp) => self.top = self.top.saturating_sub(height),
            Some(Action::First) => self.top = 0,
            Some(Action::Last) => self.top = last,
            _ => {}
        }
        self.top = self.top.min(last);
        Outcome::Stay
    }

    pub fn render(&self, area: Rect, buf: &mut Buffer, look: &Look) {
        header(&self.title, "", area, buf, look);
        let area = reading(area);
        let lines = self.lines(area.width, look);
        let top = self.top.min(lines.len().saturating_sub(area.height.into()));
        let hidden = lines.len() - top > usize::from(area.height);
        for (y, (style, line)) in (area.y..area.bottom()).zip(lines.into_iter().skip(top)) {
            if hidden && y + 1 == area.bottom() {
                buf.set_stringn(
                    area.x,
                    y,
                    "… more below",
                    usize::from(area.width),
                    look.quiet,
                );
            } else {
                buf.set_stringn(area.x, y, line, usize::from(area.width), style);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_stands_once_under_each_place_and_says_what_it_does_there() {
        let mut seen: Vec<String> = Vec::new();
        for paragraph in Page::keys(Place::Home).paragraphs {
            match paragraph {
                Paragraph::Entry(keys, name) => {
                    for key in keys.split(", ") {
                        assert!(!seen.contains(&key.to_owned()), "{key}, for {name}");
                        seen.push(key.to_owned());
                    }
                }
                _ => seen.clear(),
            }
        }
    }
}
