//! `enough help-now`: prints the support contacts, whatever else can't be read.

use std::io::Write;
use std::process::ExitCode;

use super::args::GlobalArgs;
use super::{config, page_text};
use crate::cli::sanitized_output;
use crate::content::library::Library;
use crate::storage::profile::Profile;
use crate::ui::screens::people_page;
use crate::ui::screens::text_page::PageBlock;

/// Whose contacts to print.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum RegionArg {
    /// Those of the user's country, if it is known.
    Preferred,
    /// Those of a country, by its code or name.
    Named(String),
    All,
}

/// Prints the embedded and the user's contacts: what is needed in a hurry, or everything there is to read. Files that
/// can't be read only cause warnings.
pub(crate) fn print(
    global: &GlobalArgs,
    region: &RegionArg,
    shows_more: bool,
) -> anyhow::Result<ExitCode> {
    let mut library = Library::embedded();
    let mut profile = Profile::default();
    if let Ok(paths) = global.paths() {
        library.add_user_contacts(&paths.people_file);
        let (read, faulty) = Profile::read(&paths.profile_file);
        profile = read;
        if let Some(faulty) = faulty {
            warn(&faulty.message());
        }
    }
    if let Ok(loaded) = config::load_config(global) {
        // Other commands report its warnings.
        profile.region = profile.region.or(loaded.config.region);
    }
    if let Some(file) = &library.rejected_contacts {
        let summary = file.summary();
        warn(&format!(
            "Your own list of people to talk to can't be used: {summary}"
        ));
    }
    let contacts = library.support_contacts();
    if let (RegionArg::Preferred, Some(letters)) = (region, &profile.region)
        && contacts.region(letters).is_none()
    {
        warn(&contacts.unknown_region_message(letters));
    }
    if let RegionArg::Named(name) = region {
        let found = contacts.region(name);
        if found.is_none() {
            warn(&contacts.unknown_region_message(name));
        }
        profile.region = found.map(|(letters, _)| letters.clone());
    }
    let mut out = sanitized_output::stdout();
    let mut blocks = match region {
        RegionArg::All => people_page::all_blocks(contacts, &profile),
        _ if shows_more => people_page::people_blocks(contacts, &profile),
        _ => {
            page_text::print_dense(&people_page::short_blocks(contacts, &profile), &mut out)?;
            return Ok(ExitCode::SUCCESS);
        }
    };
    for page in people_page::LINKED_PAGE_IDS
        .iter()
        .filter_map(|id| library.page(id))
    {
        blocks.push(PageBlock::Heading(format!("\n{}", page.title)));
        blocks.extend(page.paragraphs.iter().cloned().map(PageBlock::Text));
    }
    page_text::print_paragraphs(&blocks, &mut out)?;
    Ok(ExitCode::SUCCESS)
}

/// Prints a warning. Errors are ignored, since the contacts matter more.
fn warn(text: &str) {
    let text = crate::text::sanitize(text);
    let _ = writeln!(sanitized_output::stderr(), "{text}");
}
