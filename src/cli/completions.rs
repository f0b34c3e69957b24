//! `resettle completions`: completions for a shell, on stdout.

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use super::Arguments;
use super::exit::{Exit, Failure};
use super::output::print;

/// Print completions for a shell.
#[derive(Debug, Args)]
pub struct Completions {
    /// The shell.
    shell: Shell,
}

impl Completions {
    /// Prints them.
    pub fn run(&self) -> Result<Exit, Failure> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Arguments::command(), "resettle", &mut script);
        print(&String::from_utf8_lossy(&script))?;
        Ok(Exit::Done)
    }
}
