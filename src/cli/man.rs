//! `resettle man`: the manual page, on stdout, or a page a command into a folder.

use std::fs;
use std::path::PathBuf;

use clap::{Args, CommandFactory};
use clap_mangen::Man as Page;

use super::Arguments;
use super::exit::{Exit, Failure, at};
use super::output::print;

/// Print the manual page, or write one a command.
#[derive(Debug, Args)]
pub struct Man {
    /// Write a page a command into this folder.
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
}

impl Man {
    /// Prints or writes them.
    pub fn run(&self) -> Result<Exit, Failure> {
        match &self.output {
            None => {
                let mut page = Vec::new();
                Page::new(Arguments::command()).render(&mut page).expect("memory takes every write");
                print(&String::from_utf8_lossy(&page))?;
            }
            Some(folder) => {
                fs::create_dir_all(folder).map_err(at(folder))?;
                clap_mangen::generate_to(Arguments::command(), folder).map_err(at(folder))?;
            }
        }
        Ok(Exit::Done)
    }
}
