//! A sample of the cases: the same for the same number of cases, whatever they are.

use rayon::prelude::*;

use crate::problem::Problem;

/// Cases copied by one thread at a time.
const CHUNK: usize = 4096;

/// A problem of a sample of the cases, with as large a part of the supplies.
pub fn sampled(problem: &Problem, share: f64) -> Problem {
    let cases = drawn(problem.len(), share);
    let share = cases.len() as f64 / problem.len() as f64;
    let mut part = problem.without_cases();
    part.supplies.width.iter_mut().for_each(|width| *width = (*width as f64 * share).round() as u64);
    part.cases.count = rows(&problem.cases.count, 1, &cases);
    part.cases.class = rows(&problem.cases.class, 1, &cases);
    part.cases.need = rows(&problem.cases.need, problem.kinds, &cases);
    let some = |all: &Vec<i64>| if all.is_empty() { Vec::new() } else { rows(all, 1, &cases) };
    part.cases.weight = problem.cases.weight.iter().map(some).collect();
    for (fit, all) in part.fits.iter_mut().zip(&problem.fits) {
        fit.points = rows(&all.points, problem.columns, &cases);
    }
    part
}

/// Cases drawn by a fixed permutation of the indices, in rising order.
pub fn drawn(cases: usize, share: f64) -> Vec<u32> {
    let is_drawn = |case: &u32| {
        let mixed = u64::from(*case).wrapping_add(0x5851_F42D).wrapping_mul(0xD134_2543_DE82_EF95);
        let uniform = ((mixed ^ (mixed >> 31)) >> 8 & 0xFFFF_FFFF) as f64 / f64::from(u32::MAX);
        uniform < share
    };
    (0..cases as u32).filter(is_drawn).collect()
}

/// Rows of some cases.
fn rows<T: Copy + Default + Send + Sync>(all: &[T], columns: usize, cases: &[u32]) -> Vec<T> {
    let mut rows = vec![T::default(); cases.len() * columns];
    let chunks = rows.par_chunks_mut(CHUNK * columns.max(1)).zip(cases.par_chunks(CHUNK));
    chunks.for_each(|(rows, cases)| {
        for (row, case) in rows.chunks_exact_mut(columns.max(1)).zip(cases) {
            let first = *case as usize * columns;
            row.copy_from_slice(&all[first..first + columns]);
        }
    });
    rows
}

#[cfg(test)]
mod tests {
    use super::super::more::tests::crowded;
    use super::*;

    #[test]
    fn a_sample_has_all_that_its_cases_have_and_its_part_of_the_supplies() {
        let mut shared = 0;
        for seed in 0..10 {
            let problem = crowded(seed);
            let part = sampled(&problem, 0.25);
            let cases = drawn(problem.len(), 0.25);
            assert_eq!(part.len(), cases.len());
            let share = cases.len() as f64 / problem.len() as f64;
            assert!((0.15..0.35).contains(&share), "seed {seed}: {share}");
            for (own, case) in (0..part.len()).zip(cases.iter().map(|case| *case as usize)) {
                assert_eq!(part.cases.count[own], problem.cases.count[case]);
                assert_eq!(part.cases.class[own], problem.cases.class[case]);
                assert_eq!(part.needs(own), problem.needs(case));
                for (some, all) in part.cases.weight.iter().zip(&problem.cases.weight) {
                    assert_eq!(some.get(own), all.get(case), "seed {seed}");
                    shared += usize::from(some.is_empty());
                }
                let row = |of: &Problem, at: usize| -> Vec<Vec<i32>> {
                    let columns = at * of.columns..(at + 1) * of.columns;
                    of.fits.iter().map(|fit| fit.points[columns.clone()].to_vec()).collect()
                };
                assert_eq!(row(&part, own), row(&problem, case));
            }
            for (some, all) in part.supplies.width.iter().zip(&problem.supplies.width) {
                assert!((*some as f64 - *all as f64 * share).abs() <= 0.5, "seed {seed}");
            }
        }
        assert!(shared > 0, "no level was without weights");
    }
}
