//! The command line as the world sees it: exit codes, files, and what goes to stdout and to stderr.

mod basics;
mod command;
mod export;
#[cfg(feature = "highs")]
mod highs;
mod interrupt;
mod packed;
mod pages;
mod runs;
mod scenarios;
mod told;
