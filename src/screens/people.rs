//! People to talk to: as a page, and as its paragraphs for the command line.

use jiff::Span;
use jiff::civil::Date;

use super::Leads;
use super::page::{Choice, Page, Paragraph, Subject};
use crate::library::{Contact, Library, People, Region, SharedPage, Topic};
use crate::person::Person;

/// The pages that people to talk to lead to, in the order in which they stand there.
pub const PAGES: [&str; 4] = [
    "more-help",
    "scary-pictures",
    "after-birth-emergency",
    "crying-baby",
];

/// The page of people to talk to.
pub fn page(library: &Library, person: &Person, today: Date) -> Page {
    let country = match region(library.people(), person) {
        Some(_) => "Choose another country",
        None => "Choose a country, to see its numbers",
    };
    let trusted = if person.trusted.is_empty() {
        "Add people you trust"
    } else {
        "Change the people you trust"
    };
    let mut choices = vec![
        choice(country.to_owned(), Leads::Region),
        choice(trusted.to_owned(), Leads::Trusted),
    ];
    let pages = PAGES.iter().filter_map(|id| library.page(id));
    choices.extend(pages.map(|page| choice(page.title.clone(), Leads::Read(page.id.clone()))));
    let title = "People to talk to".to_owned();
    Page::new(title, paragraphs(library.people(), person, today))
        .leading(choices)
        .about(Subject::People)
}

const fn choice(label: String, leads: Leads) -> Choice {
    Choice { label, leads }
}

/// One of the pages it leads to, with the emergency number under it.
pub fn shared(page: &SharedPage, library: &Library, person: &Person) -> Page {
    let mut paragraphs: Vec<_> = page
        .paragraphs
        .iter()
        .cloned()
        .map(Paragraph::Plain)
        .collect();
    let number = region(library.people(), person).map(|region| region.emergency.clone());
    paragraphs.push(Paragraph::Plain(number.map_or_else(
        || "Your country's emergency number is under People to talk to.".to_owned(),
        |number| format!("Your emergency number: {number}"),
    )));
    Page::new(page.title.clone(), paragraphs)
}

/// What the page says, in the order in which it may be needed.
pub fn paragraphs(people: &People, person: &Person, today: Date) -> Vec<Paragraph> {
    let mut page = vec![plain(DESERVE)];
    let chosen = region(people, person);
    if let Some(region) = chosen {
        page.push(heading("If someone is in danger now"));
        page.push(Paragraph::Number(
            region.name.clone(),
            region.emergency.clone(),
        ));
    } else {
        emergencies(people, &mut page);
    }
    trusted(person, &mut page);
    let lines = chosen.map_or(&[][..], |region| &region.lines);
    let age = Age::of(lines.iter().chain(&people.international), today);
    for (topic, words) in TOPICS {
        section(
            words,
            lines.iter().filter(|line| line.topic == topic),
            &age,
            &mut page,
        );
    }
    let words = match chosen.filter(|region| region.lines.is_empty()) {
        Some(region) => format!(
            "This list has no line for {} yet. To find one:",
            region.name
        ),
        None => "To find someone to talk to, in any country".to_owned(),
    };
    section(&words, people.international.iter(), &age, &mut page);
    page.push(plain(&age.words()));
    page.push(plain(NO_ONE));
    page
}

/// Everything there is, each entry with where it was seen.
pub fn everything(people: &People, person: &Person) -> Vec<Paragraph> {
    let mut page = vec![plain(DESERVE)];
    emergencies(people, &mut page);
    trusted(person, &mut page);
    let sourced = |contact: &Contact| {
        let checked = contact.day_checked().map_or_else(
            || "Not checked yet.".to_owned(),
            |day| format!("Last checked {day}."),
        );
        let words = format!("{} {checked}\nSource: {}", reached(contact), contact.source);
        Paragraph::Contact(contact.name.clone(), words)
    };
    for region in people
        .by_name()
        .into_iter()
        .map(|(_, region)| region)
        .filter(|region| !region.lines.is_empty())
    {
        page.push(heading(&region.name));
        page.extend(region.lines.iter().map(sourced));
    }
    page.push(heading("In any country"));
    page.extend(people.international.iter().map(sourced));
    page.push(plain(CHANGE));
    page.push(plain(NO_ONE));
    page
}

const DESERVE: &str = "If you're thinking about ending your life or hurting yourself, you deserve to talk to a \
                       person now. You don't need to be sure it's serious enough.";

const NO_ONE: &str = "good-enough is a notebook and no crisis service. Nobody reads what you write, and nobody is alerted.";

const CHANGE: &str = "Numbers change. If one doesn't work, call your emergency number or look at findahelpline.com. \
                      A friend or anyone you trust can be the first person too.";

const TOPICS: [(Option<Topic>, &str); 3] = [
    (None, "To talk to someone now"),
    (Some(Topic::Perinatal), "Pregnancy and new parents"),
    (Some(Topic::Abuse), "Abuse at home"),
];

/// The country the person chose, if the list has it.
fn region<'a>(people: &'a People, person: &Person) -> Option<&'a Region> {
    let letters = person.region.as_ref()?;
    people.regions.get(letters)
}

fn emergencies(people: &People, page: &mut Vec<Paragraph>) {
    page.push(heading("If someone is in danger now"));
    for (_, region) in people.by_name() {
        page.push(Paragraph::Number(
            region.name.clone(),
            region.emergency.clone(),
        ));
    }
    page.push(plain("Elsewhere: your local emergency number."));
}

fn trusted(person: &Person, page: &mut Vec<Paragraph>) {
    if !person.trusted.is_empty() {
        page.push(heading("People you trust"));
        let lines = person.trusted.iter().cloned();
        page.extend(lines.map(|line| Paragraph::Entry(String::new(), line)));
    }
}

fn section<'a>(
    words: &str,
    contacts: impl Iterator<Item = &'a Contact>,
    age: &Age,
    page: &mut Vec<Paragraph>,
) {
    let mut contacts = contacts.peekable();
    if contacts.peek().is_some() {
        page.push(heading(words));
    }
    page.extend(contacts.map(|contact| {
        let words = [reached(contact), age.of_one(contact)].join(" ");
        Paragraph::Contact(contact.name.clone(), words.trim_end().to_owned())
    }));
}

/// How a contact can be reached and what it is, in plain sentences.
fn reached(contact: &Contact) -> String {
    let ways = [
        ("call ", &contact.call),
        ("text ", &contact.text),
        ("see ", &contact.web),
    ];
    let ways: Vec<_> = ways
        .into_iter()
        .filter_map(|(verb, number)| Some(format!("{verb}{}", number.as_ref()?)))
        .collect();
    let hours = contact.hours.as_ref().map(|hours| match hours.as_str() {
        "24/7" => "day and night".to_owned(),
        hours => format!("open {hours}"),
    });
    let what = contact.what.as_deref();
    let sentences = [
        what,
        Some(&ways.join(", or ")),
        hours.as_deref(),
        contact.note.as_deref(),
    ];
    let sentences: Vec<_> = sentences.into_iter().flatten().map(sentence).collect();
    sentences.join(" ").trim().to_owned()
}

/// Words as a sentence: with a capital at its front and a full stop at its end.
fn sentence(words: &str) -> String {
    let mut letters = words.trim().chars();
    let Some(first) = letters.next() else {
        return String::new();
    };
    let stop = if words.ends_with(['.', '?']) { "" } else { "." };
    format!("{}{}{stop}", first.to_uppercase(), letters.as_str())
}

/// How long ago the entries of a page were found right.
enum Age {
    /// None of them was ever, so it is said once.
    Unchecked,
    /// Some were; those that weren't since this day say so.
    Since(Date),
}

impl Age {
    fn of<'a>(contacts: impl Iterator<Item = &'a Contact>, today: Date) -> Self {
        let mut days = contacts.filter_map(Contact::day_checked);
        if days.next().is_none() {
            return Self::Unchecked;
        }
        Self::Since(today.saturating_sub(Span::new().months(12)))
    }

    fn of_one(&self, contact: &Contact) -> String {
        let Self::Since(day) = self else {
            return String::new();
        };
        match contact.day_checked() {
            None => "Not checked yet.".to_owned(),
            Some(checked) if checked < *day => format!("Last checked {checked}."),
            Some(_) => String::new(),
        }
    }

    fn words(&self) -> String {
        match self {
            Self::Unchecked => {
                format!("Nobody has tried these for this list yet. {CHANGE}")
            }
            Self::Since(_) => CHANGE.to_owned(),
        }
    }
}

fn heading(words: &str) -> Paragraph {
    Paragraph::Heading(words.to_owned())
}

fn plain(words: &str) -> Paragraph {
    Paragraph::Plain(words.to_owned())
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

    fn said(days: [Option<&str>; 2]) -> String {
        let people = People {
            international: days.map(contact).into(),
            ..People::default()
        };
        let today = "2026-11-24".parse().unwrap();
        format!("{:?}", paragraphs(&people, &Person::default(), today))
    }

    #[test]
    fn an_entry_says_in_plain_words_how_it_is_reached() {
        let said = reached(&contact(None));
        assert_eq!(
            said,
            "Call 1 23, or text HI to 45. Day and night. Not an emergency line."
        );
    }

    #[test]
    fn an_old_entry_says_when_it_was_checked_and_never_goes() {
        let never = said([None, None]);
        assert!(never.contains("Nobody has tried these"), "{never}");
        assert!(!never.contains("Not checked"), "{never}");
        let some = said([Some("2025-11-23"), Some("2025-11-24")]);
        assert_eq!(some.matches("A line").count(), 2, "{some}");
        assert_eq!(some.matches("Last checked").count(), 1, "{some}");
        assert!(some.contains("Last checked 2025-11-23."), "{some}");
        assert!(said([None, Some("2026-11-01")]).contains("Not checked yet."));
    }
}
