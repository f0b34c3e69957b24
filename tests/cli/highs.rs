//! The `highs` feature behind `--solver milp`, where the build has it.

use crate::command::{resettle, scenario};

#[test]
fn highs_claims_what_prices_prove() {
    let home = tempfile::tempdir().unwrap();
    let run = home.path().join("run");
    let path = run.to_str().unwrap();
    let (code, stdout, stderr) = resettle(&["solve", &scenario("small"), "--solver", "milp", "--output", path]);
    assert_eq!(code, 0, "{stderr}");
    assert!(stdout.contains("claimed: optimal according to HiGHS"), "{stdout}");
    // The worth that the README of the scenario works out by hand, and `prices` proves.
    let rows = |page: &str| -> Vec<Vec<String>> {
        let table = page.split("WHAT IS PROVEN\n\n").nth(1).unwrap();
        let cells = |line: &str| line.split_whitespace().take(2).map(str::to_owned).collect();
        table.lines().skip(2).take(4).map(cells).collect()
    };
    let (_, proven, _) = resettle(&["solve", &scenario("small"), "--dry-run"]);
    assert_eq!(rows(&stdout), rows(&proven));
    let (code, stdout, stderr) = resettle(&["certify", path]);
    assert_eq!(code, 4, "{stderr}");
    assert!(stdout.contains("the plan keeps every rule and promise"), "{stdout}");
    let manifest = std::fs::read_to_string(run.join("manifest.json")).unwrap();
    assert!(manifest.contains("\"solver\": \"milp\""), "{manifest}");
}
