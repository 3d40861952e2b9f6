//! Every known version of one entry, and which of them came from which.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};

use super::log::{FutureTimes, LineLocation, MAX_ANCESTORS};
use crate::domain::record::{CONTENT, PartVersion, PartVersions};

/// As many versions of one entry are read from one file, which has one of each.
const MAX_VERSIONS_PER_FILE: usize = 8;

/// How far a time may be ahead: clocks are never quite the same, and some are set without a zone.
const MAX_CLOCK_SKEW: SignedDuration = SignedDuration::from_hours(24);

/// An entry as it was on some computer.
#[derive(Clone, Debug)]
pub struct KnownVersion {
    pub versions: PartVersions,
    /// The words it was made from, by their digests.
    pub ancestors: Vec<u128>,
    /// Where it is; none if it is in the journal here.
    pub location: Option<LineLocation>,
    /// Which parts have a time from the future.
    has_future_time: [bool; 4],
    /// Which of these were dealt with before, so that they take part no more.
    is_settled: [bool; 4],
}

/// All that was seen of one entry.
#[derive(Clone, Debug, Default)]
pub struct EntryVersions {
    versions: Vec<KnownVersion>,
}

/// What all versions of one entry together say.
#[derive(Debug)]
pub struct Resolution<'a> {
    /// The newest version of each part.
    pub versions: PartVersions,
    /// One that has the newest words.
    pub newest_text: &'a KnownVersion,
    /// One of each version whose words are no longer the newest, though nobody who wrote newer ones made them from
    /// these.
    pub superseded: Vec<&'a KnownVersion>,
    /// The words that the newest came from, near and far.
    ancestors: Vec<u128>,
}

impl KnownVersion {
    pub const fn new(versions: PartVersions, from: Vec<u128>, place: Option<LineLocation>) -> Self {
        Self {
            versions,
            ancestors: from,
            location: place,
            has_future_time: [false; 4],
            is_settled: [false; 4],
        }
    }

    /// The same with no time from the future: `now` takes its place.
    ///
    /// `early` has the latest such time of each part that was dealt with, and gets this one. Otherwise a version
    /// that was overtaken would be the newest again with every look at it.
    fn clamp_future_times(
        &self,
        now: Timestamp,
        dealt_with: &FutureTimes,
        early: &mut FutureTimes,
    ) -> Self {
        let mut seen = self.clone();
        let parts = seen.versions.parts_mut();
        for (part, version) in parts.into_iter().enumerate() {
            let Some(at) = version.changed_at.filter(|at| is_future(*at, now)) else {
                continue;
            };
            seen.is_settled[part] = dealt_with[part].is_some_and(|before| at <= before);
            seen.has_future_time[part] = true;
            early[part] = early[part].max(Some(at));
            version.changed_at = Some(now);
        }
        seen
    }
}

/// Whether a time is too far ahead to be believed. A clock that is obviously behind can't tell.
pub fn is_future(at: Timestamp, now: Timestamp) -> bool {
    /// The beginning of 2025: this program is younger.
    const MIN_PLAUSIBLE_CLOCK: i64 = 1_735_689_600;
    let limit = now.checked_add(MAX_CLOCK_SKEW).unwrap_or(Timestamp::MAX);
    now.as_second() >= MIN_PLAUSIBLE_CLOCK && at > limit
}

impl EntryVersions {
    /// Adds a version, unless it is known with all it says about where it came from.
    pub fn add(&mut self, seen: KnownVersion) {
        let is_known = self.versions.iter().any(|known| {
            known.versions == seen.versions
                && (seen.ancestors.is_empty() || seen.ancestors == known.ancestors)
        });
        if is_known {
            return;
        }
        let number = seen.location.map(|place| place.file);
        let is_of_file = |seen: &&KnownVersion| seen.location.map(|place| place.file) == number;
        if self.versions.iter().rev().take_while(is_of_file).count() >= MAX_VERSIONS_PER_FILE {
            self.versions
                .remove(self.versions.len() - MAX_VERSIONS_PER_FILE);
        }
        self.versions.push(seen);
    }

    /// The same with no time from the future, as [`Seen::believed`] has it.
    pub fn clamp_future_times(
        &self,
        now: Timestamp,
        dealt_with: &FutureTimes,
        early: &mut FutureTimes,
    ) -> Self {
        let all = self.versions.iter();
        Self {
            versions: all
                .map(|seen| seen.clamp_future_times(now, dealt_with, early))
                .collect(),
        }
    }

    /// What all versions together say; none if there is none.
    ///
    /// Words that were made from others follow these, whatever their times are. Where neither or both say so, the
    /// later time decides. Of the other parts the later version is the newest.
    pub fn resolve(&self) -> Option<Resolution<'_>> {
        let all = self.distinct_texts();
        let made_from = self.ancestry();
        let before: BTreeMap<u128, Vec<u128>> = all
            .iter()
            .map(|seen| text_version(seen).digest)
            .map(|digest| (digest, collect_ancestors(digest, &made_from)))
            .collect();
        let is_before =
            |one: &PartVersion, other: &PartVersion| before[&other.digest].contains(&one.digest);
        let follows = |later: &&KnownVersion, seen: &KnownVersion| {
            let (later, seen) = (text_version(later), text_version(seen));
            let is_draft_again = seen.is_finished() && !later.is_finished();
            is_before(seen, later) && !is_before(later, seen) && !is_draft_again
        };
        let last: Vec<&KnownVersion> = all
            .iter()
            .filter(|seen| !all.iter().any(|later| follows(later, seen)))
            .copied()
            .collect();
        let newest = *last.iter().max_by_key(|seen| text_version(seen))?;
        let overtaken = last.iter().filter(|seen| {
            text_version(seen).digest != text_version(newest).digest
                && !is_before(text_version(seen), text_version(newest))
        });
        let mut versions = newest.versions;
        let parts = versions.parts_mut();
        for (part, version) in parts
            .into_iter()
            .enumerate()
            .filter(|(part, _)| *part != CONTENT)
        {
            *version = self.newest_part(part)?;
        }
        Some(Resolution {
            versions,
            newest_text: newest,
            superseded: overtaken.copied().collect(),
            ancestors: before[&text_version(newest).digest].clone(),
        })
    }

    /// One that has this version of that part.
    pub fn find_with_part(&self, part: usize, version: &PartVersion) -> Option<&KnownVersion> {
        self.versions
            .iter()
            .find(|seen| seen.versions.parts()[part] == *version)
    }

    /// What words of that digest came from, to be written down with them: the nearest first, and, if everything
    /// that is known was `settled`, all others.
    pub fn ancestors(&self, digest: u128, settled: bool) -> Vec<u128> {
        let mut found = collect_ancestors(digest, &self.ancestry());
        let others = self.versions.iter().map(|seen| text_version(seen).digest);
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
    fn newest_part(&self, part: usize) -> Option<PartVersion> {
        let of = |seen: &KnownVersion| seen.versions.parts()[part];
        let alive = self
            .versions
            .iter()
            .filter(|seen| !seen.is_settled[part])
            .map(of);
        alive.max().or_else(|| self.versions.iter().map(of).max())
    }

    /// One of each words, with the latest time they are known with.
    fn distinct_texts(&self) -> Vec<&KnownVersion> {
        let mut all: BTreeMap<u128, &KnownVersion> = BTreeMap::new();
        let has_alive = self.versions.iter().any(|seen| !seen.is_settled[CONTENT]);
        for seen in &self.versions {
            if has_alive && seen.is_settled[CONTENT] {
                continue;
            }
            let known = all.entry(text_version(seen).digest).or_insert(seen);
            if text_version(known) < text_version(seen) {
                *known = seen;
            }
        }
        all.into_values().collect()
    }

    /// For each words those they were made from.
    fn ancestry(&self) -> BTreeMap<u128, Vec<u128>> {
        let mut made_from: BTreeMap<u128, Vec<u128>> = BTreeMap::new();
        for seen in self
            .versions
            .iter()
            .filter(|seen| !seen.ancestors.is_empty())
        {
            let from = made_from.entry(text_version(seen).digest).or_default();
            from.extend(&seen.ancestors);
        }
        made_from
    }
}

impl Resolution<'_> {
    /// Those that have words the newest came from, one of each.
    pub fn lineage_of_newest<'a>(&'a self, history: &'a EntryVersions) -> Vec<&'a KnownVersion> {
        let of = |digest: &u128| {
            let mut all = history.versions.iter();
            all.find(|seen| text_version(seen).digest == *digest)
        };
        std::iter::once(self.newest_text)
            .chain(self.ancestors.iter().filter_map(of))
            .collect()
    }
}

const fn text_version(seen: &KnownVersion) -> &PartVersion {
    &seen.versions.content
}

/// All words that those of that digest came from, near and far, the nearest first.
fn collect_ancestors(digest: u128, made_from: &BTreeMap<u128, Vec<u128>>) -> Vec<u128> {
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
