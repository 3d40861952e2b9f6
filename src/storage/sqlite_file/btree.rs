//! Traverses b-trees and the freelist.

use std::collections::HashSet;

use super::btree_page::PageType;
use super::integers::u32_at;
use super::pager::Pager;

/// The pages of a table or an index in key order.
#[derive(Debug, Default)]
pub(crate) struct BTree {
    /// Pages with rows or index entries.
    pub(crate) pages: Vec<u32>,
    /// Whether pages are missing.
    pub(crate) is_broken: bool,
}

impl BTree {
    /// Traverses the b-tree from its `root`.
    pub(crate) fn traverse(pages: &Pager, root: u32, is_index: bool) -> Self {
        let mut seen = HashSet::new();
        let mut tree = Self::default();
        let mut ahead = vec![Some(root)];
        while let Some(next) = ahead.pop() {
            let node = next
                .filter(|number| !seen.contains(number))
                .and_then(|number| pages.btree_page(number));
            let Some(node) = node.filter(|node| node.is_index() == is_index) else {
                tree.is_broken = true;
                continue;
            };
            seen.insert(node.number);
            tree.is_broken |= !node.is_intact();
            ahead.extend(node.children().into_iter().rev());
            if node.page_type != PageType::TableInterior {
                tree.pages.push(node.number);
            }
        }
        tree
    }
}

/// The free pages; none if the freelist is damaged. Free pages may still have old content.
pub(crate) fn read_freelist(pages: &Pager) -> Option<HashSet<u32>> {
    let first = pages.get(1)?;
    if !first.starts_with(b"SQLite format 3\0") || pages.is_stale(1) {
        return None;
    }
    let expected = usize::try_from(u32_at(&first, 36)?).ok()?;
    let mut free = HashSet::new();
    let mut trunk = u32_at(&first, 32)?;
    while trunk > 0 {
        let page = pages.get(trunk)?;
        if pages.is_stale(trunk) || !free.insert(trunk) {
            return None;
        }
        let count = usize::try_from(u32_at(&page, 4)?).ok()?;
        for index in 0..count {
            let number = u32_at(&page, 8 + 4 * index)?;
            if number == 0 || number > pages.page_count() || !free.insert(number) {
                return None;
            }
        }
        trunk = u32_at(&page, 0)?;
    }
    (free.len() == expected).then_some(free)
}
