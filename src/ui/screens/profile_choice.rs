//! A question about the user, with choices. Esc changes nothing.

use crossterm::event::KeyCode;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::AppCommand;
use super::popup::Popup;
use crate::content::library::Library;
use crate::storage::profile::{Profile, ProfileChange};
use crate::text::capitalize;
use crate::ui::keymap::{Action, Key, KeyPress};
use crate::ui::layout::{render_header, text_area};
use crate::ui::line_mode::prompt::{LinePrompt, LineReply};
use crate::ui::theme::Theme;

#[derive(Debug)]
pub(crate) struct ProfileChoice {
    popup: Popup<ProfileChange>,
    /// The names of the countries; empty for another question.
    countries: Vec<CountryName>,
    /// The first letters of the country that is looked for.
    typed: String,
}

/// What a country is found by.
#[derive(Debug)]
struct CountryName {
    name: String,
    code: String,
}

impl CountryName {
    /// Whether the name, one of its words, its initials or its code begins with these small letters.
    fn begins_with(&self, typed: &str) -> bool {
        let words = self.name.split(' ');
        let initials: String = words
            .clone()
            .filter_map(|word| word.chars().next())
            .collect();
        let names = [self.name.as_str(), &self.code, &initials];
        let mut names = names.into_iter().chain(words);
        names.any(|name| name.to_lowercase().starts_with(typed))
    }
}

impl ProfileChoice {
    /// Asks for the country whose numbers are shown.
    pub(crate) fn region(library: &Library, profile: &Profile) -> Self {
        let regions = library.support_contacts().regions_by_name();
        let countries = regions.iter().map(|(code, region)| CountryName {
            name: region.name.clone(),
            code: (*code).clone(),
        });
        let countries = countries.collect();
        let selected = regions
            .iter()
            .position(|(code, _)| Some(*code) == profile.region.as_ref());
        let mut choices: Vec<(String, ProfileChange)> = regions
            .into_iter()
            .map(|(code, region)| {
                (
                    capitalize(&region.name),
                    ProfileChange::Region(Some(code.clone())),
                )
            })
            .collect();
        let selected = selected.unwrap_or(choices.len());
        choices.push((
            "Another country, or none".to_owned(),
            ProfileChange::Region(None),
        ));
        let choices = choices
            .iter()
            .map(|(label, change)| (label.as_str(), change.clone()))
            .collect();
        let question = "Which country's numbers should I show? You can change this at any time.";
        Self {
            popup: Popup::new(question, choices).with_selected(selected),
            countries,
            typed: String::new(),
        }
    }

    /// Asks whether the user looks after a child.
    pub(crate) fn child_care(profile: &Profile) -> Self {
        let choices = vec![
            ("Yes", ProfileChange::LooksAfterChild(Some(true))),
            ("No", ProfileChange::LooksAfterChild(Some(false))),
            ("I'd rather not say", ProfileChange::LooksAfterChild(None)),
        ];
        let selected = match profile.looks_after_child {
            Some(true) => 0,
            Some(false) => 1,
            None => 2,
        };
        let question = "Do you look after a child? It decides which examples you see. \
                        If you'd rather not say, you see both kinds.";
        Self {
            popup: Popup::new(question, choices).with_selected(selected),
            countries: Vec::new(),
            typed: String::new(),
        }
    }

    /// Takes a letter of the name of a country; false if the key is none. A name that isn't here leads to the last choice,
    /// so that Enter never takes a country that was not meant.
    fn type_country(&mut self, press: KeyPress) -> bool {
        let is_letter =
            |letter: &char| letter.is_alphabetic() || (*letter == ' ' && !self.typed.is_empty());
        if self.countries.is_empty() {
            return false;
        }
        if press.key == Key::unmodified(KeyCode::Backspace) {
            self.typed.pop();
        } else if let Some(letter) = press.key.typed_char().filter(is_letter) {
            self.typed.extend(letter.to_lowercase());
        } else {
            self.typed.clear();
            return false;
        }
        if !self.typed.is_empty() {
            let mut countries = self.countries.iter();
            let found = countries.position(|country| country.begins_with(&self.typed));
            self.popup.select(found.unwrap_or(self.countries.len()));
        }
        true
    }

    pub(crate) fn on_key(&mut self, press: KeyPress) -> AppCommand {
        if self.type_country(press) {
            return AppCommand::None;
        }
        if press.action == Some(Action::Leave) {
            return AppCommand::Back;
        }
        self.popup
            .on_key(press)
            .map_or(AppCommand::None, AppCommand::ChangeProfile)
    }

    pub(crate) fn line_prompt(&self) -> LinePrompt {
        let LinePrompt { lines, .. } = self.popup.line_prompt();
        LinePrompt::new(lines, "Type a number. An empty line changes nothing.")
    }

    pub(crate) fn on_line(&self, typed: &str) -> LineReply<AppCommand> {
        if typed.trim().is_empty() {
            return LineReply::Done(AppCommand::Back);
        }
        self.popup.on_line(typed).map(AppCommand::ChangeProfile)
    }

    pub(crate) fn render(&self, area: Rect, buf: &mut Buffer, theme: &Theme) {
        render_header("About you", &self.typed, area, buf, theme);
        self.popup.render(text_area(area), buf, theme);
    }
}
