//! Small cells of a breakdown are suppressed before it leaves a desk, as UNHCR does in its statistics.
//!
//! In: the numbers of persons of one breakdown, whose total is shown beside it. Out: what may be shown
//! of each. Guaranteed: what is left of the total for the hidden numbers is never that of one alone,
//! nor of small ones that can add up to it in one way only; unless all are 1, or all 4, so that there
//! is no other to hide. The pages and the run folder are for the desk, where cases are known one by
//! one, and show every number.

use std::fmt;

use serde::{Serialize, Serializer};

/// A number of persons that may be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell {
    /// None, or five and more.
    Exact(u64),
    /// One to four persons, or a number that would tell of these by what is left of the total: the page
    /// does not say which.
    Hidden,
}

/// Hides numbers from 1 to 4, which could point at somebody; and where they would follow from the
/// total, the next smallest number too.
///
/// They follow where there is one of them, or where what is left of the total for them is the least or
/// the most that they can be: all 1, or all 4.
pub fn suppress(breakdown: &[u64]) -> Vec<Cell> {
    let few = |persons: u64| (1..5).contains(&persons);
    let mut cells: Vec<Cell> =
        breakdown.iter().map(|&persons| if few(persons) { Cell::Hidden } else { Cell::Exact(persons) }).collect();
    let small = || breakdown.iter().copied().filter(|&persons| few(persons));
    let (count, sum) = (small().count() as u64, small().sum::<u64>());
    if count > 0 && (count == 1 || sum == count || sum == 4 * count) {
        // Of several alike the first; none at all rather than nothing, where everybody is in one group.
        let others = (0..breakdown.len()).filter(|&other| !few(breakdown[other]));
        if let Some(next) = others.min_by_key(|&other| (breakdown[other] == 0, breakdown[other])) {
            cells[next] = Cell::Hidden;
        }
    }
    cells
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Cell::Exact(persons) => write!(f, "{persons}"),
            Cell::Hidden => f.write_str("*"),
        }
    }
}

impl Serialize for Cell {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Cell::Exact(persons) => serializer.serialize_u64(*persons),
            Cell::Hidden => serializer.collect_str(self),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(breakdown: &[u64]) -> String {
        suppress(breakdown).iter().map(ToString::to_string).collect::<Vec<String>>().join(" ")
    }

    #[test]
    fn one_to_four_persons_are_not_told() {
        assert_eq!(shown(&[0, 1, 4, 5, 120]), "0 * * 5 120");
        assert_eq!(serde_json::to_string(&suppress(&[3, 2, 7])).expect("json"), r#"["*","*",7]"#);
        assert_eq!(shown(&[0, 5, 120]), "0 5 120", "nothing is small");
    }

    #[test]
    fn nor_do_they_follow_from_the_total() {
        assert_eq!(shown(&[3, 40, 7, 0]), "* 40 * 0", "with the next smallest");
        assert_eq!(shown(&[3, 0, 0]), "* * 0", "with a group that has nobody, where no other has any");
        assert_eq!(shown(&[1, 1, 9, 20]), "* * * 20", "2 left for two groups are 1 each");
        assert_eq!(shown(&[4, 4, 9, 20]), "* * * 20", "8 left for two groups are 4 each");
        assert_eq!(serde_json::to_string(&suppress(&[3, 7])).expect("json"), r#"["*","*"]"#);
    }

    /// Every breakdown of three groups: small numbers that are hidden are not the only ones that fit.
    #[test]
    fn small_numbers_add_up_in_several_ways() {
        let all = |numbers: std::ops::Range<u64>| {
            let three = numbers.clone().flat_map(move |a| numbers.clone().map(move |b| (a, b)));
            three.collect::<Vec<(u64, u64)>>()
        };
        for (first, (second, third)) in (0..10).flat_map(|first| all(0..10).into_iter().map(move |rest| (first, rest)))
        {
            let breakdown = [first, second, third];
            let cells = suppress(&breakdown);
            let hidden: Vec<u64> =
                breakdown.into_iter().zip(cells).filter(|(_, cell)| *cell == Cell::Hidden).map(|(n, _)| n).collect();
            let left: u64 = hidden.iter().sum();
            let ways = match hidden.len() {
                0 => continue,
                1 => 1,
                2 => all(1..5).iter().filter(|(a, b)| a + b == left).count(),
                _ => (1..5).flat_map(|a| all(1..5).into_iter().filter(move |(b, c)| a + b + c == left)).count(),
            };
            let small = hidden.iter().all(|&persons| (1..5).contains(&persons));
            let no_other = breakdown == [1; 3] || breakdown == [4; 3];
            assert!(!small || ways > 1 || no_other, "{breakdown:?} is told");
            assert!(hidden.len() > 1, "{breakdown:?} is told by the total");
        }
    }
}
