//! Small cells are suppressed in reports that leave a desk, as UNHCR does in its statistics.

use std::fmt;

use serde::{Serialize, Serializer};

/// A number of persons that may be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell {
    /// None, or five and more.
    Exact(u64),
    /// One to four persons.
    Few,
}

/// Hides numbers from 1 to 4, which could point at somebody.
pub fn suppress(persons: u64) -> Cell {
    if (1..5).contains(&persons) { Cell::Few } else { Cell::Exact(persons) }
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Cell::Exact(persons) => write!(f, "{persons}"),
            Cell::Few => f.write_str("<5"),
        }
    }
}

impl Serialize for Cell {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Cell::Exact(persons) => serializer.serialize_u64(*persons),
            Cell::Few => serializer.serialize_str("<5"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_to_four_persons_are_not_told() {
        let shown: Vec<String> = [0, 1, 4, 5, 120].map(|persons| suppress(persons).to_string()).into();
        assert_eq!(shown, ["0", "<5", "<5", "5", "120"]);
        assert_eq!(serde_json::to_string(&[suppress(3), suppress(7)]).expect("json"), r#"["<5",7]"#);
    }
}
