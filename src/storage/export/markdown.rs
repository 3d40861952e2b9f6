//! A page for each entry, as Markdown in which no word of the person's becomes markup.

use std::fmt::Write as _;
use std::io::{self, Write};

use crate::domain::entry::{Answer, EntryState, format_clock_time};
use crate::domain::exercise::Role;
use crate::domain::outcome::Outcome;
use crate::domain::record::Record;
use crate::text::{one_line, sanitize};

/// Writes the page of one entry, with a line before it unless it is the first.
pub fn page(whole: &Record, is_first: bool, out: &mut dyn Write) -> io::Result<()> {
    let entry = &whole.entry;
    if !is_first {
        writeln!(out, "\n---\n")?;
    }
    let name = if entry.title.trim().is_empty() {
        &entry.exercise
    } else {
        &entry.title
    };
    writeln!(out, "# {}\n", line(name))?;
    let day = entry.day.strftime("%A, %-d %B %Y");
    let clock = format_clock_time(entry.started_at, entry.utc_offset);
    let state = match entry.state {
        EntryState::Done => "",
        EntryState::Draft => ", unfinished",
        EntryState::Trashed => ", in the trash",
    };
    writeln!(out, "{day}, {clock}{state}")?;
    for answered in &entry.answers {
        let part = answered.role.map_or("", Role::as_str).replace('_', " ");
        let asked = one_line(&answered.prompt);
        let asked = if asked.is_empty() { &part } else { &asked };
        let said = said(&answered.answer);
        let means = answered.outcome.map(Outcome::as_str);
        if said.trim().is_empty() && means.is_none() {
            continue;
        }
        if !asked.is_empty() {
            writeln!(out, "\n## {}", line(asked))?;
        }
        let said = if said.trim().is_empty() {
            means.unwrap_or_default()
        } else {
            &said
        };
        write!(out, "\n{}", quoted(said))?;
    }
    if let Some(place) = entry
        .draft_position
        .as_ref()
        .filter(|place| !place.pending_text.is_empty())
    {
        write!(out, "\n## Being written\n\n{}", quoted(&place.pending_text))?;
    }
    later(whole, out)
}

/// What comes back later.
fn later(whole: &Record, out: &mut dyn Write) -> io::Result<()> {
    if let Some(check_in) = &whole.follow_up {
        let mut words = format!(
            "To look back on {}: {}",
            check_in.due,
            check_in.outcome.as_str()
        );
        let acted = check_in.acted.map(|acted| if acted { "yes" } else { "no" });
        let rating = |number: Option<u8>| number.map(|number| number.to_string());
        for (name, value) in [
            ("something was done about it", acted.map(str::to_owned)),
            ("how hard it was", rating(check_in.hardness)),
            ("how far it was managed", rating(check_in.coping)),
        ] {
            if let Some(value) = value {
                // Writing to a string can't fail.
                let _ = write!(words, ", {name}: {value}");
            }
        }
        writeln!(out, "\n{}", escaped_line(&words))?;
        if let Some(note) = check_in
            .note
            .as_ref()
            .filter(|note| !note.trim().is_empty())
        {
            write!(out, "\n{}", quoted(note))?;
        }
    }
    let wait = whole.postponed.as_ref().filter(|wait| wait.is_waiting);
    if let Some(until) = wait.and_then(|wait| wait.until) {
        writeln!(
            out,
            "\nWaits until {}",
            until.strftime("%A, %-d %B %Y, %H:%M")
        )?;
    }
    Ok(())
}

fn said(answer: &Answer) -> String {
    sanitize(&answer.to_text())
}

/// Words on one line, where nothing in them is markup.
fn line(words: &str) -> String {
    escaped_line(&one_line(words))
}

/// Words as a quotation that keeps their lines.
pub(super) fn quoted(words: &str) -> String {
    let words = sanitize(words);
    let lines: Vec<_> = words.trim_end().lines().map(str::trim_end).collect();
    let mut quoted = String::new();
    for (place, line) in lines.iter().enumerate() {
        let goes_on = lines.get(place + 1).is_some_and(|next| !next.is_empty());
        let end = if goes_on && !line.is_empty() {
            "\\"
        } else {
            ""
        };
        let words = escaped_line(line);
        let space = if words.is_empty() { "" } else { " " };
        // Writing to a string can't fail.
        let _ = writeln!(quoted, ">{space}{words}{end}");
    }
    quoted
}

/// A line with a backslash before each sign that could be markup, and spaces at its beginning that stay.
pub(super) fn escaped_line(line: &str) -> String {
    let words = line.trim_start_matches(' ');
    let mut escaped = "\u{a0}".repeat(line.len() - words.len());
    let mut letters = words.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        let before = &words[..at];
        let next = letters.peek().map(|(_, next)| *next);
        let is_markup = match letter {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&' | '!' | '@'
            | '$' | '^' | '=' | '{' | '}' => true,
            // A list, or a rule.
            '-' | '+' => before.is_empty(),
            '.' | ')' if before.bytes().all(|byte| byte.is_ascii_digit()) => true,
            // Addresses become links by themselves.
            '.' => ends_with_www(before),
            ':' => before.is_empty() || next.is_some_and(|next| !next.is_whitespace()),
            _ => false,
        };
        if is_markup {
            escaped.push('\\');
        }
        escaped.push(letter);
    }
    escaped
}

fn ends_with_www(before: &str) -> bool {
    let end = before.len().checked_sub(3).and_then(|at| before.get(at..));
    end.is_some_and(|end| end.eq_ignore_ascii_case("www"))
}
