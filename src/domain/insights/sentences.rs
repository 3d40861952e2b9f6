//! The insights as sentences: kindness first, counts before shares, no praise and no blame.

use super::figures::{
    ActedCounts, BrierScore, Calibration, Comparison, Coping, Expectation, Insights, OutcomeCounts,
    RatingAccuracy, ScaleChanges, Share, Totals,
};
use super::moment_sentences;

/// The sentences of each section.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sentences {
    /// Shown before any number if many fears came true, with a link to people to talk to.
    pub(crate) care_note: Option<String>,
    pub(crate) fears: Vec<String>,
    pub(crate) coping: Vec<String>,
    pub(crate) changes: Vec<String>,
    /// Empty without a break.
    pub(crate) breaks: Vec<String>,
    /// Empty without a check-in.
    pub(crate) check_ins: Vec<String>,
    pub(crate) details: Vec<String>,
}

/// Words the figures, and kindly explains which ones need more fears.
pub(crate) fn sentences(insights: &Insights) -> Sentences {
    let buckets = insights.buckets.iter().flat_map(buckets);
    Sentences {
        care_note: insights.many_happened.then(|| CARE_NOTE.to_owned()),
        fears: fears(insights),
        coping: match &insights.coping {
            Some(rated) => coping(rated),
            None => vec![COPING_LATER.to_owned()],
        },
        changes: match insights.scale_changes.as_slice() {
            [] => vec![CHANGES_LATER.to_owned()],
            changes => changes
                .iter()
                .map(scale_changes)
                .chain([DRIFT_NOTE.to_owned()])
                .collect(),
        },
        breaks: moment_sentences::breaks(&insights.breaks),
        check_ins: moment_sentences::check_ins(&insights.check_ins),
        details: insights
            .share_interval
            .map(share_interval)
            .into_iter()
            .chain(insights.coping.as_ref().and_then(unrated_coping))
            .chain(
                insights
                    .rating_accuracy
                    .iter()
                    .map(|_| ACCURACY_NOTE.to_owned()),
            )
            .chain(buckets)
            .chain(insights.brier.iter().flat_map(brier_score))
            .collect(),
    }
}

fn fears(insights: &Insights) -> Vec<String> {
    let mut lines = match insights.outcome_counts {
        Some(counts) => vec![outcome_counts(counts)],
        None if insights.totals.resolved > 0 => vec![TOO_FEW.to_owned()],
        None => vec![NOTHING_YET.to_owned()],
    };
    lines.extend(insights.expectation.map(expectation));
    lines.extend(insights.calibration.map(calibration));
    lines.extend(insights.acted_counts.map(acted_counts));
    lines.extend(insights.rating_accuracy.iter().map(rating_accuracy));
    lines.extend(insights.first_and_last.map(first_and_last));
    if insights.outcome_counts.is_some() && insights.expectation.is_none() {
        lines.push(EXPECTED_LATER.to_owned());
    }
    lines.extend(totals(insights.totals));
    lines.push(LIMITS_NOTE.to_owned());
    lines
}

pub(super) const CARE_NOTE: &str =
    "Many of these happened. That sounds like a hard stretch. What helped you manage?";
const NOTHING_YET: &str = "No look back yet. Once there is one, it shows up here.";
const TOO_FEW: &str = "So few look backs speak for themselves. Counting starts at five.";
pub(super) const EXPECTED_LATER: &str =
    "Once you've checked ten rated fears, you'll see what you expected next to what happened.";
pub(super) const COPING_LATER: &str =
    "Once you've said a few times how you managed, it's counted here.";
pub(super) const CHANGES_LATER: &str =
    "Once ten exercises have two ratings of a kind, they're counted here.";
const LIMITS_NOTE: &str = "Fears about rare, very serious things may never show up in these numbers. This \
                      page can't tell you that something is safe.";
pub(super) const DRIFT_NOTE: &str =
    "Bad moments pass anyway, so some of this would have happened without an exercise.";
const ACCURACY_NOTE: &str = "When few fears come true, any lower number looks more accurate. So this doesn't \
                        prove the exercise helped.";

pub(super) fn outcome_counts(counts: OutcomeCounts) -> String {
    let OutcomeCounts { yes, partly, no } = counts;
    let all = counts.total();
    match partly {
        0 => format!("You checked {all} fears: {no} didn't happen, {yes} did."),
        _ => format!("You checked {all} fears: {no} didn't happen, {partly} partly, {yes} did."),
    }
}

pub(super) fn share_interval((low, high): (f64, f64)) -> String {
    let (low, high) = (percent(low), percent(high));
    format!("With so few, the real share could be {low}% to {high}%.")
}

pub(super) fn coping(coping: &Coping) -> Vec<String> {
    let Share { count, total } = coping.coped_well;
    let mut lines = vec![match count {
        1 => format!("When something did happen, you managed 1 time out of {total}."),
        _ => format!("When something did happen, you managed {count} times out of {total}."),
    }];
    lines.extend(coping.comparison.map(coping_comparison));
    lines.extend(coping.compared_hardness.map(hardness_comparison));
    lines
}

pub(super) fn unrated_coping(coping: &Coping) -> Option<String> {
    match coping.unrated {
        0 => None,
        1 => Some("1 more has no rating of how you managed.".to_owned()),
        unrated => Some(format!("{unrated} more have no rating of how you managed.")),
    }
}

/// How managing compared with what was expected; `higher` means better. What never was isn't mentioned.
fn coping_comparison(
    Comparison {
        lower,
        same,
        higher,
    }: Comparison,
) -> String {
    let all = lower + same + higher;
    let [worse, as_well, better] = [lower, same, higher].map(times);
    match (lower, same, higher) {
        (0, 0, _) => format!("You managed better than you expected {better} out of {all}."),
        (0, _, 0) => format!("You managed about as well as you expected {as_well} out of {all}."),
        (_, 0, 0) => format!("You managed less well than you expected {worse} out of {all}."),
        (0, _, _) => {
            format!("You managed better than you expected {better}, about the same {as_well}.")
        }
        (_, 0, _) => format!("You managed better than you expected {better}, worse {worse}."),
        (_, _, 0) => format!("You managed about as well as you expected {as_well}, worse {worse}."),
        _ => format!(
            "You managed better than you expected {better}, about the same {as_well}, worse {worse}."
        ),
    }
}

/// How hard it was beside what was expected. What never was isn't mentioned.
fn hardness_comparison(
    Comparison {
        lower,
        same,
        higher,
    }: Comparison,
) -> String {
    let all = lower + same + higher;
    let [easier, as_hard, harder] = [lower, same, higher].map(times);
    match (lower, same, higher) {
        (_, 0, 0) => format!("It was easier than you expected {easier} out of {all}."),
        (0, _, 0) => format!("It was about as hard as you expected {as_hard} out of {all}."),
        (0, 0, _) => format!("It was harder than you expected {harder} out of {all}."),
        (_, _, 0) => format!("It was easier than you expected {easier}, about as hard {as_hard}."),
        (_, 0, _) => format!("It was easier than you expected {easier}, harder {harder}."),
        (0, _, _) => format!("It was about as hard as you expected {as_hard}, harder {harder}."),
        _ => format!(
            "It was easier than you expected {easier}, about as hard {as_hard}, harder {harder}."
        ),
    }
}

/// "once", "twice", "7 times".
pub(super) fn times(count: u32) -> String {
    match count {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        count => format!("{count} times"),
    }
}

fn expectation(Expectation { mean, happened }: Expectation) -> String {
    let Share { count, total } = happened;
    let share = percent(f64::from(count) / f64::from(total.max(1)));
    let mean = percent(mean);
    format!("You expected {mean}%. {count} of {total} ({share}%) happened.")
}

/// What the first fears that were checked showed.
fn calibration((verdict, _): (Calibration, u32)) -> String {
    match verdict {
        Calibration::Overestimates => "Early on, your gut expected more than happened.",
        Calibration::Underestimates => "Early on, more happened than your gut expected.",
        Calibration::AboutRight => "Early on, your gut was about right.",
        Calibration::Inconclusive => "Too few to say whether your gut runs high or low.",
    }
    .to_owned()
}

pub(super) fn acted_counts(counts: ActedCounts) -> String {
    let ActedCounts {
        not_happened,
        acted,
        unsure,
        unanswered,
    } = counts;
    let mut lines = vec![format!(
        "For {acted} of the {not_happened} that didn't happen, you'd done something about it."
    )];
    if unsure > 0 {
        lines.push(format!("You weren't sure about {unsure}."));
    }
    match unanswered {
        0 => {}
        1 => lines.push("1 has no answer.".to_owned()),
        _ => lines.push(format!("{unanswered} have no answer.")),
    }
    lines.join(" ")
}

fn rating_accuracy(accuracy: &RatingAccuracy) -> String {
    let RatingAccuracy {
        pairs,
        last_closer,
        equally_close,
    } = accuracy;
    let closer = format!(
        "Your second look was closer {} out of {pairs}.",
        times(*last_closer)
    );
    match equally_close {
        0 => closer,
        1 => format!("{closer} Once it was a draw."),
        _ => format!("{closer} {equally_close} times it was a draw."),
    }
}

fn first_and_last([first, last]: [OutcomeCounts; 2]) -> String {
    let (early, early_partly) = (first.yes, first.partly);
    let (late, late_partly) = (last.yes, last.partly);
    match (early_partly, late_partly) {
        (0, 0) => format!(
            "Of the first 15 you checked, {early} happened. Of the last 15, {late} happened."
        ),
        (_, 0) => format!(
            "Of the first 15 you checked, {early} happened and {early_partly} partly. Of the last 15, {late} happened."
        ),
        (0, _) => format!(
            "Of the first 15 you checked, {early} happened. Of the last 15, {late} happened and {late_partly} partly."
        ),
        _ => format!(
            "Of the first 15 you checked, {early} happened and {early_partly} partly. Of the last 15, {late} \
             happened and {late_partly} partly."
        ),
    }
}

fn totals(totals: Totals) -> Option<String> {
    let Totals {
        total,
        resolved,
        open,
        unknown,
        dropped,
    } = totals;
    let mut lines = vec![format!("{resolved} of {total} checked.")];
    if open > 0 {
        lines.push(format!("{open} still open."));
    }
    if unknown > 0 {
        lines.push(format!("{unknown} you can't tell."));
    }
    if dropped > 0 {
        lines.push(format!("{dropped} let go."));
    }
    (total > 0).then(|| lines.join(" "))
}

fn scale_changes(changes: &ScaleChanges) -> String {
    let rated = rated_twice(&changes.scale, changes.sessions);
    let compared = second_ratings(changes.comparison);
    format!("{rated} {compared}")
}

/// What was rated twice in so many exercises.
fn rated_twice(scale: &str, exercises: u32) -> String {
    match scale {
        "likelihood" => format!("In {exercises} exercises, you rated twice how likely it was."),
        "distress" => format!("In {exercises} exercises, you rated twice how heavy it felt."),
        "belief" => {
            format!("In {exercises} exercises, you rated twice how much you believed a thought.")
        }
        "coping" => format!("In {exercises} exercises, you rated twice how well you'd manage."),
        "hardness" => format!("In {exercises} exercises, you rated twice how hard it would be."),
        "fixable" => {
            format!("In {exercises} exercises, you rated twice how likely it was to be put right.")
        }
        // A scale of the user's own.
        other => format!("In {exercises} exercises, you rated twice on the scale “{other}”."),
    }
}

/// How the second ratings compared with the first. What never was isn't mentioned.
fn second_ratings(
    Comparison {
        lower,
        same,
        higher,
    }: Comparison,
) -> String {
    let [below, equal, above] = [lower, same, higher].map(times);
    match (lower, same, higher) {
        (_, 0, 0) => "The second rating was lower every time.".to_owned(),
        (0, _, 0) => "The second rating was about the same every time.".to_owned(),
        (0, 0, _) => "The second rating was higher every time.".to_owned(),
        (_, _, 0) => format!("The second rating was lower {below}, about the same {equal}."),
        (_, 0, _) => format!("The second rating was lower {below}, higher {above}."),
        (0, _, _) => format!("The second rating was about the same {equal}, higher {above}."),
        _ => {
            format!("The second rating was lower {below}, about the same {equal}, higher {above}.")
        }
    }
}

fn buckets(buckets: &[Option<Share>; 3]) -> Vec<String> {
    ["0-33", "34-66", "67-100"]
        .into_iter()
        .zip(buckets)
        .filter_map(|(label, share)| {
            let Share { count, total } = (*share)?;
            Some(format!(
                "When you said {label}%: {count} of {total} happened."
            ))
        })
        .collect()
}

fn brier_score(brier: &BrierScore) -> [String; 2] {
    let BrierScore {
        score,
        coin_flip,
        base_rate,
    } = brier;
    [
        format!(
            "Brier score {score:.3}. It tells how far ratings were from what happened; 0 is closest."
        ),
        format!(
            "Always saying 50% would score {coin_flip:.3}. Always saying the share that happened would \
             score {base_rate:.3}."
        ),
    ]
}

/// A share in whole per cent.
pub(super) fn percent(share: f64) -> String {
    format!("{:.0}", share * 100.0)
}
