//! Resettle finds who is resettled where and when, so that the most people are protected soonest,
//! and proves how good the plan is.
//!
//! The rooms, in the order in which the data walk through them:

pub mod bench;
pub mod capacity;
pub mod certify;
pub mod cli;
pub mod generate;
pub mod pathway;
pub mod plan;
pub mod problem;
pub mod report;
pub mod run;
pub mod scenario;
pub mod solve;
