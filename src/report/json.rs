//! For programs.

use serde::Serialize;

/// JSON with a line break at the end.
pub fn pretty(value: &impl Serialize) -> String {
    serde_json::to_string_pretty(value).expect("words and finite numbers") + "\n"
}
