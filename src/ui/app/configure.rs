//! What the configuration file sets in the app.

use super::App;
use crate::storage::profile::Profile;

/// Defaults from the configuration file. What the user chose in the program takes precedence.
#[derive(Clone, Debug)]
pub(crate) struct AppDefaults {
    pub(crate) profile: Profile,
    /// The id of the break that F2 starts.
    pub(crate) default_break: String,
    /// Whether the home screen shows a kind sentence.
    pub(crate) shows_kindness: bool,
    /// Whether it shows a card in its place.
    pub(crate) shows_card: bool,
    /// The id of the check-in.
    pub(crate) check_in: String,
}

impl Default for AppDefaults {
    fn default() -> Self {
        Self {
            profile: Profile::default(),
            default_break: App::DEFAULT_BREAK.to_owned(),
            shows_kindness: true,
            shows_card: false,
            check_in: App::DEFAULT_CHECK_IN.to_owned(),
        }
    }
}

impl App {
    #[must_use]
    pub(crate) fn with_defaults(mut self, defaults: AppDefaults) -> Self {
        self.profile.fill_defaults_from(&defaults.profile);
        self.defaults = defaults;
        self
    }
}
