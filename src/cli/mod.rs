//! The command line: one file a subcommand, no logic of its own.
//!
//! In: arguments. Out: data on stdout, talk on stderr, and an [`Exit`] code.

mod bench;
mod certify;
mod check;
mod completions;
mod exit;
mod explain;
mod export;
mod generate;
mod interrupt;
mod man;
mod new;
mod output;
mod planner;
mod progress;
mod solve;

use clap::{Parser, Subcommand};

pub use exit::{Exit, Failure};

/// Finds who is resettled where and when, so that the most people are protected soonest, and
/// proves how good the plan is.
#[derive(Debug, Parser)]
#[command(name = "resettle", version, after_help = Exit::help())]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    New(new::New),
    Check(check::Check),
    Solve(solve::Solve),
    Certify(certify::Certify),
    Explain(explain::Explain),
    Export(export::Export),
    Generate(generate::Generate),
    Bench(bench::Bench),
    Completions(completions::Completions),
    Man(man::Man),
}

impl Arguments {
    /// Does what was asked; a failure is told on stderr.
    pub fn run(&self) -> Exit {
        let done = match &self.command {
            Command::New(new) => new.run(),
            Command::Check(check) => check.run(),
            Command::Solve(solve) => solve.run(),
            Command::Certify(certify) => certify.run(),
            Command::Explain(explain) => explain.run(),
            Command::Export(export) => export.run(),
            Command::Generate(generate) => generate.run(),
            Command::Bench(bench) => bench.run(),
            Command::Completions(completions) => completions.run(),
            Command::Man(man) => man.run(),
        };
        done.unwrap_or_else(|failure| {
            output::say(&failure.message);
            failure.exit
        })
    }
}
