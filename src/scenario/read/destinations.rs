//! `destinations.csv`: settlement and transit countries, with their places.

use super::caseload::{CATEGORIES, facts, languages, words};
use super::country::country;
use super::entry::{Entry, LARGEST};
use super::register::{Register, not_origin};
use super::settings::Settings;
use super::table::{Column, Table};
use crate::scenario::complaint::Complaints;
use crate::scenario::rule::Rule;
use crate::scenario::{Code, Destination, Guarantee, Indicators, Minimum, Role, Supply, SupplyKind, SupplyPer};

/// The most persons that one figure may speak of.
pub(super) const MOST: u32 = 100_000_000;

/// Countries and the places that their rows give.
pub(super) struct Destinations {
    /// One a row, sound or not: indices count on the order.
    pub list: Vec<Destination>,
    /// Places a year, reliability taken off; none where the cell is empty.
    pub places: Vec<Option<u64>>,
    /// Where each minimum stands is asked for when the places are known.
    minimum: Column,
}

impl Destinations {
    /// Reads the file.
    pub fn read(table: &mut Table, settings: &Settings, codes: &Register, complaints: &mut Complaints) -> Destinations {
        let mut column = |name: &str| table.column(name);
        let group = column("group");
        let role = column("role");
        let guarantee = column("guarantee");
        let guarantee_source = column("guarantee_source");
        let nationality = column("nationality");
        let places_a_year = column("places");
        let minimum = column("minimum");
        let minimum_worth = column("minimum_worth");
        let reliability = column("reliability");
        let processing = column("processing");
        let processing_emergency = column("processing_emergency");
        let spoken = column("languages");
        let language_required = column("language_required");
        let accepts = column("accepts");
        let largest_family = column("largest_family");
        let single_parents = column("single_parents");
        let closed_to = column("closed_to");
        let cost_per_person = column("cost_per_person");
        let figures = ["population", "gdp_usd", "unemployment_pct", "asylum_applications", "resettled_before"];
        let figures = figures.map(&mut column);
        let (year, source) = (column("indicator_year"), column("indicator_source"));
        let code = table.required("code");
        let name = table.required("name");
        table.close(complaints);

        let table = &*table;
        if table.exists && table.len() == 0 && codes.removed().next().is_none() && !complaints.unsound(&table.text) {
            complaints
                .push(Rule::NoDestination, table.header_spot(code), "no destination", "a row a country")
                .hint("`resettle new` writes a few to begin with");
        }
        let mut destinations = Destinations { list: Vec::new(), places: Vec::new(), minimum };
        let asked = settings.origin.is_some() && !complaints.unsound(&table.text);
        for row in 0..table.len() {
            let cell = |column: Column| table.cell(row, column);
            let code = cell(code);
            if codes.earlier(row).is_some() {
                let found = format!("`{}` is there twice", code.text);
                code.complain(Rule::DuplicateId, found, "a row a country", complaints)
                    .hint("further places go into capacity.csv");
            }
            let reliable = cell(reliability).number(0.0..=1.0, complaints).unwrap_or(1.0);
            // What cannot be read is complained about; that it is too little is not.
            let most = u64::from(MOST);
            let places = cell(places_a_year).whole(0..=most, complaints);
            let places = places.or_else(|| (!cell(places_a_year).is_empty()).then_some(most));
            let ordinary = cell(processing).count(0..=1200, complaints).unwrap_or(0);
            let worth = cell(minimum_worth).count(1..=1_000_000, complaints);
            let [population, gdp_usd, unemployment_pct, asylum_applications, resettled_before] =
                figures.map(|column| cell(column).number(0.0..=LARGEST, complaints));
            let role = role_of(cell(role), complaints);
            let gives_nationality = cell(nationality).flag(complaints).unwrap_or(false);
            if role == Role::Transit {
                let expected = "nothing, for a country whose role is `transit`";
                for (column, what) in
                    [(places_a_year, "places"), (minimum, "a minimum"), (nationality, "a nationality")]
                {
                    if !matches!(cell(column).text, "" | "no") {
                        cell(column).complain(Rule::Role, format!("{what} where nobody settles"), expected, complaints);
                    }
                }
            } else if gives_nationality && places.is_some() {
                let found = "places at a country that gives its nationality";
                cell(places_a_year)
                    .complain(Rule::Capacity, found, "nothing: it has no quota", complaints)
                    .hint("what it can take at a time goes into capacity.csv, as `screening` and `course`");
            }
            if cell(minimum).is_empty() && worth.is_some() {
                let found = "the worth of a minimum that is not there";
                cell(minimum_worth).complain(Rule::MissingValue, found, "persons in `minimum`", complaints);
            }
            destinations.places.push(places.map(|places| counted_on(places, reliable)));
            destinations.list.push(Destination {
                code: code_of(code, settings, complaints),
                name: cell(name).required("name", complaints).to_owned(),
                group: cell(group).text.to_owned(),
                role,
                guarantee: (guarantee_of(cell(guarantee), asked, complaints), cell(guarantee_source).text.to_owned()),
                nationality: gives_nationality,
                minimum: cell(minimum).count(1..=MOST, complaints).map(|persons| Minimum { persons, worth }),
                reliability: reliable,
                processing: (ordinary, cell(processing_emergency).count(0..=1200, complaints).unwrap_or(ordinary)),
                languages: languages(cell(spoken), complaints),
                language_required: cell(language_required).flag(complaints).unwrap_or(false),
                accepts: words(cell(accepts), &CATEGORIES, complaints),
                largest_family: cell(largest_family).count(1..=MOST, complaints),
                single_parents: cell(single_parents).flag(complaints).unwrap_or(true),
                closed_to: facts(cell(closed_to), settings, complaints),
                cost_per_person: cell(cost_per_person).number(0.0..=LARGEST, complaints),
                indicators: Indicators {
                    population,
                    gdp_usd,
                    unemployment_pct,
                    asylum_applications,
                    resettled_before,
                    year: cell(year).count(1900..=2200, complaints).and_then(|year| i32::try_from(year).ok()),
                    source: cell(source).text.to_owned(),
                },
            });
        }
        destinations
    }

    /// The places of the rows as supplies: a pool each calendar year, or one where there are no years.
    pub fn supplies(&self, settings: &Settings) -> Vec<Supply> {
        let per = if settings.horizon.start.is_some() { SupplyPer::Year } else { SupplyPer::Once };
        let rows = self.places.iter().enumerate().filter_map(|(index, places)| Some((index, (*places)?)));
        rows.map(|(index, amount)| Supply {
            kind: SupplyKind::Places,
            province: String::new(),
            destination: Some(index),
            periods: (0, settings.horizon.periods - 1),
            per,
            amount,
            cost: 0,
        })
        .collect()
    }

    /// Complains about settlement destinations for which nothing supplies places, and about minima
    /// that must be met above all places of the horizon.
    pub fn check_places(&self, table: &Table, settings: &Settings, supplies: &[Supply], complaints: &mut Complaints) {
        let horizon = &settings.horizon;
        if complaints.unsound(&table.text) {
            return;
        }
        for (row, destination) in self.list.iter().enumerate() {
            let ours = || {
                let of_here = |supply: &&Supply| supply.kind == SupplyKind::Places && supply.destination == Some(row);
                supplies.iter().filter(of_here)
            };
            if destination.nationality || destination.role == Role::Transit {
                continue;
            }
            if ours().next().is_none() {
                let cell = table.cell(row, table.peek("code"));
                let found = format!("nothing supplies places at {}", destination.code);
                cell.complain(Rule::NoPlaces, found, "`places` here, or rows in capacity.csv", complaints)
                    .hint("write 0 where there are none");
            }
            let total: u64 = ours().map(|supply| supply.amount * supply.pools(horizon)).sum();
            let Some(Minimum { persons, worth: None }) = destination.minimum else { continue };
            if u64::from(persons) > total {
                let cell = table.cell(row, self.minimum);
                let found = format!("a minimum of {persons} persons, but places for {total} over the horizon");
                cell.complain(Rule::Minimum, found, format!("at most {total}"), complaints)
                    .hint("raise `places`, lower `minimum`, or say in `minimum_worth` what it is worth to reach it");
            }
        }
    }
}

/// The part of an amount that can be counted on, whole units; exact for shares of up to six decimals.
pub(super) fn counted_on(amount: u64, reliability: f64) -> u64 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share is from 0 to 1")]
    let millionths = (reliability * 1e6).round() as u64;
    u64::try_from(u128::from(amount) * u128::from(millionths) / 1_000_000).expect("at most the amount")
}

/// The code, which is neither the origin's nor the country of asylum's.
fn code_of(cell: Entry<'_>, settings: &Settings, complaints: &mut Complaints) -> Code {
    cell.required("code", complaints);
    let Some(code) = country(cell, complaints) else { return Code(*b"???") };
    if settings.origin == Some(code) {
        not_origin(cell, complaints);
    }
    if settings.asylum == Some(code) {
        let found = format!("{code} is the country of asylum");
        cell.complain(Rule::Asylum, found, "a country to leave for", complaints)
            .hint("a protected stay there is a policy: `humanitarian_status`, and `wishes_to_stay` in caseload.csv");
    }
    code
}

fn role_of(entry: Entry<'_>, complaints: &mut Complaints) -> Role {
    let words = [("settlement", Role::Settlement), ("transit", Role::Transit), ("both", Role::Both)];
    // A role that cannot be read is complained about, and what follows from it is not.
    let other = if entry.is_empty() { Role::Settlement } else { Role::Both };
    entry.choice(&words, complaints).unwrap_or(other)
}

/// The guarantee, which every country must have where the scenario names an origin.
fn guarantee_of(entry: Entry<'_>, asked: bool, complaints: &mut Complaints) -> Guarantee {
    if entry.is_empty() && asked {
        let expected = "`treaty`, `agreement` or `practice`";
        entry
            .complain(Rule::NoGuarantee, "a country without a guarantee against return", expected, complaints)
            .hint("say in `guarantee` what holds it to returning nobody, and in `guarantee_source` who says so");
    }
    let words = [("treaty", Guarantee::Treaty), ("agreement", Guarantee::Agreement), ("practice", Guarantee::Practice)];
    entry.choice(&words, complaints).unwrap_or(Guarantee::NotStated)
}
