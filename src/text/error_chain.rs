//! The message of an error with its causes.

/// The messages of an error and its causes, joined by colons; after a whole sentence, in brackets. A cause that only repeats
/// what is said before it is left out: SQLite gives "database disk image is malformed" the cause "Error code 11: database disk
/// image is malformed".
pub(crate) fn error_chain(error: &anyhow::Error) -> String {
    let mut parts: Vec<String> = Vec::new();
    for cause in error.chain() {
        let part = cause.to_string();
        let is_repeated = |said: &String| said.contains(&part) || part.ends_with(said.as_str());
        if !parts.iter().any(is_repeated) {
            parts.push(part);
        }
    }
    let joined = parts.into_iter().reduce(|said, part| {
        if said.ends_with('.') {
            format!("{said} ({part})")
        } else {
            format!("{said}: {part}")
        }
    });
    joined.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::io;

    use thiserror::Error;

    use super::*;

    /// What SQLite's errors look like.
    #[derive(Debug, Error)]
    #[error("database disk image is malformed")]
    struct Malformed {
        source: ErrorCode,
    }

    #[derive(Debug, Error)]
    #[error("Error code 11: database disk image is malformed")]
    struct ErrorCode;

    #[test]
    fn a_cause_that_repeats_the_message_above_it_is_said_once() {
        let error = anyhow::Error::from(Malformed { source: ErrorCode });
        assert_eq!(error_chain(&error), "database disk image is malformed");
        let error = error.context("the journal 心配.db can't be read");
        assert_eq!(
            error_chain(&error),
            "the journal 心配.db can't be read: database disk image is malformed"
        );
    }

    #[test]
    fn causes_that_say_more_stay() {
        let error = anyhow::Error::from(io::Error::other("the disk is full"))
            .context("the file can't be written")
            .context("the export stopped");
        assert_eq!(
            error_chain(&error),
            "the export stopped: the file can't be written: the disk is full"
        );
        let error = anyhow::Error::from(io::Error::other("reading failed: the disk is gone"))
            .context("reading failed");
        assert_eq!(
            error_chain(&error),
            "reading failed: reading failed: the disk is gone"
        );
        let error = anyhow::Error::from(io::Error::other("no such file")).context("Please look.");
        assert_eq!(error_chain(&error), "Please look. (no such file)");
    }
}
