//! Runs the program as its caller sees it.

use std::path::Path;

use assert_cmd::Command;

/// Exit code, stdout and stderr.
pub fn resettle(arguments: &[&str]) -> (i32, String, String) {
    let output = Command::cargo_bin("resettle").unwrap().args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

/// The path to a shipped scenario.
pub fn scenario(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(name).display().to_string()
}
