//! Writes manual pages in roff, with the `man` macros.

/// A manual page that is being written. Texts may have `code` in backticks, which becomes bold.
pub(super) struct Roff {
    text: String,
}

/// Lines of text are no longer than this, in bytes, where words allow.
const MAX_LINE: usize = 72;

impl Roff {
    /// A page with its title line.
    pub(super) fn new(title: &str, section: &str, day: &str, source: &str) -> Self {
        let title = title.to_uppercase();
        Self {
            text: format!(
                ".TH \"{}\" {section} {day} \"{source}\" \"User Commands\"\n",
                escape(&title)
            ),
        }
    }

    pub(super) fn heading(&mut self, heading: &str) {
        self.control(&format!(".SH \"{heading}\""));
    }

    /// Text after a heading or a tag, or after another text.
    pub(super) fn text(&mut self, text: &str) {
        self.fill(&inline(text));
    }

    /// A paragraph of its own, also as the first one after a heading.
    pub(super) fn paragraph(&mut self, text: &str) {
        let lines = self.text.lines();
        if lines.last().is_some_and(|line| !line.starts_with(".SH")) {
            self.control(".PP");
        }
        self.text(text);
    }

    /// A tag and below it, indented, what it stands for.
    pub(super) fn item(&mut self, tag: &str, text: &str) {
        self.control(".TP");
        self.control(&protect(&inline(tag)));
        self.text(text);
    }

    /// A line on its own.
    pub(super) fn line(&mut self, text: &str) {
        self.control(&protect(&inline(text)));
    }

    pub(super) fn line_break(&mut self) {
        self.control(".br");
    }

    pub(super) fn finish(self) -> String {
        self.text
    }

    fn control(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// Appends words in lines. They are joined again where the page is shown.
    fn fill(&mut self, words: &str) {
        let mut line = String::new();
        for word in words.split_whitespace() {
            if !line.is_empty() && line.len() + 1 + word.len() > MAX_LINE {
                self.control(&protect(&line));
                line.clear();
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        if !line.is_empty() {
            self.control(&protect(&line));
        }
    }
}

/// Text with bold code and without special characters.
fn inline(text: &str) -> String {
    let mut parts = text.split('`').map(escape);
    let mut inline = parts.next().unwrap_or_default();
    let mut is_code = true;
    for part in parts {
        inline.push_str(if is_code { r"\fB" } else { r"\fR" });
        inline.push_str(&part);
        is_code = !is_code;
    }
    inline
}

fn escape(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        match c {
            '\\' => escaped.push_str(r"\e"),
            '-' => escaped.push_str(r"\-"),
            '\'' => escaped.push_str(r"\(aq"),
            '~' => escaped.push_str(r"\(ti"),
            '^' => escaped.push_str(r"\(ha"),
            '“' => escaped.push_str(r"\(lq"),
            '”' => escaped.push_str(r"\(rq"),
            '’' => escaped.push_str(r"\(cq"),
            '"' => escaped.push_str(r"\(dq"),
            c => escaped.push(c),
        }
    }
    escaped
}

/// Keeps a line that begins with a full stop from being a command.
fn protect(line: &str) -> String {
    if line.starts_with('.') {
        format!(r"\&{line}")
    } else {
        line.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_become_no_commands() {
        let mut roff = Roff::new("enough-x", "1", "2026-01-02", "good-enough 1");
        roff.text(".TH it's \\fB a `-n N` b “c” 猫");
        roff.item("`.x`", "'y");
        assert_eq!(
            roff.finish(),
            concat!(
                ".TH \"ENOUGH\\-X\" 1 2026-01-02 \"good-enough 1\" \"User Commands\"\n",
                "\\&.TH it\\(aqs \\efB a \\fB\\-n N\\fR b \\(lqc\\(rq 猫\n",
                ".TP\n\\fB.x\\fR\n\\(aqy\n",
            )
        );
    }

    #[test]
    fn long_texts_are_broken_between_words() {
        let mut roff = Roff::new("x", "1", "2026-01-02", "x");
        roff.text(&"word .dot ".repeat(40));
        let text = roff.finish();
        assert!(
            text.lines().all(|line| line.len() <= MAX_LINE + 2),
            "{text}"
        );
        assert!(
            !text.lines().skip(1).any(|line| line.starts_with('.')),
            "{text}"
        );
    }
}
