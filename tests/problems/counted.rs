//! Countings: one by hand, and any number at random.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use resettle::certify::{Refusal, certify};
use resettle::problem::counting::{Duals, Node};
use resettle::problem::{
    Branch, Cases, Certificate, Class, Counting, Fit, Level, LevelProof, Options, Plan, Prices, Problem, Supplies, Use,
};

/// Two places with room for 6 and 2 persons. Two families of three, and a family of two for whom both places are worth as
/// much a person; one of two who belongs at the first; and as many of two as `others`, in the middle, for whom it is worth
/// little. Prices of 10 a person give a bound of 105; it would be reached if a family of three could be split.
pub fn two_places(others: u32) -> Problem {
    let mut need = vec![3, 2];
    let mut points = vec![30, 30, 45, 20];
    need.extend((0..others).map(|_| 2));
    points.extend((0..others).flat_map(|_| [5, 5]));
    need.extend([3, 2]);
    points.extend([30, 30, 20, 20]);
    let mut options = Options::default();
    let mut supplies = Supplies::new(1);
    for (place, room) in [(0, 6), (1, 2)] {
        options.push(place, &[Use { resource: place, kind: 0 }], None);
        supplies.push(&[(room, &[])]);
    }
    let cases = need.len();
    let problem = Problem {
        levels: vec![Level { name: "level 0".into(), unit: "points".into() }],
        kinds: 1,
        columns: 2,
        cases: Cases { count: vec![1; cases], need, class: vec![0; cases], weight: vec![Vec::new()] },
        classes: vec![Class { offers: vec![0, 1], worth: vec![Vec::new()], opens: 0 }],
        fits: vec![Fit { level: 0, points }],
        options,
        supplies,
    };
    assert_eq!(problem.faults(), []);
    problem
}

/// No plan of [`two_places`] is worth more than 95: at most one family of three goes to the first place, none to the second.
pub fn ninety_five() -> Counting {
    let duals = |price: [i64; 2], splits: &[(u32, i64)]| Duals {
        multiplier: Vec::new(),
        price: price.to_vec(),
        splits: splits.to_vec(),
    };
    let nodes = vec![
        Node::Narrow(duals([10, 10], &[])),
        Node::Split { case: 0, option: 0, at_most: 1 },
        Node::Split { case: 0, option: 1, at_most: 0 },
        Node::Close(duals([0, 0], &[(0, 30), (1, 30)])),
        Node::Close(duals([0, 100], &[(0, 30), (1, 270)])),
        Node::Close(duals([100, 0], &[(0, 270)])),
    ];
    Counting { target: 95, denominator: 1, nodes }
}

/// A proof whose tree says next to nothing.
pub fn proof(problem: &Problem, level: usize, worth: i64, counting: Counting) -> LevelProof {
    let price = vec![1 << 40; problem.supplies.len()];
    let tree = Branch::Leaf(Prices { multiplier: vec![0; level], price });
    LevelProof { worth, bound: counting.target, denominator: 1, tree, packing: None, counting: Some(counting) }
}

/// The counting's own target, raised until every node is closed, and whether a bound by the tree is smaller still.
pub fn raised(problem: &Problem, plan: &Plan, certificate: &mut Certificate, level: usize) -> i64 {
    loop {
        let counting = certificate.levels[level].counting.as_mut().expect("counted");
        let target = counting.target;
        certificate.levels[level].bound = target;
        let refusals = certify(problem, plan, Some(certificate)).err().unwrap_or_default();
        let ours = refusals.iter().find_map(|refusal| match refusal {
            Refusal::Counting { level: of, reason } if *of == level => Some(reason),
            _ => None,
        });
        let Some(reason) = ours else { return target };
        let bound = reason.strip_prefix("gives a bound of ").unwrap_or_else(|| panic!("{reason}"));
        let bound = bound.split(',').next().expect("a number").parse().expect("a number");
        assert!(bound > target);
        certificate.levels[level].counting.as_mut().expect("counted").target = bound;
    }
}

/// A tree at random, with prices that are seldom good.
pub struct Grown<'a> {
    problem: &'a Problem,
    level: usize,
    draw: ChaCha8Rng,
    denominator: i64,
    pairs: Vec<(u32, u32)>,
    nodes: Vec<Node>,
}

impl Grown<'_> {
    /// With this target.
    pub fn counting(problem: &Problem, level: usize, seed: u64, target: i64) -> Counting {
        let mut pairs = Vec::new();
        for case in 0..problem.len() {
            let offers = problem.class(case).offers.iter();
            let allowed = offers.filter(|option| problem.allows(case, problem.options.column[**option as usize]));
            pairs.extend(allowed.map(|option| (u32::try_from(case).expect("few cases"), *option)));
        }
        let mut draw = ChaCha8Rng::seed_from_u64(seed);
        let denominator = i64::from(draw.next_u32() % 3 + 1);
        let mut grown = Grown { problem, level, draw, denominator, pairs, nodes: Vec::new() };
        grown.grow(0);
        Counting { target, denominator, nodes: grown.nodes }
    }

    fn below(&mut self, most: u32) -> u32 {
        self.draw.next_u32() % most
    }

    fn grow(&mut self, above: u32) {
        while self.below(2) == 0 {
            let duals = self.duals(above);
            self.nodes.push(Node::Narrow(duals));
        }
        if above < 3 && self.below(4) > 0 && !self.pairs.is_empty() {
            let (case, option) = self.pairs[self.draw.next_u32() as usize % self.pairs.len()];
            let at_most = self.below(3).into();
            self.nodes.push(Node::Split { case, option, at_most });
            self.grow(above + 1);
            self.grow(above + 1);
        } else {
            let duals = self.duals(above);
            self.nodes.push(Node::Close(duals));
        }
    }

    fn duals(&mut self, above: u32) -> Duals {
        let mut price = |most: u32| i64::from(self.draw.next_u32() % most);
        let denominator = self.denominator;
        let multiplier = (0..self.level).map(|_| price(3) * denominator).collect();
        let prices = (0..self.problem.supplies.len()).map(|_| (price(7) - 1) * denominator + price(2)).collect();
        let mut splits = Vec::new();
        for split in 0..above {
            let own = price(12) * denominator;
            if price(4) > 0 {
                splits.push((split, own));
            }
        }
        Duals { multiplier, price: prices, splits }
    }
}
