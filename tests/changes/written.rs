//! Scenario folders written for a test.

use std::fmt;
use std::path::{Path, PathBuf};

/// A scenario's files, each its name and content, and the folder they lie in.
pub struct Written {
    folder: tempfile::TempDir,
    files: Vec<(String, String)>,
}

impl Written {
    pub fn new(files: Vec<(String, String)>) -> Written {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for (name, content) in &files {
            std::fs::write(folder.path().join(name), content).expect("a file");
        }
        Written { folder, files }
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// A scenario of the project.
    pub fn shipped(name: &str) -> Written {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(name);
        let names = ["scenario.toml", "caseload.csv", "destinations.csv", "routes.csv", "capacity.csv"];
        let read = |name: &str| (name.to_owned(), std::fs::read_to_string(folder.join(name)).expect("a file"));
        Written::new(names.map(read).into())
    }

    /// The same with one text replaced by another.
    pub fn with(&self, name: &str, old: &str, new: &str) -> Written {
        let mut files = self.files.clone();
        let (_, content) = files.iter_mut().find(|file| file.0 == name).expect("a file of this name");
        assert!(content.contains(old), "{name} has no {old}");
        *content = content.replace(old, new);
        Written::new(files)
    }

    /// The same without a component of the policy.
    pub fn never(&self, component: &str) -> Written {
        let toml = &self.files.iter().find(|file| file.0 == "scenario.toml").expect("a scenario").1;
        let line = toml.lines().find(|line| line.starts_with(&format!("{component} ="))).expect("a component");
        self.with("scenario.toml", line, &format!("{component} = \"never\""))
    }

    /// Five identical families: of the places two are in Mongolia and one in the United States.
    pub fn group() -> Written {
        let files = [
            ("scenario.toml", "title = \"A group\"\n"),
            ("caseload.csv", "id,count,persons\ngroup,5,1\n"),
            ("destinations.csv", "code,name,places\nMNG,Mongolia,2\nUSA,United States,1\n"),
        ];
        Written::new(files.map(|(name, content)| (name.to_owned(), content.to_owned())).into())
    }

    /// One destination with room for everybody, and for each rule one family that it stops.
    pub fn rules() -> Written {
        let scenario = r#"
title = "One family for each rule"
origin = "PRK"
asylum = "CHN"
facts = ["national"]
kinds = ["school"]

[horizon]
start = "2014-01"
periods = 5

[policy]
legislation = "2014-02"
moratorium = "2014-01"
determination = "2014-02"
recognition = "prima facie"
humanitarian_status = "never"
access = "never"
exit = "2014-02"
"#;
        let caseload = "\
id,count,m_18_59,m_12_17,arrival,contact,categories,unaccompanied,bid,single_parent,facts,refused,wishes_to_stay,need_school
child,1,,1,,,LPN,yes,,,,,,
category,1,1,,,,MED,,,,,,,
large,1,5,,,,LPN,,,,,,,
alone,1,1,1,,,WGR,,,yes,,,,
closed,1,1,,,,LPN,,,,national,,,
school,1,1,1,,,LPN,,,,,,,2
refuses,1,1,,,,LPN,,,,,MNG USA,,
stays,1,1,,,,LPN,,,,,,yes,
hides,1,1,,,hiding,LPN,,,,,,,
late,1,1,,2014-05,,LPN,,,,,,,
goes,1,1,,,,LPN,,,,,,,
";
        let destinations = "\
code,name,guarantee,places,processing,accepts,largest_family,single_parents,closed_to
MNG,Mongolia,practice,40,2,LPN,3,no,national
USA,United States,treaty,40,2,FR,,no,
";
        let capacity = "place,kind,amount\nMNG,guardian,2\nUSA,school,2\n";
        let files = [
            ("scenario.toml", scenario),
            ("caseload.csv", caseload),
            ("destinations.csv", destinations),
            ("capacity.csv", capacity),
        ];
        Written::new(files.map(|(name, content)| (name.to_owned(), content.to_owned())).into())
    }
}

impl fmt::Display for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.files.iter().try_for_each(|(name, content)| writeln!(f, "--- {name}\n{content}"))
    }
}
