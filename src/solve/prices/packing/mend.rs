//! Better plans near the best one: some places are packed anew, all others stay as they are (Shaw 1998).

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use super::node::{Fate, Node};
use super::search::Search;

/// Open pairs of the places that are packed anew, at first; a part more after a box that was searched to its end, a part
/// fewer after one that was not.
const OPEN: usize = 1000;
const PART: usize = 8;
/// What a box may take at first, in cells; and boxes in a row that bring nothing before each may take twice as much.
const BOX: usize = 100_000_000;
const PATIENCE: usize = 15;

/// How boxes are chosen, from what became of those before.
pub struct Mend {
    draw: ChaCha8Rng,
    /// Open pairs of a box at most, what it may take, and how many in a row have brought nothing.
    open: usize,
    work: usize,
    idle: usize,
}

impl Default for Mend {
    fn default() -> Mend {
        Mend { draw: ChaCha8Rng::seed_from_u64(0), open: OPEN, work: BOX, idle: 0 }
    }
}

impl Search<'_, '_> {
    /// Looks for plans that share with the best one all but some places, for so much work, until none is better or the
    /// plan is near enough to what bounds all.
    pub fn mend(&mut self, root: &Node, work: usize, mend: &mut Mend) {
        let limit = self.limit;
        let end = limit.min(self.work + work);
        let mut core = self.core(root);
        while !core.empty && self.gap_of(self.bound) > self.settings.gap {
            let most = mend.work.min(end.saturating_sub(self.work));
            if most == 0 || mend.work > work || self.settings.is_over() {
                break;
            }
            let before = self.best.worth()[self.level];
            let node = self.around(&core, mend);
            self.limit = self.work + most;
            self.dive(node.clone());
            let mut ended = false;
            if self.best.worth()[self.level] == before {
                self.limit = self.work + most;
                self.nodes.clear();
                ended = self.tree(node, 1).is_ok();
            }
            self.limit = limit;
            let all = core.open.iter().map(Vec::len).sum::<usize>();
            if self.best.worth()[self.level] > before {
                core = self.core(root);
                mend.idle = 0;
            } else if ended && mend.open >= all {
                break;
            } else {
                mend.idle += 1;
            }
            if mend.idle == PATIENCE {
                mend.work *= 2;
                mend.idle = 0;
            }
            let open = if ended { mend.open + mend.open / PART } else { mend.open - mend.open / PART };
            mend.open = open.clamp(OPEN.min(all), all);
        }
    }

    /// A box without the pairs that no better plan uses.
    fn core(&mut self, root: &Node) -> Node {
        let mut core = root.clone();
        self.target = self.best.worth()[self.level];
        let (fates, work) = core.fates(&self.layout, self.least());
        self.work += work;
        core.narrow(&self.layout, &fates);
        core
    }

    /// Some places of a box; the others as the best plan has them.
    fn around(&self, core: &Node, mend: &mut Mend) -> Node {
        let mut options: Vec<usize> = (0..core.open.len()).collect();
        for at in (1..options.len()).rev() {
            options.swap(at, mend.draw.next_u32() as usize % (at + 1));
        }
        let mut taken = 0;
        let mut fates = Vec::new();
        for option in options {
            taken += core.open[option].len();
            for pair in core.open[option].iter().filter(|_| taken > mend.open) {
                let column = self.layout.column(*pair);
                let is_used = self.best.columns(column.case as usize).any(|(used, _)| used == column);
                fates.push((*pair, if is_used { Fate::On } else { Fate::Out }));
            }
        }
        let mut node = core.clone();
        node.narrow(&self.layout, &fates);
        node
    }
}

#[cfg(test)]
pub mod tests {
    use super::super::super::frame::Frame;
    use super::super::super::tariff::Tariff;
    use super::super::branch::Costs;
    use super::super::layout::Layout;
    use super::*;
    use crate::problem::matrix::{Header, read};
    use crate::problem::{Prices, Problem};
    use crate::solve::Settings;
    use crate::solve::greedy::fill;
    use crate::solve::ledger::Ledger;
    use crate::solve::prices::packing::owners;
    use crate::solve::prices::solve;

    pub fn drawn(seed: u64, cases: u32, places: u32) -> Problem {
        let mut draw = ChaCha8Rng::seed_from_u64(seed);
        let mut below = |end: u32| draw.next_u32() % end;
        let mut bytes = Header { cases, places, kinds: 2 }.bytes().to_vec();
        bytes.extend((0..places).flat_map(|_| [cases * 3 / 10 + below(8), 2 + below(4)]).flat_map(u32::to_le_bytes));
        bytes.extend((0..cases).flat_map(|_| [1 + below(6) as u8, below(3) as u8]));
        bytes.extend((0..cases * places).flat_map(|_| (1 + below(9_000) as u16).to_le_bytes()));
        read(&bytes[..], bytes.len() as u64, None).expect("a matrix")
    }

    /// Where nobody competes.
    pub fn layout_of(problem: &Problem) -> Layout {
        let prices = Prices { multiplier: Vec::new(), price: vec![0; problem.supplies.len()] };
        let owners = owners(problem).expect("places that stand alone");
        Layout::new(problem, &owners, &prices, 1, &[]).expect("small gains")
    }

    /// The prices where nobody competes.
    fn free(problem: &Problem) -> (Frame, Vec<f64>, Settings) {
        (Frame::new(problem), vec![0.0; problem.supplies.len()], Settings::default())
    }

    /// A search at the prices where nobody competes, from what a desk would do.
    fn search<'a, 's>(
        problem: &'a Problem,
        price: &'s [f64],
        tariff: &'s Tariff<'a, f64>,
        settings: &'s Settings,
    ) -> Search<'a, 's> {
        let layout = layout_of(problem);
        let mut best = Ledger::new(problem);
        (0..problem.len()).for_each(|case| fill(problem, &mut best, case));
        let target = best.worth()[0];
        Search {
            problem,
            layout,
            denominator: 1,
            level: 0,
            price,
            tariff,
            best,
            target,
            nodes: Vec::new(),
            work: 0,
            limit: usize::MAX,
            bound: i64::MAX,
            settings,
            costs: Costs::default(),
            roundings: Vec::new(),
        }
    }

    #[test]
    fn a_box_leaves_what_it_does_not_take_as_it_is() {
        for seed in 0..20 {
            let problem = drawn(seed, 40, 5);
            let (frame, price, settings) = free(&problem);
            let tariff = Tariff::new(&problem, &frame, &price, vec![(0, 1.0)]);
            let search = search(&problem, &price, &tariff, &settings);
            let root = Node::new(&search.layout, vec![0; problem.len()]);
            let all: usize = root.open.iter().map(Vec::len).sum();
            let node = search.around(&root, &mut Mend { open: all / 2, ..Mend::default() });
            let taken: Vec<usize> = (0..node.open.len()).filter(|option| !node.open[*option].is_empty()).collect();
            assert_eq!(taken.len(), 2, "half of five places, or less");
            let mut on: Vec<_> = node.on.iter().map(|pair| search.layout.column(*pair)).collect();
            on.sort_unstable();
            let plan = (0..problem.len()).flat_map(|case| search.best.columns(case).map(|(column, _)| column));
            let others: Vec<_> = plan.filter(|column| !taken.contains(&(column.option(&problem) as usize))).collect();
            assert_eq!(on, others);
            let waits = |case: usize| others.iter().all(|column| column.case as usize != case);
            for option in taken {
                let may: Vec<usize> =
                    node.open[option].iter().map(|pair| search.layout.case[*pair as usize] as usize).collect();
                assert_eq!(may, (0..problem.len()).filter(|case| waits(*case)).collect::<Vec<_>>());
            }
        }
    }

    #[test]
    fn a_plan_is_mended_until_it_is_best() {
        for seed in 0..4 {
            let problem = drawn(seed, 40, 5);
            let (frame, price, settings) = free(&problem);
            let tariff = Tariff::new(&problem, &frame, &price, vec![(0, 1.0)]);
            let best = solve(&problem, &settings);
            let proof = &best.certificate.expect("a proof").levels[0];
            assert_eq!(proof.worth, proof.bound);
            let mut search = search(&problem, &price, &tariff, &settings);
            assert!(search.best.worth()[0] < proof.worth);
            let root = Node::new(&search.layout, vec![0; problem.len()]);
            search.mend(&root, usize::MAX, &mut Mend::default());
            assert_eq!(search.best.worth()[0], proof.worth);
        }
    }

    #[test]
    fn families_change_places_in_a_plan_that_is_found() {
        let mut gained = 0;
        for seed in 0..20 {
            let problem = drawn(seed, 40, 5);
            let (frame, price, settings) = free(&problem);
            let tariff = Tariff::new(&problem, &frame, &price, vec![(0, 1.0)]);
            let mut search = search(&problem, &price, &tariff, &settings);
            let filled = std::mem::replace(&mut search.best, Ledger::new(&problem));
            let root = Node::new(&search.layout, vec![0; problem.len()]);
            search.round(&root, &[]);
            assert!(search.best.worth() >= filled.worth());
            gained += usize::from(search.best.worth() > filled.worth());
        }
        assert!(gained > 15, "{gained} of 20");
    }
}
