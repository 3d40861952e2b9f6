//! The versions of the parts of a record, their order, and the merge of two records: the later version wins, part by part.
//!
//! An import merges records. Sync orders more than two versions (`storage::sync::versions`) by the same order.

use std::ops::{Index, IndexMut};

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{Record, digest, json};
use crate::domain::entry::{AnsweredStep, EntryId, EntryState, civil_time};

/// A part of a record that changes independently of the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RecordPart {
    /// The answers and everything else that a session writes.
    Content,
    /// Whether the entry is in the trash.
    Trash,
    FollowUp,
    Postponed,
    /// Whether the reframe is kept as a card.
    Card,
}

/// A value for each [`RecordPart`]. It is an array in JSON.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(
    from = "[T; 5]",
    into = "[T; 5]",
    bound(serialize = "T: Clone + Serialize")
)]
pub(crate) struct PerPart<T> {
    pub(crate) content: T,
    pub(crate) trash: T,
    pub(crate) follow_up: T,
    pub(crate) postponed: T,
    pub(crate) card: T,
}

/// The version of each part. The greater of two versions is the newer one.
pub(crate) type PartVersions = PerPart<PartVersion>;

/// The version of one part. All computers order versions alike: a finished exercise after any draft of it, then by time,
/// then by digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct PartVersion {
    is_finished: bool,
    pub(crate) changed_at: Option<Timestamp>,
    pub(crate) digest: u128,
}

impl RecordPart {
    pub(crate) const ALL: [Self; 5] = [
        Self::Content,
        Self::Trash,
        Self::FollowUp,
        Self::Postponed,
        Self::Card,
    ];
}

impl<T> From<[T; 5]> for PerPart<T> {
    fn from([content, trash, follow_up, postponed, card]: [T; 5]) -> Self {
        Self {
            content,
            trash,
            follow_up,
            postponed,
            card,
        }
    }
}

impl<T> From<PerPart<T>> for [T; 5] {
    fn from(all: PerPart<T>) -> Self {
        [
            all.content,
            all.trash,
            all.follow_up,
            all.postponed,
            all.card,
        ]
    }
}

impl<T> Index<RecordPart> for PerPart<T> {
    type Output = T;

    fn index(&self, part: RecordPart) -> &T {
        match part {
            RecordPart::Content => &self.content,
            RecordPart::Trash => &self.trash,
            RecordPart::FollowUp => &self.follow_up,
            RecordPart::Postponed => &self.postponed,
            RecordPart::Card => &self.card,
        }
    }
}

impl<T> IndexMut<RecordPart> for PerPart<T> {
    fn index_mut(&mut self, part: RecordPart) -> &mut T {
        match part {
            RecordPart::Content => &mut self.content,
            RecordPart::Trash => &mut self.trash,
            RecordPart::FollowUp => &mut self.follow_up,
            RecordPart::Postponed => &mut self.postponed,
            RecordPart::Card => &mut self.card,
        }
    }
}

impl PartVersion {
    pub(crate) const fn is_finished(&self) -> bool {
        self.is_finished
    }
}

impl PartVersions {
    /// The newer version of each part.
    #[must_use]
    pub(crate) fn newest(&self, other: &Self) -> Self {
        let mut newest = *self;
        for part in RecordPart::ALL {
            newest[part] = newest[part].max(other[part]);
        }
        newest
    }
}

impl Record {
    pub(crate) fn versions(&self) -> PartVersions {
        let unfinished = |changed_at, digest| PartVersion {
            is_finished: false,
            changed_at,
            digest,
        };
        PartVersions {
            content: PartVersion {
                is_finished: self.is_finished,
                changed_at: Some(self.edited_at),
                digest: digest::content_digest(self),
            },
            // Not `trashed_at`: each computer counts the days in the trash for itself.
            trash: unfinished(
                self.trash_changed_at,
                digest::json_digest(&self.is_trashed()),
            ),
            follow_up: unfinished(
                self.follow_up_changed_at,
                digest::json_digest(&json::follow_up_json(self, 0)),
            ),
            postponed: unfinished(
                self.postpone_changed_at,
                digest::json_digest(&json::postponed_json(self)),
            ),
            card: unfinished(self.card_changed_at, digest::json_digest(&self.is_card)),
        }
    }

    /// Copies each part of which `other`, another version of the entry, is newer. True if there was one.
    ///
    /// The result depends neither on the order of merges nor on their number.
    pub(crate) fn merge(&mut self, other: &Self) -> bool {
        let (ours, theirs) = (self.versions(), other.versions());
        for part in RecordPart::ALL {
            if ours[part] < theirs[part] {
                self.copy_part(part, other);
            }
        }
        self.versions() != ours
    }

    /// Copies one part of `other`.
    pub(crate) fn copy_part(&mut self, part: RecordPart, other: &Self) {
        let mut is_trashed = self.is_trashed();
        match part {
            RecordPart::Content => {
                self.entry = other.entry.clone();
                (self.is_finished, self.edited_at) = (other.is_finished, other.edited_at);
            }
            RecordPart::Trash => {
                is_trashed = other.is_trashed();
                (self.trashed_at, self.trash_changed_at) =
                    (other.trashed_at, other.trash_changed_at);
            }
            RecordPart::FollowUp => {
                self.follow_up.clone_from(&other.follow_up);
                self.follow_up_changed_at = other.follow_up_changed_at;
            }
            RecordPart::Postponed => {
                self.postponed.clone_from(&other.postponed);
                self.postpone_changed_at = other.postpone_changed_at;
            }
            RecordPart::Card => {
                (self.is_card, self.card_changed_at) = (other.is_card, other.card_changed_at);
            }
        }
        self.entry.state = match (is_trashed, self.is_finished) {
            (true, _) => EntryState::Trashed,
            (false, true) => EntryState::Done,
            (false, false) => EntryState::Draft,
        };
    }

    /// Sets when one part was last changed.
    pub(crate) const fn set_changed_at(&mut self, part: RecordPart, at: Timestamp) {
        match part {
            RecordPart::Content => self.edited_at = at,
            RecordPart::Trash => self.trash_changed_at = Some(at),
            RecordPart::FollowUp => self.follow_up_changed_at = Some(at),
            RecordPart::Postponed => self.postpone_changed_at = Some(at),
            RecordPart::Card => self.card_changed_at = Some(at),
        }
    }

    /// Replaces times of changes that are in the future by `now`, because these would win over every change until then.
    /// A part that equals the one in `ours`, the versions in this journal, gets its time there.
    pub(crate) fn clamp_future_changes(&mut self, now: Timestamp, ours: Option<&PartVersions>) {
        for part in RecordPart::ALL {
            if self.versions()[part].changed_at.is_none_or(|at| at <= now) {
                continue;
            }
            let known = ours
                .and_then(|ours| ours[part].changed_at)
                .filter(|at| *at <= now);
            self.set_changed_at(part, known.unwrap_or(now));
            if ours.is_none_or(|ours| self.versions()[part] != ours[part]) {
                self.set_changed_at(part, now);
            }
        }
        self.trashed_at = self.trashed_at.map(|trashed| trashed.min(now));
    }

    /// Sets dates that are more than a year after the last change to that change. True if there was one.
    ///
    /// An entry that started in 2099 would be above all others in the history. An imported diary may have days to come.
    /// The result depends on the record alone, so it is the same on every computer.
    pub(crate) fn clamp_far_future_dates(&mut self) -> bool {
        const YEAR: SignedDuration = SignedDuration::from_hours(366 * 24);
        let edited_at = self.edited_at;
        let follow_up_changed_at = self.follow_up_changed_at.unwrap_or(edited_at);
        let entry = &mut self.entry;
        let follow_up = self.follow_up.as_mut();
        let times = [
            (Some(&mut entry.started_at), edited_at),
            (entry.finished_at.as_mut(), edited_at),
            (
                follow_up.and_then(|follow_up| follow_up.resolved_at.as_mut()),
                follow_up_changed_at,
            ),
        ];
        let mut is_changed = false;
        for (time, changed_at) in times {
            let last = changed_at.checked_add(YEAR).unwrap_or(Timestamp::MAX);
            if let Some(time) = time.filter(|time| **time > last) {
                *time = changed_at;
                is_changed = true;
            }
        }
        let day = civil_time(entry.started_at, entry.utc_offset).date();
        if entry.day > day.checked_add(YEAR).unwrap_or(Date::MAX) {
            entry.day = day;
            is_changed = true;
        }
        is_changed
    }

    /// Whether `other` has all text of this record.
    pub(crate) fn is_contained_in(&self, other: &Self) -> bool {
        let answers = &other.entry.answers;
        let has_answer = |ours: &AnsweredStep| {
            answers
                .iter()
                .any(|theirs| theirs.step == ours.step && theirs.answer == ours.answer)
        };
        let draft = self.entry.draft_position.as_ref();
        let pending_text = draft.map_or("", |draft| &draft.pending_text);
        let has_pending_text = || {
            let texts = answers.iter().map(|theirs| theirs.answer.to_text());
            let pending = other.entry.draft_position.iter();
            texts
                .chain(pending.map(|draft| draft.pending_text.clone()))
                .any(|text| text.contains(pending_text))
        };
        self.entry.answers.iter().all(has_answer)
            && (pending_text.trim().is_empty() || has_pending_text())
    }

    /// A new entry with the content of this record, which a newer version has replaced. Its id is the digest of the
    /// content, so it is the same on every computer.
    #[must_use]
    pub(crate) fn to_conflict_copy(&self) -> Self {
        let mut copy = Self {
            trashed_at: None,
            trash_changed_at: None,
            follow_up: None,
            follow_up_changed_at: None,
            postponed: None,
            postpone_changed_at: None,
            is_card: false,
            card_changed_at: None,
            revision: 1,
            ..self.clone()
        };
        copy.entry.id = EntryId::from_digest(self.versions().content.digest);
        copy.entry.state = if self.is_finished {
            EntryState::Done
        } else {
            EntryState::Draft
        };
        copy
    }
}
