//! The page “People to talk to”, and its blocks for the command line.

use super::PageTarget;
use super::text_page::{PageBlock, PageSubject, TextPage, TextPageLink};
use crate::content::library::{
    Contact, ContactTopic, Library, Region, SharedPage, SupportContacts,
};
use crate::storage::profile::Profile;
use crate::text::sentence;

/// The pages it links to, in their order.
pub const LINKED_PAGE_IDS: [&str; 5] = [
    "more-help",
    "scary-pictures",
    "after-birth-emergency",
    "crying-baby",
    "health-worry",
];

/// Builds the page.
pub(crate) fn build_page(library: &Library, profile: &Profile) -> TextPage {
    let trusted = if profile.trusted_contacts.is_empty() {
        "Add people you trust"
    } else {
        "Change the people you trust"
    };
    let mut choices = vec![
        region_link(library, profile),
        link(trusted.to_owned(), PageTarget::TrustedPeople),
    ];
    let pages = LINKED_PAGE_IDS.iter().filter_map(|id| library.page(id));
    choices.extend(
        pages.map(|page| link(page.title.clone(), PageTarget::LibraryPage(page.id.clone()))),
    );
    let title = "People to talk to".to_owned();
    TextPage::new(title, people_blocks(library.support_contacts(), profile))
        .with_links(choices)
        .with_subject(PageSubject::People)
}

fn region_link(library: &Library, profile: &Profile) -> TextPageLink {
    let label = match chosen_region(library.support_contacts(), profile) {
        Some(_) => "Choose another country",
        None => "Choose a country, to see its numbers",
    };
    link(label.to_owned(), PageTarget::Region)
}

/// Builds the page about someone's health, with the emergency number first. It names who to call without a number, since
/// the list has none for them.
pub(crate) fn build_medical_page(library: &Library, profile: &Profile) -> TextPage {
    let people = library.support_contacts();
    let mut blocks = vec![heading("If it can't wait, call the emergency number")];
    push_emergency_numbers(people, chosen_region(people, profile), &mut blocks);
    blocks.push(heading("If it can wait a little"));
    blocks.push(plain(MEDICAL_MESSAGE));
    push_trusted_people(profile, &mut blocks);
    let people_label = "People to talk to, if it's about how you are".to_owned();
    let links = vec![
        region_link(library, profile),
        link(people_label, PageTarget::People),
    ];
    TextPage::new("Who to call about someone's health".to_owned(), blocks)
        .with_links(links)
        .with_subject(PageSubject::MedicalHelp)
}

const fn link(label: String, target: PageTarget) -> TextPageLink {
    TextPageLink { label, target }
}

/// Builds one of the linked pages, with the emergency number at its end.
pub(crate) fn build_library_page(
    page: &SharedPage,
    library: &Library,
    profile: &Profile,
) -> TextPage {
    let mut blocks: Vec<_> = page
        .paragraphs
        .iter()
        .cloned()
        .map(PageBlock::Text)
        .collect();
    let number =
        chosen_region(library.support_contacts(), profile).map(|region| region.emergency.clone());
    blocks.push(PageBlock::Text(number.map_or_else(
        || "Your country's emergency number is under People to talk to.".to_owned(),
        |number| format!("Emergency number: {number}"),
    )));
    TextPage::new(page.title.clone(), blocks)
}

/// The blocks of the page, most urgent first.
pub(crate) fn people_blocks(people: &SupportContacts, profile: &Profile) -> Vec<PageBlock> {
    let mut page = vec![plain(CRISIS_MESSAGE)];
    let chosen = chosen_region(people, profile);
    push_emergency(people, chosen, &mut page);
    push_trusted_people(profile, &mut page);
    let own = chosen.map_or(&[][..], |region| &region.contacts);
    for (topic, words) in TOPIC_HEADINGS {
        // Under a topic, the directories for it follow the country's own lines.
        let everywhere = people
            .international
            .iter()
            .filter(|contact| topic.is_some() && contact.topic == topic);
        let contacts = own.iter().filter(|contact| contact.topic == topic);
        push_contacts(words, contacts.chain(everywhere), &mut page);
    }
    let words = directories_heading(chosen);
    let general = people
        .international
        .iter()
        .filter(|contact| contact.topic.is_none());
    push_contacts(&words, general, &mut page);
    page.push(plain(NUMBERS_CHANGE_NOTE));
    page.push(plain(PRIVACY_NOTE));
    page
}

/// What is needed in a hurry, for a terminal of 24 rows: the emergency number, trusted people, and the lines of the
/// chosen country. Without a country, all emergency numbers and the directories.
pub(crate) fn short_blocks(people: &SupportContacts, profile: &Profile) -> Vec<PageBlock> {
    let mut page = Vec::new();
    let chosen = chosen_region(people, profile);
    push_emergency(people, chosen, &mut page);
    push_trusted_people(profile, &mut page);
    let short =
        |contact: &Contact| PageBlock::Contact(contact.name.clone(), short_contact_text(contact));
    let own = chosen.map_or(&[][..], |region| &region.contacts);
    for (topic, words) in TOPIC_HEADINGS {
        let mut contacts = own.iter().filter(|contact| contact.topic == topic);
        if let Some(first) = contacts.next() {
            page.push(heading(words));
            page.push(short(first));
            page.extend(contacts.map(short));
        }
    }
    if own.is_empty() {
        page.push(heading(&directories_heading(chosen)));
        page.extend(people.international.iter().map(short));
    }
    if chosen.is_none() {
        page.push(plain(REGION_OPTION_NOTE));
    }
    page.push(plain(MORE_OPTION_NOTE));
    page
}

/// All contacts with their sources.
pub(crate) fn all_blocks(people: &SupportContacts, profile: &Profile) -> Vec<PageBlock> {
    let mut page = vec![plain(CRISIS_MESSAGE)];
    push_emergency(people, None, &mut page);
    push_trusted_people(profile, &mut page);
    let sourced = |contact: &Contact| {
        let month = contact.month_checked();
        let checked = month.map(|day| format!("Checked {}.", day.strftime("%B %Y")));
        let words = format!(
            "{}\nSource: {}",
            [Some(contact_text(contact)), checked]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(" "),
            contact.source
        );
        PageBlock::Contact(contact.name.clone(), words)
    };
    for region in people
        .regions_by_name()
        .into_iter()
        .map(|(_, region)| region)
        .filter(|region| !region.contacts.is_empty())
    {
        page.push(heading(&region.name));
        page.extend(region.contacts.iter().map(sourced));
    }
    page.push(heading("In any country"));
    page.extend(people.international.iter().map(sourced));
    page.push(plain(HOW_CHECKED_NOTE));
    page.push(plain(NUMBERS_CHANGE_NOTE));
    page.push(plain(PRIVACY_NOTE));
    page
}

const CRISIS_MESSAGE: &str = "If you're thinking about ending your life or hurting yourself, you deserve to talk to a \
                       person now. You don't need to be sure it's serious enough.";

const MEDICAL_MESSAGE: &str = "Call your doctor, a midwife or a pharmacist, or a nurse line if your country has one. You don't have to \
                       be sure it's serious to call.";

const PRIVACY_NOTE: &str = "good-enough is a notebook, not a crisis service. Nobody reads what you write, and nobody is alerted.";

const NUMBERS_CHANGE_NOTE: &str = "Numbers change. If one doesn't answer, call your emergency number or look at findahelpline.com. \
                      A friend, or anyone you trust, can be the first person too.";

const REGION_OPTION_NOTE: &str = "The lines of your country: enough help-now --region XX";

const MORE_OPTION_NOTE: &str = "More to read: enough help-now --more";

/// Shown once, where the sources are.
const HOW_CHECKED_NOTE: &str = "“Checked” means that the number was compared with a copy of the page named as its source. \
                                Nobody has called these numbers for this list.";

const TOPIC_HEADINGS: [(Option<ContactTopic>, &str); 3] = [
    (None, "To talk to someone now"),
    (Some(ContactTopic::Perinatal), "Pregnancy and new parents"),
    (Some(ContactTopic::Abuse), "Abuse at home"),
];

/// The chosen country, if the list has it.
fn chosen_region<'a>(people: &'a SupportContacts, profile: &Profile) -> Option<&'a Region> {
    let letters = profile.region.as_ref()?;
    people.regions.get(letters)
}

/// Adds the emergency number of the chosen country, or those of all countries.
fn push_emergency(people: &SupportContacts, chosen: Option<&Region>, page: &mut Vec<PageBlock>) {
    page.push(heading("If someone is in danger now"));
    push_emergency_numbers(people, chosen, page);
}

fn push_emergency_numbers(
    people: &SupportContacts,
    chosen: Option<&Region>,
    page: &mut Vec<PageBlock>,
) {
    let number =
        |region: &Region| PageBlock::PhoneNumber(region.name.clone(), region.emergency.clone());
    if let Some(region) = chosen {
        page.push(number(region));
        return;
    }
    page.extend(
        people
            .regions_by_name()
            .into_iter()
            .map(|(_, region)| number(region)),
    );
    page.push(plain("Anywhere else: your local emergency number."));
}

/// The words above the directories.
fn directories_heading(chosen: Option<&Region>) -> String {
    match chosen.filter(|region| region.contacts.is_empty()) {
        Some(region) => format!("We have no number for {} yet. To find one:", region.name),
        None => "To find someone to talk to, in any country".to_owned(),
    }
}

fn push_trusted_people(profile: &Profile, page: &mut Vec<PageBlock>) {
    if !profile.trusted_contacts.is_empty() {
        page.push(heading("People you trust"));
        let lines = profile.trusted_contacts.iter().cloned();
        page.extend(lines.map(|line| PageBlock::Definition(String::new(), line)));
    }
}

/// Adds a heading and its contacts, or nothing where there are none.
fn push_contacts<'a>(
    words: &str,
    contacts: impl Iterator<Item = &'a Contact>,
    page: &mut Vec<PageBlock>,
) {
    let mut contacts = contacts.peekable();
    if contacts.peek().is_some() {
        page.push(heading(words));
    }
    page.extend(
        contacts.map(|contact| PageBlock::Contact(contact.name.clone(), contact_text(contact))),
    );
}

/// How to reach a contact in a hurry: the number first, and the address in the web only where there is no number.
fn short_contact_text(contact: &Contact) -> String {
    let has_number = contact.call.is_some() || contact.text.is_some();
    let ways = contact_ways(contact, !has_number);
    join_sentences([Some(ways), contact.description.clone()], contact)
}

/// How to reach a contact, in sentences.
fn contact_text(contact: &Contact) -> String {
    let ways = contact_ways(contact, true);
    join_sentences([contact.description.clone(), Some(ways)], contact)
}

fn contact_ways(contact: &Contact, with_web: bool) -> String {
    let ways = [
        ("call ", contact.call.as_ref()),
        ("text ", contact.text.as_ref()),
        ("see ", contact.web.as_ref().filter(|_| with_web)),
    ];
    let ways: Vec<_> = ways
        .into_iter()
        .filter_map(|(verb, number)| Some(format!("{verb}{}", number?)))
        .collect();
    ways.join(", or ")
}

/// The sentences about a contact, and then its hours and note.
fn join_sentences(first: [Option<String>; 2], contact: &Contact) -> String {
    let hours = contact.hours.as_ref().map(|hours| match hours.as_str() {
        "24/7" => "day and night".to_owned(),
        hours => format!("open {hours}"),
    });
    let sentences = first.into_iter().chain([hours, contact.note.clone()]);
    let sentences: Vec<_> = sentences.flatten().map(|words| sentence(&words)).collect();
    sentences.join(" ").trim().to_owned()
}

fn heading(words: &str) -> PageBlock {
    PageBlock::Heading(words.to_owned())
}

fn plain(words: &str) -> PageBlock {
    PageBlock::Text(words.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contact(checked: Option<&str>) -> Contact {
        Contact {
            name: "A line".to_owned(),
            call: Some("1 23".to_owned()),
            text: Some("HI to 45".to_owned()),
            hours: Some("24/7".to_owned()),
            note: Some("not an emergency line".to_owned()),
            source: "here".to_owned(),
            checked: checked.map(ToOwned::to_owned),
            ..Contact::default()
        }
    }

    #[test]
    fn an_entry_says_in_plain_words_how_it_is_reached() {
        let said = contact_text(&contact(None));
        assert_eq!(
            said,
            "Call 1 23, or text HI to 45. Day and night. Not an emergency line."
        );
    }

    #[test]
    fn in_a_hurry_the_number_comes_first_and_an_address_only_where_there_is_no_number() {
        let mut line = Contact {
            description: Some("for women".to_owned()),
            web: Some("a.line".to_owned()),
            ..contact(None)
        };
        assert_eq!(
            short_contact_text(&line),
            "Call 1 23, or text HI to 45. For women. Day and night. Not an emergency line."
        );
        (line.call, line.text) = (None, None);
        assert!(short_contact_text(&line).starts_with("See a.line. For women."));
    }

    #[test]
    fn how_a_number_was_checked_is_said_once_and_only_beside_the_sources() {
        let people = SupportContacts {
            international: [None, Some("2026-11"), Some("2026-09-30")]
                .map(contact)
                .into(),
            ..SupportContacts::default()
        };
        let profile = Profile::default();
        let all = format!("{:?}", all_blocks(&people, &profile));
        assert!(all.contains("Checked November 2026."), "{all}");
        assert!(all.contains("Checked September 2026."), "{all}");
        assert_eq!(all.matches("Checked ").count(), 2, "{all}");
        assert_eq!(all.matches("Nobody has called").count(), 1, "{all}");
        // At a hard moment there is only a way on.
        let page = format!("{:?}", people_blocks(&people, &profile));
        assert!(!page.to_lowercase().contains("checked"), "{page}");
        assert!(!page.contains("Nobody has"), "{page}");
        assert_eq!(page.matches("If one doesn't answer").count(), 1, "{page}");
    }

    #[test]
    fn a_topic_without_contacts_has_no_heading() {
        let perinatal = Contact {
            topic: Some(ContactTopic::Perinatal),
            ..contact(None)
        };
        let people = SupportContacts {
            international: vec![perinatal],
            ..SupportContacts::default()
        };
        let page = format!("{:?}", people_blocks(&people, &Profile::default()));
        assert!(page.contains("Pregnancy and new parents"), "{page}");
        assert!(!page.contains("Abuse at home"), "{page}");
        assert!(!page.contains("in any country"), "{page}");
    }
}
