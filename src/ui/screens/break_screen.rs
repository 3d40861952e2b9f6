//! A breathing break: cautions, the breath, and what to do at its end.

mod line_mode;
mod record;
mod render;

use std::time::Duration;

pub(crate) use self::record::BreakOccasion;

use super::popup::Popup;
use crate::content::library::Library;
use crate::domain::breath::{BreathPattern, BreathPlayer};
use crate::domain::entry::{Entry, LocalTime};
use crate::domain::exercise::Break;
use crate::ui::keymap::{Action, KeyContext, KeyPress};
use crate::ui::layout::text_area;
use crate::ui::screens::{AppCommand, ScreenContext};
use crate::ui::steps::breathe::{apply_action, no_hold_pattern};
use crate::ui::theme::Theme;
use crate::ui::widgets::wrapped_text::WrappedText;

/// The caution shown with every breath.
const GENERAL_CAUTION: &str = "general";

/// The same in a few words, for the row of the hints.
const SHORT_CAUTION: &str = "Dizzy? Breathe as usual.";

/// How much longer a break becomes at its end.
const EXTENSION: Duration = Duration::from_mins(1);

/// Where a break returns to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BreakOrigin {
    Session,
    Home,
    Shell,
    Elsewhere,
}

/// What can be done at the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum BreakOffer {
    Back,
    /// How it is now.
    Rate,
    OnceMore,
    Longer,
}

impl BreakOrigin {
    const fn back_label(self) -> &'static str {
        match self {
            Self::Session => "Back to the exercise",
            Self::Home => "Back to the first screen",
            Self::Shell => "Back to the terminal",
            Self::Elsewhere => "Back",
        }
    }
}

/// The offers at the end. A break that is wise only so many times at once isn't made longer, and with holds it isn't
/// played again.
fn build_offers(
    break_: &Break,
    breathing: &BreathPlayer,
    origin: BreakOrigin,
) -> Popup<BreakOffer> {
    let is_limited = break_.max_breaths.is_some();
    let mut offers = vec![(origin.back_label(), BreakOffer::Back)];
    if !is_limited || !breathing.has_holds() {
        offers.push(("Once more", BreakOffer::OnceMore));
    }
    if !is_limited {
        offers.push(("A little longer, about a minute", BreakOffer::Longer));
    }
    offers.push(("How is it now?", BreakOffer::Rate));
    Popup::new("That was probably enough.", offers)
}

#[derive(Debug)]
pub(crate) struct BreakScreen {
    title: String,
    /// A few plain words after the title, or empty.
    subtitle: String,
    /// The title with the subtitle, for line mode.
    full_title: String,
    say: String,
    id: String,
    origin: BreakOrigin,
    /// The minutes that were asked for.
    minutes: Option<u16>,
    /// Shown before the break; empty if it can start at once.
    cautions: String,
    /// Shown beside the break; empty for a quiet time that doesn't name it.
    general_caution: String,
    offers: Popup<BreakOffer>,
    no_hold_pattern: Option<BreathPattern>,
    breathing: BreathPlayer,
    /// The first visible row of the cautions.
    scroll: usize,
    /// Whether a bell rings when a phase begins and at the end.
    has_bell: bool,
    /// Whether it has to ring now.
    is_bell_due: bool,
    /// The time played before it was started once more.
    played_before: Duration,
    /// When it began.
    started: LocalTime,
    /// What the journal has of it.
    recorded: Option<Entry>,
    occasion: BreakOccasion,
}

impl BreakScreen {
    pub(crate) fn new(
        break_: &Break,
        library: &Library,
        minutes: Option<u16>,
        origin: BreakOrigin,
        now: &LocalTime,
    ) -> Self {
        let mut breathing = BreathPlayer::from_break(break_);
        if let Some(minutes) = minutes {
            breathing.set_minutes(minutes);
        }
        // The break's own cautions come first. The general one alone doesn't delay the break.
        let general = library
            .caution(GENERAL_CAUTION)
            .unwrap_or_default()
            .to_owned();
        let own_cautions = break_
            .cautions
            .iter()
            .filter(|name| *name != GENERAL_CAUTION);
        let mut cautions: Vec<_> = own_cautions
            .filter_map(|name| library.caution(name))
            .collect();
        if !cautions.is_empty() {
            cautions.push(&general);
        }
        let cautions = cautions.join("\n\n");
        let has_general = !breathing.pattern().has_no_phases()
            || break_.cautions.iter().any(|name| name == GENERAL_CAUTION);
        let no_hold = no_hold_pattern(break_, library);
        Self {
            title: break_.title.clone(),
            subtitle: break_.subtitle.clone().unwrap_or_default(),
            full_title: break_.full_title(),
            offers: build_offers(break_, &breathing, origin),
            say: break_.say.clone().unwrap_or_default(),
            id: break_.id.clone(),
            origin,
            minutes,
            cautions,
            general_caution: if has_general { general } else { String::new() },
            no_hold_pattern: no_hold,
            breathing,
            scroll: 0,
            has_bell: false,
            is_bell_due: false,
            played_before: Duration::ZERO,
            started: *now,
            recorded: None,
            occasion: BreakOccasion::default(),
        }
    }

    #[must_use]
    pub(crate) const fn with_bell(mut self, has_bell: bool) -> Self {
        self.has_bell = has_bell;
        self
    }

    fn is_showing_caution(&self) -> bool {
        !self.cautions.is_empty()
    }

    pub(crate) fn key_context(&self) -> KeyContext {
        match (self.is_showing_caution(), self.breathing.has_holds()) {
            (true, true) => KeyContext::HoldCaution,
            (true, false) => KeyContext::BreakCaution,
            _ if self.breathing.is_finished() => KeyContext::BreakFinished,
            _ if self.breathing.pattern().has_no_phases() => KeyContext::QuietBreak,
            (false, true) => KeyContext::BreathingWithHolds,
            (false, false) => KeyContext::Breathing,
        }
    }

    /// Whether an action has an effect now.
    pub(crate) const fn is_available(&self, action: Action) -> bool {
        match action {
            Action::ToggleSofter => self.breathing.has_softer(),
            _ => true,
        }
    }

    pub(crate) fn on_key(&mut self, press: KeyPress, context: &ScreenContext) -> AppCommand {
        if self.is_finished() {
            return match self.offers.on_key(press) {
                Some(offer) => self.take_offer(offer),
                None => AppCommand::None,
            };
        }
        match press.action {
            Some(Action::Leave) => return AppCommand::Back,
            Some(Action::Continue) => self.cautions.clear(),
            Some(Action::SetMinutes) => self.set_minutes(press.key.digit().unwrap_or(0).into()),
            Some(Action::ToggleBell) => {
                self.has_bell = !self.has_bell;
                return AppCommand::SetBell(self.has_bell);
            }
            Some(Action::NextBreak) => return AppCommand::NextBreak,
            Some(Action::SkipHolds) => {
                self.cautions.clear();
                self.breathing.skip_holds(self.no_hold_pattern.clone());
            }
            Some(Action::ToggleSofter)
                if self.is_showing_caution() && !self.breathing.has_softer() => {}
            Some(Action::ToggleSofter) if self.is_showing_caution() => {
                self.cautions.clear();
                self.breathing.toggle_softer();
            }
            Some(Action::Down | Action::PageDown) if self.is_showing_caution() => {
                let area = text_area(context.area);
                let hidden =
                    WrappedText::height(&self.cautions, area.width).saturating_sub(area.height);
                self.scroll = (self.scroll + 1).min(usize::from(hidden));
            }
            Some(Action::Up | Action::PageUp) if self.is_showing_caution() => {
                self.scroll = self.scroll.saturating_sub(1);
            }
            Some(action) => {
                apply_action(&mut self.breathing, self.no_hold_pattern.as_ref(), action);
            }
            None => {}
        }
        AppCommand::None
    }

    /// Makes the break last about so many minutes from now on.
    fn set_minutes(&mut self, minutes: u16) {
        if (1..=9).contains(&minutes) {
            self.minutes = Some(minutes);
            self.breathing.set_minutes_left(minutes);
        }
    }

    /// Starts the break that comes after this one by id, for as long as was asked for.
    pub(crate) fn change_break(&mut self, library: &Library, now: &LocalTime) {
        let is_later = |break_: &&Break| break_.id > self.id;
        let next = library.breaks().find(is_later);
        if let Some(next) = next.or_else(|| library.breaks().next()) {
            let occasion = std::mem::take(&mut self.occasion);
            *self = Self::new(next, library, self.minutes, self.origin, now)
                .with_bell(self.has_bell)
                .with_occasion(occasion);
        }
    }

    pub(crate) fn is_finished(&self) -> bool {
        !self.is_showing_caution() && self.breathing.is_finished()
    }

    fn take_offer(&mut self, offer: BreakOffer) -> AppCommand {
        // At the next end, Enter goes back again.
        self.offers = self.offers.clone().with_selected(0);
        match offer {
            BreakOffer::Back => return AppCommand::Back,
            BreakOffer::Rate => return AppCommand::RateBreak,
            BreakOffer::OnceMore => {
                self.played_before = self.breathing.active_time();
                self.breathing.restart();
            }
            BreakOffer::Longer => self.breathing.extend(EXTENSION),
        }
        AppCommand::None
    }

    pub(crate) fn pause(&mut self) {
        self.breathing.pause();
    }

    pub(crate) fn on_tick(&mut self, elapsed: Duration) {
        if self.is_showing_caution() || self.breathing.is_finished() {
            return;
        }
        let phase = |breathing: &BreathPlayer| {
            let state = breathing.state();
            (state.cycle, state.phase_index, breathing.is_finished())
        };
        let before = phase(&self.breathing);
        self.breathing.advance(elapsed);
        self.is_bell_due = self.has_bell && phase(&self.breathing) != before;
    }

    /// Whether the bell has to ring; it then has rung.
    pub(crate) const fn take_bell(&mut self) -> bool {
        std::mem::replace(&mut self.is_bell_due, false)
    }

    pub(crate) fn next_frame_in(&self, theme: &Theme) -> Option<Duration> {
        if self.is_showing_caution() {
            None
        } else {
            self.breathing.next_frame_in(theme.breath_motion())
        }
    }
}
