//! How the walks that are shown are to be written into a file.

use super::drawing::grouped;
use super::filters::Pick;
use crate::export::{Form, Format};
use crate::screens::sheet::Popup;

/// What a person may want, in their words.
const FORMS: [(&str, Form); 4] = [
    ("Pages to read (Markdown)", form(Format::Markdown, false)),
    ("A table (CSV)", form(Format::Csv, false)),
    ("A table without my words (CSV)", form(Format::Csv, true)),
    ("All of it, for another enough", form(Format::Json, false)),
];

const fn form(format: Format, is_redacted: bool) -> Form {
    Form {
        format,
        is_redacted,
    }
}

/// The question, for so many walks.
pub fn sheet(how_many: Option<u64>) -> Popup<Pick> {
    let which = match how_many {
        None => "these walks".to_owned(),
        Some(1) => "this walk".to_owned(),
        Some(many) => format!("these {} walks", grouped(many)),
    };
    let question = format!("Write {which} into a file? Whoever gets the file can read it.");
    let mut picks = vec![("No, leave it", Pick::Leave)];
    picks.extend(FORMS.map(|(words, form)| (words, Pick::Write(form))));
    Popup::new(&question, picks)
}
