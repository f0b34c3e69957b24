//! The key of a fair share against the one that the European Commission published.

#[path = "pathway/fixture.rs"]
#[expect(dead_code, reason = "shared with the pathway tests, which use all of it")]
mod fixture;

use resettle::capacity::shares;
use resettle::scenario::{Indicator, Indicators, Role, Scenario};

/// Member state; population 2014; GDP 2013, US dollars; unemployment 2014, per cent; asylum applications and resettled persons, yearly
/// mean of 2010 to 2014 (World Bank, IMF and UNHCR, which stand in for the Commission's own inputs); and its share in per cent in the
/// annex of COM(2015) 240, May 2015.
type State = (&'static str, f64, f64, f64, f64, f64);

const STATES: [State; 23] = [
    ("AUT", 8_546_356.0, 430_190_979_706.0, 6.042, 14_263.4, 3.03),
    ("BEL", 11_209_057.0, 521_791_015_247.0, 8.65, 20_827.0, 3.41),
    ("BGR", 7_073_572.0, 55_852_123_990.0, 11.524, 4_026.2, 1.43),
    ("HRV", 4_201_598.0, 59_589_170_668.0, 19.275, 791.4, 1.87),
    ("CYP", 1_201_801.0, 23_959_708_956.0, 16.075, 2_605.8, 0.43),
    ("CZE", 10_525_347.0, 211_685_616_593.0, 6.111, 858.6, 3.32),
    ("EST", 1_314_545.0, 25_115_753_366.0, 7.351, 78.4, 1.85),
    ("FIN", 5_461_512.0, 271_362_405_891.0, 8.825, 4_015.2, 1.98),
    ("FRA", 66_312_067.0, 2_811_876_903_329.0, 10.267, 62_491.4, 16.88),
    ("DEU", 80_982_500.0, 3_733_804_649_549.0, 4.708, 88_565.2, 21.91),
    ("HUN", 9_833_038.0, 135_684_315_698.0, 7.525, 12_351.8, 2.07),
    ("LVA", 1_993_782.0, 30_204_783_462.0, 10.847, 218.0, 1.29),
    ("LTU", 2_937_253.0, 46_523_420_074.0, 10.699, 387.2, 1.26),
    ("LUX", 556_319.0, 65_203_276_467.0, 7.092, 1_379.8, 0.92),
    ("MLT", 433_481.0, 10_551_030_597.0, 5.733, 1_528.0, 0.73),
    ("NLD", 16_865_008.0, 877_172_824_535.0, 8.338, 15_188.0, 5.12),
    ("POL", 38_011_735.0, 515_761_954_074.0, 8.988, 7_997.2, 6.65),
    ("PRT", 10_401_062.0, 226_433_858_006.0, 14.535, 335.8, 4.25),
    ("ROU", 19_908_979.0, 189_789_258_566.0, 8.592, 785.4, 4.26),
    ("SVK", 5_418_649.0, 98_935_222_175.0, 13.108, 348.4, 1.96),
    ("SVN", 2_061_980.0, 48_415_657_265.0, 9.75, 222.0, 1.24),
    ("ESP", 46_460_733.0, 1_355_579_535_913.0, 24.443, 3_845.4, 10.72),
    ("SWE", 9_696_110.0, 586_841_821_797.0, 8.042, 54_280.8, 3.42),
];

fn states() -> Scenario {
    let mut scenario = fixture::scenario();
    scenario.sharing = vec![
        (Indicator::Population, 0.4),
        (Indicator::Gdp, 0.4),
        (Indicator::LowIntake, 0.1),
        (Indicator::Employment, 0.1),
    ];
    let state = |&(code, population, gdp, unemployment, intake, _): &State| {
        let mut state = fixture::destination(code);
        state.indicators = Indicators {
            population: Some(population),
            gdp_usd: Some(gdp),
            unemployment_pct: Some(unemployment),
            asylum_applications: Some(intake),
            ..Indicators::default()
        };
        state
    };
    scenario.destinations = STATES.iter().map(state).collect();
    scenario
}

#[test]
fn the_key_is_the_commissions_of_may_2015() {
    let shares = shares(&states());
    let off = |(state, share): (&State, &f64)| (100.0 * share - state.5).abs();
    let mut off: Vec<f64> = STATES.iter().zip(&shares).map(off).collect();
    off.sort_by(f64::total_cmp);
    // Croatia and Romania, whose asylum figures differ most between the sources, are the furthest off.
    assert!(off[17] < 0.14, "18 of 23 within 0.14 percentage points, not {:.2}", off[17]);
    assert!(off[22] < 0.7, "none further off than {:.2}", off[22]);
}

#[test]
fn shares_add_up_and_follow_their_indicators() {
    let mut scenario = states();
    let before = shares(&scenario);
    assert!((before.iter().sum::<f64>() - 1.0).abs() < 1e-12);
    let raise = |scenario: &mut Scenario, change: fn(&mut Indicators)| {
        let kept = scenario.destinations[9].indicators.clone();
        change(&mut scenario.destinations[9].indicators);
        let share = shares(scenario)[9];
        scenario.destinations[9].indicators = kept;
        share
    };
    assert!(raise(&mut scenario, |state| state.gdp_usd = state.gdp_usd.map(|gdp| 2.0 * gdp)) > before[9]);
    assert!(raise(&mut scenario, |state| state.unemployment_pct = Some(20.0)) < before[9]);
    assert!(raise(&mut scenario, |state| state.asylum_applications = Some(1e6)) < before[9]);
}

#[test]
fn transit_countries_and_those_of_nationality_are_outside_the_key() {
    let mut scenario = states();
    scenario.destinations[0].role = Role::Transit;
    scenario.destinations[1].nationality = true;
    let shares = shares(&scenario);
    assert!(shares[0] + shares[1] == 0.0);
    assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-12);
}

#[test]
fn an_indicator_that_nobody_has_does_not_count() {
    let mut scenario = states();
    let by_all = shares(&scenario);
    scenario.sharing = vec![(Indicator::Population, 0.5), (Indicator::Gdp, 0.5)];
    let without = shares(&scenario);
    assert_ne!(by_all, without);
    for state in &mut scenario.destinations {
        state.indicators.unemployment_pct = None;
    }
    scenario.sharing.push((Indicator::Employment, 1.0));
    let unknown = shares(&scenario);
    assert!(unknown.iter().zip(&without).all(|(a, b)| (a - b).abs() < 1e-12));
}
