//! What the configuration file sets in the app.

use super::App;
use crate::storage::profile::Profile;

/// Defaults from the configuration file. What the user chose in the program takes precedence.
#[derive(Clone, Debug)]
pub(crate) struct AppDefaults {
    pub(crate) profile: Profile,
    /// The id of the break that F2 starts.
    pub(crate) default_break: Option<String>,
    pub(crate) shows_kindness: bool,
    /// Sentences about settings that have no effect.
    pub(crate) warnings: Vec<String>,
}

impl App {
    #[must_use]
    pub(crate) fn with_defaults(mut self, defaults: AppDefaults) -> Self {
        self.profile_defaults = defaults.profile;
        self.profile.fill_defaults_from(&self.profile_defaults);
        for warning in defaults.warnings {
            self.append_status(&warning);
        }
        if let Some(id) = defaults.default_break {
            self.default_break = id;
        }
        self.shows_kindness = defaults.shows_kindness;
        self
    }
}
