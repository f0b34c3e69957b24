//! `export`: where the text goes, in which format, and what is refused.

use std::fs;

use crate::command::{resettle, scenario};

#[test]
fn the_ending_of_the_file_names_the_format() {
    let home = tempfile::tempdir().unwrap();
    let small = scenario("small");
    let (code, mps, stderr) = resettle(&["export", &small]);
    assert_eq!((code, stderr.as_str()), (0, ""));
    assert!(mps.contains("\nNAME resettle FREE\n") && mps.ends_with("\nENDATA\n"), "{mps}");
    let (_, lp, _) = resettle(&["export", &small, "--format", "lp", "--output", "-"]);
    assert!(lp.contains("\nMaximize\n") && lp.ends_with("\nEnd\n"), "{lp}");
    for (name, text) in [("a.mps", &mps), ("a.lp", &lp), ("a.txt", &mps)] {
        let target = home.path().join(name);
        fs::write(&target, "former").unwrap();
        let (code, stdout, stderr) = resettle(&["export", &small, "--output", target.to_str().unwrap()]);
        assert_eq!((code, stdout.as_str(), stderr.as_str()), (0, "", ""));
        assert_eq!(fs::read_to_string(&target).unwrap(), *text, "{name}");
    }
    assert_eq!(fs::read_dir(home.path()).unwrap().count(), 3, "no temporary file is left");
}

#[test]
fn objectives_go_by_name_or_number() {
    let small = scenario("small");
    let named = ["--level", "wishes", "--at-least", "protection=6200", "--at-least", "deadlines=3"];
    let numbered = ["--level", "3", "--at-least", "1=3", "--at-least", "0=6200"];
    let (code, stdout, _) = resettle(&[&["export", &small][..], &named].concat());
    assert_eq!(code, 0);
    assert!(stdout.contains("ROWS\n N level_3\n N level_0\n N level_1\n N level_2\n"), "{stdout}");
    assert!(stdout.contains("\n RHS at_least_0 6200\n RHS at_least_1 3\n"), "{stdout}");
    assert_eq!(resettle(&[&["export", &small][..], &numbered].concat()).1, stdout);
}

#[test]
fn changes_of_the_scenario_and_its_estimates_change_the_problem() {
    let small = scenario("small");
    let (_, before, _) = resettle(&["export", &small]);
    let (_, after, _) = resettle(&["export", &small, "--without", "USA"]);
    assert!(after.matches("\n UP B take_").count() < before.matches("\n UP B take_").count());
    let home = tempfile::tempdir().unwrap();
    let mine = home.path().join("mine");
    let path = mine.to_str().unwrap();
    assert_eq!(resettle(&["new", path]).0, 0);
    let [low, point, high] =
        ["low", "point", "high"].map(|estimate| resettle(&["export", path, "--estimate", estimate]).1);
    assert!(low != point && point != high, "{point}");
    assert!(resettle(&["export", path]).1 == point, "the point estimate is the default");
}

#[test]
fn a_matrix_is_a_problem_too() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("two.bin");
    // Two cases of 2 and 1 persons, one place for 2; scores 7 and not allowed.
    let numbers = [2_u32, 1, 1, 2].map(u32::to_le_bytes).concat();
    fs::write(&file, [b"RSTL", &numbers[..], &[2, 1], &[7, 0, 255, 255]].concat()).unwrap();
    let path = file.to_str().unwrap();
    let (code, stdout, _) = resettle(&["export", path, "--format", "lp"]);
    assert_eq!(code, 0);
    assert!(stdout.contains("Maximize\n level_0: + 7 take_0_0\nSubject To\n"), "{stdout}");
    assert!(stdout.contains(" resource_0: + 2 take_0_0\n - 1 step_0_0\n = 0\n"), "{stdout}");
    let (code, stdout, stderr) = resettle(&["export", path, "--estimate", "low"]);
    assert_eq!((code, stdout.as_str()), (3, ""));
    assert!(stderr.contains("leave out `--estimate`"), "{stderr}");
    fs::write(&file, b"a letter, and no matrix at all").unwrap();
    let (code, stdout, stderr) = resettle(&["export", path]);
    assert_eq!((code, stdout.as_str()), (3, ""));
    assert!(stderr.contains("two.bin`: this is no matrix: found \"a le\", expected `RSTL`"), "{stderr}");
}

#[test]
fn what_cannot_be_done_is_said() {
    let (small, home) = (scenario("small"), tempfile::tempdir().unwrap());
    let nowhere = home.path().join("nowhere/a.mps");
    let missing = home.path().join("missing.bin");
    for (arguments, code, words) in [
        (
            &["--level", "peace"][..],
            3,
            "no objective `peace`\n  hint: the objectives are, from 0: protection, deadlines",
        ),
        (&["--level", "4"], 3, "no objective `4`"),
        (&["--at-least", "wishes=1", "--at-least", "3=2"], 3, "two `--at-least` for `wishes`"),
        (&["--at-least", "wishes"], 2, "expected LEVEL=POINTS"),
        (&["--output", nowhere.to_str().unwrap()], 6, "cannot write"),
    ] {
        let (found, stdout, stderr) = resettle(&[&["export", &small][..], arguments].concat());
        assert_eq!((found, stdout.as_str()), (code, ""), "{arguments:?}");
        assert!(stderr.contains(words), "{stderr}");
    }
    let (code, _, stderr) = resettle(&["export", missing.to_str().unwrap()]);
    assert_eq!(code, 6);
    assert!(stderr.contains("missing.bin`: "), "{stderr}");
}
