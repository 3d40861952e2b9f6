//! Validates the words that a reframe starts from: their gaps, placeholders and conditions.

use super::ExerciseValidator;
use crate::content::yaml::{Node, Span};
use crate::domain::exercise::{ReframeStep, Starter};
use crate::domain::gaps::{GapError, MAX_GAPS, MAX_HINT_CHARS, split_gaps};

/// The maximum number of stems of a step, and of drafts.
const MAX_STARTERS: usize = 50;

/// The span of the words of a starter, or of its first key if they are missing.
fn span_of_words(node: &Node) -> Span {
    let first = node.entries().first().map(|(key, _)| key);
    node.get("say").or(first).unwrap_or(node).span
}

impl ExerciseValidator<'_> {
    pub(super) fn validate_reframe(&mut self, index: usize, reframe: &ReframeStep) {
        let stems = self.field_items(index, "stems");
        self.validate_starters(index, &reframe.stems, stems);
        let texts = reframe.stems.iter().map(|stem| stem.say.as_str());
        self.check_option_texts(texts.zip(stems.iter().map(span_of_words)));
        let drafts = self.field_items(index, "start");
        self.validate_starters(index, &reframe.start, drafts);
        self.check_shadowed_drafts(&reframe.start, drafts);
    }

    fn validate_starters(&mut self, index: usize, starters: &[Starter], nodes: &[Node]) {
        if let Some(beyond) = nodes.get(MAX_STARTERS) {
            self.error(
                beyond.span,
                format!("at most {MAX_STARTERS} texts can be offered here"),
                "leave out those that are rarely chosen",
            );
            return;
        }
        for (starter, node) in starters.iter().zip(nodes) {
            let say = node.get("say").unwrap_or(node);
            if let Err(error) = split_gaps(&starter.say) {
                self.report_gap_error(&starter.say, error, say.span);
            }
            self.validate_placeholders(index, &starter.say, say);
            if let (Some(condition), Some(when)) = (&starter.when, node.get("when")) {
                self.validate_condition(index, condition, when);
            }
        }
    }

    fn report_gap_error(&self, say: &str, error: GapError, span: Span) {
        let help = match error {
            GapError::Unclosed(_) => {
                "close the gap with `]`, or write ( and ) for brackets in the text".to_owned()
            }
            GapError::Unopened(_) => {
                "open the gap with `[`, or write ( and ) for brackets in the text".to_owned()
            }
            GapError::EmptyHint(_) => {
                "write a few words between the brackets, or `...` for a gap without a hint"
                    .to_owned()
            }
            GapError::PlaceholderInHint(_) => {
                "write the hint in plain words; outside of brackets, the answer can stand"
                    .to_owned()
            }
            GapError::LongHint(_) => format!("use at most {MAX_HINT_CHARS} characters"),
            GapError::TooMany(_) => {
                format!("use at most {MAX_GAPS}; with fewer, a line is sooner finished")
            }
        };
        // A folded text is searched line by line, so only a short part of it is.
        let near: String = say[error.offset()..].chars().take(6).collect();
        let near = near.split('\n').next().unwrap_or_default();
        self.error(self.locate(near, span), error.to_string(), help);
    }

    /// Warns of drafts behind one without a condition, which is always taken.
    fn check_shadowed_drafts(&self, drafts: &[Starter], nodes: &[Node]) {
        let always = drafts.iter().position(|draft| draft.when.is_none());
        let behind = always.and_then(|always| nodes.get(always + 1));
        if let Some(behind) = behind {
            self.warning(
                behind.span,
                "this draft is never taken, since the one above has no `when`",
                "move the draft without `when` to the end",
            );
        }
    }
}
