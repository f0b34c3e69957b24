//! The time that one pass over the value matrix takes at least.

use std::hint::black_box;
use std::time::Instant;

use rayon::prelude::*;

use crate::problem::Problem;

/// Bytes of the smallest value matrix whose reads are counted: several times the last-level cache that one core of
/// today's machines reaches. A smaller one may lie in the cache and be summed faster than memory allows.
pub const READ_FROM: u64 = 256 << 20;
/// The median of so many passes is taken.
const PASSES: usize = 5;
/// Points that a thread sums at a time.
const BLOCK: usize = 1 << 18;

/// Bytes of the value matrix as it is stored: all fit tables.
pub(super) fn matrix_bytes(problem: &Problem) -> u64 {
    problem.fits.iter().map(|fit| size_of_val(&fit.points[..]) as u64).sum()
}

/// Seconds of a read with the threads of this pool; none where the matrix is too small.
pub(super) fn read_seconds(problem: &Problem) -> Option<f64> {
    (matrix_bytes(problem) >= READ_FROM).then(|| {
        let mut seconds: Vec<f64> = (0..PASSES)
            .map(|_| {
                let began = Instant::now();
                black_box(sum(problem));
                began.elapsed().as_secs_f64()
            })
            .collect();
        seconds.sort_unstable_by(f64::total_cmp);
        seconds[PASSES / 2]
    })
}

/// The sum of all points, modulo 2³²: as few instructions a point as there can be.
fn sum(problem: &Problem) -> i32 {
    let blocks = problem.fits.par_iter().flat_map(|fit| fit.points.par_chunks(BLOCK));
    let of_block = |block: &[i32]| block.iter().fold(0, |sum: i32, points| sum.wrapping_add(*points));
    blocks.map(of_block).reduce(|| 0, i32::wrapping_add)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Fit;

    #[test]
    fn every_point_is_read_and_a_small_matrix_is_not_timed() {
        let points: Vec<i32> = (0..600_000).collect();
        let fits = vec![Fit { level: 0, points }, Fit { level: 1, points: vec![7; 3] }];
        let problem = Problem { fits, ..Problem::default() };
        assert_eq!(sum(&problem), (0..600_000_i32).fold(21, i32::wrapping_add));
        assert_eq!(matrix_bytes(&problem), 4 * 600_003);
        assert_eq!(read_seconds(&problem), None);
    }
}
