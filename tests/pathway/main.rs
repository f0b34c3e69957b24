//! From hand-made scenarios to problems, with every number worked out by hand.

mod cohorts;
mod eligibility;
mod fixture;
mod objectives;
mod policy;
mod protection;
mod shipped;
mod stages;
