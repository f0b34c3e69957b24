//! What a command says to the program that called it.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::planner::complained;
use crate::bench;
use crate::problem::matrix::{Refused, Unreadable};
use crate::run::{DraftError, ReplayError, RunError};

/// Exit codes, as `--help` and the README list them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Done; a plan is proven to within `--gap`, or its optimum is claimed by `--solver milp`. `certify` takes no
    /// claim, and answers [`Exit::Gap`] there.
    Done = 0,
    /// The command line is wrong; clap ends the program with this code itself.
    Usage = 2,
    /// The scenario is wrong, or what was asked of it; nothing was written.
    Input = 3,
    /// There is a plan, and it is replayed, but its gap is above `--gap` or not known.
    Gap = 4,
    /// `certify` refuses the run.
    Refused = 5,
    /// A file or folder cannot be written, or a run folder cannot be read whole.
    Files = 6,
    /// The solver gave up without a plan.
    Solver = 7,
    /// A bug in Resettle: Rust's own code for a panic.
    Bug = 101,
    /// Ctrl-C twice, as shells have it.
    Interrupted = 130,
}

impl Exit {
    /// All codes, in order.
    pub const ALL: [Exit; 9] = [
        Exit::Done,
        Exit::Usage,
        Exit::Input,
        Exit::Gap,
        Exit::Refused,
        Exit::Files,
        Exit::Solver,
        Exit::Bug,
        Exit::Interrupted,
    ];

    /// What the code means, for `--help`.
    pub fn meaning(self) -> &'static str {
        match self {
            Exit::Done => "done; for a plan: proven to within --gap, or claimed by --solver milp",
            Exit::Usage => "the command line is wrong",
            Exit::Input => "the scenario is wrong; nothing was written",
            Exit::Gap => "there is a plan, but its gap is above --gap or not known",
            Exit::Refused => "`certify` refuses the run",
            Exit::Files => "a file cannot be written, or a run folder cannot be read whole",
            Exit::Solver => "the solver gave up without a plan",
            Exit::Bug => "a bug in Resettle; please report it",
            Exit::Interrupted => "interrupted twice; nothing was written",
        }
    }

    /// The list of codes that closes `--help`.
    pub fn help() -> String {
        let lines = Exit::ALL.map(|exit| format!("  {:>3}  {}", exit as u8, exit.meaning()));
        format!("Exit codes:\n{}", lines.join("\n"))
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit as u8)
    }
}

/// Why a command could not do what it was asked: the code, and what to tell the person.
#[derive(Debug)]
pub struct Failure {
    /// The exit code.
    pub exit: Exit,
    /// What went wrong, where, and what to do.
    pub message: String,
}

impl Failure {
    /// The scenario, or what was asked of it, is wrong.
    pub fn input(message: impl fmt::Display) -> Failure {
        Failure { exit: Exit::Input, message: message.to_string() }
    }

    /// A file or folder cannot be written or read.
    pub fn files(message: impl fmt::Display) -> Failure {
        Failure { exit: Exit::Files, message: message.to_string() }
    }
}

impl From<DraftError> for Failure {
    fn from(error: DraftError) -> Failure {
        Failure::files(error)
    }
}

impl From<RunError> for Failure {
    fn from(error: RunError) -> Failure {
        let exit = match error {
            RunError::Solver(_) => Exit::Solver,
            RunError::Unsound { .. } => Exit::Bug,
        };
        Failure { exit, message: error.to_string() }
    }
}

impl From<ReplayError> for Failure {
    fn from(error: ReplayError) -> Failure {
        match error {
            ReplayError::Scenario(complaints) => complained(&complaints),
            ReplayError::Refused(_) => Failure { exit: Exit::Refused, message: error.to_string() },
            ReplayError::Unreadable { .. } => Failure::files(error),
            ReplayError::NoEstimate(_) => Failure::input(error),
        }
    }
}

impl From<Refused> for Failure {
    fn from(error: Refused) -> Failure {
        match error.source {
            Unreadable::Io(_) => Failure::files(error),
            _ => Failure::input(error),
        }
    }
}

impl From<bench::Failed> for Failure {
    fn from(error: bench::Failed) -> Failure {
        match error {
            bench::Failed::Scenario(complaints) => complained(&complaints),
            bench::Failed::Matrix(refused) => refused.into(),
            bench::Failed::Unsound { .. } => Failure { exit: Exit::Bug, message: error.to_string() },
            bench::Failed::Write { .. } => Failure::files(error),
        }
    }
}

/// Lets `?` name the path at which the file system refused.
pub fn at(path: &Path) -> impl FnOnce(io::Error) -> Failure {
    let path = PathBuf::from(path);
    move |error| Failure::files(format!("error: `{}`: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn help_lists_every_code_once() {
        let help = Exit::help();
        for exit in Exit::ALL {
            let line = format!("{:>3}  {}", exit as u8, exit.meaning());
            assert_eq!(help.matches(&line).count(), 1, "{line}");
        }
    }
}
