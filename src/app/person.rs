//! What the person told about themselves: where it is changed, kept and shown.

use std::path::PathBuf;

use super::App;
use crate::entry::LocalTime;
use crate::person::{Faulty, Kept, Person, Told};
use crate::screens::ask::Ask;
use crate::screens::page::PageSubject;
use crate::screens::trusted::Trusted;
use crate::screens::{PageTarget, Screen, people, welcome, you};
use crate::text::display_path;

impl App {
    /// The program with what is known of the person, which is kept in `file`, or nowhere.
    #[must_use]
    pub fn knowing(
        mut self,
        person: Person,
        faulty: Option<&Faulty>,
        file: Option<PathBuf>,
    ) -> Self {
        self.person = person;
        self.person_file = file;
        if let Some(faulty) = faulty {
            self.append_status(&faulty.words());
        }
        self
    }

    pub(super) fn show_people(&mut self, now: &LocalTime) {
        // Who was written down a moment ago is one of them already.
        self.save_trusted();
        if !self.is_showing_page(&PageSubject::People) {
            let page = people::build_page(&self.library, &self.person, now.day);
            self.push_screen(Screen::TextPage(page));
        }
    }

    pub(super) fn show_you(&mut self) {
        let page = self.you();
        self.push_screen(Screen::TextPage(page));
    }

    fn you(&self) -> crate::screens::page::TextPage {
        let kept = self.person_file.as_ref().map(display_path);
        you::page(&self.library, &self.person, kept.as_deref())
    }

    /// Goes where a choice of a page leads.
    pub(super) fn lead(&mut self, leads: &PageTarget) {
        match leads {
            PageTarget::Region => self.push_screen(Screen::ProfileChoice(Ask::region(
                &self.library,
                &self.person,
            ))),
            PageTarget::ChildCare => {
                self.push_screen(Screen::ProfileChoice(Ask::child(&self.person)))
            }
            PageTarget::TrustedPeople => self.show_trusted(),
            PageTarget::LibraryPage(id) => {
                if let Some(page) = self.library.page(id) {
                    let page = people::build_library_page(page, &self.library, &self.person);
                    self.push_screen(Screen::TextPage(page));
                }
            }
        }
    }

    /// Opens the people a person trusts. Where they stand open below, that is gone back to: the same words
    /// can't be changed in two places.
    fn show_trusted(&mut self) {
        let is_open = |screen: &Screen| matches!(screen, Screen::TrustedPeople(_));
        if let Some(at) = self.screens.iter().position(is_open) {
            self.screens.truncate(at + 1);
        } else {
            self.push_screen(Screen::TrustedPeople(Trusted::new(&self.person)));
        }
    }

    /// Makes the page on top anew: what it says may have changed.
    pub(super) fn renew(&mut self, subject: &PageSubject, now: &LocalTime) {
        let page = match subject {
            PageSubject::Other | PageSubject::Keys => return,
            PageSubject::Welcome(journal) => {
                welcome::build_page(journal, &self.library, &self.person)
            }
            PageSubject::People => people::build_page(&self.library, &self.person, now.day),
            PageSubject::Profile => self.you(),
        };
        if let Some(Screen::TextPage(shown)) = self.screens.last_mut() {
            shown.replace_content(page);
        }
    }

    /// Keeps the people a person trusts, wherever they stand open, if anything is new there.
    pub(super) fn save_trusted(&mut self) {
        let told = self
            .screens
            .iter_mut()
            .rev()
            .find_map(|screen| match screen {
                Screen::TrustedPeople(trusted) => trusted.take_new(),
                _ => None,
            });
        if let Some(told) = told {
            self.hear(told);
        }
    }

    /// Takes in what the person told and keeps it. Where that fails it holds for this window.
    pub(super) fn hear(&mut self, told: Told) {
        let Some(path) = self.person_file.clone() else {
            self.person.hear(told);
            return self.person_changed();
        };
        self.untold.push(told);
        match self.person.keep(&self.untold, &path) {
            Ok(kept) => {
                self.untold.clear();
                if let Kept::Aside(aside) = kept {
                    self.append_status(&format!(
                        "The file that couldn't be read whole is kept as {}, and a new one is there.",
                        display_path(&aside)
                    ));
                }
            }
            Err(error) => self.append_status(&format!(
                "That couldn't be written to {}: {error}. It holds as long as this window is open.",
                display_path(&path)
            )),
        }
        self.person.presume(&self.presumed);
        self.person_changed();
    }

    /// Tries once more to keep what couldn't be kept, and says so if it can't be.
    pub(super) fn tell_again(&mut self) -> Option<String> {
        let path = self
            .person_file
            .clone()
            .filter(|_| !self.untold.is_empty())?;
        let error = self.person.keep(&self.untold, &path).err()?;
        let path = display_path(&path);
        Some(format!(
            "What you told about yourself couldn't be written to {path}: {error}."
        ))
    }

    fn person_changed(&mut self) {
        for screen in &mut self.screens {
            if let Screen::Session(walk) = screen {
                walk.set_looks_after_child(self.person.looks_after_child);
            }
        }
    }
}
