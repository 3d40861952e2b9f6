//! Every known version of one entry, and which of them came from which.

use std::collections::{BTreeMap, BTreeSet};

use super::lines::Place;
use crate::whole::{Version, Versions, Whole};

/// An entry as it was on some machine.
#[derive(Clone, Debug)]
pub struct Seen {
    pub versions: Versions,
    /// The words it was made from, by their digest.
    pub from: Option<u128>,
    /// Where it stands; none if it stands in the journal here.
    pub place: Option<Place>,
}

/// All that was seen of one entry.
#[derive(Clone, Debug, Default)]
pub struct History {
    all: Vec<Seen>,
}

impl Seen {
    /// The entry as it is here, made from what was written down last.
    pub fn here(whole: &Whole, from: Option<&Versions>) -> Self {
        let versions = whole.versions();
        let from = from.map(|from| from.words.digest);
        Self {
            versions,
            from: from.filter(|from| *from != versions.words.digest),
            place: None,
        }
    }
}

impl History {
    /// Adds a version, unless it is known with all it says about where it came from.
    pub fn add(&mut self, seen: Seen) {
        let is_known = self.all.iter().any(|known| {
            let says_as_much = seen.from.is_none() || seen.from == known.from;
            known.versions == seen.versions && says_as_much
        });
        if !is_known {
            self.all.push(seen);
        }
    }

    /// The words that those of that digest were made from.
    pub fn from(&self, digest: u128) -> Option<u128> {
        let same = |seen: &&Seen| seen.versions.words.digest == digest;
        self.all.iter().filter(same).find_map(|seen| seen.from)
    }

    /// The newest version of each part.
    pub fn newest(&self) -> Option<Versions> {
        let all = self.all.iter().map(|seen| seen.versions);
        all.reduce(|one, other| one.newest(&other))
    }

    /// Those with the newest words first.
    pub fn newest_first(&self) -> Vec<&Seen> {
        let mut all: Vec<_> = self.all.iter().collect();
        all.sort_by_key(|seen| std::cmp::Reverse(seen.versions.words));
        all
    }

    /// One of each version whose words are no longer the newest, though nobody who wrote newer ones made them
    /// from these.
    pub fn overtaken(&self) -> Vec<&Seen> {
        let words: BTreeMap<Version, &Seen> = self
            .all
            .iter()
            .map(|seen| (seen.versions.words, seen))
            .collect();
        let Some((newest, _)) = words.last_key_value() else {
            return Vec::new();
        };
        if words.len() == 1 {
            return Vec::new();
        }
        let followed: BTreeSet<_> = words
            .keys()
            .flat_map(|version| self.before(version.digest))
            .collect();
        let is_end = |version: &Version| !followed.contains(&version.digest) && version != newest;
        words
            .iter()
            .filter(|(version, _)| is_end(version))
            .map(|(_, seen)| *seen)
            .collect()
    }

    /// The newest words, and those they came from, one of each.
    pub fn way_to_newest(&self) -> Vec<&Seen> {
        let Some(newest) = self.all.iter().max_by_key(|seen| seen.versions.words) else {
            return Vec::new();
        };
        let before = self.before(newest.versions.words.digest);
        let stands = |digest: &u128| {
            let mut all = self.all.iter();
            all.find(|seen| seen.versions.words.digest == *digest)
        };
        std::iter::once(newest)
            .chain(before.iter().filter_map(stands))
            .collect()
    }

    /// All words that those of that digest came from, near and far.
    fn before(&self, digest: u128) -> BTreeSet<u128> {
        let mut found = BTreeSet::new();
        let mut next = vec![digest];
        while let Some(digest) = next.pop() {
            let same = |seen: &&Seen| seen.versions.words.digest == digest;
            let from = self.all.iter().filter(same).filter_map(|seen| seen.from);
            next.extend(from.filter(|from| found.insert(*from)));
        }
        found
    }
}
