//! Reads CSV tables of other programs, with any delimiter, and checks that a table is complete.

use std::io::{Chain, Read};

use csv::{ErrorKind, ReaderBuilder, StringRecord};

use super::bounded_reader::{MAX_ENTRY_BYTES, MAX_TEXT_BYTES};
use super::error::ImportError;
use super::input::SeekableRead;
use super::text_decoder::TextDecoder;

/// The delimiter and the columns of a table.
pub(super) struct TableLayout {
    delimiter: u8,
    /// Whether the first line is `sep=;`, by which Excel knows the delimiter.
    has_delimiter_line: bool,
    /// In lower case.
    names: Vec<String>,
}

/// Reads the rows below the header.
pub(super) struct CsvTable<R> {
    rows: csv::Reader<Chain<R, &'static [u8]>>,
    record: StringRecord,
    names: Vec<String>,
    /// The number of cells without a name at the end of the header.
    nameless: usize,
    /// A column whose commas the program doesn't quote. A row that is too wide has them there.
    unquoted: Option<&'static str>,
    delimiter: char,
    is_at_end: bool,
}

/// A row with as many cells as the header.
pub(super) struct CsvRow<'t> {
    names: &'t [String],
    cells: Vec<String>,
    pub(super) line: u64,
}

/// A line that is appended to every table. If a quote is still open at the end of the file, the line becomes a part of
/// the last cell, which shows that the file was cut.
const END: &str = "\u{1}end of the table";
const END_LINE: &[u8] = b"\n\x01end of the table\n";

impl TableLayout {
    /// The layout of a table that begins with `start`.
    pub(super) fn of(start: &str) -> Self {
        let mut lines = start
            .split(['\n', '\r'])
            .map(str::trim)
            .filter(|line| !line.is_empty());
        let mut header = lines.next().unwrap_or_default();
        let explicit = delimiter_line(header);
        if explicit.is_some() {
            header = lines.next().unwrap_or_default();
        }
        let delimiter = explicit.unwrap_or_else(|| {
            let count = |delimiter: &u8| header.bytes().filter(|byte| byte == delimiter).count();
            // Of two that occur equally often, the last one is chosen.
            [b'\t', b';', b',']
                .into_iter()
                .max_by_key(count)
                .unwrap_or(b',')
        });
        let names = header.split(char::from(delimiter));
        Self {
            delimiter,
            has_delimiter_line: explicit.is_some(),
            names: names
                .map(|name| trim_name(trim_name(name).trim_matches('"')).to_lowercase())
                .collect(),
        }
    }

    /// Whether the table has all of these columns.
    pub(super) fn has(&self, names: &[&str]) -> bool {
        names
            .iter()
            .all(|name| self.names.iter().any(|there| there == name))
    }
}

/// Trims white space and byte order marks. A mark is there if somebody put a line before the original first line.
fn trim_name(cell: &str) -> &str {
    cell.trim_matches(|letter: char| letter.is_whitespace() || letter == '\u{feff}')
}

/// The delimiter in a line such as `sep=;`.
fn delimiter_line(line: &str) -> Option<u8> {
    let line = line.trim_matches('"');
    let (name, delimiter) = line.split_at_checked("sep=".len())?;
    match delimiter.as_bytes() {
        [delimiter] if name.eq_ignore_ascii_case("sep=") && delimiter.is_ascii() => {
            Some(*delimiter)
        }
        // A tab at the end has been trimmed.
        [] if name.eq_ignore_ascii_case("sep=") => Some(b'\t'),
        _ => None,
    }
}

impl<'b> CsvTable<TextDecoder<&'b mut dyn SeekableRead>> {
    /// Opens the table in a file, whose start has this layout.
    pub(super) fn open(
        bytes: &'b mut dyn SeekableRead,
        layout: &TableLayout,
        unquoted: Option<&'static str>,
    ) -> Result<Self, ImportError> {
        let text = TextDecoder::new(bytes).map_err(ImportError::from_io)?;
        Self::from_text(text, layout, unquoted)
    }
}

impl<R: Read> CsvTable<R> {
    fn from_text(
        text: R,
        layout: &TableLayout,
        unquoted: Option<&'static str>,
    ) -> Result<Self, ImportError> {
        let rows = ReaderBuilder::new()
            .delimiter(layout.delimiter)
            .has_headers(false)
            .flexible(true)
            .from_reader(text.chain(END_LINE));
        let mut table = Self {
            rows,
            record: StringRecord::new(),
            names: Vec::new(),
            nameless: 0,
            unquoted,
            delimiter: char::from(layout.delimiter),
            is_at_end: false,
        };
        if layout.has_delimiter_line {
            table.advance()?;
        }
        if table.advance()? {
            let cells = table.record.iter();
            table.names = cells.map(|name| trim_name(name).to_owned()).collect();
        }
        while table.names.last().is_some_and(String::is_empty) {
            table.names.pop();
            table.nameless += 1;
        }
        for (index, name) in table.names.iter().enumerate() {
            if !name.is_empty()
                && table.names[..index]
                    .iter()
                    .any(|other| is_same(other, name))
            {
                let what = format!("two columns have the name “{name}”");
                return Err(ImportError::malformed("its header", &what));
            }
        }
        Ok(table)
    }

    /// The next row; none at the end of a complete table. A table that was cut is an error.
    pub(super) fn next(&mut self) -> Result<Option<CsvRow<'_>>, ImportError> {
        if !self.advance()? {
            return Ok(None);
        }
        let line = self.line();
        let mut cells: Vec<String> = self.record.iter().map(str::to_owned).collect();
        let width = self.names.len();
        let unquoted = self
            .unquoted
            .and_then(|name| column_index(&self.names, name));
        let mut spare = unquoted.map_or(usize::MAX, |_| self.nameless);
        while cells.len() > width
            && spare > 0
            && cells.last().is_some_and(|it| it.trim().is_empty())
        {
            cells.pop();
            spare -= 1;
        }
        if let Some(index) = unquoted.filter(|_| cells.len() > width) {
            self.join_unquoted(&mut cells, index);
        }
        if cells.len() != width {
            return Err(ImportError::Width {
                line,
                cells: cells.len(),
                columns: width,
            });
        }
        Ok(Some(CsvRow {
            names: &self.names,
            cells,
            line,
        }))
    }

    /// Joins the surplus cells of a row that is too wide at `index`, unless the unquoted comma seems to be in a later
    /// column. A cell that begins with a space suggests a comma that somebody typed before it.
    fn join_unquoted(&self, cells: &mut Vec<String>, index: usize) {
        let end = index + cells.len() - self.names.len();
        let is_after_comma = |cell: &String| cell.starts_with(' ');
        if is_after_comma(&cells[index + 1]) || !cells[end + 1..].iter().any(is_after_comma) {
            let joined = cells[index..=end].join(&self.delimiter.to_string());
            cells.splice(index..=end, [joined]);
        }
    }

    /// Reads the next record that isn't blank into `self.record`. False at the end.
    fn advance(&mut self) -> Result<bool, ImportError> {
        while !self.is_at_end {
            if !self.read()? {
                // An open quote has swallowed the end line.
                return Err(ImportError::CutAt { line: self.line() });
            }
            if self.record.iter().eq([END]) {
                let position = format!("line {}", self.line());
                if self.read()? {
                    return Err(ImportError::malformed(
                        &position,
                        "it holds a control character",
                    ));
                }
                self.is_at_end = true;
                break;
            }
            let last = self.record.iter().next_back().unwrap_or_default();
            if last.trim_end_matches('\n').ends_with(END) {
                return Err(ImportError::CutAt { line: self.line() });
            }
            let is_too_long = |cell: &str| cell.len() as u64 > MAX_TEXT_BYTES;
            if self.record.iter().any(is_too_long)
                || self.record.as_slice().len() as u64 > MAX_ENTRY_BYTES
            {
                return Err(ImportError::TooLarge);
            }
            if self.record.iter().any(|cell| !cell.trim().is_empty()) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn read(&mut self) -> Result<bool, ImportError> {
        self.rows
            .read_record(&mut self.record)
            .map_err(|error| match error.into_kind() {
                ErrorKind::Io(error) => ImportError::from_io(error),
                other => ImportError::malformed("the table", &format!("{other:?}")),
            })
    }

    fn line(&self) -> u64 {
        self.record.position().map_or(1, csv::Position::line)
    }
}

impl CsvRow<'_> {
    /// The trimmed cell of a column; empty if there is no such column. The case of `name` doesn't matter.
    pub(super) fn get(&self, name: &str) -> &str {
        column_index(self.names, name).map_or("", |index| self.cells[index].trim())
    }

    /// All cells with the names of their columns.
    pub(super) fn cells(&self) -> impl Iterator<Item = (&str, &str)> {
        let names = self.names.iter().map(String::as_str);
        names.zip(self.cells.iter().map(String::as_str))
    }
}

fn column_index(names: &[String], name: &str) -> Option<usize> {
    names.iter().position(|there| is_same(there, name))
}

fn is_same(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;
    use crate::storage::import::file_start::FileStart;

    fn read(text: &str) -> Result<Vec<Vec<String>>, ImportError> {
        let mut bytes = Cursor::new(text.as_bytes().to_vec());
        let file = FileStart::of(&mut bytes)?;
        let layout = file.table_layout().unwrap();
        let mut table = CsvTable::open(&mut bytes, layout, Some("mood"))?;
        let mut rows = Vec::new();
        while let Some(row) = table.next()? {
            let names = ["day", "mood", "note"];
            rows.push(names.map(|name| row.get(name).to_owned()).to_vec());
        }
        Ok(rows)
    }

    #[test]
    fn any_delimiter_line_end_and_column_order_is_read() {
        let plain = "day,mood,note\n1,ok,\"a, b; c\"\"d\"\"\ne\"\n2,bad,\n";
        let expected = read(plain).unwrap();
        assert_eq!(expected[0], ["1", "ok", "a, b; c\"d\"\ne"]);
        for text in [
            plain.replace('\n', "\r\n"),
            plain.replace('\n', "\r"),
            plain.trim_end().to_owned(),
            format!("\u{feff}\n\n{plain}\n , , \n,,,,\n"),
            format!("sep=,\r\n{plain}"),
            format!("sep=,\r\n\u{feff}{plain}"),
            "day;mood;note\n1;ok;\"a, b; c\"\"d\"\"\ne\"\n2;bad;\n".to_owned(),
            "sep=;\nday;mood;note\n1;ok;\"a, b; c\"\"d\"\"\ne\"\n2;bad;\n".to_owned(),
            "\"sep=;\"\nday;mood;note\n1;ok;\"a, b; c\"\"d\"\"\ne\"\n2;bad;\n".to_owned(),
            "day\tmood\tnote\n1\tok\t\"a, b; c\"\"d\"\"\ne\"\n2\tbad\t\n".to_owned(),
            "sep=\t\nday\tmood\tnote\n1\tok\t\"a, b; c\"\"d\"\"\ne\"\n2\tbad\t\n".to_owned(),
            "sep=|\nday|mood|note\n1|ok|\"a, b; c\"\"d\"\"\ne\"\n2|bad|\n".to_owned(),
            "Day,\"MOOD\", note ,\n1,ok,\"a, b; c\"\"d\"\"\ne\",\n2,bad,,\n".to_owned(),
            "more,note,mood,day\nx,\"a, b; c\"\"d\"\"\ne\",ok,1\n,,bad,2\n".to_owned(),
        ] {
            let rows = read(&text).unwrap_or_else(|error| panic!("{error} {text:?}"));
            assert_eq!(rows, expected, "{text}");
        }
        for (row, expected) in [
            ("1,good,ish,n", ["1", "good,ish", "n"]),
            ("1,good, really,", ["1", "good, really", ""]),
            ("1,a, b, c,", ["1", "a, b, c", ""]),
        ] {
            let rows = read(&format!("day,mood,note\n{row}\n")).unwrap();
            assert_eq!(rows, [expected], "{row}");
        }
        assert!(read("day,mood,note\n1,good,a note, with a comma\n").is_err());
        assert!(read("").unwrap().is_empty());
    }

    #[test]
    fn a_cut_table_is_an_error_with_its_line() {
        let at = |text: &str| match read(text) {
            Err(ImportError::CutAt { line } | ImportError::Width { line, .. }) => line,
            other => panic!("{other:?} of {text:?}"),
        };
        for (text, line) in [
            ("day,mood,note\n1,ok,a\n2,bad,\"b", 3),
            ("day,mood,note\n1,ok,a\n2,bad,\"b\nand more\n", 3),
            ("day,mood,note\n1,ok,a\n2,bad,\"he said \"\"", 3),
            ("day,mood,note\n1,ok,\"a\nb\"\n2,ba", 4),
            ("day,mood,note\r\n1,ok,a\r\n2,\r\n", 3),
            ("day,mood,note\r1,ok,a\r2,\r", 3),
            ("sep=;\nday;mood;note\n1;ok\n", 3),
            ("day,mood,\"no", 1),
        ] {
            assert_eq!(at(text), line, "{text:?}");
        }
        let mut complete = "day,mood,note\n1,\"o, k\",\"a\nb\"".to_owned();
        assert_eq!(read(&complete).unwrap().len(), 1);
        while complete.pop().is_some() && complete.len() > 15 {
            // If it is cut where the last cell begins, nothing shows that this cell had text.
            let is_row = complete.ends_with("k\",");
            assert_eq!(read(&complete).is_ok(), is_row, "{complete:?}");
        }
        assert!(read("day,mood,Day\n1,ok,a\n").is_err());
        assert!(read("day,mood,note\n\u{1}end of the table\n1,ok,a\n").is_err());
    }
}
