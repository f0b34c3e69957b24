//! A bar on stderr for work that takes longer than a second, where somebody watches.

use std::io::{self, IsTerminal};
use std::thread;
use std::time::{Duration, Instant};

use indicatif::{HumanDuration, ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::report::thousands;
use crate::solve::{Progress, Watch};

/// How often the bar is drawn.
const TICK: Duration = Duration::from_millis(200);

/// A bar over this many steps, hidden for the first second and wherever stderr is no terminal.
pub fn bar(steps: u64) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(steps), ProgressDrawTarget::hidden());
    let style = ProgressStyle::with_template("{bar:20} {pos}/{len} {msg} ({elapsed}{prefix})");
    bar.set_style(style.expect("a valid template"));
    if io::stderr().is_terminal() {
        let bar = bar.clone();
        thread::spawn(move || {
            thread::sleep(Duration::from_secs(1));
            if !bar.is_finished() {
                bar.set_draw_target(ProgressDrawTarget::stderr());
                bar.enable_steady_tick(TICK);
            }
        });
    }
    bar
}

/// Shows how far a search is beside the bar, until it ends: the time that it has left at most, and what it has proven.
pub fn follow(bar: &ProgressBar, watch: Watch, limit: Duration) {
    let (bar, begun) = (bar.clone(), Instant::now());
    thread::spawn(move || {
        while !bar.is_finished() {
            let left = HumanDuration(limit.saturating_sub(begun.elapsed()));
            let told = watch.progress().map_or(String::new(), |progress| format!("; {}", words(&progress)));
            bar.set_prefix(format!(", {left} left at most{told}"));
            thread::sleep(TICK);
        }
    });
}

/// What is known of a search's first objective.
fn words(progress: &Progress) -> String {
    let Progress { name, bound, worth } = *progress;
    let Some(worth) = worth else { return format!("{name}: at most {} points", thousands(bound)) };
    let open = bound.saturating_sub(worth);
    let gap = open as f64 / worth.unsigned_abs().max(1) as f64;
    format!("{name}: {} points, at most {} more ({gap:.1e})", thousands(worth), thousands(open))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_is_told_of_by_what_it_has_proven() {
        let told = |worth| words(&Progress { name: "high", bound: 12_000_600, worth });
        assert_eq!(told(None), "high: at most 12,000,600 points");
        assert_eq!(told(Some(12_000_000)), "high: 12,000,000 points, at most 600 more (5.0e-5)");
    }
}
