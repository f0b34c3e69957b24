//! Tables packed by gzip, from the command line.

use std::fs;
use std::io::Write;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::command::{resettle, scenario};

/// A scenario with packed tables is solved, certified and multiplied as any other; a packed table that changes later is missed
/// no less than one that is not packed.
#[test]
fn packed_tables_serve_every_command() {
    let home = tempfile::tempdir().unwrap();
    let (folder, run) = (home.path().join("small"), home.path().join("run"));
    fs::create_dir(&folder).unwrap();
    for entry in fs::read_dir(scenario("small")).unwrap() {
        let entry = entry.unwrap();
        let (file, bytes) = (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap());
        let packed = ["caseload.csv", "destinations.csv"].contains(&file.as_str());
        if packed { pack(&folder, &file, &bytes) } else { fs::write(folder.join(file), bytes).unwrap() }
    }
    let path = |path: &Path| path.to_str().unwrap().to_owned();
    let (code, _, errors) = resettle(&["solve", &path(&folder), "--output", &path(&run)]);
    assert_eq!(code, 0, "{errors}");
    assert_eq!(resettle(&["certify", &path(&run)]).0, 0);

    let more = path(&home.path().join("more"));
    let (code, _, errors) =
        resettle(&["generate", "--families", "24", "--supplies", "--like", &path(&folder), "--output", &more]);
    assert_eq!(code, 0, "{errors}");
    assert!(Path::new(&more).join("destinations.csv").exists());

    let caseload = fs::read_to_string(Path::new(&scenario("small")).join("caseload.csv")).unwrap();
    pack(&folder, "caseload.csv", (caseload + "# and a word\n").as_bytes());
    let (code, _, errors) = resettle(&["certify", &path(&run)]);
    assert!(code == 5 && errors.contains("caseload.csv.gz"), "{code}: {errors}");
}

/// Writes a table into a folder, packed.
fn pack(folder: &Path, file: &str, bytes: &[u8]) {
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(bytes).unwrap();
    fs::write(folder.join(format!("{file}.gz")), packed.finish().unwrap()).unwrap();
}
