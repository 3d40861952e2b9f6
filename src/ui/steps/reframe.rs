//! The reframe step: a sentence stem to select, strongest first, and text to complete it.

mod line_mode;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::widgets::Widget;

use super::gap_field::{Advance, GapField};
use super::step_view::{StepEvent, StepView};
use super::suggestions::Suggestion;
use super::text_field::{answer_text, buffer_height_range};
use crate::domain::entry::Answer;
use crate::domain::exercise::{self, Starter};
use crate::domain::gaps::GappedText;
use crate::domain::session::Session;
use crate::text::{display_width, one_line};
use crate::ui::keymap::{Action, KeyContext, KeyPress};
use crate::ui::line_mode::prompt::{self, LinePrompt, LineReply};
use crate::ui::theme::Theme;
use crate::ui::widgets::select_list::SelectList;
use crate::ui::widgets::text_input::{TextInput, TextNotes};
use crate::ui::widgets::wrapped_text::WrappedText;

#[derive(Debug)]
pub(crate) struct ReframeView {
    /// The stems that are offered, with earlier answers filled in.
    stems: Vec<GappedText>,
    /// Good-enough thoughts from earlier sessions about a similar thought.
    suggestions: Vec<Suggestion>,
    mode: ReframeMode,
    selected: usize,
    field: GapField,
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
    const SUGGESTIONS_LABEL: &'static str = "What I wrote last time";

    pub(crate) fn new(
        session: &Session,
        reframe: &exercise::ReframeStep,
        current: Option<&Answer>,
        earlier: Vec<Suggestion>,
    ) -> Self {
        let fill = |starter: &Starter| session.fill_starter(starter);
        let offered = session.offered_starters(&reframe.stems);
        let stems: Vec<_> = offered.into_iter().map(fill).collect();
        // A text may have been made from a starter that isn't offered any more.
        let starters = reframe.stems.iter().chain(&reframe.start).map(fill);
        let starters = starters.collect();
        let field = match (current, session.draft(&reframe.start)) {
            (None, Some(draft)) => GapField::with_draft(fill(draft), starters),
            _ => GapField::new(&answer_text(current), starters),
        };
        let mode = if stems.is_empty() || !field.buffer().is_blank() {
            ReframeMode::Writing
        } else {
            ReframeMode::PickingStem
        };
        Self {
            stems,
            suggestions: earlier,
            mode,
            selected: 0,
            field,
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
        let (taken, written) = (&earlier.text, self.field.buffer().text().trim_end());
        let is_earlier = self.suggestions.iter().any(|other| other.text == written);
        if written.is_empty() || is_earlier || self.field.is_untouched() {
            self.field.set_text(taken, taken.len());
        } else if !written.contains(taken.as_str()) {
            let text = format!("{taken}\n{written}");
            self.field.set_text(&text, taken.len());
        }
        self.mode = ReframeMode::Writing;
        self.selected = 0;
    }

    /// Begins with the stem at the cursor, in place of an earlier one.
    fn insert_stem(&mut self) {
        self.mode = ReframeMode::Writing;
        if let Some(stem) = self.stems.get(self.selected) {
            self.field.begin_with(stem);
        }
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
        match self.mode {
            ReframeMode::Writing if self.field.leads_to_gap() => KeyContext::GapText,
            ReframeMode::Writing => KeyContext::ReframeText,
            _ => KeyContext::ChooseOne,
        }
    }

    fn on_key(&mut self, press: KeyPress, width: u16) -> StepEvent {
        if self.mode != ReframeMode::Writing {
            return self.on_list_key(press);
        }
        match press.action {
            Some(Action::Continue) => match self.field.advance() {
                Advance::Done => StepEvent::Answer(self.answer()),
                Advance::NextGap | Advance::Asked => StepEvent::Handled,
            },
            Some(Action::PreviousStep) if self.field.go_back() => StepEvent::Handled,
            // Back leads to the stems first, so that a gentler one can be chosen.
            Some(Action::PreviousStep) if !self.stems.is_empty() => {
                self.mode = ReframeMode::PickingStem;
                StepEvent::Handled
            }
            _ if self.field.apply_key(press, width) => StepEvent::Handled,
            _ => StepEvent::Ignored,
        }
    }

    fn on_paste(&mut self, text: &str) {
        if self.mode == ReframeMode::Writing {
            self.field.paste(text);
        }
    }

    fn answer(&self) -> Option<Answer> {
        let text = self.field.closed_text();
        (!text.is_empty()).then_some(Answer::Text(text))
    }

    fn edited_text(&self) -> Option<(&str, usize)> {
        let buffer = self.field.buffer();
        let is_writing = self.mode == ReframeMode::Writing || !buffer.is_blank();
        is_writing.then(|| (buffer.text(), buffer.caret()))
    }

    fn set_text(&mut self, text: &str, caret: usize) {
        self.field.set_text(text, caret);
        self.mode = ReframeMode::Writing;
    }

    fn line_prompt(&self) -> LinePrompt {
        if self.mode == ReframeMode::Writing {
            return self.text_prompt();
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
            "A number starts with that line. An empty line skips this.",
        )
    }

    fn on_line(&mut self, typed: &str) -> LineReply<Option<Answer>> {
        if self.mode == ReframeMode::Writing {
            return self.on_text_line(typed);
        }
        if typed.trim().is_empty() {
            return LineReply::Done(self.answer());
        }
        let count = self.options().len();
        let Some(index) = prompt::parse_choice(typed, count) else {
            return LineReply::invalid(prompt::invalid_choice(count));
        };
        self.selected = index;
        self.activate();
        LineReply::Refresh
    }

    fn height_range(&self, width: u16) -> (u16, u16) {
        if self.mode == ReframeMode::Writing {
            let (least, wish) = buffer_height_range(self.field.buffer(), width);
            let question = self.field.question().unwrap_or_default();
            return (least, wish + WrappedText::height(&question, width));
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
                buffer: self.field.buffer(),
                placeholder: "kind, and true",
                theme,
            }
            .render_with_notes(
                TextNotes {
                    gaps: &self.field.open_gaps(),
                    notice: &self.field.question().unwrap_or_default(),
                },
                area,
                buf,
            );
        }
        self.render_options(area, buf, theme);
        None
    }
}

impl ReframeView {
    fn render_options(&self, area: Rect, buf: &mut Buffer, theme: &Theme) {
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
        WrappedText::new(&below, theme.quiet).render(area_below, buf);
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
    }
}
