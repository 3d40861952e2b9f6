//! Lints the texts of a file for words that would hurt, press or confuse the reader.
//!
//! The rules are avoided phrases, short and plain sentences, and one question at a time. Findings are warnings.

use std::cell::OnceCell;
use std::ops::Range;

use char_spans::CharSpans;
pub(crate) use passages::FileKind;
use passages::{Passage, Speaker, collect_passages};
use phrases::AVOIDED_PHRASES;
use readability::GradeLevel;
use tokens::TokenizedText;

use crate::content::step_nodes::step_nodes;
use crate::content::yaml::{Diagnostics, Node, Span};

mod char_spans;
mod passages;
mod phrases;
mod readability;
mod style;
mod tokens;

/// The texts of a file that people read, in the order of its fields.
pub(crate) fn visible_texts(kind: FileKind<'_>, tree: &Node) -> Vec<String> {
    let passages = collect_passages(kind, tree).into_iter();
    passages.map(|passage| passage.text.to_owned()).collect()
}

/// Reports every issue in the texts of a file.
pub(crate) fn lint_tree(kind: FileKind<'_>, tree: &Node, source: &str, diagnostics: &Diagnostics) {
    let passages = collect_passages(kind, tree);
    let linters: Vec<_> = passages
        .iter()
        .map(|passage| PassageLinter::new(passage, source, diagnostics))
        .collect();
    for linter in &linters {
        if diagnostics.is_at_limit() {
            return;
        }
        linter.check_phrases();
        linter.check_style();
        linter.check_questions();
    }
    check_readability(&linters);
    if kind == FileKind::Exercise {
        check_examples(tree, diagnostics);
    }
}

/// Lints one passage.
struct PassageLinter<'a> {
    passage: &'a Passage<'a>,
    text: TokenizedText,
    source: &'a str,
    /// Computed for the first finding.
    spans: OnceCell<CharSpans>,
    diagnostics: &'a Diagnostics,
}

impl<'a> PassageLinter<'a> {
    fn new(passage: &'a Passage<'a>, source: &'a str, diagnostics: &'a Diagnostics) -> Self {
        Self {
            passage,
            text: TokenizedText::new(passage.text),
            source,
            spans: OnceCell::new(),
            diagnostics,
        }
    }

    fn warn(&self, range: Range<usize>, message: impl Into<String>, instead: &str) {
        let Passage { text, span, .. } = *self.passage;
        let spans = self
            .spans
            .get_or_init(|| CharSpans::locate(text, span, self.source));
        self.diagnostics
            .warning(spans.span(range), message, instead);
    }

    fn check_phrases(&self) {
        for phrase in AVOIDED_PHRASES {
            if phrase.applies_to(self.passage.speaker) {
                for range in phrase.find_in(&self.text) {
                    let text = self.text.slice(range.clone());
                    self.warn(
                        range,
                        format!("“{text}” {}", phrase.harm.reason),
                        phrase.harm.suggestion,
                    );
                }
            }
        }
    }

    fn check_style(&self) {
        for finding in style::find_style_issues(&self.text) {
            self.warn(finding.range, finding.message, finding.suggestion);
        }
    }

    fn check_questions(&self) {
        if self.passage.is_question
            && let [_, second, ..] = style::question_ends(&self.text)[..]
        {
            self.warn(
                second..second + 1,
                "this asks a second question at once",
                "keep one, or ask the other in a step of its own",
            );
        }
    }

    fn warn_hard_to_read(&self, grade: GradeLevel) {
        let longest = self.text.longest_word().unwrap_or_default();
        self.diagnostics.warning(
            Span {
                length: 1,
                ..self.passage.span
            },
            format!(
                "this reads like grade {grade}, and {} is the most",
                GradeLevel::MAX_GRADE
            ),
            format!("use shorter sentences and plainer words than “{longest}”"),
        );
    }
}

/// Warns of hard passages. The formula needs some length, so short passages are measured together for the whole file.
fn check_readability(linters: &[PassageLinter<'_>]) {
    let spoken = || {
        linters
            .iter()
            .filter(|linter| linter.passage.speaker == Speaker::Coach)
    };
    let of = |linter: &PassageLinter<'_>| GradeLevel::of([&linter.text]);
    let mut is_all_plain = true;
    for linter in spoken().filter(|linter| linter.text.words.len() >= GradeLevel::MIN_WORDS) {
        if let Some(grade) = of(linter).filter(|grade| grade.is_too_high()) {
            is_all_plain = false;
            linter.warn_hard_to_read(grade);
        }
    }
    let file_grade =
        GradeLevel::of(spoken().map(|linter| &linter.text)).filter(|grade| grade.is_too_high());
    let hardest = spoken()
        .filter_map(|linter| Some((of(linter)?, linter)))
        .reduce(|one, other| if other.0 > one.0 { other } else { one });
    if let (true, Some(_), Some((grade, linter))) = (is_all_plain, file_grade, hardest) {
        linter.warn_hard_to_read(grade);
    }
}

/// Warns of examples only for those who look after a child, or only for the others.
fn check_examples(tree: &Node, diagnostics: &Diagnostics) {
    let steps = step_nodes(tree).into_iter();
    for (key, examples) in steps.filter_map(|(step, _)| step.entry("examples")) {
        let has = |name| {
            let text = examples
                .get(name)
                .and_then(Node::as_str)
                .unwrap_or_default();
            !text.trim().is_empty()
        };
        let (message, missing) = match (has("parent"), has("general")) {
            (true, false) => (
                "this example is only for those who look after a child",
                "general",
            ),
            (false, true) => ("this leaves out those who look after a child", "parent"),
            _ => continue,
        };
        diagnostics.warning(
            key.span,
            message,
            format!("add a line `{missing}: …` below it"),
        );
    }
}
