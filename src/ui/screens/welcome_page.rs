//! The welcome page for new users, and its blocks for the command line.

use super::text_page::{PEOPLE_KEY_HINT, PageBlock, PageSubject, TextPage, TextPageLink};
use super::{PageTarget, profile_page};
use crate::content::library::Library;
use crate::storage::profile::Profile;

/// What `enough` is and isn't, with links to two choices.
pub(crate) fn build_page(journal: &str, library: &Library, profile: &Profile) -> TextPage {
    let mut blocks = intro_blocks(Some(journal));
    blocks.push(PageBlock::Heading(
        "Enter goes on from here. You can choose these now, or later:".to_owned(),
    ));
    let choices = [
        (
            profile_page::region_label(library, profile),
            PageTarget::Region,
        ),
        (
            profile_page::child_care_label(profile).to_owned(),
            PageTarget::ChildCare,
        ),
    ];
    let choices = choices.map(|(label, target)| TextPageLink { label, target });
    TextPage::new("good-enough".to_owned(), blocks)
        .with_links(choices.into())
        .with_subject(PageSubject::Welcome(journal.to_owned()))
}

/// The welcome page without links.
pub(crate) fn build_intro_page(journal: &str) -> TextPage {
    TextPage::new("good-enough".to_owned(), intro_blocks(Some(journal)))
}

/// What `enough` is and isn't, who it isn't for, and where the entries are saved.
pub(crate) fn intro_blocks(journal: Option<&str>) -> Vec<PageBlock> {
    let plain = |words: &str| PageBlock::Text(words.to_owned());
    let mut blocks = vec![
        plain(
            "This is a self-help notebook for everyday worries and self-criticism, with ideas borrowed from \
             CBT, ACT and self-compassion. It isn't therapy, medical advice or a crisis service. It can't \
             tell what is wrong, or whether you or your child are safe.",
        ),
        plain(&format!(
            "If you or someone else might be in danger, call your local emergency number, or {PEOPLE_KEY_HINT} for people \
             to talk to."
        )),
        plain(
            "It's made for adults. On its own it may not be right if you think of ending your life or hurting \
             yourself; see or hear things others don't, or feel far too high; live with someone who hurts or \
             controls you; check your worries more and more; or have an eating disorder, trauma, severe low \
             mood or heavy drinking. Please talk to a person too. A real danger isn't a thinking pattern. \
             Ask a doctor about anyone's health.",
        ),
        plain("Nobody reads what you write, and nobody is alerted. It stays on this computer."),
    ];
    if let Some(journal) = journal {
        blocks.pop();
        blocks.push(plain(&format!(
            "Nobody reads what you write, and nobody is alerted. It stays here:\n{journal}"
        )));
    }
    blocks
}
