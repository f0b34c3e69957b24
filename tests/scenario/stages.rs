//! Bad rows of `routes.csv`, `capacity.csv`, `scores.csv`, `overrides.csv`, bad entries of `SOURCES.md` and bad changes.

use resettle::scenario::Rule;

use super::Bad;

const ROUTES: &str = "routes.csv";
const CAPACITY: &str = "capacity.csv";
const OVERRIDES: &str = "overrides.csv";
const SOURCES: &str = "SOURCES.md";

/// One row a way to go wrong.
pub const BAD: &[Bad] = &[
    Bad { rule: Rule::UnknownColumn, edits: &[(ROUTES, ",stay,", ",«stays»,")], says: "did you mean `stay`?" },
    Bad {
        rule: Rule::UnknownDestination,
        edits: &[(ROUTES, "USA,direct", "«US»,direct")],
        says: "did you mean `USA`?",
    },
    Bad { rule: Rule::UnknownDestination, edits: &[(ROUTES, ",MNG,1", ",«LAO»,1")], says: "`LAO` is not in" },
    Bad { rule: Rule::Origin, edits: &[(ROUTES, ",MNG,1", ",«PRK»,1")], says: "nobody is sent back" },
    Bad { rule: Rule::Role, edits: &[(ROUTES, ",MNG,1", ",«KOR»,1")], says: "KOR is not a transit country" },
    Bad {
        rule: Rule::Role,
        edits: &[(ROUTES, "USA,evacuation,MNG,1,,,,", "«THA»,direct,,,,,,")],
        says: "a route that ends in THA",
    },
    Bad {
        rule: Rule::Route,
        edits: &[(ROUTES, "USA,evacuation,MNG,1", "USA,«evacuation»,,1")],
        says: "without a transit country",
    },
    Bad {
        rule: Rule::Route,
        edits: &[(ROUTES, "USA,evacuation,MNG,1", "USA,«evacuation»,MNG,")],
        says: "without a stay",
    },
    Bad {
        rule: Rule::Route,
        edits: &[(ROUTES, "USA,direct,,", "USA,direct,«THA»,")],
        says: "its kind may be `transit`",
    },
    Bad {
        rule: Rule::Route,
        edits: &[(ROUTES, "KOR,nationality,THA,2", "KOR,«direct»,,")],
        says: "KOR gives its nationality",
    },
    Bad {
        rule: Rule::Route,
        edits: &[(ROUTES, "USA,direct", "USA,«nationality»")],
        says: "does not give its nationality",
    },
    Bad {
        rule: Rule::Route, edits: &[(ROUTES, "USA,evacuation,MNG", "MNG,evacuation,«MNG»")], says: "through itself"
    },
    Bad { rule: Rule::UnknownWord, edits: &[(ROUTES, "USA,direct", "USA,«driect»")], says: "did you mean `direct`?" },
    Bad { rule: Rule::OutsideHorizon, edits: &[(ROUTES, "2014-06..", "«2013-06»..")], says: "2014-01 to 2015-12" },
    // Capacity.
    Bad { rule: Rule::MissingValue, edits: &[(CAPACITY, "*,exit,,,5,", "*,exit,,,«»,")], says: "no amount" },
    Bad {
        rule: Rule::NotANumber, edits: &[(CAPACITY, "*,exit,,,5,", "*,exit,,,«many»,")], says: "not a whole number"
    },
    Bad { rule: Rule::UnknownWord, edits: &[(CAPACITY, "*,exit", "*,«exits»")], says: "did you mean `exit`?" },
    Bad {
        rule: Rule::UnknownWord, edits: &[(CAPACITY, "MNG,school", "MNG,«scool»")], says: "did you mean `school`?"
    },
    Bad { rule: Rule::UnknownProvince, edits: &[(CAPACITY, "Jilin", "«Jiling»")], says: "did you mean `Jilin`?" },
    Bad { rule: Rule::UnknownDestination, edits: &[(CAPACITY, "THA,beds", "«*»,beds")], says: "`*` is not in" },
    Bad { rule: Rule::Capacity, edits: &[(CAPACITY, "THA,beds", "«USA»,beds")], says: "no use for" },
    Bad { rule: Rule::Capacity, edits: &[(CAPACITY, "KOR,course", "«THA»,course")], says: "no use for" },
    Bad {
        rule: Rule::Capacity,
        edits: &[(CAPACITY, "USA,places", "«KOR»,places")],
        says: "which gives its nationality",
    },
    Bad { rule: Rule::Period, edits: &[(CAPACITY, "2014-04..2014-12", "«spring»")], says: "a month such as" },
    Bad {
        rule: Rule::OutsideHorizon,
        edits: &[(CAPACITY, "places,2014,", "places,«2018»,")],
        says: "`2018` is outside",
    },
    // Scores.
    Bad {
        rule: Rule::UnknownColumn,
        edits: &[("scores.csv", "", "case,USA,MNG,KOR,«FRA»\nC1,1,,,\nC2,1,1,1,\nC3,1,1,1,\nC4,,,,\nC5,,,,\n")],
        says: "unknown column `FRA`",
    },
    Bad {
        rule: Rule::MissingColumn,
        edits: &[("scores.csv", "", "«case,USA,KOR»\nC1,1,\nC2,1,1\nC3,1,1\nC4,,\nC5,,\n")],
        says: "no column `MNG`",
    },
    Bad {
        rule: Rule::NotANumber,
        edits: &[("scores.csv", "", "case,USA,MNG,KOR\nC1,«good»,,\nC2,1,1,1\nC3,1,1,1\nC4,,,\nC5,,,\n")],
        says: "not a number",
    },
    Bad {
        rule: Rule::UnknownCase,
        edits: &[("scores.csv", "", "case,USA,MNG,KOR\nC1,1,,\nC2,1,1,1\nC3,1,1,1\nC4,,,\nC5,,,\n«C6»,1,1,1\n")],
        says: "`C6` is not in",
    },
    Bad {
        rule: Rule::UnknownCase,
        edits: &[("scores.csv", "", "«case»,USA,MNG,KOR\nC1,1,,\nC2,1,1,1\nC3,1,1,1\nC5,,,\n")],
        says: "the case `C4` has no row",
    },
    Bad {
        rule: Rule::DuplicateId,
        edits: &[("scores.csv", "", "case,USA,MNG,KOR\nC1,1,,\nC2,1,1,1\nC3,1,1,1\nC4,,,\nC5,,,\n«C1»,2,,\n")],
        says: "remove one of the two rows",
    },
    Bad {
        rule: Rule::LinkedOptions,
        edits: &[
            ("caseload.csv", ",C3,1,", ",«C3»,1,"),
            ("scores.csv", "", "case,USA,MNG,KOR\nC1,1,,\nC2,,1,\nC3,1,,1\nC4,,,\nC5,,,\n"),
        ],
        says: "no destination is open",
    },
    // Decisions by hand.
    Bad { rule: Rule::MissingValue, edits: &[(OVERRIDES, ",no doctor there", ",«»")], says: "no reason" },
    Bad { rule: Rule::UnknownWord, edits: &[(OVERRIDES, ",forbid,", ",«ban»,")], says: "`hold` or `forbid`" },
    Bad { rule: Rule::UnknownCase, edits: &[(OVERRIDES, "C3,USA", "«C9»,USA")], says: "take the id out" },
    Bad { rule: Rule::UnknownCase, edits: &[(OVERRIDES, "C3,USA", "«C33»,USA")], says: "did you mean `C3`?" },
    Bad { rule: Rule::UnknownDestination, edits: &[(OVERRIDES, "C2,MNG", "C2,«MGN»")], says: "did you mean `MNG`?" },
    Bad { rule: Rule::Origin, edits: &[(OVERRIDES, "C3,USA", "C3,«PRK»")], says: "nobody is sent back" },
    Bad { rule: Rule::Role, edits: &[(OVERRIDES, "C3,USA", "C1,«THA»")], says: "whose role is `transit`" },
    Bad {
        rule: Rule::Override,
        edits: &[(OVERRIDES, "C2,MNG,forbid", "C3,«KOR»,hold")],
        says: "`C3` is already held to USA",
    },
    Bad { rule: Rule::Override, edits: &[(OVERRIDES, "C2,MNG,forbid", "C5,«USA»,hold")], says: "but wishes to stay" },
    Bad {
        rule: Rule::Override,
        edits: &[(OVERRIDES, "C2,MNG,forbid,no doctor there", "C1,USA,hold,x\nC1,«USA»,forbid,y")],
        says: "already held to USA",
    },
    Bad { rule: Rule::Override, edits: &[(OVERRIDES, "C2,MNG,forbid", "C1,«MNG»,hold")], says: "which it refuses" },
    Bad {
        rule: Rule::Override,
        edits: &[
            (OVERRIDES, "C2,MNG,forbid", "C1,«KOR»,hold"),
            ("scores.csv", "", "case,USA,MNG,KOR\nC1,1,,\nC2,1,1,1\nC3,1,1,1\nC4,,,\nC5,,,\n"),
        ],
        says: "its score is empty",
    },
    // Sources.
    Bad { rule: Rule::Sources, edits: &[(SOURCES, "", "«»# Sources\n\nA friend said so.\n")], says: "one table" },
    Bad {
        rule: Rule::Sources,
        edits: &[(
            SOURCES,
            "| nobody knows | | assumption |",
            "| nobody knows | | assumption |\n\n«| figures | source | year | confidence |»\n|---|---|---|---|",
        )],
        says: "a second table",
    },
    Bad {
        rule: Rule::UnknownWord, edits: &[(SOURCES, "| medium |", "| «meduim» |")], says: "did you mean `medium`?"
    },
    Bad {
        rule: Rule::UnknownWord,
        edits: &[(
            SOURCES,
            "destinations.*.places, capacity.USA.places | the government's announcement | 2013 | medium |",
            "«destination.*.places», capacity.USA.places | the government's announcement | 2013 | «sure» |",
        )],
        says: "did you mean `destinations`?",
    },
    Bad {
        rule: Rule::MissingValue,
        edits: &[(SOURCES, "| the government's announcement |", "| «»|")],
        says: "no source",
    },
    Bad {
        rule: Rule::UnknownWord,
        edits: &[(SOURCES, "places, capacity.USA.places", "places, «capcity.USA.places»")],
        says: "did you mean `capacity`?",
    },
    // Changes.
    Bad {
        rule: Rule::Change,
        edits: &[("--set", "", "«destinations.MNG.places»")],
        says: "destinations.MNG.places=500",
    },
    Bad { rule: Rule::Change, edits: &[("--set", "", "«destinations.MGN.places»=500")], says: "did you mean `MNG`?" },
    Bad { rule: Rule::Change, edits: &[("--set", "", "«destinations.MNG»=500")], says: "FILE.ROW.COLUMN" },
    Bad {
        rule: Rule::Change, edits: &[("--set", "", "caseload.C1.province+=«5»")], says: "cannot add `5` to `Jilin`"
    },
    Bad { rule: Rule::Change, edits: &[("--set", "", "«capacity.MNG.beds»=5")], says: "write `+=` to add a row" },
    Bad { rule: Rule::Change, edits: &[("--set", "", "«capacity.MNG»=5")], says: "capacity.PLACE.KIND" },
    Bad { rule: Rule::Change, edits: &[("--set", "", "«capacity.MNG.screening»+=5")], says: "nothing to add to" },
    Bad { rule: Rule::Change, edits: &[("--set", "", "«extends»=../x")], says: "write it in scenario.toml" },
    Bad { rule: Rule::Change, edits: &[("--set", "", "«hold»=USA")], says: "hold.CASE=DESTINATION" },
    Bad { rule: Rule::Change, edits: &[("--without", "", "«MGN»")], says: "did you mean `MNG`?" },
    Bad {
        rule: Rule::UnknownColumn,
        edits: &[("--set", "", "«destinations.MNG.place»=5")],
        says: "did you mean `places`?",
    },
    Bad {
        rule: Rule::UnknownKey,
        edits: &[("--set", "", "«policy.moratrium»=never")],
        says: "did you mean `moratorium`?",
    },
    Bad {
        rule: Rule::NotANumber,
        edits: &[("--set", "", "destinations.MNG.places=«lots»")],
        says: "not a whole number",
    },
    Bad {
        rule: Rule::OutOfRange, edits: &[("--set", "", "caseload.C1.count+=«-5»")], says: "a negative number: `-3`"
    },
    Bad {
        rule: Rule::OutsideHorizon,
        edits: &[("--set", "", "policy.moratorium=«2017-01»")],
        says: "\"never\" for what",
    },
    Bad {
        rule: Rule::OutsideHorizon,
        edits: &[("--set", "", "«capacity.USA.places.2019»+=3")],
        says: "`2019` is outside",
    },
    Bad { rule: Rule::UnknownCase, edits: &[("--set", "", "hold.«C9»=USA")], says: "the id of a case" },
    Bad { rule: Rule::Origin, edits: &[("--set", "", "hold.C1=«PRK»")], says: "nobody is sent back" },
];
