//! What the journal holds of fears, ratings and patterns, read to be told together.

use jiff::civil::Date;
use rusqlite::{Connection, Row, params};

use super::intact::LeftOut;
use super::stored::{Parsed, Values};
use super::{Journal, JournalError};
use crate::insight::{Acted, FearOutcome, ReviewedFear};
use crate::session::RatingPair;

/// From which day on and until which; without an end where there is none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Period {
    pub from: Option<Date>,
    pub until: Option<Date>,
}

/// What finished walks of a period tell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Gathered {
    /// The days on which something was written, oldest first, each with how many walks.
    pub days: Vec<(Date, u32)>,
    /// Fears to be looked back on, in the order they were.
    pub fears: Vec<Fear>,
    /// Fears that nobody asked to look back on.
    pub unasked: u32,
    /// Ratings given twice in one walk, newest first.
    pub pairs: Vec<Rated>,
    /// The patterns that were chosen, the most frequent first.
    pub patterns: Vec<Named>,
    /// The names people gave their patterns, the most frequent first.
    pub own_names: Vec<Named>,
}

/// A fear, and the day it was written on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fear {
    pub day: Date,
    pub checked: ReviewedFear,
}

/// Two ratings, and the day of their walk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rated {
    pub day: Date,
    pub pair: RatingPair,
}

/// A pattern, and in how many walks it was named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    pub name: String,
    pub walks: u32,
    /// The first day and the last.
    pub first: Date,
    pub last: Date,
}

/// A fear in its own words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Story {
    pub day: Date,
    pub words: String,
}

impl Gathered {
    /// How many walks there are.
    pub fn walks(&self) -> u32 {
        self.days.iter().map(|(_, walks)| walks).sum()
    }

    /// The fears alone, in the order they were looked back on.
    pub fn checked(&self) -> Vec<ReviewedFear> {
        self.fears.iter().map(|fear| fear.checked).collect()
    }

    /// The pairs alone.
    pub fn ratings(&self) -> Vec<RatingPair> {
        self.pairs.iter().map(|rated| rated.pair.clone()).collect()
    }
}

impl Journal {
    /// What the walks that began in `period` tell, all as it is at one moment.
    pub fn gather(&self, period: Period) -> Result<Gathered, JournalError> {
        self.told(gather(&self.db, period, &self.left_out))
    }

    /// The words of the fears that were looked back on, in that order, up to `how_many`.
    pub fn stories(&self, period: Period, limit: u32) -> Result<Vec<Story>, JournalError> {
        self.told(stories(&self.db, period, limit, &self.left_out))
    }
}

fn gather(db: &Connection, period: Period, left_out: &LeftOut) -> rusqlite::Result<Gathered> {
    let look = db.unchecked_transaction()?;
    Ok(Gathered {
        days: days(&look, period, left_out)?,
        fears: fears(&look, period, left_out)?,
        unasked: unasked(&look, period)?,
        pairs: pairs(&look, period, left_out)?,
        patterns: patterns(&look, period, left_out)?,
        own_names: own_names(&look, period, left_out)?,
    })
}

/// Has SQLite answer, row by row.
fn ask<T>(
    db: &Connection,
    sql: &str,
    period: Period,
    left_out: &LeftOut,
    take: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> rusqlite::Result<Vec<T>> {
    let [from, until] = ends(period);
    let mut rows = db.prepare_cached(sql)?;
    left_out.all_readable(rows.query_map([from, until], take)?)
}

/// The ends as text. Whatever a day is, it stands between those of a period without ends.
fn ends(period: Period) -> [String; 2] {
    [
        period.from.map_or_else(String::new, |day| day.to_string()),
        period.until.map_or("~".to_owned(), |day| day.to_string()),
    ]
}

fn days(db: &Connection, period: Period, left_out: &LeftOut) -> rusqlite::Result<Vec<(Date, u32)>> {
    ask(db, DAYS, period, left_out, |row| {
        Ok((row.get::<_, Parsed<_>>(0)?.0, row.get(1)?))
    })
}

fn fears(db: &Connection, period: Period, left_out: &LeftOut) -> rusqlite::Result<Vec<Fear>> {
    ask(db, FEARS, period, left_out, |row| {
        let mut values = Values::of(row);
        Ok(Fear {
            day: values.parse()?,
            checked: ReviewedFear {
                outcome: outcome_named(&values.take::<String>()?),
                first_rating: values.take()?,
                last_rating: values.take()?,
                acted: acted(values.take()?, values.take::<Option<String>>()?.as_deref()),
                coping_expected: values.take()?,
                coping_actual: values.take()?,
                hardness_expected: values.take()?,
                hardness_actual: values.take()?,
            },
        })
    })
}

fn outcome_named(name: &str) -> FearOutcome {
    match name {
        "no" => FearOutcome::No,
        "partly" => FearOutcome::Partly,
        "yes" => FearOutcome::Yes,
        "unknown" => FearOutcome::Unknown,
        "dropped" => FearOutcome::Dropped,
        _ => FearOutcome::Open,
    }
}

/// A check-in tells yes and no apart. That somebody wasn't sure stands in the walk that answered it.
fn acted(acted: Option<bool>, said: Option<&str>) -> Option<Acted> {
    match (acted, said) {
        (Some(true), _) => Some(Acted::Yes),
        (Some(false), _) => Some(Acted::No),
        (None, Some("unknown" | "partly")) => Some(Acted::Unsure),
        (None, _) => None,
    }
}

fn unasked(db: &Connection, period: Period) -> rusqlite::Result<u32> {
    let [from, until] = ends(period);
    db.prepare_cached(UNASKED)?
        .query_row([from, until], |row| row.get(0))
}

fn pairs(db: &Connection, period: Period, left_out: &LeftOut) -> rusqlite::Result<Vec<Rated>> {
    let walks = ask(db, PAIRS, period, left_out, |row| {
        let day = row.get::<_, Parsed<_>>(0)?.0;
        let mut of_walk = Vec::new();
        for (place, scale) in (1..).step_by(2).zip(SCALES) {
            let both: (Option<u8>, Option<u8>) = (row.get(place)?, row.get(place + 1)?);
            if let (Some(before), Some(after)) = both {
                let scale = scale.to_owned();
                let pair = RatingPair {
                    scale,
                    before,
                    after,
                };
                of_walk.push(Rated { day, pair });
            }
        }
        Ok(of_walk)
    })?;
    Ok(walks.into_iter().flatten().collect())
}

/// The labels that were chosen in a walk stand one a line. Walks that chose the same come together.
fn patterns(db: &Connection, period: Period, left_out: &LeftOut) -> rusqlite::Result<Vec<Named>> {
    let mut counted: Vec<Named> = Vec::new();
    for same in ask(db, PATTERNS, period, left_out, named)? {
        for label in same.name.lines().filter(|label| !label.trim().is_empty()) {
            match counted.iter_mut().find(|named| named.name == label) {
                Some(named) => {
                    named.walks += same.walks;
                    named.first = named.first.min(same.first);
                    named.last = named.last.max(same.last);
                }
                None => counted.push(Named {
                    name: label.to_owned(),
                    ..same
                }),
            }
        }
    }
    counted.sort_by(|one, other| {
        let by_number = other.walks.cmp(&one.walks);
        by_number.then_with(|| one.name.cmp(&other.name))
    });
    Ok(counted)
}

fn own_names(db: &Connection, period: Period, left_out: &LeftOut) -> rusqlite::Result<Vec<Named>> {
    ask(db, OWN_NAMES, period, left_out, named)
}

fn named(row: &Row<'_>) -> rusqlite::Result<Named> {
    Ok(Named {
        name: row.get(0)?,
        walks: row.get(1)?,
        first: row.get::<_, Parsed<_>>(2)?.0,
        last: row.get::<_, Parsed<_>>(3)?.0,
    })
}

fn stories(
    db: &Connection,
    period: Period,
    limit: u32,
    left_out: &LeftOut,
) -> rusqlite::Result<Vec<Story>> {
    let [from, until] = ends(period);
    let mut stories = db.prepare_cached(STORIES)?;
    let stories = stories.query_map(params![from, until, limit], |row| {
        Ok(Story {
            day: row.get::<_, Parsed<_>>(0)?.0,
            words: row.get(1)?,
        })
    })?;
    left_out.all_readable(stories)
}

/// What is rated twice in one walk, as `PAIRS` has it.
const SCALES: [&str; 5] = ["likelihood", "distress", "belief", "coping", "hardness"];

const DAYS: &str = "select day, count(*) from entry
    where state = 'done' and day between ?1 and ?2 group by day order by day";
// A walk that looks back isn't a fear itself, and one about what is enough has none to look back on.
const FEARS: &str =
    "select entry.day, check_in.outcome, entry.likelihood_before, entry.likelihood_after,
        check_in.acted, walk.acted, entry.coping_before, check_in.managed, entry.hardness_before,
        check_in.hardness
    from check_in cross join entry on entry.id = check_in.entry
        left join entry as walk on walk.id = check_in.walk
    where entry.state = 'done' and entry.outcome is null and entry.day between ?1 and ?2
        and coalesce(entry.fear, entry.likelihood_before, entry.likelihood_after) is not null
    order by check_in.resolved is null, check_in.resolved, entry.started, entry.id";
const STORIES: &str = "select entry.day, coalesce(entry.fear, entry.thought, entry.title)
    from check_in cross join entry on entry.id = check_in.entry
    where entry.state = 'done' and entry.outcome is null and entry.day between ?1 and ?2
        and coalesce(entry.fear, entry.likelihood_before, entry.likelihood_after) is not null
        and check_in.outcome in ('no', 'partly', 'yes')
    order by check_in.resolved is null, check_in.resolved, entry.started, entry.id limit ?3";
const UNASKED: &str = "select count(*) from entry
    where state = 'done' and outcome is null and day between ?1 and ?2
        and coalesce(fear, likelihood_before, likelihood_after) is not null
        and not exists (select 1 from check_in where check_in.entry = entry.id)";
const PAIRS: &str =
    "select day, likelihood_before, likelihood_after, distress_before, distress_after,
        belief_before, belief_after, coping_before, coping_after, hardness_before, hardness_after
    from entry where state = 'done' and day between ?1 and ?2
        and coalesce(likelihood_before + likelihood_after, distress_before + distress_after,
            belief_before + belief_after, coping_before + coping_after,
            hardness_before + hardness_after) is not null
    order by started desc, id desc";
const PATTERNS: &str = "select patterns, count(*), min(day), max(day) from entry
    where state = 'done' and day between ?1 and ?2 and patterns is not null group by patterns";
const OWN_NAMES: &str = "select pattern_name, count(*) as walks, min(day), max(day) from entry
    where state = 'done' and day between ?1 and ?2 and pattern_name is not null
    group by pattern_name order by walks desc, pattern_name";
