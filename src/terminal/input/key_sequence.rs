//! Which key a complete sequence is: in xterm, rxvt, the Linux console, kitty and those that follow them.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyEventState, KeyModifiers};

use super::{ESC, MAX_PARAMETERS};

/// The key that types a letter.
pub(super) fn char_key(letter: char) -> KeyEvent {
    let held = if letter.is_uppercase() {
        KeyModifiers::SHIFT
    } else {
        KeyModifiers::NONE
    };
    KeyEvent::new(KeyCode::Char(letter), held)
}

/// The key of a control character.
pub(super) fn control_key(byte: u8) -> KeyEvent {
    let with_ctrl =
        |letter| KeyEvent::new(KeyCode::Char(char::from(letter)), KeyModifiers::CONTROL);
    match byte {
        b'\r' => KeyCode::Enter.into(),
        b'\t' => KeyCode::Tab.into(),
        ESC => KeyCode::Esc.into(),
        0x7f => KeyCode::Backspace.into(),
        0 => with_ctrl(b' '),
        0x01..=0x1a => with_ctrl(byte - 1 + b'a'),
        // Terminals have one code for Ctrl with each of these and with another character.
        _ => with_ctrl(byte - 0x1c + b'4'),
    }
}

/// The key of `ESC O`, these parameters and this last byte.
pub(super) fn ss3_key(parameters: &[u8], last: u8) -> Option<KeyEvent> {
    let code = match last {
        b'a'..=b'd' => return Some(KeyEvent::new(arrow_key(last)?, KeyModifiers::CONTROL)),
        b'A'..=b'D' => arrow_key(last)?,
        b'H' => KeyCode::Home,
        b'F' => KeyCode::End,
        b'P'..=b'S' => KeyCode::F(last - b'P' + 1),
        // The keypad in application mode.
        b'M' => KeyCode::Enter,
        b'I' => KeyCode::Tab,
        b' ' => KeyCode::Char(' '),
        b'X' => KeyCode::Char('='),
        b'j'..=b'y' => KeyCode::Char(char::from(last - b'j' + b'*')),
        _ => return None,
    };
    let (held, kind, state) = parse_modifiers(parameter_text(parameters)?.split(';').next_back());
    Some(KeyEvent::new_with_kind_and_state(code, held, kind, state))
}

/// Whether these parameters are those of a key which rxvt ends in an unusual way.
pub(super) fn is_rxvt_key(parameters: &[u8]) -> bool {
    parameter_text(parameters)
        .and_then(|number| number.parse().ok())
        .and_then(vt220_key)
        .is_some()
}

/// The key of `ESC [`, these parameters and this last byte. None for a report, or what isn't known.
pub(super) fn csi_key(parameters: &[u8], last: u8) -> Option<KeyEvent> {
    let parameters = parameter_text(parameters)?;
    let code = match last {
        b'~' => return tilde_key(parameters),
        b'u' => return kitty_key(parameters),
        b'$' | b'^' | b'@' => {
            let held = match last {
                b'$' => KeyModifiers::SHIFT,
                b'^' => KeyModifiers::CONTROL,
                _ => KeyModifiers::CONTROL | KeyModifiers::SHIFT,
            };
            let code = vt220_key(parameters.parse().ok()?)?;
            return Some(KeyEvent::new(code, held));
        }
        b'a'..=b'd' if parameters.is_empty() => {
            return Some(KeyEvent::new(arrow_key(last)?, KeyModifiers::SHIFT));
        }
        b'A'..=b'D' => arrow_key(last)?,
        b'F' => KeyCode::End,
        b'H' => KeyCode::Home,
        // With R it would be F3, but for a report of where the cursor stands.
        b'P' => KeyCode::F(1),
        b'Q' => KeyCode::F(2),
        b'S' => KeyCode::F(4),
        b'Z' => KeyCode::BackTab,
        _ => return None,
    };
    let mut fields = parameters.split(';');
    let only = fields.next();
    let (mut held, kind, state) = parse_modifiers(fields.next().or(only));
    if code == KeyCode::BackTab {
        held |= KeyModifiers::SHIFT;
    }
    Some(KeyEvent::new_with_kind_and_state(code, held, kind, state))
}

/// Parameters as text. None where there is a prefix or an intermediate byte: no key has one.
fn parameter_text(parameters: &[u8]) -> Option<&str> {
    let is_key = |byte: &u8| matches!(byte, b'0'..=b'9' | b';' | b':');
    if parameters.len() > MAX_PARAMETERS || !parameters.iter().all(is_key) {
        return None;
    }
    std::str::from_utf8(parameters).ok()
}

fn arrow_key(last: u8) -> Option<KeyCode> {
    Some(match last.to_ascii_uppercase() {
        b'A' => KeyCode::Up,
        b'B' => KeyCode::Down,
        b'C' => KeyCode::Right,
        b'D' => KeyCode::Left,
        _ => return None,
    })
}

/// `ESC [ 3 ; 5 ~`, and xterm's `ESC [ 27 ; 5 ; 99 ~` for any other key with something held.
fn tilde_key(parameters: &str) -> Option<KeyEvent> {
    let mut fields = parameters.split(';');
    let number = fields.next()?.parse().ok()?;
    let (held, kind, state) = parse_modifiers(fields.next());
    if number == 27 {
        let code = fields.next()?.parse().ok()?;
        return key_from_code(code, held, None);
    }
    let code = vt220_key(number)?;
    Some(KeyEvent::new_with_kind_and_state(code, held, kind, state))
}

/// The key with a number of its own, as the VT220 had them.
fn vt220_key(number: u8) -> Option<KeyCode> {
    Some(match number {
        1 | 7 => KeyCode::Home,
        2 => KeyCode::Insert,
        3 => KeyCode::Delete,
        4 | 8 => KeyCode::End,
        5 => KeyCode::PageUp,
        6 => KeyCode::PageDown,
        11..=15 => KeyCode::F(number - 10),
        17..=21 => KeyCode::F(number - 11),
        23..=26 => KeyCode::F(number - 12),
        28..=29 => KeyCode::F(number - 13),
        31..=34 => KeyCode::F(number - 14),
        _ => return None,
    })
}

/// `ESC [ key : shifted ; modifiers : kind ; text u`, of kitty's keyboard protocol and of those before it.
fn kitty_key(parameters: &str) -> Option<KeyEvent> {
    let mut fields = parameters.split(';');
    let mut codes = fields.next()?.split(':').map(str::parse);
    let code: u32 = codes.next()?.ok()?;
    let (held, kind, state) = parse_modifiers(fields.next());
    let shifted = codes.next().and_then(Result::ok);
    let typed = fields
        .next()
        .and_then(|text| text.split(':').next()?.parse().ok());
    let key = key_from_code(code, held, shifted.or(typed))?;
    Some(KeyEvent {
        kind,
        state: key.state | state,
        ..key
    })
}

/// The key with this code, or, where Shift is held and that is known, with the code of what it types then.
fn key_from_code(code: u32, mut held: KeyModifiers, shifted: Option<u32>) -> Option<KeyEvent> {
    let mut state = KeyEventState::NONE;
    let mut code = match code {
        8 | 127 => KeyCode::Backspace,
        9 if held.contains(KeyModifiers::SHIFT) => KeyCode::BackTab,
        9 => KeyCode::Tab,
        13 => KeyCode::Enter,
        27 => KeyCode::Esc,
        57376..=57398 => KeyCode::F(u8::try_from(code - 57376 + 13).ok()?),
        57399..=57427 => {
            state = KeyEventState::KEYPAD;
            keypad_key(code)
        }
        // Other keys of kitty's: those that are held, and those for music.
        57344..=63743 => return None,
        code => KeyCode::Char(char::from_u32(code).filter(|letter| !letter.is_control())?),
    };
    if held.contains(KeyModifiers::SHIFT)
        && let KeyCode::Char(letter) = code
    {
        let known = shifted
            .and_then(char::from_u32)
            .filter(|letter| !letter.is_control());
        if let Some(shifted) = known {
            held -= KeyModifiers::SHIFT;
            code = KeyCode::Char(shifted);
        } else {
            let mut upper = letter.to_uppercase();
            // A letter with two capitals, as ß has, isn't told by them.
            let only = upper.next().filter(|_| upper.next().is_none());
            code = KeyCode::Char(only.unwrap_or(letter));
        }
    }
    Some(KeyEvent::new_with_kind_and_state(
        code,
        held,
        KeyEventKind::Press,
        state,
    ))
}

/// The keys of the keypad, in kitty's order.
fn keypad_key(code: u32) -> KeyCode {
    const LETTERS: [char; 15] = [
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '.', '/', '*', '-', '+',
    ];
    match code - 57399 {
        15 => KeyCode::Enter,
        16 => KeyCode::Char('='),
        17 => KeyCode::Char(','),
        18 => KeyCode::Left,
        19 => KeyCode::Right,
        20 => KeyCode::Up,
        21 => KeyCode::Down,
        22 => KeyCode::PageUp,
        23 => KeyCode::PageDown,
        24 => KeyCode::Home,
        25 => KeyCode::End,
        26 => KeyCode::Insert,
        27 => KeyCode::Delete,
        place => LETTERS
            .get(place as usize)
            .map_or(KeyCode::KeypadBegin, |letter| KeyCode::Char(*letter)),
    }
}

/// What is held, whether the key goes down or up, and which locks are on, as in `5:3`.
fn parse_modifiers(field: Option<&str>) -> (KeyModifiers, KeyEventKind, KeyEventState) {
    let mut parts = field.unwrap_or_default().split(':').map(str::parse::<u8>);
    let mut part = || parts.next().and_then(Result::ok).unwrap_or(1);
    let mask = part().saturating_sub(1);
    let kind = match part() {
        2 => KeyEventKind::Repeat,
        3 => KeyEventKind::Release,
        _ => KeyEventKind::Press,
    };
    let modifiers = [
        KeyModifiers::SHIFT,
        KeyModifiers::ALT,
        KeyModifiers::CONTROL,
        KeyModifiers::SUPER,
        KeyModifiers::HYPER,
        KeyModifiers::META,
    ];
    let locks = [KeyEventState::CAPS_LOCK, KeyEventState::NUM_LOCK];
    let is_on = |bit: usize| mask & (1 << bit) != 0;
    let modifiers = (0..).zip(modifiers).filter(|(bit, _)| is_on(*bit));
    let locks = (6..).zip(locks).filter(|(bit, _)| is_on(*bit));
    (
        modifiers.map(|(_, modifier)| modifier).collect(),
        kind,
        locks.map(|(_, lock)| lock).collect(),
    )
}
