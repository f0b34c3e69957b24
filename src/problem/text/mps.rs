//! MPS, free form: rows, then columns case by case, then right-hand sides and bounds.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::{Goal, UNBOUNDED, comments, resources, steps, takes};
use crate::problem::Problem;

/// Writes the problem as MPS.
pub(super) fn write(problem: &Problem, goal: &Goal, out: &mut impl Write) -> io::Result<()> {
    comments(problem, goal, '*', out)?;
    out.write_all(b"NAME resettle FREE\nOBJSENSE\n    MAX\n")?;
    let others = (0..problem.levels.len()).filter(|&level| level != goal.level);
    let levels: Vec<usize> = [goal.level].into_iter().chain(others).collect();
    rows(problem, goal, &levels, out)?;
    columns(problem, goal, &levels, out)?;
    right_hand_sides(problem, goal, out)?;
    bounds(problem, out)?;
    out.write_all(b"ENDATA\n")
}

fn rows(problem: &Problem, goal: &Goal, levels: &[usize], out: &mut impl Write) -> io::Result<()> {
    out.write_all(b"ROWS\n")?;
    levels.iter().try_for_each(|level| writeln!(out, " N level_{level}"))?;
    (0..problem.len()).try_for_each(|case| writeln!(out, " L case_{case}"))?;
    resources(problem).try_for_each(|resource| writeln!(out, " E resource_{resource}"))?;
    goal.at_least.iter().try_for_each(|(level, _)| writeln!(out, " G at_least_{level}"))
}

fn columns(problem: &Problem, goal: &Goal, levels: &[usize], out: &mut impl Write) -> io::Result<()> {
    out.write_all(b"COLUMNS\n MARKER 'MARKER' 'INTORG'\n")?;
    let (mut column, mut units) = (Column::default(), Vec::new());
    for take in (0..problem.len()).flat_map(|case| takes(problem, case)) {
        column.begin(&take);
        column.worth(levels, goal, |level| take.worth(problem, level));
        column.entry("case_", take.case, 1);
        take.units(problem, &mut units);
        for &(resource, units) in &units {
            column.entry("resource_", resource, units);
        }
        column.end(out)?;
    }
    out.write_all(b" MARKER 'MARKER' 'INTEND'\n")?;
    for step in steps(problem) {
        column.begin(&step);
        column.worth(levels, goal, |level| -problem.supplies.cost(level, step.index));
        column.entry("resource_", step.resource, -1);
        column.end(out)?;
    }
    Ok(())
}

fn right_hand_sides(problem: &Problem, goal: &Goal, out: &mut impl Write) -> io::Result<()> {
    out.write_all(b"RHS\n")?;
    for (case, count) in problem.cases.count.iter().enumerate() {
        writeln!(out, " RHS case_{case} {count}")?;
    }
    goal.at_least.iter().try_for_each(|(level, floor)| writeln!(out, " RHS at_least_{level} {floor}"))
}

fn bounds(problem: &Problem, out: &mut impl Write) -> io::Result<()> {
    out.write_all(b"BOUNDS\n")?;
    for take in (0..problem.len()).flat_map(|case| takes(problem, case)) {
        writeln!(out, " UP B {take} {}", problem.cases.count[take.case])?;
    }
    for step in steps(problem) {
        match problem.supplies.width[step.index] {
            // Some readers take an upper bound of 0 for a column that may be negative.
            0 => writeln!(out, " FX B {step} 0")?,
            UNBOUNDED.. => writeln!(out, " PL B {step}")?,
            width => writeln!(out, " UP B {step} {width}")?,
        }
    }
    Ok(())
}

/// A column's entries, at most two a line, each line behind its name.
#[derive(Default)]
struct Column {
    name: String,
    lines: String,
    entries: usize,
}

/// Writing into memory does not fail.
const MEMORY: &str = "memory takes every write";

impl Column {
    fn begin(&mut self, name: &impl std::fmt::Display) {
        self.name.clear();
        self.lines.clear();
        self.entries = 0;
        write!(self.name, "{name}").expect(MEMORY);
    }

    fn entry(&mut self, row: &str, index: impl std::fmt::Display, coefficient: impl std::fmt::Display) {
        if self.entries.is_multiple_of(2) {
            self.lines.push_str(if self.entries == 0 { " " } else { "\n " });
            self.lines.push_str(&self.name);
        }
        self.entries += 1;
        write!(self.lines, " {row}{index} {coefficient}").expect(MEMORY);
    }

    /// The entries of the objectives and of the rows that keep them up.
    fn worth(&mut self, levels: &[usize], goal: &Goal, points: impl Fn(usize) -> i64) {
        let floors = goal.at_least.iter().map(|&(level, _)| ("at_least_", level));
        for (row, level) in levels.iter().map(|&level| ("level_", level)).chain(floors) {
            let points = points(level);
            if points != 0 {
                self.entry(row, level, points);
            }
        }
    }

    fn end(&mut self, out: &mut impl Write) -> io::Result<()> {
        self.lines.push('\n');
        out.write_all(self.lines.as_bytes())
    }
}
