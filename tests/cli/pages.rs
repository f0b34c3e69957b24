//! What each command says, word for word: exit code, stdout and stderr.
//!
//! The pages lie in `snapshots`. After a change that is meant, `INSTA_UPDATE=always cargo test --test cli`
//! writes them anew; what changed is then read in the diff.

use std::path::Path;

use assert_cmd::Command;

/// A command in the crate's folder, as it is told: paths of the machine become `RUN`.
fn told(arguments: &[&str], run: &Path) -> String {
    let output = Command::cargo_bin("resettle")
        .unwrap()
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env_remove("COLUMNS")
        .args(arguments)
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap().replace(run.to_str().unwrap(), "RUN");
    let code = output.status.code().unwrap();
    format!("exit code {code}\n--- stdout\n{}--- stderr\n{}", text(output.stdout), text(output.stderr))
}

/// Holds what a command says against its page.
fn page(name: &str, arguments: &[&str], run: &Path) {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, told(arguments, run)));
}

#[test]
fn a_run_from_check_to_certify() {
    let home = tempfile::tempdir().unwrap();
    let run = home.path().join("run");
    let path = run.to_str().unwrap();
    page("check", &["check", "scenarios/small"], &run);
    page("solve", &["solve", "scenarios/small", "--output", path], &run);
    page("explain_case", &["explain", path, "--case", "F11"], &run);
    page("explain_destination", &["explain", path, "--destination", "USA"], &run);
    page("certify", &["certify", path], &run);
}

#[test]
fn a_scenario_with_complaints() {
    let bad = ["--set", "emergency_reserve=much", "--set", "destinations.MNG.minimum=-1", "--without", "XYZ"];
    page("complaints", &[&["check", "scenarios/small"][..], &bad].concat(), Path::new("RUN"));
    page("no_scenario", &["solve", "scenarios/nowhere"], Path::new("RUN"));
}

#[test]
fn help_for_every_command() {
    page("help", &["--help"], Path::new("RUN"));
    for command in ["new", "check", "solve", "certify", "explain", "export", "generate", "bench"] {
        page(&format!("help_{command}"), &[command, "--help"], Path::new("RUN"));
    }
}
