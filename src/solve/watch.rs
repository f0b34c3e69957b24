//! What a caller sees of a search that goes on, and ends it by.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

/// How far a search has come at its first level, in points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// What is searched.
    pub name: &'static str,
    /// What no plan exceeds.
    pub bound: i64,
    /// What the best plan so far is worth.
    pub worth: Option<i64>,
}

/// Handed to a solver and kept by its caller; copies see the same.
#[derive(Clone, Debug, Default)]
pub struct Watch {
    name: &'static str,
    interrupted: Arc<AtomicBool>,
    progress: Arc<Mutex<Option<Progress>>>,
}

impl Watch {
    /// The same, for one search of several that end together.
    #[must_use]
    pub fn of(&self, name: &'static str) -> Watch {
        Watch { name, ..self.clone() }
    }

    /// The same, for a part of a search whose points are not those of the whole.
    #[must_use]
    pub fn aside(&self) -> Watch {
        Watch { progress: Arc::default(), ..self.clone() }
    }

    /// Ends the search: the best plan so far is what it comes to.
    pub fn interrupt(&self) {
        self.interrupted.store(true, Ordering::Relaxed);
    }

    /// Whether the search is to end.
    pub fn is_interrupted(&self) -> bool {
        self.interrupted.load(Ordering::Relaxed)
    }

    /// How far the search is that told last; none before it knows a bound.
    pub fn progress(&self) -> Option<Progress> {
        self.progress.lock().expect("nobody panics here").clone()
    }

    /// Tells of a bound, and of a plan if there is one.
    pub(super) fn tell(&self, bound: i64, worth: Option<i64>) {
        let told = Progress { name: self.name, bound, worth };
        *self.progress.lock().expect("nobody panics here") = Some(told);
    }
}
