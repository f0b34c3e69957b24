//! A commented scenario to begin with: what `resettle new` writes.

/// The files of the template, each its name and what it holds.
pub const TEMPLATE: [(&str, &str); 6] = [
    ("scenario.toml", include_str!("template/scenario.toml")),
    ("caseload.csv", include_str!("template/caseload.csv")),
    ("destinations.csv", include_str!("template/destinations.csv")),
    ("routes.csv", include_str!("template/routes.csv")),
    ("capacity.csv", include_str!("template/capacity.csv")),
    ("SOURCES.md", include_str!("template/SOURCES.md")),
];
