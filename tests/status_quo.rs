//! `scenarios/status-quo`: nobody is placed, and what its README says about the fit is what the program says.

use std::fs;
use std::path::{Path, PathBuf};

use resettle::pathway::{Estimate, compile};
use resettle::plan::{Indicators, Solved, baseline, indicators};
use resettle::problem::{Plan, Problem};
use resettle::scenario::{Changes, Scenario};
use resettle::solve::Answer;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/status-quo")
}

fn status_quo(estimate: Estimate) -> Indicators {
    let scenario = Scenario::load(&folder(), &Changes::default()).expect("a sound scenario");
    let compiled = compile(&scenario, estimate);
    let offered: usize = compiled.problem.classes.iter().map(|class| class.offers.len()).sum();
    assert_eq!(offered, 0, "there is nothing to decide");
    let plan = Plan::default();
    let solved = Solved { scenario: &scenario, estimate, compiled: &compiled, plan: &plan, certificate: None };
    indicators(&solved, baseline(&scenario, estimate, &nothing_to_solve))
}

fn nothing_to_solve(_: &Problem) -> Answer {
    unreachable!("nobody is offered anything")
}

#[test]
fn nobody_is_placed_and_nothing_is_relieved() {
    for estimate in [Estimate::Low, Estimate::Point, Estimate::High] {
        let found = status_quo(estimate);
        assert_eq!((found.departure.planned, found.in_place.planned), (0, 0));
        assert_eq!(found.waiting.planned, found.persons);
        assert!(found.returned > 0.0 && found.left_irregularly > 0.0, "returns and irregular ways go on");
        assert_eq!(found.relief.planned, found.relief.baseline, "it is the baseline");
    }
}

/// The table of the README, line by line: year, expected, arrived, error.
#[test]
fn the_readme_states_the_error_of_the_fit() {
    let readme = fs::read_to_string(folder().join("README.md")).expect("a README");
    let stated: Vec<Vec<&str>> = (readme.lines().filter(|line| line.starts_with("| 20")))
        .map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
        .collect();
    let years = status_quo(Estimate::Point).irregular_by_year;
    let line = |name: String, expected: f64, observed: u32| {
        let error = (expected / f64::from(observed) - 1.0) * 100.0;
        vec![name, format!("{expected:.0}"), observed.to_string(), format!("{error:+.1}%")]
    };
    let observed = |year: &resettle::plan::IrregularYear| year.observed.expect("an observed year");
    let mut found: Vec<_> =
        years.iter().map(|year| line(year.year.to_string(), year.expected, observed(year))).collect();
    let (expected, arrived) = (years.iter().map(|year| year.expected).sum(), years.iter().map(observed).sum());
    found.push(line("2014 to 2018".to_owned(), expected, arrived));
    assert_eq!(stated, found);
    for year in &years {
        let error = year.expected / f64::from(observed(year)) - 1.0;
        assert!((year.error.expect("observed") - error).abs() < 0.001, "the error of {}", year.year);
    }
}

/// The same table on the page, with its words around it.
#[test]
fn the_page_shows_the_error_of_the_fit() {
    let folder = folder();
    let output = assert_cmd::Command::cargo_bin("resettle")
        .expect("the program")
        .args(["solve", folder.to_str().expect("a path"), "--dry-run"])
        .output()
        .expect("a run");
    let page = String::from_utf8(output.stdout).expect("text");
    let section = page.split("IRREGULAR ARRIVALS\n\n").nth(1).expect("the section");
    let table: Vec<&str> = section.lines().take(8).collect();
    let expected = [
        "year  expected  observed   error",
        "─────────────────────────────────",
        "2014     1,483     1,397   +6.2%",
        "2015     1,417     1,275  +11.1%",
        "2016     1,358     1,418   -4.2%",
        "2017     1,305     1,127  +15.8%",
        "2018     1,259     1,137  +10.7%",
        "all      6,822     6,354   +7.4%",
    ];
    assert_eq!(table, expected);
}
