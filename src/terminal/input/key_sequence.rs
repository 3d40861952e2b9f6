//! Maps complete sequences to keys: those of xterm, rxvt, the Linux console, kitty and compatible terminals.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyEventState, KeyModifiers};

use super::control_bytes::ESC;

/// No key has more parameter bytes than this.
pub(super) const MAX_PARAMETERS: usize = 64;

/// The key that types a character.
pub(super) fn char_key(c: char) -> KeyEvent {
    let modifiers = if c.is_uppercase() {
        KeyModifiers::SHIFT
    } else {
        KeyModifiers::NONE
    };
    KeyEvent::new(KeyCode::Char(c), modifiers)
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
        // Ctrl with these digits has the same code as Ctrl with other characters.
        _ => with_ctrl(byte - 0x1c + b'4'),
    }
}

/// The key of `ESC O` with these parameters and last byte.
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
    let (modifiers, kind, state) =
        parse_modifiers(parameter_text(parameters)?.split(';').next_back());
    Some(KeyEvent::new_with_kind_and_state(
        code, modifiers, kind, state,
    ))
}

/// Whether these are the parameters of a key that rxvt may end with `$`.
pub(super) fn is_rxvt_key(parameters: &[u8]) -> bool {
    parameter_text(parameters)
        .and_then(|number| number.parse().ok())
        .and_then(vt220_key)
        .is_some()
}

/// The key of `ESC [` with these parameters and last byte. None for reports and unknown sequences.
pub(super) fn csi_key(parameters: &[u8], last: u8) -> Option<KeyEvent> {
    let parameters = parameter_text(parameters)?;
    let code = match last {
        b'~' => return tilde_key(parameters),
        b'u' => return kitty_key(parameters),
        b'$' | b'^' | b'@' => {
            let modifiers = match last {
                b'$' => KeyModifiers::SHIFT,
                b'^' => KeyModifiers::CONTROL,
                _ => KeyModifiers::CONTROL | KeyModifiers::SHIFT,
            };
            let code = vt220_key(parameters.parse().ok()?)?;
            return Some(KeyEvent::new(code, modifiers));
        }
        b'a'..=b'd' if parameters.is_empty() => {
            return Some(KeyEvent::new(arrow_key(last)?, KeyModifiers::SHIFT));
        }
        b'A'..=b'D' => arrow_key(last)?,
        b'F' => KeyCode::End,
        b'H' => KeyCode::Home,
        // R would be F3, but it is also the cursor position report.
        b'P' => KeyCode::F(1),
        b'Q' => KeyCode::F(2),
        b'S' => KeyCode::F(4),
        b'Z' => KeyCode::BackTab,
        _ => return None,
    };
    let mut fields = parameters.split(';');
    let only = fields.next();
    let (mut modifiers, kind, state) = parse_modifiers(fields.next().or(only));
    if code == KeyCode::BackTab {
        modifiers |= KeyModifiers::SHIFT;
    }
    Some(KeyEvent::new_with_kind_and_state(
        code, modifiers, kind, state,
    ))
}

/// The parameters as text. None if there is a prefix or an intermediate byte, which no key has.
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

/// `ESC [ 3 ; 5 ~`, and `ESC [ 27 ; 5 ; 99 ~`, which xterm sends for other keys with modifiers.
fn tilde_key(parameters: &str) -> Option<KeyEvent> {
    let mut fields = parameters.split(';');
    let number = fields.next()?.parse().ok()?;
    let (modifiers, kind, state) = parse_modifiers(fields.next());
    if number == 27 {
        let code = fields.next()?.parse().ok()?;
        return key_from_code(code, modifiers, None);
    }
    let code = vt220_key(number)?;
    Some(KeyEvent::new_with_kind_and_state(
        code, modifiers, kind, state,
    ))
}

/// The key with this VT220 number.
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

/// `ESC [ key : shifted ; modifiers : kind ; text u` (kitty keyboard protocol, fixterms).
fn kitty_key(parameters: &str) -> Option<KeyEvent> {
    let mut fields = parameters.split(';');
    let mut codes = fields.next()?.split(':').map(str::parse);
    let code: u32 = codes.next()?.ok()?;
    let (modifiers, kind, state) = parse_modifiers(fields.next());
    let shifted = codes.next().and_then(Result::ok);
    let typed = fields
        .next()
        .and_then(|text| text.split(':').next()?.parse().ok());
    let key = key_from_code(code, modifiers, shifted.or(typed))?;
    Some(KeyEvent {
        kind,
        state: key.state | state,
        ..key
    })
}

/// The key with this code. With Shift, `shifted` is the character it types, if known.
fn key_from_code(code: u32, mut modifiers: KeyModifiers, shifted: Option<u32>) -> Option<KeyEvent> {
    let mut state = KeyEventState::NONE;
    let mut code = match code {
        8 | 127 => KeyCode::Backspace,
        9 if modifiers.contains(KeyModifiers::SHIFT) => KeyCode::BackTab,
        9 => KeyCode::Tab,
        13 => KeyCode::Enter,
        27 => KeyCode::Esc,
        57376..=57398 => KeyCode::F(u8::try_from(code - 57376 + 13).ok()?),
        57399..=57427 => {
            state = KeyEventState::KEYPAD;
            keypad_key(code)
        }
        // Other kitty keys: modifiers and media keys.
        57344..=63743 => return None,
        code => KeyCode::Char(char::from_u32(code).filter(|c| !c.is_control())?),
    };
    if modifiers.contains(KeyModifiers::SHIFT)
        && let KeyCode::Char(c) = code
    {
        let known = shifted.and_then(char::from_u32).filter(|c| !c.is_control());
        if let Some(shifted) = known {
            modifiers -= KeyModifiers::SHIFT;
            code = KeyCode::Char(shifted);
        } else {
            let mut upper = c.to_uppercase();
            // Keep characters such as ß, whose upper case has two characters.
            let only = upper.next().filter(|_| upper.next().is_none());
            code = KeyCode::Char(only.unwrap_or(c));
        }
    }
    Some(KeyEvent::new_with_kind_and_state(
        code,
        modifiers,
        KeyEventKind::Press,
        state,
    ))
}

/// The keypad keys in kitty's order.
fn keypad_key(code: u32) -> KeyCode {
    const CHARS: [char; 15] = [
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
        index => CHARS
            .get(index as usize)
            .map_or(KeyCode::KeypadBegin, |c| KeyCode::Char(*c)),
    }
}

/// Parses the modifiers, event kind and locks, as in `5:3`.
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
