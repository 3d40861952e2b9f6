//! Applies the configuration file.

use super::App;
use crate::config::{Config, YesNo};
use crate::content::library::Library;
use crate::storage::profile::Profile;
use crate::text::replace_unsafe;

impl App {
    /// Applies `config`. Values from the profile take precedence.
    #[must_use]
    pub fn with_config(mut self, config: &Config) -> Self {
        self.profile_defaults = Profile {
            region: config.region.clone(),
            looks_after_child: config.looks_after_child.map(|answer| answer == YesNo::Yes),
            ..Profile::default()
        };
        self.profile.fill_defaults_from(&self.profile_defaults);
        for words in unknown_name_warnings(config, &self.library) {
            self.append_status(&words);
        }
        if let Some(break_) = configured_break(config, &self.library) {
            self.default_break = break_.to_owned();
        }
        self.kindness = config.kindness.unwrap_or(YesNo::Yes);
        self
    }
}

/// The configured default break, if it exists.
pub(crate) fn configured_break<'c>(config: &'c Config, library: &Library) -> Option<&'c str> {
    let set = config.default_break.as_deref();
    set.filter(|break_| library.breathing_break(break_).is_some())
}

/// A warning for each configured name that the library doesn't know.
pub(crate) fn unknown_name_warnings(config: &Config, library: &Library) -> Vec<String> {
    let region = config.region.as_ref();
    let region = region.filter(|letters| library.support_contacts().region(letters).is_none());
    let break_ = config.default_break.as_ref();
    let break_ = break_.filter(|_| configured_break(config, library).is_none());
    let break_ = break_.map(|break_| {
        let name = replace_unsafe(break_);
        format!("There is no break called “{name}”, so F2 begins the usual one.")
    });
    let region = region.map(|letters| library.support_contacts().unknown_region_message(letters));
    region.into_iter().chain(break_).collect()
}
