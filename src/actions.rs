//! The one table of actions: what can be done, by which keys, in which words, and where.
//!
//! Dispatch, the footer and the page of keys all read [`TABLE`], so that a hint is never wrong.

mod key;
mod own;
mod table;

pub use key::Key;
pub use own::{rebound, use_table};
pub use table::TABLE;

use crate::editor::Edit;

/// What a person can mean by a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    Go,
    Next,
    Back,
    Leave,
    Keys,
    People,
    BreatheNow,
    Redraw,
    Stop,
    Suspend,
    Hide,
    Up,
    Down,
    First,
    Last,
    PageUp,
    PageDown,
    History,
    /// What it all adds up to.
    Insights,
    Surprise,
    Breathe,
    Delete,
    Undo,
    OtherPane,
    Quit,
    Tick,
    Less,
    More,
    LittleLess,
    LittleMore,
    MuchLess,
    MuchMore,
    Clear,
    Pause,
    Faster,
    Slower,
    NoHolds,
    Softer,
    Copy,
    Print,
    OpenEditor,
    /// Earlier words, further back.
    Earlier,
    /// Earlier words, less far back, and one's own again.
    Later,
    /// Look back on something feared.
    FollowUp,
    Search,
    Filter,
    Export,
    TakeOut,
    /// Change an answer.
    Change,
    /// The same exercise once more.
    Again,
    NewerDay,
    OlderDay,
    NewerMonth,
    OlderMonth,
    Edit(Edit),
}

/// Where keys have one meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Home,
    History,
    /// Words to look for in the history.
    Searching,
    /// The entry beside the list of the history.
    Reader,
    /// What it adds up to.
    Insights,
    /// A page to read, from which one goes back.
    Page,
    /// A page that leads on to others.
    Choices,
    /// The first page a person reads.
    Welcome,
    /// The people a person trusts, being written down.
    Trusted,
    /// A page of a walk: words to read, a quiet time, the summary.
    Stop,
    OneLine,
    /// A line for which earlier words are offered.
    OfferedLine,
    /// Something else than the choices offered, in the person's words.
    Other,
    ManyLines,
    Rating,
    ChooseOne,
    ChooseMany,
    Breathing,
    /// A break with holds that can be left out.
    Holding,
    /// A break inside a walk.
    BreathingStep,
    /// A quiet time, which has no pace.
    Quiet,
    /// What to mind before a break.
    Mind,
    /// What to mind before a break with holds.
    Caution,
    /// A break that is over.
    BreathOver,
    Sheet,
}

impl Place {
    /// Whether words can be typed there.
    pub fn is_text(self) -> bool {
        table::TEXT.contains(&self)
    }
}

/// One line of the table.
#[derive(Clone, Debug)]
pub struct Row {
    pub action: Action,
    /// The name it has in the page of keys and in configuration.
    pub name: &'static str,
    /// The first is the one shown.
    pub keys: &'static [Key],
    /// The word beside it in the footer.
    pub label: &'static str,
    /// How early the footer drops it: 0 stays longest, none is never shown there.
    pub footer: Option<u8>,
    pub places: &'static [Place],
}

impl Row {
    /// The key and its word, as the footer shows them.
    pub fn hint(&self) -> (String, &'static str) {
        (
            self.keys.first().map(Key::to_string).unwrap_or_default(),
            self.label,
        )
    }
}

/// What `key` means at `place`.
pub fn meant(place: Place, key: Key) -> Option<Action> {
    let mut rows = own::rows().iter().filter(|row| row.places.contains(&place));
    rows.find(|row| row.keys.contains(&key))
        .map(|row| row.action)
}

/// The key for `action` at `place`, as a sentence names it; empty if it has none.
pub fn key_for(action: Action, place: Place) -> String {
    at(place)
        .find(|row| row.action == action)
        .map(|row| row.hint().0)
        .unwrap_or_default()
}

/// The lines of the table that hold at `place`.
pub fn at(place: Place) -> impl Iterator<Item = &'static Row> {
    own::rows()
        .iter()
        .filter(move |row| row.places.contains(&place))
}
