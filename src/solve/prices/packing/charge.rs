//! What roundings take from pairs at a node, and what they add to all plans.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::super::relaxation::{Relaxation, Rounded, Row};
use super::layout::Layout;
use crate::problem::packing::{self, Rounding};

/// Charges of one family stay below two to this power over the number of cases, or no proof would be accepted.
const BITS: u32 = 60;

/// The roundings that some nodes price, as a proof states them; the nodes name them by their place among these.
pub fn told(roundings: &[Rounded], layout: &Layout, nodes: &mut [packing::Node]) -> Vec<Rounding> {
    let named = nodes.iter().flat_map(|node| &node.roundings).map(|(number, _)| *number);
    let named: Vec<u32> = named.collect::<BTreeSet<u32>>().into_iter().collect();
    for (number, _) in nodes.iter_mut().flat_map(|node| &mut node.roundings) {
        *number = named.binary_search(number).expect("a rounding that is named") as u32;
    }
    named.iter().map(|number| roundings[*number as usize].told(&layout.resources)).collect()
}

/// Prices of roundings, in 1/denominator of a point, and what they come to.
#[derive(Clone, Default)]
pub struct Charges {
    /// Roundings with a price, rising, and the same as the list of nodes says so far.
    priced: Vec<(u32, i64)>,
    told: Vec<(u32, i64)>,
    /// By pair; only those count that may be used.
    paid: Arc<Vec<i64>>,
    /// What they add.
    pub granted: i64,
}

impl Charges {
    /// What a pair pays.
    pub fn of(&self, pair: u32) -> i64 {
        self.paid.get(pair as usize).copied().unwrap_or(0)
    }

    /// Takes the prices that a relaxation has, for these pairs. Numbers looked at.
    pub fn take(
        &mut self,
        relaxation: &Relaxation,
        layout: &Layout,
        pairs: &[u32],
        roundings: &[Rounded],
        denominator: i64,
    ) -> usize {
        let Relaxation { further, price, choices, .. } = relaxation;
        let priced = further.iter().zip(&price[choices.left.len()..]).filter_map(|(row, price)| match row {
            Row::Cut(cut) => cut.rounding.map(|number| (number, (price * denominator as f64).round() as i64)),
            Row::Limit(_) => None,
        });
        self.priced = priced.filter(|(_, price)| *price > 0).collect();
        self.priced.sort_unstable();
        let (mut paid, mut granted) = (vec![0; if self.priced.is_empty() { 0 } else { layout.case.len() }], 0);
        for (number, price) in &self.priced {
            let rounded = &roundings[*number as usize];
            let part = |units: i64| (i128::from(*price) * i128::from(units)).div_euclid(Rounding::ONE.into());
            granted -= part(-rounded.most);
            for pair in pairs {
                let uses = choices.uses_of(layout.choice[*pair as usize]);
                paid[*pair as usize] += part(rounded.entry(layout.case[*pair as usize], uses));
            }
        }
        let most = (1_i128 << BITS) / (layout.pairs.len() as i128 + 1);
        let own: Option<Vec<i64>> =
            paid.into_iter().map(|paid: i128| i64::try_from(paid).ok().filter(|_| paid.abs() < most)).collect();
        match (own, i64::try_from(granted)) {
            (Some(paid), Ok(granted)) if granted.unsigned_abs() < 1 << BITS => {
                (self.paid, self.granted) = (Arc::new(paid), granted);
            }
            // Without charges the other prices bound the box, too.
            _ => *self = Charges { told: std::mem::take(&mut self.told), ..Charges::default() },
        }
        2 * pairs.len() * self.priced.len()
    }

    /// Roundings whose price the list of nodes does not know yet; it does from now on.
    pub fn tell(&mut self) -> Vec<(u32, i64)> {
        let gone = self.told.iter().filter(|(number, _)| !self.priced.iter().any(|(own, _)| own == number));
        let mut changed: Vec<(u32, i64)> = gone.map(|(number, _)| (*number, 0)).collect();
        changed.extend(self.priced.iter().filter(|own| !self.told.contains(own)));
        changed.sort_unstable();
        self.told.clone_from(&self.priced);
        changed
    }
}
