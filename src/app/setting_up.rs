//! The program as a person set it up.

use super::App;
use crate::config::{Config, YesNo};
use crate::person::Person;

impl App {
    /// The same, as a person set it up. What they told in the program goes before that.
    #[must_use]
    pub fn set_up(mut self, config: &Config) -> Self {
        self.presumed = Person {
            region: config.region.clone(),
            looks_after_child: config.looks_after_child.map(|answer| answer == YesNo::Yes),
            ..Person::default()
        };
        self.person.presume(&self.presumed);
        if let Some(letters) = &config.region
            && self.library.people().region(letters).is_none()
        {
            let words = self.library.people().unknown_region(letters);
            self.tell_also(&words);
        }
        if let Some(pause) = config.pause.as_ref() {
            if self.library.pause(pause).is_some() {
                self.pause.clone_from(pause);
            } else {
                self.tell_also(&format!(
                    "There is no break called “{pause}”, so F2 begins the usual one."
                ));
            }
        }
        self.kindness = config.kindness.unwrap_or(YesNo::Yes);
        self
    }
}
