//! Catalogues: texts and scales that several exercises share.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::lazy::{Lazy, ready};
use super::support_contacts::{SupportContacts, decode_support_contacts};
use crate::content::yaml::{Diagnostics, Node, Span, decode, suggest};
use crate::domain::exercise::Examples;
use crate::domain::session::RatingChange;

/// Every catalogue, each from the file of its name in `exercises/catalogues`.
#[derive(Clone, Debug)]
pub(crate) struct Catalogues {
    pub(crate) thinking_patterns: Lazy<Vec<ThinkingPattern>>,
    pub(crate) scales: Lazy<BTreeMap<String, Scale>>,
    pub(crate) change_lines: Lazy<ChangeLines>,
    pub(crate) menu: Lazy<Vec<MenuLine>>,
    pub(crate) kindness: Lazy<Vec<String>>,
    pub(crate) cautions: Lazy<BTreeMap<String, String>>,
    pub(crate) support_contacts: Lazy<SupportContacts>,
    pub(crate) pages: Lazy<Vec<SharedPage>>,
}

/// A page to read that belongs to no exercise.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct SharedPage {
    /// Exercises and “People to talk to” refer to it.
    pub(crate) id: String,
    pub title: String,
    pub paragraphs: Vec<String>,
}

/// A thinking pattern, such as all-or-nothing thinking.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct ThinkingPattern {
    /// Journals store it, so it never changes.
    pub(crate) id: String,
    pub name: String,
    /// The clinical term.
    pub(crate) clinical: String,
    pub line: String,
    /// An example for those who look after a child.
    pub parent: String,
    /// An example for everybody.
    pub general: String,
    /// A question to ask it.
    pub ask: String,
    /// The exercise that fits it best.
    #[serde(default, rename = "try")]
    pub exercise: Option<String>,
}

impl ThinkingPattern {
    /// What such a thought can sound like.
    pub(crate) fn examples(&self) -> Examples {
        Examples {
            parent: Some(self.parent.clone()),
            general: Some(self.general.clone()),
        }
    }
}

/// A scale from 0 to 100 with texts for some of its numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Scale {
    /// Shown after a number.
    #[serde(default)]
    pub unit: String,
    pub(crate) anchors: BTreeMap<u8, String>,
}

/// Sentences about two ratings of the same thing, by scale.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub(crate) struct ChangeLines {
    pub(crate) scales: BTreeMap<String, ScaleLines>,
    /// For a low belief in the good-enough thought.
    pub(crate) low_belief: String,
    /// For a high distress.
    pub(crate) high_distress: String,
}

/// What is said about two ratings on one scale.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub(crate) struct ScaleLines {
    /// Names the ratings beside two bars.
    pub(crate) label: String,
    /// A sentence with both numbers.
    pub(crate) numbers: String,
    /// Said in addition if the second rating is lower, about the same or higher; may be empty.
    #[serde(default)]
    lower: String,
    #[serde(default)]
    same: String,
    #[serde(default)]
    higher: String,
}

impl ScaleLines {
    /// What is said in addition to the numbers.
    pub(crate) fn note(&self, change: RatingChange) -> &str {
        match change {
            RatingChange::Lower(_) => &self.lower,
            RatingChange::Same => &self.same,
            RatingChange::Higher(_) => &self.higher,
        }
    }
}

/// A heading of the home screen that names a feeling or a situation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct MenuLine {
    pub id: String,
    pub line: String,
    /// Exercises and breaks that are listed before the others.
    #[serde(default)]
    pub first: Vec<String>,
}

impl Scale {
    /// The maximum distance from an anchor at which its text still nearly applies.
    const MAX_NEAR_DISTANCE: u8 = 5;

    /// Describes a number by the anchor that is nearest.
    pub fn describe(&self, number: u8) -> String {
        let distance = |anchor: &u8| anchor.abs_diff(number);
        let nearest = self
            .anchors
            .iter()
            .min_by_key(|(anchor, _)| distance(anchor));
        let Some((anchor, words)) = nearest else {
            return String::new();
        };
        let is_near = distance(anchor) <= Self::MAX_NEAR_DISTANCE;
        match (number.cmp(anchor), is_near) {
            (Ordering::Equal, _) => words.clone(),
            (Ordering::Less, true) => format!("nearly “{words}”"),
            (Ordering::Less, false) => format!("less than “{words}”"),
            (Ordering::Greater, true) => format!("a little more than “{words}”"),
            (Ordering::Greater, false) => format!("more than “{words}”"),
        }
    }
}

impl Catalogues {
    /// The catalogue whose entries can be the options of a step.
    pub(crate) const PATTERNS: &str = "thinking-patterns";
    const NAMES: [&str; 8] = [
        Self::PATTERNS,
        "scales",
        "change-lines",
        "menu",
        "kindness",
        "cautions",
        "people",
        "pages",
    ];

    /// Parses one catalogue and replaces the present one if it is valid.
    pub(crate) fn parse(&mut self, name: &str, node: &Node, diagnostics: &Diagnostics) {
        match name {
            Self::PATTERNS => replace(&mut self.thinking_patterns, patterns(node, diagnostics)),
            "scales" => replace(&mut self.scales, scales(node, diagnostics)),
            "change-lines" => replace(&mut self.change_lines, change_lines(node, diagnostics)),
            "menu" => replace(&mut self.menu, menu(node, diagnostics)),
            "kindness" => replace(&mut self.kindness, kindness(node, diagnostics)),
            "cautions" => replace(&mut self.cautions, cautions(node, diagnostics)),
            "people" => {
                replace(
                    &mut self.support_contacts,
                    decode_support_contacts(node, diagnostics),
                );
            }
            "pages" => replace(&mut self.pages, pages(node, diagnostics)),
            _ => diagnostics.error(
                Span::default(),
                format!("there is no catalogue `{name}`"),
                suggest(name, Self::NAMES),
            ),
        }
    }

    /// The labels that a catalogue has for a `choose` step.
    pub(crate) fn options(&self, catalogue: &str) -> Option<Vec<&str>> {
        (catalogue == Self::PATTERNS).then(|| {
            self.thinking_patterns
                .iter()
                .map(|pattern| pattern.name.as_str())
                .collect()
        })
    }
}

/// Decodes the value; none if there is any error.
fn decode_valid<T: DeserializeOwned>(
    node: &Node,
    name: &str,
    diagnostics: &Diagnostics,
) -> Option<T> {
    decode(node, name, diagnostics).filter(|_| !diagnostics.has_errors())
}

fn replace<T: 'static>(present: &mut Lazy<T>, decoded: Option<T>) {
    if let Some(value) = decoded {
        *present = ready(value);
    }
}

fn patterns(node: &Node, diagnostics: &Diagnostics) -> Option<Vec<ThinkingPattern>> {
    let patterns: Vec<ThinkingPattern> = decode_valid(node, Catalogues::PATTERNS, diagnostics)?;
    check_unique_ids(
        node,
        patterns.iter().map(|pattern| &pattern.id),
        diagnostics,
    );
    Some(patterns)
}

fn scales(node: &Node, diagnostics: &Diagnostics) -> Option<BTreeMap<String, Scale>> {
    let scales = decode_valid(node, "scales", diagnostics)?;
    check_scales(node, &scales, diagnostics);
    Some(scales)
}

fn change_lines(node: &Node, diagnostics: &Diagnostics) -> Option<ChangeLines> {
    decode_valid(node, "change-lines", diagnostics)
}

fn menu(node: &Node, diagnostics: &Diagnostics) -> Option<Vec<MenuLine>> {
    let menu: Vec<MenuLine> = decode_valid(node, "menu", diagnostics)?;
    check_unique_ids(node, menu.iter().map(|line| &line.id), diagnostics);
    Some(menu)
}

fn kindness(node: &Node, diagnostics: &Diagnostics) -> Option<Vec<String>> {
    let lines: Vec<String> = decode_valid(node, "kindness", diagnostics)?;
    if lines.is_empty() {
        diagnostics.error(node.span, "there is no line here", "write one or more");
    }
    Some(lines)
}

fn cautions(node: &Node, diagnostics: &Diagnostics) -> Option<BTreeMap<String, String>> {
    decode_valid(node, "cautions", diagnostics)
}

fn pages(node: &Node, diagnostics: &Diagnostics) -> Option<Vec<SharedPage>> {
    let pages: Vec<SharedPage> = decode_valid(node, "pages", diagnostics)?;
    check_unique_ids(node, pages.iter().map(|page| &page.id), diagnostics);
    Some(pages)
}

/// Reports duplicate ids.
fn check_unique_ids<'a>(
    node: &Node,
    ids: impl Iterator<Item = &'a String>,
    diagnostics: &Diagnostics,
) {
    let mut seen = std::collections::HashSet::new();
    for (id, item) in ids.zip(node.items()) {
        if !seen.insert(id) {
            let span = item.get("id").map_or(item.span, |id| id.span);
            diagnostics.error(span, format!("`{id}` is here twice"), "give one another id");
        }
    }
}

fn check_scales(node: &Node, scales: &BTreeMap<String, Scale>, diagnostics: &Diagnostics) {
    for (key, _) in node.entries() {
        let scale = key.as_str().and_then(|name| scales.get(name));
        let spans = |scale: &Scale| {
            let (first, last) = (
                scale.anchors.keys().next(),
                scale.anchors.keys().next_back(),
            );
            first == Some(&0) && last == Some(&100)
        };
        if scale.is_some_and(|scale| !spans(scale)) {
            diagnostics.error(
                key.span,
                "a scale goes from 0 to 100",
                "give words for 0 and for 100, and for nothing beyond",
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_described_by_the_nearest_anchor_alone() {
        let anchors = [(0, "none"), (50, "clearly there"), (100, "the strongest")];
        let scale = Scale {
            anchors: anchors
                .map(|(number, words)| (number, words.to_owned()))
                .into(),
            ..Scale::default()
        };
        let described = [0, 4, 20, 46, 50, 55, 70, 80, 97].map(|number| scale.describe(number));
        assert_eq!(
            described,
            [
                "none",
                "a little more than “none”",
                "more than “none”",
                "nearly “clearly there”",
                "clearly there",
                "a little more than “clearly there”",
                "more than “clearly there”",
                "less than “the strongest”",
                "nearly “the strongest”",
            ]
        );
    }
}
