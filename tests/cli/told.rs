//! A plan's table tells which families go which way: what it leaves open would be another plan.

use std::fs;
use std::path::Path;

use crate::command::resettle;

const TIMES: &str = "origin = \"PRK\"\nasylum = \"CHN\"\n[horizon]\nstart = \"2014-01\"\nperiods = 6\n";
const POLICY: &str = "[policy]\naccess = \"2014-01\"\ndetermination = \"2014-01\"\nhumanitarian_status = \"2014-01\"\nexit = \"2014-01\"\n";
const MONGOLIA: &str = "code,name,places,guarantee,nationality\nMNG,Mongolia,2,treaty,\n";
const KOREA: &str = "code,name,places,guarantee,nationality\nKOR,South Korea,,treaty,yes\n";

/// The table of the plan of a scenario written as files, once the run is certified.
fn told(settings: &str, destinations: &str, others: &[(&str, &str)]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let (scenario, run) = (folder.path().join("scenario"), folder.path().join("run"));
    fs::create_dir(&scenario).unwrap();
    let settings = format!("{TIMES}{settings}");
    let files = [("scenario.toml", settings.as_str()), ("destinations.csv", destinations)];
    let all = [("caseload.csv", "id,count,f_18_59\nA,6,1\n")];
    for (name, content) in all.iter().chain(&files).chain(others) {
        fs::write(scenario.join(name), content).unwrap();
    }
    let path = |path: &Path| path.to_str().unwrap().to_owned();
    for solver in ["greedy", "prices"] {
        let (code, _, stderr) = resettle(&["solve", &path(&scenario), "--solver", solver, "-o", &path(&run)]);
        assert!([0, 4].contains(&code), "{solver}: {code} {stderr}");
        let (code, _, stderr) = resettle(&["certify", &path(&run)]);
        assert!([0, 4].contains(&code), "{solver}: {code} {stderr}");
    }
    fs::read_to_string(run.join("plan.csv")).unwrap()
}

#[test]
fn whether_they_were_recognised() {
    let table = told(&format!("{POLICY}recognition = 0.5\n"), KOREA, &[]);
    assert!(table.contains(",true,") && table.contains(",false,"), "{table}");
    let staying = [("caseload.csv", "id,count,f_18_59,wishes_to_stay\nA,6,1,yes\n")];
    let table = told(&format!("{POLICY}recognition = 0.5\n"), MONGOLIA, &staying);
    assert!(table.contains("stay") && table.contains(",false,"), "{table}");
}

#[test]
fn which_of_the_pools_that_overlap_they_draw_from() {
    let overlapping = |kind: &str| {
        let place = if kind == "places" { "MNG" } else { "*" };
        format!("place,kind,periods,per,amount\n{place},{kind},2014-02..2014-03,period,1\n{place},{kind},,once,1\n")
    };
    for kind in ["places", "exit", "decision"] {
        let table = told(POLICY, MONGOLIA, &[("capacity.csv", &overlapping(kind))]);
        assert!(table.contains(&format!("{kind} 2014-02..2014-02")), "{table}");
    }
}

#[test]
fn which_of_two_routes_they_take() {
    let header = "destination,kind,transit,stay,screening,course\n";
    let stations = "place,kind,periods,per,amount\nKOR,screening,,period,1\nKOR,course,,period,1\n";
    let told = |routes: &str| {
        let routes = format!("{header}{routes}");
        told(POLICY, KOREA, &[("routes.csv", &routes), ("capacity.csv", stations)])
    };
    let table = told("KOR,nationality,,,1,2\nKOR,nationality,,,2,1\n");
    // Last periods of screening and of the course: of an arrival in January, and of one in February by the other route.
    assert!(table.contains(",2014-01,2014-01,2014-03,") && table.contains(",2014-02,2014-03,2014-04,"), "{table}");
    // The same route twice is one route to whoever reads it.
    assert!(told("KOR,nationality,,,1,1\nKOR,nationality,,,1,1\n").contains(",2014-01,2014-01,2014-02,"));
}
