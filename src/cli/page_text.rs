//! Pages as plain text, as wide as the terminal and no wider than is good to read.

use std::io::{self, IsTerminal, Write};

use crate::terminal;
use crate::text::wrap;
use crate::ui::screens::MAX_TEXT_WIDTH;
use crate::ui::screens::text_page::PageBlock;

/// Prints paragraphs, each as lines.
pub fn print_paragraphs(paragraphs: &[PageBlock], out: &mut impl Write) -> io::Result<()> {
    let width = page_width();
    let mut is_close = false;
    for (index, paragraph) in paragraphs.iter().enumerate() {
        let (gap, lines) = match paragraph {
            PageBlock::Heading(words) | PageBlock::Text(words) => {
                (true, wrap_indented(words, 0, width))
            }
            PageBlock::Definition(left, right) if left.is_empty() => {
                (!is_close, wrap_indented(right, 2, width))
            }
            PageBlock::Definition(left, right) | PageBlock::PhoneNumber(left, right) => (
                !is_close,
                wrap_indented(&format!("{left}: {right}"), 2, width),
            ),
            PageBlock::Contact(name, words) => {
                let mut lines = wrap_indented(name, 2, width);
                lines.extend(wrap_indented(words, 4, width));
                (!is_close, lines)
            }
        };
        if gap && index > 0 {
            writeln!(out)?;
        }
        for line in lines {
            writeln!(out, "{line}")?;
        }
        is_close = !matches!(paragraph, PageBlock::Text(_));
    }
    Ok(())
}

fn wrap_indented(words: &str, indent: usize, width: usize) -> Vec<String> {
    let rows = wrap(words, width.saturating_sub(indent).max(1)).into_iter();
    rows.map(|row| format!("{}{row}", " ".repeat(indent)).trim_end().to_owned())
        .collect()
}

fn page_width() -> usize {
    let size = terminal::size().filter(|_| io::stdout().is_terminal());
    let columns = size.map(|(columns, _)| columns);
    let columns = columns.filter(|columns| *columns >= 20);
    usize::from(columns.unwrap_or(MAX_TEXT_WIDTH).min(MAX_TEXT_WIDTH))
}
