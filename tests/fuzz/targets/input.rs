//! Any bytes as what a terminal sends, in packets with pauses between them: what is heard doesn't depend on where
//! packets end while nothing waits too long, nothing is kept for long, and typed words and Ctrl+C always come through.

use std::time::Duration;

use crossterm::event::{Event, KeyCode, KeyModifiers};
use good_enough::terminal::input::{InputDecoder, escape_time};

/// As many packets with the longest pause take nine seconds.
const MAX_PACKETS: usize = 300;

/// The first byte says how long packets are, the second how long the pauses between them; the rest is sent.
pub fn run(data: &[u8]) {
    let [length, pause, bytes @ ..] = data else {
        return;
    };
    let length = usize::from(*length).max(1);
    let pause = Duration::from_millis(u64::from(pause % 31));
    // The decoder gives up a control string after ten seconds, so all packets come in less than that.
    let bytes = &bytes[..bytes.len().min(length * MAX_PACKETS)];
    let packets = decode_packets(bytes.chunks(length), pause);
    assert_eq!(
        packets,
        decode_packets(bytes.chunks(bytes.len().max(1)), pause)
    );
    let typed: Vec<_> = packets.iter().rev().take(4).rev().collect();
    let is_letter = |event: &Event, letter| matches!(event, Event::Key(key) if key.code == KeyCode::Char(letter));
    for (event, letter) in typed.iter().zip("abcc".chars()) {
        assert!(is_letter(event, letter), "{packets:?}");
    }
    let held =
        |event: &Event| matches!(event, Event::Key(key) if key.modifiers == KeyModifiers::CONTROL);
    assert!(held(typed[3]), "{packets:?}");
}

/// What is heard of these packets, and of “abc” and Ctrl+C after a rest.
fn decode_packets<'a>(packets: impl Iterator<Item = &'a [u8]>, pause: Duration) -> Vec<Event> {
    let mut decoder = InputDecoder::new(escape_time(None, false));
    let mut now = Duration::ZERO;
    let mut heard = Vec::new();
    for packet in packets {
        decoder.feed(packet, now);
        heard.extend(std::iter::from_fn(|| decoder.pop()));
        now += pause;
        // A pause is never so long that anything is given up.
        assert!(decoder.wake_after(now).is_none_or(|due| !due.is_zero()));
        decoder.tick(now);
        assert!(!decoder.has_events());
    }
    let mut wakes = 0;
    while let Some(due) = decoder.wake_after(now) {
        now += due;
        decoder.tick(now);
        wakes += 1;
        assert!(wakes < 4, "it wakes again and again");
    }
    decoder.feed(b"abc\x03", now);
    heard.extend(std::iter::from_fn(|| decoder.pop()));
    heard
}
