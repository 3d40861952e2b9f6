//! Key sequences: all that crossterm 0.29 knows, and those that its parser loses.

use super::*;
use crossterm::event::{KeyEventKind, KeyEventState};

const ARROWS: [(char, KeyCode); 4] = [
    ('A', KeyCode::Up),
    ('B', KeyCode::Down),
    ('C', KeyCode::Right),
    ('D', KeyCode::Left),
];
const MASKS: [(u8, KeyModifiers); 10] = [
    (2, SHIFT),
    (3, ALT),
    (4, ALT.union(SHIFT)),
    (5, CTRL),
    (6, CTRL.union(SHIFT)),
    (7, CTRL.union(ALT)),
    (8, CTRL.union(ALT).union(SHIFT)),
    (9, KeyModifiers::SUPER),
    (17, KeyModifiers::HYPER),
    (33, KeyModifiers::META),
];

type KeyTable = Vec<(String, Event)>;

/// Arrows and keys with the same format.
fn cursor_keys() -> KeyTable {
    let ends = [('H', KeyCode::Home), ('F', KeyCode::End)];
    let first = [
        ('P', KeyCode::F(1)),
        ('Q', KeyCode::F(2)),
        ('S', KeyCode::F(4)),
    ];
    let mut table = Vec::new();
    for (last, code) in ARROWS.into_iter().chain(ends).chain(first) {
        table.push((format!("\x1b[{last}"), key(code, NONE)));
        table.push((format!("\x1bO{last}"), key(code, NONE)));
        table.push((format!("\x1b\x1b[{last}"), key(code, ALT)));
        table.push((format!("\x1b\x1bO{last}"), key(code, ALT)));
        for (mask, held) in MASKS {
            table.push((format!("\x1b[1;{mask}{last}"), key(code, held)));
            table.push((format!("\x1b[{mask}{last}"), key(code, held)));
            table.push((format!("\x1bO{mask}{last}"), key(code, held)));
            table.push((format!("\x1bO1;{mask}{last}"), key(code, held)));
        }
    }
    table.push(("\x1bOR".to_owned(), key(KeyCode::F(3), NONE)));
    table.push(("\x1b[Z".to_owned(), key(KeyCode::BackTab, SHIFT)));
    for (last, code) in (b'A'..=b'E').zip(1..) {
        table.push((
            format!("\x1b[[{}", char::from(last)),
            key(KeyCode::F(code), NONE),
        ));
    }
    for (last, code) in ARROWS {
        let last = last.to_ascii_lowercase();
        table.push((format!("\x1b[{last}"), key(code, SHIFT)));
        table.push((format!("\x1bO{last}"), key(code, CTRL)));
    }
    table
}

/// Keys with VT220 numbers, with the modifiers of rxvt.
fn numbered_keys() -> KeyTable {
    let mut table = Vec::new();
    let numbered = [
        (1, KeyCode::Home),
        (2, KeyCode::Insert),
        (3, KeyCode::Delete),
        (4, KeyCode::End),
        (5, KeyCode::PageUp),
        (6, KeyCode::PageDown),
        (7, KeyCode::Home),
        (8, KeyCode::End),
    ];
    let numbers = (11..=15)
        .chain(17..=21)
        .chain(23..=26)
        .chain([28, 29])
        .chain(31..=34);
    let functions = numbers.zip((1..).map(KeyCode::F));
    for (number, code) in numbered.into_iter().chain(functions) {
        table.push((format!("\x1b[{number}~"), key(code, NONE)));
        table.push((format!("\x1b\x1b[{number}~"), key(code, ALT)));
        for (mask, held) in MASKS {
            table.push((format!("\x1b[{number};{mask}~"), key(code, held)));
        }
        table.push((format!("\x1b[{number}$"), key(code, SHIFT)));
        table.push((format!("\x1b[{number}^"), key(code, CTRL)));
        table.push((format!("\x1b[{number}@"), key(code, CTRL | SHIFT)));
    }
    table
}

/// Characters and control characters.
fn typed_keys() -> KeyTable {
    let mut table = Vec::new();
    let named = [
        ("\r", KeyCode::Enter),
        ("\t", KeyCode::Tab),
        ("\x7f", KeyCode::Backspace),
    ];
    for (bytes, code) in named {
        table.push((bytes.to_owned(), key(code, NONE)));
        table.push((format!("\x1b{bytes}"), key(code, ALT)));
    }
    for (byte, letter) in (1..=26_u8)
        .zip('a'..='z')
        .filter(|(byte, _)| ![9, 13].contains(byte))
    {
        table.push((
            char::from(byte).to_string(),
            key(KeyCode::Char(letter), CTRL),
        ));
        if ![CTRL_C, CAN, SUB].contains(&byte) {
            table.push((
                format!("\x1b{}", char::from(byte)),
                key(KeyCode::Char(letter), CTRL | ALT),
            ));
        }
    }
    for (byte, letter) in (0x1c..=0x1f_u8).zip('4'..='7') {
        table.push((
            char::from(byte).to_string(),
            key(KeyCode::Char(letter), CTRL),
        ));
    }
    table.push(("\0".to_owned(), key(KeyCode::Char(' '), CTRL)));
    for letter in (' '..='~').chain("éß火👍ñÅЖ".chars()) {
        let held = if letter.is_uppercase() { SHIFT } else { NONE };
        table.push((letter.to_string(), key(KeyCode::Char(letter), held)));
        table.push((
            format!("\x1b{letter}"),
            key(KeyCode::Char(letter), held | ALT),
        ));
    }
    table
}

/// Keys of the kitty protocol, and keypad keys.
fn coded_keys() -> KeyTable {
    let mut table = Vec::new();
    for (bytes, code, held) in [
        ("\x1b[97u", KeyCode::Char('a'), NONE),
        ("\x1b[97;5u", KeyCode::Char('a'), CTRL),
        ("\x1b[97:65;2u", KeyCode::Char('A'), NONE),
        ("\x1b[97;2;65u", KeyCode::Char('A'), NONE),
        ("\x1b[97;2u", KeyCode::Char('A'), SHIFT),
        ("\x1b[233;2u", KeyCode::Char('É'), SHIFT),
        ("\x1b[223;2u", KeyCode::Char('ß'), SHIFT),
        ("\x1b[57:40;4u", KeyCode::Char('('), ALT),
        ("\x1b[27u", KeyCode::Esc, NONE),
        ("\x1b[13u", KeyCode::Enter, NONE),
        ("\x1b[13;2u", KeyCode::Enter, SHIFT),
        ("\x1b[9u", KeyCode::Tab, NONE),
        ("\x1b[9;2u", KeyCode::BackTab, SHIFT),
        ("\x1b[127;5u", KeyCode::Backspace, CTRL),
        ("\x1b[57376u", KeyCode::F(13), NONE),
        ("\x1b[57398u", KeyCode::F(35), NONE),
        ("\x1b[27;5;99~", KeyCode::Char('c'), CTRL),
        ("\x1b[27;2;13~", KeyCode::Enter, SHIFT),
        ("\x1b[27;5;9~", KeyCode::Tab, CTRL),
        ("\x1b[27;6;65~", KeyCode::Char('A'), CTRL | SHIFT),
        ("\x1bOM", KeyCode::Enter, NONE),
        ("\x1bOp", KeyCode::Char('0'), NONE),
        ("\x1bOy", KeyCode::Char('9'), NONE),
        ("\x1bOj", KeyCode::Char('*'), NONE),
    ] {
        table.push((bytes.to_owned(), key(code, held)));
    }
    table
}

#[test]
fn every_key_of_xterm_rxvt_the_console_and_kitty_is_known() {
    let tables = [cursor_keys(), numbered_keys(), typed_keys(), coded_keys()];
    for (bytes, event) in tables.into_iter().flatten() {
        let next = DecoderHarness::new().send(bytes.as_bytes());
        let waits = [
            "\x1b[", "\x1bO", "\x1b]", "\x1bP", "\x1bX", "\x1b^", "\x1b_", "\x1b\x1b",
        ];
        if !waits.contains(&bytes.as_str()) {
            assert_eq!(
                next.events,
                std::slice::from_ref(&event),
                "{bytes:?} at once"
            );
        }
        assert_eq!(next.wait(ms(3000)).events, [event], "{bytes:?}");
    }
}

#[test]
fn keys_of_the_keypad_and_keys_that_go_up_are_told_apart() {
    let down = |bytes: &[u8]| match decode(bytes).as_slice() {
        [Event::Key(key)] => (key.code, key.kind, key.state),
        other => panic!("{bytes:?}: {other:?}"),
    };
    let keypad = KeyEventState::KEYPAD;
    for (code, expected) in (57399..).zip("0123456789./*-+".chars()) {
        let bytes = format!("\x1b[{code}u");
        assert_eq!(
            down(bytes.as_bytes()),
            (KeyCode::Char(expected), KeyEventKind::Press, keypad)
        );
    }
    assert_eq!(down(b"\x1b[57414u").0, KeyCode::Enter);
    assert_eq!(down(b"\x1b[57417;5u").0, KeyCode::Left);
    assert_eq!(down(b"\x1b[57427u").0, KeyCode::KeypadBegin);
    assert_eq!(down(b"\x1b[97;1:3u").1, KeyEventKind::Release);
    assert_eq!(down(b"\x1b[97;1:2u").1, KeyEventKind::Repeat);
    assert_eq!(down(b"\x1b[1;1:3A").1, KeyEventKind::Release);
    assert_eq!(down(b"\x1b[3;1:2~").1, KeyEventKind::Repeat);
    assert_eq!(down(b"\x1b[97;65u").2, KeyEventState::CAPS_LOCK);
}
