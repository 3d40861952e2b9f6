//! Where the words that people read stand in a file, and who seems to say them.

use super::Holds;
use crate::yaml::{Node, Span};

/// A text that people read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Passage<'a> {
    pub words: &'a str,
    pub span: Span,
    pub speaker: Speaker,
    /// Whether it puts a question on the screen.
    pub is_asked: bool,
}

/// Who seems to say something, which decides what may be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Speaker {
    /// The program, to the person.
    Coach,
    /// The program, in words that the person can make theirs: an option, the beginning of a line.
    Offer,
    /// Someone who has a hard thought: an example. Such a thought may be harsh.
    Person,
}

use Speaker::{Coach, Offer, Person};

/// All passages of a file, in the order of its fields. Names, addresses and sources aren't among them.
pub(super) fn passages<'a>(holds: Holds<'_>, tree: &'a Node) -> Vec<Passage<'a>> {
    let mut found = Found(Vec::new());
    match holds {
        Holds::Exercise => found.exercise(tree),
        Holds::Break => found.pause(tree),
        Holds::Catalogue(name) => found.catalogue(name, tree),
    }
    found.0
}

struct Found<'a>(Vec<Passage<'a>>);

impl<'a> Found<'a> {
    fn add(&mut self, speaker: Speaker, is_asked: bool, nodes: &'a [Node]) {
        self.0.extend(nodes.iter().filter_map(|node| {
            Some(Passage {
                words: node.as_str()?,
                span: node.span,
                speaker,
                is_asked,
            })
        }));
    }

    /// The texts of these fields of a map, each one value or a list of some.
    fn fields(&mut self, node: &'a Node, speaker: Speaker, names: &[&str]) {
        for name in names {
            self.add(speaker, false, node.get(name).map_or(&[], Node::items));
        }
    }

    fn questions(&mut self, node: &'a Node, name: &str) {
        self.add(Coach, true, node.get(name).map_or(&[], Node::items));
    }

    fn exercise(&mut self, tree: &'a Node) {
        self.fields(tree, Coach, &["title", "purpose", "when"]);
        for other in items(tree, "better_choice") {
            self.fields(other, Coach, &["if"]);
        }
        for step in items(tree, "steps") {
            self.questions(step, "prompt");
            self.fields(step, Coach, &["label", "help", "closing"]);
            self.fields(step, Offer, &["placeholder", "stems", "start"]);
            for option in items(step, "options") {
                self.add(Offer, false, std::slice::from_ref(option));
                self.fields(option, Offer, &["label"]);
            }
            if let Some(examples) = step.get("examples") {
                self.fields(examples, Person, &["parent", "general"]);
            }
        }
    }

    fn pause(&mut self, tree: &'a Node) {
        self.fields(tree, Coach, &["title", "say", "note", "rounds"]);
        for phase in items(tree, "phases") {
            self.fields(phase, Coach, &["say"]);
        }
    }

    fn catalogue(&mut self, name: &str, tree: &'a Node) {
        match name {
            "thinking-patterns" => {
                for pattern in tree.items() {
                    self.fields(pattern, Coach, &["name", "line"]);
                    self.fields(pattern, Person, &["parent", "general"]);
                    self.questions(pattern, "ask");
                }
            }
            "menu" => tree
                .items()
                .iter()
                .for_each(|line| self.fields(line, Person, &["line"])),
            "kindness" => self.add(Coach, false, tree.items()),
            "scales" => {
                for (_, scale) in tree.entries() {
                    self.values(scale.get("anchors"), Offer);
                }
            }
            "people" => self.people(tree),
            "pages" => {
                for page in tree.items() {
                    self.fields(page, Coach, &["title", "paragraphs"]);
                }
            }
            // Whatever else is a catalogue holds words of the coach and nothing but them.
            _ => self.values(Some(tree), Coach),
        }
    }

    /// What is said about a helpline. Its name, its number and the word to send it are its own.
    fn people(&mut self, tree: &'a Node) {
        let everywhere = items(tree, "international");
        let regions = tree.get("regions").map_or(&[][..], Node::entries);
        let by_country = regions
            .iter()
            .flat_map(|(_, region)| items(region, "lines"));
        for contact in everywhere.iter().chain(by_country) {
            self.fields(contact, Coach, &["what", "note"]);
        }
    }

    /// Every text below a map.
    fn values(&mut self, node: Option<&'a Node>, speaker: Speaker) {
        for (_, value) in node.map_or(&[][..], Node::entries) {
            self.add(speaker, false, value.items());
            self.values(Some(value), speaker);
        }
    }
}

fn items<'a>(node: &'a Node, name: &str) -> &'a [Node] {
    node.get(name).map_or(&[], Node::items)
}
