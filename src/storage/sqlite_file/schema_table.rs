//! Reads `sqlite_schema`, the table of all tables and indexes, and checks their root pages.

use std::collections::HashSet;

use super::btree::BTree;
use super::pager::Pager;

/// One row of `sqlite_schema`: a table, an index, a trigger or a view.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct SchemaObject {
    pub(crate) kind: String,
    pub(crate) name: String,
    pub(crate) table: String,
    pub(crate) sql: String,
    /// The root page; 0 where it has none.
    pub(crate) root_page: u32,
}

/// The number of objects that are read. No version of the journal has as many.
pub(crate) const MAX_OBJECTS: usize = 200;

/// Reads the objects of the file, as far as they are readable.
pub(crate) fn read_schema_objects(pages: &Pager) -> Vec<SchemaObject> {
    let schema = BTree::traverse(pages, 1, false);
    let mut objects = Vec::new();
    for node in schema
        .pages
        .iter()
        .filter_map(|&page| pages.btree_page(page))
    {
        for record in node
            .cells()
            .flatten()
            .filter_map(|cell| pages.record(&cell))
        {
            let text = |column| record.text(column).unwrap_or_default().to_owned();
            let root = record.number(3).and_then(|root| u32::try_from(root).ok());
            objects.push(SchemaObject {
                kind: text(0),
                name: text(1),
                table: text(2),
                sql: text(4),
                root_page: root.unwrap_or(0),
            });
            if objects.len() > MAX_OBJECTS {
                return objects;
            }
        }
    }
    objects
}

/// Whether the b-tree of `sqlite_schema` is complete, with its rows in order.
pub(crate) fn is_schema_intact(pages: &Pager) -> bool {
    let is_broken = BTree::traverse(pages, 1, false).is_broken;
    let mut last = None;
    !is_broken && is_key_order_valid(pages, 1, &mut last)
}

/// Whether the rowids below page `number` increase, and each child holds those up to its key. `BTree::traverse` has
/// excluded cycles before.
fn is_key_order_valid(pages: &Pager, number: u32, last: &mut Option<i64>) -> bool {
    let Some(node) = pages.btree_page(number) else {
        return false;
    };
    let mut children = node.children().into_iter();
    for cell in 0..node.cell_count() {
        let Some(key) = node.rowid(cell) else {
            return false;
        };
        match children.next() {
            Some(child) => {
                let is_below = child.is_some_and(|child| is_key_order_valid(pages, child, last));
                if !is_below || last.is_some_and(|last| last > key) {
                    return false;
                }
            }
            None if last.is_some_and(|last| last >= key) => return false,
            None => {}
        }
        *last = Some(key);
    }
    children.all(|child| child.is_some_and(|child| is_key_order_valid(pages, child, last)))
}

/// Whether every table and index begins on a page of its kind that no other b-tree leads to.
///
/// It reads interior pages only, a few percent of the file: all leaves of a b-tree have the same depth.
pub(crate) fn has_valid_roots(pages: &Pager, objects: &[SchemaObject]) -> bool {
    let has_root = |object: &&SchemaObject| {
        matches!(object.kind.as_str(), "table" | "index")
            && !object.sql.starts_with("CREATE VIRTUAL")
    };
    let mut seen = HashSet::from([1]);
    let mut queue = Vec::new();
    for object in objects.iter().filter(has_root) {
        let sql = object.sql.to_ascii_lowercase();
        let is_index = object.kind == "index" || sql.ends_with("without rowid");
        let node = pages.btree_page(object.root_page);
        let Some(node) = node.filter(|node| node.is_index() == is_index) else {
            return false;
        };
        if !seen.insert(object.root_page) {
            return false;
        }
        queue.push(node);
    }
    while let Some(node) = queue.pop() {
        let children = node.children();
        let read = |child: &Option<u32>| pages.btree_page((*child)?);
        let first = children.first().and_then(read);
        let has_interior_children = first.is_some_and(|first| !first.children().is_empty());
        for child in &children {
            let Some(number) = child.filter(|number| seen.insert(*number)) else {
                return false;
            };
            if has_interior_children {
                let Some(node) = pages.btree_page(number) else {
                    return false;
                };
                queue.push(node);
            }
        }
    }
    true
}
