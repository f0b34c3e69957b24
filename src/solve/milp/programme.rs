//! The programme's variables and rows, and the way back from a solver's numbers to a plan.

use good_lp::solvers::{SolutionStatus, WithMipGap, WithTimeLimit};
use good_lp::{Expression, ProblemVariables, ResolutionError, Solution, SolverModel, Variable, variable};

use super::Backend;
use crate::problem::{Placement, Plan, Problem};

/// Farther from a whole number than this is no rounding error.
const WHOLE: f64 = 1e-3;

/// Who solves, how exactly and how long.
pub(super) struct Limits {
    pub(super) backend: Backend,
    /// Relative gap at which to stop; 0 asks for an optimum.
    pub(super) gap: f64,
    /// Seconds to go, if time is limited.
    pub(super) seconds: Option<f64>,
}

/// Families of a case that take an offer of its class and draw from a resource.
struct Column {
    case: u32,
    offer: usize,
    option: u32,
    drawn: Option<u32>,
}

/// The programme's variables and rows, apart from any solver.
pub(super) struct Programme<'a> {
    problem: &'a Problem,
    /// The whole-number variables, in the order of placements.
    columns: Vec<Column>,
    /// By resource: column and units.
    uses: Vec<Vec<(usize, u64)>>,
    /// Steps that have a variable: those of resources that cost points at any level.
    steps: Vec<usize>,
}

impl<'a> Programme<'a> {
    pub(super) fn of(problem: &'a Problem) -> Programme<'a> {
        let mut columns = Vec::new();
        let mut uses = vec![Vec::new(); problem.supplies.len()];
        for case in 0..problem.len() {
            let class = problem.class(case);
            for (offer, &option) in class.offers.iter().enumerate() {
                if !problem.allows(case, problem.options.column[option as usize]) {
                    continue;
                }
                let window = problem.options.window[option as usize];
                let draws = window.map_or(vec![None], |window| (class.opens..=window.ends).map(Some).collect());
                for drawn in draws {
                    for (resource, units) in units(problem, case, option, drawn) {
                        uses[resource as usize].push((columns.len(), units));
                    }
                    columns.push(Column { case: index(case), offer, option, drawn });
                }
            }
        }
        let supplies = &problem.supplies;
        let costs = |step: usize| (0..problem.levels.len()).any(|level| supplies.cost(level, step) != 0);
        let priced = (0..index(supplies.len())).filter(|&resource| supplies.steps(resource).any(costs));
        let steps = priced.flat_map(|resource| supplies.steps(resource)).collect();
        Programme { problem, columns, uses, steps }
    }

    /// Whether nobody may go anywhere.
    pub(super) fn is_empty(&self) -> bool {
        self.columns.is_empty()
    }

    /// The solver's values for the columns at the level after `floors`.
    pub(super) fn optimum(
        &self,
        floors: &[i128],
        limits: &Limits,
    ) -> Result<(SolutionStatus, Vec<f64>), ResolutionError> {
        let mut variables = ProblemVariables::new();
        let count = |column: &Column| self.problem.cases.count[column.case as usize];
        let families: Vec<Variable> =
            (self.columns.iter()).map(|column| variables.add(variable().integer().clamp(0, count(column)))).collect();
        let width = |&step: &usize| variables.add(variable().clamp(0, self.problem.supplies.width[step] as f64));
        let units: Vec<Variable> = self.steps.iter().map(width).collect();
        let objective = self.objective(floors.len(), &families, &units);
        let rows = self.rows(floors, &families, &units);
        let unsolved = variables.maximise(objective);
        match limits.backend {
            Backend::MicroLp => {
                let mut model = unsolved.using(good_lp::microlp);
                if limits.gap > 0.0 {
                    #[expect(clippy::cast_possible_truncation, reason = "the library asks for no more")]
                    let gap = limits.gap as f32;
                    model = model.with_mip_gap(gap).map_err(|_| ResolutionError::Other("a gap out of range"))?;
                }
                if let Some(seconds) = limits.seconds {
                    model = model.with_time_limit(seconds);
                }
                values(rows.into_iter().fold(model, SolverModel::with), &families)
            }
            #[cfg(feature = "highs")]
            Backend::Highs => {
                // No plan to begin with: from a feasible one HiGHS 1.16, presolving, claims optima that are none.
                let mut model = (unsolved.using(good_lp::highs))
                    .set_threads(1)
                    .set_option("mip_rel_gap", limits.gap)
                    .set_option("mip_abs_gap", 0.0)
                    .set_option("mip_feasibility_tolerance", 1e-9)
                    .set_option("primal_feasibility_tolerance", 1e-9);
                if let Some(seconds) = limits.seconds {
                    model = model.with_time_limit(seconds);
                }
                values(rows.into_iter().fold(model, SolverModel::with), &families)
            }
        }
    }

    /// What a level is worth.
    fn objective(&self, level: usize, families: &[Variable], units: &[Variable]) -> Expression {
        let mut worth = Expression::with_capacity(families.len() + units.len());
        for (column, &taken) in self.columns.iter().zip(families) {
            let points = self.problem.value(level, column.case as usize, column.offer);
            if points != 0 {
                worth.add_mul(points as f64, taken);
            }
        }
        for (&step, &filled) in self.steps.iter().zip(units) {
            let cost = self.problem.supplies.cost(level, step);
            if cost != 0 {
                worth.add_mul(-(cost as f64), filled);
            }
        }
        worth
    }

    fn rows(&self, floors: &[i128], families: &[Variable], units: &[Variable]) -> Vec<good_lp::Constraint> {
        let mut rows = Vec::new();
        let columns: Vec<(&Column, Variable)> = self.columns.iter().zip(families.iter().copied()).collect();
        for of_case in columns.chunk_by(|one, other| one.0.case == other.0.case).filter(|run| run.len() > 1) {
            let placed: Expression = of_case.iter().map(|(_, taken)| taken).sum();
            rows.push(placed.leq(self.problem.cases.count[of_case[0].0.case as usize]));
        }
        for (resource, uses) in (0..).zip(&self.uses) {
            let mut load = Expression::with_capacity(uses.len());
            for &(column, units) in uses {
                load.add_mul(units as f64, families[column]);
            }
            let steps = self.problem.supplies.steps(resource);
            let first = self.steps.partition_point(|&step| step < steps.start);
            if self.steps.get(first).is_some_and(|step| steps.contains(step)) {
                let filled: Expression = units[first..first + steps.len()].iter().sum();
                rows.push((load - filled).eq(0));
            } else if self.largest_load(uses) > u128::from(self.problem.supplies.total(resource)) {
                rows.push(load.leq(self.problem.supplies.total(resource) as f64));
            }
        }
        for (level, &floor) in floors.iter().enumerate() {
            // Worths are whole numbers: half a point below the floor lets nothing else through.
            rows.push(self.objective(level, families, units).geq(floor as f64 - 0.5));
        }
        rows
    }

    /// No plan loads the resource with more.
    fn largest_load(&self, uses: &[(usize, u64)]) -> u128 {
        let of_case = uses.chunk_by(|one, other| self.columns[one.0].case == self.columns[other.0].case);
        let largest = of_case.map(|uses| {
            let count = self.problem.cases.count[self.columns[uses[0].0].case as usize];
            let units = |of: &[(usize, u64)]| of.iter().map(|&(_, units)| u128::from(units)).sum::<u128>();
            let of_column = uses.chunk_by(|one, other| one.0 == other.0);
            u128::from(count) * of_column.map(units).max().unwrap_or(0)
        });
        largest.sum()
    }

    /// The columns' values, rounded.
    pub(super) fn plan(&self, value: &[f64]) -> Result<Plan, String> {
        let mut placements = Vec::new();
        for (column, &value) in self.columns.iter().zip(value) {
            let &Column { case, option, drawn, .. } = column;
            let (rounded, largest) = (value.round(), f64::from(self.problem.cases.count[case as usize]));
            if (value - rounded).abs() > WHOLE || !(0.0..=largest).contains(&rounded) {
                return Err(format!("{value} of {largest} families of case {case} take option {option}"));
            }
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within 0 and a count")]
            let count = rounded as u32;
            if count > 0 {
                placements.push(Placement { case, option, drawn, count });
            }
        }
        Ok(Plan { placements })
    }

    /// The plan's worth by level, in whole numbers; what it breaks, if it is none.
    pub(super) fn worth(&self, plan: &Plan) -> Result<Vec<i128>, String> {
        let problem = self.problem;
        for of_case in plan.placements.chunk_by(|one, other| one.case == other.case) {
            let (case, placed) = (of_case[0].case, of_case.iter().map(|placed| u64::from(placed.count)).sum::<u64>());
            let count = problem.cases.count[case as usize];
            if placed > u64::from(count) {
                return Err(format!("{placed} of {count} families of case {case} are placed"));
            }
        }
        let mut load = vec![0_u64; problem.supplies.len()];
        let mut worth = vec![0_i128; problem.levels.len()];
        for placed in &plan.placements {
            let case = placed.case as usize;
            let offer = problem.class(case).offers.binary_search(&placed.option).expect("an offer of the class");
            for (resource, units) in units(problem, case, placed.option, placed.drawn) {
                load[resource as usize] += units * u64::from(placed.count);
            }
            for (level, worth) in worth.iter_mut().enumerate() {
                *worth += i128::from(problem.value(level, case, offer)) * i128::from(placed.count);
            }
        }
        for (resource, load) in (0..).zip(load) {
            let mut left = load;
            for step in problem.supplies.steps(resource) {
                let filled = left.min(problem.supplies.width[step]);
                left -= filled;
                for (level, worth) in worth.iter_mut().enumerate() {
                    *worth -= i128::from(filled) * i128::from(problem.supplies.cost(level, step));
                }
            }
            if left > 0 {
                return Err(format!("{load} units of resource {resource} are used, {left} too many"));
            }
        }
        Ok(worth)
    }
}

fn values<Model: SolverModel<Error = ResolutionError>>(
    model: Model,
    families: &[Variable],
) -> Result<(SolutionStatus, Vec<f64>), ResolutionError> {
    let solution = model.solve()?;
    Ok((solution.status(), families.iter().map(|&taken| solution.value(taken)).collect()))
}

/// Resources that one family uses, and how many units.
fn units(problem: &Problem, case: usize, option: u32, drawn: Option<u32>) -> impl Iterator<Item = (u32, u64)> + '_ {
    let need = move |kind: u16| u64::from(problem.needs(case)[usize::from(kind)]);
    let window = problem.options.window[option as usize].zip(drawn);
    let uses = problem.options.uses(option).iter().map(move |used| (used.resource, need(used.kind)));
    uses.chain(window.map(|(window, drawn)| (drawn, need(window.kind)))).filter(|&(_, units)| units > 0)
}

fn index(n: usize) -> u32 {
    u32::try_from(n).expect("indices fit 32 bits")
}
