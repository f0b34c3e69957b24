//! A bar on stderr for work that takes longer than a second, where somebody watches.

use std::io::{self, IsTerminal};
use std::thread;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar over this many steps, hidden for the first second and wherever stderr is no terminal.
pub fn bar(steps: u64) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(steps), ProgressDrawTarget::hidden());
    let style = ProgressStyle::with_template("{bar:20} {pos}/{len} {msg} ({elapsed})").expect("a valid template");
    bar.set_style(style);
    if io::stderr().is_terminal() {
        let bar = bar.clone();
        thread::spawn(move || {
            thread::sleep(Duration::from_secs(1));
            if !bar.is_finished() {
                bar.set_draw_target(ProgressDrawTarget::stderr());
                bar.enable_steady_tick(Duration::from_millis(200));
            }
        });
    }
    bar
}
