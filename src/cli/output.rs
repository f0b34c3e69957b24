//! Data for stdout, written once; a reader that has seen enough (`| head`) is no error.

use std::io::{self, Write};

use super::exit::Failure;

/// Writes to stdout.
pub fn print(text: &str) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::files(format!("error: cannot write to standard output: {error}")))
        }
        _ => Ok(()),
    }
}

/// Says something on stderr; nobody is obliged to listen.
pub fn say(text: &str) {
    let _ = writeln!(io::stderr(), "{text}");
}
