//! The choose step: one or several options, and a text field for another one.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::widgets::Widget;

use super::step_view::{StepEvent, StepView};
use crate::domain::entry::Answer;
use crate::domain::exercise::{self, Examples};
use crate::text::buffer::TextBuffer;
use crate::text::digits::to_ascii_numbers;
use crate::text::{display_width, truncate_to_width};
use crate::ui::keymap::{Action, Key, KeyContext, KeyPress};
use crate::ui::line_mode::prompt::{self, LinePrompt, LineReply};
use crate::ui::theme::Theme;
use crate::ui::widgets::buffer_ext::BufferExt as _;
use crate::ui::widgets::select_list::SelectList;
use crate::ui::widgets::text_input::TextInput;
use crate::ui::widgets::wrapped_text::WrappedText;

/// An option.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OptionItem {
    pub(crate) label: String,
    /// A short explanation.
    pub(crate) detail: String,
    /// What it can sound like.
    pub(crate) examples: Examples,
}

impl OptionItem {
    pub(crate) fn without_detail(label: &str) -> Self {
        Self {
            label: label.to_owned(),
            detail: String::new(),
            examples: Examples::default(),
        }
    }
}

#[derive(Clone, Debug)]
pub(crate) struct ChooseView {
    options: Vec<OptionItem>,
    is_multiple: bool,
    /// The text field for another option, if the step allows it.
    other_text: Option<TextBuffer>,
    /// Whether the text field has the focus.
    is_typing_other: bool,
    selected: usize,
    is_ticked: Vec<bool>,
    /// Which examples are shown; both if unknown.
    looks_after_child: Option<bool>,
}

impl ChooseView {
    const OTHER_LABEL: &'static str = "Something else";

    pub(crate) fn new(
        choose: &exercise::ChooseStep,
        options: Vec<OptionItem>,
        current: Option<&Answer>,
    ) -> Self {
        let chosen = match current {
            Some(Answer::Chosen(labels)) => labels.as_slice(),
            _ => &[],
        };
        let ticked: Vec<_> = options
            .iter()
            .map(|option| chosen.contains(&option.label))
            .collect();
        let own = chosen
            .iter()
            .filter(|label| options.iter().all(|option| &option.label != *label));
        let own = own.cloned().collect::<Vec<_>>().join(", ");
        let other = (choose.allow_other || !own.is_empty()).then(|| TextBuffer::with_text(&own));
        let selected = ticked.iter().position(|ticked| *ticked).unwrap_or(0);
        Self {
            options,
            is_multiple: choose.multiple,
            other_text: other,
            is_typing_other: false,
            selected,
            is_ticked: ticked,
            looks_after_child: None,
        }
    }

    const fn count(&self) -> usize {
        self.options.len() + if self.other_text.is_some() { 1 } else { 0 }
    }

    const fn is_other_selected(&self) -> bool {
        self.other_text.is_some() && self.selected == self.options.len()
    }

    /// Selects or ticks the option at the cursor; true if that completes the choice.
    fn activate(&mut self) -> bool {
        if self.is_other_selected() {
            self.is_typing_other = true;
            return false;
        }
        if let Some(ticked) = self.is_ticked.get_mut(self.selected) {
            if self.is_multiple {
                *ticked = !*ticked;
            } else {
                self.is_ticked.fill(false);
                self.is_ticked[self.selected] = true;
            }
        }
        !self.is_multiple && !self.options.is_empty()
    }

    fn on_other_key(&mut self, press: KeyPress, width: u16) -> StepEvent {
        let Some(other) = &mut self.other_text else {
            return StepEvent::Ignored;
        };
        let action = press.action;
        if !matches!(action, Some(Action::Continue | Action::Leave)) {
            let is_edit = super::text_field::apply_key(other, press, width);
            return if is_edit {
                StepEvent::Handled
            } else {
                StepEvent::Ignored
            };
        }
        self.is_typing_other = false;
        // In a single choice, typed text replaces the chosen option.
        if !self.is_multiple && !other.is_blank() {
            self.is_ticked.fill(false);
        }
        if action == Some(Action::Continue) && !self.is_multiple {
            StepEvent::Answer(self.answer())
        } else {
            StepEvent::Handled
        }
    }

    /// Focuses the text field again, as its text is invalid.
    pub(crate) const fn resume_typing(&mut self) {
        self.is_typing_other = self.other_text.is_some();
    }

    fn move_selection(&mut self, action: Action) {
        let last = self.count().saturating_sub(1);
        self.selected = match action {
            Action::Up => self.selected.saturating_sub(1),
            Action::Down => (self.selected + 1).min(last),
            Action::PageUp => self.selected.saturating_sub(5),
            Action::PageDown => (self.selected + 5).min(last),
            Action::First => 0,
            _ => last,
        };
    }

    fn row_text(&self, index: usize, cursor: &str, theme: &Theme) -> String {
        let number = if index < 9 {
            format!("{} ", index + 1)
        } else {
            "  ".to_owned()
        };
        let label = self
            .options
            .get(index)
            .map_or(Self::OTHER_LABEL, |option| &option.label);
        let is_ticked = match self.is_ticked.get(index) {
            Some(ticked) => *ticked,
            None => self
                .other_text
                .as_ref()
                .is_some_and(|other| !other.is_blank()),
        };
        let tick = match (self.is_multiple, is_ticked) {
            (true, true) => "[x] ",
            (true, false) => "[ ] ",
            (false, true) if theme.ascii_only => "* ",
            (false, true) => "• ",
            (false, false) => "  ",
        };
        format!("{cursor}{number}{tick}{label}")
    }
}

impl StepView for ChooseView {
    fn key_context(&self) -> KeyContext {
        match (self.is_typing_other, self.is_multiple) {
            (true, _) => KeyContext::OtherText,
            (false, true) => KeyContext::ChooseMany,
            (false, false) => KeyContext::ChooseOne,
        }
    }

    fn set_looks_after_child(&mut self, looks_after_child: Option<bool>) {
        self.looks_after_child = looks_after_child;
    }

    fn on_key(&mut self, press: KeyPress, width: u16) -> StepEvent {
        if self.is_typing_other {
            return self.on_other_key(press, width);
        }
        if let Some(digit) = press.key.digit() {
            let wanted = usize::from(digit).wrapping_sub(1);
            if wanted < self.count() {
                self.selected = wanted;
                return if self.activate() {
                    StepEvent::Answer(self.answer())
                } else {
                    StepEvent::Handled
                };
            }
            return StepEvent::Handled;
        }
        match press.action {
            Some(Action::Continue) if self.is_other_selected() && press.key != Key::TAB => {
                self.is_typing_other = true;
                StepEvent::Handled
            }
            Some(Action::ClearAnswer) => {
                self.is_ticked.fill(false);
                StepEvent::Handled
            }
            Some(Action::Activate) if self.activate() => StepEvent::Answer(self.answer()),
            Some(Action::Continue) => StepEvent::Answer(self.answer()),
            Some(Action::ToggleOption) => {
                self.activate();
                StepEvent::Handled
            }
            Some(Action::Activate) => StepEvent::Handled,
            Some(
                action @ (Action::Up
                | Action::Down
                | Action::First
                | Action::Last
                | Action::PageUp
                | Action::PageDown),
            ) => {
                self.move_selection(action);
                StepEvent::Handled
            }
            _ => StepEvent::Ignored,
        }
    }

    fn on_paste(&mut self, text: &str) {
        if let (true, Some(other)) = (self.is_typing_other, &mut self.other_text) {
            other.paste(text, true);
        }
    }

    fn answer(&self) -> Option<Answer> {
        let ticked = self
            .options
            .iter()
            .zip(&self.is_ticked)
            .filter(|(_, ticked)| **ticked);
        let mut labels: Vec<_> = ticked.map(|(option, _)| option.label.clone()).collect();
        if let Some(other) = self.other_text.as_ref().filter(|other| !other.is_blank())
            && (self.is_multiple || self.is_typing_other || labels.is_empty())
        {
            if !self.is_multiple {
                labels.clear();
            }
            labels.push(other.text().trim().to_owned());
        }
        (!labels.is_empty()).then_some(Answer::Chosen(labels))
    }

    fn edited_text(&self) -> Option<(&str, usize)> {
        let other = self.other_text.as_ref().filter(|_| self.is_typing_other)?;
        Some((other.text(), other.caret()))
    }

    fn set_text(&mut self, text: &str, caret: usize) {
        if let Some(other) = &mut self.other_text {
            other.replace_all(text, caret);
            self.is_typing_other = true;
            self.selected = self.options.len();
        }
    }

    fn line_prompt(&self) -> LinePrompt {
        let label = |option: &OptionItem| match option.detail.as_str() {
            "" => option.label.clone(),
            detail => format!("{}: {detail}", option.label),
        };
        let labels: Vec<_> = self.options.iter().map(label).collect();
        let lines = prompt::numbered_list(labels.iter().map(String::as_str));
        LinePrompt::new(lines, self.line_hint())
    }

    fn on_line(&mut self, typed: &str) -> LineReply<Option<Answer>> {
        let typed = typed.trim();
        if typed.is_empty() {
            return LineReply::Done(self.answer());
        }
        let plain = to_ascii_numbers(typed);
        if let Some(index) = plain
            .strip_suffix('?')
            .filter(|_| self.has_examples())
            .and_then(|number| prompt::parse_choice(number, self.options.len()))
        {
            return LineReply::Message(self.example_lines(index));
        }
        let numbers = plain.split([' ', ',', ';']).filter(|part| !part.is_empty());
        let indices: Option<Vec<_>> = numbers
            .map(|part| prompt::parse_choice(part, self.options.len()))
            .collect();
        match (indices, &mut self.other_text) {
            (Some(indices), _) if self.is_multiple || indices.len() == 1 => {
                self.is_ticked.fill(false);
                for index in indices {
                    self.is_ticked[index] = true;
                }
                if let (false, Some(other)) = (self.is_multiple, &mut self.other_text) {
                    other.replace_all("", 0);
                }
                LineReply::Done(self.answer())
            }
            (None, Some(other)) if !plain.bytes().all(|byte| byte.is_ascii_digit()) => {
                other.replace_all(typed, typed.len());
                if !self.is_multiple {
                    self.is_ticked.fill(false);
                }
                LineReply::Done(self.answer())
            }
            _ => LineReply::invalid(prompt::invalid_choice(self.options.len())),
        }
    }

    fn height_range(&self, _width: u16) -> (u16, u16) {
        let count = u16::try_from(self.count()).unwrap_or(u16::MAX);
        let below = if self.has_examples() { 4 } else { 1 };
        (count.min(4), count.saturating_add(below))
    }

    fn render(&self, area: Rect, buf: &mut Buffer, theme: &Theme) -> Option<Position> {
        let (list, detail) = self.split_area(area);
        let picks = SelectList {
            selected: self.selected,
            count: self.count(),
            theme,
        };
        let mut caret = None;
        for (line, rest) in picks.render_rows(list, buf, |index| {
            self.row_text(index, picks.cursor(index), theme)
        }) {
            let index = line.index;
            if index == self.options.len() {
                caret = self.render_other(rest, buf, theme);
            } else if list.width >= Self::MIN_WIDTH_FOR_DETAILS {
                let x = (list.x + Self::DETAIL_COLUMN)
                    .max(rest.x + 2)
                    .min(rest.right());
                let width = usize::from(rest.right() - x);
                let text = truncate_to_width(&self.options[index].detail, width);
                buf.put_text(x, rest.y, text, width, theme.quiet);
            }
        }
        let below = self.text_below(area, detail.height);
        WrappedText::new(&below, theme.quiet).render(detail, buf);
        caret
    }
}

impl ChooseView {
    /// The minimum width to show each option's detail beside it.
    const MIN_WIDTH_FOR_DETAILS: u16 = 56;
    /// The column of the details.
    const DETAIL_COLUMN: u16 = 28;

    /// Rows of the list that examples leave free.
    const MIN_ROWS_ABOVE_EXAMPLES: u16 = 5;

    fn has_examples(&self) -> bool {
        let mut options = self.options.iter();
        options.any(|option| option.examples != Examples::default())
    }

    /// What can be typed in line mode.
    fn line_hint(&self) -> String {
        let ask = match (
            self.options.is_empty(),
            self.is_multiple,
            self.other_text.is_some(),
        ) {
            (true, _, true) => "Type your own words.",
            (true, _, false) => "There's nothing to choose from here.",
            (false, true, true) => "Type one number or several, or your own words.",
            (false, true, false) => "Type one number or several.",
            (false, false, true) => "Type a number, or your own words.",
            (false, false, false) => "Type a number.",
        };
        let examples = "A number and a question mark, as in 1?, tells what it can sound like.";
        let empty = match self.answer() {
            Some(chosen) => {
                let kept = chosen.to_text().replace('\n', ", ");
                format!("An empty line keeps {kept}.")
            }
            None => "An empty line skips this.".to_owned(),
        };
        if self.has_examples() {
            format!("{ask} {examples} {empty}")
        } else {
            format!("{ask} {empty}")
        }
    }

    /// What an option can sound like, one line for each example.
    fn example_lines(&self, index: usize) -> Vec<String> {
        let examples = self.options.get(index).map(|option| &option.examples);
        let examples = examples.map(|both| both.for_person(self.looks_after_child));
        let examples = examples.unwrap_or_default().into_iter().enumerate();
        let line = |(index, example): (usize, &String)| match index {
            0 => format!("For example: “{example}”"),
            _ => format!("Or: “{example}”"),
        };
        examples.map(line).collect()
    }

    /// An option if it is truncated, and its detail where that doesn't fit beside it.
    fn detail_below(&self, index: usize, width: u16) -> String {
        let Some(option) = self.options.get(index) else {
            return String::new();
        };
        let before = if self.is_multiple { 8 } else { 6 };
        let is_cut = before + display_width(&option.label) > usize::from(width);
        let below = match (is_cut, option.detail.is_empty()) {
            (false, _) => option.detail.clone(),
            (true, true) => option.label.clone(),
            (true, false) => format!("{}: {}", option.label, option.detail),
        };
        let room = usize::from(width.saturating_sub(Self::DETAIL_COLUMN));
        let fits_beside = width >= Self::MIN_WIDTH_FOR_DETAILS && display_width(&below) <= room;
        if fits_beside { String::new() } else { below }
    }

    /// The texts that can stand below the list for an option, the fullest first, with the rows that the list needs
    /// above each.
    fn texts_below(&self, index: usize, width: u16) -> [(String, u16); 2] {
        let detail = self.detail_below(index, width);
        let mut lines = self.example_lines(index);
        if !detail.is_empty() {
            lines.insert(0, detail.clone());
        }
        [
            (lines.join("\n"), Self::MIN_ROWS_ABOVE_EXAMPLES),
            (detail, 3),
        ]
    }

    /// The fullest text about the option at the cursor that fits into these rows.
    fn text_below(&self, area: Rect, rows: u16) -> String {
        let texts = self.texts_below(self.selected, area.width).into_iter();
        let mut fitting = texts.map(|(text, _)| text);
        let fitting = fitting.find(|text| WrappedText::height(text, area.width) <= rows);
        fitting.unwrap_or_default()
    }

    /// The rows below the list, the same for every option of those with examples, so that the list stays in place.
    fn rows_below(&self, area: Rect) -> u16 {
        let rows = |index: usize, which: usize| {
            let (text, above) = &self.texts_below(index, area.width)[which];
            let rows = WrappedText::height(text, area.width);
            if text.is_empty() {
                (0, *above)
            } else {
                (rows, *above)
            }
        };
        let all = (0..self.options.len()).map(|index| rows(index, 0));
        let most = all.max().unwrap_or_default();
        let choices = if self.has_examples() {
            [most, rows(self.selected, 1)]
        } else {
            [rows(self.selected, 1); 2]
        };
        let mut fitting = choices.into_iter();
        let fitting = fitting.find(|(rows, above)| area.height >= rows + above);
        fitting.map_or(0, |(rows, _)| rows)
    }

    /// The area of the list, and the one below it for what doesn't fit beside an option.
    fn split_area(&self, area: Rect) -> (Rect, Rect) {
        let rows = self.rows_below(area);
        let list = Rect {
            height: area.height - rows,
            ..area
        };
        (
            list,
            Rect {
                y: list.bottom(),
                height: rows,
                ..area
            },
        )
    }

    fn render_other(&self, area: Rect, buf: &mut Buffer, theme: &Theme) -> Option<Position> {
        let other = self
            .other_text
            .as_ref()
            .filter(|other| self.is_typing_other || !other.is_blank())?;
        // The bar of the input stands behind the label.
        let indent = TextInput::BAR_WIDTH + 1;
        let area = Rect {
            x: area.x + indent.min(area.width),
            width: area.width.saturating_sub(indent),
            ..area
        };
        TextInput {
            buffer: other,
            placeholder: "",
            theme,
        }
        .render(area, buf)
        .filter(|_| self.is_typing_other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hint(options: &[&str], is_multiple: bool, has_other: bool) -> String {
        let step = exercise::ChooseStep {
            multiple: is_multiple,
            allow_other: has_other,
            ..exercise::ChooseStep::default()
        };
        let options = options
            .iter()
            .map(|label| OptionItem::without_detail(label));
        ChooseView::new(&step, options.collect(), None)
            .line_prompt()
            .hint
    }

    #[test]
    fn the_hint_of_line_mode_is_made_of_whole_sentences() {
        for (has_options, is_multiple, has_other, ask) in [
            (true, false, false, "Type a number."),
            (true, false, true, "Type a number, or your own words."),
            (true, true, false, "Type one number or several."),
            (
                true,
                true,
                true,
                "Type one number or several, or your own words.",
            ),
            (false, false, true, "Type your own words."),
        ] {
            let options: &[&str] = if has_options {
                &["睡眠", "The rent 🙂"]
            } else {
                &[]
            };
            let expected = format!("{ask} An empty line skips this.");
            assert_eq!(hint(options, is_multiple, has_other), expected);
        }
    }
}
