//! A break in line mode.

use super::BreakScreen;
use crate::ui::line_mode::prompt::{self, LinePrompt, LineReply};
use crate::ui::screens::AppCommand;
use crate::ui::steps::breathe::announcement;

impl BreakScreen {
    /// The cautions with their choices, or the break.
    pub(crate) fn line_prompt(&self) -> LinePrompt {
        if self.is_finished() {
            return self.offers.line_prompt();
        }
        let lasts = prompt::format_duration(self.breathing.time_left());
        if self.is_showing_caution() {
            let mut lines = vec![
                format!("{}, {lasts}", self.full_title),
                self.cautions.clone(),
            ];
            let mut ways = vec!["Start"];
            if self.breathing.has_holds() {
                ways.push("Without holding the breath");
            }
            ways.push("Not this one");
            lines.extend(prompt::numbered_list(ways));
            return LinePrompt::new(
                lines,
                "Type a number. An empty line starts. “5 min” makes it last so long, “next” shows another break.",
            );
        }
        let mut lines = vec![format!("{}, {lasts}", self.full_title)];
        if !self.general_caution.is_empty() {
            lines.push(self.general_caution.clone());
        }
        LinePrompt::new(
            lines,
            "Press Enter to stop. A number from 1 to 9 makes it last so many minutes, “next” starts another break.",
        )
    }

    /// Handles a line in line mode.
    pub(crate) fn on_line(&mut self, typed: &str) -> LineReply<AppCommand> {
        if self.is_finished() {
            return match self
                .offers
                .on_line(typed)
                .map(|offer| self.take_offer(offer))
            {
                LineReply::Done(AppCommand::None) => LineReply::Refresh,
                reply => reply,
            };
        }
        if typed.trim().eq_ignore_ascii_case("next") {
            return LineReply::Done(AppCommand::NextBreak);
        }
        if let Some(minutes) = parse_minutes(typed, self.is_showing_caution()) {
            self.set_minutes(minutes);
            return LineReply::Refresh;
        }
        if !self.is_showing_caution() {
            return if typed.trim().is_empty() {
                LineReply::Done(AppCommand::Back)
            } else {
                LineReply::invalid(
                    "Press Enter to stop, type a number from 1 to 9 for minutes, or “next”.",
                )
            };
        }
        let has_holds = self.breathing.has_holds();
        match (typed.trim(), has_holds) {
            ("" | "1", _) => self.cautions.clear(),
            ("2", true) => {
                self.cautions.clear();
                self.breathing.skip_holds(self.no_hold_pattern.clone());
            }
            ("2", false) | ("3", true) => return LineReply::Done(AppCommand::Back),
            _ => return LineReply::invalid(prompt::invalid_choice(if has_holds { 3 } else { 2 })),
        }
        LineReply::Refresh
    }

    /// The instruction of the current phase, and at the end the offers.
    pub(crate) fn announcement(&self) -> Option<String> {
        if self.is_finished() {
            let LinePrompt { lines, hint } = self.offers.line_prompt();
            return Some(format!("{} {hint}", lines.join(" ")));
        }
        (!self.is_showing_caution()).then(|| announcement(&self.breathing, &self.say))
    }
}

/// The minutes in a line such as “5 min”, or “5” where a number has no other meaning.
fn parse_minutes(typed: &str, needs_unit: bool) -> Option<u16> {
    let typed = typed.trim().to_ascii_lowercase();
    let digits = typed.trim_end_matches(|letter: char| !letter.is_ascii_digit());
    let unit = typed[digits.len()..].trim();
    let is_unit = matches!(unit, "m" | "min" | "minute" | "minutes");
    let minutes = digits.parse().ok()?;
    let is_meant = is_unit || (unit.is_empty() && !needs_unit);
    (is_meant && (1..=9).contains(&minutes)).then_some(minutes)
}
