//! People to talk to, as a page.

use super::page::{Page, Paragraph};
use crate::library::{Library, People};

/// The page of people to talk to.
pub fn page(library: &Library) -> Page {
    Page::new("People to talk to".to_owned(), paragraphs(library.people()))
}

/// What the page says, in the order in which it may be needed.
pub fn paragraphs(people: &People) -> Vec<Paragraph> {
    let mut page = vec![
        Paragraph::Plain(
            "If you're thinking about ending your life or hurting yourself, you deserve to talk to a person now. \
             You don't need to be sure it's serious enough."
                .to_owned(),
        ),
        Paragraph::Heading("If someone is in danger now".to_owned()),
    ];
    for region in people.regions.values() {
        page.push(Paragraph::Entry(
            region.name.clone(),
            region.emergency.clone(),
        ));
    }
    page.push(Paragraph::Plain(
        "Elsewhere: your local emergency number.".to_owned(),
    ));
    page.push(Paragraph::Heading(
        "To find someone to talk to, in any country".to_owned(),
    ));
    for contact in &people.international {
        let about = [contact.what.as_deref(), contact.note.as_deref()]
            .into_iter()
            .flatten();
        let about = about.collect::<Vec<_>>().join("; ");
        page.push(Paragraph::Entry(
            contact.web.clone().unwrap_or_default(),
            format!("{}: {about}", contact.name),
        ));
    }
    page.push(Paragraph::Plain(
        "Numbers change. If one doesn't work, call your emergency number or look at findahelpline.com. \
         A friend or anyone you trust can be the first person too."
            .to_owned(),
    ));
    page
}
