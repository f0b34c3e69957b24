//! Whether the arrays of a problem fit together.
//!
//! In: a [`Problem`] as it was built. Out: every fault, none of which a solver or the certifier
//! has to think of any more: no index out of range, no curve that falls, no sum past its type.

use super::{NOT_ALLOWED, Problem};

/// Why a problem is none.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// An array of another length than its neighbours.
    #[error("`{array}` has {found} entries, expected {expected}")]
    Length {
        /// Which array.
        array: String,
        /// Its length.
        found: usize,
        /// What the other arrays ask for.
        expected: usize,
    },
    /// An index past the end.
    #[error("entry {entry} of `{array}` is {found}, expected less than {below}")]
    Index {
        /// Which array.
        array: String,
        /// Position in it.
        entry: usize,
        /// The index there.
        found: usize,
        /// How many there are of what it points at.
        below: usize,
    },
    /// An array that has to rise and does not.
    #[error("entry {entry} of `{array}` falls below the one before or repeats it where it may not")]
    Order {
        /// Which array.
        array: String,
        /// Position in it.
        entry: usize,
    },
    /// A case without a family.
    #[error("case {case} stands for no family, expected a count of at least 1")]
    NoFamily {
        /// Index of the case.
        case: usize,
    },
    /// A later fit table that forbids.
    #[error("fit table {table} forbids case {case} column {column}; only table 0 may say what is allowed")]
    Forbids {
        /// Index of the fit table.
        table: usize,
        /// Index of the case.
        case: usize,
        /// The column.
        column: usize,
    },
    /// An offer that could draw from nothing.
    #[error("class {class} offers option {option}, whose window opens at resource {opens} and ends at {ends}")]
    EmptyWindow {
        /// Index of the class.
        class: usize,
        /// Index of the option.
        option: u32,
        /// First resource of the run.
        opens: u32,
        /// Last resource of the run.
        ends: u32,
    },
    /// A supply curve that falls.
    #[error("resource {resource} costs less at step {step} than at the step before, at level {level}")]
    CostFalls {
        /// Index of the level.
        level: usize,
        /// Index of the resource.
        resource: u32,
        /// Index of the step.
        step: usize,
    },
    /// A sum that could exceed its type.
    #[error("{what} could exceed {limit}; use a coarser unit")]
    Overflow {
        /// What is summed.
        what: String,
        /// The largest number allowed.
        limit: i128,
    },
}

impl Problem {
    /// Every fault; none for a problem whose arrays fit together. One pass over the arrays.
    pub fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        self.case_faults(&mut faults);
        self.option_faults(&mut faults);
        self.supply_faults(&mut faults);
        self.class_faults(&mut faults);
        self.fit_faults(&mut faults);
        if faults.is_empty() {
            self.overflows(&mut faults);
        }
        faults
    }

    fn case_faults(&self, faults: &mut Vec<Fault>) {
        let (cases, n) = (&self.cases, self.cases.count.len());
        length(faults, "cases.need", cases.need.len(), n * self.kinds);
        length(faults, "cases.class", cases.class.len(), n);
        below(faults, "cases.class", &cases.class, self.classes.len());
        by_level(faults, "cases.weight", &cases.weight, self.levels.len(), n);
        let none = cases.count.iter().enumerate().filter(|(_, count)| **count == 0);
        faults.extend(none.map(|(case, _)| Fault::NoFamily { case }));
    }

    fn class_faults(&self, faults: &mut Vec<Fault>) {
        for (index, class) in self.classes.iter().enumerate() {
            let offers = format!("classes[{index}].offers");
            below(faults, &offers, &class.offers, self.options.len());
            rising(faults, &offers, &class.offers, true);
            by_level(faults, &format!("classes[{index}].worth"), &class.worth, self.levels.len(), class.offers.len());
            for &option in &class.offers {
                let Some(Some(window)) = self.options.window.get(option as usize) else { continue };
                if class.opens > window.ends {
                    let (opens, ends) = (class.opens, window.ends);
                    faults.push(Fault::EmptyWindow { class: index, option, opens, ends });
                }
            }
        }
    }

    fn option_faults(&self, faults: &mut Vec<Fault>) {
        let (options, resources) = (&self.options, self.supplies.len());
        below(faults, "options.column", &options.column, self.columns);
        starts(faults, "options.first_use", &options.first_use, options.len(), options.uses.len());
        let uses = options.uses.iter();
        below(faults, "options.uses.resource", &uses.clone().map(|used| used.resource).collect::<Vec<_>>(), resources);
        below(faults, "options.uses.kind", &uses.map(|used| u32::from(used.kind)).collect::<Vec<_>>(), self.kinds);
        length(faults, "options.window", options.window.len(), options.len());
        for (option, window) in options.window.iter().enumerate() {
            let Some(window) = window else { continue };
            index(faults, "options.window.ends", option, window.ends, resources);
            index(faults, "options.window.kind", option, u32::from(window.kind), self.kinds);
        }
    }

    fn supply_faults(&self, faults: &mut Vec<Fault>) {
        let supplies = &self.supplies;
        let before = faults.len();
        starts(faults, "supplies.first_step", &supplies.first_step, supplies.len(), supplies.width.len());
        by_level(faults, "supplies.cost", &supplies.cost, self.levels.len(), supplies.width.len());
        if faults.len() > before {
            return;
        }
        for resource in 0..u32::try_from(supplies.len()).expect("indices fit 32 bits") {
            let steps = supplies.steps(resource);
            for (level, costs) in supplies.cost.iter().enumerate().filter(|(_, costs)| !costs.is_empty()) {
                let falls = steps.clone().skip(1).filter(|&step| costs[step] < costs[step - 1]);
                faults.extend(falls.map(|step| Fault::CostFalls { level, resource, step }));
            }
            let units = supplies.width[steps].iter().map(|&width| i128::from(width)).sum();
            limit(faults, || format!("the supply of resource {resource}"), Some(units), i128::from(u64::MAX));
        }
    }

    fn fit_faults(&self, faults: &mut Vec<Fault>) {
        if self.fits.is_empty() {
            length(faults, "fits", 0, 1);
        }
        let levels: Vec<u32> = self.fits.iter().map(|fit| u32::try_from(fit.level).unwrap_or(u32::MAX)).collect();
        below(faults, "fits.level", &levels, self.levels.len());
        rising(faults, "fits.level", &levels, false);
        for (table, fit) in self.fits.iter().enumerate() {
            length(faults, &format!("fits[{table}].points"), fit.points.len(), self.cases.count.len() * self.columns);
            let forbidden = fit.points.iter().enumerate().filter(|(_, points)| table > 0 && **points == NOT_ALLOWED);
            faults.extend(forbidden.map(|(at, _)| Fault::Forbids {
                table,
                case: at / self.columns.max(1),
                column: at % self.columns.max(1),
            }));
        }
    }

    /// A plan's load of any resource fits `u64`, its worth at any level fits `i64`.
    fn overflows(&self, faults: &mut Vec<Fault>) {
        let families: i128 = self.cases.count.iter().map(|&count| i128::from(count)).sum();
        let need = self.cases.need.iter().copied().max().unwrap_or(0);
        let uses = self.options.first_use.windows(2).map(|run| run[1] - run[0] + 1).max().unwrap_or(0);
        let units = families.checked_mul(i128::from(need) * i128::from(uses));
        limit(faults, || "the load of a resource".to_owned(), units, i128::from(u64::MAX));
        let Some(units) = units else { return };
        for (level, named) in self.levels.iter().enumerate() {
            let worth = self.largest_worth(level, units);
            limit(faults, || format!("the worth at level {level} (`{}`)", named.name), worth, i128::from(i64::MAX));
        }
    }

    /// No plan's worth at the level is larger, of either sign; none where even that overflows.
    fn largest_worth(&self, level: usize, units: i128) -> Option<i128> {
        let largest = |points: &[i64]| points.iter().map(|points| points.unsigned_abs()).max().unwrap_or(0);
        let timing: Vec<u64> = self.classes.iter().map(|class| largest(&class.worth[level])).collect();
        let at_level = self.fits.iter().filter(|fit| fit.level == level);
        let fit: i128 = at_level.map(|fit| i128::from(largest_fit(&fit.points))).sum();
        let mut worth: i128 = 0;
        for (case, &count) in self.cases.count.iter().enumerate() {
            let weight = self.cases.weight[level].get(case).map_or(0, |weight| weight.unsigned_abs());
            let points = i128::from(weight) * i128::from(timing[self.cases.class[case] as usize]) + fit;
            worth = worth.checked_add(points.checked_mul(i128::from(count))?)?;
        }
        for (&cost, &width) in self.supplies.cost[level].iter().zip(&self.supplies.width) {
            worth = worth.checked_add(units.min(i128::from(width)).checked_mul(i128::from(cost.unsigned_abs()))?)?;
        }
        Some(worth)
    }
}

/// The largest entry of a fit table, of either sign.
fn largest_fit(points: &[i32]) -> u32 {
    points.iter().filter(|points| **points != NOT_ALLOWED).map(|points| points.unsigned_abs()).max().unwrap_or(0)
}

fn length(faults: &mut Vec<Fault>, array: &str, found: usize, expected: usize) {
    if found != expected {
        faults.push(Fault::Length { array: array.to_owned(), found, expected });
    }
}

/// One array a level, each empty or of this many entries.
fn by_level(faults: &mut Vec<Fault>, array: &str, found: &[Vec<i64>], levels: usize, entries: usize) {
    length(faults, array, found.len(), levels);
    for (level, points) in found.iter().enumerate().filter(|(_, points)| !points.is_empty()) {
        length(faults, &format!("{array}[{level}]"), points.len(), entries);
    }
}

fn index(faults: &mut Vec<Fault>, array: &str, entry: usize, found: u32, below: usize) {
    if found as usize >= below {
        faults.push(Fault::Index { array: array.to_owned(), entry, found: found as usize, below });
    }
}

fn below(faults: &mut Vec<Fault>, array: &str, found: &[u32], limit: usize) {
    for (entry, &found) in found.iter().enumerate() {
        index(faults, array, entry, found, limit);
    }
}

fn rising(faults: &mut Vec<Fault>, array: &str, found: &[u32], strictly: bool) {
    let falls = |pair: &[u32]| pair[1] < pair[0] || (strictly && pair[1] == pair[0]);
    let entries = found.windows(2).enumerate().filter(|(_, pair)| falls(pair));
    faults.extend(entries.map(|(before, _)| Fault::Order { array: array.to_owned(), entry: before + 1 }));
}

/// Where each of `owners` begins in an array of `entries`, and at the end its length.
fn starts(faults: &mut Vec<Fault>, array: &str, found: &[u32], owners: usize, entries: usize) {
    if owners == 0 && found.is_empty() {
        return length(faults, array, 0, entries);
    }
    length(faults, array, found.len(), owners + 1);
    rising(faults, array, found, false);
    let ends = (found.first().map(|&first| first as usize), found.last().map(|&last| last as usize));
    if ends != (Some(0), Some(entries)) {
        length(faults, array, ends.1.unwrap_or(0), entries);
        index(faults, array, 0, found.first().copied().unwrap_or(0), 1);
    }
}

fn limit(faults: &mut Vec<Fault>, what: impl Fn() -> String, found: Option<i128>, limit: i128) {
    if found.is_none_or(|found| found > limit) {
        faults.push(Fault::Overflow { what: what(), limit });
    }
}
