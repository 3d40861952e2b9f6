//! Every known version of one entry, and which of them came from which.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};

use super::lines::{Early, MAX_ANCESTORS, Place};
use crate::whole::{CONTENT, PartVersion, PartVersions};

/// As many versions of one entry are read from one file, which has one of each.
const MAX_VERSIONS_PER_FILE: usize = 8;

/// How far a time may be ahead: clocks are never quite the same, and some are set without a zone.
const MAX_CLOCK_SKEW: SignedDuration = SignedDuration::from_hours(24);

/// An entry as it was on some computer.
#[derive(Clone, Debug)]
pub struct Seen {
    pub versions: PartVersions,
    /// The words it was made from, by their digests.
    pub from: Vec<u128>,
    /// Where it is; none if it is in the journal here.
    pub place: Option<Place>,
    /// Which parts have a time from the future.
    is_early: [bool; 4],
    /// Which of these were dealt with before, so that they take part no more.
    is_over: [bool; 4],
}

/// All that was seen of one entry.
#[derive(Clone, Debug, Default)]
pub struct History {
    all: Vec<Seen>,
}

/// What all versions of one entry together say.
#[derive(Debug)]
pub struct Resolved<'a> {
    /// The newest version of each part.
    pub versions: PartVersions,
    /// One that has the newest words.
    pub words: &'a Seen,
    /// One of each version whose words are no longer the newest, though nobody who wrote newer ones made them from
    /// these.
    pub overtaken: Vec<&'a Seen>,
    /// The words that the newest came from, near and far.
    before: Vec<u128>,
}

impl Seen {
    pub const fn new(versions: PartVersions, from: Vec<u128>, place: Option<Place>) -> Self {
        Self {
            versions,
            from,
            place,
            is_early: [false; 4],
            is_over: [false; 4],
        }
    }

    /// The same with no time from the future: `now` takes its place.
    ///
    /// `early` has the latest such time of each part that was dealt with, and gets this one. Otherwise a version
    /// that was overtaken would be the newest again with every look at it.
    fn believed(&self, now: Timestamp, dealt_with: &Early, early: &mut Early) -> Self {
        let mut seen = self.clone();
        let parts = seen.versions.parts_mut();
        for (part, version) in parts.into_iter().enumerate() {
            let Some(at) = version.changed_at.filter(|at| is_early(*at, now)) else {
                continue;
            };
            seen.is_over[part] = dealt_with[part].is_some_and(|before| at <= before);
            seen.is_early[part] = true;
            early[part] = early[part].max(Some(at));
            version.changed_at = Some(now);
        }
        seen
    }
}

/// Whether a time is too far ahead to be believed. A clock that is obviously behind can't tell.
pub fn is_early(at: Timestamp, now: Timestamp) -> bool {
    /// The beginning of 2025: this program is younger.
    const MIN_PLAUSIBLE_CLOCK: i64 = 1_735_689_600;
    let limit = now.checked_add(MAX_CLOCK_SKEW).unwrap_or(Timestamp::MAX);
    now.as_second() >= MIN_PLAUSIBLE_CLOCK && at > limit
}

impl History {
    /// Adds a version, unless it is known with all it says about where it came from.
    pub fn add(&mut self, seen: Seen) {
        let is_known = self.all.iter().any(|known| {
            known.versions == seen.versions && (seen.from.is_empty() || seen.from == known.from)
        });
        if is_known {
            return;
        }
        let number = seen.place.map(|place| place.file);
        let is_of_file = |seen: &&Seen| seen.place.map(|place| place.file) == number;
        if self.all.iter().rev().take_while(is_of_file).count() >= MAX_VERSIONS_PER_FILE {
            self.all.remove(self.all.len() - MAX_VERSIONS_PER_FILE);
        }
        self.all.push(seen);
    }

    /// The same with no time from the future, as [`Seen::believed`] has it.
    pub fn believed(&self, now: Timestamp, dealt_with: &Early, early: &mut Early) -> Self {
        let all = self.all.iter();
        Self {
            all: all
                .map(|seen| seen.believed(now, dealt_with, early))
                .collect(),
        }
    }

    /// What all versions together say; none if there is none.
    ///
    /// Words that were made from others follow these, whatever their times are. Where neither or both say so, the
    /// later time decides. Of the other parts the later version is the newest.
    pub fn resolved(&self) -> Option<Resolved<'_>> {
        let all = self.words();
        let made_from = self.made_from();
        let before: BTreeMap<u128, Vec<u128>> = all
            .iter()
            .map(|seen| words(seen).digest)
            .map(|digest| (digest, ancestors(digest, &made_from)))
            .collect();
        let is_before =
            |one: &PartVersion, other: &PartVersion| before[&other.digest].contains(&one.digest);
        let follows = |later: &&Seen, seen: &Seen| {
            let (later, seen) = (words(later), words(seen));
            let is_draft_again = seen.is_finished() && !later.is_finished();
            is_before(seen, later) && !is_before(later, seen) && !is_draft_again
        };
        let last: Vec<&Seen> = all
            .iter()
            .filter(|seen| !all.iter().any(|later| follows(later, seen)))
            .copied()
            .collect();
        let newest = *last.iter().max_by_key(|seen| words(seen))?;
        let overtaken = last.iter().filter(|seen| {
            words(seen).digest != words(newest).digest && !is_before(words(seen), words(newest))
        });
        let mut versions = newest.versions;
        let parts = versions.parts_mut();
        for (part, version) in parts
            .into_iter()
            .enumerate()
            .filter(|(part, _)| *part != CONTENT)
        {
            *version = self.newest(part)?;
        }
        Some(Resolved {
            versions,
            words: newest,
            overtaken: overtaken.copied().collect(),
            before: before[&words(newest).digest].clone(),
        })
    }

    /// One that has this version of that part.
    pub fn with(&self, part: usize, version: &PartVersion) -> Option<&Seen> {
        self.all
            .iter()
            .find(|seen| seen.versions.parts()[part] == *version)
    }

    /// What words of that digest came from, to be written down with them: the nearest first, and, if everything
    /// that is known was `settled`, all others.
    pub fn ancestors(&self, digest: u128, settled: bool) -> Vec<u128> {
        let mut found = ancestors(digest, &self.made_from());
        let others = self.all.iter().map(|seen| words(seen).digest);
        for other in others.filter(|_| settled) {
            if !found.contains(&other) {
                found.push(other);
            }
        }
        found.retain(|other| *other != digest);
        found.truncate(MAX_ANCESTORS);
        found
    }

    /// The latest version of that part; of those that take part if there are any.
    fn newest(&self, part: usize) -> Option<PartVersion> {
        let of = |seen: &Seen| seen.versions.parts()[part];
        let alive = self.all.iter().filter(|seen| !seen.is_over[part]).map(of);
        alive.max().or_else(|| self.all.iter().map(of).max())
    }

    /// One of each words, with the latest time they are known with.
    fn words(&self) -> Vec<&Seen> {
        let mut all: BTreeMap<u128, &Seen> = BTreeMap::new();
        let has_alive = self.all.iter().any(|seen| !seen.is_over[CONTENT]);
        for seen in &self.all {
            if has_alive && seen.is_over[CONTENT] {
                continue;
            }
            let known = all.entry(words(seen).digest).or_insert(seen);
            if words(known) < words(seen) {
                *known = seen;
            }
        }
        all.into_values().collect()
    }

    /// For each words those they were made from.
    fn made_from(&self) -> BTreeMap<u128, Vec<u128>> {
        let mut made_from: BTreeMap<u128, Vec<u128>> = BTreeMap::new();
        for seen in self.all.iter().filter(|seen| !seen.from.is_empty()) {
            let from = made_from.entry(words(seen).digest).or_default();
            from.extend(&seen.from);
        }
        made_from
    }
}

impl Resolved<'_> {
    /// Those that have words the newest came from, one of each.
    pub fn way_to_newest<'a>(&'a self, history: &'a History) -> Vec<&'a Seen> {
        let of = |digest: &u128| {
            let mut all = history.all.iter();
            all.find(|seen| words(seen).digest == *digest)
        };
        std::iter::once(self.words)
            .chain(self.before.iter().filter_map(of))
            .collect()
    }
}

const fn words(seen: &Seen) -> &PartVersion {
    &seen.versions.content
}

/// All words that those of that digest came from, near and far, the nearest first.
fn ancestors(digest: u128, made_from: &BTreeMap<u128, Vec<u128>>) -> Vec<u128> {
    let (mut found, mut known) = (Vec::new(), BTreeSet::new());
    let mut next = std::collections::VecDeque::from([digest]);
    while let Some(digest) = next.pop_front() {
        for from in made_from.get(&digest).into_iter().flatten() {
            if known.insert(*from) {
                found.push(*from);
                next.push_back(*from);
            }
        }
    }
    found
}
