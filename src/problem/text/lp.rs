//! LP: the objective, then row after row, a term a line, then bounds and whole numbers.

use std::fmt::Display;
use std::io::{self, Write};

use super::{Goal, Take, UNBOUNDED, comments, resources, steps, steps_of, takes};
use crate::problem::{Class, Problem};

/// Writes the problem as LP.
pub(super) fn write(problem: &Problem, goal: &Goal, out: &mut impl Write) -> io::Result<()> {
    comments(problem, goal, '\\', out)?;
    let mut rows = Rows { problem, out, terms: 0 };
    rows.objective(goal.level)?;
    rows.cases()?;
    rows.resources()?;
    rows.floors(goal)?;
    bounds(problem, rows.out)
}

struct Rows<'a, W> {
    problem: &'a Problem,
    out: &'a mut W,
    /// Written so far in the row.
    terms: usize,
}

impl<W: Write> Rows<'_, W> {
    fn begin(&mut self, row: &str, index: impl Display) -> io::Result<()> {
        self.terms = 0;
        write!(self.out, " {row}{index}:")
    }

    fn term(&mut self, coefficient: i128, column: impl Display) -> io::Result<()> {
        self.terms += 1;
        let sign = if coefficient < 0 { '-' } else { '+' };
        writeln!(self.out, " {sign} {} {column}", coefficient.unsigned_abs())
    }

    /// The terms of what a level is worth.
    fn worth(&mut self, level: usize) -> io::Result<()> {
        let problem = self.problem;
        for take in all_takes(problem) {
            match take.worth(problem, level) {
                0 => {}
                points => self.term(points.into(), take)?,
            }
        }
        for step in steps(problem) {
            match problem.supplies.cost(level, step.index) {
                0 => {}
                cost => self.term(-i128::from(cost), step)?,
            }
        }
        Ok(())
    }

    fn objective(&mut self, level: usize) -> io::Result<()> {
        self.out.write_all(b"Maximize\n")?;
        self.begin("level_", level)?;
        self.worth(level)?;
        self.some_term()?;
        self.out.write_all(b"Subject To\n")
    }

    fn cases(&mut self) -> io::Result<()> {
        for (case, count) in self.problem.cases.count.iter().enumerate() {
            self.begin("case_", case)?;
            takes(self.problem, case).try_for_each(|take| self.term(1, take))?;
            self.end("<=", count)?;
        }
        Ok(())
    }

    fn resources(&mut self) -> io::Result<()> {
        let (problem, mut units) = (self.problem, Vec::new());
        for resource in resources(problem) {
            self.begin("resource_", resource)?;
            let users = users(problem, resource);
            for case in 0..problem.len() {
                let offered = &users[problem.cases.class[case] as usize];
                for take in offered.iter().map(|take| Take { case, ..*take }) {
                    if problem.allows(case, problem.options.column[take.option as usize]) {
                        take.units(problem, &mut units);
                        let used = units.iter().find(|used| used.0 == resource);
                        used.map_or(Ok(()), |used| self.term(used.1.into(), take))?;
                    }
                }
            }
            steps_of(problem, resource).try_for_each(|step| self.term(-1, step))?;
            self.end("=", 0)?;
        }
        Ok(())
    }

    fn floors(&mut self, goal: &Goal) -> io::Result<()> {
        for &(level, floor) in &goal.at_least {
            self.begin("at_least_", level)?;
            self.worth(level)?;
            self.end(">=", floor)?;
        }
        Ok(())
    }

    fn end(&mut self, relation: &str, right: impl Display) -> io::Result<()> {
        self.some_term()?;
        writeln!(self.out, " {relation} {right}")
    }

    /// No row without a term: many readers refuse it.
    fn some_term(&mut self) -> io::Result<()> {
        if self.terms > 0 {
            return Ok(());
        }
        match (all_takes(self.problem).next(), steps(self.problem).next()) {
            (Some(take), _) => self.term(0, take),
            (None, Some(step)) => self.term(0, step),
            (None, None) => self.out.write_all(b" 0\n"),
        }
    }
}

fn bounds(problem: &Problem, out: &mut impl Write) -> io::Result<()> {
    out.write_all(b"Bounds\n")?;
    for take in all_takes(problem) {
        writeln!(out, " 0 <= {take} <= {}", problem.cases.count[take.case])?;
    }
    for step in steps(problem) {
        match problem.supplies.width[step.index] {
            UNBOUNDED.. => {}
            width => writeln!(out, " 0 <= {step} <= {width}")?,
        }
    }
    out.write_all(b"General\n")?;
    all_takes(problem).try_for_each(|take| writeln!(out, " {take}"))?;
    out.write_all(b"End\n")
}

fn all_takes(problem: &Problem) -> impl Iterator<Item = Take> + '_ {
    (0..problem.len()).flat_map(|case| takes(problem, case))
}

/// By class, what its cases may take that uses a resource, as of case 0.
fn users(problem: &Problem, resource: u32) -> Vec<Vec<Take>> {
    let draws = |option: u32| problem.options.uses(option).iter().any(|used| used.resource == resource);
    let direct: Vec<bool> = (0..).take(problem.options.len()).map(draws).collect();
    let of_class = |class: &Class| {
        let mut users = Vec::new();
        for (offer, &option) in class.offers.iter().enumerate() {
            let mut push = |drawn| users.push(Take { case: 0, offer, option, drawn });
            match (problem.options.window[option as usize], direct[option as usize]) {
                (None, true) => push(None),
                (Some(window), true) => (class.opens..=window.ends).for_each(|drawn| push(Some(drawn))),
                (Some(window), false) if (class.opens..=window.ends).contains(&resource) => push(Some(resource)),
                _ => {}
            }
        }
        users
    };
    problem.classes.iter().map(of_class).collect()
}
