//! Digits of every script, as keyboards and input methods have their own.

use std::borrow::Cow;

/// The zeros of Unicode 17. The other nine digits follow each.
#[rustfmt::skip] // One line each would be long and say nothing.
const ZEROS: [char; 76] = [
    '\u{30}', '\u{660}', '\u{6f0}', '\u{7c0}', '\u{966}', '\u{9e6}', '\u{a66}', '\u{ae6}', '\u{b66}',
    '\u{be6}', '\u{c66}', '\u{ce6}', '\u{d66}', '\u{de6}', '\u{e50}', '\u{ed0}', '\u{f20}', '\u{1040}',
    '\u{1090}', '\u{17e0}', '\u{1810}', '\u{1946}', '\u{19d0}', '\u{1a80}', '\u{1a90}', '\u{1b50}', '\u{1bb0}',
    '\u{1c40}', '\u{1c50}', '\u{a620}', '\u{a8d0}', '\u{a900}', '\u{a9d0}', '\u{a9f0}', '\u{aa50}', '\u{abf0}',
    '\u{ff10}', '\u{104a0}', '\u{10d30}', '\u{10d40}', '\u{11066}', '\u{110f0}', '\u{11136}', '\u{111d0}',
    '\u{112f0}', '\u{11450}', '\u{114d0}', '\u{11650}', '\u{116c0}', '\u{116d0}', '\u{116da}', '\u{11730}',
    '\u{118e0}', '\u{11950}', '\u{11c50}', '\u{11d50}', '\u{11da0}', '\u{11de0}', '\u{11f50}', '\u{16130}',
    '\u{16a60}', '\u{16ac0}', '\u{16b50}', '\u{16d70}', '\u{1ccf0}', '\u{1d7ce}', '\u{1d7d8}', '\u{1d7e2}',
    '\u{1d7ec}', '\u{1d7f6}', '\u{1e140}', '\u{1e2f0}', '\u{1e4f0}', '\u{1e5f1}', '\u{1e950}', '\u{1fbf0}',
];

/// The value of a decimal digit.
pub(crate) fn digit_value(c: char) -> Option<u8> {
    let scripts = ZEROS.partition_point(|zero| *zero <= c);
    let zero = ZEROS[..scripts].last()?;
    let value = u32::from(c) - u32::from(*zero);
    u8::try_from(value).ok().filter(|value| *value < 10)
}

/// Converts digits and the signs in numbers to ASCII, as in “２０：１５” or “٨٠٪”.
///
/// For parsing numbers only; text stays as it was typed.
pub(crate) fn to_ascii_numbers(typed: &str) -> Cow<'_, str> {
    if typed.is_ascii() {
        return Cow::Borrowed(typed);
    }
    let plain = |c| match c {
        '\u{ff1a}' => ':',
        '\u{ff0d}' | '\u{2212}' => '-',
        '\u{ff05}' | '\u{66a}' => '%',
        '\u{ff0e}' | '\u{3002}' => '.',
        '\u{ff0c}' | '\u{3001}' | '\u{60c}' => ',',
        '\u{ff1b}' | '\u{61b}' => ';',
        '\u{3000}' => ' ',
        c => digit_value(c).map_or(c, |value| char::from(b'0' + value)),
    };
    Cow::Owned(typed.chars().map(plain).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_of_any_script_have_their_value_and_nothing_else_has_one() {
        for zero in ZEROS {
            for value in 0..10 {
                let c = char::from_u32(u32::from(zero) + u32::from(value)).unwrap();
                assert!(c.is_numeric(), "{c:?}");
                assert_eq!(digit_value(c), Some(value), "{c:?}");
            }
        }
        for digits in [
            "0123456789",
            "０１２３４５６７８９",
            "٠١٢٣٤٥٦٧٨٩",
            "۰۱۲۳۴۵۶۷۸۹",
            "०१२३४५६७८९",
            "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗",
        ] {
            let values: Vec<_> = digits.chars().filter_map(digit_value).collect();
            assert_eq!(values, (0..10).collect::<Vec<_>>(), "{digits}");
        }
        for c in "/:a一½²③Ⅳ火👍\u{10ffff}".chars() {
            assert_eq!(digit_value(c), None, "{c:?}");
        }
    }

    #[test]
    fn numbers_are_read_with_the_signs_of_their_keyboard() {
        for (typed, plain) in [
            ("80%", "80%"),
            ("８０％", "80%"),
            ("٨٠٪", "80%"),
            ("２０：１５", "20:15"),
            ("２０２６－１２－０１", "2026-12-01"),
            ("１、３　５。", "1,3 5."),
            ("٣،٤", "3,4"),
            ("火 ２", "火 2"),
        ] {
            assert_eq!(to_ascii_numbers(typed), plain);
        }
    }
}
