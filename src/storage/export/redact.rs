//! An entry without a word that somebody wrote.

use crate::domain::entry::{Answer, DraftPosition};
use crate::domain::record::Record;

/// What stands for an exercise of the person's own, whose name is a word of theirs.
const OWN: &str = "own";

/// Numbers, dates, what was chosen about a fear, and exercises that are known: no word the person wrote. An
/// exercise's questions can hold their words too, so they go as well.
pub fn redacted(whole: Record, is_known: &dyn Fn(&str) -> bool) -> Record {
    let mut entry = whole.entry;
    if !is_known(&entry.exercise) {
        OWN.clone_into(&mut entry.exercise);
    }
    entry.title.clear();
    entry.draft_position = entry.draft_position.map(|_| DraftPosition::default());
    for answered in &mut entry.answers {
        answered.step.clear();
        answered.prompt.clear();
        match &mut answered.answer {
            Answer::Text(words) => words.clear(),
            Answer::Items(all) | Answer::Chosen(all) => all.iter_mut().for_each(String::clear),
            Answer::Rating(_)
            | Answer::Seconds(_)
            | Answer::FollowUpOn(_)
            | Answer::PostponedUntil(_) => {}
        }
    }
    let check_in = whole.follow_up.map(|mut check_in| {
        check_in.note = None;
        check_in
    });
    Record {
        entry,
        follow_up: check_in,
        ..whole
    }
}
