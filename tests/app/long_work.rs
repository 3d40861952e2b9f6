//! Long work that a screen starts: what is seen meanwhile, how it is stopped, and what came of it.

use std::fs;
use std::ops::ControlFlow;
use std::path::Path;

use good_enough::domain::entry::{Answer, Entry};
use good_enough::storage::journal::{EntryList, Journal};
use good_enough::storage::work_observer::{Progress, WorkObserver, WorkStage};
use good_enough::ui::app::{Effect, StartScreen};
use good_enough::ui::theme::{ColorSupport, Theme};
use jiff::civil::date;
use tempfile::TempDir;

use crate::coach::Coach;
use crate::database::open_database;
use crate::entries::{answered, finished_entry};
use crate::locked_journal::lock_journal;

const WORDS: &str = "They will fire me 睡 🍲";
const PASSPHRASE: &str = "blue kettle 鍵 🔑";

/// A data folder whose journal has that many entries.
fn folder_with(count: usize) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut journal = Journal::open(&journal_file(folder.path())).expect("it opens");
    for number in 0..count {
        let entry = Entry {
            answers: vec![answered(None, Answer::Text(format!("{WORDS} {number}")))],
            ..finished_entry(
                format!("walk-{number}"),
                "two-minute-check",
                date(2026, 11, 1),
            )
        };
        journal.set_now(entry.started_at);
        journal.save(&entry).expect("it is saved");
    }
    folder
}

fn journal_file(folder: &Path) -> std::path::PathBuf {
    folder.join("journal.db")
}

/// The names of the files that were written.
fn exports(folder: &Path) -> Vec<String> {
    let files = fs::read_dir(folder.join("exports")).into_iter().flatten();
    let names = files.flatten().map(|file| file.file_name());
    names
        .map(|name| name.to_string_lossy().into_owned())
        .collect()
}

/// An observer that stops the work at its first report.
fn stopping() -> WorkObserver {
    WorkObserver::new(|_| ControlFlow::Break(()))
}

/// So many of 100,000 entries.
const fn far(stage: WorkStage, done: u64) -> Progress {
    Progress {
        stage,
        done,
        total: Some(100_000),
    }
}

/// The history of a journal with forty entries, in which an export has begun.
fn begun_export() -> (TempDir, Coach) {
    let folder = folder_with(40);
    let mut coach = Coach::with_history_in(folder.path()).holding_work();
    coach.press("x22");
    (folder, coach)
}

#[test]
fn an_export_says_how_far_it_is_at_any_size_and_where_the_file_is() {
    let (folder, mut coach) = begun_export();
    coach.expect("Writing the export").expect("Esc stop");
    coach.report_progress(far(WorkStage::Export, 41_000));
    insta::assert_snapshot!(coach.screen(), @r"

    Saving to a file

    Writing the export: 41,000 of 100,000 entries

    ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━──────────────────────────────────────────

    Stopping it leaves nothing half done.














    Esc stop   ? people to talk to   F2 breathe                      F1 keys
    ");
    coach.resize(40, 12);
    insta::assert_snapshot!(coach.screen(), @r"
    Saving to a file
    Writing the export: 41%

    ━━━━━━━━━━━━━━━━────────────────────────

    Stopping it leaves nothing half done.





    Esc stop   ? people   F2 breathe   F1
    ");
    coach.resize(20, 4);
    coach.expect("Writing the export");
    for (width, height) in [(0, 0), (1, 1), (1, 30), (300, 1), (12, 5)] {
        coach.resize(width, height);
    }
    coach.resize(80, 24);
    coach
        .run_work(&WorkObserver::default())
        .expect("40 entries saved to")
        .expect("1 of 40");
    assert_eq!(exports(folder.path()), ["walks-2026-11-24.md"]);
}

#[test]
fn with_reduced_motion_only_the_numbers_change() {
    let folder = folder_with(3);
    let mut theme = Theme::new(ColorSupport::None);
    theme.reduced_motion = true;
    let mut coach = Coach::with_history_and_theme(folder.path(), theme).holding_work();
    coach.press("x22");
    coach.report_progress(far(WorkStage::Export, 41_000));
    coach.expect("Writing the export: 41,000 of 100,000 entries");
    assert!(!coach.screen().contains('━'), "{}", coach.screen());
    coach
        .run_work(&WorkObserver::default())
        .expect("3 entries saved to");
}

#[test]
fn esc_stops_an_export_and_no_file_is_left() {
    let (folder, mut coach) = begun_export();
    coach.press("<Esc>").expect("It is being stopped.");
    assert_eq!(coach.effect, Some(Effect::StopWork));
    // A second press changes nothing.
    coach.press("<Esc>").expect_no("Esc stop");
    assert_eq!(coach.effect, None);
    coach
        .run_work(&stopping())
        .expect("That was stopped, and no file was written.")
        .expect("1 of 40");
    assert_eq!(exports(folder.path()), [""; 0]);
    coach.press("j").expect("2 of 40");
}

#[test]
fn an_export_that_stops_at_any_moment_leaves_no_file() {
    let (folder, mut coach) = begun_export();
    for calls in 0.. {
        let mut left = calls;
        let observer = WorkObserver::new(move |_| {
            if left == 0 {
                return ControlFlow::Break(());
            }
            left -= 1;
            ControlFlow::Continue(())
        });
        coach.run_work(&observer);
        if coach.shows("40 entries saved to") {
            assert!(calls > 30, "{calls}");
            break;
        }
        coach.expect("That was stopped, and no file was written.");
        assert_eq!(exports(folder.path()), [""; 0], "after {calls}");
        coach.press("x22");
    }
}

#[test]
fn a_report_is_stopped_in_the_same_way() {
    let folder = folder_with(3);
    let mut coach = Coach::with_history_in(folder.path()).holding_work();
    coach
        .press("x3<Enter>2")
        .expect("A report for a conversation")
        .expect("Reading the journal")
        .press("<Esc>");
    coach
        .run_work(&stopping())
        .expect("That was stopped, and no file was written.");
    assert_eq!(exports(folder.path()), [""; 0]);
    coach
        .press("x3<Enter>2")
        .run_work(&WorkObserver::default())
        .expect("The report is in");
}

#[test]
fn ctrl_c_stops_the_work_first_and_then_leaves() {
    let (folder, mut coach) = begun_export();
    coach.press("<C-c>").expect("It is being stopped.");
    assert_eq!(coach.effect, Some(Effect::StopWork));
    coach.run_work(&stopping());
    assert!(coach.has_quit());
    assert_eq!(exports(folder.path()), [""; 0]);
}

#[test]
fn a_breath_and_people_to_talk_to_are_there_meanwhile_and_the_result_waits() {
    let (_folder, mut coach) = begun_export();
    coach.press("?").expect("People to talk to");
    coach.press("<F2>").wait(1.0);
    coach.expect("left");
    coach.run_work(&WorkObserver::default()).expect("left");
    coach.expect_no("entries saved to");
    coach.press("<Esc>").expect("People to talk to");
    coach.press("<Esc>").expect("40 entries saved to");
    coach.expect("1 of 40");
}

#[test]
fn a_break_that_is_left_during_the_work_leads_back_to_it() {
    let (_folder, mut coach) = begun_export();
    coach.press("<F2>").wait(1.0);
    coach.press("<Esc>").expect("Writing the export");
    coach
        .run_work(&WorkObserver::default())
        .expect("40 entries saved to");
}

#[test]
fn a_locked_journal_is_exported_with_its_key_and_locked_once_the_work_has_stopped() {
    let folder = folder_with(3);
    let _ = lock_journal(&journal_file(folder.path()), PASSPHRASE);
    let mut coach = Coach::with_locked_journal_in(folder.path(), StartScreen::History);
    coach.unlock(PASSPHRASE).expect("1 of 3");
    let mut coach = coach.holding_work();
    coach
        .press("x22")
        .run_work(&WorkObserver::default())
        .expect("3 entries saved to");
    let written = folder.path().join("exports/walks-2026-11-24.md");
    assert!(fs::read_to_string(written).unwrap().contains(WORDS));
    coach.press("x22<F12>").expect("It is being stopped.");
    assert_eq!(coach.effect, Some(Effect::StopWork));
    coach
        .run_work(&stopping())
        .expect("The journal is locked")
        .expect_no(WORDS);
    assert_eq!(exports(folder.path()).len(), 1);
}

#[test]
fn the_journal_isnt_locked_by_itself_while_work_uses_it() {
    let folder = folder_with(3);
    let _ = lock_journal(&journal_file(folder.path()), PASSPHRASE);
    let mut coach = Coach::with_locked_journal_in(folder.path(), StartScreen::History);
    coach.unlock(PASSPHRASE);
    let mut coach = coach.holding_work();
    coach
        .press("x22")
        .clock("2026-11-24T23:41:00Z", 3600, "2026-11-25");
    coach.wait(1.0);
    coach.expect("Writing the export");
    coach
        .run_work(&WorkObserver::default())
        .expect("3 entries saved to");
    coach
        .clock("2026-11-25T00:41:00Z", 3600, "2026-11-25")
        .wait(1.0);
    coach.expect("The journal is locked");
}

/// Cuts off the end of the journal; returns the file as it is then.
fn damage(folder: &Path) -> Vec<u8> {
    let path = journal_file(folder);
    let mut bytes = fs::read(&path).expect("it is there");
    bytes.truncate(bytes.len() - 100);
    fs::write(&path, &bytes).expect("it can be written");
    bytes
}

#[test]
fn a_damaged_journal_is_looked_at_and_repaired_in_steps_that_can_be_stopped() {
    let folder = folder_with(40);
    let damaged = damage(folder.path());
    let mut coach = Coach::with_damaged_journal_in(folder.path());
    coach.expect("The journal needs a look").expect("Checking");
    coach.press("<Esc>");
    assert_eq!(coach.effect, Some(Effect::StopWork));
    coach
        .run_work(&stopping())
        .expect("That was stopped, so a repair isn't offered.")
        .expect("1 Try again")
        .press("1")
        .run_work(&WorkObserver::default())
        .expect("40 entries can still be read.")
        .press("1")
        .expect("Repairing the journal");
    coach.report_progress(far(WorkStage::Salvage, 41_000));
    coach
        .expect("Saving what can be read: 41,000 of 100,000 entries")
        .press("<Esc>")
        .run_work(&stopping())
        .expect("That was stopped, and nothing was changed.")
        .expect("1 Repair it with what can be read");
    assert_eq!(fs::read(journal_file(folder.path())).unwrap(), damaged);
    let files = fs::read_dir(folder.path()).unwrap().flatten();
    let names: Vec<_> = files.map(|file| file.file_name()).collect();
    let is_sidecar =
        |name: &std::ffi::OsString| name == "journal.db-wal" || name == "journal.db-shm";
    let names: Vec<_> = names.iter().filter(|name| !is_sidecar(name)).collect();
    assert_eq!(names, ["journal.db"]);
    coach
        .press("1")
        .run_work(&WorkObserver::default())
        .expect("The journal is repaired")
        .expect("It has 40 entries now")
        .press("<Enter>")
        .expect("1 of 40");
    drop(coach);
    let journal = Journal::open(&journal_file(folder.path())).unwrap();
    assert_eq!(journal.count(EntryList::Done).unwrap(), 40);
}

#[test]
fn leaving_during_a_repair_stops_it_first_and_changes_nothing() {
    let folder = folder_with(40);
    let damaged = damage(folder.path());
    let mut coach = Coach::with_damaged_journal_in(folder.path());
    coach.run_work(&WorkObserver::default()).press("1");
    coach.press("<C-c>").expect("It is being stopped.");
    coach.run_work(&stopping());
    assert!(coach.has_quit());
    assert_eq!(fs::read(journal_file(folder.path())).unwrap(), damaged);
}

#[test]
fn a_search_in_many_new_entries_is_prepared_first() {
    let folder = folder_with(3);
    let database = open_database(journal_file(folder.path()));
    let many = "with recursive n(i) as (select 1 union all select i + 1 from n limit 3000)
        insert into fts_pending select 'gone-' || i from n";
    database.execute_batch(many).unwrap();
    let pending = || -> u32 {
        let count = "select count(*) from fts_pending";
        database.query_row(count, [], |row| row.get(0)).unwrap()
    };
    let mut coach = Coach::with_history_in(folder.path()).holding_work();
    coach
        .expect("1 of 3")
        .press("/")
        .expect("Preparing the search");
    coach.report_progress(far(WorkStage::IndexWords, 41_000));
    coach.expect("Preparing the search: 41,000 of 100,000 entries");
    coach
        .press("<Esc>")
        .run_work(&stopping())
        .expect("That was stopped.")
        .expect("1 of 3");
    assert_eq!(pending(), 3003);
    coach.press("f").run_work(&WorkObserver::default());
    coach.expect("Which entries would you like to see?");
    assert_eq!(pending(), 0);
    coach.press("<Esc>/").type_in("fire").expect("found 3 of 3");
}

/// The history of a locked journal, in which an export ended while somebody read the page of people to talk to.
fn ended_export_behind_people() -> (TempDir, Coach) {
    let folder = folder_with(3);
    let _ = lock_journal(&journal_file(folder.path()), PASSPHRASE);
    let mut coach = Coach::with_locked_journal_in(folder.path(), StartScreen::History);
    coach.unlock(PASSPHRASE).expect("1 of 3");
    let mut coach = coach.holding_work();
    coach.press("x22?");
    coach
        .run_work(&WorkObserver::default())
        .expect("People to talk to");
    (folder, coach)
}

#[test]
fn a_journal_is_locked_by_a_key_or_by_itself_behind_a_page_that_hides_a_result() {
    let (_folder, mut coach) = ended_export_behind_people();
    coach.press("<F12>").expect("The journal is locked");
    let (_folder, mut coach) = ended_export_behind_people();
    coach
        .clock("2026-11-25T00:41:00Z", 3600, "2026-11-25")
        .wait(10.0);
    coach.expect("The journal is locked");
}

#[test]
fn without_a_lock_the_key_that_locks_stops_nothing() {
    let (folder, mut coach) = begun_export();
    coach
        .press("<F12>")
        .expect("There is no lock on the journal.")
        .expect("Esc stop");
    assert_eq!(coach.effect, None);
    coach
        .run_work(&WorkObserver::default())
        .expect("40 entries saved to");
    assert_eq!(exports(folder.path()).len(), 1);
}

#[test]
fn ctrl_c_leaves_behind_a_page_that_hides_a_result() {
    let (folder, mut coach) = ended_export_behind_people();
    coach.press("<C-c>");
    assert!(coach.has_quit());
    assert_eq!(exports(folder.path()).len(), 1);
}

#[test]
fn where_no_file_can_be_written_it_says_truly_where_the_words_are() {
    let folder = folder_with(1);
    fs::write(folder.path().join("exports"), "in the way").unwrap();
    let mut coach = Coach::with_history_in(folder.path());
    coach
        .press("x22")
        .expect("Your words are safe in the journal.");
    drop(coach);
    let _ = damage(folder.path());
    let mut coach = Coach::with_damaged_journal_in(folder.path());
    coach.run_work(&WorkObserver::default()).press("3");
    coach
        .press("<Esc>c1<Enter><Enter><Enter><Enter>")
        .expect("It's still here. It isn't saved yet.")
        .press("h")
        .expect("calm")
        .press("x22")
        .expect("Your words are still here.");
}
