//! The page “About you”, which shows the profile and links to its changes.

use super::PageTarget;
use super::text_page::{PageBlock, PageSubject, TextPage, TextPageLink};
use crate::content::library::Library;
use crate::storage::profile::Profile;

/// Builds the page. `path` is the file of the profile, if it is saved.
pub(crate) fn build_page(library: &Library, profile: &Profile, path: Option<&str>) -> TextPage {
    let plain = |words: &str| PageBlock::Text(words.to_owned());
    let mut blocks = vec![plain(
        "You don't have to say any of this. It decides which numbers and which examples you see.",
    )];
    match path {
        Some(path) => blocks.push(plain(&format!(
            "It is kept here, for your eyes alone:\n{path}"
        ))),
        None => blocks.push(plain("It holds for this window alone. Nothing is written.")),
    }
    let trusted = match profile.trusted_contacts.len() {
        0 => "People you trust: none yet".to_owned(),
        1 => "People you trust: 1 line".to_owned(),
        count => format!("People you trust: {count} lines"),
    };
    let choices = [
        (region_label(library, profile), PageTarget::Region),
        (child_care_label(profile).to_owned(), PageTarget::ChildCare),
        (trusted, PageTarget::TrustedPeople),
    ];
    TextPage::new("About you".to_owned(), blocks)
        .with_links(
            choices
                .map(|(label, target)| TextPageLink { label, target })
                .into(),
        )
        .with_subject(PageSubject::Profile)
}

/// The link to the choice of country.
pub(super) fn region_label(library: &Library, profile: &Profile) -> String {
    let shown = match &profile.region {
        None => "not chosen yet",
        Some(letters) => match library.support_contacts().region(letters) {
            Some((_, region)) => &region.name,
            None => letters,
        },
    };
    format!("Which country's numbers to show: {shown}")
}

/// The link to the question about children.
pub(super) const fn child_care_label(profile: &Profile) -> &'static str {
    match profile.looks_after_child {
        Some(true) => "Whether you look after a child: yes",
        Some(false) => "Whether you look after a child: no",
        None => "Whether you look after a child: not said",
    }
}
