//! What the result rests on: figures that are assumptions or of low confidence.

use serde::Serialize;

use crate::scenario::{Confidence, Scenario};

use super::Bottleneck;

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

/// The weak figures: first those that supply a stage that binds, in the bottlenecks' order; then
/// assumptions before low confidence; then in the order of `SOURCES.md`.
pub fn weak_figures(scenario: &Scenario, bottlenecks: &[Bottleneck]) -> Vec<WeakFigure> {
    let mut weak: Vec<(usize, Confidence, WeakFigure)> = Vec::new();
    for source in &scenario.sources {
        let confidence = match source.confidence {
            Confidence::Assumption => "assumption",
            Confidence::Low => "low",
            Confidence::Medium | Confidence::High => continue,
        };
        let rank = (bottlenecks.iter().filter(|bottleneck| bottleneck.full > 0))
            .position(|bottleneck| supplies(&source.figures, bottleneck));
        let figure = WeakFigure {
            figures: source.figures.clone(),
            confidence,
            source: source.source.clone(),
            year: source.year.clone(),
            binds: rank.is_some(),
        };
        weak.push((rank.unwrap_or(usize::MAX), source.confidence, figure));
    }
    weak.sort_by_key(|(rank, confidence, _)| (*rank, *confidence));
    weak.into_iter().map(|(_, _, figure)| figure).collect()
}

/// Whether a path of `SOURCES.md` names what supplies a stage: `destinations.MNG.places`,
/// `capacity.MNG.places` and anything below, where `*` stands for any one word.
fn supplies(figures: &str, bottleneck: &Bottleneck) -> bool {
    let words: Vec<&str> = figures.split('.').collect();
    let names = |word: &str, name: &str| word == "*" || word == name;
    match words[..] {
        ["destinations", place, "places" | "reliability"] => {
            bottleneck.stage == "places" && names(place, &bottleneck.place)
        }
        ["capacity", place, stage, ..] => names(place, &bottleneck.place) && names(stage, &bottleneck.stage),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Source;

    fn bottleneck(stage: &str, place: &str, full: u32) -> Bottleneck {
        let (stage, place) = (stage.to_owned(), place.to_owned());
        Bottleneck { stage, place, used: 10, supplied: 10, full, supplies: 1, gain: None }
    }

    fn order(figures: &[(&str, Confidence)], bottlenecks: &[Bottleneck]) -> Vec<(String, bool)> {
        let mut scenario = super::super::fixture::small();
        scenario.sources = (figures.iter())
            .map(|(figures, confidence)| Source {
                figures: (*figures).to_owned(),
                source: String::new(),
                year: String::new(),
                confidence: *confidence,
            })
            .collect();
        let weak = weak_figures(&scenario, bottlenecks);
        weak.into_iter().map(|figure| (figure.figures, figure.binds)).collect()
    }

    #[test]
    fn what_binds_comes_first_and_what_is_well_known_not_at_all() {
        let figures = [
            ("policy.comes_forward", Confidence::Low),
            ("hazard.hiding.returned", Confidence::Assumption),
            ("destinations.*.places", Confidence::Low),
            ("capacity.MNG.course", Confidence::Assumption),
            ("capacity.Jilin.exit.2014", Confidence::Low),
            ("destinations.KOR.places", Confidence::High),
        ];
        let bottlenecks =
            [bottleneck("exit", "Jilin", 3), bottleneck("places", "MNG", 1), bottleneck("course", "MNG", 0)];
        let expected = [
            ("capacity.Jilin.exit.2014", true),
            ("destinations.*.places", true),
            ("hazard.hiding.returned", false),
            ("capacity.MNG.course", false),
            ("policy.comes_forward", false),
        ];
        assert_eq!(order(&figures, &bottlenecks), expected.map(|(path, binds)| (path.to_owned(), binds)));
    }
}
