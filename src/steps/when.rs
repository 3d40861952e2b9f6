//! A day or a time to come, picked from a few or typed.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::widgets::Widget;

use super::choose::{self, Shown};
use super::{Doing, Reply};
use crate::actions::{Key, KeyContext};
use crate::entry::Answer;
use crate::exercise;
use crate::spoken::{Heard, Spoken};
use crate::text::digits::to_ascii_numbers;
use crate::theme::Theme;
use crate::widgets::prose::Prose;

/// A choice of moments to come.
#[derive(Debug)]
pub struct When<R> {
    choice: choose::Choose,
    offered: Vec<(String, Answer)>,
    reader: R,
    /// What was typed isn't a moment to come.
    unclear: bool,
}

/// Reads a moment that a person typed.
pub trait Reader: std::fmt::Debug {
    /// The answer it stands for; none where it is no moment to come.
    fn read(&self, typed: &str) -> Option<Answer>;

    /// How to write one, such as "a day, written like 2026-12-01".
    fn hint(&self) -> String;

    /// What to say where it is none.
    fn unclear(&self) -> String;
}

impl<R: Reader> When<R> {
    /// `written` is the present answer as it would be typed, where it isn't one of those offered.
    pub fn new(
        offered: Vec<(String, Answer)>,
        current: Option<&Answer>,
        written: Option<String>,
        reader: R,
    ) -> Self {
        let grammar = exercise::ChooseStep {
            other: true,
            ..exercise::ChooseStep::default()
        };
        let known = |current| offered.iter().find(|(_, answer)| answer == current);
        let label = current.and_then(known).map(|(label, _)| label.clone());
        let label = label.or(written).map(|label| Answer::Chosen(vec![label]));
        let options = offered.iter().map(|(label, _)| Shown::plain(label));
        Self {
            choice: choose::Choose::new(&grammar, options.collect(), label.as_ref()),
            offered,
            reader,
            unclear: false,
        }
    }

    /// The rows of what is offered, and of something else.
    fn filled(&self) -> u16 {
        u16::try_from(self.offered.len() + 1).unwrap_or(u16::MAX)
    }

    /// The answer that a label of the choice stands for.
    fn meant(&self, answer: Option<Answer>) -> Option<Answer> {
        let Some(Answer::Chosen(labels)) = answer else {
            return None;
        };
        let label = labels.first()?;
        let mut offered = self.offered.iter();
        match offered.find(|(offered, _)| offered == label) {
            Some((_, answer)) => Some(answer.clone()),
            None => self.reader.read(to_ascii_numbers(label).trim()),
        }
    }
}

impl<R: Reader> Doing for When<R> {
    fn place(&self) -> KeyContext {
        self.choice.place()
    }

    fn on_key(&mut self, key: Key, width: u16) -> Reply {
        self.unclear = false;
        match self.choice.on_key(key, width) {
            Reply::Answer(Some(chosen)) => {
                let answer = self.meant(Some(chosen));
                self.unclear = answer.is_none();
                if self.unclear {
                    self.choice.go_on_typing();
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

    fn spoken(&self) -> Spoken {
        let Spoken { mut lines, ask } = self.choice.spoken();
        lines.push(self.reader.hint());
        Spoken { lines, ask }
    }

    fn hear(&mut self, typed: &str) -> Heard<Option<Answer>> {
        match self.choice.hear(typed) {
            Heard::Done(Some(chosen)) => match self.meant(Some(chosen)) {
                None => {
                    self.choice.take_up("", 0);
                    Heard::unclear(self.reader.unclear())
                }
                answer => Heard::Done(answer),
            },
            heard => heard,
        }
    }

    fn rows(&self, width: u16) -> (u16, u16) {
        let (least, wish) = self.choice.rows(width);
        let hint = Prose::height(&self.reader.hint(), width);
        let unclear = Prose::height(&self.reader.unclear(), width);
        (least, wish.saturating_add(1 + hint.max(unclear)))
    }

    fn render(&self, area: Rect, buf: &mut Buffer, theme: &Theme) -> Option<Position> {
        let (hint, style) = if self.unclear {
            (self.reader.unclear(), theme.notice)
        } else {
            (self.reader.hint(), theme.dim)
        };
        let filled = self.filled().min(area.height);
        let free = area.height - filled;
        let rows = Prose::height(&hint, area.width);
        // Where there is no room, a hint can be missing, but not what is wrong.
        let rows = if self.unclear {
            rows.min(area.height.saturating_sub(1))
        } else {
            rows.min(free)
        };
        let options = Rect {
            height: area.height - rows,
            ..area
        };
        let gap = u16::from(free > rows);
        let below = Rect {
            y: options.y + (filled + gap).min(options.height),
            height: rows,
            ..area
        };
        Prose::new(&hint, style).render(below.intersection(area), buf);
        self.choice.render(options, buf, theme)
    }
}
