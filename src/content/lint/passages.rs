//! Collects the texts of a file that people read, and who seems to say each.

use crate::content::step_nodes::step_nodes;
use crate::content::yaml::{Node, Span};

/// The kind of file, which decides where its texts are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FileKind<'a> {
    Exercise,
    Break,
    ExercisePath,
    /// The catalogue with this name.
    Catalogue(&'a str),
}

/// A text that people read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Passage<'a> {
    pub(crate) text: &'a str,
    pub(crate) span: Span,
    pub(crate) speaker: Speaker,
    /// Whether it is shown as a question.
    pub(crate) is_question: bool,
}

/// Who seems to say a text, which decides the rules for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Speaker {
    /// The program, to the user.
    Coach,
    /// The program, in words the user can adopt: an option or a sentence stem.
    Suggestion,
    /// Someone in an example, whose thought may be harsh.
    Example,
}

use Speaker::{Coach, Example, Suggestion};

/// Collects the passages of a file in the order of its fields, without names, addresses and sources.
pub(super) fn collect_passages<'a>(kind: FileKind<'_>, tree: &'a Node) -> Vec<Passage<'a>> {
    let mut collector = PassageCollector(Vec::new());
    match kind {
        FileKind::Exercise => collector.collect_exercise(tree),
        FileKind::Break => collector.collect_break(tree),
        FileKind::ExercisePath => collector.collect_exercise_path(tree),
        FileKind::Catalogue(name) => collector.collect_catalogue(name, tree),
    }
    collector.0
}

struct PassageCollector<'a>(Vec<Passage<'a>>);

impl<'a> PassageCollector<'a> {
    fn add(&mut self, speaker: Speaker, is_question: bool, nodes: &'a [Node]) {
        self.0.extend(nodes.iter().filter_map(|node| {
            Some(Passage {
                text: node.as_str()?,
                span: node.span,
                speaker,
                is_question,
            })
        }));
    }

    /// Adds the texts of these fields, each a scalar or a list.
    fn collect_fields(&mut self, node: &'a Node, speaker: Speaker, names: &[&str]) {
        for name in names {
            self.add(speaker, false, node.get(name).map_or(&[], Node::items));
        }
    }

    fn collect_questions(&mut self, node: &'a Node, name: &str) {
        self.add(Coach, true, node.get(name).map_or(&[], Node::items));
    }

    fn collect_exercise(&mut self, tree: &'a Node) {
        self.collect_fields(tree, Coach, &["title", "purpose", "when"]);
        for other in field_items(tree, "better_choice") {
            self.collect_fields(other, Coach, &["if"]);
        }
        for (step, _) in step_nodes(tree) {
            self.collect_questions(step, "prompt");
            self.collect_fields(step, Coach, &["chapter", "note", "label", "help"]);
            self.collect_fields(step, Coach, &["closing", "closing_some", "closing_empty"]);
            if let Some(target) = step.get("skip_to") {
                self.collect_fields(target, Suggestion, &["label"]);
            }
            self.collect_fields(step, Suggestion, &["placeholder", "stems", "start"]);
            for name in ["stems", "start"] {
                for starter in field_items(step, name) {
                    self.collect_fields(starter, Suggestion, &["say"]);
                }
            }
            for option in field_items(step, "options") {
                self.add(Suggestion, false, std::slice::from_ref(option));
                self.collect_fields(option, Suggestion, &["label"]);
            }
            for offer in field_items(step, "next") {
                self.collect_fields(offer, Suggestion, &["label"]);
            }
            if let Some(examples) = step.get("examples") {
                self.collect_fields(examples, Example, &["parent", "general"]);
            }
        }
    }

    fn collect_break(&mut self, tree: &'a Node) {
        self.collect_fields(tree, Coach, &["title", "subtitle", "say", "note", "rounds"]);
        for phase in field_items(tree, "phases") {
            self.collect_fields(phase, Coach, &["say"]);
        }
    }

    fn collect_exercise_path(&mut self, tree: &'a Node) {
        self.collect_fields(tree, Coach, &["title", "purpose", "about"]);
        for step in field_items(tree, "path") {
            self.collect_fields(step, Coach, &["part", "title", "line"]);
        }
    }

    fn collect_catalogue(&mut self, name: &str, tree: &'a Node) {
        match name {
            "thinking-patterns" => {
                for pattern in tree.items() {
                    self.collect_fields(pattern, Coach, &["name", "line"]);
                    self.collect_fields(pattern, Example, &["parent", "general"]);
                    self.collect_questions(pattern, "ask");
                }
            }
            "menu" => tree
                .items()
                .iter()
                .for_each(|line| self.collect_fields(line, Example, &["line"])),
            "kindness" => self.add(Coach, false, tree.items()),
            "scales" => {
                for (_, scale) in tree.entries() {
                    self.collect_values(scale.get("anchors"), Suggestion);
                }
            }
            "people" => self.collect_contacts(tree),
            "pages" => {
                for page in tree.items() {
                    self.collect_fields(page, Coach, &["title", "paragraphs"]);
                }
            }
            // Every other catalogue has only texts of the coach.
            _ => self.collect_values(Some(tree), Coach),
        }
    }

    /// Adds the descriptions of contacts, but not their names, numbers and keywords.
    fn collect_contacts(&mut self, tree: &'a Node) {
        let everywhere = field_items(tree, "international");
        let regions = tree.get("regions").map_or(&[][..], Node::entries);
        let by_country = regions
            .iter()
            .flat_map(|(_, region)| field_items(region, "contacts"));
        for contact in everywhere.iter().chain(by_country) {
            self.collect_fields(contact, Coach, &["description", "note"]);
        }
    }

    /// Adds every text below a map.
    fn collect_values(&mut self, node: Option<&'a Node>, speaker: Speaker) {
        for (_, value) in node.map_or(&[][..], Node::entries) {
            self.add(speaker, false, value.items());
            self.collect_values(Some(value), speaker);
        }
    }
}

fn field_items<'a>(node: &'a Node, name: &str) -> &'a [Node] {
    node.get(name).map_or(&[], Node::items)
}
