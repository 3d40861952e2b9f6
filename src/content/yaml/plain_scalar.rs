//! The literal of a value without quotes, and what YAML may have made of it.

use serde_yaml::Location;

use super::pitfalls;
use super::{Diagnostics, Span};
use crate::text::sanitize;

/// Reports pitfalls of an unquoted text.
pub(super) fn check_plain_scalar(location: Location, source: &str, diagnostics: &Diagnostics) {
    let Some(range) = byte_range(location) else {
        return;
    };
    let Some(text) = source.get(range.clone()) else {
        return;
    };
    if text.starts_with(['"', '\'', '|', '>', '&', '!', '*']) {
        return;
    }
    check_tag_or_anchor(range.start, source, diagnostics);
    let line = source[..range.start].rfind('\n').map_or(0, |end| end + 1);
    // Only the first value of a line can have these pitfalls.
    let before = &source[line..range.start];
    let is_in_block = || {
        let sign = source[..line].split_whitespace().next_back();
        before.trim().is_empty() && sign.is_some_and(|sign| sign.starts_with(['|', '>']))
    };
    let is_first = before.chars().all(|c| matches!(c, ' ' | '-')) && !is_in_block();
    // Includes the colon after a key.
    let end = source.ceil_char_boundary(range.end + 2);
    let first = if is_first { &source[line..end] } else { "" };
    if let Some((at, message, help)) = pitfalls::find_at_line_start(first).filter(|_| is_first) {
        let span = Span {
            line: Span::from(location).line,
            column: at + 1,
            length: 1,
        };
        if !diagnostics.has_diagnostic_at(span) {
            diagnostics.error(span, message, help);
        }
    }
    check_cut_comment(location, source, diagnostics);
}

/// Reports a first word that YAML took as a tag or an anchor.
fn check_tag_or_anchor(start: usize, source: &str, diagnostics: &Diagnostics) {
    let line = source[..start].rfind('\n').map_or(0, |end| end + 1);
    let before = &source[line..start];
    let Some(label) = pitfalls::find_tag_or_anchor(before) else {
        return;
    };
    let is_used = label.strip_prefix('&').is_some_and(|name| {
        let uses = source.split('*').skip(1);
        uses.into_iter().any(|rest| rest.starts_with(name))
    });
    let span = Span {
        line: source[..line].matches('\n').count() + 1,
        column: before[..before.rfind(label).unwrap_or(0)].chars().count() + 1,
        length: label.chars().count(),
    };
    if !is_used && !diagnostics.has_diagnostic_at(span) {
        diagnostics.warning(
            span,
            pitfalls::LABEL_MESSAGE,
            "put the whole words in double quotes",
        );
    }
}

/// Reports a `#` that cuts off the text at `location`.
pub(super) fn check_cut_comment(location: Location, source: &str, diagnostics: &Diagnostics) {
    let Some(range) = byte_range(location) else {
        return;
    };
    let Some(rest) = source.get(range.end..) else {
        return;
    };
    let rest = rest.strip_prefix(':').unwrap_or(rest);
    let Some((at, length)) = pitfalls::find_cut_comment(rest) else {
        return;
    };
    let end = source.len() - rest.len() + at;
    let start = source[..end].rfind('\n').map_or(0, |end| end + 1);
    let span = Span {
        line: Span::from(location).line + source[range].matches('\n').count(),
        column: source[start..end].chars().count() + 1,
        length,
    };
    if !diagnostics.has_diagnostic_at(span) {
        diagnostics.warning(span, pitfalls::COMMENT_MESSAGE, pitfalls::COMMENT_HELP);
    }
}

/// The byte range of a value in the file.
fn byte_range(location: Location) -> Option<std::ops::Range<usize>> {
    let from = usize::try_from(location.span().byte_offset()?).ok()?;
    let length = usize::try_from(location.span().byte_len()?).ok()?;
    Some(from..from.checked_add(length)?)
}

/// The literal of a value.
pub(super) fn source_literal(location: Location, source: &str) -> Option<String> {
    let text = source.get(byte_range(location)?)?.trim();
    (!text.is_empty()).then(|| sanitize(text))
}
