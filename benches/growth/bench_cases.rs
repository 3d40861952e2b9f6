//! The measurements that are made at each size.

use std::fs;
use std::hint::black_box;
use std::io;
use std::time::{Duration, Instant};

use good_enough::domain::entry::EntryKind;
use good_enough::storage::backup;
use good_enough::storage::cards::CardFilter;
use good_enough::storage::export::Format;
use good_enough::storage::journal::{EntryList, EntrySummary, PageRequest};
use good_enough::storage::search::{CountProgress, Filter, Filters, Query};
use jiff::civil::date;

use crate::growing_journal::GrowingJournal;
use crate::journal_generator::{COMMON_WORD, RARE_PHRASE};
use crate::transfer;

/// The number of rows that the history reads before it draws.
const PAGE_SIZE: u64 = 20;
/// A measurement is repeated for half of this time; one that takes longer is made once.
const MAX_REPEAT_TIME: Duration = Duration::from_secs(1);

pub struct BenchCase {
    pub name: &'static str,
    pub bound: &'static str,
    /// Whether it writes every entry, into a folder of its own.
    pub writes_all: bool,
    pub run: fn(&mut GrowingJournal) -> Duration,
}

const fn read_case(
    what: &'static str,
    bound: &'static str,
    take: fn(&mut GrowingJournal) -> Duration,
) -> BenchCase {
    BenchCase {
        name: what,
        bound,
        writes_all: false,
        run: take,
    }
}

const fn write_all_case(
    what: &'static str,
    bound: &'static str,
    take: fn(&mut GrowingJournal) -> Duration,
) -> BenchCase {
    BenchCase {
        writes_all: true,
        ..read_case(what, bound, take)
    }
}

pub const BENCH_CASES: [BenchCase; 22] = [
    read_case(
        "open the journal",
        "its first page and the schema",
        |site| median(|| drop(black_box(site.open()))),
    ),
    read_case("the newest page", "an index, 20 lines", |site| {
        median(|| drop(black_box(newest(site))))
    }),
    read_case("the page after a line", "an index, 20 lines", |site| {
        let line = newest(site).pop().expect("a line");
        median(|| {
            drop(black_box(page(
                site,
                &Query::default(),
                PageRequest::OlderThan(&line),
            )));
        })
    }),
    read_case("the oldest page", "an index, 20 lines", |site| {
        median(|| {
            drop(black_box(page(
                site,
                &Query::default(),
                PageRequest::Oldest,
            )));
        })
    }),
    read_case(
        "a feeling and an exercise",
        "lines from the newest on, until 20 fit",
        |site| {
            let filters = Filters::from_iter([
                Filter::Feeling("ashamed".to_owned()),
                Filter::Exercise("two-minutes".to_owned()),
            ]);
            let query = Query::new("", filters);
            median(|| drop(black_box(page(site, &query, PageRequest::Newest))))
        },
    ),
    read_case(
        "a word",
        "the pieces of the index of words, then 20 lines",
        |site| time_search(site, "tomorrow"),
    ),
    read_case(
        "a tag",
        "the pieces of the index of words, then 20 lines",
        |site| {
            let query = Query::new("", Filters::from(Filter::Tag("tag7".to_owned())));
            median(|| drop(black_box(page(site, &query, PageRequest::Newest))))
        },
    ),
    read_case(
        "the thirty tags used most, of fifty",
        "a number for each entry that has a tag, in the index",
        |site| {
            median(|| {
                let tags = site.journal.tags(EntryList::Done, 30);
                drop(black_box(tags.expect("a list of tags")));
            })
        },
    ),
    read_case("exercises alone", "20 lines of the index", |site| {
        let query = Query::new("", Filters::from(Filter::Kind(EntryKind::Exercise)));
        median(|| drop(black_box(page(site, &query, PageRequest::Newest))))
    }),
    read_case("entries kept as cards", "20 lines of the index", |site| {
        let query = Query::new("", Filters::from(Filter::Card));
        median(|| drop(black_box(page(site, &query, PageRequest::Newest))))
    }),
    read_case(
        "the ids of all cards, to shuffle",
        "every card, here a tenth of the entries",
        |site| {
            median(|| {
                let cards = site.journal.card_ids(&CardFilter::default());
                drop(black_box(cards.expect("the cards")));
            })
        },
    ),
    read_case("a phrase", "the same; at 100 few lines are found", |site| {
        time_search(site, &format!("\"{RARE_PHRASE}\""))
    }),
    read_case("six words", "the same for each word", |site| {
        time_search(site, "the talk that I have tomorrow")
    }),
    read_case(
        "the first thousand that are found, counted",
        "a thousand lines of the index",
        |site| {
            let query = Query::new(COMMON_WORD, Filters::default());
            median(|| {
                let counted =
                    site.journal
                        .continue_count(&query, &mut CountProgress::default(), 1000);
                counted.expect("a number");
            })
        },
    ),
    read_case("insights", "every finished walk, once", |site| {
        median(|| transfer::compute_all_insights(&site.journal))
    }),
    read_case("export, as JSON", "every entry, once", |site| {
        median(|| transfer::export(&site.journal, Format::Json, &mut io::sink()))
    }),
    read_case("export, as Markdown", "every entry, once", |site| {
        median(|| transfer::export(&site.journal, Format::Markdown, &mut io::sink()))
    }),
    read_case(
        "the backup of a day",
        "every page of the file, once",
        |site| {
            let folder = site.temp_dir();
            median(|| {
                let today = date(2026, 11, 27);
                drop(black_box(backup::create_daily(
                    &site.path(),
                    folder.path(),
                    today,
                    &site.key,
                )));
                fs::remove_dir_all(folder.path()).expect("it can be emptied");
                fs::create_dir(folder.path()).expect("it can be made again");
            })
        },
    ),
    write_all_case(
        "import, into an empty journal",
        "every entry, once",
        |site| {
            let given = transfer::exported_entries(&site.journal);
            median(|| transfer::import(&given, site.temp_dir().path()))
        },
    ),
    write_all_case(
        "sync, into an empty folder and from it into an empty journal",
        "every entry, once",
        |site| {
            median(|| {
                let (folder, home) = (site.temp_dir(), site.temp_dir());
                let mut here = site.open();
                transfer::sync(&mut here, folder.path(), home.path());
            })
        },
    ),
    // Last, because they add entries to the journal.
    read_case(
        "keep an answer",
        "one commit, written through to the disk",
        |site| time_saves(site).0,
    ),
    read_case(
        "keep an answer, the slowest of 300",
        "SQLite takes in its log, or joins pieces of its index",
        |site| time_saves(site).1,
    ),
];

fn newest(growing: &GrowingJournal) -> Vec<EntrySummary> {
    growing
        .journal
        .newest_summaries(EntryList::Done, PAGE_SIZE)
        .expect("a page")
}

fn page(growing: &GrowingJournal, query: &Query, request: PageRequest<'_>) -> Vec<EntrySummary> {
    growing
        .journal
        .search_page(query, request, PAGE_SIZE)
        .expect("a page")
}

fn time_search(growing: &GrowingJournal, text: &str) -> Duration {
    let query = Query::new(text, Filters::default());
    median(|| drop(black_box(page(growing, &query, PageRequest::Newest))))
}

/// The median and the maximum of three hundred saves.
fn time_saves(growing: &mut GrowingJournal) -> (Duration, Duration) {
    let mut times: Vec<_> = (0..300)
        .map(|_| {
            let entry = growing.next_entry();
            let began = now();
            growing.journal.save(&entry).expect("it is saved");
            began.elapsed()
        })
        .collect();
    times.sort_unstable();
    (times[times.len() / 2], times[times.len() - 1])
}

/// The median of at least five times, or the only time if it exceeds the limit.
fn median(mut act: impl FnMut()) -> Duration {
    let (began, mut times) = (now(), Vec::new());
    while times.len() < 1000 && (times.len() < 5 || began.elapsed() < MAX_REPEAT_TIME / 2) {
        let began_act = now();
        act();
        times.push(began_act.elapsed());
        if times[0] > MAX_REPEAT_TIME {
            break;
        }
    }
    times.sort_unstable();
    times[times.len() / 2]
}

#[expect(
    clippy::disallowed_methods,
    reason = "a bench measures how long things take"
)]
fn now() -> Instant {
    Instant::now()
}
