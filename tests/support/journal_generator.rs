//! Generates journals of any size from a seed, without holding them in memory.

use good_enough::domain::entry::{Answer, AnsweredStep, Entry, EntryId, EntryKind, EntryState};
use good_enough::domain::exercise::Role;
use good_enough::storage::journal::Journal;
use jiff::civil::{Date, date};
use jiff::{Span, Timestamp, tz::Offset};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

/// Is in every entry.
pub const COMMON_WORD: &str = "everywhere";
/// Is in about every tenth entry.
pub const RARE_PHRASE: &str = "talk tomorrow";

/// Entries of about 1 KB, six a day from 1980, so that a hundred thousand of them are in the past.
pub struct JournalGenerator {
    rng: StdRng,
    vocabulary: Vec<String>,
    number: i32,
    entries_per_day: i32,
}

impl JournalGenerator {
    pub fn new(seed: u64) -> Self {
        Self::with_entries_per_day(seed, 6)
    }

    /// With more entries a day, so that more of them are in the past.
    pub fn with_entries_per_day(seed: u64, a_day: i32) -> Self {
        let mut rng = StdRng::seed_from_u64(seed);
        let mut vocabulary: Vec<_> = COMMON_WORDS.split_whitespace().map(str::to_owned).collect();
        vocabulary.extend((vocabulary.len()..VOCABULARY_SIZE).map(|_| random_word(&mut rng)));
        Self {
            rng,
            vocabulary,
            number: 0,
            entries_per_day: a_day,
        }
    }

    /// Saves `entries` new entries.
    pub fn fill(&mut self, journal: &mut Journal, entries: u32) {
        for _ in 0..entries {
            let entry = self.next_entry();
            journal
                .save(&entry)
                .expect("a journal that can be written to");
        }
    }

    pub fn next_entry(&mut self) -> Entry {
        let day: Date =
            date(1980, 1, 1).saturating_add(Span::new().days(self.number / self.entries_per_day));
        let minute = 18 * 60 / self.entries_per_day * (self.number % self.entries_per_day);
        let time = day.at(7, 30, 0, 0) + Span::new().minutes(minute.min(16 * 60));
        let started = Offset::UTC.to_timestamp(time);
        let started = started.unwrap_or(Timestamp::UNIX_EPOCH);
        self.number += 1;
        Entry {
            id: EntryId::random(&mut self.rng),
            exercise: ["two-minutes", "probably-good-enough", "from-catastrophe"]
                [self.rng.random_range(0..3)]
            .to_owned(),
            title: "From catastrophe to good enough".to_owned(),
            started_at: started,
            finished_at: Some(started),
            utc_offset: 0,
            day,
            state: EntryState::Done,
            origin: None,
            kind: EntryKind::Exercise,
            draft_position: None,
            answers: self.answers(),
        }
    }

    fn answers(&mut self) -> Vec<AnsweredStep> {
        let tag = self.number % 50;
        let mut thought = format!("{COMMON_WORD} {} #tag{tag}", self.random_words(25));
        if self.rng.random_ratio(1, 10) {
            thought = format!("{thought} {RARE_PHRASE}");
        }
        let rating = Answer::Rating(self.rng.random_range(0..=100));
        let feeling = FEELINGS[self.rng.random_range(0..FEELINGS.len())].to_owned();
        let japanese: String = (0..8)
            .map(|_| JAPANESE[self.rng.random_range(0..JAPANESE.len())])
            .collect();
        let answered = |step: &str, part, answer| AnsweredStep {
            step: step.to_owned(),
            role: part,
            prompt: "What was going on just before the thought came?".to_owned(),
            answer,
            outcome: None,
        };
        vec![
            answered(
                "situation",
                Some(Role::Situation),
                Answer::Text(self.random_words(30)),
            ),
            answered("thought", Some(Role::Thought), Answer::Text(thought)),
            answered(
                "feelings",
                Some(Role::Feelings),
                Answer::Chosen(vec![feeling]),
            ),
            answered("likelihood", Some(Role::LikelihoodBefore), rating),
            answered(
                "fear",
                Some(Role::Fear),
                Answer::Text(self.random_words(20)),
            ),
            answered(
                "facts",
                None,
                Answer::Items(vec![self.random_words(12), japanese, self.random_words(12)]),
            ),
            answered("best", None, Answer::Text(self.random_words(30))),
            answered(
                "reframe",
                Some(Role::Reframe),
                Answer::Text(self.random_words(30)),
            ),
        ]
    }

    /// Words with a Zipf distribution, as in natural text.
    fn random_words(&mut self, number: usize) -> String {
        let text: Vec<_> = (0..number)
            .map(|_| {
                let place = zipf_index(&mut self.rng, self.vocabulary.len());
                self.vocabulary[place].as_str()
            })
            .collect();
        text.join(" ")
    }
}

const VOCABULARY_SIZE: usize = 20_000;

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "a place in a list of some thousand words"
)]
fn zipf_index(rng: &mut StdRng, length: usize) -> usize {
    let place = (length as f64).powf(rng.random::<f64>()) - 1.0;
    (place as usize).min(length - 1)
}

fn random_word(rng: &mut StdRng) -> String {
    let syllables = rng.random_range(2..5);
    let mut letter = |letters: &[u8]| char::from(letters[rng.random_range(0..letters.len())]);
    (0..syllables)
        .flat_map(|_| [letter(b"bcdfghklmnprstvwyz"), letter(b"aaeeeiioou")])
        .collect()
}

const COMMON_WORDS: &str = "the I to and a it that of in is my me was not for will but be this have on with if she he \
    they so all can't don't I'm what do at no when how know think feel again enough never always bad good work \
    time home baby night day people talk tomorrow wrong afraid worry friend mother call late tired sleep";

const FEELINGS: [&str; 6] = ["afraid", "worried", "guilty", "ashamed", "sad", "worn out"];

const JAPANESE: [char; 24] = [
    '明', '日', '発', '表', '失', '敗', '私', '人', '心', '配', '大', '丈', '夫', '不', '安', 'の',
    'で', 'に', 'を', 'が', 'は', 'す', 'る', 'た',
];
