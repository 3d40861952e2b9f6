//! Turns YAML syntax errors into plain diagnostics.

use serde_yaml::{Error, Location};

use super::{Diagnostic, MAX_DEPTH, Span, pitfalls};

/// Finds the first control character that a text file may not contain.
pub(super) fn find_control_char(source: &str) -> Option<Diagnostic> {
    let strays = |character: char| character.is_control() && !matches!(character, '\n' | '\t');
    let (number, line) = source
        .split('\n')
        .enumerate()
        .find(|(_, line)| line.contains(strays))?;
    let column = line.chars().position(strays)? + 1;
    let span = Span {
        line: number + 1,
        column,
        length: 1,
    };
    Some(Diagnostic::error(
        span,
        "there is a control character here, which isn't text",
        "delete it and type the words again",
    ))
}

/// Converts an error of the parser.
pub(super) fn to_diagnostic(error: &Error, source: &str) -> Diagnostic {
    let error = error.without_snippet();
    let location = error.location().filter(|place| *place != Location::UNKNOWN);
    let mut span = location.map_or(Span::default(), Span::from);
    span.length = span.length.max(1);
    let lines = source.lines().count();
    if span.line > lines {
        span = Span {
            line: lines,
            column: source
                .lines()
                .last()
                .map_or(1, |line| line.chars().count() + 1),
            length: 1,
        };
    }
    let (message, help) = describe_error(error, source, &mut span);
    Diagnostic::error(span, message, help)
}

fn describe_error(error: &Error, source: &str, span: &mut Span) -> (&'static str, String) {
    match error {
        Error::Budget { .. }
        | Error::AliasReplayCounterOverflow { .. }
        | Error::AliasReplayLimitExceeded { .. }
        | Error::AliasExpansionLimitExceeded { .. }
        | Error::AliasReplayStackDepthExceeded { .. }
        | Error::AliasError { .. }
        | Error::RecursiveReferencesRequireWeakTypes { .. } => (
            "this file holds more than an exercise can",
            format!("use fewer `*` references and at most {MAX_DEPTH} levels"),
        ),
        Error::UnknownAnchor { .. } => (
            "a `*` here refers to nothing",
            "put words that begin with `*` in quotes".to_owned(),
        ),
        Error::MultipleDocuments { .. } => (
            "a second document starts here",
            "keep one exercise in a file, and no line of `---`".to_owned(),
        ),
        Error::Eof { .. } => (
            "this file is empty",
            "begin with `title:`, or copy another exercise and change it".to_owned(),
        ),
        _ => guess_cause(&error.to_string(), source, span),
    }
}

/// The likeliest cause, guessed from the lines around the error.
fn guess_cause(message: &str, source: &str, span: &mut Span) -> (&'static str, String) {
    let here = nth_line(source, span.line);
    let value = here
        .split_once(": ")
        .map_or(here, |(_, value)| value)
        .trim();
    if message.contains("nest") || message.contains("depth") || message.contains("recursion") {
        return (
            "this file is nested too deeply",
            format!("use at most {MAX_DEPTH} levels"),
        );
    }
    for number in [span.line, span.line.saturating_sub(1), span.line + 1] {
        if let Some((at, message, help)) = pitfalls::find_at_line_start(nth_line(source, number)) {
            *span = Span {
                line: number,
                column: at + 1,
                length: 1,
            };
            return (message, help.to_owned());
        }
    }
    for number in [span.line, span.line.saturating_sub(1), span.line + 1] {
        let line = nth_line(source, number);
        let indent = line.len() - line.trim_start().len();
        if let Some(tab) = line[..indent].find('\t') {
            *span = Span {
                line: number,
                column: tab + 1,
                length: 1,
            };
            return (
                "a tab stands at the start of this line",
                "use spaces, two for each level".to_owned(),
            );
        }
    }
    if value.starts_with(['\'', '"'])
        || message.contains("quoted scalar")
        || message.contains("end of stream") && has_quote(here)
    {
        return (
            "a quote is opened and not closed as expected",
            "end the words with the same quote, and write \\\" for a quote inside".to_owned(),
        );
    }
    if let Some(column) = second_colon(here) {
        *span = Span {
            column,
            length: 1,
            ..*span
        };
        return (
            "a second colon makes this line unclear",
            "put the words after the first colon in quotes".to_owned(),
        );
    }
    for number in [span.line, span.line.saturating_sub(1)] {
        let line = nth_line(source, number);
        let mut ends = line.match_indices(" #").map(|(at, _)| at);
        let cut = ends.find_map(|at| {
            pitfalls::find_cut_comment(&line[at..]).map(|(blanks, length)| (at + blanks, length))
        });
        if let Some((at, length)) = cut {
            *span = Span {
                line: number,
                column: line[..at].chars().count() + 1,
                length,
            };
            return (pitfalls::COMMENT_MESSAGE, pitfalls::COMMENT_HELP.to_owned());
        }
    }
    if here.contains(['[', '{']) || message.contains("flow") {
        return (
            "something between brackets is unclear",
            "close every bracket, put commas between, and quote words with a colon".to_owned(),
        );
    }
    if value.starts_with(['@', '`', '%', '&', '*', '!', '|', '>', '\'', '"']) {
        return (
            "these words can't be read as they are",
            "put them in double quotes".to_owned(),
        );
    }
    (
        "this line doesn't fit the lines around it",
        "line it up with the line above, and write `name: value`".to_owned(),
    )
}

fn nth_line(source: &str, number: usize) -> &str {
    number
        .checked_sub(1)
        .and_then(|before| source.lines().nth(before))
        .unwrap_or_default()
}

fn has_quote(line: &str) -> bool {
    line.contains(['"', '\''])
}

/// The column of a second colon in an unquoted text.
fn second_colon(line: &str) -> Option<usize> {
    let (name, value) = line.split_once(": ")?;
    let colon = value
        .find(": ")
        .or_else(|| value.strip_suffix(':').map(str::len))?;
    let quoted = value.trim_start().starts_with(['"', '\'', '[', '{']);
    (!quoted && !name.contains(['[', '{']))
        .then(|| name.chars().count() + 2 + value[..colon].chars().count() + 1)
}
