//! The objectives: their order, their inputs, and the planner's word where one stands above protection.

use super::document::{Item, Node, Section, text};
use super::entry::Entry;
use super::folder::Files;
use super::settings::Settings;
use crate::scenario::complaint::{Complaints, Spot};
use crate::scenario::rule::Rule;
use crate::scenario::{Case, Destination, Goal, Indicator, Objective, Priority, Role};

/// Goals and the words for them.
const WORDS: [(&str, Goal); 8] = [
    ("protection", Goal::Protection),
    ("deadlines", Goal::Deadlines),
    ("families", Goal::Families),
    ("lottery", Goal::Lottery),
    ("wishes", Goal::Wishes),
    ("score", Goal::Score),
    ("sharing", Goal::Sharing),
    ("cost", Goal::Cost),
];

/// Reads the objectives; without any, the default ones that have their input. Also those that stand above
/// protection, or in its place, by the planner's word.
pub(super) fn read(
    written: Option<&Item>,
    acknowledged: &[Entry<'_>],
    inputs: &Inputs<'_>,
    complaints: &mut Complaints,
) -> (Vec<Vec<Objective>>, Vec<Goal>) {
    let acknowledged: Vec<Goal> = acknowledged.iter().filter_map(|entry| entry.choice(&WORDS, complaints)).collect();
    let Some(written) = written else {
        let kept: Vec<Goal> = Goal::DEFAULT.into_iter().filter(|&goal| inputs.has(goal, complaints)).collect();
        if !kept.contains(&Goal::Sharing) {
            inputs.complain_of_sharing(complaints);
        }
        return (kept.into_iter().map(|goal| vec![Objective { goal, weight: 1 }]).collect(), Vec::new());
    };
    let levels: Vec<Vec<(Objective, Spot)>> = written.items().iter().map(|item| level(item, complaints)).collect();
    let sound = !levels.is_empty() && levels.iter().all(|level| !level.is_empty());
    let shares = levels.iter().flatten().any(|(other, _)| other.goal == Goal::Sharing);
    // An objective that a run leaves out still counts as written.
    if sound && !shares && written.spot.text.name != "--set" {
        inputs.complain_of_sharing(complaints);
    }
    if levels.is_empty() {
        complaints.push(Rule::MissingValue, written.spot.clone(), "no objective", "at least one objective");
    }
    let all = || levels.iter().flatten();
    for (index, (objective, spot)) in all().enumerate() {
        let name = objective.goal.name();
        if all().take(index).any(|(other, _)| other.goal == objective.goal) {
            let found = format!("`{name}` is there twice");
            complaints.push(Rule::DuplicateId, spot.clone(), found, "each objective once");
        } else if objective.goal == Goal::Sharing || objective.goal == Goal::Cost {
            inputs.complain_of_gaps(objective.goal, spot, complaints);
        } else if !inputs.has(objective.goal, complaints) {
            let found = format!("the objective `{name}` has no input");
            complaints
                .push(Rule::NoInput, spot.clone(), found, input_of(objective.goal))
                .hint("take it out of `objectives`, or supply its input");
        }
    }
    let protection = levels.iter().position(|level| level.iter().any(|(o, _)| o.goal == Goal::Protection));
    let above = |at: usize| protection.is_none_or(|protection| at <= protection);
    let mut by_word = Vec::new();
    for (at, level) in levels.iter().enumerate() {
        for (objective, spot) in level {
            if !above(at) || !matches!(objective.goal, Goal::Score | Goal::Cost | Goal::Sharing) {
                continue;
            }
            let name = objective.goal.name();
            if acknowledged.contains(&objective.goal) || !inputs.settings.whole {
                by_word.push(objective.goal);
                continue;
            }
            let place = if protection.is_some() { "above or beside" } else { "in the place of" };
            let found = format!("`{name}` {place} protection: it would decide who waits");
            complaints
                .push(Rule::Acknowledge, spot.clone(), found, "`protection` before it")
                .hint(format!("if that is what you mean, write acknowledge = [\"{name}\"]; every output will say so"));
        }
    }
    let levels = levels.into_iter().map(|level| level.into_iter().map(|(objective, _)| objective).collect());
    (levels.collect(), by_word)
}

/// One level: a goal, or several, each alone or with its weight.
fn level(item: &Item, complaints: &mut Complaints) -> Vec<(Objective, Spot)> {
    match &item.node {
        Node::List(items) if items.is_empty() => {
            complaints
                .push(Rule::MissingValue, item.spot.clone(), "a level without an objective", "at least one objective")
                .hint("take the level out");
            Vec::new()
        }
        Node::List(items) => items.iter().flat_map(|item| level(item, complaints)).collect(),
        Node::Section(_) => {
            let mut section = Section::new(Some(item), complaints);
            let mut objectives = Vec::new();
            for (word, goal) in WORDS {
                if let Some(entry) = section.entry(word, complaints) {
                    let weight = entry.count(1..=100_000, complaints).unwrap_or(1);
                    objectives.push((Objective { goal, weight }, entry.spot()));
                }
            }
            section.close(complaints);
            objectives
        }
        Node::Scalar(_) => {
            let entry = text(item, complaints);
            let goal = entry.and_then(|entry| Some((entry.choice(&WORDS, complaints)?, entry.spot())));
            goal.map(|(goal, spot)| (Objective { goal, weight: 1 }, spot)).into_iter().collect()
        }
    }
}

/// What a goal asks for.
fn input_of(goal: Goal) -> &'static str {
    match goal {
        Goal::Deadlines => "a case of emergency or urgent priority",
        Goal::Families => "`ties` in caseload.csv",
        Goal::Wishes => "`preferred` or `wishes_to_stay` in caseload.csv",
        Goal::Score => "a file scores.csv",
        Goal::Protection | Goal::Lottery | Goal::Sharing | Goal::Cost => "its figures",
    }
}

/// What the goals ask for.
pub(super) struct Inputs<'a> {
    pub files: &'a Files,
    pub settings: &'a Settings,
    pub destinations: &'a [Destination],
    pub caseload: &'a [Case],
}

impl Inputs<'_> {
    /// Whether a goal has its input. What a run leaves out still counts as written.
    fn has(&self, goal: Goal, complaints: &Complaints) -> bool {
        let table = &self.files.caseload;
        if self.caseload.is_empty() || complaints.unsound(&table.text) {
            return true;
        }
        let any = |name: &str| {
            let column = table.peek(name);
            (0..table.len()).any(|row| !table.cell(row, column).is_empty())
        };
        match goal {
            Goal::Protection | Goal::Lottery => true,
            Goal::Deadlines => self.caseload.iter().any(|case| case.priority != Priority::Normal),
            Goal::Families => any("ties"),
            Goal::Wishes => any("preferred") || self.caseload.iter().any(|case| case.wishes_to_stay),
            Goal::Score => self.files.scores.exists,
            Goal::Sharing | Goal::Cost => self.takers().next().is_some() && self.gaps(goal).is_empty(),
        }
    }

    /// The destinations that take a share: not the country whose nationality people have.
    fn takers(&self) -> impl Iterator<Item = (usize, &Destination)> {
        let rows = self.destinations.iter().enumerate();
        rows.filter(|(_, destination)| destination.role != Role::Transit && !destination.nationality)
    }

    /// The cells that a goal asks for and that are empty, or 0 in every row, by row and column.
    fn gaps(&self, goal: Goal) -> Vec<(usize, &'static str)> {
        let table = &self.files.destinations;
        let columns: Vec<&'static str> = if goal == Goal::Cost {
            vec!["cost_per_person"]
        } else {
            let key = self.settings.sharing.iter().flat_map(|(indicator, _)| match indicator {
                Indicator::Population => vec!["population"],
                Indicator::Gdp => vec!["gdp_usd"],
                Indicator::Employment => vec!["unemployment_pct"],
                Indicator::LowIntake => vec!["population", "asylum_applications", "resettled_before"],
            });
            key.collect()
        };
        let text = |row: usize, column: &str| table.cell(row, table.peek(column)).text;
        let shared = |column: &str| matches!(column, "population" | "gdp_usd");
        let zero = |column: &str| self.takers().all(|(row, _)| text(row, column).parse() == Ok(0.0));
        let empty: Vec<&str> = columns.iter().copied().filter(|column| shared(column) && zero(column)).collect();
        let of_row = |(row, _): (usize, &Destination)| columns.iter().map(move |&column| (row, column));
        let is_gap = |(row, column): &(usize, &'static str)| text(*row, column).is_empty() || empty.contains(column);
        self.takers().flat_map(of_row).filter(is_gap).collect()
    }

    /// Complains about figures that only sharing asks for, which is no objective.
    fn complain_of_sharing(&self, complaints: &mut Complaints) {
        if !self.settings.whole {
            return;
        }
        for (table, name) in [(&self.files.destinations, "minimum_worth"), (&self.files.capacity, "cost")] {
            let column = table.peek(name);
            for row in (0..table.len()).filter(|&row| !matches!(table.cell(row, column).text, "" | "0")) {
                let found = format!("`{name}` counts for the objective `sharing`, which is not there");
                let hint = "take the figure out, or name `sharing` in `objectives`";
                table.cell(row, column).complain(Rule::NoEffect, found, "nothing", complaints).hint(hint);
            }
        }
    }

    /// Complains about each figure that an objective asks for and that is not there.
    fn complain_of_gaps(&self, goal: Goal, spot: &Spot, complaints: &mut Complaints) {
        let table = &self.files.destinations;
        let gaps = if complaints.unsound(&table.text) { Vec::new() } else { self.gaps(goal) };
        let name = goal.name();
        if gaps.is_empty() {
            return;
        }
        let mut columns: Vec<&str> = gaps.iter().map(|(_, column)| *column).collect();
        columns.sort_unstable();
        columns.dedup();
        let mut rows: Vec<usize> = gaps.iter().map(|(row, _)| *row).collect();
        rows.dedup();
        let countries: Vec<String> = rows.iter().map(|&row| self.destinations[row].code.to_string()).collect();
        let found = format!("the objective `{name}` has no `{}` for {}", columns.join("`, `"), countries.join(", "));
        complaints
            .push(Rule::NoInput, spot.clone(), found, "the figures of every settlement destination, not all of them 0")
            .hint(format!("fill the columns of {}, or take `{name}` out", table.text.name));
    }
}
