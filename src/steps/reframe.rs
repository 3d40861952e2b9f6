//! The thought, put as good enough: a beginning to pick, strongest first, and the words to finish it.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::widgets::Widget;

use super::write::{answer, edit, hear, how, rows, so_far};
use super::{Doing, Earlier, Reply, text_of};
use crate::actions::{Action, Key, KeyContext, lookup};
use crate::editor::TextBuffer;
use crate::entry::Answer;
use crate::exercise::{self, LineLimit};
use crate::session::Session;
use crate::spoken::{self, END, Heard, Spoken};
use crate::text::{display_width, one_line};
use crate::theme::Theme;
use crate::widgets::picks::Picks;
use crate::widgets::prose::{Prose, Writing};

/// A good-enough thought being written.
#[derive(Debug)]
pub struct Reframe {
    stems: Vec<String>,
    /// What the file offers to change, made from earlier answers.
    draft: String,
    /// Good-enough thoughts of earlier walks about a like thought.
    earlier: Vec<Earlier>,
    mode: Mode,
    selected: usize,
    buffer: TextBuffer,
}

/// What the person is at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    /// Picking a beginning.
    Beginning,
    /// Picking from what they wrote for a like thought before.
    Recalling,
    Writing,
}

impl Reframe {
    const OWN: &'static str = "Write my own line";
    const EARLIER: &'static str = "What I wrote for a thought like this before";

    pub fn new(
        session: &Session,
        reframe: &exercise::ReframeStep,
        current: Option<&Answer>,
        earlier: Vec<Earlier>,
    ) -> Self {
        let stems: Vec<_> = reframe
            .stems
            .iter()
            .map(|stem| session.fill_template(stem))
            .collect();
        let draft = reframe
            .start
            .as_ref()
            .map(|start| session.fill_template(start))
            .unwrap_or_default();
        let text = if current.is_some() {
            text_of(current)
        } else {
            draft.clone()
        };
        let mode = if stems.is_empty() || !text.is_empty() {
            Mode::Writing
        } else {
            Mode::Beginning
        };
        Self {
            stems,
            draft,
            earlier,
            mode,
            selected: 0,
            buffer: TextBuffer::with_text(&text),
        }
    }

    /// What can be picked now.
    fn picks(&self) -> Vec<&str> {
        if self.mode == Mode::Recalling {
            let words = self.earlier.iter().map(|earlier| earlier.words.as_str());
            return words.collect();
        }
        let stems = self.stems.iter().map(String::as_str);
        let earlier = (!self.earlier.is_empty()).then_some(Self::EARLIER);
        stems.chain([Self::OWN]).chain(earlier).collect()
    }

    /// Does what the line under the mark says.
    fn pick(&mut self) {
        match self.mode {
            Mode::Recalling => {
                self.take_earlier();
            }
            _ if self.selected > self.stems.len() => {
                self.mode = Mode::Recalling;
                self.selected = 0;
            }
            _ => self.begin(),
        }
    }

    /// Puts the earlier words under the mark in, before those that the person has written since.
    fn take_earlier(&mut self) {
        let Some(earlier) = self.earlier.get(self.selected) else {
            return;
        };
        let (taken, written) = (&earlier.words, self.buffer.text().trim_end());
        let is_earlier = self.earlier.iter().any(|other| other.words == written);
        if written.is_empty() || is_earlier || self.is_only_begun() {
            self.buffer.replace_all(taken, taken.len());
        } else if !written.contains(taken.as_str()) {
            let words = format!("{taken}\n{written}");
            self.buffer.replace_all(&words, taken.len());
        }
        self.mode = Mode::Writing;
        self.selected = 0;
    }

    /// Puts the beginning under the mark in, with the caret where the person's words belong.
    ///
    /// An earlier beginning gives way, and the words written after it stay.
    fn begin(&mut self) {
        self.mode = Mode::Writing;
        let Some(stem) = self.stems.get(self.selected) else {
            return;
        };
        let written = self.buffer.text().to_owned();
        let earlier = self
            .stems
            .iter()
            .map(|stem| opening(stem))
            .filter(|opening| written.starts_with(opening));
        let earlier = earlier
            .max_by_key(|opening| opening.len())
            .unwrap_or_default();
        let own = &written[earlier.len()..];
        if own.trim().is_empty() || self.is_only_begun() {
            let gap = stem.find(GAP).unwrap_or(stem.len());
            self.buffer.replace_all(&begun(stem), gap);
        } else if earlier.is_empty() {
            self.buffer
                .replace_all(&format!("{}\n{written}", begun(stem)), opening(stem).len());
        } else {
            let words = format!("{}{own}", opening(stem));
            self.buffer.replace_all(&words, words.len());
        }
    }

    /// Whether a beginning or a draft with gaps stands there that nobody went on from.
    fn is_only_begun(&self) -> bool {
        let text = self.buffer.text().trim_end();
        if text == self.draft.trim_end() && text.contains('…') {
            return true;
        }
        self.stems
            .iter()
            .any(|stem| stem.contains(GAP) && begun(stem).trim_end() == text)
    }

    fn on_key_in_picks(&mut self, key: Key) -> Reply {
        let last = self.picks().len() - 1;
        if let Some(digit) = key.digit() {
            let wanted = usize::from(digit).wrapping_sub(1);
            if wanted <= last {
                self.selected = wanted;
                self.pick();
            }
            return Reply::Stay;
        }
        match lookup(self.place(), key) {
            Some(Action::Activate) => self.pick(),
            Some(Action::Continue) => return Reply::Answer(self.answer()),
            Some(Action::Up) => self.selected = self.selected.saturating_sub(1),
            Some(Action::Down) => self.selected = (self.selected + 1).min(last),
            Some(Action::First | Action::PageUp) => self.selected = 0,
            Some(Action::Last | Action::PageDown) => self.selected = last,
            Some(Action::PreviousStep | Action::Leave) if self.mode == Mode::Recalling => {
                self.mode = Mode::Beginning;
                self.selected = self.stems.len() + 1;
            }
            _ => return Reply::Pass,
        }
        Reply::Stay
    }

    /// What stands below the lines to pick from: the one under the mark where it is cut, and how an earlier
    /// one turned out.
    fn below(&self, width: u16) -> String {
        let picks = self.picks();
        let words = picks.get(self.selected).copied().unwrap_or_default();
        let about = match self.mode {
            Mode::Recalling => self.earlier.get(self.selected),
            _ => None,
        };
        let about = about.map_or("", |earlier| earlier.about.as_str());
        let is_cut = display_width(words) + MARK > usize::from(width);
        match (is_cut, about.is_empty()) {
            (true, false) => format!("{words}\n{about}"),
            (true, true) => words.to_owned(),
            (false, _) => about.to_owned(),
        }
    }
}

/// The columns of the mark and the digit before a beginning.
const MARK: usize = 4;

/// Where a beginning leaves room for the person's words.
const GAP: &str = "...";

/// The part of a beginning before its first gap.
fn opening(stem: &str) -> &str {
    stem.split(GAP).next().unwrap_or_default().trim_end()
}

/// A beginning as it is put in: its first gap empty, others marked.
fn begun(stem: &str) -> String {
    stem.replacen(GAP, "", 1).replace(GAP, "…")
}

impl Doing for Reframe {
    fn place(&self) -> KeyContext {
        if self.mode == Mode::Writing {
            KeyContext::MultiLineText
        } else {
            KeyContext::ChooseOne
        }
    }

    fn on_key(&mut self, key: Key, width: u16) -> Reply {
        if self.mode != Mode::Writing {
            return self.on_key_in_picks(key);
        }
        match lookup(self.place(), key) {
            Some(Action::Continue) => Reply::Answer(self.answer()),
            // Back leads to the beginnings first, where a gentler one can be picked.
            Some(Action::PreviousStep) if !self.stems.is_empty() => {
                self.mode = Mode::Beginning;
                Reply::Stay
            }
            _ if edit(&mut self.buffer, KeyContext::MultiLineText, key, width) => Reply::Stay,
            _ => Reply::Pass,
        }
    }

    fn on_paste(&mut self, text: &str) {
        if self.mode == Mode::Writing {
            self.buffer.paste(text, false);
        }
    }

    /// A beginning that nobody went on from isn't the person's own words yet, unless it is whole.
    fn answer(&self) -> Option<Answer> {
        if self.is_only_begun() {
            None
        } else {
            answer(&self.buffer)
        }
    }

    fn writing(&self) -> Option<(&str, usize)> {
        let is_writing = self.mode == Mode::Writing || !self.buffer.is_blank();
        is_writing.then(|| (self.buffer.text(), self.buffer.caret()))
    }

    fn take_up(&mut self, words: &str, caret: usize) {
        self.buffer.replace_all(words, caret);
        self.mode = Mode::Writing;
    }

    fn spoken(&self) -> Spoken {
        if self.mode == Mode::Writing {
            let how = how(LineLimit::Many, &self.buffer);
            return Spoken::new(so_far(&self.buffer), how);
        }
        let told = |place: usize, words: &str| match self.earlier.get(place) {
            Some(earlier) if self.mode == Mode::Recalling => {
                format!("{}, {}", one_line(words), earlier.about)
            }
            _ => one_line(words),
        };
        let picks = self.picks().into_iter().enumerate();
        let told: Vec<_> = picks.map(|(place, words)| told(place, words)).collect();
        let lines = spoken::numbered(told.iter().map(String::as_str));
        Spoken::new(
            lines,
            "A number begins with that. An empty line skips this.",
        )
    }

    fn hear(&mut self, typed: &str) -> Heard<Option<Answer>> {
        if self.mode != Mode::Writing {
            if typed.trim().is_empty() {
                return Heard::Done(self.answer());
            }
            let count = self.picks().len();
            let Some(place) = spoken::place(typed, count) else {
                return Heard::unclear(spoken::no_such(count));
            };
            self.selected = place;
            self.pick();
            return Heard::Anew;
        }
        if typed.trim_end() == END {
            return Heard::Done(self.answer());
        }
        // Words after a beginning go where it leaves room for them.
        if self.is_only_begun() {
            let (before, after) = self.buffer.text().split_at(self.buffer.caret());
            let gap = if before.ends_with(' ') { "" } else { " " };
            let words = format!("{before}{gap}{}{after}", typed.trim_start());
            self.buffer.replace_all(words.trim(), words.trim().len());
            return Heard::More;
        }
        hear(&mut self.buffer, LineLimit::Many, typed)
    }

    fn rows(&self, width: u16) -> (u16, u16) {
        if self.mode == Mode::Writing {
            return rows(&self.buffer, width);
        }
        let picks = self.picks();
        let count = u16::try_from(picks.len()).unwrap_or(u16::MAX);
        let longest = picks.iter().map(|words| display_width(words) + MARK).max();
        let is_cut = longest.is_some_and(|longest| longest > usize::from(width));
        let below = 2 * u16::from(is_cut) + u16::from(self.mode == Mode::Recalling);
        (count.min(4), count.saturating_add(below))
    }

    fn render(&self, area: Rect, buf: &mut Buffer, theme: &Theme) -> Option<Position> {
        if self.mode == Mode::Writing {
            return Writing {
                buffer: &self.buffer,
                placeholder: "kind, and true",
                theme,
            }
            .draw(area, buf);
        }
        let below = self.below(area.width);
        let wanted = Prose::height(&below, area.width);
        let rows = if area.height > wanted + 1 { wanted } else { 0 };
        let list = Rect {
            height: area.height - rows,
            ..area
        };
        let whole = Rect {
            y: list.bottom(),
            height: rows,
            ..area
        };
        Prose::new(&below, theme.dim).render(whole, buf);
        let words = self.picks();
        let picks = Picks {
            selected: self.selected,
            count: words.len(),
            theme,
        };
        picks.draw(list, buf, |index| {
            let words = one_line(words[index]);
            format!("{}{} {words}", picks.mark(index), index + 1)
        });
        None
    }
}
