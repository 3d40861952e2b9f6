//! Diagnostics: what is wrong with a file, where, and how to fix it.

use std::{
    cell::{Cell, RefCell},
    fmt::Write,
    path::Path,
};

use serde_yaml::Location;
use unicode_width::UnicodeWidthStr;

use crate::text::{one_line, replace_unsafe};

/// An error or a warning about a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// From 1; 0 if the diagnostic is about the whole file.
    pub(crate) line: usize,
    /// In characters, from 1.
    pub(crate) column: usize,
    /// In characters.
    pub(crate) length: usize,
    pub message: String,
    pub(crate) help: String,
    pub(crate) severity: Severity,
}

/// Whether the file can be used in spite of the diagnostic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Severity {
    Error,
    Warning,
}

/// A range of characters on one line of a file, counted as in [`Diagnostic`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Span {
    pub(crate) line: usize,
    pub(crate) column: usize,
    pub(crate) length: usize,
}

/// Collects diagnostics while a file is parsed, validated and linted.
#[derive(Debug)]
pub(crate) struct Diagnostics {
    found: RefCell<Vec<Diagnostic>>,
    limit: Cell<usize>,
}

impl Diagnostic {
    /// The maximum width of the quoted source line.
    const MAX_EXCERPT_COLUMNS: usize = 100;
    /// The maximum length of a message, which can quote text of the file.
    const MAX_MESSAGE_CHARS: usize = 300;

    pub(crate) fn error(span: Span, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::new(span, &message.into(), &help.into(), Severity::Error)
    }

    pub(crate) fn warning(span: Span, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::new(span, &message.into(), &help.into(), Severity::Warning)
    }

    /// An error about the whole file.
    pub(crate) fn for_file(message: impl Into<String>, help: impl Into<String>) -> Self {
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

    /// Whether it makes the file unusable.
    pub(crate) const fn is_error(&self) -> bool {
        matches!(self.severity, Severity::Error)
    }

    /// Formats the diagnostic like a compiler: position, message, source line, carets and help.
    pub(crate) fn render(&self, path: &Path, source: &str) -> String {
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
        // Writing to a String can't fail.
        let _ = writeln!(rendered, "{:5} | {shown}", self.line);
        let _ = writeln!(
            rendered,
            "      | {}{} {help}",
            " ".repeat(indent),
            "^".repeat(carets)
        );
        rendered
    }

    /// The part of the line around the diagnostic, the columns before it and its width in columns.
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

/// Puts a message on one line and cuts the middle out of a very long one.
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
    /// The default limit; nobody fixes more at once.
    const MAX_DIAGNOSTICS: usize = 200;

    /// Lowers the limit to one.
    pub(crate) fn limit_to_one(&self) {
        self.limit.set(1);
    }

    /// Whether the limit is one.
    pub(crate) fn is_limited_to_one(&self) -> bool {
        self.limit.get() == 1
    }

    /// Whether no further diagnostic would be kept, so that validation can stop.
    pub(crate) fn is_full(&self) -> bool {
        self.found.borrow().len() >= self.limit.get() && self.has_errors()
    }

    pub(crate) fn error(&self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.extend([Diagnostic::error(span, message, help)]);
    }

    pub(crate) fn warning(&self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.extend([Diagnostic::warning(span, message, help)]);
    }

    pub(crate) fn extend(&self, diagnostics: impl IntoIterator<Item = Diagnostic>) {
        let mut known = self.found.borrow_mut();
        for diagnostic in diagnostics {
            // Past the limit only the first error matters, because it makes the file unusable.
            if known.len() < self.limit.get()
                || (diagnostic.is_error() && !known.iter().any(Diagnostic::is_error))
            {
                known.push(diagnostic);
            }
        }
    }

    /// Whether there is a diagnostic at the start of this span.
    pub(crate) fn has_diagnostic_at(&self, span: Span) -> bool {
        self.found
            .borrow()
            .iter()
            .any(|diagnostic| (diagnostic.line, diagnostic.column) == (span.line, span.column))
    }

    /// Whether the limit is reached.
    pub(crate) fn is_at_limit(&self) -> bool {
        self.count() >= self.limit.get()
    }

    /// Whether one of the diagnostics makes the file unusable.
    pub(crate) fn has_errors(&self) -> bool {
        self.found.borrow().iter().any(Diagnostic::is_error)
    }

    pub(crate) fn count(&self) -> usize {
        self.found.borrow().len()
    }

    /// Drops all but the first `count`.
    pub(super) fn truncate(&self, count: usize) {
        self.found.borrow_mut().truncate(count);
    }

    /// The diagnostics in the order of the file.
    pub(crate) fn into_sorted(self) -> Vec<Diagnostic> {
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
