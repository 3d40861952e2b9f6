//! The known versions of an entry, their ancestry, and which of them is the newest.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};

use super::log::{FutureTimes, LineLocation, MAX_ANCESTORS};
use crate::domain::record::{PartVersion, PartVersions, PerPart, RecordPart};

/// The most versions of an entry that are read from one file, which normally has one.
const MAX_VERSIONS_PER_FILE: usize = 8;

/// How far a time may be ahead: clocks differ, and some are set to the wrong time zone.
const MAX_CLOCK_SKEW: SignedDuration = SignedDuration::from_hours(24);

/// One version of an entry.
#[derive(Clone, Debug)]
pub(crate) struct KnownVersion {
    pub(crate) versions: PartVersions,
    /// Digests of the texts that it was edited from.
    pub(crate) ancestors: Vec<u128>,
    /// Its line in the folder; none for the version of this journal.
    pub(crate) location: Option<LineLocation>,
    /// Which parts have a time from the future that an earlier sync handled. These don't compete any more.
    is_settled: PerPart<bool>,
}

/// All known versions of one entry.
#[derive(Clone, Debug, Default)]
pub(crate) struct EntryVersions {
    versions: Vec<KnownVersion>,
}

/// The result of merging all versions of an entry.
#[derive(Debug)]
pub(crate) struct Resolution<'a> {
    /// The newest version of each part.
    pub(crate) versions: PartVersions,
    /// A version with the newest text.
    pub(crate) newest_text: &'a KnownVersion,
    /// Versions with texts that aren't the newest, and that the newest one doesn't descend from.
    pub(crate) superseded: Vec<&'a KnownVersion>,
    /// Digests of all texts that the newest one descends from.
    ancestors: Vec<u128>,
}

impl KnownVersion {
    pub(crate) fn new(
        versions: PartVersions,
        ancestors: Vec<u128>,
        location: Option<LineLocation>,
    ) -> Self {
        Self {
            versions,
            ancestors,
            location,
            is_settled: PerPart::default(),
        }
    }

    /// Replaces times from the future by `now`, and adds them to `future_times`.
    ///
    /// `handled` has the latest future time of each part that an earlier sync handled. Without it, a superseded version
    /// would be the newest again in every sync.
    fn clamp_future_times(
        &self,
        now: Timestamp,
        handled: &FutureTimes,
        future_times: &mut FutureTimes,
    ) -> Self {
        let mut clamped = self.clone();
        for part in RecordPart::ALL {
            let version = &mut clamped.versions[part];
            let Some(at) = version.changed_at.filter(|at| is_future(*at, now)) else {
                continue;
            };
            clamped.is_settled[part] = handled[part].is_some_and(|before| at <= before);
            future_times[part] = future_times[part].max(Some(at));
            version.changed_at = Some(now);
        }
        clamped
    }
}

/// Whether a time is too far ahead of `now`; never if the clock itself is obviously behind.
pub(crate) fn is_future(at: Timestamp, now: Timestamp) -> bool {
    /// 2025-01-01, before the first release.
    const MIN_PLAUSIBLE_CLOCK: i64 = 1_735_689_600;
    let limit = now.checked_add(MAX_CLOCK_SKEW).unwrap_or(Timestamp::MAX);
    now.as_second() >= MIN_PLAUSIBLE_CLOCK && at > limit
}

impl EntryVersions {
    /// Adds a version, unless it is known with the same ancestors.
    pub(crate) fn add(&mut self, version: KnownVersion) {
        let is_known = self.versions.iter().any(|known| {
            known.versions == version.versions
                && (version.ancestors.is_empty() || version.ancestors == known.ancestors)
        });
        if is_known {
            return;
        }
        let number = version.location.map(|location| location.file);
        let is_of_file =
            |version: &&KnownVersion| version.location.map(|location| location.file) == number;
        if self.versions.iter().rev().take_while(is_of_file).count() >= MAX_VERSIONS_PER_FILE {
            self.versions
                .remove(self.versions.len() - MAX_VERSIONS_PER_FILE);
        }
        self.versions.push(version);
    }

    /// Applies [`KnownVersion::clamp_future_times`] to all versions.
    pub(crate) fn clamp_future_times(
        &self,
        now: Timestamp,
        handled: &FutureTimes,
        future_times: &mut FutureTimes,
    ) -> Self {
        let all = self.versions.iter();
        Self {
            versions: all
                .map(|version| version.clamp_future_times(now, handled, future_times))
                .collect(),
        }
    }

    /// Merges all versions; none if there is no version.
    ///
    /// A text supersedes its ancestors, whatever their times are. If neither text is an ancestor of the other, or both are, the
    /// order of [`PartVersion`] decides: finished before draft, then the later time, then the digest. For the other parts, the later version wins.
    pub(crate) fn resolve(&self) -> Option<Resolution<'_>> {
        let all = self.distinct_texts();
        let ancestry = self.ancestry();
        let before: BTreeMap<u128, Vec<u128>> = all
            .iter()
            .map(|version| text_version(version).digest)
            .map(|digest| (digest, collect_ancestors(digest, &ancestry)))
            .collect();
        let is_before =
            |one: &PartVersion, other: &PartVersion| before[&other.digest].contains(&one.digest);
        let follows = |later: &&KnownVersion, version: &KnownVersion| {
            let (later, version) = (text_version(later), text_version(version));
            let is_draft_again = version.is_finished() && !later.is_finished();
            is_before(version, later) && !is_before(later, version) && !is_draft_again
        };
        let last: Vec<&KnownVersion> = all
            .iter()
            .filter(|version| !all.iter().any(|later| follows(later, version)))
            .copied()
            .collect();
        let newest = *last.iter().max_by_key(|version| text_version(version))?;
        let superseded = last.iter().filter(|version| {
            text_version(version).digest != text_version(newest).digest
                && !is_before(text_version(version), text_version(newest))
        });
        let mut versions = newest.versions;
        for part in RecordPart::ALL
            .into_iter()
            .filter(|part| *part != RecordPart::Content)
        {
            versions[part] = self.newest_part(part)?;
        }
        Some(Resolution {
            versions,
            newest_text: newest,
            superseded: superseded.copied().collect(),
            ancestors: before[&text_version(newest).digest].clone(),
        })
    }

    /// Finds an entry version that has this version of that part.
    pub(crate) fn find_with_part(
        &self,
        part: RecordPart,
        version: &PartVersion,
    ) -> Option<&KnownVersion> {
        self.versions
            .iter()
            .find(|known| known.versions[part] == *version)
    }

    /// The ancestors to publish with the text of that digest, the nearest first. If the merge is complete
    /// (`is_resolved`), all other known texts count as ancestors too.
    pub(crate) fn ancestors(&self, digest: u128, is_resolved: bool) -> Vec<u128> {
        let mut found = collect_ancestors(digest, &self.ancestry());
        let others = self
            .versions
            .iter()
            .map(|version| text_version(version).digest);
        for other in others.filter(|_| is_resolved) {
            if !found.contains(&other) {
                found.push(other);
            }
        }
        found.retain(|other| *other != digest);
        found.truncate(MAX_ANCESTORS);
        found
    }

    /// The latest version of a part, preferably among those that still compete.
    fn newest_part(&self, part: RecordPart) -> Option<PartVersion> {
        let of = |version: &KnownVersion| version.versions[part];
        let competing = self
            .versions
            .iter()
            .filter(|version| !version.is_settled[part])
            .map(of);
        competing
            .max()
            .or_else(|| self.versions.iter().map(of).max())
    }

    /// One version of each text, the latest one.
    fn distinct_texts(&self) -> Vec<&KnownVersion> {
        let mut all: BTreeMap<u128, &KnownVersion> = BTreeMap::new();
        let has_competing = self
            .versions
            .iter()
            .any(|version| !version.is_settled.content);
        for version in &self.versions {
            if has_competing && version.is_settled.content {
                continue;
            }
            let known = all.entry(text_version(version).digest).or_insert(version);
            if text_version(known) < text_version(version) {
                *known = version;
            }
        }
        all.into_values().collect()
    }

    /// The direct ancestors of each text.
    fn ancestry(&self) -> BTreeMap<u128, Vec<u128>> {
        let mut ancestry: BTreeMap<u128, Vec<u128>> = BTreeMap::new();
        for version in self
            .versions
            .iter()
            .filter(|version| !version.ancestors.is_empty())
        {
            let ancestors = ancestry.entry(text_version(version).digest).or_default();
            ancestors.extend(&version.ancestors);
        }
        ancestry
    }
}

impl Resolution<'_> {
    /// The newest version, and one version of each of its ancestors.
    pub(crate) fn lineage_of_newest<'a>(
        &'a self,
        entry_versions: &'a EntryVersions,
    ) -> Vec<&'a KnownVersion> {
        let of = |digest: &u128| {
            let mut all = entry_versions.versions.iter();
            all.find(|version| text_version(version).digest == *digest)
        };
        std::iter::once(self.newest_text)
            .chain(self.ancestors.iter().filter_map(of))
            .collect()
    }
}

const fn text_version(version: &KnownVersion) -> &PartVersion {
    &version.versions.content
}

/// All ancestors of the text with that digest, the nearest first.
fn collect_ancestors(digest: u128, ancestry: &BTreeMap<u128, Vec<u128>>) -> Vec<u128> {
    let (mut found, mut known) = (Vec::new(), BTreeSet::new());
    let mut next = std::collections::VecDeque::from([digest]);
    while let Some(digest) = next.pop_front() {
        for ancestor in ancestry.get(&digest).into_iter().flatten() {
            if known.insert(*ancestor) {
                found.push(*ancestor);
                next.push_back(*ancestor);
            }
        }
    }
    found
}
