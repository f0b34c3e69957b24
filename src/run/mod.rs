//! A run: a scenario solved for each of its estimates, and the folder that holds the result.

mod draft;
mod manifest;

pub use draft::{Draft, DraftError, Replaces};
pub use manifest::{Input, Manifest, inputs, objectives};
