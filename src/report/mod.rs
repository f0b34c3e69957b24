//! What the program found as people and programs read it: pages for the terminal, and JSON.
//!
//! In: a [`crate::run::Run`], or what the plan room says of a case. Out: text. Nothing is computed
//! here but sums and roundings.

mod binding;
mod contents;
mod explain;
mod headline;
mod intake;
mod irregular;
mod json;
mod obligations;
mod proof;
mod table;
mod terminal;
mod waiting;

pub use contents::contents;
pub use explain::{explain_case, explain_destination};
pub use json::{document, pretty, stopped};
pub use proof::certified;
pub use table::thousands;
pub use terminal::page;
