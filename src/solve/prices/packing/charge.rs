//! What roundings take from pairs at a node, and what they add to all plans.

use std::sync::Arc;

use super::super::relaxation::{Relaxation, Row};
use super::layout::Layout;
use super::rounding::Rounded;
use crate::problem::packing::Rounding;

/// Charges of one family stay below two to this power over the number of cases, or no proof would be accepted.
const BITS: u32 = 60;

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
        self.granted = 0;
        let mut paid = vec![0; if self.priced.is_empty() { 0 } else { layout.case.len() }];
        let most = i64::try_from((1_usize << BITS) / (layout.pairs.len() + 1)).expect("less than 64 bits");
        for (number, price) in &self.priced {
            let rounded = &roundings[*number as usize];
            let part = |units: i64| (i128::from(*price) * i128::from(units)).div_euclid(Rounding::ONE.into()) as i64;
            self.granted -= part(-rounded.most);
            for pair in pairs {
                let uses = choices.uses_of(layout.choice[*pair as usize]);
                let own: &mut i64 = &mut paid[*pair as usize];
                *own = own.saturating_add(part(rounded.entry(layout.case[*pair as usize], uses)));
            }
        }
        if paid.iter().any(|paid| paid.saturating_abs() >= most) {
            *self = Charges { told: std::mem::take(&mut self.told), ..Charges::default() };
        } else {
            self.paid = Arc::new(paid);
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
