//! The summary step: the answers, the pairs of ratings, and what is offered next.

mod render;

use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::step_view::{StepEvent, StepView};
use crate::content::library::Library;
use crate::domain::entry::{Answer, AnsweredStep};
use crate::domain::exercise::{self, Role};
use crate::domain::session::{RatingChange, RatingPair, Session};
use crate::text::one_line;
use crate::ui::keymap::{Action, KeyContext, KeyPress, with_people_key};
use crate::ui::line_mode::prompt::{self, LinePrompt, LineReply, with_people_command};
use crate::ui::theme::Theme;

/// The summary of a session.
#[derive(Debug)]
pub(crate) struct SummaryView {
    /// When the earlier entry was written, and the fields of the earlier entry.
    earlier_entry: Option<(String, Vec<(String, String)>)>,
    /// Labels and answers, without the good-enough line.
    fields: Vec<(String, String)>,
    /// The label and the words of the step that the exercise is about, most often the good-enough line.
    heart: Option<(String, String)>,
    /// Whether the heart is a good-enough line, which needs no label.
    is_reframe: bool,
    pairs: Vec<Comparison>,
    /// How often the pattern was noticed; empty if it wasn't before.
    pattern_count: String,
    closing: String,
    /// Whom the exercise has to thank.
    credit: String,
    /// The words of what is offered at its foot.
    offers: Vec<String>,
    selected_offer: usize,
    /// The text that can be copied or printed, if there is one.
    text_to_copy: Option<String>,
    scroll: usize,
    /// How long it has been on the screen, up to [`Self::APPEARING`].
    shown_for: Duration,
}

/// The heading of what was written after the fields of the earlier entry.
const LOOKING_BACK: &str = "Looking back:";

/// Two ratings of the same thing.
#[derive(Debug)]
struct Comparison {
    label: String,
    unit: String,
    before: u8,
    after: u8,
    /// A sentence with both numbers, for line mode.
    numbers: String,
    /// What is said in addition; may be empty.
    note: String,
    /// Whether the second rating is clearly higher.
    has_risen: bool,
}

impl SummaryView {
    pub(crate) fn new(
        session: &Session,
        summary: &exercise::SummaryStep,
        library: &Library,
        times_spotted: u64,
    ) -> Self {
        let heart = session
            .heart(summary)
            .filter(|heart| summary.fields.iter().any(|field| field == heart));
        let others = summary
            .fields
            .iter()
            .filter(|field| Some(field.as_str()) != heart);
        let others: Vec<String> = others.cloned().collect();
        let heart = heart.map(|heart| session.labelled_answers(&[heart.to_owned()]));
        let earlier = earlier_fields(session, summary, library);
        let offers = library.offers(session, summary).into_iter();
        Self {
            earlier_entry: session
                .earlier_when()
                .zip(Some(earlier))
                .filter(|(_, fields)| !fields.is_empty()),
            fields: session.labelled_answers(&others),
            heart: heart.and_then(|mut fields| fields.pop()),
            is_reframe: summary.heart.is_none(),
            pairs: comparisons(session, summary, library),
            pattern_count: pattern_count_line(session, times_spotted).unwrap_or_default(),
            closing: with_people_key(&session.closing(summary)),
            credit: session.exercise().credit.clone().unwrap_or_default(),
            offers: offers.map(|offer| offer.label).collect(),
            selected_offer: 0,
            text_to_copy: summary.copy.as_ref().and_then(|step| {
                let mut fields = session.labelled_answers(std::slice::from_ref(step));
                fields.pop().map(|(_, text)| text)
            }),
            scroll: 0,
            shown_for: Duration::ZERO,
        }
    }

    /// How long the good-enough line takes to appear.
    const APPEARING: Duration = Duration::from_millis(200);
    const FRAME: Duration = Duration::from_millis(33);

    /// How much of the good-enough line has appeared, from 0 to 1, slower towards the end.
    fn appeared(&self) -> f64 {
        let left = 1.0 - self.shown_for.div_duration_f64(Self::APPEARING).min(1.0);
        left.mul_add(-left, 1.0)
    }

    /// The answer that takes the offer at `index`.
    fn answer_for_offer(&self, index: usize) -> Option<Answer> {
        let label = self.offers.get(index)?.clone();
        Some(Answer::Chosen(vec![label]))
    }

    /// Handles the keys for the offers at the foot; none if the key isn't about them.
    fn on_offer_key(&mut self, press: KeyPress) -> Option<StepEvent> {
        let last = self.offers.len().checked_sub(1)?;
        if let Some(digit) = press.key.digit() {
            let taken = self.answer_for_offer(usize::from(digit).wrapping_sub(1));
            return Some(match taken {
                Some(answer) => StepEvent::Answer(Some(answer)),
                None => StepEvent::Handled,
            });
        }
        match press.action {
            Some(Action::Activate) => {
                return Some(StepEvent::Answer(
                    self.answer_for_offer(self.selected_offer),
                ));
            }
            Some(Action::Down) => self.selected_offer = (self.selected_offer + 1).min(last),
            Some(Action::Up) => self.selected_offer = self.selected_offer.saturating_sub(1),
            _ => return None,
        }
        Some(StepEvent::Handled)
    }

    /// The answers as lines of text, for line mode.
    fn text_lines(&self) -> Vec<String> {
        let labelled = |(label, text): &(String, String)| format!("{label}: {text}");
        let mut lines = Vec::new();
        if let Some((when, fields)) = &self.earlier_entry {
            lines.push(format!("{when}:"));
            lines.extend(fields.iter().map(labelled));
            if !self.fields.is_empty() || self.heart.is_some() {
                lines.push(LOOKING_BACK.to_owned());
            }
        }
        lines.extend(self.fields.iter().map(labelled));
        lines.extend(self.heart.as_ref().map(labelled));
        for pair in &self.pairs {
            let note = with_people_command(&pair.note);
            let line = format!("{} {note}", pair.numbers);
            lines.push(line.trim_end().to_owned());
        }
        let closing = with_people_command(&self.closing);
        let rest = [&self.pattern_count, &closing, &self.credit];
        lines.extend(rest.into_iter().filter(|text| !text.is_empty()).cloned());
        lines
    }
}

fn comparisons(
    session: &Session,
    summary: &exercise::SummaryStep,
    library: &Library,
) -> Vec<Comparison> {
    let pairs = session.rating_pairs(&summary.pairs).into_iter();
    let comparison = |pair: RatingPair| {
        let lines = library.scale_lines(&pair.scale)?;
        let scale = library.scale(&pair.scale);
        Some(Comparison {
            label: lines.label.clone(),
            unit: scale.map(|scale| scale.unit.clone()).unwrap_or_default(),
            before: pair.before,
            after: pair.after,
            numbers: pair.fill_template(&lines.numbers),
            note: with_people_key(&pair.fill_template(lines.note(pair.change()))),
            has_risen: matches!(pair.change(), RatingChange::Higher(_)),
        })
    };
    pairs.filter_map(comparison).collect()
}

/// How often the pattern was noticed; noticing is the skill, so it is what counts.
fn pattern_count_line(session: &Session, times_before: u64) -> Option<String> {
    let name = session.answer_for(Role::PatternName)?.to_text();
    let name = one_line(name.trim_end_matches('.'));
    match times_before {
        0 => None,
        1 => Some(format!("You've spotted “{name}” twice now.")),
        before => {
            let times = before + 1;
            Some(format!("You've spotted “{name}” {times} times now."))
        }
    }
}

/// What a second rating of an earlier entry is called, since it isn't how things are now.
const fn label_at_the_end(role: Role) -> Option<&'static str> {
    match role {
        Role::LikelihoodAfter => Some("How likely at the end"),
        Role::DistressAfter => Some("How heavy at the end"),
        _ => None,
    }
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
        let label = role.and_then(label_at_the_end).map(str::to_owned).or(label);
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
        let last = self.rows(width).len().saturating_sub(1);
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

    fn on_tick(&mut self, elapsed: Duration) {
        self.shown_for = (self.shown_for + elapsed).min(Self::APPEARING);
    }

    fn next_frame_in(&self, theme: &Theme) -> Option<Duration> {
        let is_appearing = self.shown_for < Self::APPEARING && self.heart.is_some();
        let can_appear = theme.good_enough_appearing(0.0).is_some();
        (is_appearing && can_appear).then_some(Self::FRAME)
    }

    fn line_prompt(&self) -> LinePrompt {
        let mut lines = self.text_lines();
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
            return LineReply::Done(self.answer_for_offer(0));
        }
        match prompt::parse_choice(typed, count) {
            Some(index) => LineReply::Done(self.answer_for_offer(index)),
            None => LineReply::invalid(prompt::invalid_choice(count)),
        }
    }

    fn height_range(&self, width: u16) -> (u16, u16) {
        (3, self.preferred_height(width))
    }

    fn render(&self, area: Rect, buf: &mut Buffer, theme: &Theme) -> Option<Position> {
        self.render_summary(area, buf, theme);
        None
    }
}
