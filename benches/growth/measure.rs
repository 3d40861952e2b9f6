//! What is measured at each size.

use std::fs;
use std::hint::black_box;
use std::io;
use std::time::{Duration, Instant};

use good_enough::export::Format;
use good_enough::journal::search::{CountProgress, Filters, Query};
use good_enough::journal::{EntryList, EntrySummary, Journal, PageRequest, backup};
use jiff::civil::date;

use crate::big::{EVERYWHERE, PHRASE};
use crate::carry;
use crate::site::Site;

/// As many lines as the history reads before it draws.
const PAGE: u64 = 20;
/// A measure is taken again until so much time has passed.
const ENOUGH: Duration = Duration::from_secs(1);

pub struct Measure {
    pub what: &'static str,
    pub bound: &'static str,
    /// Whether it writes every entry, into a place of its own.
    pub writes_all: bool,
    pub take: fn(&mut Site) -> Duration,
}

const fn measure(
    what: &'static str,
    bound: &'static str,
    take: fn(&mut Site) -> Duration,
) -> Measure {
    Measure {
        what,
        bound,
        writes_all: false,
        take,
    }
}

const fn carried(
    what: &'static str,
    bound: &'static str,
    take: fn(&mut Site) -> Duration,
) -> Measure {
    Measure {
        writes_all: true,
        ..measure(what, bound, take)
    }
}

pub const MEASURES: [Measure; 17] = [
    measure(
        "open the journal",
        "its first page and the schema",
        |site| {
            let path = site.path();
            median(|| drop(black_box(Journal::open(&path).expect("a journal"))))
        },
    ),
    measure("the newest page", "an index, 20 lines", |site| {
        median(|| drop(black_box(newest(site))))
    }),
    measure("the page after a line", "an index, 20 lines", |site| {
        let line = newest(site).pop().expect("a line");
        median(|| {
            drop(black_box(page(
                site,
                &Query::default(),
                PageRequest::OlderThan(&line),
            )));
        })
    }),
    measure("the oldest page", "an index, 20 lines", |site| {
        median(|| {
            drop(black_box(page(
                site,
                &Query::default(),
                PageRequest::Oldest,
            )))
        })
    }),
    measure(
        "a feeling and an exercise",
        "lines from the newest on, until 20 fit",
        |site| {
            let filters = Filters {
                feeling: Some("ashamed".to_owned()),
                exercise: Some("two-minutes".to_owned()),
                ..Filters::default()
            };
            let query = Query::new("", filters);
            median(|| drop(black_box(page(site, &query, PageRequest::Newest))))
        },
    ),
    measure(
        "a word",
        "the pieces of the index of words, then 20 lines",
        |site| look_for(site, "tomorrow"),
    ),
    measure("a phrase", "the same; at 100 few lines are found", |site| {
        look_for(site, &format!("\"{PHRASE}\""))
    }),
    measure("six words", "the same for each word", |site| {
        look_for(site, "the talk that I have tomorrow")
    }),
    measure(
        "the first thousand that are found, counted",
        "a thousand lines of the index",
        |site| {
            let query = Query::new(EVERYWHERE, Filters::default());
            median(|| {
                let counted =
                    site.journal
                        .continue_count(&query, &mut CountProgress::default(), 1000);
                counted.expect("a number");
            })
        },
    ),
    measure("insights", "every finished walk, once", |site| {
        median(|| carry::add_up(&site.journal))
    }),
    measure("export, as JSON", "every entry, once", |site| {
        median(|| carry::export(&site.journal, Format::Json, &mut io::sink()))
    }),
    measure("export, as Markdown", "every entry, once", |site| {
        median(|| carry::export(&site.journal, Format::Markdown, &mut io::sink()))
    }),
    measure(
        "the backup of a day",
        "every page of the file, once",
        |site| {
            let folder = site.spare();
            median(|| {
                let today = date(2026, 11, 27);
                drop(black_box(backup::create_daily(
                    &site.path(),
                    folder.path(),
                    today,
                )));
                fs::remove_dir_all(folder.path()).expect("it can be emptied");
                fs::create_dir(folder.path()).expect("it can be made again");
            })
        },
    ),
    carried(
        "import, into an empty journal",
        "every entry, once",
        |site| {
            let given = carry::given(&site.journal);
            median(|| carry::import(&given, site.spare().path()))
        },
    ),
    carried(
        "sync, into an empty folder and from it into an empty journal",
        "every entry, once",
        |site| {
            let path = site.path();
            median(|| {
                let (folder, home) = (site.spare(), site.spare());
                let mut here = Journal::open(&path).expect("a journal");
                carry::sync(&mut here, folder.path(), home.path());
            })
        },
    ),
    // Last, because they make the journal longer.
    measure(
        "keep an answer",
        "one commit, written through to the disk",
        |site| saves(site).0,
    ),
    measure(
        "keep an answer, the slowest of 300",
        "SQLite takes in its log, or joins pieces of its index",
        |site| saves(site).1,
    ),
];

fn newest(site: &Site) -> Vec<EntrySummary> {
    site.journal
        .newest_summaries(EntryList::Done, PAGE)
        .expect("a page")
}

fn page(site: &Site, query: &Query, stretch: PageRequest<'_>) -> Vec<EntrySummary> {
    site.journal
        .search_page(query, stretch, PAGE)
        .expect("a page")
}

fn look_for(site: &Site, words: &str) -> Duration {
    let query = Query::new(words, Filters::default());
    median(|| drop(black_box(page(site, &query, PageRequest::Newest))))
}

/// The middle and the slowest of three hundred saves.
fn saves(site: &mut Site) -> (Duration, Duration) {
    let mut times: Vec<_> = (0..300)
        .map(|_| {
            let entry = site.next_walk();
            let began = now();
            site.journal.save(&entry).expect("it is saved");
            began.elapsed()
        })
        .collect();
    times.sort_unstable();
    (times[times.len() / 2], times[times.len() - 1])
}

/// Of at least five times, or one that takes longer than enough.
fn median(mut act: impl FnMut()) -> Duration {
    let (began, mut times) = (now(), Vec::new());
    while times.len() < 1000 && (times.len() < 5 || began.elapsed() < ENOUGH / 2) {
        let began_act = now();
        act();
        times.push(began_act.elapsed());
        if times[0] > ENOUGH {
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
