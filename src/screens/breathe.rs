//! A breathing break, from its first breath to a quiet end.

use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::Widget;

use super::{Outcome, header, reading};
use crate::actions::{Action, Key, Place, meant};
use crate::breath::{Breathing, Pattern};
use crate::exercise::Break;
use crate::library::Library;
use crate::steps::breathe::steer;
use crate::theme::Look;
use crate::widgets::guide::Guide;
use crate::widgets::prose::Prose;

/// A break: what to mind before it, the breath itself, the end.
#[derive(Debug)]
pub struct Breathe {
    title: String,
    say: String,
    /// What to mind first; none where the break can begin at once.
    cautions: Vec<String>,
    no_hold: Option<Pattern>,
    breathing: Breathing,
}

impl Breathe {
    pub fn new(pause: &Break, library: &Library, minutes: Option<u16>) -> Self {
        let mut breathing = Breathing::of(pause);
        if let Some(minutes) = minutes {
            breathing.set_length(minutes);
        }
        let cautions = if breathing.has_holds() || !pause.cautions.is_empty() {
            let named = pause.cautions.iter().map(String::as_str);
            let cautions = named
                .chain(["general"])
                .filter_map(|name| library.caution(name));
            cautions.map(ToOwned::to_owned).collect()
        } else {
            Vec::new()
        };
        let no_hold = pause
            .no_hold
            .as_ref()
            .and_then(|id| library.pause(id))
            .map(Pattern::from);
        Self {
            title: pause.title.clone(),
            say: pause.say.clone().unwrap_or_default(),
            cautions,
            no_hold,
            breathing,
        }
    }

    fn is_waiting(&self) -> bool {
        !self.cautions.is_empty()
    }

    pub fn place(&self) -> Place {
        if self.is_waiting() {
            Place::Caution
        } else if self.breathing.is_finished() {
            Place::BreathOver
        } else {
            Place::Breathing
        }
    }

    pub fn on_key(&mut self, key: Key) -> Outcome {
        match meant(self.place(), key) {
            Some(Action::Leave) => return Outcome::Back,
            Some(Action::Next) => self.cautions.clear(),
            Some(Action::NoHolds) => {
                self.cautions.clear();
                self.breathing.no_holds(self.no_hold.clone());
            }
            Some(_) => {
                steer(&mut self.breathing, self.no_hold.as_ref(), key);
            }
            None => {}
        }
        Outcome::Stay
    }

    pub fn on_tick(&mut self, elapsed: Duration) {
        if !self.is_waiting() {
            self.breathing.advance(elapsed);
        }
    }

    pub fn frame_due(&self, look: &Look) -> Option<Duration> {
        if self.is_waiting() {
            None
        } else {
            self.breathing.next_change(look.still)
        }
    }

    pub fn render(&self, area: Rect, buf: &mut Buffer, look: &Look) {
        header(&self.title, "", area, buf, look);
        let below = Rect {
            y: area.y + 1,
            height: area.height.saturating_sub(1),
            ..area
        };
        if self.is_waiting() {
            let page = reading(area);
            let words = self.cautions.join("\n\n");
            Prose::new(&words, Style::new()).render(page, buf);
        } else if self.breathing.is_finished() {
            let page = reading(area);
            Prose::new("That was probably enough.", look.prompt).render(page, buf);
        } else {
            Guide {
                breathing: &self.breathing,
                say: &self.say,
                look,
            }
            .render(below, buf);
        }
    }
}
