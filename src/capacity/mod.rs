//! What every place can take, and what each country's fair part of a caseload is.
//!
//! In: a [`Scenario`](crate::scenario::Scenario). Out: [`pools`] of units by stage, place and run
//! of periods; fair [`shares`] of a key; whole numbers that add up, by [`largest_remainder`].

mod apportion;
mod key;
mod pool;

pub use apportion::largest_remainder;
pub use key::shares;
pub use pool::{Pool, pools};
