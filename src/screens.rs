//! The screens: each has its state, takes keys and draws itself. What follows from a key goes up to
//! [`crate::app`] as an [`Outcome`].

pub mod ask;
pub mod breathe;
pub mod history;
pub mod home;
pub mod insights;
pub mod keys;
pub mod page;
pub mod people;
pub mod sheet;
pub mod trouble;
pub mod trusted;
pub mod walk;
pub mod welcome;
pub mod you;

use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::actions::{Action, Key, KeyContext};
use crate::entry::{Answer, EntryId};
use crate::export::Form;
use crate::journal::Journal;
use crate::journal::search::{Filters, Query};
use crate::library::Library;
use crate::person::Told;
use crate::spoken::{Heard, Spoken};
use crate::text::{display_width, truncate_to_width};
use crate::theme::Theme;
use crate::widgets::put::BufferExt as _;

/// One screen of the program.
#[derive(Debug)]
pub enum Screen {
    Home(home::Home),
    Walk(Box<walk::Walk>),
    Breathe(Box<breathe::Breathe>),
    History(Box<history::History>),
    Insights(Box<insights::Insights>),
    Page(page::Page),
    Ask(ask::Ask),
    Trusted(trusted::Trusted),
    Trouble(trouble::Trouble),
}

/// What a screen may look at while it decides.
#[derive(Debug)]
pub struct Scene<'a> {
    pub library: &'a Library,
    pub journal: &'a Journal,
    /// The whole terminal.
    pub area: Rect,
    pub theme: Theme,
}

/// What follows from a key.
#[derive(Clone, Debug, PartialEq)]
#[must_use]
pub enum Outcome {
    Stay,
    /// Back to the screen below.
    Back,
    /// Out of the program.
    Quit,
    /// An exercise begins.
    Walk(String),
    /// An unfinished walk goes on.
    Resume(EntryId),
    /// A break begins.
    Breathe(String),
    History,
    /// The history, with what is behind a figure.
    HistoryOf(Filters),
    /// What it all adds up to.
    Insights,
    /// How a fear turned out: that of an entry, or the one that has waited longest.
    FollowUp(Option<EntryId>),
    People,
    /// What is known of the person.
    You,
    /// Where a choice of a page leads.
    Lead(Leads),
    /// Something the person told about themselves.
    Told(Told),
    /// One exercise, drawn at random.
    Surprise,
    /// The step on the screen was answered, or skipped.
    Answer(Option<Answer>),
    /// These words are to be copied.
    Copy(String),
    /// These words of the walk on the screen are to be printed when the person leaves.
    Print(String),
    /// Back a step, with what stands there kept.
    StepBack,
    /// Back to a certain step.
    GoTo(String),
    /// The thought goes to an exercise that looks at it as a pattern, and this walk waits.
    NoticeInstead(String),
    /// Out of the walk, which stays unfinished.
    SetAside,
    /// The walk is thrown away.
    ThrowAway,
    /// An entry goes to the trash.
    Delete(EntryId),
    /// The entry deleted last comes back.
    Undelete,
    /// What is found goes into a file.
    Export(Box<Query>, Form),
    /// An entry comes back from the trash.
    Restore(EntryId),
    /// One answer of a finished walk is changed: that to this step.
    Change(EntryId, String),
    /// The same exercise once more, with the thought of that walk.
    Again(EntryId),
    /// What is to be done about a journal in trouble.
    Remedy(trouble::Remedy),
}

/// Where a choice of a page leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Leads {
    /// Which country's numbers to show.
    Region,
    /// Whether the person looks after a child.
    Child,
    /// The people they trust.
    Trusted,
    /// A page of the library.
    Read(String),
}

impl Screen {
    /// Which keys hold now.
    pub fn key_context(&self) -> KeyContext {
        match self {
            Self::Home(_) => KeyContext::Home,
            Self::Walk(walk) => walk.key_context(),
            Self::Breathe(breathe) => breathe.key_context(),
            Self::History(history) => history.key_context(),
            Self::Insights(_) => KeyContext::Insights,
            Self::Page(page) => page.key_context(),
            Self::Trusted(_) => KeyContext::TrustedPeople,
            Self::Ask(_) | Self::Trouble(_) => KeyContext::Popup,
        }
    }

    /// Whether there is anything for this action to act on now. Where there isn't, it isn't offered.
    pub fn offers(&self, action: Action) -> bool {
        match self {
            Self::Walk(walk) => walk.offers(action),
            Self::Breathe(breathe) => breathe.offers(action),
            Self::History(history) => history.offers(action),
            Self::Insights(insights) => insights.offers(action),
            Self::Home(home) => home.offers(action),
            Self::Page(_) | Self::Ask(_) | Self::Trusted(_) | Self::Trouble(_) => true,
        }
    }

    pub fn on_key(&mut self, key: Key, scene: &Scene) -> Outcome {
        match self {
            Self::Home(home) => home.on_key(key, scene),
            Self::Walk(walk) => walk.on_key(key, scene.area),
            Self::Breathe(breathe) => breathe.on_key(key, scene.area),
            Self::History(history) => history.on_key(key, scene),
            Self::Insights(insights) => insights.on_key(key, scene),
            Self::Page(page) => page.on_key(key, scene),
            Self::Ask(ask) => ask.on_key(key),
            Self::Trusted(trusted) => trusted.on_key(key, scene.area),
            Self::Trouble(trouble) => trouble.on_key(key),
        }
    }

    pub fn on_paste(&mut self, text: &str) {
        match self {
            Self::Walk(walk) => walk.on_paste(text),
            Self::Trusted(trusted) => trusted.on_paste(text),
            Self::History(history) => history.on_paste(text),
            _ => {}
        }
    }

    /// Words being written here.
    pub fn writing(&self) -> Option<&str> {
        match self {
            Self::Walk(walk) => walk.writing().map(|(words, _)| words),
            Self::Trusted(trusted) => Some(trusted.writing()),
            _ => None,
        }
    }

    /// Takes up the words that the person's own editor gave back.
    pub fn take_up(&mut self, words: &str) {
        match self {
            Self::Walk(walk) => walk.take_up(words, words.len()),
            Self::Trusted(trusted) => trusted.take_up(words),
            _ => {}
        }
    }

    /// A number that is another one as soon as anything the person put on the screen is.
    pub fn standing(&self) -> Option<u64> {
        match self {
            Self::Walk(walk) => Some(walk.standing()),
            Self::Trusted(trusted) => Some(u64::from(trusted.is_kept())),
            _ => None,
        }
    }

    /// Something else stands in front of it now.
    pub fn rest(&mut self) {
        match self {
            Self::Walk(walk) => walk.rest(),
            Self::Breathe(breathe) => breathe.rest(),
            _ => {}
        }
    }

    pub fn on_tick(&mut self, elapsed: Duration) {
        match self {
            Self::Walk(walk) => walk.on_tick(elapsed),
            Self::Breathe(breathe) => breathe.on_tick(elapsed),
            _ => {}
        }
    }

    /// When the next frame is wanted; none while nothing moves.
    pub fn frame_due(&self, look: &Theme) -> Option<Duration> {
        match self {
            Self::Walk(walk) => walk.frame_due(look),
            Self::Breathe(breathe) => breathe.frame_due(look),
            _ => None,
        }
    }

    /// Whether something is left to do that nobody waits for.
    pub fn is_behind(&self) -> bool {
        matches!(self, Self::History(history) if history.is_behind())
    }

    /// Does a little of that. Says whether it is to be shown at once.
    pub fn catch_up(&mut self, journal: &Journal) -> bool {
        match self {
            Self::History(history) => history.catch_up(journal),
            _ => false,
        }
    }

    /// The screen line by line.
    pub fn spoken(&self) -> Spoken {
        match self {
            Self::Home(home) => home.spoken(),
            Self::Walk(walk) => walk.spoken(),
            Self::Breathe(breathe) => breathe.spoken(),
            Self::History(history) => history.spoken(),
            Self::Insights(insights) => insights.spoken(),
            Self::Page(page) => page.spoken(),
            Self::Ask(ask) => ask.spoken(),
            Self::Trusted(trusted) => trusted.spoken(),
            Self::Trouble(trouble) => trouble.spoken(),
        }
    }

    /// Takes a line that was typed.
    pub fn hear(&mut self, typed: &str, scene: &Scene) -> Heard<Outcome> {
        match self {
            Self::Home(home) => home.hear(typed),
            Self::Walk(walk) => walk.hear(typed),
            Self::Breathe(breathe) => breathe.hear(typed),
            Self::History(history) => history.hear(typed, scene),
            Self::Insights(_) => Heard::Done(Outcome::Back),
            Self::Page(page) => page.hear(typed),
            Self::Ask(ask) => ask.hear(typed),
            Self::Trusted(trusted) => trusted.hear(typed),
            Self::Trouble(trouble) => trouble.hear(typed),
        }
    }

    /// Words of a walk that a person may take along.
    pub fn words_to_take(&self) -> Option<String> {
        match self {
            Self::Walk(walk) => walk.words_to_take(),
            _ => None,
        }
    }

    /// What is told of a time that passes here; none where nothing does.
    pub fn sounding(&self) -> Option<String> {
        match self {
            Self::Walk(walk) => walk.sounding(),
            Self::Breathe(breathe) => breathe.sounding(),
            _ => None,
        }
    }

    /// Draws the screen above its footer and says where the terminal's cursor belongs.
    pub fn render(&self, area: Rect, buf: &mut Buffer, look: &Theme) -> Option<Position> {
        match self {
            Self::Home(home) => home.render(area, buf, look),
            Self::Walk(walk) => return walk.render(area, buf, look),
            Self::Breathe(breathe) => breathe.render(area, buf, look),
            Self::History(history) => return history.render(area, buf, look),
            Self::Insights(insights) => insights.render(area, buf, look),
            Self::Page(page) => page.render(area, buf, look),
            Self::Ask(ask) => ask.render(area, buf, look),
            Self::Trusted(trusted) => return trusted.render(area, buf, look),
            Self::Trouble(trouble) => trouble.render(area, buf, look),
        }
        None
    }
}

/// The widest that prose is set.
pub const PROSE: u16 = 72;

/// The part of `area` that a screen fills with words: below its first line, not too wide, with a margin.
pub fn reading(area: Rect) -> Rect {
    let margin = margin(area);
    let gap = if area.height >= 16 { 2 } else { 1 };
    Rect {
        x: area.x + margin,
        y: area.y + gap.min(area.height),
        width: area.width.saturating_sub(2 * margin).min(PROSE),
        height: area.height.saturating_sub(gap),
    }
}

/// The columns left free at each side.
pub const fn margin(area: Rect) -> u16 {
    if area.width >= 60 { 2 } else { 0 }
}

/// A title is never clipped to less than this for the word beside it.
const SHORTEST_TITLE: usize = 12;

/// The columns there are for the word at the right of a screen's first line.
pub fn header_room(area: Rect) -> usize {
    let width = usize::from(area.width.saturating_sub(2 * margin(area)));
    width.saturating_sub(SHORTEST_TITLE + 2)
}

/// The first line of a screen: its title, and a word at the right where there is room.
pub fn header(title: &str, right: &str, area: Rect, buf: &mut Buffer, look: &Theme) {
    let area = Rect {
        height: area.height.min(1),
        ..area
    }
    .intersection(buf.area);
    if area.is_empty() {
        return;
    }
    let margin = margin(area);
    let width = usize::from(area.width.saturating_sub(2 * margin));
    let right_width = display_width(right);
    let has_right = right_width > 0 && right_width <= header_room(area);
    let room = if has_right {
        width - right_width - 2
    } else {
        width
    };
    buf.put_text(
        area.x + margin,
        area.y,
        truncate_to_width(title, room),
        room,
        look.prompt,
    );
    if has_right {
        let column = u16::try_from(width - right_width).unwrap_or(0);
        buf.put_text(
            area.x + margin + column,
            area.y,
            right,
            right_width,
            look.dim,
        );
    }
}
