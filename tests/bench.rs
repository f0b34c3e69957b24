//! The benchmark on the smallest instances of the registry, as its caller sees it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use assert_cmd::Command;
use resettle::bench::{Row, rows};

const COLUMNS: &str = "instance,cases,columns,resources,threads,repeat,level,objective,worth,bound,gap,gap_points,proof,stop,\
    load_seconds,build_seconds,solve_seconds,prices_seconds,primal_seconds,proof_seconds,certify_seconds,write_seconds,read_seconds,reads,matrix_bytes,peak_bytes";

/// What `resettle bench` prints.
fn bench(arguments: &[&str]) -> String {
    let output = Command::cargo_bin("resettle").unwrap().arg("bench").args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    assert!(output.status.success(), "{}", text(output.stderr));
    text(output.stdout)
}

fn measured(arguments: &[&str]) -> Vec<Row> {
    rows(bench(arguments).as_bytes()).unwrap()
}

/// What may not change from one measurement to the next.
fn found(rows: &[Row]) -> BTreeMap<&str, BTreeSet<(i64, i64)>> {
    let mut found: BTreeMap<&str, BTreeSet<(i64, i64)>> = BTreeMap::new();
    for row in rows {
        found.entry(&row.instance).or_default().insert((row.worth, row.bound));
    }
    found
}

#[test]
fn every_family_is_measured_and_certified() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_str().unwrap();
    let table = bench(&["--registry", "--output", path, "--threads", "1"]);
    assert_eq!(table.lines().next(), Some(COLUMNS));
    assert_eq!(table.matches("instance,").count(), 1);
    let rows = rows(table.as_bytes()).unwrap();
    let instances: Vec<&str> = rows.iter().map(|row| row.instance.as_str()).collect();
    assert_eq!(instances, ["T-1000", "G-1000", "M-1000", "L-1000", "R-1000", "D-1000"]);
    for row in &rows {
        let name = row.instance.as_str();
        let resources = if name == "M-1000" { 90 } else { 30 };
        assert_eq!((row.cases, row.columns, row.resources, row.threads), (1000, 30, resources, 1), "{name}");
        assert_eq!((row.repeat, row.level, row.matrix_bytes), (1, 0, 4 * 30_000), "{name}");
        assert_eq!(i64::try_from(row.gap_points).unwrap(), row.bound - row.worth, "{name}");
        assert_eq!((row.build_seconds, row.read_seconds, row.reads), (None, None, None), "{name}");
        let phases = [row.prices_seconds, row.primal_seconds, row.proof_seconds];
        assert!(phases.iter().all(|seconds| *seconds > 0.0), "{row:?}");
        assert!((phases.iter().sum::<f64>() - row.solve_seconds).abs() < 1e-6, "{row:?}");
        assert!(row.certify_seconds > 0.0 && row.write_seconds > 0.0, "{row:?}");
        if "TLD".contains(&name[..1]) {
            assert_eq!((row.gap_points, row.proof.as_str(), row.stop.as_str()), (0, "optimal", "proven"), "{name}");
        } else {
            // Whole families leave a gap; a proof that says nothing would leave all of it.
            assert!(row.gap < 0.01 && ["optimal", "bounded"].contains(&row.proof.as_str()), "{row:?}");
        }
        if let Some(peak) = row.peak_bytes {
            assert!((1 << 20..1 << 30).contains(&peak), "{name}: {peak}");
        }
        let plan = fs::read_to_string(folder.path().join(format!("{name}.plan.csv"))).unwrap();
        assert_eq!(plan_worth(&folder.path().join(format!("{name}.bin")), &plan), row.worth, "{name}");
    }
    assert_again_the_same(&rows, path);
}

/// The files that were kept, on two threads and twice, give what was found when they were drawn.
fn assert_again_the_same(rows: &[Row], folder: &str) {
    let files = ["T", "G"].map(|family| format!("{folder}/{family}-1000.bin"));
    let again = measured(&[&files[0], &files[1], "--repeat", "2", "--threads", "2"]);
    let numbered: Vec<(&str, u32, usize)> =
        again.iter().map(|row| (row.instance.as_str(), row.repeat, row.threads)).collect();
    assert_eq!(numbered, [("T-1000", 1, 2), ("T-1000", 2, 2), ("G-1000", 1, 2), ("G-1000", 2, 2)]);
    let first = found(rows);
    for (instance, found) in found(&again) {
        assert_eq!(found, first[instance], "{instance}");
    }
}

/// The worth of a plan, from the bytes of its matrix alone; no case is placed twice or where it may not go, and no
/// place is used twice.
fn plan_worth(matrix: &Path, plan: &str) -> i64 {
    let bytes = fs::read(matrix).unwrap();
    let word = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()) as usize;
    let (cases, places, kinds) = (word(4), word(8), word(12));
    let needs = 16 + 4 * places * kinds;
    let scores = needs + cases * kinds;
    let mut left: Vec<usize> = (0..places * kinds).map(|resource| word(16 + 4 * resource)).collect();
    let mut seen = BTreeSet::new();
    let mut worth = 0;
    for line in plan.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let (case, place): (usize, usize) = (cells[0].parse().unwrap(), cells[1].parse().unwrap());
        assert_eq!((cells[2], cells[3]), ("", "1"));
        assert!(seen.insert(case));
        let score = scores + 2 * (case * places + place);
        let score = u16::from_le_bytes([bytes[score], bytes[score + 1]]);
        assert_ne!(score, u16::MAX);
        worth += i64::from(score);
        for kind in 0..kinds {
            let need = usize::from(bytes[needs + case * kinds + kind]);
            left[place * kinds + kind] = left[place * kinds + kind].checked_sub(need).unwrap();
        }
    }
    worth
}

#[test]
fn a_scenario_is_measured_level_by_level() {
    let rows = measured(&["scenarios/small"]);
    let levels: Vec<(&str, usize, &str, i64)> =
        rows.iter().map(|row| (row.instance.as_str(), row.level, row.objective.as_str(), row.worth)).collect();
    let name = "small-point";
    assert_eq!(levels[0], (name, 0, "protection", 6200));
    assert_eq!(levels[1], (name, 1, "deadlines", 3));
    assert!(rows.iter().all(|row| row.gap_points == 0 && row.build_seconds.is_some()), "{rows:?}");
}

#[test]
fn what_is_no_instance_is_a_complaint() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("cut.bin");
    fs::write(&file, b"RSTL\x02\0\0\0\x01\0\0\0\x01\0\0\0cut short").unwrap();
    for twice in [&["--repeat", "1"][..], &["--repeat", "2"]] {
        let output = Command::cargo_bin("resettle").unwrap().arg("bench").args(twice).arg(&file).output().unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), output.stdout.len()), (Some(3), 0), "{told}");
        assert!(told.contains("cut.bin`: found 25 bytes, expected 26: 2 cases, 1 destinations"), "{told}");
    }
}

/// Both commands that take a matrix tell it from a scenario, and refuse it, in the same words.
#[test]
fn bench_and_export_refuse_alike() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("letter.bin"), "a letter").unwrap();
    fs::write(folder.path().join("letter.txt"), "a letter").unwrap();
    for (name, code, words) in [
        ("letter.bin", 3, "letter.bin`: this is no matrix: found \"a le\", expected `RSTL`"),
        ("missing.bin", 6, "missing.bin`: "),
        ("letter.txt", 3, "expected a scenario's folder"),
    ] {
        let told = ["bench", "export"].map(|command| {
            let output =
                Command::cargo_bin("resettle").unwrap().arg(command).arg(folder.path().join(name)).output().unwrap();
            (output.status.code(), String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
        });
        assert_eq!(told[0], told[1]);
        assert_eq!((told[0].0, told[0].1.as_str()), (Some(code), ""), "{name}");
        assert!(told[0].2.contains(words), "{}", told[0].2);
    }
}
