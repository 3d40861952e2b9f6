//! Which read brought what, told afterwards from the screens that followed one another.

use vt100::{Parser, Screen};

use crate::program::Chunk;

/// The read after which the screen showed `words`.
pub fn bringing<'a>(words: &str, before: &Screen, heard: &'a [Chunk]) -> Option<&'a Chunk> {
    let mut replay = replay(before);
    heard.iter().find(|chunk| {
        replay.process(&chunk.bytes);
        replay.screen().contents().contains(words)
    })
}

/// The last read that changed anything but the first line, in which the history counts on for a while.
pub fn last_below_the_top<'a>(before: &Screen, heard: &'a [Chunk]) -> Option<&'a Chunk> {
    let mut replay = replay(before);
    let mut shown = below_the_top(replay.screen());
    let changes = heard.iter().filter(|chunk| {
        replay.process(&chunk.bytes);
        let now = below_the_top(replay.screen());
        let is_changed = now != shown;
        shown = now;
        is_changed
    });
    changes.last()
}

fn below_the_top(screen: &Screen) -> Vec<String> {
    let (_, columns) = screen.size();
    screen.rows(0, columns.get()).skip(1).collect()
}

fn replay(before: &Screen) -> Parser {
    let (rows, columns) = before.size();
    let mut replay = Parser::new(rows, columns, 0);
    replay.process(before.state_formatted().as_bytes());
    replay
}
