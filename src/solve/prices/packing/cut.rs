//! Cuts: what no whole packing of an option exceeds, and a fractional plan does.
//!
//! In: a node whose relaxation is solved. Out: for each option at most one cut. It is exact for the fractional pairs (a linear
//! programme of packings, each the best at the weights so far), and lifted to all other open pairs by dynamic programming
//! (Balas 1975; Kaparis and Letchford 2010).

use std::sync::Arc;

use super::super::relaxation::{Cut, Row};
use super::knapsack::{Room, Scratch, Table};
use super::layout::Layout;
use super::node::Node;

/// Weights are in this fraction.
const ONE: i64 = 1 << 20;
/// How far from whole a pair is that is not whole.
const WHOLE: f64 = 1e-6;
/// How far beyond a cut a plan is to be, by its length.
const DEEP: f64 = 1e-3;
/// Packings that weights are made of at most.
const PACKINGS: usize = 200;

/// Adds cuts to the node's relaxation. How many there are, and cells of dynamic programmes that it took.
pub fn cut(node: &mut Node, layout: &Layout) -> (usize, usize) {
    let families = node.relaxation.families();
    let (mut cuts, mut work) = (0, 0);
    for option in 0..node.open.len() {
        let share = |pair: u32| families[layout.choice[pair as usize] as usize];
        let (cut, cells) = of_option(node, layout, option, &share);
        work += cells;
        if let Some(cut) = cut {
            node.relaxation.confine(Row::Cut(Arc::new(cut)));
            cuts += 1;
        }
    }
    (cuts, work)
}

fn of_option(node: &Node, layout: &Layout, option: usize, share: &dyn Fn(u32) -> f64) -> (Option<Cut>, usize) {
    let (mut parts, mut used, mut unused) = (Vec::new(), Vec::new(), Vec::new());
    for pair in &node.open[option] {
        match share(*pair) {
            share if share <= WHOLE => unused.push(*pair),
            share if share >= 1.0 - WHOLE => used.push(*pair),
            _ => parts.push(*pair),
        }
    }
    let room = &node.rooms[option];
    if parts.is_empty() || room.states() == 1 {
        return (None, 0);
    }
    let size = |pair: &u32| layout.need(*pair).iter().map(|need| u32::from(*need)).sum::<u32>();
    used.sort_by_key(|pair| std::cmp::Reverse(size(pair)));
    let without = |used: &[u32]| {
        let mut needs = vec![0_u16; room.units().len()];
        for pair in used {
            needs.iter_mut().zip(layout.need(*pair)).for_each(|(sum, need)| *sum = sum.saturating_add(*need));
        }
        room.without(&needs)
    };
    let mut inner = without(&used);
    // Whoever has a part is to fit: the smallest of the others make room.
    while let Some(own) = &inner
        && parts.iter().any(|pair| !own.fits(layout.need(*pair)))
        && let Some(pair) = used.pop()
    {
        parts.push(pair);
        inner = without(&used);
    }
    let Some(inner) = inner.filter(|inner| parts.iter().all(|pair| inner.fits(layout.need(*pair)))) else {
        return (None, 0);
    };
    let shares: Vec<f64> = parts.iter().map(|pair| share(*pair)).collect();
    let (weights, packings) = weights(&inner, layout, &parts, &shares);
    let mut work = packings * inner.work(parts.len());
    let Some(weights) = weights else { return (None, work) };
    work += room.work(node.open[option].len());
    let cut = lifted(room, layout, [&parts, &used, &unused], &weights, share);
    (cut, work)
}

/// Weights by which no packing of these pairs comes to more than one, but their shares do, if there are any; and packings
/// looked at. A linear programme of packings that cover the shares, by columns.
fn weights(room: &Room, layout: &Layout, pairs: &[u32], shares: &[f64]) -> (Option<Vec<i64>>, usize) {
    let rows = pairs.len();
    // Each pair alone is a packing.
    let mut inverse: Vec<Vec<f64>> = (0..rows).map(|row| (0..rows).map(|at| f64::from(row == at)).collect()).collect();
    let (mut amounts, mut costs) = (shares.to_vec(), vec![1.0; rows]);
    let mut scratch = Scratch::default();
    for packings in 1..PACKINGS {
        let mut weights = vec![0.0; rows];
        for (row, cost) in inverse.iter().zip(&costs) {
            for (weight, entry) in weights.iter_mut().zip(row) {
                *weight += cost * entry;
            }
        }
        let covered: f64 = amounts.iter().zip(&costs).map(|(amount, cost)| amount * cost).sum();
        if covered <= 1.0 + WHOLE {
            return (None, packings);
        }
        let least = (0..rows).min_by(|one, other| weights[*one].total_cmp(&weights[*other])).expect("a pair");
        let (column, cost) = if weights[least] < -WHOLE {
            // More than a share may be covered.
            ((0..rows).map(|row| if row == least { -1.0 } else { 0.0 }).collect::<Vec<f64>>(), 0.0)
        } else {
            let whole: Vec<i64> = weights.iter().map(|weight| (weight * ONE as f64).round() as i64).collect();
            let items = pairs.iter().zip(&whole).filter(|(_, weight)| **weight > 0);
            let items = items.map(|(pair, weight)| room.item(*pair, *weight, layout.need(*pair)));
            let (most, picks) = room.pack(items, &|pair| layout.need(pair), &mut scratch);
            if (most - ONE) as f64 <= rows as f64 {
                return (Some(whole), packings);
            }
            (pairs.iter().map(|pair| f64::from(picks.contains(pair))).collect(), 1.0)
        };
        let entries: Vec<f64> = inverse.iter().map(|row| row.iter().zip(&column).map(|(a, b)| a * b).sum()).collect();
        let ratio = |row: &usize| amounts[*row] / entries[*row];
        let leaving =
            (0..rows).filter(|row| entries[*row] > 1e-9).min_by(|one, other| ratio(one).total_cmp(&ratio(other)));
        let Some(leaving) = leaving else { return (None, packings) };
        let amount = ratio(&leaving);
        let pivot: Vec<f64> = inverse[leaving].iter().map(|entry| entry / entries[leaving]).collect();
        for row in (0..rows).filter(|row| *row != leaving) {
            amounts[row] = (amounts[row] - entries[row] * amount).max(0.0);
            for (entry, of_pivot) in inverse[row].iter_mut().zip(&pivot) {
                *entry -= entries[row] * of_pivot;
            }
        }
        (inverse[leaving], amounts[leaving], costs[leaving]) = (pivot, amount, cost);
    }
    (None, PACKINGS)
}

/// The cut of weights for some pairs where others are used and the rest is not, once these have weights, too.
fn lifted(
    room: &Room,
    layout: &Layout,
    [parts, used, unused]: [&[u32]; 3],
    weights: &[i64],
    share: &dyn Fn(u32) -> f64,
) -> Option<Cut> {
    let mut table = Table::new(room);
    let mut entries: Vec<(u32, i64)> = Vec::new();
    let mut add = |table: &mut Table, pair: u32, weight: i64| {
        if weight > 0 {
            table.add(room.item(pair, weight, layout.need(pair)), layout.need(pair));
            entries.push((pair, weight));
        }
    };
    for (pair, weight) in parts.iter().zip(weights) {
        add(&mut table, *pair, *weight);
    }
    let mut within: Vec<usize> = room.units().to_vec();
    for pair in used {
        within.iter_mut().zip(layout.need(*pair)).for_each(|(units, need)| *units -= usize::from(*need));
    }
    let mut most = table.at(&within);
    for pair in used {
        within.iter_mut().zip(layout.need(*pair)).for_each(|(units, need)| *units += usize::from(*need));
        let all = table.at(&within);
        add(&mut table, *pair, all - most);
        most = all;
    }
    for pair in unused.iter().filter(|pair| room.fits(layout.need(**pair))) {
        within.iter_mut().zip(layout.need(*pair)).for_each(|(units, need)| *units -= usize::from(*need));
        let rest = table.at(&within);
        within.iter_mut().zip(layout.need(*pair)).for_each(|(units, need)| *units += usize::from(*need));
        add(&mut table, *pair, most - rest);
    }
    let weight = |weight: i64| weight as f64 / ONE as f64;
    let sum: f64 = entries.iter().map(|(pair, own)| weight(*own) * share(*pair)).sum();
    let length = entries.iter().map(|(_, own)| weight(*own) * weight(*own)).sum::<f64>().sqrt();
    (sum - weight(most) > DEEP * length).then(|| {
        let mut entries: Vec<(u32, f64)> =
            entries.iter().map(|(pair, own)| (layout.choice[*pair as usize], weight(*own))).collect();
        entries.sort_unstable_by_key(|(choice, _)| *choice);
        Cut { entries, most: weight(most), rounding: None }
    })
}

#[cfg(test)]
mod tests {
    use super::super::mend::tests::{drawn, layout_of};
    use super::super::node::Node;
    use super::*;
    use crate::solve::prices::relaxation::End;

    /// Against every packing of each option.
    #[test]
    fn a_cut_takes_the_fractional_plan_away_and_no_packing() {
        let mut cuts = 0;
        for seed in 0..40 {
            let problem = drawn(seed, 13, 3);
            let layout = layout_of(&problem);
            let mut node = Node::new(&layout, vec![0; problem.len()]);
            assert_eq!(node.relaxation.solve(f64::NEG_INFINITY, 10_000), End::Optimal);
            let rows = node.relaxation.further.len();
            let families = node.relaxation.families();
            let (added, _) = cut(&mut node, &layout);
            assert_eq!(node.relaxation.further.len(), rows + added);
            for row in &node.relaxation.further[rows..] {
                let Row::Cut(cut) = row else { unreachable!("cuts alone were added") };
                let pair_of = |choice: u32| layout.choice.iter().position(|own| *own == choice).expect("a pair") as u32;
                let pairs: Vec<(u32, f64)> =
                    cut.entries.iter().map(|(choice, entry)| (pair_of(*choice), *entry)).collect();
                let room = &node.rooms[layout.option[pairs[0].0 as usize] as usize];
                for taken in 0..1_u32 << pairs.len() {
                    let taken = || (0..pairs.len()).filter(move |at| taken >> at & 1 == 1).map(|at| pairs[at]);
                    let fits = taken().try_fold(room.clone(), |room, (pair, _)| room.without(layout.need(pair)));
                    let sum: f64 = taken().map(|(_, entry)| entry).sum();
                    assert!(fits.is_none() || sum <= cut.most + 1e-9, "seed {seed}: {sum} of {}", cut.most);
                }
                let sum: f64 = cut.entries.iter().map(|(choice, entry)| families[*choice as usize] * entry).sum();
                assert!(sum > cut.most, "seed {seed}: {sum} of {}", cut.most);
            }
            cuts += added;
        }
        assert!(cuts > 20, "{cuts}");
    }
}
