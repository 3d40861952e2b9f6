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
    /// What was typed isn't a day to come.
    unclear: bool,
}

const NO_THANKS: &str = "No thanks";
const OFFERED: [&str; 4] = ["Tomorrow", "In 3 days", "In a week", NO_THANKS];

impl FollowUp {
    pub fn new(today: Date, current: Option<&Answer>) -> Self {
        let grammar = exercise::Choose {
            other: true,
            ..exercise::Choose::default()
        };
        let options = OFFERED.map(Shown::plain).to_vec();
        let written = match current {
            Some(Answer::AskOn(Some(day))) => Some(day.to_string()),
            Some(Answer::AskOn(None)) => Some(NO_THANKS.to_owned()),
            _ => None,
        };
        let written = written.map(|label| Answer::Chosen(vec![label]));
        Self {
            choice: choose::Choose::new(&grammar, options, written.as_ref()),
            today,
            unclear: false,
        }
    }

    /// The answer that a label of the choice stands for; none where it is no day to come.
    fn meant(&self, answer: Option<Answer>) -> Option<Answer> {
        let Some(Answer::Chosen(labels)) = answer else {
            return None;
        };
        let label = labels.first()?;
        if label == NO_THANKS {
            return Some(Answer::AskOn(None));
        }
        self.day(label).map(|day| Answer::AskOn(Some(day)))
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
            Reply::Answer(Some(chosen)) => {
                let answer = self.meant(Some(chosen));
                self.unclear = answer.is_none();
                if self.unclear {
                    Reply::Stay
                } else {
                    Reply::Answer(answer)
                }
            }
            reply => reply,
        }
    }

    fn on_paste(&mut self, text: &str) {
        self.choice.on_paste(text);
    }

    fn answer(&self) -> Option<Answer> {
        self.meant(self.choice.answer())
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
