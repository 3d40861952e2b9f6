//! The first page for new users, and the page “What this is and isn't”, which `enough --about` prints too.

use super::text_page::{PageBlock, PageSubject, TextPage, TextPageLink, people_key_hint};
use super::{PageTarget, profile_page};
use crate::content::library::Library;
use crate::storage::profile::Profile;
use crate::ui::keymap::{Action, KeyContext, key_label, with_people_key};

/// What the program does for a person, its limits and where help is, with links to two settings and the whole text.
pub(crate) fn build_page(journal: &str, library: &Library, profile: &Profile) -> TextPage {
    let key = key_label(Action::Continue, KeyContext::Welcome);
    let heading = || PageBlock::Heading(format!("Press {key} to start. These can wait:"));
    let with_heading = |blocks: Vec<PageBlock>| blocks.into_iter().chain([heading()]).collect();
    let choices = [
        (
            profile_page::region_label(library, profile),
            PageTarget::Region,
        ),
        (
            profile_page::child_care_label(profile).to_owned(),
            PageTarget::ChildCare,
        ),
        (
            ABOUT_TITLE.to_owned(),
            PageTarget::About(journal.to_owned()),
        ),
    ];
    let choices = choices.map(|(label, target)| TextPageLink { label, target });
    TextPage::new(
        "good-enough".to_owned(),
        with_heading(first_page_blocks(library, profile)),
    )
    .with_compact_blocks(with_heading(compact_blocks(library, profile)))
    .with_links(choices.into())
    .with_subject(PageSubject::Welcome(journal.to_owned()))
}

/// The title of the page with the whole text.
const ABOUT_TITLE: &str = "What this is and isn't";

/// The first page without links, for line mode when an exercise was asked for.
pub(crate) fn build_intro_page(library: &Library, profile: &Profile) -> TextPage {
    let mut blocks = first_page_blocks(library, profile);
    blocks.push(PageBlock::Text(
        "“enough --about” says what this is and isn't.".to_owned(),
    ));
    TextPage::new("good-enough".to_owned(), blocks)
}

/// The page with the whole text.
pub(crate) fn build_about_page(journal: &str) -> TextPage {
    TextPage::new(ABOUT_TITLE.to_owned(), about_blocks(Some(journal)))
}

fn first_page_blocks(library: &Library, profile: &Profile) -> Vec<PageBlock> {
    let people = people_key_hint();
    let emergency =
        profile_page::emergency_number(library, profile).unwrap_or("your local emergency number");
    vec![
        PageBlock::Text(
            "Write down one scary thought.\n\
             Look at it for a few minutes.\n\
             Leave with a kinder line that's still true."
                .to_owned(),
        ),
        PageBlock::Text(
            "This is a notebook, not a doctor or a crisis service. Nobody reads it, and nobody is alerted."
                .to_owned(),
        ),
        PageBlock::Text(format!(
            "In danger, or thinking about ending your life? Call {emergency}, or {people} for people to talk to."
        )),
    ]
}

/// The same for a small terminal, in lines of at most 40 columns.
fn compact_blocks(library: &Library, profile: &Profile) -> Vec<PageBlock> {
    let danger = match profile_page::emergency_number(library, profile) {
        Some(number) => format!("In danger? Call {number}, or press ?."),
        None => "In danger? Call for help, or press ?.".to_owned(),
    };
    let danger = with_people_key(&danger);
    vec![PageBlock::Text(format!(
        "Write down one scary thought.\n\
             Look at it for a few minutes.\n\
             Leave with a kinder, true line.\n\
             Not a doctor or a crisis service.\n\
             {danger}"
    ))]
}

/// What `enough` is and isn't, who it isn't for, and where the entries are saved.
pub(crate) fn about_blocks(journal: Option<&str>) -> Vec<PageBlock> {
    let people = people_key_hint();
    let plain = |words: &str| PageBlock::Text(words.to_owned());
    let item = |words: &str| PageBlock::Definition(String::new(), words.to_owned());
    let mut blocks = vec![
        plain(
            "good-enough is a self-help notebook for everyday worries and self-criticism. Its ideas are borrowed \
             from CBT, ACT and self-compassion. It isn't therapy, medical advice or a crisis service. It can't \
             tell you what is wrong, or whether you or your child are safe.",
        ),
        plain(&format!(
            "If you or someone else might be in danger, call your local emergency number, or {people} \
             for people to talk to."
        )),
        plain(
            "It's made for adults. It may not be right for you on its own in one of these times:",
        ),
        item("You think of ending your life or hurting yourself."),
        item("You see or hear things others don't, or feel unusually high or unstoppable."),
        item("You live with someone who hurts or controls you."),
        item("You check your worries more and more."),
        item("You have an eating disorder, trauma, severe low mood or heavy drinking."),
        plain(
            "Then please talk to a person too. A real danger isn't a thinking pattern. Ask a doctor about \
             anyone's health.",
        ),
    ];
    blocks.push(plain(&match journal {
        Some(journal) => format!(
            "Nobody reads what you write, and nobody is alerted. It's all in one file on this computer:\n{journal}"
        ),
        None => "Nobody reads what you write, and nobody is alerted. It's all in one file on this computer."
            .to_owned(),
    }));
    blocks
}
