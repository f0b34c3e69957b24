//! Data for stdout or a file; a reader that has seen enough (`| head`) is no error.

use std::io::{self, BufWriter, Write};
use std::path::Path;

use super::exit::Failure;
use crate::run::DraftError;

/// Writes to stdout, once.
pub fn print(text: &str) -> Result<(), Failure> {
    stream(None, |out| out.write_all(text.as_bytes()))
}

/// Lets `write` write, bit by bit, to stdout or to a file, which then appears whole or not at all and is readable by its
/// owner alone.
pub fn stream(target: Option<&Path>, write: impl FnOnce(&mut Sink) -> io::Result<()>) -> Result<(), Failure> {
    let Some(target) = target else {
        return match fill(Box::new(io::stdout().lock()), write) {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                Err(Failure::files(format!("error: cannot write to standard output: {error}")))
            }
            _ => Ok(()),
        };
    };
    file(target, write).map_err(|source| DraftError::Io { path: target.to_path_buf(), source }.into())
}

/// Where [`stream`] writes.
pub type Sink = BufWriter<Box<dyn Write>>;

fn fill(out: Box<dyn Write>, write: impl FnOnce(&mut Sink) -> io::Result<()>) -> io::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 16, out);
    write(&mut out)?;
    out.flush()
}

fn file(target: &Path, write: impl FnOnce(&mut Sink) -> io::Result<()>) -> io::Result<()> {
    if target.exists() && !target.is_file() {
        // A pipe or a device is written to, never replaced.
        return fill(Box::new(std::fs::File::create(target)?), write);
    }
    let beside = target.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let draft = tempfile::Builder::new().prefix(".resettle-").tempfile_in(beside)?;
    fill(Box::new(draft.reopen()?), write)?;
    draft.persist(target)?;
    Ok(())
}

/// Says something on stderr; nobody is obliged to listen.
pub fn say(text: &str) {
    let _ = writeln!(io::stderr(), "{text}");
}
