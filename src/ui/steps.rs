//! The views of steps: one file for each kind of step.
//!
//! A view gets the keys first, knows its current answer, and draws its own part of the screen. The text around it
//! belongs to `screens::session_screen`.

pub(crate) mod breathe;
pub(crate) mod choose;
mod date_choice;
pub(crate) mod follow_up;
mod gap_field;
pub(crate) mod list;
pub(crate) mod postpone;
pub(crate) mod rate;
pub(crate) mod read;
pub(crate) mod reframe;
mod step_view;
mod suggestions;
pub(crate) mod summary;
pub(crate) mod text_field;
pub(crate) mod timer;
pub(crate) mod write;

pub(crate) use self::step_view::{StepEvent, StepView};
pub(crate) use self::suggestions::{Suggestion, Suggestions};
use crate::content::library::{self, Catalogues, Library};
use crate::domain::entry::LocalTime;
use crate::domain::exercise::StepKind;
use crate::domain::session::Session;
use crate::ui::keymap::with_people_key;

/// Builds the view of the session's current step.
pub(crate) fn build_view(
    session: &Session,
    library: &Library,
    now: &LocalTime,
    suggestions: Suggestions,
) -> Box<dyn StepView> {
    let step = session.current_step();
    let prompt = session.prompt(step);
    let current = session.current_answer();
    match &step.kind {
        // A session is never at a step with fields, but at one of the fields.
        StepKind::Read | StepKind::Fields(_) => {
            Box::new(read::ReadView::new(with_people_key(&prompt)))
        }
        StepKind::Write(write) => Box::new(write::WriteView::new(
            write,
            current,
            suggestions.earlier_texts,
        )),
        StepKind::List(list) => {
            Box::new(list::ListView::new(list, current, &suggestions.due_worries))
        }
        StepKind::Rate(rate) => Box::new(rate::RateView::new(library.scale(&rate.scale), current)),
        StepKind::Choose(choose) => Box::new(choose::ChooseView::new(
            choose,
            step_options(session, choose, library),
            current,
        )),
        StepKind::Breathe(breathe) => {
            Box::new(breathe::BreatheView::new(library, breathe, current))
        }
        StepKind::Timer(wait) => Box::new(timer::TimerView::new(
            with_people_key(&prompt),
            wait.seconds,
            current,
        )),
        StepKind::Reframe(reframe) => Box::new(reframe::ReframeView::new(
            session,
            reframe,
            current,
            suggestions.earlier_texts,
        )),
        StepKind::FollowUp => Box::new(follow_up::follow_up_view(now.day, current)),
        StepKind::Postpone => Box::new(postpone::postpone_view(
            now.civil_time(),
            suggestions.last_worry_time,
            current,
        )),
        StepKind::Summary(summary) => Box::new(summary::SummaryView::new(
            session,
            summary,
            library,
            suggestions.pattern_count,
        )),
    }
}

/// The options of a step: its own, those of a catalogue, and items of an earlier list.
fn step_options(
    session: &Session,
    choose: &crate::domain::exercise::ChooseStep,
    library: &Library,
) -> Vec<choose::OptionItem> {
    let mut options: Vec<_> = choose
        .options
        .iter()
        .map(|option| choose::OptionItem::without_detail(&option.label))
        .collect();
    if let Some(catalogue) = &choose.catalogue {
        options.extend(catalogue_options(library, catalogue));
    }
    if let Some(step) = &choose.options_from {
        let earlier = session.options_from_answer(step);
        options.extend(
            earlier
                .iter()
                .map(|option| choose::OptionItem::without_detail(&option.label)),
        );
    }
    options
}

fn catalogue_options(library: &Library, catalogue: &str) -> Vec<choose::OptionItem> {
    let patterns = if catalogue == Catalogues::PATTERNS {
        library.thinking_patterns()
    } else {
        &[]
    };
    let options = |pattern: &library::ThinkingPattern| choose::OptionItem {
        label: pattern.name.clone(),
        detail: pattern.line.clone(),
        examples: pattern.examples(),
    };
    patterns.iter().map(options).collect()
}
