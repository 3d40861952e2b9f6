//! Mistakes that are valid YAML but mean something other than what the author sees.

/// A column in characters from 0, the message and the help.
type Pitfall = (usize, &'static str, &'static str);

/// Finds a lookalike of the spaces, the dash or the colon at the start of a line.
pub(super) fn find_at_line_start(line: &str) -> Option<Pitfall> {
    let chars: Vec<char> = line.chars().collect();
    let mut index = 0;
    loop {
        let next = chars.get(index + 1).copied();
        match chars.get(index)? {
            ' ' => index += 1,
            '-' if next == Some(' ') => index += 1,
            '-' if next.is_some_and(is_special_space) => return Some(special_space(index + 1)),
            c if is_special_space(*c) => return Some(special_space(index)),
            c if is_lookalike_dash(*c) && next.is_none_or(is_any_space) => {
                let help = "write a plain `-` and a space, as on a keyboard";
                return Some((
                    index,
                    "this sign looks like the dash of a list and isn't",
                    help,
                ));
            }
            _ => return find_after_key(&chars, index),
        }
    }
}

/// Finds a lookalike of the colon and the space after a key.
fn find_after_key(chars: &[char], start: usize) -> Option<Pitfall> {
    let is_name = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    let length = chars[start..].iter().take_while(|c| is_name(c)).count();
    let end = start + length;
    let next = chars.get(end + 1).copied();
    match chars.get(end)? {
        _ if length == 0 => None,
        ':' if next.is_some_and(is_special_space) => Some(special_space(end + 1)),
        c if is_special_space(*c) && next == Some(':') => Some(special_space(end)),
        '\u{ff1a}' | '\u{fe55}' => Some((
            end,
            "this sign looks like a colon and isn't",
            "write a plain `:` and a space, as on a keyboard",
        )),
        _ => None,
    }
}

const fn special_space(index: usize) -> Pitfall {
    (
        index,
        "a special space stands here, such as a no-break space",
        "delete it and press the space bar",
    )
}

/// Trims plain and special spaces.
pub(super) fn trim_special_spaces(name: &str) -> &str {
    name.trim_matches(is_any_space)
}

/// Whether YAML doesn't treat this blank or invisible character as a space.
const fn is_special_space(c: char) -> bool {
    matches!(
        c,
        '\u{a0}' | '\u{1680}' | '\u{2000}'
            ..='\u{200b}' | '\u{202f}' | '\u{205f}' | '\u{2060}' | '\u{3000}' | '\u{feff}'
    )
}

const fn is_any_space(c: char) -> bool {
    c == ' ' || is_special_space(c)
}

/// Whether this is a Unicode dash, or a bullet that word processors make of `-`.
const fn is_lookalike_dash(c: char) -> bool {
    matches!(
        c,
        '\u{2010}'
            ..='\u{2015}'
                | '\u{2212}'
                | '\u{fe58}'
                | '\u{fe63}'
                | '\u{ff0d}'
                | '\u{2022}'
                | '\u{25e6}'
                | '\u{2043}'
                | '\u{b7}'
    )
}

/// The message for a first word that YAML takes as a tag or an anchor.
pub(super) const LABEL_MESSAGE: &str =
    "a first word that begins with `!` or `&` is a label in YAML, so the words begin behind it";

/// The tag or anchor that ends `before`, the text before a value; standard YAML tags are fine.
pub(super) fn find_tag_or_anchor(before: &str) -> Option<&str> {
    let start = before.trim_end();
    // Every value gets here, so a long line without spaces must not be searched backwards each time.
    if start.len() == before.len() {
        return None;
    }
    let label = start.split_whitespace().next_back()?;
    let start = start[..start.len() - label.len()].trim_end();
    // Elsewhere it is part of a plain text.
    let begins_words = start.is_empty() || start.ends_with([':', '-', '?', '[', '{', ',']);
    if !begins_words || label.contains(['"', '\'', ',', ':', '[', ']', '{', '}']) {
        return None;
    }
    let is_own = matches!(
        label,
        "!!str" | "!!int" | "!!float" | "!!bool" | "!!null" | "!!seq" | "!!map"
    );
    (label.starts_with(['!', '&']) && !is_own).then_some(label)
}

/// The message for a `#` that cuts off a text.
pub(super) const COMMENT_MESSAGE: &str =
    "a `#` after a space begins a comment, so the words end before it";
/// The help for it.
pub(super) const COMMENT_HELP: &str =
    "put the whole words in double quotes; a comment has a space after its `#`";

/// Finds a `#` that ends an unquoted text: its byte offset in `rest`, the source after the text, and the length of
/// the comment in characters. A `# …` with a space is taken for an intended comment.
pub(super) fn find_cut_comment(rest: &str) -> Option<(usize, usize)> {
    let comment = rest.trim_start_matches([' ', '\t']);
    let index = rest.len() - comment.len();
    let next = comment.strip_prefix('#')?.chars().next()?;
    let is_meant = next.is_whitespace() || next == '#';
    (index > 0 && !is_meant).then(|| {
        (
            index,
            comment
                .lines()
                .next()
                .map_or(0, |line| line.chars().count()),
        )
    })
}
