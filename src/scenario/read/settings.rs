//! `scenario.toml`: title, countries, horizon, policy, hazards, sharing; objectives as written.

use super::capacity::STAGES;
use super::country::country;
use super::document::{Item, Section, text};
use super::entry::{Entry, LARGEST, read_month};
use crate::scenario::complaint::Complaints;
use crate::scenario::rule::Rule;
use crate::scenario::{Begins, Code, Deadlines, HazardClass, Horizon, Indicator, Observed, Policy, Recognition};

/// The longest horizon, in periods.
const LONGEST: u32 = 1200;

/// The heaviest hazard: the points of a caseload of millions over it still fit 64 bits.
pub(super) const HEAVIEST: u32 = 1000;

/// What `scenario.toml` says, objectives apart.
pub(super) struct Settings {
    /// None where the planner gives none.
    pub title: Option<String>,
    pub origin: Option<Code>,
    pub asylum: Option<Code>,
    pub kinds: Vec<String>,
    pub facts: Vec<String>,
    pub seed: u64,
    pub emergency_reserve: f64,
    pub horizon: Horizon,
    pub deadlines: Deadlines,
    pub hazards: Vec<HazardClass>,
    pub policy: Policy,
    pub sharing: Vec<(Indicator, f64)>,
    pub observed: Vec<Observed>,
    /// Whether that is all that it says: else what it names is not known, and nothing unknown is complained about.
    pub whole: bool,
    /// Every key that the file may have.
    pub keys: Vec<String>,
}

impl Settings {
    /// Reads the tree; also the objectives and acknowledgements, as written.
    pub fn read<'a>(
        document: &'a Item,
        whole: bool,
        complaints: &mut Complaints,
    ) -> (Settings, Option<&'a Item>, Vec<Entry<'a>>) {
        let mut top = Section::new(Some(document), complaints);
        let title = top.entry("title", complaints).map(|entry| entry.text.to_owned());
        // Followed when the folders were read.
        top.pass("extends");
        let origin = top.entry("origin", complaints).and_then(|entry| country(entry, complaints));
        let asylum = top.entry("asylum", complaints).and_then(|entry| {
            let code = country(entry, complaints)?;
            if origin == Some(code) {
                let found = format!("{code} is the country of origin");
                entry.complain(Rule::Origin, found, "the country where they are now", complaints);
            }
            Some(code)
        });
        let mut kinds = vec!["guardian".to_owned()];
        kinds.extend(names(&mut top, "kinds", complaints).into_iter().filter(|kind| kind != "guardian"));
        let facts = names(&mut top, "facts", complaints);
        let objectives = top.list("objectives", complaints);
        let acknowledged = top.texts("acknowledge", complaints);
        let seed = top.entry("seed", complaints).and_then(|entry| entry.whole(0..=u64::MAX, complaints));
        let emergency_reserve = top.share("emergency_reserve", complaints);
        let horizon = horizon(&mut top, whole, complaints);
        let settings = Settings {
            title,
            origin,
            asylum,
            kinds,
            facts,
            seed: seed.unwrap_or(1),
            emergency_reserve: emergency_reserve.unwrap_or(0.0),
            deadlines: deadlines(top.section("deadlines", complaints), complaints),
            hazards: hazards(&top.section("hazard", complaints), complaints),
            policy: policy(top.section("policy", complaints), &horizon, complaints),
            sharing: sharing(top.section("sharing", complaints), complaints),
            observed: observed(top.section("observed", complaints), complaints),
            horizon,
            whole,
            keys: top.asked().to_vec(),
        };
        top.close(complaints);
        (settings, objectives, acknowledged)
    }

    /// One of a few words that the file names.
    pub fn choice<T: Copy>(&self, entry: Entry<'_>, words: &[(&str, T)], complaints: &mut Complaints) -> Option<T> {
        if self.whole { entry.choice(words, complaints) } else { entry.choice(words, &mut complaints.aside()) }
    }
}

impl Section<'_> {
    fn count(&mut self, key: &str, from: u32, to: u32, complaints: &mut Complaints) -> Option<u32> {
        self.entry(key, complaints)?.count(from..=to, complaints)
    }

    fn share(&mut self, key: &str, complaints: &mut Complaints) -> Option<f64> {
        self.entry(key, complaints)?.number(0.0..=1.0, complaints)
    }
}

/// Names that the planner gives to kinds of need or facts.
fn names(top: &mut Section<'_>, key: &str, complaints: &mut Complaints) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for entry in top.texts(key, complaints) {
        let word = entry.text;
        if names.iter().any(|name| name == word) {
            entry.complain(Rule::DuplicateId, format!("`{word}` is there twice"), "each name once", complaints);
            continue;
        }
        if word.is_empty() || !word.chars().all(|c| c.is_alphanumeric() || "_-".contains(c)) {
            let expected = "a word of letters, digits, `_` and `-`";
            entry.complain(Rule::InvalidId, format!("`{word}` is not a name"), expected, complaints);
        } else if key == "kinds" && STAGES.iter().any(|(stage, _)| *stage == word) {
            let expected = "a name of its own for each kind of need";
            entry.complain(Rule::InvalidId, format!("`{word}` is the name of a stage"), expected, complaints);
        }
        // Other files may use a bad name: that is complained about once, here.
        names.push(word.to_owned());
    }
    names
}

/// The horizon; one in which every period lies where it cannot be read, so that nothing else is complained about.
fn horizon(top: &mut Section<'_>, whole: bool, complaints: &mut Complaints) -> Horizon {
    let before = complaints.list().len();
    let mut section = top.section("horizon", complaints);
    let start = section.entry("start", complaints).and_then(|entry| {
        let month = read_month(entry.text);
        if month.is_none() {
            let found = format!("not a month: `{}`", entry.text);
            entry.complain(Rule::Period, found, "a month such as `2014-01`", complaints);
        }
        month
    });
    let periods = section.count("periods", 1, LONGEST, complaints).unwrap_or(1);
    let months_per_period = section.count("months_per_period", 1, 120, complaints).unwrap_or(1);
    section.close(complaints);
    if !whole || complaints.list().len() > before {
        return Horizon { start: Some((1000, 1)), periods: 100_000, months_per_period: 1 };
    }
    Horizon { start, periods, months_per_period }
}

fn deadlines(mut section: Section<'_>, complaints: &mut Complaints) -> Deadlines {
    let mut periods = |key, default| section.count(key, 0, LONGEST, complaints).unwrap_or(default);
    let deadlines =
        Deadlines { emergency: periods("emergency", 1), urgent: periods("urgent", 2), normal: periods("normal", 12) };
    section.close(complaints);
    deadlines
}

fn hazards(section: &Section<'_>, complaints: &mut Complaints) -> Vec<HazardClass> {
    let class = |(name, _, item): &(String, _, Item), complaints: &mut Complaints| {
        let mut class = Section::new(Some(item), complaints);
        let hazard = HazardClass {
            name: name.clone(),
            weight: class.count("weight", 1, HEAVIEST, complaints).unwrap_or(1),
            returned: class.share("returned", complaints).unwrap_or(0.0),
            leaves_irregularly: class.share("leaves_irregularly", complaints).unwrap_or(0.0),
        };
        class.close(complaints);
        hazard
    };
    let mut classes: Vec<HazardClass> = section.keys().iter().map(|key| class(key, complaints)).collect();
    if classes.is_empty() {
        classes.push(HazardClass { name: "default".to_owned(), weight: 1, returned: 0.0, leaves_irregularly: 0.0 });
    }
    classes
}

fn policy(mut section: Section<'_>, horizon: &Horizon, complaints: &mut Complaints) -> Policy {
    let mut begins = |key: &str, default: Begins| match section.entry(key, complaints) {
        None => default,
        Some(entry) if entry.text == "never" => None,
        Some(entry) => {
            let period = entry.period(horizon, complaints);
            if period.is_none() {
                complaints.last_hint(
                    "write the first period for what began before the horizon, \"never\" for what does not begin within it",
                );
            }
            period
        }
    };
    let legislation = begins("legislation", Some(0));
    let moratorium = begins("moratorium", Some(0));
    let determination = begins("determination", Some(0));
    let humanitarian_status = begins("humanitarian_status", None);
    let access = begins("access", Some(0));
    let exit = begins("exit", Some(0));
    let recognition = match section.entry("recognition", complaints) {
        None => Recognition::PrimaFacie,
        Some(entry) if entry.text == "prima facie" => Recognition::PrimaFacie,
        Some(entry) => {
            let share = entry.number(0.0..=1.0, complaints);
            if share.is_none() {
                complaints.last_hint("write \"prima facie\", or the share of families that is recognised, such as 0.8");
            }
            share.map_or(Recognition::PrimaFacie, Recognition::Share)
        }
    };
    let policy = Policy {
        legislation,
        moratorium,
        determination,
        recognition,
        humanitarian_status,
        status_protects: section.share("status_protects", complaints).unwrap_or(1.0),
        access,
        comes_forward: section.share("comes_forward", complaints).unwrap_or(1.0),
        exit,
    };
    section.close(complaints);
    policy
}

/// The key of a fair share, its weights scaled to add up to 1.
fn sharing(mut section: Section<'_>, complaints: &mut Complaints) -> Vec<(Indicator, f64)> {
    let Some((_, first, _)) = section.keys().first() else {
        return vec![(Indicator::Population, 0.5), (Indicator::Gdp, 0.5)];
    };
    let (before, mut key) = (complaints.list().len(), Vec::new());
    for indicator in [Indicator::Population, Indicator::Gdp, Indicator::Employment, Indicator::LowIntake] {
        let entry = section.entry(indicator.name(), complaints);
        let weight = entry.and_then(|entry| entry.number(0.0..=LARGEST, complaints));
        key.extend(weight.filter(|&weight| weight > 0.0).map(|weight| (indicator, weight)));
    }
    section.close(complaints);
    let sum: f64 = key.iter().map(|(_, weight)| weight).sum();
    if key.is_empty() && complaints.list().len() == before {
        complaints.push(Rule::OutOfRange, first.clone(), "a key without a weight", "a weight above 0");
    }
    key.iter().map(|&(indicator, weight)| (indicator, weight / sum)).collect()
}

fn observed(mut section: Section<'_>, complaints: &mut Complaints) -> Vec<Observed> {
    let years = section.section("irregular_arrivals", complaints);
    let mut observed = Vec::new();
    for (year, spot, item) in years.keys() {
        let Ok(number) = year.parse::<i32>() else {
            complaints.push(Rule::NotANumber, spot.clone(), format!("not a year: `{year}`"), "a year such as 2014");
            continue;
        };
        let arrivals = text(item, complaints).and_then(|entry| entry.count(0..=100_000_000, complaints));
        observed.extend(arrivals.map(|arrivals| Observed { year: number, arrivals }));
    }
    observed.sort_by_key(|observed| observed.year);
    section.close(complaints);
    observed
}
