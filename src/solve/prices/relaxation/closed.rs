//! Choices that may not be made any more.

use super::Relaxation;

impl Relaxation {
    /// Closes choices: who makes them is driven out when the relaxation is solved. One is left to every case.
    pub fn close(&mut self, choices: &[u32]) {
        for choice in choices {
            self.is_closed[*choice as usize] = true;
            if self.key_of(*choice) == *choice {
                self.strays.push(self.choices.case[*choice as usize]);
            }
        }
        let is_closed = &self.is_closed;
        self.open.retain(|choice| !is_closed[*choice as usize]);
    }

    pub fn is_closed(&self, choice: u32) -> bool {
        self.is_closed[choice as usize]
    }

    /// Cases whose key is closed get another one where no choice of theirs is in the basis, the open one that gains most;
    /// the others are left.
    pub(super) fn strays(&mut self) -> &[u32] {
        let choices = self.choices.clone();
        let mut strays = std::mem::take(&mut self.strays);
        strays.retain(|case| self.is_closed[self.key[*case as usize] as usize]);
        let mut changes = Vec::new();
        if !strays.is_empty() {
            let gain = self.gains();
            for case in strays.iter().filter(|case| self.of_case(**case).next().is_none()) {
                let open = choices.of(*case).filter(|choice| !self.is_closed[*choice as usize]);
                let best = open.max_by(|one, other| gain(*one).total_cmp(&gain(*other)).then(other.cmp(one)));
                changes.push((*case, best.expect("a choice is left")));
            }
        }
        for (case, key) in &changes {
            self.change_key(*case, *key);
        }
        if !changes.is_empty() {
            self.work_out();
            strays.retain(|case| self.is_closed[self.key[*case as usize] as usize]);
        }
        self.strays = strays;
        &self.strays
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::sync::Arc;

    use rand_chacha::ChaCha8Rng;
    use rand_chacha::rand_core::{Rng, SeedableRng};

    use super::super::{Choices, End, Relaxation};

    pub const PLACES: u32 = 4;
    pub const SIZES: u32 = 5;

    /// Families of one to five persons, worth something at each of four places.
    pub fn drawn(draw: &mut ChaCha8Rng, cases: u32) -> Choices {
        let mut below = |end: u32| draw.next_u32() % end;
        let mut choices = Choices { first: vec![0], uses: vec![Vec::new()], ..Choices::default() };
        choices.left = (0..PLACES).map(|_| i64::from(8 + below(12))).collect();
        choices.uses.extend((0..PLACES * SIZES).map(|cell| vec![(cell / SIZES, cell % SIZES + 1)]));
        for case in 0..cases {
            let size = below(SIZES);
            choices.families.push(1);
            for place in 0..PLACES {
                choices.case.push(case);
                choices.points.push(f64::from(1 + below(90) * (size + 1)));
                choices.cell.push(1 + place * SIZES + size);
            }
            choices.case.push(case);
            choices.points.push(0.0);
            choices.cell.push(0);
            choices.first.push(choices.case.len() as u32);
        }
        choices
    }

    /// Six cases, two of them of two families, and little room.
    pub fn few(draw: &mut ChaCha8Rng) -> Choices {
        let mut choices = drawn(draw, 6);
        choices.families[..2].fill(2);
        choices.left.iter_mut().for_each(|left| *left = *left / 3 + 1);
        choices
    }

    #[test]
    fn closed_choices_are_driven_out_to_what_they_never_were_in() {
        let mut draw = ChaCha8Rng::seed_from_u64(7);
        for round in 0..60 {
            let choices = Arc::new(drawn(&mut draw, 30));
            let mut relaxation = Relaxation::new(choices.clone());
            assert_eq!(relaxation.solve(f64::NEG_INFINITY, 10_000), End::Optimal);
            let mut all = Vec::new();
            for _ in 0..4 {
                let waits = |choice: u32| choices.cell[choice as usize] == 0;
                let of = |choice: &u32| !waits(*choice) && draw.next_u32().is_multiple_of(6);
                let closed: Vec<u32> = (0..choices.case.len() as u32).filter(of).collect();
                let before = relaxation.worth;
                relaxation.close(&closed);
                all.extend(closed);
                assert_eq!(relaxation.solve(f64::NEG_INFINITY, 10_000), End::Optimal);
                let mut other = Relaxation::new(choices.clone());
                other.close(&all);
                other.begin();
                assert_eq!(other.solve(f64::NEG_INFINITY, 10_000), End::Optimal);
                assert!((relaxation.worth - other.worth).abs() < 1e-6, "round {round}");
                assert!(relaxation.worth <= before + 1e-6);
                let families = relaxation.families();
                assert!(all.iter().all(|choice| families[*choice as usize].abs() < 1e-6));
                // What it is worth is what those who go where they go gain, and there is room for them.
                let sum: f64 = families.iter().zip(&choices.points).map(|(families, points)| families * points).sum();
                assert!((sum - relaxation.worth).abs() < 1e-6);
                let mut left: Vec<f64> = choices.left.iter().map(|units| *units as f64).collect();
                for (families, cell) in families.iter().zip(&choices.cell) {
                    for (resource, units) in &choices.uses[*cell as usize] {
                        left[*resource as usize] -= families * f64::from(*units);
                    }
                }
                assert!(left.iter().all(|left| *left > -1e-6) && families.iter().all(|families| *families > -1e-6));
            }
        }
    }
}
