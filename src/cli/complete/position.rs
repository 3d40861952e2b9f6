//! Where a command line ends: in which command, in which argument.

use clap::{Arg, ArgAction, Command};

/// The end of a command line. Words that clap would refuse are read as well as they can be.
pub(super) struct Position<'a> {
    pub(super) root: &'a Command,
    pub(super) command: &'a Command,
    /// The option whose value comes next.
    pub(super) option: Option<&'a Arg>,
    /// The words that are neither options, nor their values, nor names of commands.
    pub(super) positionals: Vec<&'a str>,
    /// Whether `--` was typed, after which nothing is an option.
    pub(super) is_escaped: bool,
    pub(super) is_private: bool,
}

impl<'a> Position<'a> {
    /// The position after these words, without the name of the program.
    pub(super) fn after(root: &'a Command, words: &[&'a str]) -> Self {
        let mut position = Self {
            root,
            command: root,
            option: None,
            positionals: Vec::new(),
            is_escaped: false,
            is_private: false,
        };
        for word in words {
            position.read(word);
        }
        position
    }

    fn read(&mut self, word: &'a str) {
        let is_option = !self.is_escaped && word.starts_with('-') && word != "-";
        if let Some(option) = self.option {
            // Bash makes the sign between an option and its value a word.
            let is_sign = word == "=";
            if !takes_many(option) && !is_sign {
                self.option = None;
            }
            if !takes_many(option) || !is_option {
                return;
            }
        }
        if !is_option {
            match self.command.find_subcommand(word) {
                Some(command) if self.positionals.is_empty() && !self.is_escaped => {
                    self.command = command;
                }
                _ => self.positionals.push(word),
            }
        } else if word == "--" {
            self.is_escaped = true;
        } else {
            self.is_private |= word == "--private";
            self.option = self.option_before_value(word);
        }
    }

    /// The option that takes the word after this one as its value.
    fn option_before_value(&self, word: &str) -> Option<&'a Arg> {
        if let Some(long) = word.strip_prefix("--") {
            return self.long_option(long).filter(|arg| takes_value(arg));
        }
        let mut letters = word.chars().skip(1);
        let option = letters.find_map(|letter| {
            let mut args = self.command.get_arguments();
            args.find(|arg| arg.get_short() == Some(letter) && takes_value(arg))
        })?;
        letters.next().is_none().then_some(option)
    }

    pub(super) fn long_option(&self, name: &str) -> Option<&'a Arg> {
        let mut args = self.command.get_arguments();
        args.find(|arg| arg.get_long() == Some(name))
    }

    /// The argument without a name that the next word belongs to.
    pub(super) fn positional(&self) -> Option<&'a Arg> {
        let args: Vec<_> = self.command.get_positionals().collect();
        let last = args.last().filter(|arg| takes_many(arg));
        args.get(self.positionals.len()).or(last).copied()
    }
}

pub(super) fn takes_value(arg: &Arg) -> bool {
    arg.get_action().takes_values()
}

fn takes_many(arg: &Arg) -> bool {
    let several_at_once = arg
        .get_num_args()
        .is_some_and(|count| count.max_values() > 1);
    several_at_once || (arg.is_positional() && matches!(arg.get_action(), ArgAction::Append))
}
