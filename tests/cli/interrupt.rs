//! Ctrl-C ends the search: what was found by then is checked, written and printed.

use std::io::Read;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use crate::command::{resettle, scenario};

fn solving(output: &str) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_resettle"));
    command.args(["solve", &scenario("letter-2013"), "--output", output, "--threads", "2", "--format", "json"]);
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

fn interrupt(child: &Child) {
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
}

#[test]
fn a_search_that_is_interrupted_leaves_a_certified_plan() {
    let folder = tempfile::tempdir().unwrap();
    let run = folder.path().join("run").display().to_string();
    let child = solving(&run);
    sleep(Duration::from_secs(2));
    interrupt(&child);
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(4));
    assert!(String::from_utf8(output.stderr).unwrap().contains("stopping with the best plan so far"));
    assert!(String::from_utf8(output.stdout).unwrap().contains("\"stopped\": \"interrupted\""));
    let (code, _, errors) = resettle(&["certify", &run]);
    assert_eq!((code, errors.as_str()), (4, ""), "a plan and a proof that stand, with a gap");
}

#[test]
fn interrupted_twice_it_ends_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let run = folder.path().join("run");
    let mut child = solving(&run.display().to_string());
    sleep(Duration::from_secs(2));
    interrupt(&child);
    // It says so, and then hears of the second one.
    child.stderr.as_mut().unwrap().read_exact(&mut [0]).unwrap();
    interrupt(&child);
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert!(!run.exists());
}
