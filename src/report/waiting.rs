//! Who waits, who goes against a wish, whose deadline is missed.

use crate::plan::Indicators;

use super::table::{Column, percent, table, thousands};

/// Persons who wait when the horizon ends, by reason and by group.
pub fn waiting(indicators: &Indicators) -> String {
    if indicators.waiting.planned == 0 {
        return "Nobody waits when the horizon ends.\n".to_owned();
    }
    let columns = [
        Column::Words("by"),
        Column::Words(""),
        Column::Numbers("waiting"),
        Column::Numbers("of"),
        Column::Numbers("share"),
    ];
    let mut before = "";
    let rows = indicators.waiting_groups.iter().filter(|row| row.of > 0).map(|row| {
        let by = if row.by == before { "" } else { row.by };
        before = row.by;
        vec![
            by.to_owned(),
            row.group.clone(),
            thousands(row.waiting),
            thousands(row.of),
            percent(row.waiting as f64 / row.of as f64),
        ]
    });
    table(&columns, rows) + "category: the primary one; a family may have further ones.\n"
}

/// Wishes in a sentence.
pub fn wishes(indicators: &Indicators) -> String {
    let against = indicators.against_wish;
    if against.of_persons == 0 {
        return "Nobody who departs named a destination.\n".to_owned();
    }
    format!(
        "{} of {} persons who depart and named a destination go to another one ({} families).\n",
        thousands(against.persons),
        thousands(against.of_persons),
        thousands(against.families)
    )
}

/// Deadlines by priority, and the places kept for emergency and urgent cases.
pub fn deadlines(indicators: &Indicators) -> String {
    let columns = [
        Column::Words("priority"),
        Column::Numbers("periods"),
        Column::Numbers("due"),
        Column::Numbers("met"),
        Column::Numbers("late"),
        Column::Numbers("waiting"),
    ];
    let rows = indicators.deadlines.iter().map(|row| {
        let mut cells = vec![row.priority.to_owned(), row.periods.to_string()];
        cells.extend([row.due, row.met, row.late, row.waiting].map(thousands));
        cells
    });
    let page = table(&columns, rows);
    if indicators.reserve.is_empty() {
        return page;
    }
    let columns = [
        Column::Words("places at"),
        Column::Numbers("kept for emergency and urgent cases"),
        Column::Numbers("that these take, kept ones or others"),
    ];
    let rows =
        indicators.reserve.iter().map(|row| vec![row.destination.clone(), thousands(row.kept), thousands(row.used)]);
    [page, table(&columns, rows)].join("\n")
}
