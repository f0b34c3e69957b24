//! `solve`, `certify` and `explain`: what a run folder holds, and when it is refused.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::command::{resettle, scenario};

/// Solves a scenario into `run` in a new folder; the gap does not matter unless a test asks.
fn solved(name: &str, further: &[&str]) -> (TempDir, PathBuf) {
    let home = tempfile::tempdir().unwrap();
    let run = home.path().join("run");
    let (name, path) = (scenario(name), run.to_str().unwrap());
    let (code, _, stderr) = resettle(&[&["solve", &name, "--gap", "1000", "--output", path], further].concat());
    assert_eq!(code, 0, "{stderr}");
    (home, run)
}

/// Every file below a folder, by its path.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() {
            files.extend(self::files(&path).into_iter().map(|(file, bytes)| (format!("{name}/{file}"), bytes)));
        } else {
            files.insert(name, fs::read(&path).unwrap());
        }
    }
    files
}

fn certify(run: &Path) -> (i32, String, String) {
    resettle(&["certify", run.to_str().unwrap()])
}

/// Changes a file of the run, and its hash in the manifest, as somebody would who hides the change.
fn forge(run: &Path, file: &str, change: impl Fn(String) -> String) {
    let path = run.join(file);
    let before = fs::read(&path).unwrap();
    let after = change(String::from_utf8(before.clone()).unwrap()).into_bytes();
    assert_ne!(before, after, "the forgery changes something");
    let manifest = run.join("manifest.json");
    let text = fs::read_to_string(&manifest).unwrap();
    let (old, new) = (blake3::hash(&before).to_hex(), blake3::hash(&after).to_hex());
    fs::write(&manifest, text.replace(old.as_str(), new.as_str())).unwrap();
    fs::write(&path, after).unwrap();
}

#[test]
fn a_run_holds_its_tables_its_proof_and_what_it_was_made_from() {
    let (home, run) = solved("small", &[]);
    let names: Vec<String> = files(&run).into_keys().collect();
    let expected = [
        "certificate.json",
        "indicators.json",
        "manifest.json",
        "places.csv",
        "plan.csv",
        "timing.json",
        "waiting.csv",
    ];
    assert_eq!(names, expected);
    assert_eq!(fs::read_dir(home.path()).unwrap().count(), 1, "no temporary folder is left");
    let header = |file: &str| fs::read_to_string(run.join(file)).unwrap().lines().next().unwrap().to_owned();
    assert!(header("plan.csv").starts_with("cases,count,persons,destination,pathway"));
    assert_eq!(header("waiting.csv"), "cases,count,persons,reason,words,change");
    assert_eq!(header("places.csv"), "stage,place,general,from,until,supplied,used,price");
    let manifest: serde_json::Value = serde_json::from_slice(&fs::read(run.join("manifest.json")).unwrap()).unwrap();
    assert_eq!(manifest["inputs"].as_array().unwrap().len(), 6);
    assert_eq!(manifest["solver"], "prices");
}

#[test]
fn a_scenario_with_a_range_is_planned_for_all_three_estimates() {
    let home = tempfile::tempdir().unwrap();
    let (mine, run) = (home.path().join("mine"), home.path().join("run"));
    assert_eq!(resettle(&["new", mine.to_str().unwrap()]).0, 0);
    let arguments = ["solve", mine.to_str().unwrap(), "--gap", "1000", "--output", run.to_str().unwrap()];
    let (code, stdout, stderr) = resettle(&arguments);
    assert_eq!(code, 0, "{stderr}");
    let head = stdout.lines().find(|line| line.trim_start().starts_with("low")).unwrap();
    assert_eq!(head.split_whitespace().collect::<Vec<_>>(), ["low", "point", "high"]);
    let written = files(&run);
    for estimate in ["low", "high"] {
        for file in ["plan.csv", "waiting.csv", "places.csv", "certificate.json"] {
            assert!(written.contains_key(&format!("{estimate}/{file}")), "{estimate}/{file}");
        }
    }
    assert_eq!(written.len(), 7 + 8);
    let (code, stdout, stderr) = certify(&run);
    assert_eq!(code, 0, "{stderr}");
    assert_eq!(stdout.matches(" estimate: the plan keeps every rule and promise").count(), 3, "{stdout}");
}

#[test]
fn the_same_input_gives_the_same_bytes_on_any_number_of_threads() {
    let (_one, first) = solved("small", &["--threads", "1"]);
    let (_two, second) = solved("small", &["--threads", "2"]);
    let (mut first, mut second) = (files(&first), files(&second));
    assert_ne!(first.remove("timing.json"), None);
    assert_ne!(second.remove("timing.json"), None);
    assert_eq!(first, second);
}

#[test]
fn the_page_is_data_and_the_rest_is_talk() {
    let (code, stdout, stderr) = resettle(&["solve", &scenario("small"), "--dry-run", "--gap", "1000"]);
    assert_eq!((code, stderr.as_str()), (0, ""));
    assert!(stdout.starts_with("A dozen families, solved by hand\n"), "{stdout}");
    for title in [
        "HEADLINE",
        "WHO TAKES WHOM",
        "WHAT BINDS",
        "WHO WAITS",
        "WISHES",
        "DEADLINES",
        "WHAT IS PROVEN",
        "WHAT THIS RESULT RESTS ON",
        "A foresight plan",
    ] {
        assert_eq!(stdout.matches(title).count(), 1, "{title} in\n{stdout}");
    }
    assert!(!stdout.contains('\u{1b}'), "no colour");
    assert!(stdout.lines().all(|line| line.chars().count() <= 100), "{stdout}");
}

#[test]
fn json_says_what_indicators_say() {
    let (_home, run) = solved("small", &[]);
    let (code, stdout, _) = resettle(&["solve", &scenario("small"), "--dry-run", "--gap", "1000", "--format", "json"]);
    assert_eq!(code, 0);
    assert_eq!(stdout, fs::read_to_string(run.join("indicators.json")).unwrap());
    let page: serde_json::Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!(page["estimates"][0]["indicators"]["persons"], 23);
    assert_eq!(page["estimates"][0]["proof"][0]["objective"], "protection");
}

#[test]
fn a_dry_run_writes_nothing() {
    let home = tempfile::tempdir().unwrap();
    let mut command = assert_cmd::Command::cargo_bin("resettle").unwrap();
    command.current_dir(home.path()).args(["solve", &scenario("small"), "--dry-run"]).output().unwrap();
    assert_eq!(fs::read_dir(home.path()).unwrap().count(), 0);
}

#[test]
fn a_former_run_is_replaced_as_a_whole_and_anything_else_is_refused() {
    let (home, run) = solved("small", &[]);
    fs::write(run.join("stale.csv"), "of the former run").unwrap();
    let path = run.to_str().unwrap();
    assert_eq!(resettle(&["solve", &scenario("small"), "--gap", "1000", "--output", path]).0, 0);
    assert!(!run.join("stale.csv").exists());
    let mine = home.path().join("mine");
    fs::create_dir(&mine).unwrap();
    fs::write(mine.join("letter.txt"), "dear").unwrap();
    let (code, stdout, stderr) = resettle(&["solve", &scenario("small"), "--output", mine.to_str().unwrap()]);
    assert_eq!((code, stdout.as_str()), (6, ""));
    assert!(stderr.contains("is not what this command writes"), "{stderr}");
    assert_eq!(files(&mine).into_keys().collect::<Vec<_>>(), ["letter.txt"]);
}

#[test]
fn a_folder_that_cannot_be_written_is_told_before_anything_is_solved() {
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join("file"), "").unwrap();
    let target = home.path().join("file/run");
    let (code, stdout, stderr) = resettle(&["solve", &scenario("small"), "--output", target.to_str().unwrap()]);
    assert_eq!((code, stdout.as_str()), (6, ""));
    assert!(stderr.contains("cannot write") && stderr.contains("hint:"), "{stderr}");
}

#[test]
fn a_bad_scenario_writes_nothing() {
    let home = tempfile::tempdir().unwrap();
    let run = home.path().join("run");
    let arguments = ["solve", &scenario("small"), "--set", "seed=x", "--output", run.to_str().unwrap()];
    let (code, stdout, stderr) = resettle(&arguments);
    assert_eq!((code, stdout.as_str()), (3, ""));
    assert!(stderr.contains("nothing was written"), "{stderr}");
    assert!(!run.exists());
}

#[test]
fn a_gap_above_the_one_asked_for_has_a_code_of_its_own() {
    // The greedy solver proves nothing, so no gap is small enough.
    let arguments = ["solve", &scenario("small"), "--solver", "greedy", "--dry-run", "--gap", "1000"];
    let (code, stdout, _) = resettle(&arguments);
    assert_eq!(code, 4);
    assert!(stdout.contains("unproven: a plan that keeps every rule"), "{stdout}");
}

#[test]
fn a_solver_that_claims_an_optimum_is_named() {
    let arguments = ["solve", &scenario("small"), "--solver", "milp", "--dry-run"];
    let (code, stdout, stderr) = resettle(&arguments);
    assert_eq!((code, stderr.as_str()), (0, ""));
    let claimant = if cfg!(feature = "highs") { "HiGHS" } else { "microlp" };
    assert!(stdout.contains(&format!("claimed: optimal according to {claimant}")), "{stdout}");
}

#[test]
fn holds_and_minima_that_cannot_be_met_are_named_on_every_page() {
    let further = ["--set", "hold.F08=KOR", "--set", "destinations.MNG.minimum=3"];
    let (_home, run) = solved("small", &further);
    let json: serde_json::Value = serde_json::from_slice(&fs::read(run.join("indicators.json")).unwrap()).unwrap();
    let obligations = &json["estimates"][0]["indicators"]["obligations"];
    assert_eq!((&obligations["holds"][0]["case"], &obligations["holds"][0]["short"]), (&"F08".into(), &1.into()));
    assert_eq!((&obligations["minima"][0]["persons"], &obligations["minima"][0]["short"]), (&3.into(), &0.into()));
    let (_, page, _) = resettle(&[&["solve", &scenario("small"), "--dry-run"][..], &further].concat());
    let named = "F08 held to KOR        1      1  closed to cases with `chinese_national`  --set";
    assert!(page.contains(named) && page.contains("No plan meets more of them"), "{page}");
    assert!(!page.contains("MNG minimum"), "{page}");
    let explained = |what: &str, name: &str| resettle(&["explain", run.to_str().unwrap(), what, name]).1;
    assert!(explained("--case", "F08").contains(named));
    assert!(explained("--destination", "KOR").contains(named));
    let minimum = explained("--destination", "MNG");
    assert!(minimum.contains("MNG minimum            3      0"), "{minimum}");
}

#[test]
fn where_nobody_may_leave_the_component_that_stops_them_is_named_and_nothing_binds() {
    let page = |changes: &[&str]| resettle(&[&["solve", &scenario("small"), "--dry-run"][..], changes].concat()).1;
    let never = page(&["--set", "policy.exit=never", "--without", "KOR"]);
    assert!(never.contains("Nobody may leave: exit never begins.\nNothing binds: no stage is full"), "{never}");
    assert!(!never.contains("Cost of departures"), "no country states one: {never}");
    assert!(never.contains("Who leaves by irregular routes, or is returned, stays in the sum."), "{never}");
    let unlawful = page(&["--set", "policy.legislation=never"]);
    assert!(unlawful.contains("Nobody may leave: legislation never begins, and exit not before it."), "{unlawful}");
}

#[test]
fn settings_that_make_no_sense_are_usage_errors() {
    for (setting, value) in
        [("--gap", "-1"), ("--gap", "NaN"), ("--time-limit", "-1"), ("--threads", "0"), ("--solver", "luck")]
    {
        let (code, stdout, stderr) = resettle(&["solve", &scenario("small"), "--dry-run", setting, value]);
        assert_eq!((code, stdout.as_str()), (2, ""), "{setting} {value}");
        assert!(stderr.contains(setting), "{stderr}");
    }
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin!("resettle"))
        .args(["solve", &scenario("small"), "--dry-run", "--gap", "1000"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr), (Some(0), Vec::new()));
}

#[test]
fn what_stands_above_protection_is_acknowledged_in_every_output() {
    let home = tempfile::tempdir().unwrap();
    let mine = home.path().join("mine");
    assert_eq!(resettle(&["new", mine.to_str().unwrap()]).0, 0);
    let order = [
        "objectives=[\"sharing\", \"protection\"]",
        "acknowledge=[\"sharing\"]",
        "destinations.USA.population=300",
        "destinations.USA.gdp_usd=300",
        "destinations.MNG.population=3",
        "destinations.MNG.gdp_usd=1",
    ];
    let order = order.map(|change| ["--set", change]).concat();
    let solve = ["solve", mine.to_str().unwrap(), "--dry-run", "--gap", "1000"];
    let (code, stdout, stderr) = resettle(&[&solve[..], &order].concat());
    assert_eq!(code, 0, "{stderr}");
    assert!(stdout.contains("ABOVE PROTECTION, OR IN ITS PLACE, by the planner's explicit word: sharing"), "{stdout}");
    let (_, stdout, _) = resettle(&[&solve[..], &order, &["--format", "json"]].concat());
    let page: serde_json::Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!(page["acknowledged"], serde_json::json!(["sharing"]));
}

#[test]
fn every_solver_leaves_a_run_that_is_sound() {
    for (solver, word, code) in [("prices", "", 0), ("milp", "no proof", 4), ("greedy", "no proof", 4)] {
        let home = tempfile::tempdir().unwrap();
        let run = home.path().join("run");
        let arguments =
            ["solve", &scenario("small"), "--solver", solver, "--gap", "1000", "--output", run.to_str().unwrap()];
        resettle(&arguments);
        let (found, stdout, stderr) = certify(&run);
        assert_eq!(found, code, "{solver}: {stderr}");
        assert!(stdout.contains("the plan keeps every rule and promise") && stdout.contains(word), "{stdout}");
    }
}

#[test]
fn certify_refuses_what_was_edited_cut_short_or_taken_away() {
    let (_home, run) = solved("small", &[]);
    let path = run.join("plan.csv");
    let plan = fs::read(&path).unwrap();
    let last_line = plan[..plan.len() - 1].iter().rposition(|&byte| byte == b'\n').unwrap() + 1;
    let told = |code: i32, words: &str| {
        for command in [["certify", "--"].as_slice(), &["explain", "--case", "F01", "--"]] {
            let (found, stdout, stderr) = resettle(&[command, &[run.to_str().unwrap()]].concat());
            assert_eq!((found, stdout.as_str()), (code, ""), "{stderr}");
            assert!(stderr.contains("plan.csv`") && stderr.contains(words), "{stderr}");
        }
    };
    fs::write(&path, &plan[..last_line]).unwrap();
    told(5, "is cut short or edited");
    // What is certainly not there to its end cannot be read, as a manifest that is cut short.
    fs::write(&path, &plan[..last_line + 3]).unwrap();
    told(6, "it is cut short");
    fs::write(&path, "").unwrap();
    told(6, "it is cut short");
    fs::remove_file(&path).unwrap();
    told(6, "No such file");
    fs::create_dir(&path).unwrap();
    let (code, _, stderr) = certify(&run);
    assert_eq!(code, 6);
    assert!(stderr.contains("plan.csv"), "{stderr}");
}

#[test]
fn certify_refuses_a_forged_plan_or_proof_whatever_the_manifest_says() {
    let forged = |file: &str, change: &dyn Fn(String) -> String, word: &str| {
        let (_home, run) = solved("small", &[]);
        forge(&run, file, change);
        let (code, stdout, stderr) = certify(&run);
        assert_eq!((code, stdout.as_str()), (5, ""), "{stderr}");
        assert!(stderr.contains(word), "{word} in\n{stderr}");
    };
    let without_last = |text: String| {
        let lines: Vec<&str> = text.lines().collect();
        lines[..lines.len() - 1].join("\n") + "\n"
    };
    forged("plan.csv", &without_last, "claims a worth of");
    forged("plan.csv", &|text| text.replace("F03,1,3,MNG", "F03,2,3,MNG"), "(case 2 is F03)");
    forged("plan.csv", &|text| text.replace("F03,1,3,MNG", "F03,2,3,MNG"), "is places at MNG");
    forged("plan.csv", &|text| text.replace("F03,1,3,MNG", "F03,1,4,MNG"), "does not follow from the plan");
    forged("plan.csv", &|text| text.replace("F03,1,3,MNG", "F99,1,3,MNG"), "no families `F99`");
    forged("plan.csv", &|text| text.replace("MNG,direct", "PRK,direct"), "no such way to `PRK`");
    forged("certificate.json", &|text| text.replacen("\"bound\":", "\"bound\":1", 1), "claims a bound of");
}

#[test]
fn certify_refuses_a_run_whose_scenario_has_changed() {
    let home = tempfile::tempdir().unwrap();
    let (mine, run) = (home.path().join("mine"), home.path().join("run"));
    assert_eq!(resettle(&["new", mine.to_str().unwrap()]).0, 0);
    let (mine_path, run_path) = (mine.to_str().unwrap(), run.to_str().unwrap());
    assert_eq!(resettle(&["solve", mine_path, "--gap", "1000", "--output", run_path]).0, 0);
    let elsewhere = home.path().join("elsewhere");
    fs::rename(&mine, &elsewhere).unwrap();
    assert_eq!(certify(&run).0, 3, "a scenario that is gone is complained about");
    let there = ["certify", run_path, "--scenario", elsewhere.to_str().unwrap()];
    assert_eq!(resettle(&there).0, 0, "a scenario of another name is the same");
    let capacity = elsewhere.join("capacity.csv");
    let text = fs::read_to_string(&capacity).unwrap();
    fs::write(&capacity, text + "# a comment more\n").unwrap();
    let (code, _, stderr) = resettle(&there);
    assert_eq!(code, 5);
    assert!(stderr.contains("the scenario's `capacity.csv` is not as it was"), "{stderr}");
}

#[test]
fn certify_and_explain_name_the_file_that_makes_no_run() {
    let (home, run) = solved("small", &[]);
    let text = fs::read_to_string(run.join("manifest.json")).unwrap();
    fs::write(run.join("manifest.json"), &text[..text.len() / 2]).unwrap();
    for path in [run.as_path(), home.path()] {
        let (code, stdout, stderr) = certify(path);
        assert_eq!((code, stdout.as_str()), (6, ""));
        assert!(stderr.contains("manifest.json") && stderr.contains("resettle solve"), "{stderr}");
        assert_eq!(resettle(&["explain", path.to_str().unwrap(), "--case", "F01"]).0, 6);
    }
}

#[test]
fn explain_tells_of_cases_and_destinations() {
    let (_home, run) = solved("small", &[]);
    let path = run.to_str().unwrap();
    let (code, stdout, _) = resettle(&["explain", path, "--case", "F08"]);
    assert_eq!(code, 0);
    assert!(stdout.contains("Case F08: 1 person a family") && stdout.contains("chinese_national"), "{stdout}");
    let (code, stdout, _) = resettle(&["explain", path, "--destination", "SWE"]);
    assert_eq!(code, 0);
    assert!(stdout.contains("SWE Sweden: 3 persons") && stdout.contains("guardian"), "{stdout}");
    let (code, stdout, _) = resettle(&["explain", path, "--case", "F01", "--format", "json"]);
    let explained: serde_json::Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!((code, &explained["cases"][0]), (0, &serde_json::json!("F01")));
    let (code, stdout, stderr) = resettle(&["explain", path, "--case", "F99"]);
    assert_eq!((code, stdout.as_str()), (3, ""));
    assert!(stderr.contains("no case `F99`") && stderr.contains("did you mean `F09`?"), "{stderr}");
    let (code, _, stderr) = resettle(&["explain", path, "--case", "F01", "--estimate", "low"]);
    assert_eq!(code, 3);
    assert!(stderr.contains("no low estimate") && stderr.contains("`count_low`"), "{stderr}");
    assert_eq!(resettle(&["explain", path]).0, 2);
}

#[test]
fn a_killed_run_leaves_nothing_or_all_of_it() {
    for milliseconds in [1, 30, 100, 300] {
        let home = tempfile::tempdir().unwrap();
        let run = home.path().join("run");
        let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin!("resettle"))
            .args(["solve", &scenario("small"), "--gap", "1000", "--output", run.to_str().unwrap()])
            .stdout(std::process::Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(std::time::Duration::from_millis(milliseconds));
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(!run.exists() || certify(&run).0 == 0, "half a run after {milliseconds} ms");
    }
}
