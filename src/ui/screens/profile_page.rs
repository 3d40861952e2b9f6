//! What the person told about themselves, as a page from which it can be changed.

use super::PageTarget;
use super::text_page::{PageBlock, PageSubject, TextPage, TextPageLink};
use crate::content::library::Library;
use crate::storage::profile::Profile;

/// The page “About you”. `kept` says where this is kept, unless it is kept nowhere.
pub fn build_page(library: &Library, profile: &Profile, path: Option<&str>) -> TextPage {
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

/// Which country's numbers are shown.
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

/// Which examples are shown.
pub(super) const fn child_care_label(profile: &Profile) -> &'static str {
    match profile.looks_after_child {
        Some(true) => "Whether you look after a child: yes",
        Some(false) => "Whether you look after a child: no",
        None => "Whether you look after a child: not said",
    }
}
