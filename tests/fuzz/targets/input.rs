//! Any bytes as terminal input, in packets with pauses: events do not depend on where packets end, memory is bounded,
//! and typed text and Ctrl+C are always decoded.

use std::time::Duration;

use crossterm::event::{Event, KeyCode, KeyModifiers};
use good_enough::terminal::input::{InputDecoder, escape_time};

/// At the longest pause, so many packets take nine seconds.
const MAX_PACKETS: usize = 300;

/// The first byte is the length of packets, the second the pause between them, the rest the input.
pub fn run(data: &[u8]) {
    let [length, pause, bytes @ ..] = data else {
        return;
    };
    let length = usize::from(*length).max(1);
    let pause = Duration::from_millis(u64::from(pause % 31));
    // The decoder drops a control string after ten seconds, so all packets arrive earlier.
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
    let modifiers =
        |event: &Event| matches!(event, Event::Key(key) if key.modifiers == KeyModifiers::CONTROL);
    assert!(modifiers(typed[3]), "{packets:?}");
}

/// The events of the packets, and of “abc” and Ctrl+C after a rest.
fn decode_packets<'a>(packets: impl Iterator<Item = &'a [u8]>, pause: Duration) -> Vec<Event> {
    let mut decoder = InputDecoder::new(escape_time(None, false));
    let mut now = Duration::ZERO;
    let mut events = Vec::new();
    for packet in packets {
        decoder.feed(packet, now);
        events.extend(std::iter::from_fn(|| decoder.pop()));
        now += pause;
        // No pause is long enough for a timeout.
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
    events.extend(std::iter::from_fn(|| decoder.pop()));
    events
}
