//! A family drawn from the margins of a caseload.
//!
//! A row of the real caseload is drawn by its families. What hangs together stays together as that
//! row has it: contact, province, hazard, priority, categories, needs, facts, and how many women,
//! men, girls and boys there are. Ages within these four, and ties with wishes, are drawn anew
//! from the whole caseload, the period of arrival from the row's run of periods.

use crate::scenario::{AGE_BANDS, Case, Contact, Priority, Scenario};

use super::codes;
use super::draw::Draw;

/// Bands below 18 years.
const CHILDREN: usize = 3;

/// What families are drawn from.
pub struct Margins<'a> {
    scenario: &'a Scenario,
    /// Running sums of families by row.
    families: Vec<u64>,
    /// Running sums of persons by sex, under or over 18, and age band.
    ages: [[Vec<u64>; 2]; 2],
}

/// The columns of the caseload that is written.
pub fn columns(scenario: &Scenario) -> Vec<String> {
    let mut columns = vec!["id".to_owned()];
    for sex in ["f", "m"] {
        columns.extend(AGE_BANDS.map(|band| format!("{sex}_{}", band.trim_end_matches('+').replace('-', "_"))));
    }
    let further = [
        "persons",
        "disability",
        "province",
        "arrival",
        "contact",
        "categories",
        "priority",
        "hazard",
        "hazard_weight",
        "unaccompanied",
        "bid",
        "single_parent",
        "languages",
        "ties",
        "preferred",
        "refused",
        "wishes_to_stay",
        "facts",
        "grounds",
    ];
    columns.extend(further.map(str::to_owned));
    columns.extend(scenario.kinds.iter().map(|kind| format!("need_{kind}")));
    columns
}

impl<'a> Margins<'a> {
    /// The margins of a scenario's caseload, by its point estimate.
    pub fn of(scenario: &'a Scenario) -> Margins<'a> {
        let families = running(scenario.caseload.iter().map(|case| u64::from(case.count.point)));
        let band = |sex: usize, band: usize| -> u64 {
            let persons = |case: &Case| u64::from(case.count.point) * u64::from(sexes(case)[sex][band]);
            scenario.caseload.iter().map(persons).sum()
        };
        let ages = [0, 1].map(|sex| {
            let bands: Vec<u64> = (0..AGE_BANDS.len()).map(|age| band(sex, age)).collect();
            let (children, adults) = bands.split_at(CHILDREN);
            [running(children.iter().copied()), running(adults.iter().copied())]
        });
        Margins { scenario, families, ages }
    }

    /// Two rows of the caseload, by their families: one to be like, and one for ties and wishes.
    pub fn rows(&self, draw: &mut Draw) -> (usize, usize) {
        (draw.index(&self.families), draw.index(&self.families))
    }

    /// One family like a row, with the ties and wishes of another.
    pub fn family(&self, (row, wishes): (usize, usize), id: &str, draw: &mut Draw) -> Vec<String> {
        let scenario = self.scenario;
        let case = &scenario.caseload[row];
        let wishes = &scenario.caseload[wishes];
        let mut record = vec![id.to_owned()];
        record.extend(self.members(case, draw).iter().flatten().map(|&persons| filled(persons)));
        let unrecorded = case.persons.unrecorded;
        record.extend([
            if unrecorded == 0 { String::new() } else { case.persons.total().to_string() },
            filled(case.disability),
            case.province.clone(),
            self.arrival(case, draw),
            contact(case.contact).to_owned(),
            case.categories.join(" "),
            priority(case.priority).to_owned(),
            scenario.hazards[case.hazard.class].name.clone(),
            case.hazard.weight.to_string(),
            yes(case.unaccompanied),
            yes(case.best_interests_determined),
            yes(case.single_parent),
            case.languages.join(" "),
            codes(&scenario.destinations, &wishes.ties),
            codes(&scenario.destinations, &wishes.preferred),
            codes(&scenario.destinations, &wishes.refused),
            yes(case.wishes_to_stay),
            case.facts.iter().map(|&fact| scenario.facts[fact].as_str()).collect::<Vec<_>>().join(" "),
            case.grounds.join(" "),
        ]);
        record.extend(case.needs.iter().map(|&need| filled(need)));
        record
    }

    /// The row's scores.
    pub fn scores(&self, row: usize) -> impl Iterator<Item = String> {
        let destinations = self.scenario.destinations.len();
        let scores = self.scenario.scores.as_deref().unwrap_or_default();
        scores[row * destinations..(row + 1) * destinations]
            .iter()
            .map(|score| score.map_or_else(String::new, |score| score.to_string()))
    }

    fn members(&self, case: &Case, draw: &mut Draw) -> [[u32; 5]; 2] {
        let recorded = sexes(case);
        let mut members = [[0; 5]; 2];
        for sex in 0..2 {
            let (children, adults) = recorded[sex].split_at(CHILDREN);
            for _ in 0..children.iter().sum() {
                members[sex][draw.index(&self.ages[sex][0])] += 1;
            }
            for _ in 0..adults.iter().sum() {
                members[sex][CHILDREN + draw.index(&self.ages[sex][1])] += 1;
            }
        }
        members
    }

    fn arrival(&self, case: &Case, draw: &mut Draw) -> String {
        let (first, last) = case.arrival;
        let drawn = draw.below(u64::from(last - first) + 1);
        self.scenario.horizon.name(first + u32::try_from(drawn).expect("a period of the run"))
    }
}

fn sexes(case: &Case) -> [[u32; 5]; 2] {
    [case.persons.female, case.persons.male]
}

fn running(weights: impl Iterator<Item = u64>) -> Vec<u64> {
    weights
        .scan(0, |sum, weight| {
            *sum += weight;
            Some(*sum)
        })
        .collect()
}

/// A number, or an empty cell for none.
fn filled(number: u32) -> String {
    if number == 0 { String::new() } else { number.to_string() }
}

fn yes(true_or_not: bool) -> String {
    if true_or_not { "yes".to_owned() } else { String::new() }
}

fn contact(contact: Contact) -> &'static str {
    match contact {
        Contact::Known => "known",
        Contact::Hiding => "hiding",
        Contact::Detained => "detained",
    }
}

fn priority(priority: Priority) -> &'static str {
    match priority {
        Priority::Emergency => "emergency",
        Priority::Urgent => "urgent",
        Priority::Normal => "normal",
    }
}
