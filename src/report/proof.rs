//! What is proven, level by level.

use crate::pathway::Estimate;
use crate::run::{ProofRow, Solver};

use super::table::{Column, table, thousands};

/// The table, and what its words mean.
pub fn proof(rows: &[ProofRow]) -> String {
    let columns = [
        Column::Words("objective"),
        Column::Numbers("points"),
        Column::Numbers("gap"),
        Column::Words("proof"),
        Column::Words("a point is"),
    ];
    let lines = rows.iter().map(|row| {
        let gap = row.gap.map_or_else(|| "unknown".to_owned(), thousands);
        vec![row.objective.clone(), thousands(row.worth), gap, row.proof.to_owned(), row.unit.clone()]
    });
    let meanings = MEANINGS.iter().filter(|(word, _)| rows.iter().any(|row| row.proof == *word));
    let meanings =
        meanings.map(|(word, meaning)| format!("{word}: {}.\n", meaning.replace("the solver named", Solver::CLAIMANT)));
    [table(&columns, lines)].into_iter().chain(meanings).collect()
}

/// What `certify` says of one estimate.
pub fn certified(estimate: Estimate, rows: &[ProofRow]) -> String {
    let verdict = if rows.iter().all(|row| row.proof == "optimal") {
        "optimal at every objective"
    } else if rows.iter().all(|row| row.gap.is_some()) {
        "bounded"
    } else {
        "sound, but not proven good: the run holds no proof"
    };
    format!("{} estimate: the plan keeps every rule and promise; {verdict}.\n\n{}\n", estimate.name(), proof(rows))
}

const MEANINGS: [(&str, &str); 5] = [
    ("optimal", "no plan is better; replayed in whole numbers"),
    ("bounded", "no plan is better by more than the gap; replayed in whole numbers"),
    ("conditional", "the same, among plans as good as this one at the objectives before, whose gap is open"),
    ("claimed", "optimal according to the solver named; its word, not replayed"),
    ("unproven", "a plan that keeps every rule; how good it is, is not known"),
];
