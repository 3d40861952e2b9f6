//! Process statistics of the Linux kernel.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

/// The sums over all threads of a process.
#[derive(Clone, Copy)]
pub struct ProcessStats {
    /// Voluntary context switches, which equal the number of wake-ups.
    pub wake_ups: u64,
    /// In nanoseconds.
    pub cpu_time: Duration,
}

impl ProcessStats {
    pub fn of(process: u32) -> Self {
        let mut effort = Self {
            wake_ups: 0,
            cpu_time: Duration::ZERO,
        };
        for thread in threads(process) {
            // A thread may end meanwhile.
            let read = |name| fs::read_to_string(thread.join(name)).unwrap_or_default();
            effort.wake_ups += status_field(&read("status"), "voluntary_ctxt_switches");
            let running = read("schedstat");
            let running = running.split(' ').next().and_then(|time| time.parse().ok());
            effort.cpu_time += Duration::from_nanos(running.unwrap_or(0));
        }
        effort
    }

    pub fn since(self, before: Self) -> Self {
        Self {
            wake_ups: self.wake_ups.saturating_sub(before.wake_ups),
            cpu_time: self.cpu_time.saturating_sub(before.cpu_time),
        }
    }
}

pub fn threads(process: u32) -> Vec<PathBuf> {
    let tasks = fs::read_dir(format!("/proc/{process}/task"));
    tasks
        .into_iter()
        .flatten()
        .flatten()
        .map(|task| task.path())
        .collect()
}

/// Resident memory in KiB.
pub fn resident_bytes(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status"));
    status_field(&status.unwrap_or_default(), "VmRSS")
}

fn status_field(status: &str, name: &str) -> u64 {
    let found = status.lines().find_map(|line| {
        let value = line.strip_prefix(name)?.strip_prefix(':')?;
        value.split_whitespace().next()?.parse().ok()
    });
    found.unwrap_or(0)
}
