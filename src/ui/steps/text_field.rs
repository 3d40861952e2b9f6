//! Text editing shared by the steps and editors with a text field.

use crate::domain::entry::Answer;
use crate::domain::exercise::LineLimit;
use crate::text::buffer::{Edit, TextBuffer};
use crate::ui::keymap::{Action, KeyContext, KeyPress, key_label};
use crate::ui::line_mode::prompt::{self, LineReply};
use crate::ui::widgets::text_input::TextInput;
use crate::ui::widgets::wrapped_text::WrappedText;

/// Applies a key to the text; false if the key neither edits nor types.
pub(crate) fn apply_key(buffer: &mut TextBuffer, press: KeyPress, width: u16) -> bool {
    match (press.action, press.key.typed_char()) {
        (Some(Action::Edit(edit)), _) => buffer.apply(edit, TextInput::text_width(width)),
        (Some(Action::NewLineOrContinue), _) => {
            buffer.apply(Edit::Newline, TextInput::text_width(width));
        }
        (None, Some(c)) => buffer.type_char(c),
        _ => return false,
    }
    true
}

/// Whether Enter goes on, and how often it couldn't.
///
/// Enter goes on from an empty last line. Elsewhere it makes a new line, and someone who presses it twice to go on is
/// told how.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct EnterKey {
    /// How often Enter made a line since another key.
    lines_made: u8,
}

impl EnterKey {
    /// Whether this key goes on. Call it for each key, before the key changes the text.
    pub(crate) fn goes_on(&mut self, press: KeyPress, buffer: &TextBuffer) -> bool {
        if press.action != Some(Action::NewLineOrContinue) {
            self.lines_made = 0;
            return false;
        }
        self.lines_made = self.lines_made.saturating_add(1);
        buffer.is_on_empty_last_line()
    }

    /// How to go on, for someone who seems to try; empty otherwise.
    pub(crate) fn hint(self) -> String {
        if self.lines_made < 2 {
            return String::new();
        }
        let [next, line] = [Action::Continue, Action::NewLineOrContinue]
            .map(|action| key_label(action, KeyContext::MultiLineText));
        format!("{next} continues from here. On an empty last line, {line} does too.")
    }
}

/// The minimum and the preferred rows of a text. A short text needs only the rows that it fills.
pub(crate) fn buffer_height_range(buffer: &TextBuffer, width: u16) -> (u16, u16) {
    let text_width = u16::try_from(TextInput::text_width(width)).unwrap_or(1);
    let rows = WrappedText::height(buffer.text(), text_width);
    (rows.clamp(1, 3), TextInput::preferred_height(rows))
}

/// The current text for line mode; empty if it is blank.
pub(crate) fn current_text(buffer: &TextBuffer) -> Vec<String> {
    if buffer.is_blank() {
        return Vec::new();
    }
    vec![format!("So far: {}", buffer.text())]
}

/// The instructions for line mode.
pub(crate) fn input_hint(lines: LineLimit, buffer: &TextBuffer) -> &'static str {
    match (lines, buffer.is_blank()) {
        (LineLimit::One, true) => "Write one line. An empty line skips this.",
        (LineLimit::One, false) => "Write one line. An empty line keeps what's there.",
        (LineLimit::Many, true) => "As many lines as you like. An empty line ends it.",
        (LineLimit::Many, false) => "Keep writing. An empty line ends it. /clear starts over.",
    }
}

/// Handles a typed line: it replaces a one-line text, and is appended to any other.
pub(crate) fn on_text_line(
    buffer: &mut TextBuffer,
    lines: LineLimit,
    typed: &str,
) -> LineReply<Option<Answer>> {
    match lines {
        _ if prompt::ends_text(typed) => {}
        LineLimit::One => buffer.replace_all(typed, typed.len()),
        LineLimit::Many => {
            append_line(buffer, typed);
            return LineReply::Incomplete;
        }
    }
    LineReply::Done(buffer_answer(buffer))
}

/// Appends a line.
pub(crate) fn append_line(buffer: &mut TextBuffer, line: &str) {
    let text = if buffer.is_blank() {
        line.to_owned()
    } else {
        format!("{}\n{line}", buffer.text())
    };
    buffer.replace_all(&text, text.len());
}

/// The answer in a text, trimmed; none if it is blank.
pub(crate) fn buffer_answer(buffer: &TextBuffer) -> Option<Answer> {
    (!buffer.is_blank()).then(|| Answer::Text(buffer.text().trim().to_owned()))
}

/// The text of an answer, empty if there is none.
pub(crate) fn answer_text(answer: Option<&Answer>) -> String {
    answer.map(Answer::to_text).unwrap_or_default()
}
