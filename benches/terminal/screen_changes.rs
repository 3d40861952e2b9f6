//! Finds the read that caused a change, by replaying the screens.

use std::time::Instant;

use vt100::{Parser, Screen};

/// The bytes of one read.
pub struct Chunk {
    pub at: Instant,
    pub bytes: Vec<u8>,
}

/// The first read after which the screen shows `text`.
pub fn chunk_showing<'a>(text: &str, before: &Screen, chunks: &'a [Chunk]) -> Option<&'a Chunk> {
    let mut replay = parser_from(before);
    chunks.iter().find(|chunk| {
        replay.process(&chunk.bytes);
        replay.screen().contents().contains(text)
    })
}

/// The last read that changed anything below the top line, where the history counts its matches.
pub fn last_change_below_top_line<'a>(before: &Screen, chunks: &'a [Chunk]) -> Option<&'a Chunk> {
    let mut replay = parser_from(before);
    let mut shown = rows_below_header(replay.screen());
    let changes = chunks.iter().filter(|chunk| {
        replay.process(&chunk.bytes);
        let now = rows_below_header(replay.screen());
        let is_changed = now != shown;
        shown = now;
        is_changed
    });
    changes.last()
}

/// The rows below the header and without the thumb of the scrollbar. Both count the matches of a search, which goes on
/// while the list already stands.
fn rows_below_header(screen: &Screen) -> Vec<String> {
    let (_, columns) = screen.size();
    // The first row is free.
    let rows = screen.rows(0, columns.get()).skip(2);
    rows.map(|row| row.replace('┃', "").trim_end().to_owned())
        .collect()
}

fn parser_from(before: &Screen) -> Parser {
    let (rows, columns) = before.size();
    let mut replay = Parser::new(rows, columns, 0);
    replay.process(before.state_formatted().as_bytes());
    replay
}
