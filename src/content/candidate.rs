//! A file that is being parsed and validated before it enters the library.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::library::{Catalogues, FileDiagnostics, Library, SupportContacts};
use super::lint::{self, FileKind};
use super::scan::FoundFile;
use super::step_nodes::step_nodes;
use super::support_contacts::decode_support_contacts;
use super::validate::{self, Reference};
use crate::content::yaml::{self, ClaimedFields, Diagnostic, Diagnostics, Node, NodeValue, Span};
use crate::domain::exercise::{Break, Exercise, Step};
use crate::domain::exercise_path::ExercisePath;
use crate::text::replace_unsafe;

/// The maximum number of steps of an exercise.
const MAX_STEPS: usize = 200;

/// A file, its content and its diagnostics so far.
#[derive(Debug)]
pub(crate) struct CandidateFile {
    path: PathBuf,
    id: String,
    source: String,
    tree: Option<Node>,
    diagnostics: Diagnostics,
    references: Vec<Reference>,
    pub(crate) content: Option<CandidateContent>,
}

#[derive(Clone, Debug)]
pub(crate) enum CandidateContent {
    Exercise(Rc<Exercise>),
    Break(Box<Break>),
    ExercisePath(Box<ExercisePath>),
}

impl CandidateContent {
    /// What kind of file this is, for messages.
    const fn kind(&self) -> &'static str {
        match self {
            Self::Exercise(_) => "an exercise",
            Self::Break(_) => "a break",
            Self::ExercisePath(_) => "a path",
        }
    }
}

impl CandidateFile {
    /// Reads a file within `budget` bytes, which shrinks by its size.
    pub(crate) fn new(found: FoundFile, budget: &mut usize) -> Self {
        let diagnostics = Diagnostics::default();
        let bytes = found
            .bytes
            .read(&found.path, budget)
            .unwrap_or_else(|diagnostic| {
                diagnostics.extend([diagnostic]);
                Vec::new()
            });
        let source = yaml::decode_source(&bytes).unwrap_or_else(|diagnostic| {
            diagnostics.extend([diagnostic]);
            // Only for quoting the line of the diagnostic.
            String::from_utf8_lossy(&bytes).into_owned()
        });
        let tree = if diagnostics.has_errors() {
            None
        } else {
            yaml::parse(&source, &diagnostics)
        };
        let id = found.path.file_stem().unwrap_or_default();
        Self {
            id: id.to_string_lossy().into_owned(),
            path: found.path,
            source,
            tree,
            diagnostics,
            references: Vec::new(),
            content: None,
        }
    }

    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    pub(crate) fn has_errors(&self) -> bool {
        self.diagnostics.has_errors()
    }

    pub(crate) fn diagnostic_count(&self) -> usize {
        self.diagnostics.count()
    }

    /// Keeps only one diagnostic from now on.
    pub(crate) fn limit_to_one_diagnostic(&self) {
        self.diagnostics.limit_to_one();
    }

    /// Frees the tree, which only validation needs.
    pub(crate) fn drop_tree(&mut self) {
        self.tree = None;
    }

    /// The ids of the exercises and breaks it refers to.
    pub(crate) fn referenced_ids(&self) -> impl Iterator<Item = &str> {
        self.references.iter().map(Reference::id)
    }

    pub(crate) fn into_diagnostics(self) -> Option<FileDiagnostics> {
        let diagnostics = self.diagnostics.into_sorted();
        (!diagnostics.is_empty()).then_some(FileDiagnostics {
            path: self.path,
            diagnostics,
            source: self.source,
        })
    }

    /// Decodes the tree into an exercise, a break or a path, or into one of `catalogues`.
    pub(crate) fn parse(&mut self, catalogues: &mut Catalogues) {
        let Some(tree) = &self.tree else { return };
        if is_catalogue(&self.path) {
            let before = catalogues.clone();
            catalogues.parse(&self.id, tree, &self.diagnostics);
            if self.diagnostics.has_errors() {
                *catalogues = before;
            }
            return;
        }
        if !is_valid_id(&self.id) {
            self.diagnostics.extend([Diagnostic::for_file(
                format!("`{}` can't be the name of an exercise", self.id),
                "rename the file with lower-case letters, digits and `-`",
            )]);
        }
        self.content = match &tree.value {
            NodeValue::Map(_) if tree.get("steps").is_some() => {
                parse_exercise(tree, &self.id, &self.diagnostics)
                    .map(|exercise| CandidateContent::Exercise(Rc::new(exercise)))
            }
            NodeValue::Map(_) if tree.get("path").is_some() => {
                parse_exercise_path(tree, &self.id, &self.diagnostics)
                    .map(|exercise_path| CandidateContent::ExercisePath(Box::new(exercise_path)))
            }
            NodeValue::Map(_) if tree.get("phases").or(tree.get("lengths")).is_some() => {
                parse_break(tree, &self.id, &self.diagnostics)
                    .map(|break_| CandidateContent::Break(Box::new(break_)))
            }
            NodeValue::Null => {
                self.diagnostics.extend([Diagnostic::for_file(
                    "this file is empty",
                    "begin with `title:`, or copy another exercise and change it",
                )]);
                None
            }
            _ => {
                self.diagnostics.error(
                    Span {
                        length: 1,
                        ..tree.span
                    },
                    "this is neither an exercise, a break nor a path",
                    "give it `title:`, `purpose:` and a list of `steps:`",
                );
                None
            }
        };
    }

    /// Decodes the tree as a list of contacts.
    pub(crate) fn parse_support_contacts(&self) -> Option<SupportContacts> {
        decode_support_contacts(self.tree.as_ref()?, &self.diagnostics)
    }

    /// Validates what the types can't, except references to other files.
    pub(crate) fn validate(&mut self, library: &Library) {
        let Some(tree) = &self.tree else { return };
        let (id, diagnostics) = (&self.id, &self.diagnostics);
        let Some(content) = &self.content else { return };
        self.references = match content {
            CandidateContent::Exercise(exercise) => validate::validate_exercise(
                exercise,
                tree,
                &self.source,
                &library.catalogues,
                diagnostics,
            ),
            CandidateContent::Break(break_) => {
                validate::validate_break(break_, tree, &library.catalogues, diagnostics)
            }
            CandidateContent::ExercisePath(exercise_path) => {
                validate::validate_exercise_path(exercise_path, tree, diagnostics)
            }
        };
        if let Some(taken) = library.kind_of(id).filter(|kind| *kind != content.kind()) {
            diagnostics.extend([Diagnostic::for_file(
                format!("`{id}` is already {taken}"),
                "give this file another name",
            )]);
        }
    }

    /// Lints the texts of the file.
    pub(crate) fn lint(&self) {
        let Some(tree) = &self.tree else { return };
        let holds = if is_catalogue(&self.path) {
            FileKind::Catalogue(&self.id)
        } else if tree.get("steps").is_some() {
            FileKind::Exercise
        } else if tree.get("path").is_some() {
            FileKind::ExercisePath
        } else {
            FileKind::Break
        };
        lint::lint_tree(holds, tree, &self.source, &self.diagnostics);
    }

    /// The id and the source text.
    pub(crate) fn source(&self) -> (&str, &str) {
        (&self.id, &self.source)
    }

    /// Reports an error if `names` has a file of the same name, or else adds this one.
    pub(crate) fn check_unique_name(&self, names: &mut BTreeMap<String, PathBuf>) {
        if is_catalogue(&self.path) {
            return;
        }
        if let Some(other) = names.get(&self.id) {
            self.diagnostics.extend([Diagnostic::for_file(
                format!(
                    "{} has the same name",
                    replace_unsafe(&other.display().to_string())
                ),
                "give one of them another name",
            )]);
        } else {
            names.insert(self.id.clone(), self.path.clone());
        }
    }

    /// Reports references to exercises, breaks and steps that don't exist.
    pub(crate) fn resolve_references(&self, library: &Library) {
        for reference in &self.references {
            if self.diagnostics.is_full() {
                return;
            }
            if !self.diagnostics.has_diagnostic_at(reference.span) {
                let diagnostic =
                    reference.to_diagnostic(library, self.diagnostics.is_limited_to_one());
                self.diagnostics.extend(diagnostic);
            }
        }
    }
}

/// Decodes a break.
pub(crate) fn parse_break(tree: &Node, id: &str, diagnostics: &Diagnostics) -> Option<Break> {
    yaml::decode::<Break>(tree, "break", diagnostics).map(|break_| Break {
        id: id.to_owned(),
        ..break_
    })
}

/// Decodes a path.
pub(crate) fn parse_exercise_path(
    tree: &Node,
    id: &str,
    diagnostics: &Diagnostics,
) -> Option<ExercisePath> {
    yaml::decode::<ExercisePath>(tree, "path", diagnostics).map(|exercise_path| ExercisePath {
        id: id.to_owned(),
        ..exercise_path
    })
}

/// Whether a file is in a folder `catalogues`.
pub(crate) fn is_catalogue(path: &Path) -> bool {
    let folder = path.parent().and_then(Path::file_name);
    folder.is_some_and(|name| name == "catalogues")
}

/// Whether this can be the name of an exercise, a break or a path.
pub(crate) fn is_valid_id(name: &str) -> bool {
    let plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit();
    !name.is_empty() && name.chars().all(|c| plain(c) || matches!(c, '-' | '_'))
}

/// Decodes an exercise, each step on its own, so that an invalid step doesn't hide the others.
pub(crate) fn parse_exercise(tree: &Node, id: &str, diagnostics: &Diagnostics) -> Option<Exercise> {
    let claims = ClaimedFields::default();
    let exercise = yaml::decode_flattened::<Exercise>(tree, "exercise", diagnostics, &claims);
    let mut known = claims.into_inner();
    known.push("steps");
    yaml::report_unknown_keys(tree, &known, diagnostics);
    let nodes = step_nodes(tree);
    if let Some((beyond, _)) = nodes.get(MAX_STEPS) {
        diagnostics.error(
            beyond.span,
            format!("an exercise has at most {MAX_STEPS} steps"),
            "make two exercises of it, where one leads on to the other",
        );
    }
    let mut steps: Vec<Step> = Vec::new();
    for (node, is_field) in nodes.into_iter().take(MAX_STEPS) {
        let mut step = parse_step(node, diagnostics);
        step.is_field = is_field;
        if is_field {
            let screen = steps.iter().rev().find(|step| !step.is_field);
            step.only_if = screen.and_then(|screen| screen.only_if.clone());
        }
        steps.push(step);
    }
    Some(Exercise {
        id: id.to_owned(),
        steps,
        ..exercise?
    })
}

/// Decodes a step. The fields of [`Step`] and of its kind are in the same map.
fn parse_step(node: &Node, diagnostics: &Diagnostics) -> Step {
    let claims = ClaimedFields::default();
    let named = || Step {
        id: node
            .get("id")
            .and_then(Node::as_str)
            .unwrap_or_default()
            .to_owned(),
        ..Step::default()
    };
    if !matches!(node.value, NodeValue::Map(_)) {
        diagnostics.error(
            node.span,
            "a step is a block of `name: value` lines",
            "begin it with `- kind: …` and indent the lines below",
        );
        return named();
    }
    let step = yaml::decode_flattened::<Step>(node, "step", diagnostics, &claims);
    let step = step.unwrap_or_else(named);
    let kind = yaml::decode_flattened(node, "step", diagnostics, &claims);
    claims.borrow_mut().push("kind");
    validate::report_unknown_fields(node, &claims.into_inner(), diagnostics);
    Step {
        kind: kind.unwrap_or_default(),
        ..step
    }
}
