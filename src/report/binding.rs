//! What binds, stage by stage, and what the result rests on.

use crate::pathway::law::Law;
use crate::plan::{Bottleneck, Gain, WeakFigure};
use crate::scenario::Scenario;

use super::table::{Column, known, rounded, table, thousands};

/// So many lines are shown; the files hold all.
const SHOWN: usize = 12;

/// The component of the policy that never begins and without which nobody may leave, where there is one.
pub fn stopped(scenario: &Scenario) -> String {
    let (policy, law) = (&scenario.policy, Law::of(&scenario.policy));
    let (component, begins) = if law.exit.is_none() {
        ("exit", policy.exit)
    } else if law.determination.is_none() && scenario.routes.iter().all(|route| route.determination) {
        ("determination", policy.determination)
    } else {
        return String::new();
    };
    if begins.is_some() {
        return format!("Nobody may leave: legislation never begins, and {component} not before it.\n");
    }
    format!("Nobody may leave: {component} never begins.\n")
}

/// Stages that are full anywhere, in the order in which they bind.
pub fn binding(bottlenecks: &[Bottleneck]) -> String {
    let bottlenecks: Vec<&Bottleneck> = bottlenecks.iter().filter(|stage| stage.full > 0).collect();
    if bottlenecks.is_empty() {
        return "Nothing binds: no stage is full in any period.\n".to_owned();
    }
    let columns = [
        Column::Words("stage"),
        Column::Words("at"),
        Column::Numbers("used"),
        Column::Numbers("supplied"),
        Column::Numbers("full"),
        Column::Words("a family's worth more would bring"),
    ];
    let rows = bottlenecks.iter().take(SHOWN).map(|stage| {
        vec![
            stage.stage.clone(),
            stage.place.clone(),
            thousands(stage.used),
            thousands(stage.supplied),
            format!("{} of {}", thousands(stage.full), thousands(stage.supplies)),
            known(stage.gain.as_ref(), gain),
        ]
    });
    let unknown = bottlenecks.iter().take(SHOWN).any(|stage| stage.gain.is_none());
    table(&columns, rows)
        + &more(bottlenecks.len(), "places.csv")
        + FULL
        + if unknown { "·: not worked out, as others bind more.\n" } else { "" }
}

const FULL: &str = "\
full: supplies (of a period, or a year's pool) into which no further typical family would fit: one
as large as the mean of those who need any.
";

fn gain(gain: &Gain) -> String {
    let most = gain.at_most.map_or_else(|| "or more".to_owned(), |most| format!("to {}", rounded(most)));
    let when = if gain.from == gain.until { gain.from.clone() } else { format!("{}..{}", gain.from, gain.until) };
    format!("{} {most} {} (+{} in {when})", rounded(gain.at_least), gain.unit, thousands(gain.units))
}

/// Inputs that are assumptions or of low confidence; those that supply what binds come first.
pub fn rests_on(figures: &[WeakFigure]) -> String {
    if figures.is_empty() {
        return "No input is marked as an assumption or of low confidence.\n".to_owned();
    }
    let columns =
        [Column::Words("figures"), Column::Words("confidence"), Column::Words("binds"), Column::Words("source")];
    let mut ordered: Vec<&WeakFigure> = figures.iter().collect();
    ordered.sort_by_key(|figure| !figure.binds);
    let rows = ordered.iter().take(SHOWN).map(|figure| {
        let source =
            if figure.year.is_empty() { figure.source.clone() } else { format!("{}, {}", figure.source, figure.year) };
        let binds = if figure.binds { "yes" } else { "" };
        vec![figure.figures.clone(), figure.confidence.to_owned(), binds.to_owned(), source]
    });
    table(&columns, rows) + &more(figures.len(), "indicators.json")
}

fn more(lines: usize, file: &str) -> String {
    if lines > SHOWN { format!("... and {} more in {file}\n", lines - SHOWN) } else { String::new() }
}
