//! Forged files: b-trees with cycles, pointers outside the file, endless rows.

use super::*;

/// Salvages a changed journal into a good one, which stays intact.
fn salvage_forged(change: impl FnOnce(&mut Vec<u8>)) -> Salvaged {
    let mut forged = RecoveryFixture::closed_journal(&sample_entries()[..20]);
    change(&mut forged);
    let home = RecoveryFixture::new();
    home.write_journal(&forged);
    let mine = finished_entry("mine").with_thought("明日 👩🏽‍🚒");
    let mut good = Journal::in_memory().unwrap();
    good.save(&mine).unwrap();
    let salvaged = recovery::salvage(&home.paths.journal_file, &mut good).unwrap();
    assert_intact(&good);
    assert_stored(&good, &mine);
    salvaged
}

/// The byte range of a page, counted from 1.
fn page_range(number: usize) -> std::ops::Range<usize> {
    (number - 1) * PAGE_BYTES..number * PAGE_BYTES
}

/// An interior page with these children.
fn interior_page(children: &[u32]) -> Vec<u8> {
    let mut page = vec![0; PAGE_BYTES];
    let (last, others) = children.split_last().expect("a child");
    let count = u16::try_from(others.len()).expect("a few");
    page[0] = 5;
    page[3..5].copy_from_slice(&count.to_be_bytes());
    page[8..12].copy_from_slice(&last.to_be_bytes());
    let mut content = PAGE_BYTES;
    for (place, child) in others.iter().enumerate() {
        content -= 5;
        page[content..content + 4].copy_from_slice(&child.to_be_bytes());
        page[content + 4] = 1;
        let pointer = u16::try_from(content).expect("on the page").to_be_bytes();
        page[12 + 2 * place..14 + 2 * place].copy_from_slice(&pointer);
    }
    page[5..7].copy_from_slice(&u16::try_from(content).expect("on the page").to_be_bytes());
    page
}

#[test]
fn a_cyclic_or_out_of_range_child_pointer_is_ignored() {
    for children in [
        &[2][..],
        &[2, 6, 2, 6],
        &[0, u32::MAX, 4_000_000],
        &[7, 6, 8, 6, 2],
    ] {
        let salvaged = salvage_forged(|forged| {
            forged[page_range(2)].copy_from_slice(&interior_page(children));
        });
        // The leaf pages are found without it.
        assert_eq!((salvaged.whole, salvaged.lost), (20, 0), "{children:?}");
    }
}

#[test]
fn a_cyclic_freelist_is_ignored() {
    let [first, endless] = [9_u32, u32::MAX].map(u32::to_be_bytes);
    let salvaged = salvage_forged(|forged| {
        forged[32..36].copy_from_slice(&first);
        forged[page_range(9)][..4].copy_from_slice(&first);
        forged[page_range(9)][4..8].copy_from_slice(&endless);
    });
    assert_eq!((salvaged.whole, salvaged.lost), (20, 0));
}

#[test]
fn endless_or_identical_rows_are_ignored() {
    // A page on which 1,500 cells have the same offset: a row of 16 MiB that overflows to this page itself.
    let mut endless = vec![0x41; PAGE_BYTES];
    let (pointer, row) = (
        3500_u16,
        [0x87, 0xff, 0xff, 0x7f, 0x01, 0x05, 0x25, 0x86, 0xff],
    );
    endless[0] = 13;
    endless[1..3].fill(0);
    endless[3..5].copy_from_slice(&1500_u16.to_be_bytes());
    endless[5..7].copy_from_slice(&pointer.to_be_bytes());
    for cell in 0..1500 {
        endless[8 + 2 * cell..10 + 2 * cell].copy_from_slice(&pointer.to_be_bytes());
    }
    endless[3500..3509].copy_from_slice(&row);
    endless[PAGE_BYTES - 4..].copy_from_slice(&2_u32.to_be_bytes());
    for table in [2, 6, 8] {
        let salvaged = salvage_forged(|forged| forged[page_range(table)].copy_from_slice(&endless));
        assert_eq!(salvaged.whole, if table == 8 { 20 } else { salvaged.whole });
    }
}

#[test]
fn a_sparse_journal_is_read_to_a_limit() {
    let home = RecoveryFixture::new();
    home.write_journal(&RecoveryFixture::closed_journal(&sample_entries()[..20]));
    let file = fs::OpenOptions::new()
        .write(true)
        .open(&home.paths.journal_file)
        .unwrap();
    // A sparse file of a terabyte.
    file.set_len(1 << if scale_iterations(1) > 1 { 40 } else { 27 })
        .unwrap();
    home.assert_wrong_length();
    let mut good = Journal::in_memory().unwrap();
    let salvaged = recovery::salvage(&home.paths.journal_file, &mut good).unwrap();
    assert_eq!((salvaged.whole, salvaged.lost), (20, 0));
}

impl RecoveryFixture {
    fn assert_wrong_length(&self) {
        let error = Journal::open(&self.paths.journal_file).unwrap_err();
        assert!(matches!(error, JournalError::Damaged { .. }), "{error:?}");
    }
}
