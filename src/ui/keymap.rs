//! The table of key bindings: actions, their keys, labels and contexts.
//!
//! Dispatch, the footer and the key help page all read [`DEFAULT_BINDINGS`] or the user's bindings, so hints
//! are never wrong.

mod default_bindings;
mod key;
mod user_bindings;

pub(crate) use default_bindings::DEFAULT_BINDINGS;
pub(crate) use key::Key;
pub(crate) use user_bindings::{install_bindings, with_user_bindings};

use crate::text::buffer::Edit;

/// What a key can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    Activate,
    Continue,
    PreviousStep,
    /// Go on to the later step that this one offers.
    SkipAhead,
    Leave,
    ShowKeys,
    ShowPeople,
    Redraw,
    Interrupt,
    Suspend,
    HideScreen,
    /// Lock the journal until the passphrase is typed again.
    LockJournal,
    Up,
    Down,
    First,
    Last,
    PageUp,
    PageDown,
    ShowHistory,
    ShowInsights,
    ShowCards,
    StartCheckIn,
    /// Keep the good-enough line as a card, or no longer.
    ToggleCard,
    Shuffle,
    ShowExercisePage,
    ShowPath,
    /// Start the other exercise of a step of a path.
    StartLonger,
    HelpMeChoose,
    StartBreak,
    Delete,
    Undelete,
    FocusList,
    Quit,
    ToggleOption,
    Decrease,
    Increase,
    DecreaseFine,
    IncreaseFine,
    DecreaseCoarse,
    IncreaseCoarse,
    ClearAnswer,
    TogglePause,
    IncreasePace,
    DecreasePace,
    SkipHolds,
    ToggleSofter,
    /// Make a break last as many minutes as the digit says.
    SetMinutes,
    NextBreak,
    ToggleBell,
    Copy,
    TogglePrint,
    OpenExternalEditor,
    /// Insert an earlier text, the next older one.
    OlderSuggestion,
    /// Insert a newer one, and at the end the user's own text.
    NewerSuggestion,
    /// A new line, or on an empty last line the next step.
    NewLineOrContinue,
    FollowUp,
    Search,
    Filter,
    Export,
    RemoveFilter,
    EditAnswer,
    RepeatExercise,
    NewerDay,
    OlderDay,
    NewerMonth,
    OlderMonth,
    Edit(Edit),
}

/// A situation in which each key has one meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeyContext {
    Home,
    /// The search input of the home screen.
    HomeSearch,
    /// The list of unfinished exercises.
    DraftList,
    /// The steps of a path.
    PathPage,
    History,
    /// The search input of the history.
    HistorySearch,
    /// Typing the days of a filter.
    HistoryDays,
    /// The entry beside the list of the history.
    HistoryEntry,
    /// Typing the question of a report.
    ReportQuestion,
    /// One of the cards.
    Cards,
    /// The insights as a picture.
    Insights,
    /// The insights in sentences.
    InsightSentences,
    /// The same with a marked figure.
    InsightFigure,
    /// The field for the passphrase of a locked journal.
    Passphrase,
    /// Long work that can be stopped.
    Work,
    /// A page without links.
    Page,
    /// A page with links.
    PageWithLinks,
    /// The welcome page.
    Welcome,
    /// The editor of trusted people.
    TrustedPeople,
    /// A step without input: text to read, a timer, the summary.
    PassiveStep,
    /// Such a step at the end of a session.
    LastStep,
    /// The summary with offers at its foot.
    Offers,
    SingleLineText,
    /// A line with suggestions of earlier texts.
    SuggestedText,
    /// The free text of a choice.
    OtherText,
    MultiLineText,
    /// A sentence to finish, in which Enter goes on.
    ReframeText,
    /// The same while it has open gaps.
    GapText,
    Rating,
    ChooseOne,
    ChooseMany,
    Breathing,
    /// A break whose holds can be skipped.
    BreathingWithHolds,
    /// A break inside a session.
    BreathingStep,
    /// A break without phases, which has no pace.
    QuietBreak,
    /// The cautions before a break.
    BreakCaution,
    /// The cautions before a break with holds.
    HoldCaution,
    /// A break that is over.
    BreakFinished,
    Popup,
}

impl KeyContext {
    /// Whether text can be typed.
    pub(crate) fn accepts_text(self) -> bool {
        default_bindings::TEXT_CONTEXTS.contains(&self)
    }
}

/// A row of the table.
#[derive(Clone, Debug)]
pub(crate) struct Binding {
    pub(crate) action: Action,
    /// The name in the key help page and in the configuration.
    pub(crate) name: &'static str,
    /// The first one is shown in the footer.
    pub(crate) keys: &'static [Key],
    /// The label in the footer.
    pub(crate) footer_label: &'static str,
    /// The footer drops higher ranks first; none is never shown there.
    pub(crate) footer_rank: Option<u8>,
    pub(crate) contexts: &'static [KeyContext],
}

impl Binding {
    /// The key and its label for the footer.
    pub(crate) fn footer_hint(&self) -> (String, &'static str) {
        (
            self.keys.first().map(Key::to_string).unwrap_or_default(),
            self.footer_label,
        )
    }
}

/// A key and the action bound to it.
///
/// `App::on_key` looks the action up once, in the key context of the screen on top, and hands both down
/// to popups, screens and steps.
#[derive(Clone, Copy, Debug)]
pub(crate) struct KeyPress {
    pub(crate) key: Key,
    /// None if the key is unbound, like characters in a text.
    pub(crate) action: Option<Action>,
}

impl KeyPress {
    pub(crate) fn new(context: KeyContext, key: Key) -> Self {
        Self {
            key,
            action: lookup(context, key),
        }
    }
}

/// The action bound to `key` in `context`.
pub(crate) fn lookup(context: KeyContext, key: Key) -> Option<Action> {
    bindings_in(context)
        .find(|binding| binding.keys.contains(&key))
        .map(|binding| binding.action)
}

/// The first key for `action` in `context`, for use in a sentence; empty if it has none.
pub(crate) fn key_label(action: Action, context: KeyContext) -> String {
    bindings_in(context)
        .find(|binding| binding.action == action)
        .map(|binding| binding.footer_hint().0)
        .unwrap_or_default()
}

/// The keys of “People to talk to” by default, which texts name: where nothing is typed, and where words are.
pub(crate) const PEOPLE_KEYS: [&str; 2] = ["?", "Ctrl+G"];

/// The keys of this user in their place.
pub(crate) fn people_key_labels() -> [String; 2] {
    [KeyContext::PassiveStep, KeyContext::SingleLineText]
        .map(|context| key_label(Action::ShowPeople, context))
}

/// `words` with the keys of this user where they say to press one for “People to talk to”.
pub(crate) fn with_people_key(words: &str) -> String {
    replace_people_keys(words, &people_key_labels())
}

fn replace_people_keys(words: &str, labels: &[String; 2]) -> String {
    let mut words = words.to_owned();
    for (default, label) in PEOPLE_KEYS.iter().zip(labels) {
        if default != label {
            for press in ["press", "Press"] {
                words = words.replace(&format!("{press} {default}"), &format!("{press} {label}"));
            }
        }
    }
    words
}

/// The bindings that apply in `context`.
pub(crate) fn bindings_in(context: KeyContext) -> impl Iterator<Item = &'static Binding> {
    user_bindings::bindings()
        .iter()
        .filter(move |binding| binding.contexts.contains(&context))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_name_the_keys_of_this_user_for_people_to_talk_to() {
        let own = ["F7", "F8"].map(str::to_owned);
        for (words, named) in [
            ("It may help: press ?.", "It may help: press F7."),
            ("Press Ctrl+G. 睡眠 🙂", "Press F8. 睡眠 🙂"),
            ("Is it so? Press Enter.", "Is it so? Press Enter."),
        ] {
            assert_eq!(replace_people_keys(words, &own), named);
            assert_eq!(with_people_key(words), words);
        }
    }
}
