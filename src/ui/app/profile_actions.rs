//! Changing, saving and showing the user's profile.

use std::path::PathBuf;

use super::App;
use crate::storage::profile::{FaultyProfile, Profile, ProfileChange, ProfileSaveResult};
use crate::text::display_path;
use crate::ui::screens::profile_choice::ProfileChoice;
use crate::ui::screens::text_page::PageSubject;
use crate::ui::screens::trusted_people_editor::TrustedPeopleEditor;
use crate::ui::screens::{PageTarget, Screen, people_page, profile_page, welcome_page};

impl App {
    /// Sets the profile and the file it is saved to.
    #[must_use]
    pub fn with_profile(
        mut self,
        profile: Profile,
        faulty: Option<&FaultyProfile>,
        file: Option<PathBuf>,
    ) -> Self {
        self.profile = profile;
        self.profile_file = file;
        if let Some(faulty) = faulty {
            self.append_status(&faulty.message());
        }
        self
    }

    pub(super) fn show_people(&mut self) {
        // The page must list people that were typed just now.
        self.save_trusted_people();
        if !self.is_showing_page(&PageSubject::People) {
            let page = people_page::build_page(&self.library, &self.profile);
            self.push_screen(Screen::TextPage(page));
        }
    }

    pub(super) fn show_medical_help(&mut self) {
        let page = people_page::build_medical_page(&self.library, &self.profile);
        self.push_screen(Screen::TextPage(page));
    }

    pub(super) fn show_profile(&mut self) {
        let page = self.profile_page();
        self.push_screen(Screen::TextPage(page));
    }

    fn profile_page(&self) -> crate::ui::screens::text_page::TextPage {
        let saved = self.profile_file.as_ref().map(display_path);
        profile_page::build_page(&self.library, &self.profile, saved.as_deref())
    }

    /// Opens the target of a page's link.
    pub(super) fn open_link(&mut self, target: &PageTarget) {
        match target {
            PageTarget::Region => self.push_screen(Screen::ProfileChoice(ProfileChoice::region(
                &self.library,
                &self.profile,
            ))),
            PageTarget::ChildCare => self.push_screen(Screen::ProfileChoice(
                ProfileChoice::child_care(&self.profile),
            )),
            PageTarget::People => self.show_people(),
            PageTarget::TrustedPeople => self.show_trusted_people(),
            PageTarget::About(journal) => {
                let page = welcome_page::build_about_page(journal);
                self.push_screen(Screen::TextPage(page));
            }
            PageTarget::LibraryPage(id) => {
                if let Some(page) = self.library.page(id) {
                    let page = people_page::build_library_page(page, &self.library, &self.profile);
                    self.push_screen(Screen::TextPage(page));
                }
            }
        }
    }

    /// Opens the editor of trusted people, or returns to it if it is open below, so that the same text is never
    /// edited in two places.
    fn show_trusted_people(&mut self) {
        let is_open = |screen: &Screen| matches!(screen, Screen::TrustedPeople(_));
        if let Some(at) = self.screens.iter().position(is_open) {
            self.screens.truncate(at + 1);
        } else {
            self.push_screen(Screen::TrustedPeople(TrustedPeopleEditor::new(
                &self.profile,
            )));
        }
    }

    /// Rebuilds the page on top, since the profile may have changed.
    pub(super) fn rebuild_page(&mut self, subject: &PageSubject) {
        let page = match subject {
            PageSubject::Other | PageSubject::Keys => return,
            PageSubject::Welcome(journal) => {
                welcome_page::build_page(journal, &self.library, &self.profile)
            }
            PageSubject::People => people_page::build_page(&self.library, &self.profile),
            PageSubject::MedicalHelp => {
                people_page::build_medical_page(&self.library, &self.profile)
            }
            PageSubject::Profile => self.profile_page(),
        };
        if let Some(Screen::TextPage(shown)) = self.screens.last_mut() {
            shown.replace_content(page);
        }
    }

    /// Saves the trusted people if an editor with changes is open.
    pub(super) fn save_trusted_people(&mut self) {
        let change = self
            .screens
            .iter_mut()
            .rev()
            .find_map(|screen| match screen {
                Screen::TrustedPeople(editor) => editor.take_change(),
                _ => None,
            });
        if let Some(change) = change {
            self.apply_profile_change(change);
        }
    }

    /// Applies a change and saves the profile. If that fails, the change lasts until exit.
    pub(super) fn apply_profile_change(&mut self, change: ProfileChange) {
        let Some(path) = self.profile_file.clone() else {
            self.profile.apply(change);
            return self.on_profile_changed();
        };
        self.pending_profile_changes.push(change);
        match self.profile.save(&self.pending_profile_changes, &path) {
            Ok(saved) => {
                self.pending_profile_changes.clear();
                if let ProfileSaveResult::SavedAfterQuarantine(quarantined) = saved {
                    self.append_status(&format!(
                        "The damaged file was saved as {}, and a new one was made.",
                        display_path(&quarantined)
                    ));
                }
            }
            Err(error) => self.append_status(&format!(
                "Couldn't save that to {}: {error}. It's remembered until you close this window.",
                display_path(&path)
            )),
        }
        self.profile.fill_defaults_from(&self.defaults.profile);
        self.on_profile_changed();
    }

    /// Retries saving the profile on exit and returns the error as a sentence.
    pub(super) fn retry_profile_save(&mut self) -> Option<String> {
        let path = self
            .profile_file
            .clone()
            .filter(|_| !self.pending_profile_changes.is_empty())?;
        let error = self
            .profile
            .save(&self.pending_profile_changes, &path)
            .err()?;
        let path = display_path(&path);
        Some(format!(
            "What you said about yourself couldn't be saved to {path}: {error}."
        ))
    }

    fn on_profile_changed(&mut self) {
        for screen in &mut self.screens {
            if let Screen::Session(session_screen) = screen {
                session_screen.set_looks_after_child(self.profile.looks_after_child);
            }
        }
    }
}
