//! Bad keys and values of `scenario.toml`.

use resettle::scenario::Rule;

use super::Bad;

const FILE: &str = "scenario.toml";
const OBJECTIVES: &str = "\"protection\", \"families\", \"lottery\", \"wishes\", \"sharing\"";

/// One row a way to go wrong.
pub const BAD: &[Bad] = &[
    Bad { rule: Rule::TomlSyntax, edits: &[(FILE, "seed = 7", "seed = «»\n")], says: "not TOML" },
    Bad { rule: Rule::UnknownKey, edits: &[(FILE, "seed = 7", "«sed» = 7")], says: "did you mean `seed`?" },
    Bad {
        rule: Rule::UnknownKey,
        edits: &[(FILE, "moratorium =", "«moratorum» =")],
        says: "did you mean `moratorium`?",
    },
    Bad {
        rule: Rule::UnknownKey,
        edits: &[(FILE, "[hazard.known]", "[hazard.known]\n«colour» = 3")],
        says: "weight, returned",
    },
    Bad { rule: Rule::WrongShape, edits: &[(FILE, "seed = 7", "seed = «[7]»")], says: "one value" },
    Bad {
        rule: Rule::WrongShape,
        edits: &[
            (FILE, "kinds = [\"school\"]", "kinds = «\"school\"»"),
            ("caseload.csv", ",need_school,", ",need_guardian,"),
            ("capacity.csv", "MNG,school", "MNG,guardian"),
        ],
        says: "a list",
    },
    Bad {
        rule: Rule::WrongShape,
        edits: &[(FILE, "[deadlines]\nurgent = 3", ""), (FILE, "seed = 7", "seed = 7\ndeadlines = «3»")],
        says: "a section",
    },
    Bad {
        rule: Rule::MissingValue,
        edits: &[(FILE, "title = \"Good\"", "title = «\"\"»")],
        says: "leave the line out",
    },
    Bad {
        rule: Rule::UnknownCountry, edits: &[(FILE, "\"CHN\"", "\"«China»\"")], says: "did you mean `CHN` (China)?"
    },
    Bad {
        rule: Rule::InvalidId, edits: &[(FILE, "\"school\"", "\"school\", \"«a bed»\"")], says: "a word of letters"
    },
    Bad { rule: Rule::InvalidId, edits: &[(FILE, "\"school\"", "\"school\", \"«a,b»\"")], says: "a word of letters" },
    Bad { rule: Rule::InvalidId, edits: &[(FILE, "\"school\"", "\"school\", \"«exit»\"")], says: "name of a stage" },
    Bad { rule: Rule::DuplicateId, edits: &[(FILE, "\"school\"", "\"school\", \"«school»\"")], says: "twice" },
    Bad {
        rule: Rule::Origin, edits: &[(FILE, "asylum = \"CHN\"", "asylum = \"«PRK»\"")], says: "where they are now"
    },
    Bad { rule: Rule::NotANumber, edits: &[(FILE, "seed = 7", "seed = «7.5»")], says: "write 7 or 8" },
    Bad { rule: Rule::NotANumber, edits: &[(FILE, "seed = 7", "seed = «7.0»")], says: "hint: write 7" },
    Bad {
        rule: Rule::OutOfRange,
        edits: &[(FILE, "reserve = 0.25", "reserve = «25»")],
        says: "a share of 25% is 0.25",
    },
    Bad {
        rule: Rule::OutOfRange,
        edits: &[(FILE, "population = 3", "population = «1e308»")],
        says: "a number from 0 to 1e18",
    },
    Bad {
        rule: Rule::WrongShape,
        edits: &[
            (FILE, "[horizon]\nstart = \"2014-01\"\nperiods = 24", ""),
            (FILE, "seed = 7", "seed = 7\nhorizon = «3»"),
            ("destinations.csv", ",10,15,", ",10,,"),
        ],
        says: "a section",
    },
    Bad {
        rule: Rule::OutOfRange,
        edits: &[
            (FILE, "periods = 24", "periods = «0»"),
            (FILE, "moratorium = \"2014-03\"", ""),
            ("caseload.csv", "2014-02..2014-06", ""),
            ("caseload.csv", "2014-05", ""),
            ("routes.csv", "2014-06..2015-12", ""),
            ("capacity.csv", "2014-04..2014-12", ""),
            ("destinations.csv", ",10,15,", ",10,,"),
        ],
        says: "from 1 to 1200",
    },
    Bad {
        rule: Rule::OutOfRange,
        edits: &[(FILE, "returned = 0.5", "returned = «1.2»")],
        says: "a number from 0 to 1",
    },
    Bad { rule: Rule::OutOfRange, edits: &[(FILE, "weight = 3", "weight = «0»")], says: "from 1 to 1000" },
    Bad {
        rule: Rule::OutOfRange,
        edits: &[(FILE, "recognition = 0.5", "recognition = «-0.5»")],
        says: "\"prima facie\"",
    },
    Bad {
        rule: Rule::NotANumber,
        edits: &[(FILE, "recognition = 0.5", "recognition = \"«prima-facie»\"")],
        says: "\"prima facie\"",
    },
    Bad {
        rule: Rule::OutOfRange,
        edits: &[(FILE, "population = 3\ngdp = 1", "«population» = 0")],
        says: "a weight above 0",
    },
    Bad { rule: Rule::NotANumber, edits: &[(FILE, "2014 = 1397", "«early» = 1397")], says: "a year such as 2014" },
    Bad {
        rule: Rule::Period,
        edits: &[
            (FILE, "start = \"2014-01\"", "start = \"«January 2014»\""),
            (FILE, "moratorium = \"2014-03\"", ""),
            ("caseload.csv", "2014-02..2014-06", ""),
            ("caseload.csv", "2014-05", ""),
            ("routes.csv", "2014-06..2015-12", ""),
            ("capacity.csv", "2014-04..2014-12", ""),
            ("capacity.csv", ",2014,once", ",,once"),
            ("destinations.csv", ",10,15,", ",10,,"),
        ],
        says: "a month such as `2014-01`",
    },
    Bad { rule: Rule::Period, edits: &[(FILE, "\"2014-03\"", "\"«soon»\"")], says: "\"never\" for what" },
    Bad { rule: Rule::OutsideHorizon, edits: &[(FILE, "\"2014-03\"", "\"«2013-03»\"")], says: "2014-01 to 2015-12" },
    Bad {
        rule: Rule::OutsideHorizon,
        edits: &[(FILE, "\"2014-03\"", "\"«2013-03»\"")],
        says: "write the first period for what began before",
    },
    // Objectives.
    Bad { rule: Rule::UnknownWord, edits: &[(FILE, "\"lottery\"", "\"«lotery»\"")], says: "did you mean `lottery`?" },
    Bad { rule: Rule::DuplicateId, edits: &[(FILE, "\"lottery\"", "\"lottery\", \"«families»\"")], says: "twice" },
    Bad {
        rule: Rule::MissingValue,
        edits: &[(
            FILE,
            "objectives = [\"protection\", \"families\", \"lottery\", \"wishes\", \"sharing\"]",
            "objectives = «[]»",
        )],
        says: "at least one objective",
    },
    Bad {
        rule: Rule::MissingValue,
        edits: &[(FILE, "\"lottery\"", "\"lottery\", «[]»")],
        says: "a level without an objective",
    },
    Bad { rule: Rule::NoInput, edits: &[(FILE, "\"lottery\"", "\"«score»\"")], says: "scores.csv" },
    Bad {
        rule: Rule::NoInput,
        edits: &[
            (FILE, "\"sharing\"", "\"«sharing»\""),
            ("destinations.csv", ",316000000,", ",0,"),
            ("destinations.csv", ",2900000,", ",0.0,"),
        ],
        says: "not all of them 0",
    },
    Bad {
        rule: Rule::NoEffect,
        edits: &[
            (FILE, ", \"sharing\"]", "]"),
            ("destinations.csv", ",7,20,", ",7,«20»,"),
            ("capacity.csv", "once,4,2", "once,4,«2»"),
        ],
        says: "name `sharing` in `objectives`",
    },
    Bad {
        rule: Rule::NoInput,
        edits: &[(FILE, "\"families\"", "\"«families»\""), ("caseload.csv", ",ko,KOR,", ",ko,,")],
        says: "`ties`",
    },
    Bad {
        rule: Rule::NoInput,
        edits: &[
            (FILE, "\"wishes\"", "\"«wishes»\""),
            ("caseload.csv", ",KOR USA,", ",,"),
            ("caseload.csv", ",USA,,,,\n", ",,,,,\n"),
            ("caseload.csv", ",yes,,\n", ",,,\n"),
        ],
        says: "`preferred`",
    },
    Bad {
        rule: Rule::NoInput,
        edits: &[(FILE, "\"lottery\"", "\"«deadlines»\""), ("caseload.csv", ",urgent,", ",,")],
        says: "emergency or urgent",
    },
    Bad {
        rule: Rule::NoInput,
        edits: &[(FILE, "\"lottery\"", "\"«cost»\""), ("destinations.csv", ",1000,", ",,")],
        says: "no `cost_per_person` for USA",
    },
    Bad {
        rule: Rule::NoInput,
        edits: &[
            (FILE, "\"sharing\"", "\"«sharing»\""),
            ("destinations.csv", ",316000000,", ",,"),
            ("destinations.csv", ",12500000000", ","),
        ],
        says: "no `gdp_usd`, `population` for USA, MNG",
    },
    Bad {
        rule: Rule::Acknowledge,
        edits: &[(FILE, OBJECTIVES, "\"«cost»\", \"protection\", \"sharing\"")],
        says: "acknowledge = [\"cost\"]",
    },
    Bad {
        rule: Rule::Acknowledge, edits: &[(FILE, OBJECTIVES, "\"«sharing»\"")], says: "in the place of protection"
    },
    Bad {
        rule: Rule::Acknowledge,
        edits: &[(FILE, OBJECTIVES, "[\"protection\", { cost = «2» }], \"sharing\"")],
        says: "above or beside protection",
    },
    Bad {
        rule: Rule::Acknowledge,
        edits: &[
            (FILE, OBJECTIVES, "\"sharing\", \"«cost»\", \"protection\""),
            (FILE, "seed = 7", "seed = 7\nacknowledge = [\"sharing\"]"),
        ],
        says: "it would decide who waits",
    },
];
