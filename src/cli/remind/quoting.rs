//! Text quoted for the shell, systemd, crontabs and XML.

/// One word for the shell.
pub(super) fn quote_shell(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// One argument of a command in a systemd unit.
pub(super) fn quote_systemd(text: &str) -> String {
    let mut quoted = String::from('"');
    for c in text.chars() {
        match c {
            '\\' | '"' => quoted.extend(['\\', c]),
            // These would name a specifier and a variable.
            '%' | '$' => quoted.extend([c, c]),
            _ => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// A command in a crontab, where `%` would end the line.
pub(super) fn escape_crontab(command: &str) -> String {
    command.replace('%', r"\%")
}

/// Text between tags.
pub(super) fn escape_xml(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATH: &str = r#"/it's 100% "$a" \b <&>/enough"#;

    #[test]
    fn characters_with_a_meaning_are_quoted() {
        let shell = r#"'/it'\''s 100% "$a" \b <&>/enough'"#;
        assert_eq!(quote_shell(PATH), shell);
        let systemd = r#""/it's 100%% \"$$a\" \\b <&>/enough""#;
        assert_eq!(quote_systemd(PATH), systemd);
        assert_eq!(escape_crontab("a 100% b%"), r"a 100\% b\%");
        assert_eq!(escape_xml("a <&> b"), "a &lt;&amp;&gt; b");
    }

    #[cfg(unix)]
    #[test]
    fn the_shell_reads_a_quoted_path_as_it_is() {
        let script = format!("printf %s {}", quote_shell(PATH));
        let output = std::process::Command::new("sh")
            .args(["-c", &script])
            .output();
        assert_eq!(output.unwrap().stdout, PATH.as_bytes());
    }
}
