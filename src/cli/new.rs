//! `resettle new`: a commented scenario to begin from.

use std::fs;
use std::path::PathBuf;

use clap::Args;

use super::exit::{Exit, Failure, at};
use super::output::{print, say};
use crate::run::{Draft, Replaces};
use crate::scenario::TEMPLATE;

/// Write a commented scenario to begin from.
#[derive(Debug, Args)]
pub struct New {
    /// The folder to write; it must not exist yet, or be empty.
    folder: PathBuf,
}

impl New {
    /// Writes it.
    pub fn run(&self) -> Result<Exit, Failure> {
        let draft = Draft::begin(&self.folder, Replaces::Nothing)?;
        for (name, content) in TEMPLATE {
            fs::write(draft.path().join(name), content).map_err(at(&self.folder))?;
        }
        draft.publish()?;
        print(&format!("{}\n", self.folder.display()))?;
        say(&format!("hint: change it, then run `resettle check {}`", self.folder.display()));
        Ok(Exit::Done)
    }
}
