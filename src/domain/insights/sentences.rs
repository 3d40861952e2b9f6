//! The insights as sentences: kindness first, counts before shares, no praise and no blame.

use super::figures::{
    ActedCounts, BrierScore, Calibration, Comparison, Coping, Expectation, Insights, OutcomeCounts,
    RatingAccuracy, ScaleChanges, Share, Totals,
};

/// The sentences of each section.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sentences {
    /// Shown before any number if many fears came true, with a link to people to talk to.
    pub(crate) care_note: Option<String>,
    pub(crate) fears: Vec<String>,
    pub(crate) coping: Vec<String>,
    pub(crate) changes: Vec<String>,
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
        details: buckets
            .chain(insights.brier.iter().flat_map(brier_score))
            .collect(),
    }
}

fn fears(insights: &Insights) -> Vec<String> {
    let mut lines = match insights.outcome_counts {
        Some(counts) => outcome_counts(counts),
        None if insights.totals.resolved > 0 => vec![TOO_FEW.to_owned()],
        None => vec![NOTHING_YET.to_owned()],
    };
    lines.extend(insights.share_interval.map(share_interval));
    lines.extend(insights.expectation.map(expectation));
    lines.extend(insights.calibration.map(calibration));
    lines.extend(insights.acted_counts.map(acted_counts));
    lines.extend(insights.rating_accuracy.iter().flat_map(rating_accuracy));
    lines.extend(insights.first_and_last.map(first_and_last));
    if insights.outcome_counts.is_some() && insights.expectation.is_none() {
        lines.push(EXPECTED_LATER.to_owned());
    }
    lines.extend(totals(insights.totals));
    lines.push(LIMITS_NOTE.to_owned());
    lines
}

const CARE_NOTE: &str =
    "Many of these happened. That sounds like a hard stretch. What helped you manage?";
const NOTHING_YET: &str =
    "Nothing has been looked back on yet. Once you do, this page can tell what came of it.";
const TOO_FEW: &str = "With so few, each is a story of its own. Counts begin at five.";
const EXPECTED_LATER: &str = "Once ten that you rated have happened or not, what you expected stands \
                              beside them.";
const COPING_LATER: &str = "Once three that happened, all or in part, have a rating of how you \
                              managed, this tells of it.";
const CHANGES_LATER: &str =
    "Once ten walks have two ratings of the same thing, they are counted here.";
const LIMITS_NOTE: &str = "Fears about rare, very serious things may never show up in these numbers. This \
                      page can't tell you that something is safe.";
const DRIFT_NOTE: &str = "People tend to open this app at bad moments, so ratings often drift down on \
                     their own.";
const ACCURACY_NOTE: &str = "When few fears come true, any lower number comes closer. So this can't show \
                        that the walk made you more accurate.";

fn outcome_counts(counts: OutcomeCounts) -> Vec<String> {
    let OutcomeCounts { yes, partly, no } = counts;
    let all = counts.total();
    let partly_words = if partly > 0 {
        format!("{partly} partly, ")
    } else {
        String::new()
    };
    let mut lines = vec![format!(
        "Of {all} fears you checked, {yes} happened, {partly_words}{no} did not."
    )];
    if partly > 0 {
        let most = yes + partly;
        lines.push(format!(
            "So between {yes} and {most} of {all} came true, depending on how you count the partly ones."
        ));
    }
    lines
}

fn share_interval((low, high): (f64, f64)) -> String {
    format!(
        "Going by these, the share that comes true is somewhere between {} and {}%.",
        percent(low),
        percent(high)
    )
}

fn coping(coping: &Coping) -> Vec<String> {
    let Share { count, total } = coping.coped_well;
    let mut lines = vec![format!(
        "Of {total} that happened, all or in part, you rated managing 50 or more in {count}."
    )];
    if coping.unrated > 0 {
        lines.push(format!(
            "You didn't rate managing for {} more.",
            coping.unrated
        ));
    }
    lines.extend(coping.comparison.map(|Comparison { lower, same, higher }| {
        format!(
            "Beside what you had expected, you managed better in {higher}, about the same in {same} \
             and less well in {lower}."
        )
    }));
    lines.extend(coping.compared_hardness.map(|Comparison { lower, same, higher }| {
        format!(
            "It was less hard than you had expected in {lower}, about as hard in {same} and harder \
             in {higher}."
        )
    }));
    lines
}

fn expectation(Expectation { mean, happened }: Expectation) -> String {
    let Share { count, total } = happened;
    format!(
        "On average you put them at {}%. {count} of {total} happened.",
        percent(mean)
    )
}

fn calibration((verdict, first): (Calibration, u32)) -> String {
    match verdict {
        Calibration::Overestimates => {
            format!(
                "In the first {first} of these, your gut put things higher than they turned out."
            )
        }
        Calibration::Underestimates => {
            format!("In the first {first} of these, more happened than your gut expected.")
        }
        Calibration::AboutRight => {
            format!("In the first {first} of these, your gut was about right.")
        }
        Calibration::Inconclusive => "Too few to say whether your gut runs high or low.".to_owned(),
    }
}

fn acted_counts(counts: ActedCounts) -> String {
    let ActedCounts {
        not_happened,
        acted,
        unsure,
        unanswered,
    } = counts;
    let unsure = match unsure {
        0 => String::new(),
        _ => format!(" You weren't sure about {unsure}."),
    };
    let unanswered = match unanswered {
        0 => String::new(),
        _ => format!(" For {unanswered} there is no answer."),
    };
    format!(
        "Of {not_happened} that did not happen, you say you did something about {acted}.{unsure}{unanswered}"
    )
}

fn rating_accuracy(accuracy: &RatingAccuracy) -> [String; 2] {
    let RatingAccuracy {
        pairs,
        last_closer,
        equally_close,
    } = accuracy;
    let equally = match equally_close {
        0 => String::new(),
        _ => format!(" In {equally_close} both were equally close."),
    };
    let line = format!(
        "The second rating was closer to what happened in {last_closer} of {pairs}.{equally}"
    );
    [line, ACCURACY_NOTE.to_owned()]
}

fn first_and_last(ends: [OutcomeCounts; 2]) -> String {
    let [first, last] = ends.map(|OutcomeCounts { yes, partly, .. }| match partly {
        0 => format!("{yes} happened"),
        _ => format!("{yes} happened and {partly} partly"),
    });
    format!("Of the first 15 you checked, {first}. Of the last 15, {last}.")
}

fn totals(totals: Totals) -> Option<String> {
    let Totals {
        total,
        resolved,
        open,
        unknown,
        dropped,
    } = totals;
    let missing: Vec<_> = [
        (open, "open"),
        (unknown, "can't be told"),
        (dropped, "set aside"),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, what)| format!("{count} {what}"))
    .collect();
    let checked = format!("{resolved} of {total} checked");
    (total > 0).then(|| match missing.as_slice() {
        [] => format!("{checked}."),
        missing => format!("{checked}; {}.", missing.join(", ")),
    })
}

fn scale_changes(changes: &ScaleChanges) -> String {
    let Comparison {
        lower,
        same,
        higher,
    } = changes.comparison;
    format!(
        "In {} walks, your second {} rating was lower in {lower}, about the same in {same} and \
         higher in {higher}.",
        changes.sessions, changes.scale
    )
}

fn buckets(buckets: &[Option<Share>; 3]) -> Vec<String> {
    ["0-33", "34-66", "67-100"]
        .into_iter()
        .zip(buckets)
        .filter_map(|(label, share)| {
            let Share { count, total } = (*share)?;
            Some(format!("Said {label}%: {count} of {total} happened."))
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
fn percent(share: f64) -> String {
    format!("{:.0}", share * 100.0)
}
