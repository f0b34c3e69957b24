//! Usage, help, completions, manual and templates.

use std::fs;

use crate::command::resettle;

#[test]
fn help_is_data_and_documents_commands_and_exit_codes() {
    let (code, stdout, stderr) = resettle(&["--help"]);
    assert_eq!((code, stderr.as_str()), (0, ""));
    for word in ["new", "completions", "man", "Exit codes:", "  0  done", "  6  a file cannot be written"] {
        assert!(stdout.contains(word), "{word} in\n{stdout}");
    }
}

#[test]
fn an_unknown_command_is_a_usage_error_told_on_stderr() {
    let (code, stdout, stderr) = resettle(&["plan"]);
    assert_eq!((code, stdout.as_str()), (2, ""));
    assert!(stderr.contains("unrecognized subcommand 'plan'"), "{stderr}");
}

#[test]
fn completions_and_manual_name_the_commands() {
    for shell in ["bash", "zsh", "fish"] {
        let (code, stdout, _) = resettle(&["completions", shell]);
        assert_eq!(code, 0);
        assert!(stdout.contains("completions") && stdout.contains("resettle"), "{shell}");
    }
    let (code, stdout, _) = resettle(&["man"]);
    assert_eq!(code, 0);
    assert!(stdout.starts_with(".ie") && stdout.contains("resettle\\-new"), "{stdout}");
    let folder = tempfile::tempdir().unwrap();
    let (code, ..) = resettle(&["man", "--output", folder.path().to_str().unwrap()]);
    assert_eq!(code, 0);
    assert!(folder.path().join("resettle-new.1").is_file());
}

#[test]
fn new_writes_a_scenario_once() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("mine");
    let path = target.to_str().unwrap();
    let (code, stdout, stderr) = resettle(&["new", path]);
    assert_eq!((code, stdout), (0, format!("{path}\n")));
    assert!(stderr.contains("resettle check"), "{stderr}");
    let written = fs::read_to_string(target.join("scenario.toml")).unwrap();
    let (code, stdout, stderr) = resettle(&["new", path]);
    assert_eq!((code, stdout.as_str()), (6, ""));
    assert!(stderr.contains("is not what this command writes"), "{stderr}");
    assert!(!stderr.contains("--output"), "`new` has no such option: {stderr}");
    assert_eq!(fs::read_to_string(target.join("scenario.toml")).unwrap(), written);
}
