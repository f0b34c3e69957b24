//! Arguments in, exit code out.

use std::process::ExitCode;

use clap::Parser;
use resettle::cli::Arguments;

fn main() -> ExitCode {
    Arguments::parse().run().into()
}
