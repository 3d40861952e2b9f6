//! The single measurements.

use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::bench_home::BenchHome;
use crate::process_stats::{ProcessStats, resident_bytes, threads};
use crate::pty_program::{LaunchSpec, PtyProgram, now};
use crate::rounds::Samples;
use crate::screen_changes::{Chunk, last_change_below_top_line};

/// The output of a key is complete after this long without a byte.
pub const QUIET_PERIOD: Duration = Duration::from_millis(40);
/// A key without any output counts as answered after this time.
const MAX_WAIT: Duration = Duration::from_secs(2);
/// The time for background work after a start.
const SETTLE_TIME: Duration = Duration::from_millis(300);
/// Reads closer together than this belong to one frame.
const MAX_FRAME_GAP: Duration = Duration::from_millis(4);

/// The time from the start to the read that completes the first screen, and the memory used then.
pub fn first_frame(spec: &LaunchSpec<'_>) -> Samples {
    let mut program = PtyProgram::start(spec);
    let there = program.wait_for(spec.ready);
    program.read_until_quiet(QUIET_PERIOD, MAX_WAIT);
    let time = there.duration_since(program.started());
    vec![
        ("first_frame_ms", vec![milliseconds(time)]),
        ("memory_kib", vec![as_f64(resident_bytes(program.id()))]),
    ]
}

/// The times from each key to its frame and to the last byte that it causes.
pub fn keys(spec: &LaunchSpec<'_>, before: &str, keys: &[&str]) -> Samples {
    let mut program = PtyProgram::start_ready(spec);
    program.read_until_quiet(SETTLE_TIME, MAX_WAIT);
    if !before.is_empty() {
        program.send(before);
        program.read_until_quiet(SETTLE_TIME, MAX_WAIT);
    }
    let answers: Vec<_> = keys
        .iter()
        .zip(0..)
        .map(|(key, index)| {
            // Pauses of different lengths, so that the keys do not synchronize with the program.
            let pause = Duration::from_millis(5 + index * 17 % 50);
            program.read_until_quiet(pause, MAX_WAIT);
            measure_key(&mut program, key)
        })
        .collect();
    let all = |of: fn(&KeyResponse) -> f64| answers.iter().map(of).collect();
    vec![
        ("key_frame_ms", all(|answer| answer.frame)),
        ("key_list_ms", all(|answer| answer.list)),
        ("key_ms", all(|answer| answer.last_byte)),
        ("key_bytes", all(|answer| answer.bytes)),
    ]
}

/// Milliseconds after a key: until its frame, until the last change below the top line, and until the last change.
struct KeyResponse {
    frame: f64,
    list: f64,
    last_byte: f64,
    bytes: f64,
}

fn measure_key(program: &mut PtyProgram, key: &str) -> KeyResponse {
    let before = program.screen();
    let pressed = program.send(key);
    let chunks = program.drain(QUIET_PERIOD, MAX_WAIT);
    let since = |chunk: Option<&Chunk>| {
        let came = chunk.map_or(MAX_WAIT, |chunk| chunk.at.duration_since(pressed));
        milliseconds(came)
    };
    // What comes later is another frame, about work done since, such as a save.
    let apart = |pair: &[Chunk]| pair[1].at.duration_since(pair[0].at) > MAX_FRAME_GAP;
    let frame = chunks
        .windows(2)
        .find(|pair| apart(pair))
        .map(|pair| &pair[0]);
    KeyResponse {
        frame: since(frame.or(chunks.last())),
        // A blank changes no visible line; the first read is its answer.
        list: since(last_change_below_top_line(&before, &chunks).or(chunks.first())),
        last_byte: since(chunks.last()),
        bytes: as_f64(total_bytes(&chunks)),
    }
}

/// The time from Enter after a text to the last byte of the next step, which is drawn after the commit.
pub fn answers(spec: &LaunchSpec<'_>, next: &str, times: usize) -> Samples {
    let mut program = PtyProgram::start_ready(spec);
    program.read_until_quiet(SETTLE_TIME, MAX_WAIT);
    let times = (0..times).map(|_| {
        program.send("They will think I can't do it. ");
        program.drain(QUIET_PERIOD, MAX_WAIT);
        let time = measure_key(&mut program, "\r").last_byte;
        assert!(program.shows(next), "Enter doesn't lead to “{next}”");
        program.send(SHIFT_TAB);
        program.drain(SETTLE_TIME, MAX_WAIT);
        time
    });
    vec![("answer_ms", times.collect())]
}

/// Shift+Tab: to the previous step.
const SHIFT_TAB: &str = "\x1b[Z";

/// What idle programs do in `time`, all measured at once.
pub fn idle(programs: &mut [PtyProgram], time: Duration) -> Vec<Samples> {
    for program in &mut *programs {
        program.read_until_quiet(Duration::from_millis(1500), MAX_WAIT);
    }
    let effort = |program: &PtyProgram| ProcessStats::of(program.id());
    let before: Vec<_> = programs.iter().map(effort).collect();
    thread::sleep(time);
    let after: Vec<_> = programs.iter().map(effort).collect();
    let done = after.into_iter().zip(before);
    let each = programs.iter_mut().zip(done);
    each.map(|(program, (after, before))| {
        let effort = after.since(before);
        let chunks = program.read_until_quiet(Duration::ZERO, MAX_WAIT);
        vec![
            ("idle_wake_ups", vec![as_f64(effort.wake_ups)]),
            ("idle_bytes", vec![as_f64(total_bytes(&chunks))]),
            ("idle_processor_ms", vec![milliseconds(effort.cpu_time)]),
        ]
    })
    .collect()
}

/// The frame rate of an animation. Frames that change no cell are invisible and count too.
const FRAMES_PER_SECOND: f64 = 30.0;

/// The cost of each frame of an animation, and how regular the visible ones are.
pub fn animation(spec: &LaunchSpec<'_>, time: Duration) -> Samples {
    let mut program = PtyProgram::start_ready(spec);
    program.read_until_quiet(MAX_WAIT, MAX_WAIT);
    let before = ProcessStats::of(program.id());
    let chunks = program.read_until_quiet(time, time);
    let effort = ProcessStats::of(program.id()).since(before);
    let frames = frames(&chunks);
    let gaps = frames.windows(2).map(|pair| {
        let gap = pair[1].duration_since(pair[0]);
        // A read can contain several frames.
        milliseconds(gap) / (gap.as_secs_f64() * FRAMES_PER_SECOND).round().max(1.0)
    });
    let count = FRAMES_PER_SECOND * time.as_secs_f64();
    vec![
        (
            "frame_processor_ms",
            vec![milliseconds(effort.cpu_time) / count],
        ),
        ("frame_bytes", vec![as_f64(total_bytes(&chunks)) / count]),
        (
            "wake_ups_a_second",
            vec![as_f64(effort.wake_ups) / time.as_secs_f64()],
        ),
        ("frame_gap_ms", gaps.collect()),
    ]
}

/// The start of each frame.
fn frames(chunks: &[Chunk]) -> Vec<Instant> {
    let mut last = None;
    let begins = chunks.iter().filter(|chunk| {
        let before = last.replace(chunk.at);
        before.is_none_or(|before| chunk.at.duration_since(before) > MAX_FRAME_GAP)
    });
    begins.map(|chunk| chunk.at).collect()
}

/// The duration of commands that print into a pipe and exit.
pub fn commands(program: &Path, arguments: &[&str], home: &BenchHome, times: usize) -> Samples {
    let times = (0..times).map(|_| {
        let mut command = Command::new(program);
        command
            .args(arguments)
            .env_clear()
            .envs(home.environment())
            .current_dir(home.path())
            .stdin(Stdio::null());
        let began = now();
        let output = command.output().expect("it starts");
        let time = began.elapsed();
        assert!(output.status.success(), "{output:?}");
        assert!(!output.stdout.is_empty(), "{output:?}");
        milliseconds(time)
    });
    vec![("command_ms", times.collect())]
}

/// Starts the program once, so that the daily backup and the search index are done.
pub fn warm_up(spec: &LaunchSpec<'_>) {
    let mut program = PtyProgram::start_ready(spec);
    loop {
        program.read_until_quiet(SETTLE_TIME, MAX_WAIT);
        // The daily backup runs in a thread.
        if threads(program.id()).len() <= 1 {
            break;
        }
    }
}

fn total_bytes(chunks: &[Chunk]) -> usize {
    chunks.iter().map(|chunk| chunk.bytes.len()).sum()
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

#[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
fn as_f64(count: impl TryInto<u64>) -> f64 {
    count.try_into().unwrap_or(0) as f64
}
