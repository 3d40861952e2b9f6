//! The one table of actions: what can be done, by which keys, in which words, and where.
//!
//! Dispatch, the footer and the page of keys all read [`TABLE`], so that a hint is never wrong.

mod default_bindings;
mod key;
mod user_bindings;

pub use default_bindings::DEFAULT_BINDINGS;
pub use key::Key;
pub use user_bindings::{install_bindings, with_user_bindings};

use crate::text::buffer::Edit;

/// What a person can mean by a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    Activate,
    Continue,
    PreviousStep,
    Leave,
    ShowKeys,
    ShowPeople,
    Redraw,
    Interrupt,
    Suspend,
    HideScreen,
    Up,
    Down,
    First,
    Last,
    PageUp,
    PageDown,
    ShowHistory,
    /// What it all adds up to.
    ShowInsights,
    RandomExercise,
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
    Copy,
    TogglePrint,
    OpenExternalEditor,
    /// Earlier words, further back.
    OlderSuggestion,
    /// Earlier words, less far back, and one's own again.
    NewerSuggestion,
    /// Look back on something feared.
    FollowUp,
    Search,
    Filter,
    Export,
    RemoveFilter,
    /// Change an answer.
    EditAnswer,
    /// The same exercise once more.
    RepeatExercise,
    NewerDay,
    OlderDay,
    NewerMonth,
    OlderMonth,
    Edit(Edit),
}

/// Where keys have one meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyContext {
    Home,
    History,
    /// Words to look for in the history.
    HistorySearch,
    /// The entry beside the list of the history.
    HistoryEntry,
    /// What it adds up to.
    Insights,
    /// A page to read, from which one goes back.
    Page,
    /// A page that leads on to others.
    PageWithLinks,
    /// The first page a person reads.
    Welcome,
    /// The people a person trusts, being written down.
    TrustedPeople,
    /// A page of a walk: words to read, a quiet time, the summary.
    PassiveStep,
    SingleLineText,
    /// A line for which earlier words are offered.
    SuggestedText,
    /// Something else than the choices offered, in the person's words.
    OtherText,
    MultiLineText,
    Rating,
    ChooseOne,
    ChooseMany,
    Breathing,
    /// A break with holds that can be left out.
    BreathingWithHolds,
    /// A break inside a walk.
    BreathingStep,
    /// A quiet time, which has no pace.
    QuietBreak,
    /// What to mind before a break.
    BreakCaution,
    /// What to mind before a break with holds.
    HoldCaution,
    /// A break that is over.
    BreakFinished,
    Popup,
}

impl KeyContext {
    /// Whether words can be typed there.
    pub fn accepts_text(self) -> bool {
        default_bindings::TEXT_CONTEXTS.contains(&self)
    }
}

/// One line of the table.
#[derive(Clone, Debug)]
pub struct Binding {
    pub action: Action,
    /// The name it has in the page of keys and in configuration.
    pub name: &'static str,
    /// The first is the one shown.
    pub keys: &'static [Key],
    /// The word beside it in the footer.
    pub footer_label: &'static str,
    /// How early the footer drops it: 0 stays longest, none is never shown there.
    pub footer_rank: Option<u8>,
    pub contexts: &'static [KeyContext],
}

impl Binding {
    /// The key and its word, as the footer shows them.
    pub fn footer_hint(&self) -> (String, &'static str) {
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
pub struct KeyPress {
    pub key: Key,
    /// None where the key is unbound, as characters are where text is typed.
    pub action: Option<Action>,
}

impl KeyPress {
    pub fn new(context: KeyContext, key: Key) -> Self {
        Self {
            key,
            action: lookup(context, key),
        }
    }
}

/// The action bound to `key` in `context`.
pub fn lookup(context: KeyContext, key: Key) -> Option<Action> {
    bindings_in(context)
        .find(|binding| binding.keys.contains(&key))
        .map(|binding| binding.action)
}

/// The key for `action` at `place`, as a sentence names it; empty if it has none.
pub fn key_label(action: Action, context: KeyContext) -> String {
    bindings_in(context)
        .find(|binding| binding.action == action)
        .map(|binding| binding.footer_hint().0)
        .unwrap_or_default()
}

/// The lines of the table that hold at `place`.
pub fn bindings_in(context: KeyContext) -> impl Iterator<Item = &'static Binding> {
    user_bindings::bindings()
        .iter()
        .filter(move |binding| binding.contexts.contains(&context))
}
