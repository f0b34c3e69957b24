//! What the program found as people and programs read it: pages for the terminal, and JSON.
//!
//! Nothing is computed here but sums and roundings.

mod contents;
mod json;
mod table;

pub use contents::contents;
pub use json::pretty;
