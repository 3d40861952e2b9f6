//! The summary step: the answers, the changes of ratings in plain words, and what is offered next.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::widgets::Widget;

use super::step_view::{StepEvent, StepView};
use crate::content::library::Library;
use crate::domain::entry::{Answer, AnsweredStep};
use crate::domain::exercise::{self, Role};
use crate::domain::session::Session;
use crate::text::{one_line, wrap};
use crate::ui::keymap::{Action, KeyContext, KeyPress};
use crate::ui::line_mode::prompt::{self, LinePrompt, LineReply};
use crate::ui::theme::Theme;
use crate::ui::widgets::buffer_ext::BufferExt as _;
use crate::ui::widgets::select_list::SelectList;
use crate::ui::widgets::wrapped_text::WrappedText;

/// The summary of a session.
#[derive(Debug)]
pub(crate) struct SummaryView {
    /// The day and the fields of the earlier entry.
    earlier_entry: Option<(String, Vec<(String, String)>)>,
    fields: Vec<(String, String)>,
    changes: Vec<String>,
    closing: String,
    /// Whom the exercise has to thank.
    credit: String,
    /// The words of what is offered at its foot.
    offers: Vec<String>,
    selected_offer: usize,
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
    Quiet,
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
            closing: session.closing(summary),
            credit: session.exercise().credit.clone().unwrap_or_default(),
            offers: library
                .offers(session, summary)
                .into_iter()
                .map(|offer| offer.label)
                .collect(),
            selected_offer: 0,
            text_to_copy: summary.copy.as_ref().and_then(|step| {
                let mut fields = session.labelled_answers(std::slice::from_ref(step));
                fields.pop().map(|(_, text)| text)
            }),
            scroll: 0,
        }
    }

    /// All lines, with the last words if they don't stand at the foot.
    fn lines(&self, width: u16, has_closing: bool) -> Vec<(LineKind, String)> {
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
        for (index, change) in self.changes.iter().enumerate() {
            if index == 0 {
                add(LineKind::Plain, "", "");
            }
            add(LineKind::Plain, "", change);
        }
        if has_closing && !self.closing.is_empty() {
            add(LineKind::Plain, "", "");
            add(LineKind::Plain, "", &self.closing);
        }
        if !self.credit.is_empty() {
            add(LineKind::Plain, "", "");
            add(LineKind::Quiet, "", &self.credit);
        }
        lines
    }

    /// The answer that takes an offer.
    fn take(&self, index: usize) -> Option<Answer> {
        let label = self.offers.get(index)?.clone();
        Some(Answer::Chosen(vec![label]))
    }

    /// Handles the keys for the offers at the foot; none if the key isn't about them.
    fn on_offer_key(&mut self, press: KeyPress) -> Option<StepEvent> {
        let last = self.offers.len().checked_sub(1)?;
        if let Some(digit) = press.key.digit() {
            let taken = self.take(usize::from(digit).wrapping_sub(1));
            return Some(match taken {
                Some(answer) => StepEvent::Answer(Some(answer)),
                None => StepEvent::Handled,
            });
        }
        match press.action {
            Some(Action::Activate) => {
                return Some(StepEvent::Answer(self.take(self.selected_offer)));
            }
            Some(Action::Down) => self.selected_offer = (self.selected_offer + 1).min(last),
            Some(Action::Up) => self.selected_offer = self.selected_offer.saturating_sub(1),
            _ => return None,
        }
        Some(StepEvent::Handled)
    }

    /// The areas of the words, of the last words at the foot, and of the offers. The foot stays in view while the
    /// words
    /// are scrolled; where there is little room, the last words are scrolled too.
    fn split_area(&self, area: Rect) -> [Rect; 3] {
        let rows = |rows: usize| u16::try_from(rows).unwrap_or(u16::MAX);
        let count = rows(self.offers.len());
        let closing = WrappedText::height(&self.closing, area.width);
        let is_roomy = count > 0 && area.height >= closing.saturating_add(count + 8);
        let closing = if is_roomy { closing } else { 0 };
        let words = rows(self.lines(area.width, closing == 0).len());
        let half = (area.height / 2).max(1);
        let gap = u16::from(is_roomy);
        let room = area.height.saturating_sub(closing + 2 * gap);
        let offers = count.min(half.max(room.saturating_sub(words)));
        let words = words.min(room.saturating_sub(offers));
        let part = |y: u16, height: u16| Rect {
            y: (area.y + y).min(area.bottom()),
            height: height.min(area.height.saturating_sub(y)),
            ..area
        };
        let foot = words + gap;
        [
            part(0, words),
            part(foot, closing),
            part(foot + closing + gap, offers),
        ]
    }

    fn render_words(&self, area: Rect, has_closing: bool, buf: &mut Buffer, theme: &Theme) {
        let lines = self.lines(area.width, has_closing);
        let scroll = lines.len().saturating_sub(area.height.into());
        let scroll = self.scroll.min(scroll);
        let hidden = lines.len() - scroll > usize::from(area.height);
        let more = if self.offers.is_empty() {
            "… more below: down arrow"
        } else {
            "… more below: space bar"
        };
        for (y, (kind, line)) in (area.y..area.bottom()).zip(lines.iter().skip(scroll)) {
            let style = match kind {
                LineKind::Label | LineKind::Quiet => theme.quiet,
                LineKind::Answer => theme.strong,
                LineKind::Plain => Style::new(),
            };
            let is_last = y + 1 == area.bottom();
            let line = if is_last && hidden { more } else { line };
            let style = if is_last && hidden {
                theme.quiet
            } else {
                style
            };
            buf.put_text(area.x, y, line, usize::from(area.width), style);
        }
    }

    fn render_offers(&self, area: Rect, buf: &mut Buffer, theme: &Theme) {
        let list = SelectList {
            selected: self.selected_offer,
            count: self.offers.len(),
            theme,
        };
        list.render_rows(area, buf, |index| {
            format!("{}{} {}", list.cursor(index), index + 1, self.offers[index])
        });
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
        if self.offers.is_empty() {
            KeyContext::PassiveStep
        } else {
            KeyContext::Offers
        }
    }

    fn is_available(&self, action: Action) -> bool {
        match action {
            Action::Copy | Action::TogglePrint => self.text_to_copy.is_some(),
            _ => true,
        }
    }

    fn on_key(&mut self, press: KeyPress, width: u16) -> StepEvent {
        if let Some(event) = self.on_offer_key(press) {
            return event;
        }
        let last = self.lines(width, true).len().saturating_sub(1);
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
        for (kind, text) in self.lines(u16::MAX, true) {
            match (kind, lines.last_mut()) {
                (LineKind::Answer, Some(name)) if name.ends_with(':') => {
                    *name = format!("{name} {}", text.trim_start());
                }
                (LineKind::Label, _) => lines.push(format!("{text}:")),
                _ => lines.push(text),
            }
        }
        if !self.offers.is_empty() {
            lines.push("What next?".to_owned());
            lines.extend(prompt::numbered_list(
                self.offers.iter().map(String::as_str),
            ));
        }
        let ask = match (self.offers.is_empty(), &self.text_to_copy) {
            (true, Some(_)) => "Press Enter to continue. /print prints your words when you quit.",
            (true, None) => "Press Enter to continue.",
            (false, Some(_)) => {
                "Type a number, or press Enter for the first. /print prints your words when you quit."
            }
            (false, None) => "Type a number, or press Enter for the first.",
        };
        LinePrompt::new(lines, ask)
    }

    fn text_to_copy(&self) -> Option<String> {
        self.text_to_copy.clone()
    }

    fn on_line(&mut self, typed: &str) -> LineReply<Option<Answer>> {
        let count = self.offers.len();
        if count == 0 || typed.trim().is_empty() {
            return LineReply::Done(self.take(0));
        }
        match prompt::parse_choice(typed, count) {
            Some(index) => LineReply::Done(self.take(index)),
            None => LineReply::invalid(prompt::invalid_choice(count)),
        }
    }

    fn height_range(&self, width: u16) -> (u16, u16) {
        let offers = self.offers.len();
        let below = if offers == 0 { 0 } else { offers + 1 };
        let rows = self.lines(width, true).len() + below;
        (3, u16::try_from(rows).unwrap_or(u16::MAX))
    }

    fn render(&self, area: Rect, buf: &mut Buffer, theme: &Theme) -> Option<Position> {
        let [words, closing, offers] = self.split_area(area);
        self.render_words(words, closing.is_empty(), buf, theme);
        WrappedText::new(&self.closing, Style::new()).render(closing, buf);
        self.render_offers(offers, buf, theme);
        None
    }
}
