//! Bad rows of `caseload.csv`.

use resettle::scenario::Rule;

use super::Bad;

const FILE: &str = "caseload.csv";

const C1: &str = "C1,2,1,,1,,,,Jilin";
const C2: &str = "C2,3,,1,1,1,,,Jilin,,known,FR,,known,,,,ko,,C3,1,,,,";
const C3: &str = "C3,3,,,,1,,,Jilin,,,FR,,,5,,,,,,,USA,,";
const C4: &str = "C4,1,,1,,,,,,2014-05,,CAR,,,,yes,yes,,,,,";
const C5: &str = "C5,1,,,,,4,1,Liaoning,,hiding";

/// One row a way to go wrong.
pub const BAD: &[Bad] = &[
    Bad {
        rule: Rule::UnknownColumn,
        edits: &[(FILE, ",disability,", ",«disabilty»,")],
        says: "did you mean `disability`?",
    },
    Bad { rule: Rule::UnknownColumn, edits: &[(FILE, ",bid,", ",«shoes»,")], says: "the columns are id, count" },
    Bad {
        rule: Rule::MissingColumn,
        edits: &[(FILE, "", "# c\n\n«count,persons»\n1,2\n")],
        says: "there is no column `id`",
    },
    Bad { rule: Rule::DuplicateColumn, edits: &[(FILE, ",disability,", ",«persons»,")], says: "twice" },
    Bad { rule: Rule::EmptyCaseload, edits: &[(FILE, "", "\n«id»,persons\n# none\n")], says: "resettle generate" },
    // Who must never be in the file.
    Bad {
        rule: Rule::PersonalData, edits: &[(FILE, ",grounds\n", ",«Surname»\n")], says: "any text without meaning"
    },
    Bad { rule: Rule::PersonalData, edits: &[(FILE, ",grounds\n", ",«date_of_birth»\n")], says: "ages go by band" },
    Bad { rule: Rule::PersonalData, edits: &[(FILE, ",grounds\n", ",«Passport No.»\n")], says: "document numbers" },
    Bad {
        rule: Rule::PersonalData,
        edits: &[(FILE, C5, "C5,1,,,,,4,1,«1984-05-01»,,hiding")],
        says: "holds what looks like dates of birth (1 of them)",
    },
    Bad {
        rule: Rule::PersonalData,
        edits: &[(FILE, C5, "C5,1,,,,,4,«1.5.1984»,Liaoning,,hiding")],
        says: "`disability`",
    },
    Bad {
        rule: Rule::PersonalData,
        edits: &[(FILE, C5, "C5,1,,,,,4,1,«19840501»,,hiding")],
        says: "the column `province` holds what looks like dates of birth",
    },
    Bad { rule: Rule::PersonalData, edits: &[(FILE, C5, "C5,1,,,,,4,1,«5 May 1984»,,hiding")], says: "`province`" },
    Bad {
        rule: Rule::PersonalData,
        edits: &[(FILE, C5, "C5,1,,,,,4,1,«1984-05-01T00:00»,,hiding")],
        says: "`province`",
    },
    // Ids.
    Bad { rule: Rule::MissingValue, edits: &[(FILE, C1, "«»,2,1,,1,,,,Jilin")], says: "no id" },
    Bad { rule: Rule::InvalidId, edits: &[(FILE, C1, "«Kim Min»,2,1,,1,,,,Jilin")], says: "a name must not be used" },
    Bad { rule: Rule::InvalidId, edits: &[(FILE, C5, "«C=5»,1,,,,,4,1,Liaoning,,hiding")], says: "holds a `=`" },
    Bad { rule: Rule::DuplicateId, edits: &[(FILE, C5, "«C1»,1,,,,,4,1,Liaoning,,hiding")], says: "also on line 3" },
    // Counts.
    Bad { rule: Rule::NotANumber, edits: &[(FILE, C1, "C1,«two»,,,1,,,,Jilin")], says: "write it in digits" },
    Bad { rule: Rule::NotANumber, edits: &[(FILE, C1, "C1,«2.5»,,,1,,,,Jilin")], says: "write 2 or 3" },
    Bad {
        rule: Rule::NotANumber,
        edits: &[(FILE, C1, "C1,«1 000»,1,,1,,,,Jilin")],
        says: "write it without separators: 1000",
    },
    Bad {
        rule: Rule::NotANumber,
        edits: &[(FILE, C1, "C1,\"«1,000»\",1,,1,,,,Jilin")],
        says: "write it without separators: 1000",
    },
    Bad {
        rule: Rule::NotANumber,
        edits: &[(FILE, C1, "C1,«1.000»,1,,1,,,,Jilin")],
        says: "write it without separators: 1000",
    },
    Bad { rule: Rule::OutOfRange, edits: &[(FILE, C1, "C1,«-2»,,,1,,,,Jilin")], says: "take the minus away" },
    Bad { rule: Rule::OutOfRange, edits: &[(FILE, C1, "C1,«0»,,,1,,,,Jilin")], says: "leave the line out" },
    Bad { rule: Rule::OutOfRange, edits: &[(FILE, C1, "C1,«200000000»,,,1,,,,Jilin")], says: "a digit too many" },
    Bad {
        rule: Rule::OutOfRange,
        edits: &[(FILE, C1, "C1,«99999999999999999999»,,,1,,,,Jilin")],
        says: "too large a number",
    },
    Bad {
        rule: Rule::OutOfRange,
        edits: &[(FILE, C5, "C5,«10000000»,,,,,100,1,Liaoning,,hiding"), (FILE, "C4,1,", "C4,10000000,")],
        says: "more than 1000000000 persons",
    },
    Bad { rule: Rule::Estimates, edits: &[(FILE, C1, "C1,2,«3»,,1,,,,Jilin")], says: "low estimate of 3 above" },
    Bad {
        rule: Rule::Estimates,
        edits: &[(FILE, "count_low", "count_high"), (FILE, C1, "C1,2,«1»,,1,,,,Jilin")],
        says: "high estimate of 1 below",
    },
    // Persons.
    Bad { rule: Rule::NoPersons, edits: &[(FILE, C1, "«C1»,2,1,,,,,,Jilin")], says: "a family of nobody" },
    Bad { rule: Rule::NoPersons, edits: &[(FILE, C1, "«C1»,2,1,,0,,,,Jilin")], says: "f_18_59" },
    Bad { rule: Rule::OutOfRange, edits: &[(FILE, C1, "C1,2,1,,1,«300»,,,Jilin")], says: "from 0 to 100" },
    Bad { rule: Rule::PersonsDisagree, edits: &[(FILE, C1, "C1,2,1,,1,,«2»,,Jilin")], says: "add up to 1" },
    Bad { rule: Rule::PersonsDisagree, edits: &[(FILE, C1, "C1,2,1,,1,,,«2»,Jilin")], says: "in a family of 1" },
    Bad {
        rule: Rule::Unaccompanied,
        edits: &[(FILE, C4, "C4,1,,1,1,,,,,2014-05,,CAR,,,,«yes»,yes,,,,,")],
        says: "with 1 of 18 or older",
    },
    Bad {
        rule: Rule::Unaccompanied,
        edits: &[
            (FILE, ",need_school,", ",need_guardian,"),
            (FILE, C4, "C4,1,,1,,,,,,2014-05,,CAR,,,,yes,yes,,,,«0»,"),
        ],
        says: "without a guardian's place",
    },
    // Words.
    Bad {
        rule: Rule::UnknownWord,
        edits: &[(FILE, C5, "C5,1,,,,,4,1,Liaoning,,«hidding»")],
        says: "did you mean `hiding`?",
    },
    Bad { rule: Rule::UnknownWord, edits: &[(FILE, ",LPN SVT,", ",LPN «SVTT»,")], says: "did you mean `SVT`?" },
    Bad {
        rule: Rule::UnknownWord,
        edits: &[(FILE, ",urgent,", ",«soon»,")],
        says: "`emergency`, `urgent` or `normal` in column `priority`",
    },
    Bad {
        rule: Rule::UnknownWord, edits: &[(FILE, ",known,,,,ko", ",«knwon»,,,,ko")], says: "did you mean `known`?"
    },
    Bad { rule: Rule::UnknownWord, edits: &[(FILE, ",yes,yes,", ",yes,«true»,")], says: "`yes` or `no`" },
    Bad { rule: Rule::UnknownWord, edits: &[(FILE, ",zh,", ",«Chinese»,")], says: "ISO 639" },
    Bad {
        rule: Rule::UnknownWord,
        edits: &[(FILE, ",born_in_china,", ",«born_in_chin»,")],
        says: "did you mean `born_in_china`?",
    },
    Bad { rule: Rule::UnknownWord, edits: &[(FILE, ",born_in_china,", ",«spouse»,")], says: "add it to `facts`" },
    Bad { rule: Rule::UnknownWord, edits: &[(FILE, ",songbun", ",«songbum»")], says: "did you mean `songbun`?" },
    Bad { rule: Rule::OutOfRange, edits: &[(FILE, ",FR,,,5,", ",FR,,,«0»,")], says: "from 1 to 1000" },
    // Periods.
    Bad { rule: Rule::Period, edits: &[(FILE, ",2014-05,", ",«May 2014»,")], says: "a month such as `2014-03`" },
    Bad { rule: Rule::Period, edits: &[(FILE, ",2014-05,", ",«2014-05-17»,")], says: "a month such as `2014-03`" },
    Bad {
        rule: Rule::Period,
        edits: &[(FILE, "2014-02..2014-06", "«2014-06..2014-02»")],
        says: "the earlier period first",
    },
    Bad {
        rule: Rule::OutsideHorizon,
        edits: &[(FILE, ",2014-05,", ",«2016-01»,")],
        says: "a period from 2014-01 to 2015-12",
    },
    Bad { rule: Rule::OutsideHorizon, edits: &[(FILE, "..2014-06", "..«2016-06»")], says: "make the horizon" },
    Bad { rule: Rule::OutsideHorizon, edits: &[(FILE, ",2014-05,", ",«2017»,")], says: "`2017` is outside" },
    // Ties, wishes and links.
    Bad { rule: Rule::UnknownDestination, edits: &[(FILE, ",ko,KOR,", ",ko,«KRO»,")], says: "did you mean `KOR`?" },
    Bad { rule: Rule::UnknownDestination, edits: &[(FILE, ",KOR USA,", ",KOR «CHN»,")], says: "`wishes_to_stay`" },
    Bad { rule: Rule::UnknownDestination, edits: &[(FILE, ",MNG,,born", ",«FRA»,,born")], says: "add a row" },
    Bad { rule: Rule::Role, edits: &[(FILE, ",ko,KOR,", ",ko,KOR «THA»,")], says: "nobody settles in THA" },
    Bad { rule: Rule::Role, edits: &[(FILE, ",KOR USA,", ",KOR «THA»,")], says: "nobody settles in THA" },
    Bad { rule: Rule::Origin, edits: &[(FILE, ",KOR USA,", ",KOR «PRK»,")], says: "nobody is sent back" },
    Bad { rule: Rule::DuplicateId, edits: &[(FILE, ",KOR USA,", ",KOR USA «KOR»,")], says: "twice" },
    Bad {
        rule: Rule::PreferredRefused, edits: &[(FILE, ",KOR USA,MNG,", ",KOR USA,MNG «USA»,")], says: "prohibition"
    },
    Bad { rule: Rule::UnknownCase, edits: &[(FILE, ",C3,1,", ",«C33»,1,")], says: "did you mean `C3`?" },
    Bad { rule: Rule::SelfLink, edits: &[(FILE, ",C3,1,", ",C3 «C2»,1,")], says: "linked to itself" },
    Bad {
        rule: Rule::LinkedApart,
        edits: &[(FILE, C2, "C2,4,,1,1,1,,,Jilin,,known,FR,,known,,,,ko,,«C3»,1,,,,")],
        says: "split the groups",
    },
    Bad {
        rule: Rule::LinkedApart,
        edits: &[(FILE, C2, "C2,3,,1,1,1,,,Jilin,2014-02,known,FR,,known,,,,ko,,«C3»,1,,,,")],
        says: "different arrivals",
    },
    Bad {
        rule: Rule::LinkedApart,
        edits: &[(FILE, C2, "C2,3,,1,1,1,,,Jilin,,hiding,FR,,known,,,,ko,,«C3»,1,,,,")],
        says: "different contacts",
    },
    Bad {
        rule: Rule::LinkedApart,
        edits: &[(FILE, C2, "C2,3,,1,1,1,,,Liaoning,,known,FR,,known,,,,ko,,«C3»,1,,,,")],
        says: "different provinces",
    },
    Bad {
        rule: Rule::LinkedOptions,
        edits: &[(FILE, C2, "C2,3,,1,1,1,,,Jilin,,known,FR,,known,,,,ko,,«C3»,1,,USA,,")],
        says: "C2, C3 travel together, but no destination is open to all of them",
    },
    Bad {
        rule: Rule::LinkedOptions,
        edits: &[(FILE, C2, "C2,3,,1,1,1,,,Jilin,,known,FR,,known,,,,ko,,«C3»,1,,,yes,")],
        says: "some of them wish to stay",
    },
    // A case held where it cannot go.
    Bad {
        rule: Rule::Override,
        edits: &[
            (FILE, C3, "C3,3,,,,1,,,Jilin,,,FR,,,5,,,,,,,,USA,"),
            (FILE, ",C3,1,", ",,1,"),
            ("overrides.csv", "C3,USA", "C3,«USA»"),
        ],
        says: "which it refuses",
    },
];
