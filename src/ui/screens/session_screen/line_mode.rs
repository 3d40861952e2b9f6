//! A session in line mode. Fields are asked one after another.

use super::SessionScreen;
use crate::text::one_line;
use crate::ui::line_mode::prompt::{LinePrompt, LineReply, with_people_command};
use crate::ui::screens::AppCommand;

impl SessionScreen {
    /// The progress, the question and the hint in line mode.
    pub(crate) fn line_prompt(&self) -> LinePrompt {
        if let Some(popup) = &self.popup {
            let LinePrompt { lines, hint } = popup.line_prompt();
            return LinePrompt::new(map_people_key(&lines), hint);
        }
        let mut lines = Vec::new();
        if self.opens_screen() {
            if !self.session.can_go_back() {
                lines.push(self.session.exercise().title.clone());
            }
            lines.push(self.progress_label());
        }
        lines.extend(self.context_lines());
        let asked = self.step_view.line_prompt();
        if self.step_view.draws_prompt() {
            lines.extend(map_people_key(&asked.lines));
        } else {
            lines.extend(asked.lines);
        }
        lines.extend(self.skip_label().map(|label| format!("/ahead: {label}")));
        LinePrompt::new(lines, asked.hint)
    }

    /// Whether the step is the first one on its screen.
    fn opens_screen(&self) -> bool {
        self.fields.as_ref().is_none_or(super::Fields::is_first)
    }

    /// The text above the step in line mode.
    ///
    /// Exercises name the key that opens “People to talk to”, and line mode has a command instead. Words of the person stay as
    /// they are.
    fn context_lines(&self) -> Vec<String> {
        let step = self.session.current_step();
        let mut lines = Vec::new();
        if self.opens_screen() {
            lines.push(with_people_command(self.note.text()));
            for (name, words) in self.session.shown_answers() {
                lines.push(format!("{name}: {}", one_line(&words)));
            }
            lines.push(with_people_command(&self.distress_notice));
            lines.push(self.aside.clone());
            if self.fields.is_some() {
                let screen = self.top_step();
                let texts = [self.session.prompt(screen), self.help_text(screen)];
                lines.extend(texts.iter().map(|text| with_people_command(text)));
            }
        }
        if !self.step_view.draws_prompt() {
            lines.push(self.session.prompt(step));
        }
        lines.push(with_people_command(&self.help_text(step)));
        lines.extend(self.example_lines(step));
        lines.retain(|line| !line.is_empty());
        lines
    }

    /// Handles a line in line mode.
    pub(crate) fn on_line(&mut self, typed: &str) -> LineReply<AppCommand> {
        let Some(popup) = &self.popup else {
            return self.step_view.on_line(typed).map(AppCommand::SubmitAnswer);
        };
        match popup.on_line(typed) {
            LineReply::Done(choice) => match self.on_choice(choice) {
                AppCommand::None => LineReply::Refresh,
                command => LineReply::Done(command),
            },
            reply => reply.map(|_| AppCommand::None),
        }
    }
}

fn map_people_key(lines: &[String]) -> Vec<String> {
    lines.iter().map(|line| with_people_command(line)).collect()
}
