//! The reframe step: a sentence stem to select, strongest first, and text to complete it.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::widgets::Widget;

use super::step_view::{StepEvent, StepView};
use super::suggestions::Suggestion;
use super::text_field::{
    answer_text, apply_key, buffer_answer, buffer_height_range, current_text, input_hint,
    on_text_line,
};
use crate::domain::entry::Answer;
use crate::domain::exercise::{self, LineLimit};
use crate::domain::gaps::GappedText;
use crate::domain::session::Session;
use crate::text::buffer::TextBuffer;
use crate::text::{display_width, one_line};
use crate::ui::keymap::{Action, KeyContext, KeyPress};
use crate::ui::line_mode::prompt::{self, END_OF_TEXT, LinePrompt, LineReply};
use crate::ui::theme::Theme;
use crate::ui::widgets::select_list::SelectList;
use crate::ui::widgets::text_input::TextInput;
use crate::ui::widgets::wrapped_text::WrappedText;

#[derive(Debug)]
pub(crate) struct ReframeView {
    /// The stems that are offered, with earlier answers filled in.
    stems: Vec<GappedText>,
    /// The draft it began with.
    draft: GappedText,
    /// Good-enough thoughts from earlier sessions about a similar thought.
    suggestions: Vec<Suggestion>,
    mode: ReframeMode,
    selected: usize,
    buffer: TextBuffer,
}

/// The current mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ReframeMode {
    /// Selecting a stem.
    PickingStem,
    /// Selecting a thought from an earlier session.
    PickingSuggestion,
    Writing,
}

impl ReframeView {
    const OWN_LABEL: &'static str = "Write my own line";
    const SUGGESTIONS_LABEL: &'static str = "What I wrote for a thought like this before";

    pub(crate) fn new(
        session: &Session,
        reframe: &exercise::ReframeStep,
        current: Option<&Answer>,
        earlier: Vec<Suggestion>,
    ) -> Self {
        let stems: Vec<_> = session
            .offered_starters(&reframe.stems)
            .into_iter()
            .map(|stem| session.fill_starter(stem))
            .collect();
        let draft = session
            .offered_starters(&reframe.start)
            .first()
            .map(|start| session.fill_starter(start))
            .unwrap_or_default();
        let text = if current.is_some() {
            answer_text(current)
        } else {
            draft.text()
        };
        let mode = if stems.is_empty() || !text.is_empty() {
            ReframeMode::Writing
        } else {
            ReframeMode::PickingStem
        };
        Self {
            stems,
            draft,
            suggestions: earlier,
            mode,
            selected: 0,
            buffer: TextBuffer::with_text(&text),
        }
    }

    /// The options in this mode.
    fn options(&self) -> Vec<String> {
        if self.mode == ReframeMode::PickingSuggestion {
            let texts = self.suggestions.iter().map(|earlier| earlier.text.clone());
            return texts.collect();
        }
        let stems = self.stems.iter().map(GappedText::label);
        let earlier = (!self.suggestions.is_empty()).then_some(Self::SUGGESTIONS_LABEL);
        let others = [Self::OWN_LABEL].into_iter().chain(earlier);
        stems.chain(others.map(ToOwned::to_owned)).collect()
    }

    /// Runs the option at the cursor.
    fn activate(&mut self) {
        match self.mode {
            ReframeMode::PickingSuggestion => {
                self.insert_suggestion();
            }
            _ if self.selected > self.stems.len() => {
                self.mode = ReframeMode::PickingSuggestion;
                self.selected = 0;
            }
            _ => self.insert_stem(),
        }
    }

    /// Inserts the earlier thought at the cursor before the text written since.
    fn insert_suggestion(&mut self) {
        let Some(earlier) = self.suggestions.get(self.selected) else {
            return;
        };
        let (taken, written) = (&earlier.text, self.buffer.text().trim_end());
        let is_earlier = self.suggestions.iter().any(|other| other.text == written);
        if written.is_empty() || is_earlier || self.is_unfinished_stem() {
            self.buffer.replace_all(taken, taken.len());
        } else if !written.contains(taken.as_str()) {
            let text = format!("{taken}\n{written}");
            self.buffer.replace_all(&text, taken.len());
        }
        self.mode = ReframeMode::Writing;
        self.selected = 0;
    }

    /// Inserts the stem at the cursor, with the caret at its gap.
    ///
    /// It replaces an earlier stem; the text written after that one stays.
    fn insert_stem(&mut self) {
        self.mode = ReframeMode::Writing;
        let Some(stem) = self.stems.get(self.selected) else {
            return;
        };
        let written = self.buffer.text().to_owned();
        let earlier = self
            .stems
            .iter()
            .map(GappedText::opening)
            .filter(|opening| written.starts_with(opening));
        let earlier = earlier
            .max_by_key(|opening| opening.len())
            .unwrap_or_default();
        let own = &written[earlier.len()..];
        if own.trim().is_empty() || self.is_unfinished_stem() {
            let gap = stem.opening().len();
            self.buffer.replace_all(&stem.text(), gap);
        } else if earlier.is_empty() {
            self.buffer
                .replace_all(&format!("{}\n{written}", stem.text()), stem.opening().len());
        } else {
            let text = format!("{}{own}", stem.opening());
            self.buffer.replace_all(&text, text.len());
        }
    }

    /// Whether the text is an unedited stem or draft with gaps.
    fn is_unfinished_stem(&self) -> bool {
        let text = self.buffer.text().trim_end();
        let mut stems = self.stems.iter().chain([&self.draft]);
        stems.any(|stem| stem.has_gaps() && stem.text().trim_end() == text)
    }

    fn on_list_key(&mut self, press: KeyPress) -> StepEvent {
        let last = self.options().len() - 1;
        if let Some(digit) = press.key.digit() {
            let wanted = usize::from(digit).wrapping_sub(1);
            if wanted <= last {
                self.selected = wanted;
                self.activate();
            }
            return StepEvent::Handled;
        }
        match press.action {
            Some(Action::Activate) => self.activate(),
            Some(Action::Continue) => return StepEvent::Answer(self.answer()),
            Some(Action::Up) => self.selected = self.selected.saturating_sub(1),
            Some(Action::Down) => self.selected = (self.selected + 1).min(last),
            Some(Action::First | Action::PageUp) => self.selected = 0,
            Some(Action::Last | Action::PageDown) => self.selected = last,
            Some(Action::PreviousStep | Action::Leave)
                if self.mode == ReframeMode::PickingSuggestion =>
            {
                self.mode = ReframeMode::PickingStem;
                self.selected = self.stems.len() + 1;
            }
            _ => return StepEvent::Ignored,
        }
        StepEvent::Handled
    }

    /// The text below the options: the one at the cursor if it is truncated, and how an earlier one turned out.
    fn detail_below(&self, width: u16) -> String {
        let picks = self.options();
        let text = picks.get(self.selected).map_or("", String::as_str);
        let about = match self.mode {
            ReframeMode::PickingSuggestion => self.suggestions.get(self.selected),
            _ => None,
        };
        let about = about.map_or("", |earlier| earlier.detail.as_str());
        let is_cut = display_width(text) + CURSOR_WIDTH > usize::from(width);
        match (is_cut, about.is_empty()) {
            (true, false) => format!("{text}\n{about}"),
            (true, true) => text.to_owned(),
            (false, _) => about.to_owned(),
        }
    }
}

/// The columns of the cursor and the digit before an option.
const CURSOR_WIDTH: usize = 4;

impl StepView for ReframeView {
    fn key_context(&self) -> KeyContext {
        if self.mode == ReframeMode::Writing {
            KeyContext::MultiLineText
        } else {
            KeyContext::ChooseOne
        }
    }

    fn on_key(&mut self, press: KeyPress, width: u16) -> StepEvent {
        if self.mode != ReframeMode::Writing {
            return self.on_list_key(press);
        }
        match press.action {
            Some(Action::Continue) => StepEvent::Answer(self.answer()),
            // Back leads to the stems first, so that a gentler one can be chosen.
            Some(Action::PreviousStep) if !self.stems.is_empty() => {
                self.mode = ReframeMode::PickingStem;
                StepEvent::Handled
            }
            _ if apply_key(&mut self.buffer, press, width) => StepEvent::Handled,
            _ => StepEvent::Ignored,
        }
    }

    fn on_paste(&mut self, text: &str) {
        if self.mode == ReframeMode::Writing {
            self.buffer.paste(text, false);
        }
    }

    /// An unedited stem isn't the person's own text yet, unless it has no gap.
    fn answer(&self) -> Option<Answer> {
        if self.is_unfinished_stem() {
            None
        } else {
            buffer_answer(&self.buffer)
        }
    }

    fn edited_text(&self) -> Option<(&str, usize)> {
        let is_writing = self.mode == ReframeMode::Writing || !self.buffer.is_blank();
        is_writing.then(|| (self.buffer.text(), self.buffer.caret()))
    }

    fn set_text(&mut self, text: &str, caret: usize) {
        self.buffer.replace_all(text, caret);
        self.mode = ReframeMode::Writing;
    }

    fn line_prompt(&self) -> LinePrompt {
        if self.mode == ReframeMode::Writing {
            let how = input_hint(LineLimit::Many, &self.buffer);
            return LinePrompt::new(current_text(&self.buffer), how);
        }
        let label = |index: usize, text: &str| match self.suggestions.get(index) {
            Some(earlier) if self.mode == ReframeMode::PickingSuggestion => {
                format!("{}, {}", one_line(text), earlier.detail)
            }
            _ => one_line(text),
        };
        let picks = self.options().into_iter().enumerate();
        let labels: Vec<_> = picks.map(|(index, text)| label(index, &text)).collect();
        let lines = prompt::numbered_list(labels.iter().map(String::as_str));
        LinePrompt::new(
            lines,
            "A number begins with that. An empty line skips this.",
        )
    }

    fn on_line(&mut self, typed: &str) -> LineReply<Option<Answer>> {
        if self.mode != ReframeMode::Writing {
            if typed.trim().is_empty() {
                return LineReply::Done(self.answer());
            }
            let count = self.options().len();
            let Some(index) = prompt::parse_choice(typed, count) else {
                return LineReply::invalid(prompt::invalid_choice(count));
            };
            self.selected = index;
            self.activate();
            return LineReply::Refresh;
        }
        if typed.trim_end() == END_OF_TEXT {
            return LineReply::Done(self.answer());
        }
        // Typed text goes into the gap of the stem.
        if self.is_unfinished_stem() {
            let (before, after) = self.buffer.text().split_at(self.buffer.caret());
            let gap = if before.ends_with(' ') { "" } else { " " };
            let text = format!("{before}{gap}{}{after}", typed.trim_start());
            self.buffer.replace_all(text.trim(), text.trim().len());
            return LineReply::Incomplete;
        }
        on_text_line(&mut self.buffer, LineLimit::Many, typed)
    }

    fn height_range(&self, width: u16) -> (u16, u16) {
        if self.mode == ReframeMode::Writing {
            return buffer_height_range(&self.buffer, width);
        }
        let picks = self.options();
        let count = u16::try_from(picks.len()).unwrap_or(u16::MAX);
        let longest = picks
            .iter()
            .map(|text| display_width(text) + CURSOR_WIDTH)
            .max();
        let is_cut = longest.is_some_and(|longest| longest > usize::from(width));
        let below = 2 * u16::from(is_cut) + u16::from(self.mode == ReframeMode::PickingSuggestion);
        (count.min(4), count.saturating_add(below))
    }

    fn render(&self, area: Rect, buf: &mut Buffer, theme: &Theme) -> Option<Position> {
        if self.mode == ReframeMode::Writing {
            return TextInput {
                buffer: &self.buffer,
                placeholder: "kind, and true",
                theme,
            }
            .render(area, buf);
        }
        let below = self.detail_below(area.width);
        let wanted = WrappedText::height(&below, area.width);
        let rows = if area.height > wanted + 1 { wanted } else { 0 };
        let list = Rect {
            height: area.height - rows,
            ..area
        };
        let area_below = Rect {
            y: list.bottom(),
            height: rows,
            ..area
        };
        WrappedText::new(&below, theme.dim).render(area_below, buf);
        let options = self.options();
        let picks = SelectList {
            selected: self.selected,
            count: options.len(),
            theme,
        };
        picks.render_rows(list, buf, |index| {
            let text = one_line(&options[index]);
            format!("{}{} {text}", picks.cursor(index), index + 1)
        });
        None
    }
}
