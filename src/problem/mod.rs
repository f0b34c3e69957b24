//! The one form into which everything compiles: *cases* choose *options*, options use
//! *resources*, every resource has a *supply curve*.
//!
//! In: nothing but numbers (this room knows nothing of countries or months). Out: a [`Problem`],
//! the [`Plan`] that a solver finds for it and the [`Certificate`] that says how good the plan is.
//!
//! ```text
//! lexicographically over levels l = 0, 1, ...:
//! maximise    Σ value[l](c,o)·x[c,o] − Σ cost[l][s]·y[s]
//! subject to  Σ_o x[c,o] ≤ count[c]                            every case c
//!             Σ_c,o amount[r](c,o)·x[c,o] = Σ_{s of r} y[s]    every resource r
//!             0 ≤ y[s] ≤ width[s],  x whole numbers
//! ```
//!
//! * `c` runs over [`Cases`], `o` over the options that the case's [`Class`] offers, `s` over the
//!   steps of [`Supplies`].
//! * `value[l](c,o) = weight[l][c]·worth[l][class(c), o] + fit[l][c, column(o)]`: *when* depends on
//!   the class, *where* on the case, so no matrix over every period is ever stored.
//! * `amount[r](c,o)` is the case's need of the kind that the option's [`Use`] of `r` names.
//! * An option may have a [`Window`]: one further need drawn from any single resource of a run of
//!   consecutive ones, chosen with the placement (a decision taken in any period up to a departure).
//!
//! Every number is whole, so that a plan's worth is the same to the last digit on any machine.

mod certificate;
pub mod counting;
mod faults;
mod form;
pub mod matrix;
pub mod packing;
mod plan;
pub mod text;

pub use certificate::{Branch, Certificate, LevelProof, Prices};
pub use counting::Counting;
pub use faults::Fault;
pub use form::{Cases, Class, Fit, Level, More, NOT_ALLOWED, Options, Problem, Supplies, Use, Window};
pub use packing::Packing;
pub use plan::{Placement, Plan};
