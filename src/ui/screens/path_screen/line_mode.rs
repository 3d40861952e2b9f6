//! A path in line mode.

use super::{AppCommand, PathScreen, StepActivity, StepRow};
use crate::text::pluralize;
use crate::ui::line_mode::prompt::{self, LinePrompt, LineReply};

/// The command for the other exercise of a step.
const OTHER: &str = "/other";

impl PathScreen {
    pub(crate) fn line_prompt(&self) -> LinePrompt {
        let mut lines = vec![format!("{}:", self.title)];
        if self.progress.is_complete() {
            lines.push(Self::COMPLETE.to_owned());
        } else {
            lines.push(self.purpose.clone());
            lines.extend(self.about.clone());
        }
        for (index, step) in self.steps.iter().enumerate() {
            lines.extend(step.part.iter().map(|part| format!("{part}:")));
            lines.push(self.step_line(index, step));
        }
        let hint = if self.has_longer() {
            "Type a number to start one, or “/other” and a number for its other exercise. Enter goes back."
        } else {
            "Type a number to start one. Enter goes back."
        };
        LinePrompt::new(lines, hint)
    }

    /// “2. Look at a scary thought, 2 minutes, done. How likely is it, and would you manage?”
    fn step_line(&self, index: usize, step: &StepRow) -> String {
        let label = match (step.start.spoken_minutes(), self.is_done(index)) {
            (None, false) => step.title.clone(),
            (None, true) => format!("{}, done", step.title),
            (Some(time), false) => format!("{}, {time}", step.title),
            (Some(time), true) => format!("{}, {time}, done", step.title),
        };
        let line = format!("{} {}", prompt::numbered_item(index + 1, &label), step.line);
        match &step.longer {
            None => line,
            Some(longer) => match longer.spoken_minutes() {
                None => format!("{line} The other exercise is “{}”.", longer.title),
                Some(time) => format!("{line} The other exercise is “{}”, {time}.", longer.title),
            },
        }
    }

    fn has_longer(&self) -> bool {
        self.steps.iter().any(|step| step.longer.is_some())
    }

    pub(crate) fn on_line(&mut self, typed: &str) -> LineReply<AppCommand> {
        let typed = typed.trim();
        if typed.is_empty() {
            return LineReply::Done(AppCommand::Back);
        }
        let other = typed.strip_prefix(OTHER);
        let Some(index) = prompt::parse_choice(other.unwrap_or(typed), self.steps.len()) else {
            return LineReply::invalid(prompt::invalid_choice(self.steps.len()));
        };
        self.selected = index;
        match other.map(|_| self.longer_command(index)) {
            None => LineReply::Done(self.start_command()),
            Some(AppCommand::None) => LineReply::invalid("That step has one exercise only."),
            Some(command) => LineReply::Done(command),
        }
    }
}

impl StepActivity {
    fn spoken_minutes(&self) -> Option<String> {
        let minutes = self.minutes;
        (minutes > 0).then(|| pluralize(minutes, "minute", "minutes"))
    }
}
