//! The words around the picture of the insights.

use super::figures::{Expectation, Insights, Share};
use super::moment_sentences::{BREAKS_LATER, CHECK_INS_LATER};
use super::sentences::{CHANGES_LATER, COPING_LATER, DRIFT_NOTE, EXPECTED_LATER, percent, times};

pub(super) const PICTURE_LIMITS_NOTE: &str = "Rare, serious things may never show up in numbers like these. They can't tell you that \
                                   something is safe.";

/// What was expected and what happened, in the words above their bars; none if many fears came true, as bars would hurt.
pub(crate) fn headline(insights: &Insights) -> Option<String> {
    let Expectation { mean, happened } =
        insights.expectation.filter(|_| !insights.many_happened)?;
    let Share { count, total } = happened;
    let mean = percent(mean);
    Some(match count {
        0 => format!("You expected {mean}%. None of the {total} came true."),
        _ => format!(
            "You expected {mean}%. It came true {} in {total}.",
            times(count)
        ),
    })
}

/// What there is too little of yet, for a page that shows the rest.
pub(crate) fn later_notes(insights: &Insights) -> Vec<&'static str> {
    [
        (insights.expectation.is_none() && !insights.many_happened).then_some(EXPECTED_LATER),
        insights.coping.is_none().then_some(COPING_LATER),
        insights.scale_changes.is_empty().then_some(CHANGES_LATER),
        (insights.breaks.total > 0 && insights.breaks.comparison.is_none()).then_some(BREAKS_LATER),
        (insights.check_ins.total > 0 && insights.check_ins.distress.is_none())
            .then_some(CHECK_INS_LATER),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The limits of a page of pictures, as its last words.
pub(crate) fn picture_caveat(insights: &Insights) -> String {
    match insights.scale_changes.as_slice() {
        [] => PICTURE_LIMITS_NOTE.to_owned(),
        _ => format!("{PICTURE_LIMITS_NOTE} {DRIFT_NOTE}"),
    }
}
