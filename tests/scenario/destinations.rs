//! Bad rows of `destinations.csv`.

use resettle::scenario::Rule;

use super::Bad;

const FILE: &str = "destinations.csv";

const USA: &str = "USA,United States,,treaty,1967 Protocol,,10,15,,0.9,2,en,LPN FR,,1000,316000000,";
const MNG: &str = "MNG,Mongolia,both,agreement,,,5,7,20,";

/// One row a way to go wrong.
pub const BAD: &[Bad] = &[
    Bad { rule: Rule::UnknownColumn, edits: &[(FILE, ",places,", ",«place»,")], says: "did you mean `places`?" },
    Bad {
        rule: Rule::UnknownCountry,
        edits: &[
            (FILE, "THA,Th", "«THX»,Th"),
            ("routes.csv", "THA,2", "THX,2"),
            ("capacity.csv", "THA,beds", "THX,beds"),
        ],
        says: "did you mean `THA` (Thailand)?",
    },
    Bad {
        rule: Rule::UnknownCountry,
        edits: &[(FILE, "THA,Th", "«TH»,Th"), ("routes.csv", "THA,2", "TH,2"), ("capacity.csv", "THA,beds", "TH,beds")],
        says: "did you mean `THA` (Thailand)?",
    },
    Bad {
        rule: Rule::UnknownCountry,
        edits: &[
            (FILE, "THA,Th", "«???»,Th"),
            ("routes.csv", "THA,2", "???,2"),
            ("capacity.csv", "THA,beds", "???,beds"),
        ],
        says: "three capital letters",
    },
    Bad {
        rule: Rule::NoDestination,
        edits: &[
            (FILE, "", "«code»,name,guarantee\n"),
            ("scenario.toml", ", \"sharing\"]", "]"),
            ("capacity.csv", "", "place,kind,amount\n*,exit,5\n"),
        ],
        says: "a row a country",
    },
    Bad { rule: Rule::MissingValue, edits: &[(FILE, "THA,Thailand,", "THA,«»,")], says: "no name" },
    Bad {
        rule: Rule::DuplicateId,
        edits: &[(
            FILE,
            "THA,Thailand,transit,practice,,",
            "THA,Thailand,transit,practice,,,,,,,,,,,,,\n«THA»,Again,transit,practice,,",
        )],
        says: "a row a country",
    },
    Bad {
        rule: Rule::NoGuarantee,
        edits: &[(FILE, MNG, "MNG,Mongolia,both,«»,,,5,7,20,")],
        says: "`guarantee_source` who says so",
    },
    Bad {
        rule: Rule::UnknownWord, edits: &[(FILE, MNG, "MNG,Mongolia,both,«promise»,,,5,7,20,")], says: "`practice`"
    },
    Bad {
        rule: Rule::UnknownWord,
        edits: &[(FILE, MNG, "MNG,Mongolia,«boht»,agreement,,,5,7,20,")],
        says: "did you mean `both`?",
    },
    Bad {
        rule: Rule::Asylum,
        edits: &[(
            FILE,
            MNG,
            "«CHN»,China,settlement,treaty,,,5,7,20,,,,,,1,1,1\nMNG,Mongolia,both,agreement,,,5,7,20,",
        )],
        says: "a protected stay there is a policy",
    },
    Bad {
        rule: Rule::Origin,
        edits: &[(
            FILE,
            MNG,
            "«PRK»,Home,settlement,treaty,,,5,7,20,,,,,,1,1,1\nMNG,Mongolia,both,agreement,,,5,7,20,",
        )],
        says: "nobody is sent back",
    },
    Bad { rule: Rule::OutOfRange, edits: &[(FILE, ",0.9,", ",«1.5»,")], says: "a number from 0 to 1" },
    Bad { rule: Rule::OutOfRange, edits: &[(FILE, ",10,15,", ",«-10»,,")], says: "a negative number" },
    Bad {
        rule: Rule::NotANumber, edits: &[(FILE, ",0.9,", ",\"«0,9»\",")], says: "write decimals with a point: 0.9"
    },
    Bad { rule: Rule::NotANumber, edits: &[(FILE, ",0.9,", ",«90%»,")], says: "in digits alone" },
    Bad { rule: Rule::NotANumber, edits: &[(FILE, ",0.9,", ",«NaN»,")], says: "where it is not known" },
    Bad { rule: Rule::OutOfRange, edits: &[(FILE, ",316000000,", ",«1e999»,")], says: "from 0 to 1e18" },
    Bad { rule: Rule::OutOfRange, edits: &[(FILE, ",316000000,", ",«-1»,")], says: "take the minus away" },
    Bad { rule: Rule::UnknownWord, edits: &[(FILE, ",LPN FR,", ",LPN «RF»,")], says: "`LFADS`" },
    Bad {
        rule: Rule::NoPlaces,
        edits: &[(FILE, MNG, "«MNG»,Mongolia,both,agreement,,,,,,")],
        says: "write 0 where there are none",
    },
    // USA: 9 reliable places in each of two years, and 4 x 0.9 once.
    Bad {
        rule: Rule::Minimum,
        edits: &[(FILE, USA, "USA,United States,,treaty,1967 Protocol,,10,«22»,,0.9,2,en,LPN FR,,1000,316000000,")],
        says: "a minimum of 22 persons, but places for 21 over the horizon",
    },
    Bad {
        rule: Rule::MissingValue,
        edits: &[(FILE, MNG, "MNG,Mongolia,both,agreement,,,5,,«20»,")],
        says: "persons in `minimum`",
    },
    Bad {
        rule: Rule::Role,
        edits: &[(FILE, "THA,Thailand,transit,practice,,,", "THA,Thailand,transit,practice,,,«5»")],
        says: "places where nobody settles",
    },
    Bad {
        rule: Rule::Capacity,
        edits: &[(FILE, "1951 Convention,yes,", "1951 Convention,yes,«5»")],
        says: "it has no quota",
    },
    Bad { rule: Rule::UnknownWord, edits: &[(FILE, ",mn,,born_in_china,", ",mn,,«born»,")], says: "facts" },
];
