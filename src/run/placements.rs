//! `plan.csv` back into the problem's own placements, and into journeys.
//!
//! A row names its cohort by cases, arrival, coming forward and recognition, its option by destination, pathway, periods
//! and pools, and its decision by the period. What the other columns say follows from these.
//! Journeys are read without the problem, for the promises about people.

use std::collections::BTreeMap;
use std::io::Read;

use serde::Deserialize;

use crate::certify::promises;
use crate::pathway::{Compiled, Stage, Way};
use crate::plan::{Overlaps, Pathway, after_arrival};
use crate::problem::{Placement, Plan};
use crate::scenario::{Code, Period, Scenario, SupplyKind};

/// What identifies a placement in a row of `plan.csv`.
#[derive(Deserialize)]
struct Row {
    cases: String,
    count: u32,
    destination: String,
    pathway: Pathway,
    via: Option<String>,
    fled: String,
    comes_forward: Option<String>,
    recognised: bool,
    decision: Option<String>,
    departs: String,
    arrives: String,
    screening_until: Option<String>,
    course_until: Option<String>,
    pools: Option<String>,
}

/// Which families: one cohort.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Families {
    cases: String,
    fled: String,
    comes_forward: Option<String>,
    recognised: bool,
}

/// Where to, how and when: options that differ at most in the pools that they draw from.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Journey {
    destination: String,
    pathway: Pathway,
    via: Option<String>,
    departs: String,
    arrives: String,
    screening_until: Option<String>,
    course_until: Option<String>,
}

/// A plan table that cannot be read back.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// Not a table of placements.
    #[error("{0}")]
    Csv(#[from] csv::Error),
    /// A row that fits nothing in the scenario.
    #[error("line {line}: {found}")]
    Row {
        /// Line of the file.
        line: u64,
        /// What it says that the scenario does not know.
        found: String,
    },
}

/// The plan that a table describes, for the scenario and the estimate that it was made for.
pub fn read_plan(table: impl Read, scenario: &Scenario, compiled: &Compiled) -> Result<Plan, TableError> {
    let names = Names { scenario, compiled };
    let cohorts = index(names.families());
    let options = index(names.journeys());
    let overlaps = Overlaps::of(scenario, compiled);
    let periods = periods(scenario);
    let mut placements = Vec::new();
    for row in rows(table)? {
        let (line, row) = row?;
        let Row { cases, count, fled, comes_forward, recognised, decision, .. } = row;
        let families = Families { cases, fled, comes_forward, recognised };
        let Row { destination, pathway, via, departs, arrives, screening_until, course_until, pools, .. } = row;
        let way = Journey { destination, pathway, via, departs, arrives, screening_until, course_until };
        let unknown = |found| TableError::Row { line, found };
        let cases = cohorts.get(&families).ok_or_else(|| {
            unknown(format!("no families `{}` arrive and come forward in these periods", families.cases))
        })?;
        let ways = options.get(&way).map_or(&[][..], Vec::as_slice);
        let pairs = cases.iter().flat_map(|&case| ways.iter().map(move |&option| (case, option)));
        let decision =
            decision.map(|name| periods.get(&name).copied().ok_or_else(|| unknown(no_period(&name)))).transpose()?;
        let mut possible = pairs.flat_map(|(case, option)| {
            let drawn = names.drawn(case, option, decision);
            drawn.into_iter().map(move |drawn| Placement { case, option, drawn, count })
        });
        let is_told = |placement: &Placement| overlaps.drawn(compiled, *placement) == pools;
        placements.push(possible.find(is_told).ok_or_else(|| {
            unknown(format!("`{}` has no such way to `{}` in these periods", families.cases, way.destination))
        })?);
    }
    Ok(Plan::gathered(placements))
}

/// Who goes where and when, as a table says it.
pub fn read_journeys(table: impl Read, scenario: &Scenario) -> Result<Vec<promises::Journey>, TableError> {
    let periods = periods(scenario);
    let mut journeys = Vec::new();
    for row in rows(table)? {
        let (line, row) = row?;
        let unknown = |found| TableError::Row { line, found };
        let country = |code: &str| {
            let letters = <[u8; 3]>::try_from(code.as_bytes());
            letters.map(Code).map_err(|_| unknown(format!("`{code}` is no country code")))
        };
        journeys.push(promises::Journey {
            cases: row.cases.split_whitespace().map(str::to_owned).collect(),
            count: row.count,
            destination: if row.pathway == Pathway::Stay { None } else { Some(country(&row.destination)?) },
            transit: row.via.as_deref().map(country).transpose()?,
            departs: *periods.get(&row.departs).ok_or_else(|| unknown(no_period(&row.departs)))?,
        });
    }
    Ok(journeys)
}

/// The periods of the horizon by name.
fn periods(scenario: &Scenario) -> BTreeMap<String, Period> {
    (0..scenario.horizon.periods).map(|period| (scenario.horizon.name(period), period)).collect()
}

fn no_period(name: &str) -> String {
    format!("`{name}` is no period of the horizon")
}

/// The rows of a table with their lines.
fn rows(table: impl Read) -> Result<impl Iterator<Item = Result<(u64, Row), csv::Error>>, csv::Error> {
    let mut reader = csv::Reader::from_reader(table);
    let headers = reader.headers()?.clone();
    Ok(reader.into_records().map(move |record| {
        let record = record?;
        Ok((record.position().map_or(0, csv::Position::line), record.deserialize(Some(&headers))?))
    }))
}

/// Positions by name; several may share one.
fn index<K: Ord>(names: impl Iterator<Item = K>) -> BTreeMap<K, Vec<u32>> {
    let mut index: BTreeMap<K, Vec<u32>> = BTreeMap::new();
    for (position, name) in (0..).zip(names) {
        index.entry(name).or_default().push(position);
    }
    index
}

/// The planner's words for what a compiled scenario holds.
struct Names<'a> {
    scenario: &'a Scenario,
    compiled: &'a Compiled,
}

impl Names<'_> {
    /// By case.
    fn families(&self) -> impl Iterator<Item = Families> {
        self.compiled.cohorts.iter().map(|cohort| {
            let ids: Vec<&str> = cohort.rows.iter().map(|&row| self.scenario.caseload[row].id.as_str()).collect();
            Families {
                cases: ids.join(" "),
                fled: self.scenario.horizon.name(cohort.arrives),
                comes_forward: cohort.comes_forward.map(|period| self.scenario.horizon.name(period)),
                recognised: cohort.recognised,
            }
        })
    }

    /// By option.
    fn journeys(&self) -> impl Iterator<Item = Journey> {
        let horizon = &self.scenario.horizon;
        let code = |destination: usize| self.scenario.destinations[destination].code.to_string();
        self.compiled.ways.iter().map(move |way| match *way {
            Way::Stay { begins } => Journey {
                destination: self.scenario.asylum.map_or_else(|| "stay".to_owned(), |asylum| asylum.to_string()),
                pathway: Pathway::Stay,
                via: None,
                departs: horizon.name(begins),
                arrives: horizon.name(begins),
                screening_until: None,
                course_until: None,
            },
            Way::Departure { route, departs, arrives } => {
                let route = &self.scenario.routes[route];
                let (screening_until, course_until) = after_arrival(self.scenario, route, arrives);
                Journey {
                    destination: code(route.destination),
                    pathway: Pathway::from(route.kind),
                    via: route.transit.map(|(country, _)| code(country)),
                    departs: horizon.name(departs),
                    arrives: horizon.name(arrives),
                    screening_until,
                    course_until,
                }
            }
        })
    }

    /// What a case that takes an option may draw from in this period; nothing where it may not take it.
    fn drawn(&self, case: u32, option: u32, decision: Option<Period>) -> Vec<Option<u32>> {
        let problem = &self.compiled.problem;
        let class = problem.class(case as usize);
        let column = problem.options.column[option as usize];
        if class.offers.binary_search(&option).is_err() || !problem.allows(case as usize, column) {
            return Vec::new();
        }
        match (problem.options.window[option as usize], decision) {
            (None, None) => vec![None],
            (Some(window), Some(decision)) => {
                (class.opens..=window.ends).filter(|&resource| self.decides(resource, decision)).map(Some).collect()
            }
            _ => Vec::new(),
        }
    }

    fn decides(&self, resource: u32, decision: Period) -> bool {
        let stage = &self.compiled.stages[resource as usize];
        matches!(stage, Stage::Supply { kind: SupplyKind::Decision, periods, .. } if periods.0 == decision)
    }
}
