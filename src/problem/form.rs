//! The problem itself: flat arrays, indexed by case, class, option, resource, step and level.

use std::ops::Range;

/// The entry of a [`Fit`] table that forbids a case a column.
pub const NOT_ALLOWED: i32 = i32::MIN;

/// One objective; the first level comes before all others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Level {
    /// What is maximised, in the planner's word, such as `protection`.
    pub name: String,
    /// What one point is, such as `person-months / 100`.
    pub unit: String,
}

/// The cases, each `count` identical families; arrays of one entry a case unless said otherwise.
#[derive(Clone, Debug, Default)]
pub struct Cases {
    /// How many identical families the case stands for, at least 1.
    pub count: Vec<u32>,
    /// Needs of one family, case by case, [`Problem::kinds`] numbers each.
    pub need: Vec<u32>,
    /// Index into [`Problem::classes`].
    pub class: Vec<u32>,
    /// By level: the factor of the class's `worth`; an empty array is all zeros.
    pub weight: Vec<Vec<i64>>,
}

/// What the cases of one class are offered, and what each offer is worth by its timing.
#[derive(Clone, Debug, Default)]
pub struct Class {
    /// Options in rising order.
    pub offers: Vec<u32>,
    /// By level: points for each offer, beside `offers`; an empty array is all zeros.
    pub worth: Vec<Vec<i64>>,
    /// The first resource that a [`Window`] of these offers may draw from.
    pub opens: u32,
}

/// Points by case and column at one level: row-major, [`Problem::columns`] entries a case.
#[derive(Clone, Debug)]
pub struct Fit {
    /// Index into [`Problem::levels`].
    pub level: usize,
    /// Points, or [`NOT_ALLOWED`] (in the first table only: that one says what is allowed).
    pub points: Vec<i32>,
}

/// An option draws the case's need of `kind` from `resource`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Use {
    /// Index of the resource.
    pub resource: u32,
    /// Index of the kind of need.
    pub kind: u16,
}

/// An option also draws the case's need of `kind` from any one resource of
/// `class.opens ..= ends`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// The last resource of the run.
    pub ends: u32,
    /// Index of the kind of need.
    pub kind: u16,
}

/// The ways that cases share; arrays of one entry an option unless said otherwise.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Column of the [`Fit`] tables.
    pub column: Vec<u32>,
    /// Where the option's uses begin in `uses`; one entry more than options.
    pub first_use: Vec<u32>,
    /// All uses, option by option.
    pub uses: Vec<Use>,
    /// The window, where the option has one.
    pub window: Vec<Option<Window>>,
}

/// Supply curves: steps of units at rising marginal cost.
#[derive(Clone, Debug, Default)]
pub struct Supplies {
    /// Where the resource's steps begin in `width`; one entry more than resources.
    pub first_step: Vec<u32>,
    /// Units of each step.
    pub width: Vec<u64>,
    /// By level: points a unit of each step costs; an empty array is all zeros. Negative: a step
    /// worth filling. Within a resource no level's cost falls from step to step.
    pub cost: Vec<Vec<i64>>,
}

/// A whole problem. [`Problem::faults`] says whether its arrays fit together.
#[derive(Clone, Debug, Default)]
pub struct Problem {
    /// The objectives in their order.
    pub levels: Vec<Level>,
    /// Number of kinds of need.
    pub kinds: usize,
    /// Number of columns of the fit tables.
    pub columns: usize,
    /// The cases.
    pub cases: Cases,
    /// The classes.
    pub classes: Vec<Class>,
    /// Fit tables in rising order of level; at least one, and the first says what is allowed.
    pub fits: Vec<Fit>,
    /// The options.
    pub options: Options,
    /// The resources.
    pub supplies: Supplies,
}

impl Options {
    /// Appends an option and returns its index.
    pub fn push(&mut self, column: u32, uses: &[Use], window: Option<Window>) -> u32 {
        if self.first_use.is_empty() {
            self.first_use.push(0);
        }
        self.column.push(column);
        self.uses.extend_from_slice(uses);
        self.first_use.push(index(self.uses.len()));
        self.window.push(window);
        index(self.column.len() - 1)
    }

    /// The uses of an option.
    pub fn uses(&self, option: u32) -> &[Use] {
        let option = option as usize;
        &self.uses[self.first_use[option] as usize..self.first_use[option + 1] as usize]
    }

    /// Number of options.
    pub fn len(&self) -> usize {
        self.column.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.column.is_empty()
    }
}

/// So many units more in the first step of each of some resources.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct More {
    /// Indices of the resources; each has a step.
    pub resources: Vec<u32>,
    /// Units.
    pub units: u64,
}

impl Supplies {
    /// No resources yet, at this many levels.
    pub fn new(levels: usize) -> Supplies {
        Supplies { first_step: vec![0], width: Vec::new(), cost: vec![Vec::new(); levels] }
    }

    /// Appends a resource, each step its width and its cost by level, and returns its index.
    pub fn push(&mut self, steps: &[(u64, &[i64])]) -> u32 {
        for (width, cost) in steps {
            self.width.push(*width);
            for (level, costs) in self.cost.iter_mut().enumerate() {
                let points = cost.get(level).copied().unwrap_or(0);
                if points != 0 || !costs.is_empty() {
                    costs.resize(self.width.len() - 1, 0);
                    costs.push(points);
                }
            }
        }
        self.first_step.push(index(self.width.len()));
        index(self.first_step.len() - 2)
    }

    /// Adds units.
    pub fn add(&mut self, more: &More) {
        for &resource in &more.resources {
            let first = self.steps(resource).start;
            self.width[first] += more.units;
        }
    }

    /// The steps of a resource.
    pub fn steps(&self, resource: u32) -> Range<usize> {
        let resource = resource as usize;
        self.first_step[resource] as usize..self.first_step[resource + 1] as usize
    }

    /// Units in all steps of a resource.
    pub fn total(&self, resource: u32) -> u64 {
        self.width[self.steps(resource)].iter().sum()
    }

    /// Points that one unit of a step costs at a level.
    pub fn cost(&self, level: usize, step: usize) -> i64 {
        self.cost[level].get(step).copied().unwrap_or(0)
    }

    /// Number of resources.
    pub fn len(&self) -> usize {
        self.first_step.len().saturating_sub(1)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Problem {
    /// The same problem before any case comes.
    #[must_use]
    pub fn without_cases(&self) -> Problem {
        let fits = self.fits.iter().map(|fit| Fit { level: fit.level, points: Vec::new() });
        Problem {
            levels: self.levels.clone(),
            kinds: self.kinds,
            columns: self.columns,
            cases: Cases { weight: vec![Vec::new(); self.levels.len()], ..Cases::default() },
            classes: self.classes.clone(),
            fits: fits.collect(),
            options: self.options.clone(),
            supplies: self.supplies.clone(),
        }
    }

    /// The same problem with more units, at the levels up to this one alone.
    #[must_use]
    pub fn extended(&self, level: usize, more: &More) -> Problem {
        let mut extended = self.clone();
        extended.levels.truncate(level + 1);
        extended.supplies.add(more);
        extended
    }

    /// Needs of one family of the case, by kind.
    pub fn needs(&self, case: usize) -> &[u32] {
        &self.cases.need[case * self.kinds..(case + 1) * self.kinds]
    }

    /// The class of a case.
    pub fn class(&self, case: usize) -> &Class {
        &self.classes[self.cases.class[case] as usize]
    }

    /// Whether the case may take an option of this column.
    pub fn allows(&self, case: usize, column: u32) -> bool {
        self.fits[0].points[case * self.columns + column as usize] != NOT_ALLOWED
    }

    /// `value[level](case, option)` in points for the option at this place among the class's
    /// offers; the pair must be allowed.
    pub fn value(&self, level: usize, case: usize, offer: usize) -> i64 {
        let class = self.class(case);
        let weight = self.cases.weight[level].get(case).copied().unwrap_or(0);
        let worth = class.worth[level].get(offer).copied().unwrap_or(0);
        let column = self.options.column[class.offers[offer] as usize] as usize;
        let fit: i64 = (self.fits.iter().filter(|fit| fit.level == level))
            .map(|fit| i64::from(fit.points[case * self.columns + column]))
            .sum();
        weight * worth + fit
    }

    /// Number of cases (rows, not families).
    pub fn len(&self) -> usize {
        self.cases.count.len()
    }

    /// Whether there is no case.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// An index for the flat arrays; four thousand million of anything is more than memory holds.
fn index(n: usize) -> u32 {
    u32::try_from(n).expect("indices fit 32 bits")
}
