//! What the result rests on: figures that are assumptions or of low confidence.

use serde::Serialize;

/// A figure that nobody knows well.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WeakFigure {
    /// The figures, as `SOURCES.md` names them, such as `destinations.MNG.places`.
    pub figures: String,
    /// `assumption` or `low`.
    pub confidence: &'static str,
    /// Where it comes from.
    pub source: String,
    /// The year it describes.
    pub year: String,
    /// It supplies a stage that binds, so that the result hangs on it.
    pub binds: bool,
}
