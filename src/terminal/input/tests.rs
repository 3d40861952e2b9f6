mod key_tables;

use std::time::Duration;

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use proptest::prelude::*;

use super::*;

const NONE: KeyModifiers = KeyModifiers::NONE;
const SHIFT: KeyModifiers = KeyModifiers::SHIFT;
const ALT: KeyModifiers = KeyModifiers::ALT;
const CTRL: KeyModifiers = KeyModifiers::CONTROL;

const fn ms(milliseconds: u64) -> Duration {
    Duration::from_millis(milliseconds)
}

/// A decoder with a manual clock and the events it returned.
struct DecoderHarness {
    decoder: InputDecoder,
    now: Duration,
    events: Vec<Event>,
}

impl DecoderHarness {
    fn new() -> Self {
        Self {
            decoder: InputDecoder::new(escape_time(None, false)),
            now: ms(5000),
            events: Vec::new(),
        }
    }

    fn send(mut self, bytes: &[u8]) -> Self {
        self.decoder.feed(bytes, self.now);
        self.collect_events();
        self
    }

    /// Advances the clock and calls the decoder whenever it asks to be called.
    fn wait(mut self, time: Duration) -> Self {
        let until = self.now + time;
        while let Some(due) = self
            .decoder
            .wake_after(self.now)
            .filter(|due| self.now + *due <= until)
        {
            self.now += due;
            self.decoder.tick(self.now);
            self.collect_events();
        }
        self.now = until;
        self
    }

    fn collect_events(&mut self) {
        self.events
            .extend(std::iter::from_fn(|| self.decoder.pop()));
    }
}

/// The events of these bytes after all timeouts.
fn decode(bytes: &[u8]) -> Vec<Event> {
    DecoderHarness::new().send(bytes).wait(ms(3000)).events
}

fn key(code: KeyCode, held: KeyModifiers) -> Event {
    Event::Key(KeyEvent::new(code, held))
}

fn letters(words: &str) -> Vec<Event> {
    words
        .chars()
        .map(|letter| Event::Key(key_sequence::char_key(letter)))
        .collect()
}

fn paste(words: &str) -> Event {
    Event::Paste(words.to_owned())
}

fn ctrl_c() -> Event {
    key(KeyCode::Char('c'), CTRL)
}

/// Reports of terminals, from the references of xterm, kitty and DEC.
const REPORTS: &[&[u8]] = &[
    b"\x1b[?997;1n",
    b"\x1b[?2026;2$y",
    b"\x1b[4;2$y",
    b"\x1b[0n",
    b"\x1b[?1;2c",
    b"\x1b[?62;1;6;22c",
    b"\x1b[>84;0;0c",
    b"\x1b[=1;0c",
    b"\x1bP!|00000000\x1b\\",
    b"\x1b[5;10R",
    b"\x1b[1;2R",
    b"\x1b[?5;10;1R",
    b"\x1b[8;24;80t",
    b"\x1b[4;600;800t",
    b"\x1b[1t",
    b"\x1b[?0u",
    b"\x1b[?1;0;256S",
    b"\x1b[2;1;1;112;112;1;0x",
    b"\x1b[1;0;10;10;0&w",
    b"\x1b[48;24;80;600;800t",
    b"\x1b[I",
    b"\x1b[O",
    b"\x1b[M !!",
    b"\x1b[M#\x7f\x7f",
    b"\x1b[M \xff\xff",
    b"\x1b[M \xb6\x85",
    b"\x1b[M \x00\x00",
    "\x1b[M \u{145}\u{85}".as_bytes(),
    "\x1b[M!\u{a0}\u{7ff}".as_bytes(),
    b"\x1b[32;10;10M",
    b"\x1b[<0;10;10M",
    b"\x1b[<0;10;10m",
    b"\x1b[<64;26;5M",
    b"\x1b[57441;2u",
    b"\x1b[65;30;97;1;0;1_",
    b"\x1bP>|tmux 3.3a\x1b\\",
    b"\x1bP1+r5463=323536\x1b\\",
    b"\x1bP0+r\x1b\\",
    b"\x1bP1$r0m\x1b\\",
    b"\x1b]10;rgb:ffff/ffff/ffff\x1b\\",
    b"\x1b]11;rgb:0000/0000/0000\x07",
    b"\x1b]4;1;rgb:cdcd/0000/0000\x1b\\",
    b"\x1b]52;c;VGhleSB3aWxsIGZpcmUgbWU=\x07",
    b"\x1b]lA title, with \xe2\x80\x9cquotes\xe2\x80\x9d\x1b\\",
    b"\x1b]LIcon\x1b\\",
    b"\x1b_Gi=31;OK\x1b\\",
    b"\x1b^a private message\x1b\\",
    b"\x1bXa string\x1b\\",
    b"\x9b?997;1n",
    b"\x9b>84;0;0c",
    b"\x9b5;10R",
    b"\x9d11;rgb:0000/0000/0000\x9c",
    b"\x90>|XTerm(380)\x9c",
    b"\x9fGi=31;OK\x9c",
    "\u{9b}?997;1n".as_bytes(),
    "\u{9d}11;rgb:ff/ff/ff\u{9c}".as_bytes(),
];

#[test]
fn a_report_that_is_split_anywhere_leaves_exactly_what_is_typed_after_it() {
    for report in REPORTS {
        for cut in 0..=report.len() {
            for delay in [0, 1, 15, 30] {
                let (first, rest) = report.split_at(cut);
                let played = DecoderHarness::new().send(first).wait(ms(delay)).send(rest);
                let typed = played.send(b"abc").send(b"\x03").wait(ms(3000));
                let mut expected = letters("abc");
                expected.push(ctrl_c());
                assert_eq!(typed.events, expected, "{report:?} at {cut}, {delay} ms");
            }
        }
    }
}

#[test]
fn a_report_that_comes_byte_by_byte_is_still_one() {
    for report in REPORTS {
        let one = |played: DecoderHarness, byte: &u8| played.send(&[*byte]).wait(ms(30));
        let played = report.iter().fold(DecoderHarness::new(), one);
        assert_eq!(
            played.send(b"abc").wait(ms(3000)).events,
            letters("abc"),
            "{report:?}"
        );
    }
}

#[test]
fn a_report_whose_beginning_is_late_on_a_busy_machine_is_still_one() {
    for report in REPORTS.iter().filter(|report| report[0] == ESC) {
        let (first, rest) = report.split_at(2);
        let played = DecoderHarness::new().send(first).wait(ms(90)).send(rest);
        assert_eq!(
            played.send(b"abc").wait(ms(3000)).events,
            letters("abc"),
            "{report:?}"
        );
    }
}

#[test]
fn an_incomplete_report_consumes_nothing_after_it() {
    for report in REPORTS.iter().filter(|report| report[0] == ESC) {
        for cut in 1..report.len() {
            let half = &report[..cut];
            // A mouse report with its third byte is complete.
            for end in [CAN, SUB] {
                let played = DecoderHarness::new().send(half).send(&[end]).send(b"abc");
                assert_eq!(
                    played.wait(ms(3000)).events,
                    letters("abc"),
                    "{half:?}, then {end}"
                );
            }
            let heard = DecoderHarness::new()
                .send(half)
                .send(b"\x1b[Dabc")
                .wait(ms(3000))
                .events;
            let keys = letters("abc");
            assert!(
                heard.ends_with(&keys) && heard.len() == 4,
                "{half:?}: {heard:?}"
            );
            let heard = DecoderHarness::new()
                .send(half)
                .send(b"\x03")
                .wait(ms(3000))
                .events;
            assert_eq!(heard, [ctrl_c()], "{half:?}");
            let heard = DecoderHarness::new()
                .send(half)
                .wait(ms(150))
                .send(b"abc\x03")
                .events;
            assert!(
                heard.ends_with(&[&keys[..], &[ctrl_c()]].concat()),
                "{half:?}: {heard:?}"
            );
        }
    }
}

#[test]
fn esc_is_a_key_once_nothing_follows_it() {
    let esc = key(KeyCode::Esc, NONE);
    let early = DecoderHarness::new().send(b"\x1b").wait(ms(30));
    assert_eq!(early.events, []);
    assert_eq!(early.wait(ms(20)).events, std::slice::from_ref(&esc));
    let mut remote = DecoderHarness::new();
    remote.decoder = InputDecoder::new(escape_time(None, true));
    let remote = remote.send(b"\x1b").wait(ms(100));
    assert_eq!(remote.events, []);
    assert_eq!(remote.wait(ms(20)).events, std::slice::from_ref(&esc));
    assert_eq!(escape_time(Some(80), true), ms(80));
    // Pressed twice or repeated, it is several keys.
    assert_eq!(decode(b"\x1b\x1b"), [esc.clone(), esc.clone()]);
    let held = (0..5).fold(DecoderHarness::new(), |played, _| {
        played.send(b"\x1b").wait(ms(33))
    });
    assert_eq!(held.wait(ms(100)).events, vec![esc.clone(); 5]);
    // A report or a key right after it doesn't belong to it.
    assert_eq!(decode(b"\x1b\x1b[?997;1n"), std::slice::from_ref(&esc));
    assert_eq!(
        decode(b"\x1b\x1b]11;rgb:0/0/0\x07"),
        std::slice::from_ref(&esc)
    );
    assert_eq!(decode(b"\x1b\x1ba"), [esc, key(KeyCode::Char('a'), ALT)]);
}

#[test]
fn an_escape_before_an_arrow_is_held_alt_however_it_is_split() {
    let bytes = b"\x1b\x1b[D";
    for cut in 0..=bytes.len() {
        let (first, rest) = bytes.split_at(cut);
        let played = DecoderHarness::new().send(first).wait(ms(30)).send(rest);
        assert_eq!(
            played.wait(ms(3000)).events,
            [key(KeyCode::Left, ALT)],
            "{cut}"
        );
    }
}

#[test]
fn alt_with_a_letter_that_begins_sequences_is_that_key() {
    for letter in "[OP]X^_".chars() {
        let held = if letter.is_uppercase() { SHIFT } else { NONE };
        let mut expected = vec![key(KeyCode::Char(letter), held | ALT)];
        let pressed = DecoderHarness::new()
            .send(format!("\x1b{letter}").as_bytes())
            .wait(ms(100));
        assert_eq!(pressed.events, expected);
        expected.extend(letters("a"));
        assert_eq!(pressed.send(b"a").wait(ms(3000)).events, expected);
    }
    // A byte that continues no sequence was typed after this key.
    assert_eq!(decode(b"\x1bOz")[1..], letters("z"));
}

#[test]
fn nothing_wakes_the_program_while_nothing_is_pending() {
    for bytes in [
        "",
        "abc",
        "é",
        "\x1b[A",
        "\x1b[200~text\x1b[201~",
        "\x1b]11;?\x07",
    ] {
        let played = DecoderHarness::new().send(bytes.as_bytes());
        assert_eq!(played.decoder.wake_after(played.now), None, "{bytes:?}");
    }
    let half_a_letter = DecoderHarness::new().send(b"\xf0\x9f");
    assert_eq!(half_a_letter.decoder.wake_after(half_a_letter.now), None);
    for bytes in [
        "\x1b",
        "\x1b[",
        "\x1b[1;",
        "\x1b]11;",
        "\x1b[200~a",
        "\x1b[M a",
        "\x1bO",
    ] {
        let played = DecoderHarness::new().send(bytes.as_bytes());
        assert!(played.decoder.wake_after(played.now).is_some(), "{bytes:?}");
        let rested = played.wait(ms(3000));
        assert_eq!(rested.decoder.wake_after(rested.now), None, "{bytes:?}");
    }
}

#[test]
fn a_paste_is_text_whatever_is_in_it_and_wherever_it_is_split() {
    let words = "two lines\r\nand é火👍, \x1b[A, \x1b[200~, \x1b[201, \x1b\x1b\x03\x07 done";
    let bytes = format!("\x1b[200~{words}\x1b[201~!").into_bytes();
    let mut expected = vec![paste(words)];
    expected.extend(letters("!"));
    for cut in 0..=bytes.len() {
        let (first, rest) = bytes.split_at(cut);
        let played = DecoderHarness::new().send(first).wait(ms(30)).send(rest);
        assert_eq!(played.events, expected, "{cut}");
    }
    assert_eq!(decode(b"\x1b[200~\x1b[201~"), [paste("")]);
    assert_eq!(decode(b"\x1b[200~a\xffb\x1b[201~"), [paste("a\u{fffd}b")]);
}

#[test]
fn a_paste_without_an_end_becomes_text_after_a_second_of_silence() {
    let half = DecoderHarness::new()
        .send(b"\x1b[200~They will")
        .wait(ms(999))
        .send(b" fire me");
    let half = half.wait(ms(999));
    assert_eq!(half.events, []);
    let whole = half.wait(ms(1));
    assert_eq!(whole.events, [paste("They will fire me")]);
    // A late end of a paste is no key.
    let mut expected = vec![paste("They will fire me")];
    expected.extend(letters("abc"));
    expected.push(ctrl_c());
    assert_eq!(whole.send(b"\x1b[201~abc\x03").events, expected);
}

#[test]
fn ctrl_c_leaves_a_paste_that_hangs() {
    let half = DecoderHarness::new()
        .send(b"\x1b[200~They will")
        .wait(ms(300));
    assert_eq!(half.send(b"\x03").events, [paste("They will"), ctrl_c()]);
    // Within a paste it is text.
    let whole = DecoderHarness::new()
        .send(b"\x1b[200~a")
        .wait(ms(30))
        .send(b"\x03");
    assert_eq!(whole.send(b"b\x1b[201~").events, [paste("a\u{3}b")]);
}

#[test]
fn utf8_decodes_at_any_split_and_invalid_bytes_consume_nothing_else() {
    let words = "é, ß, 火, 👍🏽, \u{7ff}\u{800}\u{ffff}\u{10000}\u{10ffff}";
    for cut in 0..=words.len() {
        let (first, rest) = words.as_bytes().split_at(cut);
        let played = DecoderHarness::new().send(first).wait(ms(30)).send(rest);
        assert_eq!(played.events, letters(words), "{cut}");
    }
    let broken: [&[u8]; 9] = [
        b"\xff",
        b"\xc0\x80",
        b"\xed\xa0\x80",
        b"\xf4\x90\x80\x80",
        b"\xe2\x82",
        b"\xf0\x9f\x91",
        b"\x80",
        b"\xbf\xbf",
        b"\x9b",
    ];
    for bytes in broken {
        let played = DecoderHarness::new()
            .send(bytes)
            .send(b"abc")
            .send("é".as_bytes());
        assert_eq!(played.events, letters("abcé"), "{bytes:?}");
        assert_eq!(
            DecoderHarness::new().send(bytes).send(b"\x1b[D").events,
            [key(KeyCode::Left, NONE)],
            "{bytes:?}"
        );
    }
}

#[test]
fn a_string_without_an_end_is_over_by_its_silence_its_size_or_its_time() {
    let silent = DecoderHarness::new()
        .send(b"\x1b]52;c;")
        .wait(ms(150))
        .send(b"abc");
    assert_eq!(silent.events, letters("abc"));
    let large = DecoderHarness::new()
        .send(b"\x1b]52;c;")
        .send(&vec![b'x'; control_string::MAX_BYTES])
        .send(b"abc");
    assert!(large.events.ends_with(&letters("abc")));
    let steady = (0..400).fold(DecoderHarness::new().send(b"\x1bP"), |played, _| {
        played.wait(ms(30)).send(b"x")
    });
    assert!(steady.send(b"abc").events.ends_with(&letters("abc")));
    // A BEL in it is no Ctrl+G.
    assert_eq!(decode(b"\x1b]11;rgb:0/0/0\x07a"), letters("a"));
    assert_eq!(decode(b"\x07"), [key(KeyCode::Char('g'), CTRL)]);
}

#[test]
fn a_storm_stays_small() {
    let beginnings: [&[u8]; 6] = [
        b"\x1b[",
        b"\x1b[?",
        b"\x1b]",
        b"\x1bP1+r",
        b"\x1b[200~",
        b"\x1bO",
    ];
    for beginning in beginnings {
        let mut played = DecoderHarness::new().send(beginning);
        for _ in 0..10 {
            played = played.send(&vec![b'1'; 1 << 20]);
            played.events.clear();
        }
        let kept = match &played.decoder.state {
            DecoderState::Paste(paste) => paste.len(),
            _ => played.decoder.bytes.len(),
        };
        assert!(kept <= 4 << 20, "{beginning:?}: {kept}");
        played = played.wait(ms(3000)).send(b"abc");
        assert!(played.events.ends_with(&letters("abc")), "{beginning:?}");
    }
}

/// Generates arbitrary reports by the rules of ECMA-48 and xterm.
fn report() -> impl Strategy<Value = Vec<u8>> {
    let shapes = prop_oneof![
        "\x1b\\[[<=>?][0-9;:]{0,20}[ -/]{0,2}[@-~]",
        "\x1b\\[[0-9;]{1,20}[RnctxywM]",
        "\x1b\\[[0-9]{1,3};[0-9;]{1,9}[ !\"#$%&'()*+,./-][@-~]",
        "\x1b\\[[IO]",
        "\x1b\\[M[ -~]{3}",
        "\x1b\\[M[\u{20}-\u{7f}\u{a0}-\u{7ff}]{3}",
        "\x1b[\\]P^_X][^\\x00-\\x1f\\x7f-\\x9f]{1,200}(\x1b\\\\|\x07)",
        "\u{9b}[<=>?][0-9;:]{0,20}[ -/]{0,2}[@-~]",
        "\u{9d}[0-9]{1,3};[^\\x00-\\x1f\\x7f-\\x9f]{0,99}(\u{9c}|\x1b\\\\|\x07)",
    ];
    shapes.prop_map(String::into_bytes)
}

proptest! {
    #![proptest_config(crate::properties::config())]

    #[test]
    fn any_report_split_anywhere_with_any_delay_leaves_abc(
        report in report(),
        cuts in prop::collection::vec((any::<prop::sample::Index>(), 0..=30_u64), 0..4),
    ) {
        let mut cuts: Vec<_> = cuts.into_iter().map(|(cut, delay)| (cut.index(report.len()), delay)).collect();
        cuts.sort_unstable();
        let mut played = DecoderHarness::new();
        let mut from = 0;
        for (cut, delay) in cuts {
            played = played.send(&report[from..cut]).wait(ms(delay));
            from = cut;
        }
        played = played.send(&report[from..]).send(b"abc").send(b"\x03").wait(ms(3000));
        let mut expected = letters("abc");
        expected.push(ctrl_c());
        prop_assert_eq!(played.events, expected);
    }

    #[test]
    fn after_any_bytes_and_a_rest_typed_words_and_ctrl_c_are_heard(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let played = DecoderHarness::new().send(&bytes).wait(ms(3000)).send(b"abc\x03");
        let mut expected = letters("abc");
        expected.push(ctrl_c());
        prop_assert!(played.events.ends_with(&expected), "{:?}", played.events);
    }

    #[test]
    fn what_is_heard_does_not_depend_on_how_bytes_are_split(
        bytes in prop::collection::vec(prop_oneof![Just(ESC), Just(b'['), Just(b'M'), any::<u8>()], 0..100),
        cut in any::<prop::sample::Index>(),
    ) {
        let (first, rest) = bytes.split_at(cut.index(bytes.len() + 1));
        let whole = DecoderHarness::new().send(&bytes).wait(ms(3000));
        let split = DecoderHarness::new().send(first).wait(ms(30)).send(rest).wait(ms(3000));
        prop_assert_eq!(whole.events, split.events);
    }
}

/// The reports that these bytes contain, split at every place.
fn reports(bytes: &[u8]) -> Vec<TerminalReport> {
    let mut whole = InputDecoder::new(escape_time(None, false));
    whole.feed(bytes, ms(0));
    let all: Vec<_> = std::iter::from_fn(|| whole.pop_report()).collect();
    for cut in 0..bytes.len() {
        let mut decoder = InputDecoder::new(escape_time(None, false));
        decoder.feed(&bytes[..cut], ms(0));
        decoder.feed(&bytes[cut..], ms(5));
        let split: Vec<_> = std::iter::from_fn(|| decoder.pop_report()).collect();
        assert_eq!(split, all, "cut at {cut}");
    }
    all
}

#[test]
fn a_color_report_is_read_in_every_form() {
    let dusk = TerminalReport::Background(Rgb(0x1b, 0x1b, 0x25));
    for reply in [
        "\x1b]11;rgb:1b1b/1b1b/2525\x1b\\",
        "\x1b]11;rgb:1b/1b/25\x07",
        "\x1b]11;rgba:1b1b/1b1b/2525/ffff\x07",
        "\u{9d}11;#1b1b25\u{9c}",
    ] {
        assert_eq!(reports(reply.as_bytes()), [dusk], "{reply:?}");
    }
    let with_attributes = b"\x1b]11;rgb:1b/1b/25\x1b\\\x1b[?62;4c";
    let attributes = TerminalReport::DeviceAttributes;
    assert_eq!(reports(with_attributes), [dusk, attributes]);
    for theme in [b"\x1b[?997;1n", b"\x1b[?997;2n"] {
        assert_eq!(reports(theme), [TerminalReport::ThemeChanged]);
    }
}

#[test]
fn malformed_reports_count_as_none() {
    for reply in [
        "\x1b]11;\x07",
        "\x1b]11;rgb:zz/00/00\x07",
        "\x1b]11;rgb:ffff/ffff\x07",
        "\x1b]10;rgb:ffff/ffff/ffff\x07",
        "\x1b]11;rgb:ff/ff/ff\x18",
        "\x1bP11;rgb:ff/ff/ff\x07",
        "\x1b[?997;3n",
        "\x1b[62c",
        "\x1b[>84;0;0c",
    ] {
        assert_eq!(reports(reply.as_bytes()), [], "{reply:?}");
    }
    let long = format!("\x1b]11;rgb:ff/ff/ff{}\x07", "f".repeat(5000));
    let mut decoder = InputDecoder::new(escape_time(None, false));
    decoder.feed(long.as_bytes(), ms(0));
    assert_eq!(decoder.pop_report(), None);
}
