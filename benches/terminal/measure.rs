//! How each thing is measured.

use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::home::Home;
use crate::program::{Chunk, Program, Recipe, now};
use crate::rounds::Taken;
use crate::screen::last_below_the_top;
use crate::system::{Effort, memory, threads};

/// The silence that ends what a key has set off.
pub const SILENCE: Duration = Duration::from_millis(40);
/// A key that isn't answered for so long counts as answered then.
const LIMIT: Duration = Duration::from_secs(2);
/// Until what follows a start is over.
const SETTLED: Duration = Duration::from_millis(300);
/// Reads closer than this belong to one frame.
const ONE_FRAME: Duration = Duration::from_millis(4);

/// From the start of the program to the read that completes its first screen, and the memory it has then.
pub fn first_frame(recipe: &Recipe<'_>) -> Taken {
    let mut program = Program::start(recipe);
    let there = program.wait_for(recipe.ready);
    program.listen(SILENCE, LIMIT);
    let time = there.duration_since(program.started());
    vec![
        ("first_frame_ms", vec![milliseconds(time)]),
        ("memory_kib", vec![number(memory(program.id()))]),
    ]
}

/// From each key to its frame, and to the last byte of all it sets off.
pub fn keys(recipe: &Recipe<'_>, before: &str, keys: &[&str]) -> Taken {
    let mut program = Program::ready(recipe);
    program.listen(SETTLED, LIMIT);
    if !before.is_empty() {
        program.send(before);
        program.listen(SETTLED, LIMIT);
    }
    let answers: Vec<_> = keys
        .iter()
        .zip(0..)
        .map(|(key, place)| {
            // Pauses that differ, so that keys don't fall into step with the program.
            let pause = Duration::from_millis(5 + place * 17 % 50);
            program.listen(pause, LIMIT);
            press(&mut program, key)
        })
        .collect();
    let all = |of: fn(&Answer) -> f64| answers.iter().map(of).collect();
    vec![
        ("key_frame_ms", all(|answer| answer.frame)),
        ("key_list_ms", all(|answer| answer.list)),
        ("key_ms", all(|answer| answer.last_byte)),
        ("key_bytes", all(|answer| answer.bytes)),
    ]
}

/// What a key set off, in milliseconds: until its frame stood, until everything did but the line on top, and until all did.
struct Answer {
    frame: f64,
    list: f64,
    last_byte: f64,
    bytes: f64,
}

fn press(program: &mut Program, key: &str) -> Answer {
    let before = program.screen();
    let pressed = program.send(key);
    let heard = program.hear_out(SILENCE, LIMIT);
    let since = |chunk: Option<&Chunk>| {
        let came = chunk.map_or(LIMIT, |chunk| chunk.at.duration_since(pressed));
        milliseconds(came)
    };
    // What comes later is another frame: it tells what was done since, such as that the words are saved.
    let apart = |pair: &[Chunk]| pair[1].at.duration_since(pair[0].at) > ONE_FRAME;
    let frame = heard
        .windows(2)
        .find(|pair| apart(pair))
        .map(|pair| &pair[0]);
    Answer {
        frame: since(frame.or(heard.last())),
        // A blank changes no line that can be seen; then the first read is the answer.
        list: since(last_below_the_top(&before, &heard).or(heard.first())),
        last_byte: since(heard.last()),
        bytes: number(length(&heard)),
    }
}

/// From Enter, after words, to the last byte of the next step, which comes once the answer is on the disk.
pub fn answers(recipe: &Recipe<'_>, next: &str, times: usize) -> Taken {
    let mut program = Program::ready(recipe);
    program.listen(SETTLED, LIMIT);
    let times = (0..times).map(|_| {
        program.send("They will think I can't do it. ");
        program.hear_out(SILENCE, LIMIT);
        let time = press(&mut program, "\r").last_byte;
        assert!(program.shows(next), "Enter doesn't lead to “{next}”");
        program.send(BACK);
        program.hear_out(SETTLED, LIMIT);
        time
    });
    vec![("answer_ms", times.collect())]
}

/// Shift and Tab: to the step before.
const BACK: &str = "\x1b[Z";

/// What programs do for so long while nobody does anything, all at the same time.
pub fn idle(programs: &mut [Program], time: Duration) -> Vec<Taken> {
    for program in &mut *programs {
        program.listen(Duration::from_millis(1500), LIMIT);
    }
    let effort = |program: &Program| Effort::of(program.id());
    let before: Vec<_> = programs.iter().map(effort).collect();
    thread::sleep(time);
    let after: Vec<_> = programs.iter().map(effort).collect();
    let done = after.into_iter().zip(before);
    let each = programs.iter_mut().zip(done);
    each.map(|(program, (after, before))| {
        let effort = after.since(before);
        let heard = program.listen(Duration::ZERO, LIMIT);
        vec![
            ("idle_wake_ups", vec![number(effort.wake_ups)]),
            ("idle_bytes", vec![number(length(&heard))]),
            ("idle_processor_ms", vec![milliseconds(effort.processor)]),
        ]
    })
    .collect()
}

/// As many a second does a movement have. One in which no cell changes isn't seen, and counts all the same.
const FRAMES: f64 = 30.0;

/// What a movement costs for each frame, and how steadily those that are seen come.
pub fn movement(recipe: &Recipe<'_>, time: Duration) -> Taken {
    let mut program = Program::ready(recipe);
    program.listen(LIMIT, LIMIT);
    let before = Effort::of(program.id());
    let heard = program.listen(time, time);
    let effort = Effort::of(program.id()).since(before);
    let frames = frames(&heard);
    let gaps = frames.windows(2).map(|pair| {
        let gap = pair[1].duration_since(pair[0]);
        // Several frames may lie in it.
        milliseconds(gap) / (gap.as_secs_f64() * FRAMES).round().max(1.0)
    });
    let count = FRAMES * time.as_secs_f64();
    vec![
        (
            "frame_processor_ms",
            vec![milliseconds(effort.processor) / count],
        ),
        ("frame_bytes", vec![number(length(&heard)) / count]),
        (
            "wake_ups_a_second",
            vec![number(effort.wake_ups) / time.as_secs_f64()],
        ),
        ("frame_gap_ms", gaps.collect()),
    ]
}

/// When each frame began to come.
fn frames(heard: &[Chunk]) -> Vec<Instant> {
    let mut last = None;
    let begins = heard.iter().filter(|chunk| {
        let before = last.replace(chunk.at);
        before.is_none_or(|before| chunk.at.duration_since(before) > ONE_FRAME)
    });
    begins.map(|chunk| chunk.at).collect()
}

/// How long commands take that print into a pipe and end.
pub fn commands(program: &Path, arguments: &[&str], home: &Home, times: usize) -> Taken {
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

/// Starts the program once, until it has done what it does once a day and for a journal that is new to it.
pub fn acquaint(recipe: &Recipe<'_>) {
    let mut program = Program::ready(recipe);
    loop {
        program.listen(SETTLED, LIMIT);
        // The day's backup is made by a thread of its own.
        if threads(program.id()).len() <= 1 {
            break;
        }
    }
}

fn length(heard: &[Chunk]) -> usize {
    heard.iter().map(|chunk| chunk.bytes.len()).sum()
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

#[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
fn number(count: impl TryInto<u64>) -> f64 {
    count.try_into().unwrap_or(0) as f64
}
