//! `check` and `generate` as the world sees them.

use std::fs;
use std::path::Path;

use crate::command::{resettle, scenario};

#[test]
fn check_says_what_a_good_scenario_holds() {
    let (code, stdout, stderr) = resettle(&["check", &scenario("small")]);
    assert_eq!((code, stderr.as_str()), (0, ""));
    assert!(stdout.contains("12 rows of the caseload, 4 destinations"), "{stdout}");
    let (code, stdout, _) = resettle(&["check", &scenario("small"), "--without", "MNG"]);
    assert_eq!(code, 0);
    assert!(stdout.contains("3 destinations"), "{stdout}");
}

#[test]
fn check_complains_on_stderr_or_for_programs_on_stdout() {
    let bad = ["check", &scenario("small"), "--set", "emergency_reserve=much", "--set", "seed=x"];
    let (code, stdout, stderr) = resettle(&bad);
    assert_eq!((code, stdout.as_str()), (3, ""));
    assert!(stderr.contains("emergency_reserve=much") && stderr.contains("2 complaints"), "{stderr}");
    let (code, stdout, stderr) = resettle(&[&bad[..], &["--format", "json"]].concat());
    assert_eq!((code, stderr.as_str()), (3, ""));
    let complaints: serde_json::Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!(complaints["complaints"].as_array().unwrap().len(), 2);
    let (code, stdout, _) = resettle(&["check", &scenario("small"), "--format", "json"]);
    assert_eq!((code, stdout.split_whitespace().collect::<String>()), (0, "{\"complaints\":[]}".to_owned()));
}

#[test]
fn generated_caseloads_check_clean_and_grow_by_adding_families() {
    let folder = tempfile::tempdir().unwrap();
    let draw = |name: &str, families: &str, seed: &str| {
        let target = folder.path().join(name);
        let path = target.to_str().unwrap();
        let like = scenario("small");
        let arguments = ["generate", "--families", families, "--seed", seed, "--like", &like, "--output", path];
        let (code, stdout, stderr) = resettle(&arguments);
        assert_eq!((code, stdout), (0, format!("{path}\n")), "{stderr}");
        let (code, stdout, stderr) = resettle(&["check", path]);
        assert_eq!(code, 0, "{stderr}");
        assert!(stdout.contains(&format!("{families} rows of the caseload, 4 destinations")), "{stdout}");
        fs::read_to_string(target.join("caseload.csv")).unwrap()
    };
    let (few, again, more, other) =
        (draw("a", "50", "7"), draw("b", "50", "7"), draw("c", "200", "7"), draw("d", "50", "8"));
    assert_eq!(few, again);
    assert!(more.starts_with(&few));
    assert_ne!(few, other);
}

/// A few families leave provinces empty and objectives without input: nothing of these is written.
#[test]
fn generated_scenarios_check_clean_however_few_families_there_are() {
    let folder = tempfile::tempdir().unwrap();
    let (mut without_province, mut without_objective) = (0, 0);
    for like in ["letter-2013", "small", "status-quo"] {
        for (families, seed) in [1, 2, 5, 20].into_iter().flat_map(|families| (1..=6).map(move |seed| (families, seed)))
        {
            let target = folder.path().join(format!("{like}-{families}-{seed}"));
            let (path, families, seed) = (target.to_str().unwrap(), families.to_string(), seed.to_string());
            let like = scenario(like);
            let (families, seed) = (["--families", &families], ["--seed", &seed]);
            let supplies: &[&str] = if seed[1] == "6" { &["--supplies"] } else { &[] };
            let place = ["--like", &like, "--output", path];
            let (code, _, stderr) = resettle(&[&["generate"], &families[..], &seed, &place, supplies].concat());
            assert_eq!(code, 0, "{stderr}");
            let (code, _, stderr) = resettle(&["check", path]);
            assert_eq!(code, 0, "{path}\n{stderr}");
            without_province += u32::from(supplies.is_empty() && target.join("capacity.csv").exists());
            let described = fs::read_to_string(target.join("scenario.toml")).unwrap();
            without_objective += u32::from(described.contains("objectives = ["));
        }
    }
    assert!(without_province > 10 && without_objective > 10, "{without_province}, {without_objective}");
    let none = folder.path().join("none");
    let (code, _, stderr) = resettle(&["generate", "--families", "0", "--output", none.to_str().unwrap()]);
    assert_eq!((code, none.exists()), (2, false));
    assert!(stderr.contains("--families"), "{stderr}");
}

/// `small` has twelve families: places and other units are multiplied by as many as are drawn for one of these.
#[test]
fn generated_supplies_keep_up_with_the_families() {
    let folder = tempfile::tempdir().unwrap();
    let like = scenario("small");
    let units = |folder: &Path, file: &str, column: &str| -> Vec<u64> {
        let mut table = csv::ReaderBuilder::new().comment(Some(b'#')).from_path(folder.join(file)).unwrap();
        let at = table.headers().unwrap().iter().position(|name| name.trim() == column).unwrap();
        table.records().map(|row| row.unwrap()[at].trim().parse().unwrap_or(0)).collect()
    };
    for families in [3, 30] {
        let target = folder.path().join(families.to_string());
        let (count, path) = (families.to_string(), target.to_str().unwrap());
        let arguments = ["generate", "--families", &count, "--supplies", "--like", &like, "--output", path];
        let (code, _, stderr) = resettle(&arguments);
        assert_eq!(code, 0, "{stderr}");
        for (file, column) in [("destinations.csv", "places"), ("capacity.csv", "amount")] {
            let (before, after) = (units(Path::new(&like), file, column), units(&target, file, column));
            let some = |units: &u64| ((units * families + 6) / 12).max(u64::from(*units > 0));
            assert!(before.iter().any(|units| *units > 0), "{file}");
            assert_eq!(after, before.iter().map(some).collect::<Vec<u64>>(), "{file}");
        }
        let sources = fs::read_to_string(target.join("SOURCES.md")).unwrap();
        let source = "| capacity.*.* | what small supplies for 12 families, multiplied with them | | assumption |";
        assert!(sources.contains(source), "{sources}");
    }
    let (code, stdout, stderr) = resettle(&["check", folder.path().join("30").to_str().unwrap()]);
    assert_eq!(code, 0, "{stderr}");
    assert!(stdout.contains("30 rows of the caseload, 4 destinations"), "{stdout}");
}

#[test]
fn generated_caseloads_keep_the_margins() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("many");
    let like = scenario("small");
    let path = target.to_str().unwrap();
    assert_eq!(resettle(&["generate", "--families", "6000", "--like", &like, "--output", path]).0, 0);
    // Of small's 23 persons 14 are women or girls and 9 are under 18; one family in twelve is an emergency.
    let mut table = csv::Reader::from_path(target.join("caseload.csv")).unwrap();
    let (mut persons, mut female, mut children, mut emergencies) = (0.0, 0.0, 0.0, 0.0);
    let headers = table.headers().unwrap().clone();
    for record in table.records() {
        for (name, cell) in headers.iter().zip(&record.unwrap()) {
            let banded = name.starts_with("f_") || name.starts_with("m_");
            let number: f64 = if banded { cell.parse().unwrap_or(0.0) } else { 0.0 };
            persons += number;
            female += if name.starts_with("f_") { number } else { 0.0 };
            children += if ["0_4", "5_11", "12_17"].iter().any(|band| name.ends_with(band)) { number } else { 0.0 };
            emergencies += f64::from(u8::from(name == "priority" && cell == "emergency"));
        }
    }
    for (found, expected) in [
        (persons / 6000.0, 23.0 / 12.0),
        (female / persons, 14.0 / 23.0),
        (children / persons, 9.0 / 23.0),
        (emergencies / 6000.0, 1.0 / 12.0),
    ] {
        assert!((found - expected).abs() < 0.05, "{found} is not near {expected}");
    }
}

#[test]
fn generated_scores_are_checked_and_solved() {
    let home = tempfile::tempdir().unwrap();
    let (like, drawn, run) = (home.path().join("like"), home.path().join("drawn"), home.path().join("run"));
    fs::create_dir(&like).unwrap();
    for file in ["scenario.toml", "caseload.csv", "destinations.csv", "routes.csv", "capacity.csv"] {
        fs::copy(Path::new(&scenario("small")).join(file), like.join(file)).unwrap();
    }
    // Everybody has a score everywhere but in Mongolia, where nobody has.
    let rows: Vec<String> = (1..=12).map(|case| format!("F{case:02},0.{case},,0.5,0.25\n")).collect();
    fs::write(like.join("scores.csv"), format!("case,KOR,MNG,USA,SWE\n{}", rows.concat())).unwrap();
    let [like, drawn, run] = [&like, &drawn, &run].map(|path| path.to_str().unwrap());
    let (code, _, stderr) = resettle(&["generate", "--families", "40", "--like", like, "--output", drawn]);
    assert_eq!(code, 0, "{stderr}");
    let scores = fs::read_to_string(Path::new(drawn).join("scores.csv")).unwrap();
    assert_eq!(scores.lines().next(), Some("case,KOR,MNG,USA,SWE"));
    assert_eq!(scores.lines().count(), 41);
    assert!(scores.lines().skip(1).all(|line| line.ends_with(",,0.5,0.25")), "{scores}");
    let (code, stdout, stderr) = resettle(&["check", drawn]);
    assert_eq!(code, 0, "{stderr}");
    assert!(stdout.contains("40 rows of the caseload"), "{stdout}");
    let objectives = r#"objectives=["protection", "score"]"#;
    let arguments = ["solve", drawn, "--gap", "1000", "--set", objectives, "--output", run];
    let (code, stdout, stderr) = resettle(&arguments);
    assert_eq!(code, 0, "{stderr}");
    assert!(stdout.contains("Objectives in order: protection, score"), "{stdout}");
    let plan = fs::read_to_string(Path::new(run).join("plan.csv")).unwrap();
    assert!(plan.lines().count() > 4 && !plan.contains("MNG"), "nobody goes where there is no score:\n{plan}");
    assert_eq!(resettle(&["certify", run]).0, 0);
}
