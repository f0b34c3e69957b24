//! A folder that appears whole or not at all.
//!
//! It is filled under a temporary name beside its target, readable by its owner alone, and then
//! renamed. A program that is killed leaves the target as it was.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

/// What a target folder may hold already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replaces {
    /// Nothing.
    Nothing,
    /// A folder that holds this file is replaced as a whole.
    FolderWith(&'static str),
}

/// A folder in the making.
#[derive(Debug)]
pub struct Draft {
    folder: TempDir,
    target: PathBuf,
}

/// Why a folder cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum DraftError {
    /// Something else stands there.
    #[error(
        "error: `{}` exists and is not what this command writes\n  hint: name another folder, or move this one away",
        .0.display()
    )]
    Occupied(PathBuf),
    /// The file system refused.
    #[error("error: cannot write `{}`: {source}\n  hint: check that the folder may be written and the disk has room", .path.display())]
    Io {
        /// Where.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

impl Draft {
    /// Begins a folder that is to stand at `target`.
    pub fn begin(target: &Path, replaces: Replaces) -> Result<Draft, DraftError> {
        let refused = |source| DraftError::Io { path: target.to_path_buf(), source };
        if occupied(target, replaces).map_err(refused)? {
            return Err(DraftError::Occupied(target.to_path_buf()));
        }
        let beside = match target.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        fs::create_dir_all(beside).map_err(refused)?;
        let folder = tempfile::Builder::new().prefix(".resettle-").tempdir_in(beside).map_err(refused)?;
        Ok(Draft { folder, target: target.to_path_buf() })
    }

    /// Where to write for now.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Puts the folder in its place. Between the two renames of a replacement nothing stands there.
    pub fn publish(self) -> Result<(), DraftError> {
        let target = &self.target;
        let refused = |source| DraftError::Io { path: target.clone(), source };
        let former = target.exists().then(|| self.folder.path().with_extension("former"));
        if let Some(former) = &former {
            fs::rename(target, former).map_err(refused)?;
        }
        fs::rename(self.folder.keep(), target).map_err(refused)?;
        if let Some(former) = &former {
            fs::remove_dir_all(former).map_err(refused)?;
        }
        Ok(())
    }
}

fn occupied(target: &Path, replaces: Replaces) -> io::Result<bool> {
    let entries = match fs::read_dir(target) {
        Ok(mut entries) => entries.next().is_some(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(_) if target.is_file() => return Ok(true),
        Err(error) => return Err(error),
    };
    Ok(match replaces {
        Replaces::Nothing => entries,
        Replaces::FolderWith(file) => entries && !target.join(file).is_file(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const RUN: Replaces = Replaces::FolderWith("manifest.json");

    #[test]
    fn appears_whole_when_published_and_never_before() {
        let home = tempfile::tempdir().unwrap();
        let target = home.path().join("runs/one");
        let draft = Draft::begin(&target, RUN).unwrap();
        fs::write(draft.path().join("manifest.json"), "{}").unwrap();
        assert!(!target.exists());
        draft.publish().unwrap();
        assert_eq!(fs::read(target.join("manifest.json")).unwrap(), b"{}");
        assert_eq!(fs::read_dir(home.path().join("runs")).unwrap().count(), 1);
    }

    #[test]
    fn abandoned_leaves_the_former_one_as_it_was() {
        let home = tempfile::tempdir().unwrap();
        let target = home.path().join("one");
        fs::create_dir(&target).unwrap();
        fs::write(target.join("manifest.json"), "old").unwrap();
        let draft = Draft::begin(&target, RUN).unwrap();
        fs::write(draft.path().join("manifest.json"), "half").unwrap();
        drop(draft);
        assert_eq!(fs::read(target.join("manifest.json")).unwrap(), b"old");
        assert_eq!(fs::read_dir(home.path()).unwrap().count(), 1);
    }

    #[test]
    fn replaces_a_former_one_as_a_whole() {
        let home = tempfile::tempdir().unwrap();
        let target = home.path().join("one");
        fs::create_dir(&target).unwrap();
        fs::write(target.join("manifest.json"), "old").unwrap();
        fs::write(target.join("stale.csv"), "old").unwrap();
        let draft = Draft::begin(&target, RUN).unwrap();
        fs::write(draft.path().join("manifest.json"), "new").unwrap();
        draft.publish().unwrap();
        assert_eq!(fs::read(target.join("manifest.json")).unwrap(), b"new");
        assert!(!target.join("stale.csv").exists());
        assert_eq!(fs::read_dir(home.path()).unwrap().count(), 1);
    }

    #[test]
    fn refuses_what_is_not_its_own() {
        let home = tempfile::tempdir().unwrap();
        fs::write(home.path().join("letter.txt"), "mine").unwrap();
        assert!(matches!(Draft::begin(home.path(), RUN), Err(DraftError::Occupied(_))));
        assert!(matches!(Draft::begin(&home.path().join("letter.txt"), RUN), Err(DraftError::Occupied(_))));
        assert!(matches!(Draft::begin(&home.path().join("letter.txt/run"), RUN), Err(DraftError::Io { .. })));
    }
}
