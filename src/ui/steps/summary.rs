//! The summary step: the answers, and the changes of ratings in plain words.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use super::step_view::{StepEvent, StepView};
use crate::content::library::Library;
use crate::domain::entry::{Answer, AnsweredStep};
use crate::domain::exercise::{self, Role};
use crate::domain::session::Session;
use crate::text::{one_line, wrap};
use crate::ui::keymap::{Action, KeyContext, KeyPress};
use crate::ui::line_mode::prompt::{LinePrompt, LineReply};
use crate::ui::theme::Theme;
use crate::ui::widgets::buffer_ext::BufferExt as _;

/// The summary of a session.
#[derive(Debug)]
pub(crate) struct SummaryView {
    /// The day and the fields of the earlier entry.
    earlier_entry: Option<(String, Vec<(String, String)>)>,
    fields: Vec<(String, String)>,
    changes: Vec<String>,
    closing: String,
    /// The text that can be copied or printed, if there is one.
    text_to_copy: Option<String>,
    scroll: usize,
}

/// The kind of a line.
#[derive(Clone, Copy)]
enum LineKind {
    Label,
    Answer,
    Plain,
}

impl SummaryView {
    pub(crate) fn new(
        session: &Session,
        summary: &exercise::SummaryStep,
        library: &Library,
        times_spotted: u64,
    ) -> Self {
        let pairs = session.rating_pairs(&summary.pairs);
        let changes = pairs.iter().filter_map(|pair| {
            Some(pair.fill_template(library.change_line(&pair.scale, pair.change())?))
        });
        let earlier = earlier_fields(session, summary, library);
        Self {
            earlier_entry: session
                .earlier_day()
                .zip(Some(earlier))
                .filter(|(_, fields)| !fields.is_empty()),
            fields: session.labelled_answers(&summary.fields),
            changes: changes
                .chain(pattern_count_line(session, times_spotted))
                .collect(),
            closing: summary
                .closing
                .as_ref()
                .map(|closing| session.fill_template(closing))
                .unwrap_or_default(),
            text_to_copy: summary.copy.as_ref().and_then(|step| {
                let mut fields = session.labelled_answers(std::slice::from_ref(step));
                fields.pop().map(|(_, text)| text)
            }),
            scroll: 0,
        }
    }

    fn lines(&self, width: u16) -> Vec<(LineKind, String)> {
        let mut lines = Vec::new();
        let mut add = |kind: LineKind, indent: &str, text: &str| {
            let row_width = usize::from(width).saturating_sub(indent.len());
            lines.extend(
                wrap(text, row_width)
                    .into_iter()
                    .map(|row| (kind, format!("{indent}{row}"))),
            );
        };
        if let Some((day, fields)) = &self.earlier_entry {
            add(LineKind::Plain, "", &format!("On {day}:"));
            for (name, text) in fields {
                add(LineKind::Label, "", name);
                add(LineKind::Answer, "  ", text);
            }
            add(LineKind::Plain, "", "");
            add(LineKind::Plain, "", "Since then:");
        }
        for (name, text) in &self.fields {
            add(LineKind::Label, "", name);
            add(LineKind::Answer, "  ", text);
        }
        for change in &self.changes {
            add(LineKind::Plain, "", "");
            add(LineKind::Plain, "", change);
        }
        if !self.closing.is_empty() {
            add(LineKind::Plain, "", "");
            add(LineKind::Plain, "", &self.closing);
        }
        lines
    }
}

/// How often the pattern was noticed; noticing is the skill, so it is what counts.
fn pattern_count_line(session: &Session, times_before: u64) -> Option<String> {
    let name = session.answer_for(Role::PatternName)?.to_text();
    let times = match times_before {
        0 => return None,
        1 => "twice".to_owned(),
        before => format!("{} times", before + 1),
    };
    let name = one_line(name.trim_end_matches('.'));
    Some(format!("You've spotted “{name}” {times} now."))
}

/// The fields of the earlier entry, labelled by its exercise.
fn earlier_fields(
    session: &Session,
    summary: &exercise::SummaryStep,
    library: &Library,
) -> Vec<(String, String)> {
    let Some(entry) = session.earlier_entry() else {
        return Vec::new();
    };
    let steps = library
        .exercise(&entry.exercise)
        .map_or(&[][..], |exercise| &exercise.steps);
    let shown = |name: &String| {
        let role = name.parse().ok();
        let is_named = |answered: &&AnsweredStep| match role {
            Some(role) => answered.role == Some(role),
            None => &answered.step == name,
        };
        let answered = entry.answers.iter().rev().find(is_named)?;
        let step = steps.iter().find(|step| step.id == answered.step);
        let label = step.and_then(|step| step.label.clone());
        let scale = step.and_then(|step| library.scale(step.kind.scale()?));
        let unit = scale.map_or("", |scale| &scale.unit);
        let label = label.unwrap_or_else(|| answered.prompt.clone());
        let text = format!("{}{unit}", answered.answer.to_text());
        Some((label, text))
    };
    summary.earlier.iter().filter_map(shown).collect()
}

impl StepView for SummaryView {
    fn key_context(&self) -> KeyContext {
        KeyContext::PassiveStep
    }

    fn is_available(&self, action: Action) -> bool {
        match action {
            Action::Copy | Action::TogglePrint => self.text_to_copy.is_some(),
            _ => true,
        }
    }

    fn on_key(&mut self, press: KeyPress, width: u16) -> StepEvent {
        let last = self.lines(width).len().saturating_sub(1);
        match press.action {
            Some(Action::Continue) => return StepEvent::Answer(None),
            Some(Action::Copy) => {
                return self
                    .text_to_copy
                    .clone()
                    .map_or(StepEvent::Handled, StepEvent::Copy);
            }
            Some(Action::TogglePrint) => {
                return self
                    .text_to_copy
                    .clone()
                    .map_or(StepEvent::Handled, StepEvent::Print);
            }
            Some(Action::Down) => self.scroll = (self.scroll + 1).min(last),
            Some(Action::Up) => self.scroll = self.scroll.saturating_sub(1),
            Some(Action::PageDown) => self.scroll = (self.scroll + 5).min(last),
            Some(Action::PageUp) => self.scroll = self.scroll.saturating_sub(5),
            Some(Action::First) => self.scroll = 0,
            Some(Action::Last) => self.scroll = last,
            _ => return StepEvent::Ignored,
        }
        StepEvent::Handled
    }

    fn answer(&self) -> Option<Answer> {
        None
    }

    fn line_prompt(&self) -> LinePrompt {
        let mut lines: Vec<String> = Vec::new();
        for (kind, text) in self.lines(u16::MAX) {
            match (kind, lines.last_mut()) {
                (LineKind::Answer, Some(name)) if name.ends_with(':') => {
                    *name = format!("{name} {}", text.trim_start());
                }
                (LineKind::Label, _) => lines.push(format!("{text}:")),
                _ => lines.push(text),
            }
        }
        let ask = match self.text_to_copy {
            Some(_) => "Enter goes on. /print prints the words to take along once more at the end.",
            None => "Enter goes on.",
        };
        LinePrompt::new(lines, ask)
    }

    fn text_to_copy(&self) -> Option<String> {
        self.text_to_copy.clone()
    }

    fn on_line(&mut self, _typed: &str) -> LineReply<Option<Answer>> {
        LineReply::Done(None)
    }

    fn height_range(&self, width: u16) -> (u16, u16) {
        (
            3,
            u16::try_from(self.lines(width).len()).unwrap_or(u16::MAX),
        )
    }

    fn render(&self, area: Rect, buf: &mut Buffer, theme: &Theme) -> Option<Position> {
        let lines = self.lines(area.width);
        let hidden = lines.len().saturating_sub(self.scroll) > usize::from(area.height);
        for (y, (kind, line)) in (area.y..area.bottom()).zip(lines.iter().skip(self.scroll)) {
            let style = match kind {
                LineKind::Label => theme.dim,
                LineKind::Answer => theme.prompt,
                LineKind::Plain => Style::new(),
            };
            let is_last = y + 1 == area.bottom();
            let line = if is_last && hidden {
                "… more below, with the arrow down"
            } else {
                line
            };
            let style = if is_last && hidden { theme.dim } else { style };
            buf.put_text(area.x, y, line, usize::from(area.width), style);
        }
        None
    }
}
