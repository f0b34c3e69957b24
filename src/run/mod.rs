//! A run: a scenario solved for each of its estimates, and the folder that holds the result.

mod draft;

pub use draft::{Draft, DraftError, Replaces};
