//! The reframe step in line mode: gaps are asked for one by one.

use super::ReframeView;
use crate::domain::entry::Answer;
use crate::domain::exercise::LineLimit;
use crate::text::one_line;
use crate::ui::line_mode::prompt::{self, LinePrompt, LineReply};
use crate::ui::steps::StepView as _;
use crate::ui::steps::gap_field::Advance;
use crate::ui::steps::text_field::{append_line, current_text, input_hint};

impl ReframeView {
    /// The text and what can be typed: words for the gap at the caret, or more lines.
    pub(super) fn text_prompt(&self) -> LinePrompt {
        let buffer = self.field.buffer();
        if self.field.current_gap().is_some() {
            let mut lines = vec![one_line(buffer.text())];
            let ask = self.gap_prompt();
            lines.extend(ask.lines);
            return LinePrompt::new(lines, ask.hint);
        }
        LinePrompt::new(current_text(buffer), input_hint(LineLimit::Many, buffer))
    }

    /// The question for the open gap at the caret.
    fn gap_prompt(&self) -> LinePrompt {
        let buffer = self.field.buffer();
        let gap = self.field.current_gap().unwrap_or_default();
        let token = &buffer.text()[gap];
        let hint = token
            .strip_prefix('[')
            .and_then(|hint| hint.strip_suffix(']'));
        let line = if let Some(hint) = hint {
            format!("Gap: {hint}.")
        } else {
            let before = buffer.text()[..buffer.caret()].trim();
            format!("Gap: “{} …”", one_line(before))
        };
        let gaps = self.field.open_gaps();
        let later = gaps.iter().filter(|gap| gap.start > buffer.caret());
        let hint = match later.count() {
            0 => "Type the words for this gap. An empty line leaves it open.".to_owned(),
            1 => "Type the words for this gap only; one more gap is asked for after it. An empty line leaves this one open.".to_owned(),
            count => format!(
                "Type the words for this gap only; {count} more gaps are asked for after it. An empty line leaves this one open."
            ),
        };
        LinePrompt::new(vec![line], hint)
    }

    pub(super) fn on_text_line(&mut self, typed: &str) -> LineReply<Option<Answer>> {
        let is_end = prompt::ends_text(typed);
        let is_at_gap = self.field.current_gap().is_some();
        match (is_at_gap, is_end) {
            (true, false) => self.field.fill_gap(typed.trim()),
            (false, false) => {
                self.field.edit(|buffer| append_line(buffer, typed));
                return LineReply::Ask(self.complete_prompt());
            }
            (_, true) => {}
        }
        match self.field.advance() {
            Advance::NextGap => LineReply::Ask(self.gap_prompt()),
            Advance::Asked => LineReply::Ask(self.open_gaps_prompt()),
            Advance::Done if is_end => LineReply::Done(self.answer()),
            Advance::Done => LineReply::Ask(self.complete_prompt()),
        }
    }

    /// The question about gaps that were left open.
    fn open_gaps_prompt(&self) -> LinePrompt {
        let mut lines = Vec::from_iter(self.field.question_in_line_mode());
        lines.extend(self.gap_prompt().lines);
        LinePrompt::new(
            lines,
            "Type the words for this gap. An empty line leaves it out.",
        )
    }

    /// The finished text.
    fn complete_prompt(&self) -> LinePrompt {
        let line = one_line(&self.field.closed_text());
        LinePrompt::new(
            vec![format!("Your line: “{line}”")],
            "An empty line saves it. Anything else is added below it. /clear starts over.",
        )
    }
}
