//! From hand-made scenarios to problems, with every number worked out by hand.

mod fixture;
mod protection;
mod stages;
