//! A breathing break: cautions, the breath, and what to do at its end.

mod line_mode;
mod render;

use std::time::Duration;

use ratatui::layout::Rect;

use super::AppCommand;
use super::popup::Popup;
use crate::content::library::Library;
use crate::domain::breath::{BreathPattern, BreathPlayer};
use crate::domain::exercise::Break;
use crate::ui::keymap::{Action, KeyContext, KeyPress};
use crate::ui::layout::text_area;
use crate::ui::steps::breathe::{apply_action, no_hold_pattern};
use crate::ui::theme::Theme;
use crate::ui::widgets::wrapped_text::WrappedText;

/// The caution shown with every breath.
const GENERAL_CAUTION: &str = "general";

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
    /// Shown before the break; empty if it can start at once.
    cautions: String,
    /// Shown beside the break; empty for a quiet time that doesn't name it.
    general_caution: String,
    offers: Popup<BreakOffer>,
    no_hold_pattern: Option<BreathPattern>,
    breathing: BreathPlayer,
    /// The first visible row of the cautions.
    scroll: usize,
}

impl BreakScreen {
    pub(crate) fn new(
        break_: &Break,
        library: &Library,
        minutes: Option<u16>,
        origin: BreakOrigin,
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
            cautions,
            general_caution: if has_general { general } else { String::new() },
            no_hold_pattern: no_hold,
            breathing,
            scroll: 0,
        }
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

    pub(crate) fn on_key(&mut self, press: KeyPress, area: Rect) -> AppCommand {
        if self.is_finished() {
            return match self.offers.on_key(press) {
                Some(offer) => self.take_offer(offer),
                None => AppCommand::None,
            };
        }
        match press.action {
            Some(Action::Leave) => return AppCommand::Back,
            Some(Action::Continue) => self.cautions.clear(),
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
                let area = text_area(area);
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

    fn is_finished(&self) -> bool {
        !self.is_showing_caution() && self.breathing.is_finished()
    }

    fn take_offer(&mut self, offer: BreakOffer) -> AppCommand {
        // At the next end, Enter goes back again.
        self.offers = self.offers.clone().with_selected(0);
        match offer {
            BreakOffer::Back => return AppCommand::Back,
            BreakOffer::OnceMore => self.breathing.restart(),
            BreakOffer::Longer => self.breathing.extend(EXTENSION),
        }
        AppCommand::None
    }

    pub(crate) fn pause(&mut self) {
        self.breathing.pause();
    }

    pub(crate) fn on_tick(&mut self, elapsed: Duration) {
        if !self.is_showing_caution() {
            self.breathing.advance(elapsed);
        }
    }

    pub(crate) fn next_frame_in(&self, theme: &Theme) -> Option<Duration> {
        if self.is_showing_caution() {
            None
        } else {
            self.breathing.next_frame_in(theme.breath_motion())
        }
    }
}
