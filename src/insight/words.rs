//! What may be shown, in plain words: care first, counts before shares, no praise and no blame.

use super::{
    ActedSplit, Against, Brier, Changes, Counts, Expected, Insights, Looks, Managing, Seen, Share,
    Verdict,
};

/// Lines to read, part by part, and those behind "details".
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// Where many fears came true; before any number, and with the way to people to talk to.
    pub care: Option<String>,
    pub fears: Vec<String>,
    pub managing: Vec<String>,
    pub changes: Vec<String>,
    pub details: Vec<String>,
}

/// Tells what the figures say, and kindly what they can't say yet.
pub fn words(insights: &Insights) -> Words {
    let buckets = insights.buckets.iter().flat_map(buckets);
    Words {
        care: insights.care.then(|| CARE.to_owned()),
        fears: fears(insights),
        managing: match &insights.managing {
            Some(rated) => managing(rated),
            None => vec![MANAGING_LATER.to_owned()],
        },
        changes: match insights.changes.as_slice() {
            [] => vec![CHANGES_LATER.to_owned()],
            told => told.iter().map(changes).chain([DRIFT.to_owned()]).collect(),
        },
        details: buckets
            .chain(insights.brier.iter().flat_map(brier))
            .collect(),
    }
}

fn fears(insights: &Insights) -> Vec<String> {
    let mut lines = match insights.counts {
        Some(counts) => counted(counts),
        None if insights.seen.resolved > 0 => vec![STORIES.to_owned()],
        None => vec![NOTHING_YET.to_owned()],
    };
    lines.extend(insights.interval.map(interval));
    lines.extend(insights.expected.map(expected));
    lines.extend(insights.verdict.map(verdict));
    lines.extend(insights.acted.map(acted));
    lines.extend(insights.looks.iter().flat_map(looks));
    lines.extend(insights.then_and_now.map(then_and_now));
    if insights.counts.is_some() && insights.expected.is_none() {
        lines.push(EXPECTED_LATER.to_owned());
    }
    lines.extend(seen(insights.seen));
    lines.push(LIMITS.to_owned());
    lines
}

const CARE: &str =
    "Many of these happened. That sounds like a hard stretch. What helped you manage?";
const NOTHING_YET: &str =
    "Nothing has been looked back on yet. Once you do, this page can tell what came of it.";
const STORIES: &str = "With so few, each is a story of its own. Counts begin at five.";
const EXPECTED_LATER: &str = "Once ten that you rated have happened or not, what you expected stands \
                              beside them.";
const MANAGING_LATER: &str = "Once three that happened, all or in part, have a rating of how you \
                              managed, this tells of it.";
const CHANGES_LATER: &str =
    "Once ten walks have two ratings of the same thing, they are counted here.";
const LIMITS: &str = "Fears about rare, very serious things may never show up in these numbers. This \
                      page can't tell you that something is safe.";
const DRIFT: &str = "People tend to open this app at bad moments, so ratings often drift down on \
                     their own.";
const FOOTNOTE: &str = "When few fears come true, any lower number comes closer. So this can't show \
                        that the walk made you more accurate.";

fn counted(counts: Counts) -> Vec<String> {
    let Counts { yes, partly, no } = counts;
    let all = counts.all();
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

fn interval((low, high): (f64, f64)) -> String {
    format!(
        "Going by these, the share that comes true is somewhere between {} and {}%.",
        whole(low),
        whole(high)
    )
}

fn managing(managing: &Managing) -> Vec<String> {
    let Share { part, of } = managing.well;
    let mut lines = vec![format!(
        "Of {of} that happened, all or in part, you rated managing 50 or more in {part}."
    )];
    if managing.unrated > 0 {
        lines.push(format!(
            "You didn't rate managing for {} more.",
            managing.unrated
        ));
    }
    lines.extend(managing.against_expected.map(|Against { lower, same, higher }| {
        format!(
            "Beside what you had expected, you managed better in {higher}, about the same in {same} \
             and less well in {lower}."
        )
    }));
    lines.extend(managing.hardness.map(|Against { lower, same, higher }| {
        format!(
            "It was less hard than you had expected in {lower}, about as hard in {same} and harder \
             in {higher}."
        )
    }));
    lines
}

fn expected(Expected { mean, happened }: Expected) -> String {
    let Share { part, of } = happened;
    format!(
        "On average you put them at {}%. {part} of {of} happened.",
        whole(mean)
    )
}

fn verdict((verdict, first): (Verdict, u32)) -> String {
    match verdict {
        Verdict::RunsHigh => {
            format!(
                "In the first {first} of these, your gut put things higher than they turned out."
            )
        }
        Verdict::RunsLow => {
            format!("In the first {first} of these, more happened than your gut expected.")
        }
        Verdict::AboutRight => format!("In the first {first} of these, your gut was about right."),
        Verdict::TooFewToSay => "Too few to say whether your gut runs high or low.".to_owned(),
    }
}

fn acted(split: ActedSplit) -> String {
    let ActedSplit {
        not_happened,
        acted,
        unsure,
        unanswered,
    } = split;
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

fn looks(looks: &Looks) -> [String; 2] {
    let Looks {
        pairs,
        second_closer,
        equally_close,
    } = looks;
    let equally = match equally_close {
        0 => String::new(),
        _ => format!(" In {equally_close} both were equally close."),
    };
    let line = format!(
        "The second rating was closer to what happened in {second_closer} of {pairs}.{equally}"
    );
    [line, FOOTNOTE.to_owned()]
}

fn then_and_now(ends: [Counts; 2]) -> String {
    let [first, last] = ends.map(|Counts { yes, partly, .. }| match partly {
        0 => format!("{yes} happened"),
        _ => format!("{yes} happened and {partly} partly"),
    });
    format!("Of the first 15 you checked, {first}. Of the last 15, {last}.")
}

fn seen(seen: Seen) -> Option<String> {
    let Seen {
        all,
        resolved,
        open,
        unknown,
        dropped,
    } = seen;
    let missing: Vec<_> = [
        (open, "open"),
        (unknown, "can't be told"),
        (dropped, "set aside"),
    ]
    .into_iter()
    .filter(|(number, _)| *number > 0)
    .map(|(number, what)| format!("{number} {what}"))
    .collect();
    let checked = format!("{resolved} of {all} checked");
    (all > 0).then(|| match missing.as_slice() {
        [] => format!("{checked}."),
        missing => format!("{checked}; {}.", missing.join(", ")),
    })
}

fn changes(changes: &Changes) -> String {
    let Against {
        lower,
        same,
        higher,
    } = changes.against;
    format!(
        "In {} walks, your second {} rating was lower in {lower}, about the same in {same} and \
         higher in {higher}.",
        changes.walks, changes.scale
    )
}

fn buckets(buckets: &[Option<Share>; 3]) -> Vec<String> {
    ["0-33", "34-66", "67-100"]
        .into_iter()
        .zip(buckets)
        .filter_map(|(said, share)| {
            let Share { part, of } = (*share)?;
            Some(format!("Said {said}%: {part} of {of} happened."))
        })
        .collect()
}

fn brier(brier: &Brier) -> [String; 2] {
    let Brier {
        score,
        coin,
        base_rate,
    } = brier;
    [
        format!(
            "Brier score {score:.3}. It tells how far ratings were from what happened; 0 is closest."
        ),
        format!(
            "Always saying 50% would score {coin:.3}. Always saying the share that happened would \
             score {base_rate:.3}."
        ),
    ]
}

/// A share in whole per cent.
fn whole(share: f64) -> String {
    format!("{:.0}", share * 100.0)
}
