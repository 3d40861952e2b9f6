//! The page “About you”, which shows the profile and links to its changes.

use super::PageTarget;
use super::text_page::{PageBlock, PageSubject, TextPage, TextPageLink};
use crate::content::library::Library;
use crate::storage::profile::Profile;
use crate::text::pluralize;

/// Builds the page. `path` is the file of the profile, if it is saved.
pub(crate) fn build_page(library: &Library, profile: &Profile, path: Option<&str>) -> TextPage {
    let plain = |words: &str| PageBlock::Text(words.to_owned());
    let mut blocks = vec![plain(
        "All of this is optional. It decides which numbers and examples you see.",
    )];
    match path {
        Some(path) => blocks.push(plain(&format!(
            "It's saved here, in a file that only your account can open:\n{path}"
        ))),
        None => blocks.push(plain("It's for this window only. Nothing is saved.")),
    }
    let trusted = match profile.trusted_contacts.len() {
        0 => "People you trust: none yet".to_owned(),
        count => format!("People you trust: {}", pluralize(count, "line", "lines")),
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

/// The emergency number of the country that was chosen.
pub(super) fn emergency_number<'a>(library: &'a Library, profile: &Profile) -> Option<&'a str> {
    let letters = profile.region.as_ref()?;
    let (_, region) = library.support_contacts().region(letters)?;
    Some(region.emergency.as_str())
}

/// The link to the choice of country.
pub(super) fn region_label(library: &Library, profile: &Profile) -> String {
    let shown = match &profile.region {
        None => "not set",
        Some(letters) => match library.support_contacts().region(letters) {
            Some((_, region)) => &region.name,
            None => letters,
        },
    };
    format!("Country for helplines: {shown}")
}

/// The link to the question about children.
pub(super) const fn child_care_label(profile: &Profile) -> &'static str {
    match profile.looks_after_child {
        Some(true) => "Caring for a child: yes",
        Some(false) => "Caring for a child: no",
        None => "Caring for a child: not set",
    }
}
