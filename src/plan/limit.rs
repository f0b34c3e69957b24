//! The stage that can never hold a family, however few others there are.

use std::fmt;

use serde::Serialize;

use super::Solved;

/// A stage that supplies fewer units at a time than one family needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Limit {
    /// See [`super::ResourceRow::stage`].
    pub stage: String,
    /// See [`super::ResourceRow::place`].
    pub place: String,
    /// Units that are open to the family: all of a period or of a pool, less what is kept for others.
    pub units: u64,
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Limit { stage, place, units } = self;
        write!(f, "too small for them: {}, {units}", format!("{stage} {place}").trim_end())
    }
}

/// The first stage of an option (by its place among the class's offers) that is too small for one family of
/// the case; none: it can hold the family if nobody else is there.
pub(super) fn too_small(solved: &Solved, case: usize, offer: usize) -> Option<Limit> {
    let problem = &solved.compiled.problem;
    let option = problem.class(case).offers[offer];
    let need = |kind: u16| u64::from(problem.needs(case)[usize::from(kind)]);
    let limit = |resource: usize| {
        let (stage, place) = solved.stage(resource);
        Limit { stage, place, units: solved.supplied(resource) }
    };
    let mut uses = problem.options.uses(option).iter();
    let fixed = uses.find(|usage| need(usage.kind) > solved.supplied(usage.resource as usize));
    let drawn = problem.options.window[option as usize].and_then(|window| {
        let opens = problem.class(case).opens as usize;
        let largest = (opens..=window.ends as usize).max_by_key(|&resource| solved.supplied(resource))?;
        (need(window.kind) > solved.supplied(largest)).then_some(largest)
    });
    fixed.map(|usage| usage.resource as usize).or(drawn).map(limit)
}
