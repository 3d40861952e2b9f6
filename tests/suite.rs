//! The program as people meet it: key scripts through the whole state, and the real binary in a real terminal.

#[path = "suite/again.rs"]
mod again;
#[path = "suite/breaks.rs"]
mod breaks;
#[path = "suite/coach.rs"]
mod coach;
#[path = "suite/corpus.rs"]
mod corpus;
#[path = "suite/exercises.rs"]
mod exercises;
#[path = "suite/finding.rs"]
mod finding;
#[path = "suite/history.rs"]
mod history;
#[path = "suite/insights.rs"]
mod insights;
#[path = "suite/keeping.rs"]
mod keeping;
#[path = "suite/laws.rs"]
mod laws;
#[path = "suite/looking_back.rs"]
mod looking_back;
#[path = "suite/network.rs"]
mod network;
#[path = "suite/person.rs"]
mod person;
#[path = "suite/pictures.rs"]
mod pictures;
#[path = "suite/plain.rs"]
mod plain;
#[path = "suite/reliability.rs"]
mod reliability;
#[path = "suite/screens.rs"]
mod screens;
#[path = "suite/storms.rs"]
mod storms;
#[path = "suite/transfer.rs"]
mod transfer;
#[path = "suite/waiting.rs"]
mod waiting;
#[path = "suite/walk.rs"]
mod walk;
#[path = "suite/wire.rs"]
mod wire;
