//! Case prices that bound a box better, by the volume algorithm (Barahona and Anbil 2000): a step goes along what a
//! moving average of the packings leaves of each case, and the average is an estimate of the fractional plan.

use super::layout::Layout;
use super::node::{Node, Relaxed};

/// Share of the newest packing in the average.
const SHARE: f64 = 0.05;
/// Steps without a better bound before they are made shorter, by this factor, and the shortest.
const PATIENCE: usize = 5;
const SHORTER: f64 = 0.8;
const SHORTEST: f64 = 0.003;

/// What was reached.
pub struct Dual {
    /// The box at the best prices found, which the node has now.
    pub relaxed: Relaxed,
    /// By pair: the average packing.
    pub average: Vec<f64>,
    /// Cells of the dynamic programmes.
    pub work: usize,
}

/// Improves the node's prices until its box is known to have nothing worth `least`, a number of steps is done, or it is
/// told to stop, knowing the cells so far.
pub fn improve(node: &mut Node, layout: &Layout, least: i64, steps: usize, stop: &dyn Fn(usize) -> bool) -> Dual {
    let mut best = node.relaxed(layout);
    let mut work = best.work;
    let mut average = vec![0.0; layout.case.len()];
    best.picks.iter().for_each(|pair| average[*pair as usize] = 1.0);
    let (mut length, mut waited) = (1.0, 0);
    let mut price = node.price.clone();
    let open: Vec<u32> = node.open.iter().flatten().copied().collect();
    let mut cases: Vec<u32> = open.iter().map(|pair| layout.case[*pair as usize]).collect();
    cases.sort_unstable();
    cases.dedup();
    let mut left = vec![0.0; price.len()];
    for _ in 0..steps {
        if best.most < least || length < SHORTEST || stop(work) {
            break;
        }
        for case in &cases {
            left[*case as usize] = 1.0;
        }
        for pair in &open {
            left[layout.case[*pair as usize] as usize] -= average[*pair as usize];
        }
        let mut norm = 0.0;
        for case in cases.iter().map(|case| *case as usize) {
            if left[case] > 0.0 && price[case] == 0 {
                left[case] = 0.0;
            }
            norm += left[case] * left[case];
        }
        if norm < 1e-9 {
            break;
        }
        let far = length * (best.most - least + 1) as f64 / norm;
        for case in cases.iter().map(|case| *case as usize) {
            node.price[case] = (price[case] as f64 - far * left[case]).max(0.0).round() as i64;
        }
        let relaxed = node.relaxed(layout);
        work += relaxed.work;
        for pair in &open {
            average[*pair as usize] *= 1.0 - SHARE;
        }
        relaxed.picks.iter().for_each(|pair| average[*pair as usize] += SHARE);
        if relaxed.most < best.most {
            price.clone_from(&node.price);
            best = relaxed;
            waited = 0;
        } else {
            waited += 1;
            if waited > PATIENCE {
                length *= SHORTER;
                waited = 0;
            }
        }
    }
    node.price = price;
    Dual { relaxed: best, average, work }
}
