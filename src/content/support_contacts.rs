//! Helplines and directories: the catalogue of people to talk to, embedded or of the user.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Deserialize;

use super::yaml::{Diagnostics, Node, decode};
use crate::domain::country::parse_country_code;
use crate::text::replace_unsafe;

/// Helplines and directories, international and by country.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct SupportContacts {
    #[serde(default)]
    pub international: Vec<Contact>,
    /// By country code.
    #[serde(default)]
    pub regions: BTreeMap<String, Region>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Region {
    pub name: String,
    pub emergency: String,
    #[serde(default)]
    pub contacts: Vec<Contact>,
}

/// One helpline or directory.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Contact {
    pub name: String,
    #[serde(default)]
    pub(crate) description: Option<String>,
    #[serde(default)]
    pub call: Option<String>,
    #[serde(default)]
    pub text: Option<String>,
    #[serde(default)]
    pub web: Option<String>,
    #[serde(default)]
    pub(crate) hours: Option<String>,
    #[serde(default)]
    pub topic: Option<ContactTopic>,
    #[serde(default)]
    pub(crate) note: Option<String>,
    /// Where the contact was found.
    pub source: String,
    /// The month in which it was last compared with its source, such as 2026-11. A day is allowed as well.
    #[serde(default)]
    pub checked: Option<String>,
}

/// The topic of a contact that isn't for everybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContactTopic {
    /// Pregnancy and new parents.
    Perinatal,
    /// Abuse at home.
    Abuse,
}

impl Contact {
    /// A day of the month in which it was last compared with its source.
    pub(crate) fn month_checked(&self) -> Option<Date> {
        parse_month(self.checked.as_ref()?)
    }
}

/// Parses a month such as 2026-11 as its first day, or a whole date.
fn parse_month(text: &str) -> Option<Date> {
    let text = text.trim();
    text.parse().or_else(|_| format!("{text}-01").parse()).ok()
}

impl SupportContacts {
    /// Finds a region by its country code or its name.
    pub fn region(&self, name: &str) -> Option<(&String, &Region)> {
        let name = name.trim();
        let code = parse_country_code(name);
        self.regions.iter().find(|(known, region)| {
            Some(*known) == code.as_ref() || region.name.to_lowercase() == name.to_lowercase()
        })
    }

    /// The message for a country that isn't in the list.
    pub(crate) fn unknown_region_message(&self, name: &str) -> String {
        let known: Vec<_> = self.regions.keys().map(String::as_str).collect();
        format!(
            "“{}” isn't in the list of countries. These are: {}.",
            replace_unsafe(name.trim()),
            known.join(", ")
        )
    }

    /// The regions sorted by name. “elsewhere …” comes last because of its lower-case letter.
    pub(crate) fn regions_by_name(&self) -> Vec<(&String, &Region)> {
        let mut regions: Vec<_> = self.regions.iter().collect();
        regions.sort_by_key(|(_, region)| &region.name);
        regions
    }

    /// Adds the contacts of another list, which replace contacts and regions of the same name.
    pub(crate) fn merge(&mut self, other: Self) {
        for contact in other.international {
            match self
                .international
                .iter_mut()
                .find(|known| known.name == contact.name)
            {
                Some(known) => *known = contact,
                None => self.international.push(contact),
            }
        }
        self.regions.extend(other.regions);
    }
}

/// Decodes and validates a list of contacts; none if there is any error.
pub(crate) fn decode_support_contacts(
    node: &Node,
    diagnostics: &Diagnostics,
) -> Option<SupportContacts> {
    let mut contacts: SupportContacts = decode(node, "people", diagnostics)?;
    if contacts.international.is_empty() && contacts.regions.is_empty() {
        diagnostics.error(
            node.span,
            "there is nobody here",
            "begin with `international:` or `regions:`",
        );
    }
    let mut regions = BTreeMap::new();
    for (key, _) in node.get("regions").map_or(&[][..], Node::entries) {
        let name = key.as_str().unwrap_or_default();
        let Some(code) = parse_country_code(name) else {
            diagnostics.error(
                key.span,
                format!("`{name}` isn't a country"),
                "write its two letters, such as `IE`",
            );
            continue;
        };
        let region = contacts.regions.remove(name).unwrap_or_default();
        if regions.insert(code.clone(), region).is_some() {
            diagnostics.error(
                key.span,
                format!("`{code}` is here twice"),
                "keep one of them; `UK` and `GB` are the same country",
            );
        }
    }
    contacts.regions = regions;
    let lines = node.get("regions").map_or(&[][..], Node::entries).iter();
    let lines = lines.flat_map(|(_, region)| region.get("contacts").map_or(&[][..], Node::items));
    let everywhere = node.get("international").map_or(&[][..], Node::items);
    for checked in lines
        .chain(everywhere)
        .filter_map(|contact| contact.get("checked"))
    {
        if checked
            .as_str()
            .is_some_and(|month| parse_month(month).is_none())
        {
            diagnostics.error(
                checked.span,
                "this isn't a month",
                "write it as 2026-11, or leave it empty",
            );
        }
    }
    Some(contacts).filter(|_| !diagnostics.has_errors())
}
