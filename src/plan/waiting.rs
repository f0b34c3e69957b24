//! Who still waits, why, and the smallest change that would place one family more: the rows of `waiting.csv`.

use std::collections::BTreeMap;

use rayon::prelude::*;
use serde::{Serialize, Serializer};

use crate::scenario::Period;

use super::change::Room;
use super::exchange::Covers;
use super::reason::Words;
use super::solo::Peers;
use super::solved::Fate;
use super::{Reason, Solved, reason, spaced};

/// Families of a case that the plan leaves waiting for one reason.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WaitingRow {
    /// Ids of the cases that would travel as one.
    #[serde(serialize_with = "spaced")]
    pub cases: Vec<String>,
    /// Families (of each id) that wait.
    pub count: u32,
    /// Persons in them.
    pub persons: u64,
    /// Why they wait.
    pub reason: Reason,
    /// The reason in words: which rules, which components of the policy, which objective.
    pub words: String,
    /// The smallest change that places one more of them, as arguments of `--set` to be given together; empty:
    /// there is none that anybody should be asked for. Written as a command line has them.
    #[serde(serialize_with = "arguments")]
    pub change: Vec<String>,
}

impl WaitingRow {
    /// The change as arguments of a command, quoted where a shell would take them apart.
    pub fn arguments(&self) -> String {
        quoted(&self.change)
    }
}

fn arguments<S: Serializer>(changes: &[String], serializer: S) -> Result<S::Ok, S::Error> {
    quoted(changes).serialize(serializer)
}

fn quoted(changes: &[String]) -> String {
    let plain = |change: &str| change.chars().all(|c| c.is_ascii_alphanumeric() || "._-+=,:/".contains(c));
    let quoted = |change: &String| {
        if plain(change) { format!("--set {change}") } else { format!("--set '{}'", change.replace('\'', "'\\''")) }
    };
    changes.iter().map(quoted).collect::<Vec<String>>().join(" ")
}

/// The rows of `waiting.csv`: by case in the caseload's order, then by reason.
pub fn waiting(solved: &Solved) -> Vec<WaitingRow> {
    listed(solved, |_| true)
}

/// The rows of one case: of the rows of the caseload that travel as one.
pub(super) fn of_rows(solved: &Solved, rows: &[usize]) -> Vec<WaitingRow> {
    listed(solved, |case| solved.compiled.cohorts[case].rows == rows)
}

fn listed(solved: &Solved, wanted: impl Fn(usize) -> bool) -> Vec<WaitingRow> {
    let reasons = reason::reasons(solved, wanted);
    let mut groups: BTreeMap<(&[usize], Reason), Vec<Fate>> = BTreeMap::new();
    for fate in solved.fates().filter(|fate| fate.way.is_none()) {
        if let Some(reason) = reasons.get(&fate.case) {
            let rows = &solved.compiled.cohorts[fate.case].rows;
            groups.entry((rows, *reason)).or_default().push(fate);
        }
    }
    let groups: Vec<_> = groups.into_iter().map(|((rows, reason), waiting)| Group { rows, reason, waiting }).collect();
    let (changes, words) = (changes(solved, &groups), Words::new(solved));
    (groups.par_iter().zip(changes))
        .map_init(Covers::new, |covers, (group, change)| {
            (group, change, words.of(&group.waiting, group.reason, covers))
        })
        .map(|(Group { reason, waiting, .. }, change, words)| WaitingRow {
            cases: solved.ids(waiting[0].case),
            count: waiting.iter().map(|fate| fate.families).sum(),
            persons: waiting.iter().map(|fate| fate.persons).sum(),
            reason: *reason,
            words,
            change,
        })
        .collect()
}

/// Families of rows that travel as one, who wait for one reason.
struct Group<'a> {
    rows: &'a [usize],
    reason: Reason,
    waiting: Vec<Fate>,
}

impl Group<'_> {
    /// The cases of the problem.
    fn cases(&self) -> Vec<usize> {
        self.waiting.iter().map(|fate| fate.case).collect()
    }
}

/// The smallest change for each group; sought once for all who could do the same and wait for the same.
fn changes(solved: &Solved, groups: &[Group]) -> Vec<Vec<String>> {
    let room = Room::of(solved);
    let traits: Vec<Option<Traits>> = groups.par_iter().map(|group| traits(solved, &room, group)).collect();
    let mut known: BTreeMap<&Traits, usize> = BTreeMap::new();
    let firsts = traits.iter().enumerate();
    let first: Vec<usize> =
        firsts.map(|(at, traits)| traits.as_ref().map_or(at, |traits| *known.entry(traits).or_insert(at))).collect();
    let sought = |(at, group): (usize, &Group)| {
        if first[at] == at { room.smallest_change(&group.cases(), group.reason) } else { Vec::new() }
    };
    let sought: Vec<Vec<String>> = groups.par_iter().enumerate().map(|(at, group)| sought((at, group))).collect();
    let id = |at: usize| solved.scenario.caseload[groups[at].rows[0]].id.as_str();
    let own = |(at, first): (usize, &usize)| {
        sought[*first]
            .iter()
            .map(|change| renamed(change, id(*first), id(at)).unwrap_or_else(|| change.clone()))
            .collect()
    };
    first.iter().enumerate().map(own).collect()
}

/// Why a group waits, who could do the same, and by cohort how many families, when they arrive and come forward, and
/// whether they are recognised.
type Traits<'a> = (Reason, Peers<'a>, Vec<(u32, Period, Option<Period>, bool)>);

/// All that the change for a group depends on, but for its id; none where others of it have places.
fn traits<'a>(solved: &Solved, room: &Room, group: &Group<'a>) -> Option<Traits<'a>> {
    let cohorts = group.waiting.iter().map(|fate| {
        let cohort = &solved.compiled.cohorts[fate.case];
        (fate.families, cohort.arrives, cohort.comes_forward, cohort.recognised)
    });
    (!room.places(group.rows)).then(|| (group.reason, Peers::of(solved, group.rows), cohorts.collect()))
}

/// A change for a case told for another one that differs in its id alone; none if it does not name it.
fn renamed(change: &str, from: &str, to: &str) -> Option<String> {
    let (table, rest) = change.split_once('.')?;
    let rest = rest.strip_prefix(from).filter(|rest| rest.starts_with(['.', '=']))?;
    matches!(table, "hold" | "caseload" | "scores").then(|| format!("{table}.{to}{rest}"))
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;
    use crate::pathway::{self, Estimate};
    use crate::scenario::Changes;
    use crate::solve::greedy;

    #[test]
    fn who_waits_is_told_why_and_what_would_place_them() {
        let (scenario, compiled, plan) = fixture::small_plan();
        let solved = fixture::solved(&scenario, &compiled, &plan);
        let rows = waiting(&solved);
        let told: Vec<(&str, Reason, &[String])> =
            rows.iter().map(|row| (row.cases[0].as_str(), row.reason, row.change.as_slice())).collect();
        let child =
            ["caseload.F05.bid=yes", "capacity.SWE.places.2014+=1", "capacity.SWE.guardian.2014+=1", "hold.F05=SWE"];
        let national = ["destinations.KOR.closed_to=", "capacity.KOR.course.2014-04+=1", "hold.F08=KOR"];
        let places = ["capacity.USA.places.2014+=3", "hold.F11=USA"];
        let changes =
            [&child[..], &national, &places].map(|set| set.iter().map(ToString::to_string).collect::<Vec<_>>());
        let expected = [
            ("F05", Reason::NoLawfulOption, changes[0].as_slice()),
            ("F08", Reason::NoLawfulOption, changes[1].as_slice()),
            ("F11", Reason::PlacesTaken, changes[2].as_slice()),
        ];
        assert_eq!(told, expected);
        let words = "KOR MNG USA SWE: the child's best interests determination is not done; \
                     KOR MNG USA: has no guardian place for an unaccompanied child";
        assert_eq!(rows[0].words, words);
    }

    /// `scenarios/small` with every family several times: others who wish otherwise, who refuse or may not, or who are
    /// many. A change sought for one of several is what each by itself is told.
    #[test]
    fn those_who_could_do_the_same_are_told_the_same_as_each_by_itself() {
        let folder = std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("scenarios/small");
        let read = |name: &str| std::fs::read_to_string(folder.join(name)).expect("a file");
        let names = ["scenario.toml", "destinations.csv", "routes.csv", "capacity.csv"];
        let caseload = read("caseload.csv");
        let rows: Vec<&str> = caseload.lines().filter(|line| !line.starts_with('#')).collect();
        let copies: [&[(&str, &str)]; 6] = [
            &[],
            &[("preferred", ""), ("ties", "SWE"), ("hazard_weight", "7"), ("disability", "1")],
            &[("preferred", ""), ("refused", "USA SWE")],
            &[("facts", "chinese_national")],
            &[("count", "3")],
            &[("count", "3"), ("hazard_weight", "2")],
        ];
        let columns: Vec<&str> = rows[0].split(',').chain(["count"]).collect();
        let copy = |number: usize, changed: &[(&str, &str)]| {
            let row = |row: &&str| {
                let mut cells: Vec<&str> = row.split(',').chain(["1"]).collect();
                for &(column, cell) in changed.iter().chain(&[("linked", "")]) {
                    cells[columns.iter().position(|known| *known == column).expect("a column")] = cell;
                }
                format!("{number}-{}", cells.join(","))
            };
            rows[1..].iter().map(row).collect::<Vec<String>>()
        };
        let copies = copies.iter().enumerate().flat_map(|(number, changed)| copy(number, changed));
        let caseload = std::iter::once(columns.join(",")).chain(copies).collect::<Vec<String>>().join("\n");
        let others = names.map(|name| (name, read(name)));
        let files = others.iter().map(|(name, text)| (*name, text.as_str()));
        let files: Vec<(&str, &str)> = files.chain([("caseload.csv", caseload.as_str())]).collect();
        let scenario = fixture::written(&files, &Changes::default());
        let compiled = pathway::compile(&scenario, Estimate::Point);
        let plan = greedy::solve(&compiled.problem).plan;
        let solved = fixture::solved(&scenario, &compiled, &plan);
        let told = waiting(&solved);
        let by_name = told.iter().filter(|row| row.change.iter().any(|change| change.contains(&row.cases[0])));
        assert!(by_name.count() > 4, "{told:?}");
        let at = |id: &str| scenario.caseload.iter().position(|case| case.id == id).expect("a case");
        let peers = |id: &str| Peers::of(&solved, &[at(id)]) == Peers::of(&solved, &[at("0-F03")]);
        assert_eq!(["1-F03", "2-F03", "3-F03", "4-F03", "0-F04"].map(peers), [true, false, false, false, false]);
        for row in &told {
            let alone = of_rows(&solved, &[at(&row.cases[0])]);
            assert_eq!(
                alone.iter().find(|other| other.reason == row.reason).map(|other| &other.change),
                Some(&row.change)
            );
        }
    }

    #[test]
    fn a_change_is_written_so_that_a_shell_takes_it_as_it_is() {
        #[derive(Serialize)]
        struct Cell {
            #[serde(serialize_with = "arguments")]
            change: Vec<String>,
        }
        let change =
            ["policy.recognition=prima facie", "capacity.*.exit.1+=2", "hold.C1=MNG"].map(str::to_owned).into();
        let written = serde_json::to_string(&Cell { change }).expect("json");
        let expected = "--set 'policy.recognition=prima facie' --set 'capacity.*.exit.1+=2' --set hold.C1=MNG";
        assert_eq!(written, format!(r#"{{"change":"{expected}"}}"#));
    }
}
