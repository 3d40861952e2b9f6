//! Converts notes from HTML to plain text.

/// The text of a note, with line breaks for block tags, a dash before each list item, and entities decoded. Unknown tags
/// stay as they are, because they may be text such as “I <3 you”.
pub(super) fn text(note: &str) -> String {
    let mut text = String::with_capacity(note.len());
    let mut rest = note;
    while let Some(index) = rest.find(['<', '&']) {
        text.push_str(&rest[..index]);
        rest = &rest[index..];
        let length = tag(rest, &mut text).or_else(|| entity(rest, &mut text));
        let length = length.unwrap_or_else(|| {
            text.push_str(&rest[..1]);
            1
        });
        rest = &rest[length..];
    }
    text.push_str(rest);
    text.trim().to_owned()
}

/// Converts the tag at the start of `html` and returns its length. None if there is no known tag.
fn tag(html: &str, text: &mut String) -> Option<usize> {
    let end = html.starts_with('<').then(|| html.find('>'))??;
    let inside = &html[1..end];
    let (is_closing, inside) = match inside.strip_prefix('/') {
        Some(inside) => (true, inside),
        None => (false, inside),
    };
    let name_end = inside.find(|letter: char| !letter.is_ascii_alphanumeric());
    let name = inside[..name_end.unwrap_or(inside.len())].to_ascii_lowercase();
    match name.as_str() {
        "br" => text.push('\n'),
        "li" if !is_closing => {
            begin_line(text);
            text.push_str("- ");
        }
        "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "blockquote" | "div" | "li" | "ul"
        | "ol" | "tr" | "table" | "hr" => begin_line(text),
        "a" | "b" | "big" | "code" | "del" | "em" | "font" | "i" | "ins" | "mark" | "pre" | "s"
        | "small" | "span" | "strike" | "strong" | "sub" | "sup" | "tbody" | "td" | "th" | "tt"
        | "u" => {}
        _ => return None,
    }
    Some(end + 1)
}

fn begin_line(text: &mut String) {
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
}

/// Decodes the entity at the start of `html` and returns its length. None if there is no known entity.
fn entity(html: &str, text: &mut String) -> Option<usize> {
    let (name, length) = entity_name(html)?;
    let letter = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        "hellip" => '…',
        "ndash" => '–',
        "mdash" => '—',
        "lsquo" => '‘',
        "rsquo" => '’',
        "ldquo" => '“',
        "rdquo" => '”',
        "euro" => '€',
        _ => return numeric_entity(name, length, html, text),
    };
    text.push(letter);
    Some(length)
}

/// The text between `&` and `;`, and the length of the entity.
fn entity_name(html: &str) -> Option<(&str, usize)> {
    let inside = html.strip_prefix('&')?;
    let end = inside.bytes().take(12).position(|byte| byte == b';')?;
    Some((&inside[..end], end + 2))
}

/// Decodes a numeric entity. Some programs write an emoji as two surrogates, each in an entity.
fn numeric_entity(name: &str, length: usize, html: &str, text: &mut String) -> Option<usize> {
    let number = code(name)?;
    if let Some(letter) = char::from_u32(number) {
        text.push(letter);
        return Some(length);
    }
    let (other, more) = entity_name(&html[length..])?;
    let units = [number, code(other)?].map(|number| u16::try_from(number).unwrap_or(0));
    text.push(char::decode_utf16(units).next()?.ok()?);
    Some(length + more)
}

fn code(name: &str) -> Option<u32> {
    let digits = name.strip_prefix('#')?;
    match digits.strip_prefix(['x', 'X']) {
        Some(digits) => u32::from_str_radix(digits, 16).ok(),
        None => digits.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_converted_to_the_text_it_shows() {
        for (note, expected) in [
            ("plain", "plain"),
            ("one<br>two<br/>three<BR />four", "one\ntwo\nthree\nfour"),
            (
                "<b>Bold</b> &amp; co<br/>two<br />three<div>four</div><ul><li>x</li></ul>",
                "Bold & co\ntwo\nthree\nfour\n- x",
            ),
            ("<p>one</p><p dir=\"ltr\">two</p>", "one\ntwo"),
            ("<ol><li>a</li><li>b</li></ol>after", "- a\n- b\nafter"),
            (
                "I <3 you, a < b > c, <someone> &co; & so on &",
                "I <3 you, a < b > c, <someone> &co; & so on &",
            ),
            (
                "&#228;&#x5FC3; &#128512; &#55357;&#56832; &nbsp;&lt;br&gt;",
                "ä心 😀 😀  <br>",
            ),
            ("&#55357;x &#55357;&amp;", "&#55357;x &#55357;&"),
            ("&#99999999;", "&#99999999;"),
            ("&#99999999999;", "&#99999999999;"),
        ] {
            assert_eq!(text(note), expected, "{note}");
        }
    }
}
