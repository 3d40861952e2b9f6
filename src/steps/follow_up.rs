//! Whether, and on which day, to be asked how it turned out.

use jiff::civil::Date;
use jiff::{Span, ToSpan};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::widgets::Widget;

use super::choose::{self, Shown};
use super::{Doing, Reply};
use crate::actions::{Key, Place};
use crate::entry::Answer;
use crate::exercise;
use crate::theme::Look;
use crate::widgets::prose::Prose;

/// The question, with the days it offers.
#[derive(Debug)]
pub struct FollowUp {
    choice: choose::Choose,
    today: Date,
    current: Option<Date>,
    /// What was typed isn't a day to come.
    unclear: bool,
}

const OFFERED: [&str; 4] = ["Tomorrow", "In 3 days", "In a week", "No thanks"];

impl FollowUp {
    pub fn new(today: Date, current: Option<&Answer>) -> Self {
        let current = match current {
            Some(Answer::AskOn(day)) => *day,
            _ => None,
        };
        let grammar = exercise::Choose {
            other: true,
            ..exercise::Choose::default()
        };
        let options = OFFERED.map(Shown::plain).to_vec();
        let written = current.map(|day| Answer::Chosen(vec![day.to_string()]));
        Self {
            choice: choose::Choose::new(&grammar, options, written.as_ref()),
            today,
            current,
            unclear: false,
        }
    }

    fn day(&self, label: &str) -> Option<Date> {
        let after = |span: Span| self.today.checked_add(span).ok();
        match OFFERED.iter().position(|offered| *offered == label) {
            Some(0) => after(1.day()),
            Some(1) => after(3.days()),
            Some(2) => after(7.days()),
            Some(_) => None,
            None => label.trim().parse().ok().filter(|day| *day > self.today),
        }
    }
}

impl Doing for FollowUp {
    fn place(&self) -> Place {
        self.choice.place()
    }

    fn on_key(&mut self, key: Key, width: u16) -> Reply {
        self.unclear = false;
        match self.choice.on_key(key, width) {
            Reply::Answer(Some(Answer::Chosen(labels))) => {
                let label = labels.first().map(String::as_str).unwrap_or_default();
                let day = self.day(label);
                self.unclear = day.is_none() && label != OFFERED[3];
                if self.unclear {
                    Reply::Stay
                } else {
                    Reply::Answer(Some(Answer::AskOn(day)))
                }
            }
            reply => reply,
        }
    }

    fn on_paste(&mut self, text: &str) {
        self.choice.on_paste(text);
    }

    fn answer(&self) -> Option<Answer> {
        self.current.map(|day| Answer::AskOn(Some(day)))
    }

    fn writing(&self) -> Option<(&str, usize)> {
        self.choice.writing()
    }

    fn take_up(&mut self, words: &str, caret: usize) {
        self.choice.take_up(words, caret);
    }

    fn rows(&self, width: u16) -> (u16, u16) {
        let (least, wish) = self.choice.rows(width);
        (least, wish + 2)
    }

    fn render(&self, area: Rect, buf: &mut Buffer, look: &Look) -> Option<Position> {
        let hint = if self.unclear {
            format!(
                "That isn't a day to come. Write it like {}.",
                self.day(OFFERED[2]).unwrap_or(self.today)
            )
        } else {
            format!(
                "Something else: a day, written like {}.",
                self.day(OFFERED[2]).unwrap_or(self.today)
            )
        };
        let hint_rows = u16::from(area.height > 5);
        let options = Rect {
            height: area.height - hint_rows,
            ..area
        };
        let below = Rect {
            y: options.y + 6.min(options.height),
            height: hint_rows,
            ..area
        };
        let style = if self.unclear {
            look.notice
        } else {
            look.quiet
        };
        Prose::new(&hint, style).render(below.intersection(area), buf);
        self.choice.render(options, buf, look)
    }
}
