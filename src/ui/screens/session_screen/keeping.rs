//! Where the words of a session are, as the screens tell it.

/// Where the words of a session are at the moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Keeping {
    /// In the journal.
    #[default]
    Saved,
    /// In the spool, until the journal can be written again.
    Waiting,
    /// In memory, because neither the journal nor the spool could be written. Saving is tried again.
    Unsaved,
    /// In memory, until the journal is unlocked.
    Locked,
    /// In memory: private mode.
    Private,
}

impl Keeping {
    /// The question of the pause popup.
    pub(super) const fn pause_question(self) -> &'static str {
        match self {
            Self::Saved => "Paused. Nothing is lost. What now?",
            Self::Waiting => {
                "Paused. Your words wait in another file until they can be saved. What now?"
            }
            Self::Unsaved => "Paused. Your words aren't saved yet; they're still here. What now?",
            Self::Locked => {
                "Paused. Your words stay here until you quit. Unlock the journal to keep them. What now?"
            }
            Self::Private => {
                "Paused. Your words stay here until you quit. Nothing is saved. What now?"
            }
        }
    }

    /// What leaving the exercise does.
    pub(super) const fn leave_label(self) -> &'static str {
        match self {
            Self::Saved => "Save and leave",
            Self::Waiting | Self::Unsaved | Self::Locked | Self::Private => "Leave for now",
        }
    }

    /// The question before a session is discarded.
    pub(super) const fn discard_question(self) -> &'static str {
        match self {
            Self::Saved => {
                "Discard this? It goes to the trash, and you can bring it back for 30 days."
            }
            Self::Waiting | Self::Unsaved | Self::Locked | Self::Private => {
                "Discard this? You can bring it back until you quit."
            }
        }
    }

    /// Said at the first step to somebody who wants to go further back. `way` is what leaves the exercise.
    pub(crate) fn first_step_text(self, way: &str) -> String {
        let kept = match self {
            Self::Saved => "; your words are saved",
            Self::Waiting | Self::Unsaved | Self::Locked | Self::Private => "",
        };
        format!("This is the first step. {way} to leave{kept}.")
    }
}
