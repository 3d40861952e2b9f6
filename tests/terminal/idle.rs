#![cfg(target_os = "linux")]

use std::fs;
use std::thread;
use std::time::Duration;

use crate::pty::PtyTerminal;
use crate::test_user::TestUser;

/// The number of wake-ups and the CPU time, from the kernel.
fn activity_counters(terminal: &PtyTerminal) -> Vec<String> {
    let of = |name: &str| {
        let path = format!("/proc/{}/{name}", terminal.pid().as_raw_nonzero());
        fs::read_to_string(path).expect("the program runs")
    };
    let status = of("status");
    let switches = status.lines().filter(|line| line.contains("ctxt_switches"));
    let stat = of("stat");
    // The name in parentheses may contain blanks; the fields after it start with the third.
    let (_, after) = stat.rsplit_once(") ").expect("the name stands in brackets");
    let times = after.split(' ').skip(14 - 3).take(2);
    switches.chain(times).map(ToOwned::to_owned).collect()
}

fn bytes_written(terminal: &PtyTerminal) -> usize {
    terminal.inspect(|state| state.bytes.len())
}

#[test]
fn an_idle_program_uses_no_cpu() {
    let people = [TestUser::new(), TestUser::new(), TestUser::new()];
    let [first, second, third] = &people;
    let mut home = first.open(&[]);
    let mut text = second.open(&["start", "two-minute"]);
    let mut breath = third.open(&["breathe", "three-breaths"]);
    home.expect("Enter open");
    text.expect("What is the thought")
        .type_in("They will fire me")
        .expect("saved");
    // A partial report is waited for, but not for long.
    text.send(b"\x1b[?997;");
    breath.expect("In").press("<Space>").expect("Paused.");

    // Only here a test sleeps, because inactivity has no other end.
    thread::sleep(Duration::from_millis(300));
    let all = [&home, &text, &breath];
    let before = all.map(|terminal| (bytes_written(terminal), activity_counters(terminal)));
    thread::sleep(Duration::from_millis(2700));
    let after = all.map(|terminal| (bytes_written(terminal), activity_counters(terminal)));
    assert_eq!(before, after);
}
