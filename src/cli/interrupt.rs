//! Ctrl-C ends a search, not the program.

use crate::solve::Watch;

use super::exit::Exit;
use super::output::say;

/// A watch that Ctrl-C interrupts; once more ends the program at once.
pub fn watch() -> Watch {
    let watch = Watch::default();
    let own = watch.clone();
    let interrupt = move || {
        if own.is_interrupted() {
            std::process::exit(Exit::Interrupted as i32);
        }
        own.interrupt();
        say("stopping with the best plan so far; once more to stop at once, without a plan");
    };
    ctrlc::set_handler(interrupt).expect("nothing else handles Ctrl-C");
    watch
}
