//! A question about the user, with choices. Esc changes nothing.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::AppCommand;
use super::popup::Popup;
use crate::content::library::Library;
use crate::storage::profile::{Profile, ProfileChange};
use crate::ui::keymap::{Action, KeyPress};
use crate::ui::layout::{render_header, text_area};
use crate::ui::line_mode::prompt::{LinePrompt, LineReply};
use crate::ui::theme::Theme;

#[derive(Debug)]
pub(crate) struct ProfileChoice {
    popup: Popup<ProfileChange>,
}

impl ProfileChoice {
    /// Asks for the country whose numbers are shown.
    pub(crate) fn region(library: &Library, profile: &Profile) -> Self {
        let regions = library.support_contacts().regions_by_name();
        let selected = regions
            .iter()
            .position(|(code, _)| Some(*code) == profile.region.as_ref());
        let mut choices: Vec<(String, ProfileChange)> = regions
            .into_iter()
            .map(|(code, region)| {
                (
                    capitalised(&region.name),
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
        }
    }

    pub(crate) fn on_key(&mut self, press: KeyPress) -> AppCommand {
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
        render_header("About you", "", area, buf, theme);
        self.popup.render(text_area(area), buf, theme);
    }
}

fn capitalised(name: &str) -> String {
    let mut letters = name.chars();
    let first = letters
        .next()
        .map(|letter| letter.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}
