//! The page that a planner reads.

use crate::run::{Outcome, Run};

use super::contents::span;
use super::{binding, headline, intake, irregular, obligations, proof, waiting};

/// The whole page, at most [`super::table::WIDTH`] columns wide.
pub fn page(run: &Run) -> String {
    let point = run.point();
    let account = &point.account;
    let sections = [
        ("", introduction(run)),
        ("Headline", headline::headline(run)),
        ("Holds and minima", obligations::obligations(run)),
        ("Who takes whom", intake::intake(&account.indicators)),
        ("What binds", binding::stopped(&run.scenario) + &binding::binding(&account.bottlenecks)),
        ("Who waits", waiting::waiting(&account.indicators)),
        ("Wishes", waiting::wishes(&account.indicators)),
        ("Deadlines", waiting::deadlines(&account.indicators)),
        ("Irregular arrivals", irregular::irregular(&account.indicators)),
        ("What is proven", proven(run, point)),
        ("What this result rests on", binding::rests_on(&run.weak_figures)),
        ("What this is", what_this_is(run)),
    ];
    let section = |(title, text): (&str, String)| match title {
        "" => text,
        _ if text.is_empty() => text,
        title => format!("\n{}\n\n{text}", title.to_uppercase()),
    };
    sections.map(section).concat()
}

fn introduction(run: &Run) -> String {
    let manifest = &run.manifest;
    let listed = |name: &str, words: &[String]| match words {
        [] => String::new(),
        words => format!("{name}: {}\n", words.join(", ")),
    };
    [
        format!("{}\n{}; seed {}\n", run.scenario.title, span(&run.scenario.horizon), manifest.seed),
        listed("Objectives in order", &manifest.objectives),
        listed("Changed", &manifest.set),
        listed("Without", &manifest.without),
        listed(ACKNOWLEDGED, &manifest.acknowledged),
    ]
    .concat()
}

/// Every output says so where a goal stands above protection, or in its place.
const ACKNOWLEDGED: &str = "ABOVE PROTECTION, OR IN ITS PLACE, by the planner's explicit word";

fn proven(run: &Run, point: &Outcome) -> String {
    let others = run.outcomes.iter().filter(|outcome| outcome.estimate != point.estimate);
    let others = others.map(|outcome| {
        let words: Vec<String> = outcome.proof.iter().map(|row| format!("{} {}", row.objective, row.proof)).collect();
        format!("{} estimate: {}.\n", outcome.estimate.name(), words.join(", "))
    });
    [proof::proof(&point.proof)].into_iter().chain(others).collect()
}

fn what_this_is(run: &Run) -> String {
    let foresight = "A foresight plan: it knows every arrival of the horizon in advance, which no desk does.\n";
    let point = "Every section but the headline describes the point estimate; `--format json` holds all three.\n";
    let figures = "Figures of the plan are whole persons; expected ones take off returns and irregular departures.\n";
    let said = [(run.scenario.horizon.periods > 1, foresight), (run.scenario.has_range, point), (true, figures)];
    said.iter().filter(|(applies, _)| *applies).map(|(_, words)| *words).collect()
}
