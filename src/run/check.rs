//! The program's own check: of every plan before it is written, and of every run that is certified.
//!
//! In: a plan with its proof, and the table that it was read from. Out: the verdict, or every reason to
//! refuse it.

use std::fmt::Display;

use crate::certify::{self, Refusal, Verdict, promises};
use crate::pathway::Estimate;
use crate::plan::{self, Solved};
use crate::scenario::Counts;

use super::folder::plan_table;
use super::read_journeys;

/// Holds the plan against the problem, its proof against its bounds, the table against the plan,
/// and the journeys it tells against the promises about people.
pub fn check(solved: &Solved, table: &[u8]) -> Result<Verdict, Vec<String>> {
    let verdict = certify::certify(&solved.compiled.problem, solved.plan, solved.certificate)
        .map_err(|refusals| refusals.iter().map(|refusal| named(refusal, solved)).collect::<Vec<_>>())?;
    let journeys = read_journeys(table, solved.scenario).map_err(|error| words(&[error]))?;
    let families = |counts: &Counts| match solved.estimate {
        Estimate::Low => counts.low,
        Estimate::Point => counts.point,
        Estimate::High => counts.high,
    };
    let mut reasons = words(&promises::breaches(solved.scenario, families, &journeys));
    let table_of_plan = plan_table(&plan::placements(solved)).map_err(|error| words(&[error]))?;
    if table != table_of_plan {
        reasons.push("`plan.csv` says what does not follow from the plan".to_owned());
    }
    if reasons.is_empty() { Ok(verdict) } else { Err(reasons) }
}

/// A refusal with the planner's word for the case or resource that it numbers.
fn named(refusal: &Refusal, solved: &Solved) -> String {
    let numbered = match *refusal {
        Refusal::NotOffered { case, .. } | Refusal::NotAllowed { case, .. } | Refusal::Families { case, .. } => {
            let rows = &solved.compiled.cohorts[case as usize].rows;
            let ids: Vec<&str> = rows.iter().map(|&row| solved.scenario.caseload[row].id.as_str()).collect();
            format!(" (case {case} is {})", ids.join(" "))
        }
        Refusal::Supply { resource, .. } => {
            let row = &plan::resources(solved)[resource as usize];
            format!(" (resource {resource} is {} at {}, {}..{})", row.stage, row.place, row.from, row.until)
        }
        _ => String::new(),
    };
    format!("{refusal}{numbered}")
}

fn words<T: Display>(reasons: &[T]) -> Vec<String> {
    reasons.iter().map(ToString::to_string).collect()
}
