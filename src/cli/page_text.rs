//! Prints pages as plain text, wrapped to the terminal or to [`MAX_TEXT_WIDTH`].

use std::io::{self, IsTerminal, Write};

use crate::terminal;
use crate::text::wrap;
use crate::ui::layout::MAX_TEXT_WIDTH;
use crate::ui::screens::text_page::PageBlock;

pub(crate) fn print_paragraphs(blocks: &[PageBlock], out: &mut impl Write) -> io::Result<()> {
    let width = page_width();
    let mut is_compact = false;
    for (index, block) in blocks.iter().enumerate() {
        let (gap, lines) = match block {
            PageBlock::Heading(text) | PageBlock::Text(text) => {
                (true, wrap_indented(text, 0, width))
            }
            PageBlock::Definition(left, right) if left.is_empty() => {
                (!is_compact, wrap_indented(right, 2, width))
            }
            PageBlock::Definition(left, right) | PageBlock::PhoneNumber(left, right) => (
                !is_compact,
                wrap_indented(&format!("{left}: {right}"), 2, width),
            ),
            PageBlock::Contact(name, text) => {
                let mut lines = wrap_indented(name, 2, width);
                lines.extend(wrap_indented(text, 4, width));
                (!is_compact, lines)
            }
        };
        if gap && index > 0 {
            writeln!(out)?;
        }
        for line in lines {
            writeln!(out, "{line}")?;
        }
        is_compact = !matches!(block, PageBlock::Text(_));
    }
    Ok(())
}

/// Prints a page in few rows: gaps only above texts, and each contact from its name on.
pub(crate) fn print_dense(blocks: &[PageBlock], out: &mut impl Write) -> io::Result<()> {
    let width = page_width();
    for (index, block) in blocks.iter().enumerate() {
        let (left, right) = match block {
            PageBlock::Text(text) | PageBlock::Heading(text) => {
                let is_after_text = index > 0 && matches!(blocks[index - 1], PageBlock::Text(_));
                if index > 0 && matches!(block, PageBlock::Text(_)) && !is_after_text {
                    writeln!(out)?;
                }
                for line in wrap(text, width) {
                    writeln!(out, "{line}")?;
                }
                continue;
            }
            PageBlock::Definition(left, right)
            | PageBlock::PhoneNumber(left, right)
            | PageBlock::Contact(left, right) => (left, right),
        };
        let text = if left.is_empty() {
            right.clone()
        } else {
            format!("{left}: {right}")
        };
        let rows = wrap(&text, width.saturating_sub(4).max(1));
        for (number, row) in rows.into_iter().enumerate() {
            let indent = if number == 0 { "  " } else { "    " };
            writeln!(out, "{}", format!("{indent}{row}").trim_end())?;
        }
    }
    Ok(())
}

fn wrap_indented(text: &str, indent: usize, width: usize) -> Vec<String> {
    let rows = wrap(text, width.saturating_sub(indent).max(1)).into_iter();
    rows.map(|row| format!("{}{row}", " ".repeat(indent)).trim_end().to_owned())
        .collect()
}

fn page_width() -> usize {
    let size = terminal::size().filter(|_| io::stdout().is_terminal());
    let columns = size.map(|(columns, _)| columns);
    let columns = columns.filter(|columns| *columns >= 20);
    usize::from(columns.unwrap_or(MAX_TEXT_WIDTH).min(MAX_TEXT_WIDTH))
}
