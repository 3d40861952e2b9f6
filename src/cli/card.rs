//! `enough card`: prints good-enough lines that are kept as cards.

use std::process::ExitCode;

use anyhow::bail;
use clap::Args;
use rand::seq::IndexedRandom as _;
use serde_json::{Value, json};

use super::args::GlobalArgs;
use super::launch;
use super::list_printer::ListPrinter;
use super::{did_you_mean, output};
use crate::cli::sanitized_output;
use crate::domain::outcome::Outcome;
use crate::storage::cards::{self, Card, CardFilter};
use crate::text::one_line;

/// The end of the help text.
pub(crate) const EXAMPLES: &str = "Examples:
  enough card                               one of your cards, any of them
  enough card --all                         all of them, the one kept last first
  set -g status-right '#(enough card)'      in tmux
  enough card 2>/dev/null                   in ~/.profile, a line for each new shell

In the app, * keeps a good-enough line as a card, on a summary and in the history. Everybody who sees your terminal
sees the card too.";

/// Print one of the good-enough lines that you keep
///
/// It reads the journal and writes nothing. Without a card it prints nothing.
#[derive(Debug, Args)]
pub(crate) struct CardArgs {
    /// Only cards with this thinking pattern
    #[arg(long, value_name = "NAME", conflicts_with = "feeling")]
    pattern: Option<String>,
    /// Only cards with this feeling
    #[arg(long, value_name = "NAME")]
    feeling: Option<String>,
    /// All of them, the one that was kept last first
    #[arg(long)]
    all: bool,
    /// Print them as JSON, with the fear and what came of it
    #[arg(long)]
    json: bool,
}

pub(crate) fn print(args: &CardArgs, global: &GlobalArgs) -> anyhow::Result<ExitCode> {
    let cards = if global.private {
        Vec::new()
    } else {
        read(args, global)?
    };
    let mut list = ListPrinter::start(args.json)?;
    for card in &cards {
        list.push(|| one_line(&card.line), || card_json(card))?;
    }
    list.finish()?;
    if cards.is_empty() && !args.json {
        let words = if global.private {
            "With --private your journal isn't read, so there is no card."
        } else if args.pattern.is_some() || args.feeling.is_some() {
            "No card has that. “enough card --all” prints every card."
        } else {
            "No lines are kept yet. In the app, * keeps a good-enough line as a card."
        };
        output::print_wrapped(&mut sanitized_output::stderr(), words)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn read(args: &CardArgs, global: &GlobalArgs) -> anyhow::Result<Vec<Card>> {
    let paths = global.paths()?;
    // The greeting of a shell must not ask for a passphrase.
    let Some(key) = global.key_without_asking()? else {
        bail!("the journal is locked, so no card can be printed; “enough” opens it");
    };
    let mut filter = CardFilter::default();
    if args.pattern.is_some() || args.feeling.is_some() {
        let [patterns, feelings] = cards::read_labels_unopened(&paths, &key)?;
        let resolve = |kind, arg: &Option<String>, labels: &[(String, usize)]| {
            let arg = arg.as_deref();
            arg.map(|arg| resolve_label(kind, arg, labels)).transpose()
        };
        filter.pattern = resolve("pattern", &args.pattern, &patterns)?;
        filter.feeling = resolve("feeling", &args.feeling, &feelings)?;
    }
    let mut ids = cards::read_ids_unopened(&paths, &key, &filter)?;
    if !args.all {
        let one = ids.choose(&mut launch::entropy()).cloned();
        ids = one.into_iter().collect();
    }
    Ok(cards::read_cards_unopened(&paths, &key, &ids)?)
}

/// The label of a card that equals what was typed, or the only one that contains it.
fn resolve_label(kind: &str, arg: &str, labels: &[(String, usize)]) -> anyhow::Result<String> {
    let typed = arg.trim().to_lowercase();
    let labels = || labels.iter().map(|(label, _)| label.as_str());
    let equal = labels().find(|label| label.to_lowercase() == typed);
    let mut containing = labels().filter(|label| label.to_lowercase().contains(&typed));
    let only = containing.next().filter(|_| containing.next().is_none());
    if let Some(label) = equal.or(only) {
        return Ok(label.to_owned());
    }
    let known: Vec<_> = labels().map(one_line).collect();
    if known.is_empty() {
        bail!("no card has a {kind}");
    }
    bail!(
        "no card has the {kind} “{arg}”; {}there are these: {}",
        did_you_mean(&typed, labels()),
        known.join(", ")
    )
}

fn card_json(card: &Card) -> Value {
    let outcome = card.follow_up.map(|follow_up| follow_up.outcome);
    json!({
        "v": 1,
        "id": card.entry_id.as_str(),
        "day": card.day.to_string(),
        "exercise": card.exercise,
        "line": card.line,
        "thought": card.thought,
        "fear": card.fear,
        "likelihood_before": card.likelihood_before,
        "likelihood_after": card.likelihood_after,
        "outcome": outcome.map(Outcome::as_str),
        "due": card.follow_up.map(|follow_up| follow_up.due.to_string()),
    })
}
