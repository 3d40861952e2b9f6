//! Which pages belong to which table, and which belong to none any more.

use std::collections::HashSet;

use super::btree_page::{BTreePage, PageType};
use super::integers::u32_at;
use super::pager::Pager;

/// The pages of a table or an index, in their order.
#[derive(Debug, Default)]
pub struct BTree {
    /// Those with rows, or with lines of an index.
    pub pages: Vec<u32>,
    /// Whether a part of it is missing, as far as the way to its pages tells.
    pub is_broken: bool,
}

impl BTree {
    /// Follows the tree from its `root`.
    pub fn traverse(pages: &Pager, root: u32, is_index: bool) -> Self {
        let mut seen = HashSet::new();
        let mut tree = Self::default();
        let mut ahead = vec![Some(root)];
        while let Some(next) = ahead.pop() {
            let node = next
                .filter(|number| !seen.contains(number))
                .and_then(|number| BTreePage::read(pages, number));
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

/// The pages that hold nothing any more, though what they once held may still stand there.
///
/// None if the list of them can't be read to its end.
pub fn read_freelist(pages: &Pager) -> Option<HashSet<u32>> {
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
        for place in 0..count {
            let number = u32_at(&page, 8 + 4 * place)?;
            if number == 0 || number > pages.page_count() || !free.insert(number) {
                return None;
            }
        }
        trunk = u32_at(&page, 0)?;
    }
    (free.len() == expected).then_some(free)
}
