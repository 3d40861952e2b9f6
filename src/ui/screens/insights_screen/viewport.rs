//! The part of the page of sentences that is in view, and its links.

use super::InsightsRow;
use crate::storage::search::Filter;

/// The rows of the page and the part of it in view.
pub(super) struct PageViewport<'a> {
    rows: &'a [InsightsRow],
    /// The indices of the rows with a link.
    pub(super) links: Vec<usize>,
    /// The last row to which the page can be scrolled.
    pub(super) max_scroll: usize,
    /// The rows in view.
    pub(super) page_rows: usize,
}

impl<'a> PageViewport<'a> {
    pub(super) fn new(lines: &'a [InsightsRow], height: usize) -> Self {
        let target = |row: &usize| lines[*row].filter.is_some();
        Self {
            rows: lines,
            links: (0..lines.len()).filter(target).collect(),
            max_scroll: lines.len().saturating_sub(height),
            page_rows: height.max(1),
        }
    }

    /// Whether a link is in view when the page is scrolled to `top`.
    pub(super) fn is_visible(&self, index: usize, top: usize) -> bool {
        let seen = top..top + self.page_rows;
        self.links.get(index).is_some_and(|row| seen.contains(row))
    }

    pub(super) fn first_visible(&self, top: usize) -> Option<usize> {
        (0..self.links.len()).find(|index| self.is_visible(*index, top))
    }

    pub(super) fn last_visible(&self, top: usize) -> Option<usize> {
        (0..self.links.len()).rfind(|index| self.is_visible(*index, top))
    }

    pub(super) fn link_filter(&self, index: usize) -> Option<&'a Filter> {
        self.rows.get(*self.links.get(index)?)?.filter.as_ref()
    }
}
