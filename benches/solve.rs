//! `cargo bench --bench solve -- ARGUMENTS` is `resettle bench ARGUMENTS`, built for speed; without any, the smallest
//! instances of the registry and the shipped letter's scenario. It measures; it asserts nothing.

use std::process::{Command, ExitCode};

fn main() -> ExitCode {
    // `cargo bench` itself adds `--bench`.
    let mut arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    if arguments.is_empty() {
        arguments = ["--registry", "scenarios/letter-2013"].map(String::from).to_vec();
    }
    let status = Command::new(env!("CARGO_BIN_EXE_resettle")).arg("bench").args(arguments).status();
    let code = status.expect("the program runs").code();
    code.and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from)
}
