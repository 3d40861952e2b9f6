//! Calendar events in the iCalendar format (RFC 5545).

use std::io::{self, Write};

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};

/// The longest line in bytes, without its end.
const MAX_LINE_BYTES: usize = 75;

/// A private event that keeps nobody busy.
pub(crate) struct CalendarEvent {
    /// The same each time the event is written, so that a calendar replaces it.
    pub(crate) uid: String,
    pub(crate) start: EventStart,
    pub(crate) summary: &'static str,
}

#[derive(Clone, Copy)]
pub(crate) enum EventStart {
    /// The event lasts this day.
    Day(Date),
    /// Local time, wherever the person is.
    LocalTime(DateTime),
}

/// Writes a calendar. The format wants at least one event.
pub(crate) fn write_calendar(
    out: &mut (impl Write + ?Sized),
    events: &[CalendarEvent],
    now: Timestamp,
) -> io::Result<()> {
    let product = format!("-//good-enough//enough {}//EN", env!("CARGO_PKG_VERSION"));
    write_line(out, "BEGIN:VCALENDAR")?;
    write_line(out, "VERSION:2.0")?;
    write_line(out, &format!("PRODID:{}", escape_text(&product)))?;
    for event in events {
        write_event(out, event, now)?;
    }
    write_line(out, "END:VCALENDAR")
}

fn write_event(
    out: &mut (impl Write + ?Sized),
    event: &CalendarEvent,
    now: Timestamp,
) -> io::Result<()> {
    let start = match event.start {
        EventStart::Day(day) => format!("DTSTART;VALUE=DATE:{}", day.strftime("%Y%m%d")),
        EventStart::LocalTime(time) => format!("DTSTART:{}", time.strftime("%Y%m%dT%H%M%S")),
    };
    write_line(out, "BEGIN:VEVENT")?;
    write_line(out, &format!("UID:{}", escape_text(&event.uid)))?;
    write_line(out, &format!("DTSTAMP:{}", now.strftime("%Y%m%dT%H%M%SZ")))?;
    write_line(out, &start)?;
    write_line(out, &format!("SUMMARY:{}", escape_text(event.summary)))?;
    write_line(out, "CLASS:PRIVATE")?;
    write_line(out, "TRANSP:TRANSPARENT")?;
    write_line(out, "END:VEVENT")
}

/// A text value, with the characters escaped that have a meaning in one.
fn escape_text(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => escaped.extend(['\\', c]),
            '\n' => escaped.push_str("\\n"),
            _ => escaped.push(c),
        }
    }
    escaped
}

/// Writes a line, folded between characters: each further line begins with a space.
fn write_line(out: &mut (impl Write + ?Sized), line: &str) -> io::Result<()> {
    let (mut rest, mut room) = (line, MAX_LINE_BYTES);
    while rest.len() > room {
        let (start, end) = rest.split_at(rest.floor_char_boundary(room));
        write!(out, "{start}\r\n ")?;
        rest = end;
        room = MAX_LINE_BYTES - 1;
    }
    write!(out, "{rest}\r\n")
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn folded(line: &str) -> String {
        let mut out = Vec::new();
        write_line(&mut out, line).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_calendar_has_a_line_for_each_property() {
        let event = |summary, start| CalendarEvent {
            uid: "1@enough".to_owned(),
            start,
            summary,
        };
        let events = [
            event("A; b", EventStart::Day(date(2026, 3, 1))),
            event(
                "B",
                EventStart::LocalTime(date(2026, 3, 1).at(18, 30, 0, 0)),
            ),
        ];
        let mut out = Vec::new();
        write_calendar(&mut out, &events, Timestamp::UNIX_EPOCH).unwrap();
        let written = String::from_utf8(out).unwrap();
        assert_eq!(
            written.matches('\n').count(),
            written.matches("\r\n").count()
        );
        let version = concat!(
            "PRODID:-//good-enough//enough ",
            env!("CARGO_PKG_VERSION"),
            "//EN"
        );
        assert_eq!(
            written.lines().collect::<Vec<_>>(),
            [
                "BEGIN:VCALENDAR",
                "VERSION:2.0",
                version,
                "BEGIN:VEVENT",
                "UID:1@enough",
                "DTSTAMP:19700101T000000Z",
                "DTSTART;VALUE=DATE:20260301",
                "SUMMARY:A\\; b",
                "CLASS:PRIVATE",
                "TRANSP:TRANSPARENT",
                "END:VEVENT",
                "BEGIN:VEVENT",
                "UID:1@enough",
                "DTSTAMP:19700101T000000Z",
                "DTSTART:20260301T183000",
                "SUMMARY:B",
                "CLASS:PRIVATE",
                "TRANSP:TRANSPARENT",
                "END:VEVENT",
                "END:VCALENDAR",
            ]
        );
    }

    #[test]
    fn long_lines_are_folded_between_characters() {
        for length in [0, 1, 74, 75] {
            let line = "x".repeat(length);
            assert_eq!(folded(&line), format!("{line}\r\n"));
        }
        let x = |count| "x".repeat(count);
        assert_eq!(folded(&x(76)), format!("{}\r\n x\r\n", x(75)));
        assert_eq!(folded(&x(149)), format!("{}\r\n {}\r\n", x(75), x(74)));
        assert_eq!(
            folded(&x(150)),
            format!("{}\r\n {}\r\n x\r\n", x(75), x(74))
        );
        for letter in ["é", "睡", "🍲"] {
            for start in ["", "a", "ab", "abc"] {
                let line = format!("{start}{}", letter.repeat(90));
                let folded = folded(&line);
                assert!(folded.split("\r\n").all(|row| row.len() <= 75), "{folded}");
                assert_eq!(folded.replace("\r\n ", ""), format!("{line}\r\n"));
            }
        }
    }

    #[test]
    fn characters_with_a_meaning_are_escaped() {
        assert_eq!(
            escape_text("a, b; c\\d\ne: \"f\" 睡"),
            "a\\, b\\; c\\\\d\\ne: \"f\" 睡"
        );
    }
}
