//! Why a plan or its proof is refused.

use crate::problem::Fault;

/// One reason, with the indices of the problem that it concerns.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The problem itself does not fit together.
    #[error("the problem is none: {0}")]
    Problem(#[from] Fault),
    /// A placement of a case that there is not.
    #[error("placement {placement} is of case {case}, but there are only {cases} cases")]
    Case {
        /// Position in the plan.
        placement: usize,
        /// The case named.
        case: u32,
        /// Number of cases.
        cases: usize,
    },
    /// A placement out of order or a second time.
    #[error("placement {placement} does not come after the one before it; placements rise and none is repeated")]
    Order {
        /// Position in the plan.
        placement: usize,
    },
    /// A placement of nobody.
    #[error("placement {placement} places no family")]
    Nobody {
        /// Position in the plan.
        placement: usize,
    },
    /// An option outside what the case's class is offered.
    #[error("placement {placement} gives case {case} option {option}, which its class is not offered")]
    NotOffered {
        /// Position in the plan.
        placement: usize,
        /// Index of the case.
        case: u32,
        /// Index of the option.
        option: u32,
    },
    /// An option that the case may not take.
    #[error("placement {placement} gives case {case} option {option}, which is forbidden to it")]
    NotAllowed {
        /// Position in the plan.
        placement: usize,
        /// Index of the case.
        case: u32,
        /// Index of the option.
        option: u32,
    },
    /// A draw where the option has no window, none where it has one, or one outside it.
    #[error("placement {placement} draws from {}, but may draw from {}", one(*.drawn), run(*.window))]
    Draw {
        /// Position in the plan.
        placement: usize,
        /// What the placement draws from.
        drawn: Option<u32>,
        /// First and last resource of the run; none without a window.
        window: Option<(u32, u32)>,
    },
    /// More families of a case than there are.
    #[error("{placed} families of case {case} are placed, but there are only {count}")]
    Families {
        /// Index of the case.
        case: u32,
        /// Families placed.
        placed: u64,
        /// Families that there are.
        count: u32,
    },
    /// More units than there are.
    #[error("{load} units of resource {resource} are used, but only {supply} are supplied")]
    Supply {
        /// Index of the resource.
        resource: u32,
        /// Units used.
        load: i128,
        /// Units in all steps.
        supply: i128,
    },
    /// A certificate for another number of levels.
    #[error("the certificate proves {found} levels, but the problem has {expected}")]
    Levels {
        /// Levels proven.
        found: usize,
        /// Levels of the problem.
        expected: usize,
    },
    /// A worth that the plan does not have.
    #[error("level {level} claims a worth of {claimed}, but the plan is worth {recomputed}")]
    Worth {
        /// Index of the level.
        level: usize,
        /// What the certificate says.
        claimed: i64,
        /// What the plan is worth.
        recomputed: i128,
    },
    /// A bound that the prices do not give.
    #[error("level {level} claims a bound of {claimed}, but its prices give {}", recomputed.map_or("none".to_owned(), |bound| bound.to_string()))]
    Bound {
        /// Index of the level.
        level: usize,
        /// What the certificate says.
        claimed: i64,
        /// What the prices give; none where every leaf is empty.
        recomputed: Option<i128>,
    },
    /// A denominator below 1.
    #[error("level {level} has prices in 1/{denominator} of a point; the denominator has to be at least 1")]
    Denominator {
        /// Index of the level.
        level: usize,
        /// What the certificate says.
        denominator: i64,
    },
    /// Prices or multipliers too few or too many.
    #[error("leaf {leaf} of level {level} has {found} {of}, expected {expected}")]
    Length {
        /// Index of the level.
        level: usize,
        /// The leaf, counted from the left.
        leaf: usize,
        /// `prices` or `multipliers`.
        of: &'static str,
        /// How many there are.
        found: usize,
        /// How many there have to be.
        expected: usize,
    },
    /// A multiplier below 0, which would turn "at least as good" around.
    #[error("leaf {leaf} of level {level} has a multiplier of {multiplier} for level {earlier}, expected at least 0")]
    Multiplier {
        /// Index of the level.
        level: usize,
        /// The leaf, counted from the left.
        leaf: usize,
        /// Index of the earlier level.
        earlier: usize,
        /// What the certificate says.
        multiplier: i64,
    },
    /// A split on a case or option that there is not.
    #[error("the tree of level {level} splits case {case} and option {option}, but not both exist")]
    Split {
        /// Index of the level.
        level: usize,
        /// The case named.
        case: u32,
        /// The option named.
        option: u32,
    },
    /// A split on what a case uses of a resource, where there is no such, or several families.
    #[error(
        "the tree of level {level} splits what case {case} uses of resource {resource}, but not both exist, or the case is not of one family"
    )]
    Use {
        /// Index of the level.
        level: usize,
        /// The case named.
        case: u32,
        /// The resource named.
        resource: u32,
    },
    /// A packing that is none.
    #[error("the packing of level {level} {reason}")]
    Packing {
        /// Index of the level.
        level: usize,
        /// What was found, and where.
        reason: String,
    },
    /// A counting that proves nothing.
    #[error("the counting of level {level} {reason}")]
    Counting {
        /// Index of the level.
        level: usize,
        /// What was found, and where.
        reason: String,
    },
    /// Prices so large that the bound does not fit 128 bits.
    #[error("the bound of leaf {leaf} of level {level} exceeds 128 bits")]
    Overflow {
        /// Index of the level.
        level: usize,
        /// The leaf, counted from the left.
        leaf: usize,
    },
}

fn one(drawn: Option<u32>) -> String {
    drawn.map_or("nothing".to_owned(), |resource| format!("resource {resource}"))
}

fn run(window: Option<(u32, u32)>) -> String {
    window.map_or("nothing".to_owned(), |(opens, ends)| format!("one of resources {opens} to {ends}"))
}
