//! Settings that name something in the library, and how the configuration reaches the app.

use super::{Config, YesNo};
use crate::content::library::Library;
use crate::storage::profile::Profile;
use crate::text::replace_unsafe;
use crate::ui::app::App;
use crate::ui::app::configure::AppDefaults;

impl Config {
    pub(crate) fn to_app_defaults(&self, library: &Library) -> AppDefaults {
        AppDefaults {
            profile: Profile {
                region: self.region.clone(),
                looks_after_child: self.looks_after_child.map(|answer| answer == YesNo::Yes),
                ..Profile::default()
            },
            default_break: self
                .known_break(library)
                .unwrap_or(App::DEFAULT_BREAK)
                .to_owned(),
            shows_kindness: YesNo::is_yes(self.kindness),
            shows_card: self.card == Some(YesNo::Yes),
            check_in: self
                .known_check_in(library)
                .unwrap_or(App::DEFAULT_CHECK_IN)
                .to_owned(),
        }
    }

    /// The id of the default break, if the library has it.
    pub(crate) fn known_break(&self, library: &Library) -> Option<&str> {
        let id = self.default_break.as_deref();
        id.filter(|id| library.breathing_break(id).is_some())
    }

    /// The id of the check-in, if the library has it.
    pub(crate) fn known_check_in(&self, library: &Library) -> Option<&str> {
        let id = self.check_in.as_deref();
        id.filter(|id| {
            let header = library.header(id);
            header.is_some_and(|exercise| exercise.follows_up.is_none())
        })
    }

    /// A sentence for each name that the library does not have.
    pub(crate) fn unknown_name_warnings(&self, library: &Library) -> Vec<String> {
        let region = self.region.as_ref();
        let region = region.filter(|code| library.support_contacts().region(code).is_none());
        let region = region.map(|code| library.support_contacts().unknown_region_message(code));
        let id = self.default_break.as_deref();
        let id = id.filter(|_| self.known_break(library).is_none());
        let default_break = id.map(|id| {
            let name = replace_unsafe(id);
            format!("There's no break called “{name}”, so F2 starts the usual one.")
        });
        let id = self.check_in.as_deref();
        let id = id.filter(|_| self.known_check_in(library).is_none());
        let check_in = id.map(|id| {
            let name = replace_unsafe(id);
            format!("There's no exercise called “{name}”, so a check-in is the usual one.")
        });
        let warnings = region.into_iter().chain(default_break);
        warnings.chain(check_in).collect()
    }
}
