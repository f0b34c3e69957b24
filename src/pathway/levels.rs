//! The objectives as levels of the problem, and which of its parts each goal is made of.
//!
//! Goals of *when* (protection, deadlines, lottery) are a weight of the case times a worth of the
//! option's timing; goals of *where* (families, wishes, score, cost) are points by case and
//! destination; sharing is the cost of the steps of supply. Goals at one level add up by weight.

use super::Cohort;
use super::fit::Scales;
use super::worth::{self, PERCENT, PERSON_MONTH};
use crate::problem::Level;
use crate::scenario::{Goal, Minimum, Scenario};

/// The levels in order. Holds and hard minima, where there are any, come before all others.
pub(super) struct Levels {
    /// What the problem calls them.
    pub named: Vec<Level>,
    /// By level: goals and their weights; none at the level of obligations.
    goals: Vec<Vec<(Goal, i64)>>,
    /// The level of obligations.
    pub obligations: Option<usize>,
    /// Points of one unit of score and of cost.
    pub scales: Scales,
    /// Whether some are lost before they come forward, so that cases weigh by survival until then.
    pub lossy: bool,
}

impl Levels {
    /// The scenario's levels, for its cohorts.
    pub fn of(scenario: &Scenario, cohorts: &[Cohort]) -> Levels {
        let hard = |minimum: Minimum| minimum.worth.is_none();
        let obliged = scenario.overrides.iter().any(|made| made.hold)
            || scenario.destinations.iter().any(|country| country.minimum.is_some_and(hard));
        let mut levels = Levels {
            named: Vec::new(),
            goals: Vec::new(),
            obligations: obliged.then_some(0),
            scales: Scales::of(scenario, cohorts),
            lossy: cohorts
                .iter()
                .any(|cohort| worth::percent_there(scenario, cohort).is_some_and(|there| there < PERCENT)),
        };
        if obliged {
            levels.named.push(Level { name: "obligations".to_owned(), unit: "persons".to_owned() });
            levels.goals.push(Vec::new());
        }
        for objectives in &scenario.objectives {
            let names: Vec<&str> = objectives.iter().map(|objective| objective.goal.name()).collect();
            let unit = match objectives[..] {
                [ref one] if one.weight == 1 => levels.unit(one.goal),
                _ => "points".to_owned(),
            };
            levels.named.push(Level { name: names.join(" + "), unit });
            levels
                .goals
                .push(objectives.iter().map(|objective| (objective.goal, i64::from(objective.weight))).collect());
        }
        levels
    }

    /// Number of levels.
    pub fn len(&self) -> usize {
        self.named.len()
    }

    /// The goals of a level that are among `wanted`, with their weights.
    pub fn goals(&self, level: usize, wanted: &[Goal]) -> Vec<(Goal, i64)> {
        self.goals[level].iter().copied().filter(|(goal, _)| wanted.contains(goal)).collect()
    }

    /// The weight of a goal at a level, 0 where it is none of its goals.
    pub fn weight(&self, level: usize, goal: Goal) -> i64 {
        self.goals(level, &[goal]).iter().map(|(_, weight)| weight).sum()
    }

    /// What one point of a goal is: a word, and ` / N` where N points make one of it.
    fn unit(&self, goal: Goal) -> String {
        match goal {
            Goal::Protection if self.lossy => format!("weighted person-months / {}", PERSON_MONTH * PERCENT),
            Goal::Protection => format!("weighted person-months / {PERSON_MONTH}"),
            Goal::Deadlines | Goal::Families | Goal::Sharing => "persons".to_owned(),
            Goal::Lottery => "ticket person-periods".to_owned(),
            Goal::Wishes => "points".to_owned(),
            Goal::Score => scaled("score", self.scales.score),
            Goal::Cost => scaled("cost", self.scales.cost),
        }
    }
}

/// What a point is where so many make one of it, or where it stands for several.
fn scaled(word: &str, scale: f64) -> String {
    if scale > 1.0 {
        format!("{word} / {scale}")
    } else if scale < 1.0 {
        format!("{word} × {:.0}", 1.0 / scale)
    } else {
        word.to_owned()
    }
}
