//! Holds and hard minima: what of them is not met, and whether any plan could.

use crate::plan::Obligations;
use crate::run::{Outcome, Run};

use super::table::{Column, table, thousands};

/// What the plan for the point estimate leaves short, line by line, and how much the others do.
pub fn obligations(run: &Run) -> String {
    let point = run.point();
    let (all, unmet) = (of(point), of(point).unmet());
    if count(all) == 0 {
        return String::new();
    }
    let page = if count(&unmet) == 0 {
        format!("All are met: holds {}, hard minima {}.\n", all.holds.len(), all.minima.len())
    } else {
        listed(&unmet) + proven(point)
    };
    let others = run.outcomes.iter().filter(|outcome| outcome.estimate != point.estimate);
    let others = others.map(|outcome| (outcome.estimate.name(), of(outcome).unmet()));
    let others = others.filter(|(_, unmet)| count(unmet) > 0).map(|(estimate, unmet)| {
        let short: u64 = short(&unmet).sum();
        let (lines, all) = (count(&unmet), count(all));
        format!("{estimate} estimate: not met {lines} of {all}, short by {} persons.\n", thousands(short))
    });
    others.fold(page, |page, line| page + &line)
}

/// A line a hold and a minimum.
pub fn listed(obligations: &Obligations) -> String {
    let columns = [
        Column::Words("hold or minimum"),
        Column::Numbers("persons"),
        Column::Numbers("short"),
        Column::Words("why it is not met"),
        Column::Words("made because"),
    ];
    let holds = obligations.holds.iter().map(|hold| {
        let name = format!("{} held to {}", hold.case, hold.destination);
        let why = hold.why.clone().unwrap_or_default();
        vec![name, thousands(hold.persons), thousands(hold.short), why, hold.reason.clone()]
    });
    let minima = obligations.minima.iter().map(|minimum| {
        let name = format!("{} minimum", minimum.destination);
        vec![
            name,
            thousands(minimum.persons),
            thousands(minimum.short),
            minimum.why.clone().unwrap_or_default(),
            String::new(),
        ]
    });
    table(&columns, holds.chain(minima))
}

/// Whether another plan could give more of them, by the proof of their level.
fn proven(outcome: &Outcome) -> &'static str {
    match outcome.proof.iter().find(|row| row.objective == "obligations").map(|row| row.proof) {
        Some("optimal") => {
            "No plan meets more of them, in persons. Without these holds, and with each minimum lowered by what it is\n\
             short, all the others are met.\n"
        }
        _ => {
            "Another plan may meet more of them: see what is proven of obligations. Without these holds, and with each\n\
             minimum lowered by what it is short, all the others are met.\n"
        }
    }
}

fn of(outcome: &Outcome) -> &Obligations {
    &outcome.account.indicators.obligations
}

fn count(obligations: &Obligations) -> usize {
    obligations.holds.len() + obligations.minima.len()
}

fn short(obligations: &Obligations) -> impl Iterator<Item = u64> {
    let holds = obligations.holds.iter().map(|hold| hold.short);
    holds.chain(obligations.minima.iter().map(|minimum| minimum.short))
}
