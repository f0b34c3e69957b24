//! A commented scenario to begin with: what `resettle new` writes.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

/// The files of the template, by name.
const FILES: [(&str, &str); 6] = [
    ("scenario.toml", include_str!("template/scenario.toml")),
    ("caseload.csv", include_str!("template/caseload.csv")),
    ("destinations.csv", include_str!("template/destinations.csv")),
    ("routes.csv", include_str!("template/routes.csv")),
    ("capacity.csv", include_str!("template/capacity.csv")),
    ("SOURCES.md", include_str!("template/SOURCES.md")),
];

/// Writes the template into a folder, which is made where it is not there; an error where one of its files is,
/// before anything is written.
pub fn write_template(folder: &Path) -> io::Result<()> {
    if let Some((name, _)) = FILES.iter().find(|(name, _)| folder.join(name).exists()) {
        let message = format!("{} is there already", folder.join(name).display());
        return Err(io::Error::new(io::ErrorKind::AlreadyExists, message));
    }
    fs::create_dir_all(folder)?;
    for (name, content) in FILES {
        fs::File::create_new(folder.join(name))?.write_all(content.as_bytes())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Changes, Scenario};

    #[test]
    fn the_template_loads_without_complaint() {
        let folder = tempfile::tempdir().unwrap();
        write_template(&folder.path().join("new")).unwrap();
        let scenario =
            Scenario::load(&folder.path().join("new"), &Changes::default()).unwrap_or_else(|e| panic!("{e}"));
        assert_eq!((scenario.name.as_str(), scenario.caseload.len()), ("new", 12));
    }

    #[test]
    fn a_folder_with_a_scenario_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("capacity.csv"), "mine").unwrap();
        let error = write_template(folder.path()).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
