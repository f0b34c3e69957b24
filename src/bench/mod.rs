//! How long it takes, how good it is, and how much memory it needs.
//!
//! In: a scenario's folder or a matrix on disk, or an instance of the [`registry()`], drawn from a seed. Out: a [`Row`]
//! for every level of the problem, which [`csv()`] writes as a table.
//!
//! A *read* is the time that the threads take to sum the value matrix once from memory. Solving cannot take less than
//! one; how many it takes compares machines. It says nothing where the matrix fits into the cache, and is left out
//! where the matrix has less than [`READ_FROM`] bytes.

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "scores are clamped, and 80 % of all persons fit 32 bits"
)]
mod draw;
mod measure;
mod memory;
mod read;
mod registry;
mod row;

pub use draw::draw;
pub use measure::{Failed, Subject, measure};
pub use memory::available;
pub use read::READ_FROM;
pub use registry::{Family, Instance, registry};
pub use row::{Row, csv, rows};
