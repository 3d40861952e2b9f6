//! The words of the entries that were chosen for a report.

use super::html::Html;
use crate::domain::entry::{Answer, EntryState};
use crate::domain::exercise::Role;
use crate::domain::insights::outcome_count_label;
use crate::domain::outcome::Outcome;
use crate::domain::record::{FollowUp, Record};
use crate::text::one_line;

/// An entry with all its questions and answers.
pub(super) fn entry(whole: &Record) -> Html {
    let entry = &whole.entry;
    let title = if entry.title.trim().is_empty() {
        &entry.exercise
    } else {
        &entry.title
    };
    let day = entry.day.strftime("%A, %-d %B %Y");
    let state = match entry.state {
        EntryState::Done => "",
        EntryState::Draft => ", unfinished",
        EntryState::Trashed => ", in the trash",
    };
    let mut list = Html::default();
    for answered in &entry.answers {
        let text = answer_text(&answered.answer, answered.outcome);
        let part = answered.role.map_or("", Role::as_str).replace('_', " ");
        let prompt = one_line(&answered.prompt);
        push_pair(
            &mut list,
            if prompt.is_empty() { &part } else { &prompt },
            &text,
        );
    }
    if let Some(place) = &entry.draft_position {
        push_pair(&mut list, "Being written", &place.pending_text);
    }
    if let Some(follow_up) = &whole.follow_up {
        push_follow_up(&mut list, follow_up);
    }
    let mut section = Html::from([
        Html::element("h3 dir=\"auto\"", one_line(title)),
        Html::element("p class=\"quiet\"", format!("{day}{state}")),
    ]);
    if list != Html::default() {
        section.push(Html::element("dl", list));
    }
    section
}

/// The answer in words; what a chosen option means where it has none.
fn answer_text(answer: &Answer, outcome: Option<Outcome>) -> String {
    let text = match answer {
        Answer::FollowUpOn(Some(day)) => day.strftime("%A, %-d %B %Y").to_string(),
        Answer::Rating(number) => rating_text(*number),
        answer => answer.to_text(),
    };
    match outcome {
        Some(outcome) if text.trim().is_empty() => outcome_count_label(outcome).to_owned(),
        _ => text,
    }
}

fn push_follow_up(list: &mut Html, follow_up: &FollowUp) {
    push_pair(
        list,
        "What came of it",
        outcome_count_label(follow_up.outcome),
    );
    let acted = follow_up
        .acted
        .map(|acted| if acted { "yes" } else { "no" });
    let rating = |number: Option<u8>| number.map(rating_text);
    for (name, value) in [
        ("Something was done about it", acted.map(str::to_owned)),
        ("How hard it was", rating(follow_up.hardness)),
        ("How you managed", rating(follow_up.coping)),
        ("A note on it", follow_up.note.clone()),
    ] {
        push_pair(list, name, &value.unwrap_or_default());
    }
}

fn rating_text(number: u8) -> String {
    format!("{number} of 100")
}

/// Adds a question and its answer, unless there is none.
fn push_pair(list: &mut Html, question: &str, answer: &str) {
    let answer = answer.trim();
    if answer.is_empty() {
        return;
    }
    let question = if question.is_empty() {
        "Without a question"
    } else {
        question
    };
    list.push(Html::element("dt dir=\"auto\"", question));
    list.push(Html::element(
        "dd class=\"words\" dir=\"auto\" lang=\"\"",
        answer,
    ));
}
