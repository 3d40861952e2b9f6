//! Looks for words that would hurt, press or confuse the person who reads them.
//!
//! Where the types can't tell and the checks don't look, the tone of a file is held to rules: phrases to
//! avoid, plain and short sentences, one question at a time. A finding is a warning: the file works.

use std::cell::OnceCell;
use std::ops::Range;

use grade::Grade;
use passages::{Passage, Speaker, passages};
use phrases::PHRASES;
use place::Places;
use text::Text;

use crate::yaml::{Diagnostics, Node, Span};

mod form;
mod grade;
mod passages;
mod phrases;
mod place;
mod text;

/// What a file is, as far as its words go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holds<'a> {
    Exercise,
    Break,
    /// The catalogue of this name.
    Catalogue(&'a str),
}

/// Records each thing in the words of a file that is better put differently.
pub(super) fn check(holds: Holds<'_>, tree: &Node, source: &str, faults: &Diagnostics) {
    let passages = passages(holds, tree);
    let found: Vec<_> = passages
        .iter()
        .map(|passage| Reading::new(passage, source, faults))
        .collect();
    for reading in &found {
        if faults.is_at_limit() {
            return;
        }
        reading.phrases();
        reading.form();
        reading.questions();
    }
    grades(&found);
    if holds == Holds::Exercise {
        examples(tree, faults);
    }
}

/// One passage being read.
struct Reading<'a> {
    passage: &'a Passage<'a>,
    text: Text,
    source: &'a str,
    /// Looked up only where there is something to show.
    places: OnceCell<Places>,
    diagnostics: &'a Diagnostics,
}

impl<'a> Reading<'a> {
    fn new(passage: &'a Passage<'a>, source: &'a str, faults: &'a Diagnostics) -> Self {
        Self {
            passage,
            text: Text::new(passage.words),
            source,
            places: OnceCell::new(),
            diagnostics: faults,
        }
    }

    fn warn(&self, range: Range<usize>, what: impl Into<String>, instead: &str) {
        let Passage {
            words, span: mark, ..
        } = *self.passage;
        let places = self
            .places
            .get_or_init(|| Places::of(words, mark, self.source));
        self.diagnostics.warning(places.span(range), what, instead);
    }

    fn phrases(&self) {
        for phrase in PHRASES {
            if phrase.holds_for(self.passage.speaker) {
                for range in phrase.found_in(&self.text) {
                    let words = self.text.slice(range.clone());
                    self.warn(
                        range,
                        format!("“{words}” {}", phrase.harm.why),
                        phrase.harm.instead,
                    );
                }
            }
        }
    }

    fn form(&self) {
        for finding in form::findings(&self.text) {
            self.warn(finding.range, finding.what, finding.instead);
        }
    }

    fn questions(&self) {
        if self.passage.is_asked
            && let [_, second, ..] = form::questions(&self.text)[..]
        {
            self.warn(
                second..second + 1,
                "this asks a second question at once",
                "keep one, or ask the other in a step of its own",
            );
        }
    }

    fn hard_to_read(&self, grade: Grade) {
        let longest = self.text.longest_word().unwrap_or_default();
        self.diagnostics.warning(
            Span {
                length: 1,
                ..self.passage.span
            },
            format!(
                "this reads like grade {grade}, and {} is the most",
                Grade::MAX_GRADE
            ),
            format!("use shorter sentences and plainer words than “{longest}”"),
        );
    }
}

/// The measure was made for passages. Few words are judged together with all the others of a file.
fn grades(found: &[Reading<'_>]) {
    let spoken = || {
        found
            .iter()
            .filter(|reading| reading.passage.speaker == Speaker::Coach)
    };
    let of = |reading: &Reading<'_>| Grade::of([&reading.text]);
    let mut is_all_plain = true;
    for reading in spoken().filter(|reading| reading.text.words.len() >= Grade::MIN_WORDS) {
        if let Some(grade) = of(reading).filter(|grade| grade.is_too_high()) {
            is_all_plain = false;
            reading.hard_to_read(grade);
        }
    }
    let whole =
        Grade::of(spoken().map(|reading| &reading.text)).filter(|grade| grade.is_too_high());
    let hardest = spoken()
        .filter_map(|reading| Some((of(reading)?, reading)))
        .reduce(|one, other| if other.0 > one.0 { other } else { one });
    if let (true, Some(_), Some((grade, reading))) = (is_all_plain, whole, hardest) {
        reading.hard_to_read(grade);
    }
}

/// Examples stand for those who look after a child and for everybody, or not at all.
fn examples(tree: &Node, faults: &Diagnostics) {
    let steps = tree.get("steps").map_or(&[][..], Node::items);
    for (key, examples) in steps.iter().filter_map(|step| step.entry("examples")) {
        let has = |name| {
            let words = examples
                .get(name)
                .and_then(Node::as_str)
                .unwrap_or_default();
            !words.trim().is_empty()
        };
        let (what, missing) = match (has("parent"), has("general")) {
            (true, false) => (
                "this example is only for those who look after a child",
                "general",
            ),
            (false, true) => ("this leaves out those who look after a child", "parent"),
            _ => continue,
        };
        faults.warning(
            key.span,
            what,
            format!("add a line `{missing}: …` below it"),
        );
    }
}
