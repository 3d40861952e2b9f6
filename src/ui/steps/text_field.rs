//! Text editing shared by the steps and editors with a text field.

use crate::domain::entry::Answer;
use crate::domain::exercise::LineLimit;
use crate::text::buffer::TextBuffer;
use crate::ui::keymap::{Action, KeyPress};
use crate::ui::line_mode::prompt::{self, LineReply};
use crate::ui::widgets::text_input::TextInput;
use crate::ui::widgets::wrapped_text::WrappedText;

/// Applies a key to the text; false if the key neither edits nor types.
pub(crate) fn apply_key(buffer: &mut TextBuffer, press: KeyPress, width: u16) -> bool {
    match (press.action, press.key.typed_char()) {
        (Some(Action::Edit(edit)), _) => buffer.apply(edit, TextInput::text_width(width)),
        (None, Some(c)) => buffer.type_char(c),
        _ => return false,
    }
    true
}

/// The minimum and the preferred rows of a text: two more than it fills, so that there is room to write.
pub(crate) fn buffer_height_range(buffer: &TextBuffer, width: u16) -> (u16, u16) {
    let text_width = u16::try_from(TextInput::text_width(width)).unwrap_or(1);
    (
        2,
        WrappedText::height(buffer.text(), text_width)
            .saturating_add(2)
            .max(3),
    )
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
        (LineLimit::One, true) => "Write it in one line. An empty line skips this.",
        (LineLimit::One, false) => "Write it in one line. An empty line keeps what is there.",
        (LineLimit::Many, true) => {
            "Write as many lines as you like, then a full stop alone on a line."
        }
        (LineLimit::Many, false) => {
            "Go on below it, then a full stop alone on a line. /clear begins anew."
        }
    }
}

/// Handles a typed line: it replaces a one-line text, and is appended to any other.
pub(crate) fn on_text_line(
    buffer: &mut TextBuffer,
    lines: LineLimit,
    typed: &str,
) -> LineReply<Option<Answer>> {
    let is_end = typed.trim_end() == prompt::END_OF_TEXT;
    match lines {
        _ if is_end => {}
        LineLimit::One if typed.trim().is_empty() => {}
        LineLimit::One => buffer.replace_all(typed, typed.len()),
        LineLimit::Many => {
            append_line(buffer, typed);
            return LineReply::Incomplete;
        }
    }
    LineReply::Done(buffer_answer(buffer))
}

/// Appends a line.
fn append_line(buffer: &mut TextBuffer, line: &str) {
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
