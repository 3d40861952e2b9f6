//! The commands in README.md and docs/ run as they stand there. CONTRIBUTING.md says which commands run and which ones are
//! only parsed.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use crate::documents::{markdown_files, project};
use crate::fixtures::write_entries;
use crate::help::{commands, help};
use crate::test_user::{PROGRAM, TestUser};

/// Code in a Markdown file.
enum Code {
    /// A block with its language, which is empty for an indented one.
    Block { language: String, text: String },
    /// Code in a sentence, on one line.
    Words(String),
}

/// All code in a Markdown text, in order.
fn code_in(markdown: &str) -> Vec<Code> {
    let mut found = Vec::new();
    let mut block: Option<(String, String)> = None;
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::CodeBlock(kind)) => {
                let language = match kind {
                    CodeBlockKind::Fenced(language) => language.into_string(),
                    CodeBlockKind::Indented => String::new(),
                };
                block = Some((language, String::new()));
            }
            Event::Text(line) => {
                if let Some((_, text)) = &mut block {
                    text.push_str(&line);
                }
            }
            Event::End(TagEnd::CodeBlock) => {
                let ended = block.take();
                found.extend(ended.map(|(language, text)| Code::Block { language, text }));
            }
            Event::Code(words) => found.push(Code::Words(words.replace('\n', " "))),
            _ => {}
        }
    }
    found
}

/// What stands for a word in capitals, after the word before it or after any other.
const PLACEHOLDERS: &[(&str, &str, &str)] = &[
    ("check", "FILE", "evening-line.yaml"),
    ("--strict", "FILE", "evening-line.yaml"),
    ("--private", "FILE", "evening-line.yaml"),
    ("path", "ID", "seven-small-steps"),
    ("start", "ID", "two-minute-check"),
    ("new", "ID", "my-own"),
    ("", "BREAK", "box"),
    ("", "COMMAND", "history"),
    ("", "EXERCISE", "two-minute-check"),
    ("", "FILE", "kept.json"),
    ("", "FILE.html", "made.html"),
    ("", "FILE.yaml", "evening-line.yaml"),
    ("", "FOLDER", "shared"),
    ("", "ID", "walk-0"),
    ("", "PATH", "seven-small-steps"),
    ("", "SHELL", "bash"),
    ("", "TOPIC", "find"),
    ("", "WORDS", "baby"),
];

/// Commands in sentences that end with 1 where nobody can answer their question, or nothing is locked.
const ASKING: &[&str] = &[
    "enough data wipe",
    "enough lock change",
    "enough lock code",
    "enough lock join FOLDER",
    "enough lock off",
    "enough lock on",
    "enough lock recover",
    "enough lock set-aside",
];

/// README.md and the files in docs/, by name.
fn documents() -> BTreeMap<String, String> {
    let files = markdown_files("docs").into_iter();
    let files = files.chain([project().join("README.md")]);
    let read = |path: PathBuf| {
        let name = path.file_name().expect("it is a file");
        let text = fs::read_to_string(&path).expect("it can be read");
        (name.to_string_lossy().into_owned(), text)
    };
    files.map(read).collect()
}

/// A user with `enough` on the path, a walk, a folder to share and an exercise, as the documents assume.
fn reader() -> TestUser {
    let user = TestUser::first_run();
    write_entries(&user.journal(), &["I froze in the #talk about the baby."]);
    fs::create_dir_all(user.home().join("shared")).expect("the home is writable");
    fs::create_dir_all(user.home().join("Sync/enough")).expect("the home is writable");
    let exercise = user.stdout_of(&["exercises", "show", "two-minute-check"]);
    user.write("evening-line.yaml", &exercise);
    let bin = user.home().join("bin");
    fs::create_dir(&bin).expect("the home is writable");
    std::os::unix::fs::symlink(PROGRAM, bin.join("enough")).expect("the home is writable");
    let path = format!("{}:/usr/bin:/bin", bin.display());
    user.with("PATH", path)
}

/// Runs a command line, which leaves a session at its first question. Returns the exit code and the output.
fn run(user: &TestUser, line: &str) -> (Option<i32>, String) {
    user.write("answers", "/quit\n");
    let line = format!("exec <answers; {line}");
    let output = user.command("sh", &["-c", &line]).output();
    let output = output.expect("the shell starts");
    let printed = [output.stdout, output.stderr].concat();
    let printed = String::from_utf8_lossy(&printed).into_owned();
    (output.status.code(), printed)
}

/// Replaces the words in capitals, and takes the first of two possible words.
fn fill_in(line: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    for word in line.split(' ') {
        let word = word.trim_matches(['[', ']']).trim_end_matches("...");
        let word = word.split_once('|').map_or(word, |(first, _)| first);
        let before = words.last().map_or("", String::as_str);
        let stem = word.split('.').next().unwrap_or_default();
        let is_placeholder = stem.len() > 1 && stem.chars().all(|c| c.is_ascii_uppercase());
        let known = PLACEHOLDERS
            .iter()
            .find(|(after, name, _)| *name == word && (after.is_empty() || *after == before));
        let word = match known {
            Some((_, _, value)) => value,
            None if is_placeholder => panic!("what stands for {word} in “{line}”?"),
            None => word,
        };
        words.push(word.to_owned());
    }
    words.join(" ")
}

/// Each `enough …` in a line of code, without what a shell or a configuration has around it.
fn calls_in(line: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in line.match_indices("enough") {
        let before = line[..at].chars().next_back();
        let after = line[at + "enough".len()..].chars().next();
        let closing = match before {
            None | Some(' ') => "\n",
            Some('\'') => "'",
            Some('"') => "\"",
            Some('(') => ")",
            Some(_) => continue,
        };
        if after.is_some_and(|c| !" )'\"".contains(c)) {
            continue;
        }
        let mut call = &line[at..];
        for end in [closing, "  ", " | ", " > ", " 2>", " # ", ";"] {
            call = call.split_once(end).map_or(call, |(call, _)| call);
        }
        found.push(call.trim_end().to_owned());
    }
    found
}

/// Checks that the arguments of a call can be parsed, up to required ones that are missing.
fn parse_fault(user: &TestUser, call: &str) -> Option<String> {
    let (code, printed) = run(user, &format!("{call} --help"));
    (code != Some(0)).then(|| format!("{call}: {printed}"))
}

#[test]
fn the_commands_in_blocks_run_one_after_another() {
    let mut faults = Vec::new();
    let mut count = 0;
    for (name, text) in documents() {
        let user = reader();
        for code in code_in(&text) {
            let Code::Block { language, text } = code else {
                continue;
            };
            if ["yaml", "json"].contains(&&*language) {
                continue;
            }
            let runs = language.is_empty() || language == "sh";
            for line in text.lines() {
                if runs && line.starts_with("enough") && !line.contains('|') {
                    count += 1;
                    let (code, printed) = run(&user, &fill_in(line));
                    if code != Some(0) {
                        faults.push(format!("{name}: {line}: {code:?} {printed}"));
                    }
                } else {
                    let calls = calls_in(line).into_iter().map(|call| fill_in(&call));
                    let wrong = calls.filter_map(|call| parse_fault(&user, &call));
                    faults.extend(wrong.map(|fault| format!("{name}: {fault}")));
                }
            }
        }
    }
    assert!(count > 20, "{count}");
    assert!(faults.is_empty(), "{faults:#?}");
}

/// Each `enough …` that stands as code in a sentence.
fn commands_in_sentences() -> BTreeSet<String> {
    let documents = documents();
    let code = documents.values().flat_map(|text| code_in(text));
    let words = code.filter_map(|code| match code {
        Code::Words(words) => Some(words),
        Code::Block { .. } => None,
    });
    words
        .filter(|words| words == "enough" || words.starts_with("enough "))
        .collect()
}

/// Copies the files of a folder, which has no links but that to the program.
fn copy_folder(from: &Path, to: &Path) {
    good_enough::platform::private_fs::create_dir(to).expect("the home is writable");
    for file in fs::read_dir(from).expect("a folder").flatten() {
        let copy = to.join(file.file_name());
        if file.path().is_dir() {
            copy_folder(&file.path(), &copy);
        } else {
            fs::copy(file.path(), copy).expect("it can be copied");
        }
    }
}

#[test]
fn the_commands_in_sentences_run_each_by_itself() {
    let template = reader();
    template.stdout_of(&["export", "-o", "kept.json"]);
    let lines = commands_in_sentences();
    assert!(lines.len() > 60, "{lines:#?}");
    let mut faults = Vec::new();
    for line in lines {
        let user = TestUser::first_run();
        for folder in ["data", "shared"] {
            copy_folder(&template.home().join(folder), &user.home().join(folder));
        }
        for file in ["evening-line.yaml", "kept.json"] {
            let (from, to) = (template.home().join(file), user.home().join(file));
            fs::copy(from, to).expect("it can be copied");
        }
        let path = format!("{}:/usr/bin:/bin", template.home().join("bin").display());
        let user = user.with("PATH", path);
        if line.contains('|') {
            let calls = calls_in(&line).into_iter().map(|call| fill_in(&call));
            faults.extend(calls.filter_map(|call| parse_fault(&user, &call)));
            continue;
        }
        let wanted = i32::from(ASKING.contains(&&*line));
        let (code, printed) = run(&user, &fill_in(&line));
        // A sentence may name a command without its arguments.
        let is_incomplete = code == Some(2) && printed.contains("required");
        if is_incomplete {
            let option = line.rsplit(' ').next().filter(|word| word.starts_with('-'));
            let call = line.trim_end_matches(option.unwrap_or_default());
            let (code, help) = run(&user, &format!("{call} --help"));
            if code != Some(0) || option.is_some_and(|option| !help.contains(option)) {
                faults.push(format!("{line}: {printed}"));
            }
        } else if code != Some(wanted) {
            faults.push(format!("{line}: {code:?} {printed}"));
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

/// The options in a text, such as `--since`.
fn options_in(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_lowercase() && c != '-')
        .filter(|word| word.starts_with("--") && word.len() > 2)
}

#[test]
fn the_options_in_sentences_are_known() {
    let user = reader();
    let helps: Vec<_> = commands(&user)
        .iter()
        .map(|command| help(&user, command))
        .collect();
    let known: BTreeSet<_> = helps.iter().flat_map(|help| options_in(help)).collect();
    let mut unknown = Vec::new();
    for (name, text) in documents() {
        for code in code_in(&text) {
            match code {
                // The bench has options of its own.
                Code::Words(words) if words.starts_with("--") && name != "speed.md" => {
                    let wrong = options_in(&words).filter(|option| !known.contains(option));
                    unknown.extend(wrong.map(|option| format!("{name}: {option}")));
                }
                _ => {}
            }
        }
    }
    assert!(unknown.is_empty(), "{unknown:#?}");
}
