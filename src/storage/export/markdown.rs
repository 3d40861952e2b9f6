//! Writes the Markdown export: a page for each entry, with the person's text escaped so that none of it is markup.

use std::fmt::Write as _;
use std::io::{self, Write};

use jiff::civil::Date;
use jiff::fmt::strtime::BrokenDownTime;

use crate::domain::entry::{Answer, EntryState, format_clock_time};
use crate::domain::exercise::Role;
use crate::domain::outcome::Outcome;
use crate::domain::record::{FollowUp, Record};
use crate::text::{one_line, sanitize};

/// Writes the page of an entry, with what it looks back on, after a horizontal rule unless it is the first.
pub(super) fn page(
    whole: &Record,
    looks_back_on: Option<&str>,
    is_first: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
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
    let day = day_label(entry.day);
    let clock = format_clock_time(entry.started_at, entry.utc_offset);
    let state = match entry.state {
        EntryState::Done => "",
        EntryState::Draft => ", unfinished",
        EntryState::Trashed => ", in the trash",
    };
    writeln!(out, "{day}, {clock}{state}")?;
    if let Some(fear) = looks_back_on {
        write!(out, "\n## What it looks back on\n\n{}", block_quote(fear))?;
    }
    for answered in &entry.answers {
        let part = answered.role.map_or("", Role::as_str).replace('_', " ");
        let prompt = one_line(&answered.prompt);
        let prompt = if prompt.is_empty() { &part } else { &prompt };
        let text = answer_text(&answered.answer);
        let means = answered.outcome.map(Outcome::as_str);
        if text.trim().is_empty() && means.is_none() {
            continue;
        }
        if !prompt.is_empty() {
            writeln!(out, "\n## {}", line(prompt))?;
        }
        let text = if text.trim().is_empty() {
            means.unwrap_or_default()
        } else {
            &text
        };
        write!(out, "\n{}", block_quote(text))?;
    }
    if let Some(place) = entry
        .draft_position
        .as_ref()
        .filter(|place| !place.pending_text.is_empty())
    {
        write!(
            out,
            "\n## Being written\n\n{}",
            block_quote(&place.pending_text)
        )?;
    }
    follow_up(whole, out)
}

/// Whether a text begins as a page that this module wrote.
pub(crate) fn is_page(text: &str) -> bool {
    let mut lines = text.lines();
    let title = lines.next().unwrap_or_default();
    let (blank, began) = (lines.next(), lines.next().unwrap_or_default());
    let state = [", unfinished", ", in the trash"];
    let began = state
        .iter()
        .find_map(|state| began.strip_suffix(state))
        .unwrap_or(began);
    title.starts_with("# ")
        && blank == Some("")
        && BrokenDownTime::parse("%A, %d %B %Y, %H:%M", began).is_ok()
}

/// Writes the follow-up and the time until which a worry is postponed.
fn follow_up(whole: &Record, out: &mut dyn Write) -> io::Result<()> {
    if let Some(check_in) = &whole.follow_up {
        writeln!(out, "\n{}", follow_up_sentences(check_in))?;
        if let Some(note) = check_in
            .note
            .as_ref()
            .filter(|note| !note.trim().is_empty())
        {
            write!(out, "\n{}", block_quote(note))?;
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

/// What came of a fear, for somebody who reads it without the program.
fn follow_up_sentences(check_in: &FollowUp) -> String {
    let due = day_label(check_in.due);
    let outcome = match check_in.outcome {
        Outcome::Open => return format!("A look back is set for {due}."),
        Outcome::No => "What you feared didn't happen.",
        Outcome::Partly => "What you feared happened in part.",
        Outcome::Yes => "What you feared happened.",
        Outcome::Unknown => "It can't be told whether what you feared happened.",
        Outcome::Dropped => "It was let go without an answer.",
    };
    let acted = check_in.acted.map(|acted| {
        let what = if acted { "Something" } else { "Nothing" };
        format!("{what} was done that made it less likely.")
    });
    let rating = |name: &str, number: Option<u8>| {
        number.map(|number| format!("{name}: {}.", rating_text(number)))
    };
    let sentences = [
        Some(format!("A look back was set for {due}. {outcome}")),
        acted,
        rating("How hard it was", check_in.hardness),
        rating("How well it was managed", check_in.coping),
    ];
    sentences
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" ")
}

/// An answer in words that need no knowledge of the program.
fn answer_text(answer: &Answer) -> String {
    match answer {
        Answer::Rating(number) => rating_text(*number),
        Answer::FollowUpOn(Some(day)) => format!("On {}", day_label(*day)),
        answer => sanitize(&answer.to_text()),
    }
}

/// Every scale goes from 0 to 100.
fn rating_text(number: u8) -> String {
    format!("{number} of 100")
}

fn day_label(day: Date) -> String {
    day.strftime("%A, %-d %B %Y").to_string()
}

/// The text on one line, escaped.
fn line(text: &str) -> String {
    escape_line(&one_line(text))
}

/// The text as a block quote that keeps its line breaks, escaped.
pub(super) fn block_quote(text: &str) -> String {
    let text = sanitize(text);
    let lines: Vec<_> = text.trim_end().lines().map(str::trim_end).collect();
    let mut quote = String::new();
    for (index, line) in lines.iter().enumerate() {
        let is_continued = lines.get(index + 1).is_some_and(|next| !next.is_empty());
        // A backslash at the end of a line is a hard line break.
        let end = if is_continued && !line.is_empty() {
            "\\"
        } else {
            ""
        };
        let line = escape_line(line);
        let space = if line.is_empty() { "" } else { " " };
        // Writing to a string can't fail.
        let _ = writeln!(quote, ">{space}{line}{end}");
    }
    quote
}

/// The line with a backslash before each character that could be markup. Spaces at its start become no-break spaces,
/// because Markdown drops ordinary ones or reads them as code.
pub(super) fn escape_line(line: &str) -> String {
    let text = line.trim_start_matches(' ');
    let mut escaped = "\u{a0}".repeat(line.len() - text.len());
    let mut letters = text.char_indices().peekable();
    while let Some((index, letter)) = letters.next() {
        let before = &text[..index];
        let next = letters.peek().map(|(_, next)| *next);
        let is_markup = match letter {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&' | '!' | '@'
            | '$' | '^' | '=' | '{' | '}' => true,
            // A list or a horizontal rule.
            '-' | '+' => before.is_empty(),
            '.' | ')' if before.bytes().all(|byte| byte.is_ascii_digit()) => true,
            // Addresses become links on their own.
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
