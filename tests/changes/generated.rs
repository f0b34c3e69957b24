//! Small scenarios drawn from a seed: every stage scarce, every rule in use somewhere.

use std::fmt::Write;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use crate::written::Written;

/// How many are tried.
pub const SCENARIOS: u64 = 40;

const CODES: [&str; 3] = ["KOR", "MNG", "USA"];

struct Draw(ChaCha8Rng);

impl Draw {
    /// A number below `end`.
    fn below(&mut self, end: u32) -> u32 {
        self.0.next_u32() % end
    }

    /// One of several.
    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(u32::try_from(of.len()).expect("few")) as usize]
    }
}

/// The scenario of a seed.
pub fn scenario(seed: u64) -> Written {
    let mut draw = Draw(ChaCha8Rng::seed_from_u64(seed));
    let files = [
        ("scenario.toml", settings(&mut draw, seed)),
        ("caseload.csv", caseload(&mut draw)),
        ("destinations.csv", destinations(&mut draw)),
        ("routes.csv", routes(&mut draw)),
        ("capacity.csv", capacity(&mut draw)),
    ];
    Written::new(files.map(|(name, content)| (name.to_owned(), content)).into())
}

fn settings(draw: &mut Draw, seed: u64) -> String {
    let begins = ["2014-10", "2014-11", "2014-12", "never"];
    format!(
        "title = \"Drawn\"\norigin = \"PRK\"\nasylum = \"CHN\"\nfacts = [\"national\"]\nkinds = [\"school\"]\n\
         seed = {seed}\nemergency_reserve = {}\n[horizon]\nstart = \"2014-10\"\nperiods = 5\n\
         [policy]\nlegislation = \"{}\"\nmoratorium = \"2014-10\"\ndetermination = \"{}\"\nrecognition = {}\n\
         humanitarian_status = \"{}\"\naccess = \"{}\"\ncomes_forward = {}\nexit = \"{}\"\n",
        draw.one(&["0", "0", "0.34"]),
        draw.one(&["2014-10", "2014-10", "2014-11"]),
        draw.one(&begins),
        draw.one(&["\"prima facie\"", "\"prima facie\"", "0.6"]),
        draw.one(&begins),
        draw.one(&begins),
        draw.one(&["1", "0.5"]),
        draw.one(&["2014-10", "2014-10", "2014-10", "2014-11", "never"]),
    )
}

fn caseload(draw: &mut Draw) -> String {
    let mut rows = "id,count,f_18_59,m_12_17,province,arrival,contact,categories,priority,unaccompanied,bid,\
                    facts,refused,wishes_to_stay,need_school,linked\n"
        .to_owned();
    // Every province that the supplies name is somebody's.
    writeln!(rows, "C,1,1,0,Jilin{}", ",".repeat(11)).expect("text");
    let mut first = ("", "", "");
    for n in 0..5 + draw.below(3) {
        let alone = draw.below(8) == 0;
        let (adults, children) = if alone { (0, 1) } else { (1 + draw.below(2), draw.below(3)) };
        let count = if n > 1 && draw.below(3) == 0 { 2 + draw.below(4) } else { 1 };
        let province = if n == 2 { "Liaoning" } else { draw.one(&["Jilin", "Jilin", "Liaoning"]) };
        let arrival = draw.one(&["", "", "2014-12", "2014-10..2014-12", "2015-02"]);
        let contact = draw.one(&["known", "known", "known", "hiding", "detained"]);
        let own = (province, arrival, if contact == "hiding" { contact } else { "" });
        if n == 0 {
            first = own;
        }
        writeln!(
            rows,
            "C{n},{count},{adults},{children},{province},{arrival},{contact},{},{},{},{},{},{},{},{},{}",
            draw.one(&["LPN", "LPN", "MED", ""]),
            draw.one(&["normal", "normal", "urgent", "emergency"]),
            if alone { "yes" } else { "" },
            if alone { draw.one(&["yes", "no"]) } else { "" },
            draw.one(&["", "", "", "national"]),
            if n > 1 { draw.one(&["", "", "KOR", "MNG USA"]) } else { "" },
            if n > 1 && draw.below(9) == 0 { "yes" } else { "" },
            children.min(draw.below(3)),
            if n == 1 && own == first { "C0" } else { "" },
        )
        .expect("text");
    }
    rows
}

fn destinations(draw: &mut Draw) -> String {
    let mut rows = "code,name,guarantee,nationality,places,reliability,processing,processing_emergency,accepts,\
                    largest_family,single_parents,closed_to,role\n"
        .to_owned();
    for code in CODES {
        let nationality = code == "KOR";
        writeln!(
            rows,
            "{code},{code},treaty,{},{},{},{},{},{},{},,{},",
            if nationality { "yes" } else { "" },
            if nationality { String::new() } else { draw.below(5).to_string() },
            draw.one(&["", "", "0.7"]),
            draw.below(3),
            draw.below(2),
            draw.one(&["", "", "LPN"]),
            draw.one(&["", "3", "2"]),
            draw.one(&["", "national"]),
        )
        .expect("text");
    }
    rows + "THA,Thailand,practice,,,,,,,,,,transit\n"
}

fn routes(draw: &mut Draw) -> String {
    let mut rows = "destination,kind,transit,stay,open,screening,course\n".to_owned();
    writeln!(rows, "KOR,nationality,,,{},{},{}", draw.one(&["", "2014-11..2015-02"]), draw.below(2), 1 + draw.below(2))
        .expect("text");
    writeln!(rows, "MNG,transit,THA,{},,,", 1 + draw.below(2)).expect("text");
    rows + "USA,direct,,,,,\n"
}

fn capacity(draw: &mut Draw) -> String {
    let mut rows = "place,kind,periods,per,amount\n".to_owned();
    for (place, kind, per, most) in [
        ("Jilin", "exit", "period", 4),
        ("Jilin", "decision", "period", 4),
        ("KOR", "course", "period", 3),
        ("THA", "beds", "period", 3),
        ("KOR", "school", "year", 2),
        ("USA", "guardian", "year", 2),
    ] {
        if draw.below(4) > 0 {
            let periods = draw.one(&["", "", "2014-11..2015-01"]);
            writeln!(rows, "{place},{kind},{periods},{per},{}", draw.below(most + 1)).expect("text");
        }
    }
    // Where exits or decisions are scarce in one province, the other has some of its own, or none.
    if draw.below(2) == 0 {
        writeln!(rows, "Liaoning,exit,,period,{}", 1 + draw.below(3)).expect("text");
    }
    if draw.below(2) == 0 {
        writeln!(rows, "Liaoning,decision,,period,{}", 1 + draw.below(3)).expect("text");
    }
    rows
}
