//! The figures computed from the measurements, with their bounds.

use crate::report::ReportRow;
use crate::rounds::Measurements;
use crate::scenarios::COLOURFUL;
use crate::statistics::{MedianAndP95, median};

/// A ratio to the floor.
const RATIO_UNIT: &str = " ×";

/// The measurements, and the size of the larger of the two journals.
pub struct Metrics<'a> {
    pub records: &'a Measurements,
    pub few: u32,
    pub many: u32,
}

impl Metrics<'_> {
    pub fn rows(&self) -> Vec<ReportRow> {
        [
            self.noise(),
            self.first_frames(),
            self.keys(),
            self.bytes(),
            self.answer(),
            self.idle(),
            self.breaths(),
            self.memory(),
            self.command(),
        ]
        .concat()
    }

    /// The ratio of the floor's own 95th percentile to its median: no figure is more precise.
    fn noise(&self) -> Vec<ReportRow> {
        let quantities = [
            ("a first frame", "floor", "first_frame_ms"),
            ("a key", "floor's keys", "key_frame_ms"),
            ("a frame of a movement", "floor, 80x24", "frame_gap_ms"),
        ];
        let noise = |(of, subject, quantity)| {
            let spread = MedianAndP95::from_rounds(&self.records.values_of(subject, quantity));
            let figure = format!("noise: the floor's p95 of {of} over its median");
            ReportRow::new(figure, spread.noise(), RATIO_UNIT)
        };
        quantities.map(noise).into()
    }

    fn first_frames(&self) -> Vec<ReportRow> {
        let Self { few, many, .. } = *self;
        let over = |figure: String, subject: &str, below: &str| {
            let of = |subject| self.records.values_of(subject, "first_frame_ms");
            ratio(figure, MedianAndP95::ratio_to(&of(subject), &of(below)))
        };
        let named = |what: &str, of: u32| format!("first frame: {what}, {of} entries");
        let own = |what: &str| format!("first frame: {what}, {many} entries over its own at {few}");
        vec![
            over(named("home", 0), "empty", "floor").at_most(2.2),
            over(named("home", few), "few", "floor"),
            over(named("home", many), "many", "floor").at_most(2.2),
            over(own("home"), "many", "few").at_most(1.2),
            over(named("history", few), "history of few", "floor"),
            over(named("history", many), "history of many", "floor").at_most(2.2),
            over(own("history"), "history of many", "history of few").at_most(1.2),
            over("first frame: a break".to_owned(), "break", "floor").at_most(1.8),
        ]
    }

    fn keys(&self) -> Vec<ReportRow> {
        let floor = self.records.values_of("floor's keys", "key_frame_ms");
        let mut rows: Vec<_> = self.each_key()[1..]
            .iter()
            .map(|(figure, subject)| {
                let keys = self.records.values_of(subject, "key_frame_ms");
                let row = ratio(
                    format!("key: {figure}"),
                    MedianAndP95::ratio_to(&keys, &floor),
                );
                row.at_most(1.5).bound_p95_too()
            })
            .collect();
        rows.extend(self.search(&floor));
        rows
    }

    /// The key of the floor.
    fn each_key(&self) -> [(String, &'static str); 4] {
        let arrow = |of: u32| format!("an arrow in the history, {of} entries");
        [
            ("an arrow in the floor".to_owned(), "floor's keys"),
            ("a letter in a text".to_owned(), "letters"),
            (arrow(self.few), "arrows in few"),
            (arrow(self.many), "arrows in many"),
        ]
    }

    /// The matches appear with the key; their number is counted while idle.
    fn search(&self, floor: &[&[f64]]) -> Vec<ReportRow> {
        let letter = format!("a letter of a search, {} entries", self.many);
        let lists = self.records.values_of("search", "key_list_ms");
        let counts = self.records.values_of("search", "key_ms");
        let edge = MedianAndP95::from_rounds(&lists).edge / MedianAndP95::from_rounds(floor).middle;
        let over = |until: &str, keys: &[&[f64]]| {
            ratio(
                format!("key: {letter}, until {until}"),
                MedianAndP95::ratio_to(keys, floor),
            )
        };
        let figure =
            format!("key: p95 of {letter}, until the list stands, over the floor's median");
        vec![
            over("the list stands", &lists),
            ReportRow::new(figure, edge, RATIO_UNIT).at_most(20.0),
            over("all are counted", &counts),
        ]
    }

    fn bytes(&self) -> Vec<ReportRow> {
        let search = format!("a letter of a search, {} entries", self.many);
        let keys = self.each_key().into_iter().chain([(search, "search")]);
        keys.map(|(figure, subject)| {
            let bytes = MedianAndP95::from_rounds(&self.records.values_of(subject, "key_bytes"));
            ReportRow::new(format!("bytes: {figure}"), bytes.middle, " B").with_p95(bytes.edge)
        })
        .collect()
    }

    /// Relative to the sum of a commit and a painted key.
    fn answer(&self) -> Vec<ReportRow> {
        let answers = self.records.values_of("answer", "answer_ms");
        let commits = self.records.values_of("bare commit", "commit_ms");
        let keys = self.records.values_of("floor beside answers", "key_ms");
        let floor = commits.iter().zip(&keys);
        let floor: Vec<_> = floor
            .map(|(commits, keys)| median(commits) + median(keys))
            .collect();
        let each = answers.iter().zip(&floor);
        let each: Vec<_> = each
            .map(|(answers, floor)| median(answers) / floor)
            .collect();
        let figure = format!(
            "answer on disk and next step painted, {} entries, over a bare commit and a key",
            self.many
        );
        let over_all = MedianAndP95::from_rounds(&answers).edge
            / (MedianAndP95::from_rounds(&commits).edge + MedianAndP95::from_rounds(&keys).edge);
        vec![
            ReportRow::new(figure, median(&each), RATIO_UNIT)
                .with_p95(over_all)
                .at_most(1.5),
        ]
    }

    fn idle(&self) -> Vec<ReportRow> {
        let mut rows = Vec::new();
        for subject in ["home", "history", "text"] {
            let quantities = [
                ("wake-ups", "idle_wake_ups", ""),
                ("bytes", "idle_bytes", " B"),
                ("processor", "idle_processor_ms", " ms"),
            ];
            rows.extend(quantities.map(|(name, quantity, unit)| {
                let value = median(&self.records.values_of(subject, quantity).concat());
                ReportRow::new(format!("idle for 10 s: {name}, {subject}"), value, unit)
                    .at_most(0.0)
            }));
        }
        rows
    }

    fn breaths(&self) -> Vec<ReportRow> {
        let sizes = [
            ("80x24", "floor, 80x24"),
            (COLOURFUL, "floor, 80x24"),
            ("200x60", "floor, 200x60"),
        ];
        sizes
            .into_iter()
            .flat_map(|(size, floor)| self.breath(size, floor))
            .collect()
    }

    fn breath(&self, size: &str, floor: &str) -> Vec<ReportRow> {
        let of = |quantity| self.records.values_of(size, quantity);
        let floors = self.records.values_of(floor, "frame_processor_ms");
        let processor = MedianAndP95::ratio_to(&of("frame_processor_ms"), &floors);
        let value = |quantity| median(&of(quantity).concat());
        let named = |what: &str| format!("breath at {size}: {what}");
        let most_bytes = if size == COLOURFUL { 1500.0 } else { 400.0 };
        let floors_bytes = median(&self.records.values_of(floor, "frame_bytes").concat());
        vec![
            ReportRow::new(named("processor a frame"), processor.middle, RATIO_UNIT).at_most(1.25),
            ReportRow::new(named("bytes a frame"), value("frame_bytes"), " B").at_most(most_bytes),
            ReportRow::new(named("bytes a frame of the floor"), floors_bytes, " B"),
            ReportRow::new(
                named("wake-ups a second, 30 for 30 frames"),
                value("wake_ups_a_second"),
                "",
            ),
            ReportRow::new(
                named("p95 of the time for a frame over its median"),
                MedianAndP95::from_rounds(&of("frame_gap_ms")).noise(),
                RATIO_UNIT,
            )
            .at_most(1.1),
        ]
    }

    fn memory(&self) -> Vec<ReportRow> {
        let of = |subject| self.records.values_of(subject, "memory_kib");
        let over = |subject| MedianAndP95::ratio_to(&of(subject), &of("floor")).middle;
        let named = |entries: u32| format!("resident memory, {entries} entries");
        vec![
            ReportRow::new(named(0), over("empty"), RATIO_UNIT).at_most(3.0),
            ReportRow::new(named(self.many), over("many"), RATIO_UNIT).at_most(3.0),
        ]
    }

    fn command(&self) -> Vec<ReportRow> {
        let of = |subject| self.records.values_of(subject, "command_ms");
        let shell = of("sqlite3");
        if shell.is_empty() {
            println!("“sqlite3” isn't installed, so “history -n 10” isn't compared with it.\n");
            return Vec::new();
        }
        let figure = format!(
            "“history -n 10”, {} entries, over sqlite3's shell",
            self.many
        );
        vec![ratio(figure, MedianAndP95::ratio_to(&of("history -n 10"), &shell)).at_most(2.0)]
    }
}

fn ratio(figure: String, spread: MedianAndP95) -> ReportRow {
    ReportRow::new(figure, spread.middle, RATIO_UNIT).with_p95(spread.edge)
}
