//! What is wrong with a file, where, and how to put it right.

use std::{
    cell::{Cell, RefCell},
    fmt::Write,
    path::Path,
};

use serde_yaml::Location;
use unicode_width::UnicodeWidthStr;

use crate::text::{one_line, replace_unsafe};

/// One thing wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Counted from 1; 0 where the whole file is meant.
    pub line: usize,
    /// In characters, counted from 1.
    pub column: usize,
    /// How many characters it concerns.
    pub length: usize,
    pub message: String,
    pub help: String,
    pub severity: Severity,
}

/// Whether a file can be used with this fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    Error,
    Warning,
}

/// A place in a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Span {
    pub line: usize,
    pub column: usize,
    pub length: usize,
}

/// The faults found so far; decoding and checking add to them as they go.
#[derive(Debug)]
pub struct Diagnostics {
    found: RefCell<Vec<Diagnostic>>,
    limit: Cell<usize>,
}

impl Diagnostic {
    /// The most columns of a line that are shown.
    const MAX_EXCERPT_COLUMNS: usize = 100;
    /// The most letters of a message; words of the file can stand in it.
    const MAX_MESSAGE_CHARS: usize = 300;

    pub fn error(span: Span, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::new(span, &message.into(), &help.into(), Severity::Error)
    }

    pub fn warning(span: Span, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::new(span, &message.into(), &help.into(), Severity::Warning)
    }

    /// A fault of the whole file rather than of a place in it.
    pub fn for_file(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::error(Span::default(), message, help)
    }

    fn new(span: Span, message: &str, help: &str, severity: Severity) -> Self {
        Self {
            line: span.line,
            column: span.column,
            length: span.length,
            message: shorten(message),
            help: shorten(help),
            severity,
        }
    }

    /// Whether the file can't be used because of it.
    pub const fn is_error(&self) -> bool {
        matches!(self.severity, Severity::Error)
    }

    /// The fault as a compiler would show it, without colour.
    pub fn render(&self, path: &Path, source: &str) -> String {
        let path = replace_unsafe(&path.display().to_string());
        let severity = match self.severity {
            Severity::Error => "",
            Severity::Warning => "warning: ",
        };
        let Self { message, help, .. } = self;
        let line = self.line.checked_sub(1);
        let Some(line) = line.and_then(|number| source.lines().nth(number)) else {
            return match self.line {
                0 => format!("{path}: {severity}{message}\n      | {help}\n"),
                line => format!("{path}:{line}: {severity}{message}\n      | {help}\n"),
            };
        };
        let (shown, indent, carets) = self.excerpt(line);
        let mut rendered = format!(
            "{path}:{}:{}: {severity}{message}\n",
            self.line, self.column
        );
        // Writing to a string can't fail.
        let _ = writeln!(rendered, "{:5} | {shown}", self.line);
        let _ = writeln!(
            rendered,
            "      | {}{} {help}",
            " ".repeat(indent),
            "^".repeat(carets)
        );
        rendered
    }

    /// The part of a line around the fault, the columns before it and the columns of it.
    fn excerpt(&self, line: &str) -> (String, usize, usize) {
        let count = line.chars().count();
        let start = self.column.saturating_sub(1).min(count);
        let end = start.saturating_add(self.length).min(count);
        let first = if count <= Self::MAX_EXCERPT_COLUMNS {
            0
        } else {
            start.saturating_sub(Self::MAX_EXCERPT_COLUMNS / 2)
        };
        let last = count.min(first + Self::MAX_EXCERPT_COLUMNS);
        let near: Vec<char> = line.chars().skip(first).take(last - first).collect();
        let text = |from: usize, to: usize| {
            let from = from.saturating_sub(first).min(near.len());
            let to = to.saturating_sub(first).clamp(from, near.len());
            let part: String = near[from..to].iter().collect();
            replace_unsafe(&part.replace('\t', " "))
        };
        let before = if first > 0 { "… " } else { "" };
        let after = if last < count { " …" } else { "" };
        let shown = format!("{before}{}{after}", text(first, last).trim_end());
        let indent = before.width() + text(first, start).width();
        let carets = text(start, end).trim_end().width().max(1);
        (shown, indent, carets)
    }
}

/// A message on one line, without the middle of a very long one.
fn shorten(text: &str) -> String {
    let text = one_line(text);
    let count = text.chars().count();
    if count <= Diagnostic::MAX_MESSAGE_CHARS {
        return text;
    }
    let start: String = text
        .chars()
        .take(Diagnostic::MAX_MESSAGE_CHARS - 100)
        .collect();
    let end: String = text.chars().skip(count - 100).collect();
    format!("{} … {}", start.trim_end(), end.trim_start())
}

impl Default for Diagnostics {
    fn default() -> Self {
        Self {
            found: RefCell::default(),
            limit: Cell::new(Self::MAX_DIAGNOSTICS),
        }
    }
}

impl Diagnostics {
    /// Nobody mends more than this at once.
    const MAX_DIAGNOSTICS: usize = 200;

    /// Keeps no more than the first fault from now on.
    pub fn limit_to_one(&self) {
        self.limit.set(1);
    }

    /// Whether that a file is faulty is all one wants to know.
    pub fn is_limited_to_one(&self) -> bool {
        self.limit.get() == 1
    }

    /// Whether no further fault would be told, so that none needs to be looked for.
    pub fn is_full(&self) -> bool {
        self.found.borrow().len() >= self.limit.get() && self.has_errors()
    }

    pub fn error(&self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.extend([Diagnostic::error(span, message, help)]);
    }

    pub fn warning(&self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.extend([Diagnostic::warning(span, message, help)]);
    }

    pub fn extend(&self, diagnostics: impl IntoIterator<Item = Diagnostic>) {
        let mut known = self.found.borrow_mut();
        for diagnostic in diagnostics {
            // Past the limit only the first error matters, since it makes the file unusable.
            if known.len() < self.limit.get()
                || (diagnostic.is_error() && !known.iter().any(Diagnostic::is_error))
            {
                known.push(diagnostic);
            }
        }
    }

    /// Whether something is already known to be wrong at this very place.
    pub fn has_diagnostic_at(&self, span: Span) -> bool {
        self.found
            .borrow()
            .iter()
            .any(|diagnostic| (diagnostic.line, diagnostic.column) == (span.line, span.column))
    }

    /// Whether there are as many as anybody mends at once.
    pub fn is_at_limit(&self) -> bool {
        self.count() >= self.limit.get()
    }

    /// Whether one of them makes the file unusable.
    pub fn has_errors(&self) -> bool {
        self.found.borrow().iter().any(Diagnostic::is_error)
    }

    pub fn count(&self) -> usize {
        self.found.borrow().len()
    }

    /// Takes back what was added after there were `count` of them.
    pub(super) fn truncate(&self, count: usize) {
        self.found.borrow_mut().truncate(count);
    }

    /// All of them, in the order of the file.
    pub fn into_sorted(self) -> Vec<Diagnostic> {
        let mut diagnostics = self.found.into_inner();
        diagnostics
            .sort_by_key(|diagnostic| (diagnostic.line, diagnostic.column, diagnostic.severity));
        diagnostics
    }
}

impl From<Location> for Span {
    fn from(location: Location) -> Self {
        let number = |count: u64| usize::try_from(count).unwrap_or(usize::MAX);
        Self {
            line: number(location.line()),
            column: number(location.column()),
            length: number(location.span().len()),
        }
    }
}
