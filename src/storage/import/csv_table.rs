//! Tables of other programs: comma, semicolon or tab, and columns by their names.

use std::io::{Chain, Read};

use csv::{ErrorKind, ReaderBuilder, StringRecord};

use super::bounded_reader::{MOST_IN_ENTRY, MOST_IN_TEXT};
use super::text_decoder::Decoder;
use super::{Bytes, ImportError, beginning};

/// How a table is laid out, as its first lines say.
pub(super) struct Layout {
    delimiter: u8,
    /// Whether the first line names the delimiter, as Excel understands it: `sep=;`.
    is_named: bool,
    names: Vec<String>,
}

/// The rows below the header.
pub(super) struct Table<R> {
    rows: csv::Reader<Chain<R, &'static [u8]>>,
    record: StringRecord,
    names: Vec<String>,
    /// How many cells without a name the header ends with.
    nameless: usize,
    /// A column whose commas the program doesn't quote. A row that is too wide has them there.
    unquoted: Option<&'static str>,
    delimiter: char,
    has_ended: bool,
}

/// One row, as wide as the header.
pub(super) struct Row<'t> {
    names: &'t [String],
    cells: Vec<String>,
    pub line: u64,
}

/// Stands behind every table. Where a quote is still open at the end, it becomes a part of the last cell.
const END: &str = "\u{1}end of the table";
const AFTER: &[u8] = b"\n\x01end of the table\n";

impl Layout {
    /// The layout of a table that begins so.
    pub(super) fn of(beginning: &str) -> Self {
        let mut lines = beginning
            .split(['\n', '\r'])
            .map(str::trim)
            .filter(|line| !line.is_empty());
        let mut header = lines.next().unwrap_or_default();
        let told = delimiter_line(header);
        if told.is_some() {
            header = lines.next().unwrap_or_default();
        }
        let delimiter = told.unwrap_or_else(|| {
            let count = |delimiter: &u8| header.bytes().filter(|byte| byte == delimiter).count();
            // Of two that are there as often, the last counts.
            [b'\t', b';', b',']
                .into_iter()
                .max_by_key(count)
                .unwrap_or(b',')
        });
        let names = header.split(char::from(delimiter));
        Self {
            delimiter,
            is_named: told.is_some(),
            names: names
                .map(|name| named(named(name).trim_matches('"')).to_lowercase())
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

/// The name of a column without white space around it, and without the byte order mark of a file that a line was put
/// before.
fn named(cell: &str) -> &str {
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
        // A tab at the end was trimmed away.
        [] if name.eq_ignore_ascii_case("sep=") => Some(b'\t'),
        _ => None,
    }
}

impl<'b> Table<Decoder<&'b mut dyn Bytes>> {
    /// The table that a file holds.
    pub(super) fn of_file(
        bytes: &'b mut dyn Bytes,
        unquoted: Option<&'static str>,
    ) -> Result<Self, ImportError> {
        let layout = Layout::of(&beginning(bytes)?);
        let text = Decoder::new(bytes).map_err(ImportError::of_reading)?;
        Self::open(text, &layout, unquoted)
    }
}

impl<R: Read> Table<R> {
    fn open(text: R, layout: &Layout, unquoted: Option<&'static str>) -> Result<Self, ImportError> {
        let rows = ReaderBuilder::new()
            .delimiter(layout.delimiter)
            .has_headers(false)
            .flexible(true)
            .from_reader(text.chain(AFTER));
        let mut table = Self {
            rows,
            record: StringRecord::new(),
            names: Vec::new(),
            nameless: 0,
            unquoted,
            delimiter: char::from(layout.delimiter),
            has_ended: false,
        };
        if layout.is_named {
            table.advance()?;
        }
        if table.advance()? {
            let cells = table.record.iter();
            table.names = cells.map(|name| named(name).to_owned()).collect();
        }
        while table.names.last().is_some_and(String::is_empty) {
            table.names.pop();
            table.nameless += 1;
        }
        for (place, name) in table.names.iter().enumerate() {
            if !name.is_empty()
                && table.names[..place]
                    .iter()
                    .any(|other| is_same(other, name))
            {
                let what = format!("two columns have the name “{name}”");
                return Err(ImportError::malformed("its header", &what));
            }
        }
        Ok(table)
    }

    /// The next row, none at the end of a table that is whole.
    pub(super) fn next(&mut self) -> Result<Option<Row<'_>>, ImportError> {
        if !self.advance()? {
            return Ok(None);
        }
        let line = self.line();
        let mut cells: Vec<String> = self.record.iter().map(str::to_owned).collect();
        let width = self.names.len();
        let unquoted = self.unquoted.and_then(|name| place(&self.names, name));
        let mut spare = unquoted.map_or(usize::MAX, |_| self.nameless);
        while cells.len() > width
            && spare > 0
            && cells.last().is_some_and(|it| it.trim().is_empty())
        {
            cells.pop();
            spare -= 1;
        }
        if let Some(place) = unquoted.filter(|_| cells.len() > width) {
            self.join_unquoted(&mut cells, place);
        }
        if cells.len() != width {
            return Err(ImportError::Width {
                line,
                cells: cells.len(),
                columns: width,
            });
        }
        Ok(Some(Row {
            names: &self.names,
            cells,
            line,
        }))
    }

    /// Puts the cells of a row that is too wide together at `place`, unless the comma seems to be further behind.
    fn join_unquoted(&self, cells: &mut Vec<String>, place: usize) {
        let end = place + cells.len() - self.names.len();
        let is_typed = |cell: &String| cell.starts_with(' ');
        if is_typed(&cells[place + 1]) || !cells[end + 1..].iter().any(is_typed) {
            let whole = cells[place..=end].join(&self.delimiter.to_string());
            cells.splice(place..=end, [whole]);
        }
    }

    /// Reads the next record that isn't blank. False at the end.
    fn advance(&mut self) -> Result<bool, ImportError> {
        while !self.has_ended {
            if !self.read()? {
                // The end was swallowed by a quote.
                return Err(ImportError::CutAt { line: self.line() });
            }
            if self.record.iter().eq([END]) {
                let place = format!("line {}", self.line());
                if self.read()? {
                    return Err(ImportError::malformed(
                        &place,
                        "it holds a control character",
                    ));
                }
                self.has_ended = true;
                break;
            }
            let last = self.record.iter().next_back().unwrap_or_default();
            if last.trim_end_matches('\n').ends_with(END) {
                return Err(ImportError::CutAt { line: self.line() });
            }
            let most = usize::try_from(MOST_IN_TEXT).unwrap_or(usize::MAX);
            if self.record.iter().any(|cell| cell.len() > most)
                || self.record.as_slice().len() as u64 > MOST_IN_ENTRY
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
                ErrorKind::Io(error) => ImportError::of_reading(error),
                other => ImportError::malformed("the table", &format!("{other:?}")),
            })
    }

    fn line(&self) -> u64 {
        self.record.position().map_or(1, csv::Position::line)
    }
}

impl Row<'_> {
    /// The cell of that column without white space around it, empty where there is no such column.
    pub(super) fn get(&self, name: &str) -> &str {
        place(self.names, name).map_or("", |place| self.cells[place].trim())
    }

    /// Each cell with the name of its column.
    pub(super) fn cells(&self) -> impl Iterator<Item = (&str, &str)> {
        let names = self.names.iter().map(String::as_str);
        names.zip(self.cells.iter().map(String::as_str))
    }
}

fn place(names: &[String], name: &str) -> Option<usize> {
    names.iter().position(|there| is_same(there, name))
}

fn is_same(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn read(text: &str) -> Result<Vec<Vec<String>>, ImportError> {
        let mut bytes = Cursor::new(text.as_bytes().to_vec());
        let mut table = Table::of_file(&mut bytes, Some("mood"))?;
        let mut rows = Vec::new();
        while let Some(row) = table.next()? {
            let names = ["day", "mood", "note"];
            rows.push(names.map(|name| row.get(name).to_owned()).to_vec());
        }
        Ok(rows)
    }

    #[test]
    fn every_delimiter_line_end_and_order_of_columns_is_understood() {
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
    fn a_table_that_was_cut_short_is_refused_with_its_line() {
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
        let mut whole = "day,mood,note\n1,\"o, k\",\"a\nb\"".to_owned();
        assert_eq!(read(&whole).unwrap().len(), 1);
        while whole.pop().is_some() && whole.len() > 15 {
            // Where the last cell begins, nothing tells that it had words.
            let is_row = whole.ends_with("k\",");
            assert_eq!(read(&whole).is_ok(), is_row, "{whole:?}");
        }
        assert!(read("day,mood,Day\n1,ok,a\n").is_err());
        assert!(read("day,mood,note\n\u{1}end of the table\n1,ok,a\n").is_err());
    }
}
