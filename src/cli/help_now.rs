//! `enough help-now`: people to talk to, with nothing else needed.

use std::io::Write;
use std::process::ExitCode;

use jiff::civil::Date;

use super::{GlobalArgs, config, page_text};
use crate::cli::sanitized_output;
use crate::content::library::Library;
use crate::platform::paths::AppPaths;
use crate::storage::profile::Profile;
use crate::ui::screens::people_page;
use crate::ui::screens::text_page::PageBlock;

/// Whose numbers are wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RegionArg {
    /// Those of the country that was chosen, if one was.
    Preferred,
    /// A country, by its letters or its name.
    Named(String),
    All,
}

/// Prints people to talk to, from what is built in and what the person added, whatever else is broken.
pub fn print(global: &GlobalArgs, wanted: &RegionArg, today: Date) -> anyhow::Result<ExitCode> {
    let mut library = Library::embedded();
    let mut person = Profile::default();
    if let Ok(places) = AppPaths::find(global.data_dir.as_deref()) {
        library.add_user_contacts(&places.people_file);
        let (read, faulty) = Profile::read(&places.profile_file);
        person = read;
        if let Some(faulty) = faulty {
            warn(&faulty.message());
        }
    }
    if let Ok(read) = config::load_config(global) {
        // What is wrong there is told elsewhere.
        person.region = person.region.or(read.config.region);
    }
    if let Some(faulty) = &library.rejected_contacts {
        let words = faulty.summary();
        warn(&format!(
            "Your own list of people to talk to stays out: {words}"
        ));
    }
    let people = library.support_contacts();
    if let (RegionArg::Preferred, Some(letters)) = (wanted, &person.region)
        && people.region(letters).is_none()
    {
        warn(&people.unknown_region_message(letters));
    }
    let mut paragraphs = match wanted {
        RegionArg::Preferred => people_page::people_blocks(people, &person, today),
        RegionArg::All => people_page::all_blocks(people, &person),
        RegionArg::Named(name) => {
            if let Some((letters, _)) = people.region(name) {
                person.region = Some(letters.clone());
                people_page::people_blocks(people, &person, today)
            } else {
                warn(&people.unknown_region_message(name));
                people_page::all_blocks(people, &person)
            }
        }
    };
    for page in people_page::LINKED_PAGE_IDS
        .iter()
        .filter_map(|id| library.page(id))
    {
        paragraphs.push(PageBlock::Heading(format!("\n{}", page.title)));
        paragraphs.extend(page.paragraphs.iter().cloned().map(PageBlock::Text));
    }
    page_text::print_paragraphs(&paragraphs, &mut sanitized_output::stdout())?;
    Ok(ExitCode::SUCCESS)
}

/// Says something beside the page. Where that can't be, the page matters more.
fn warn(words: &str) {
    let words = crate::text::sanitize(words);
    let _ = writeln!(sanitized_output::stderr(), "{words}");
}
