//! Readers of MPS and LP as far as `export` writes them, from the documentation alone, and a solver of what they read.

use std::collections::BTreeMap;

use good_lp::{Expression, ProblemVariables, Solution, SolverModel, variable};

/// A programme; equal to another one that says the same in other words.
#[derive(Debug, Default, PartialEq)]
pub struct Model {
    /// The free rows, the one to maximise first.
    pub objectives: Vec<String>,
    /// By name: `L`, `E` or `G`, and the right-hand side.
    pub rows: BTreeMap<String, (char, f64)>,
    /// By name: the upper bound, and whether the column is whole.
    pub columns: BTreeMap<String, (f64, bool)>,
    /// By row and column; none is zero, none stands there twice.
    pub entries: BTreeMap<(String, String), f64>,
}

impl Model {
    /// Reads MPS.
    pub fn mps(text: &str) -> Model {
        let (mut model, mut section, mut whole) = (Model::default(), "", false);
        for line in text.lines().filter(|line| !line.starts_with('*')) {
            let words: Vec<&str> = line.split_whitespace().collect();
            if !line.starts_with(' ') {
                section = words[0];
                continue;
            }
            match (section, &words[..]) {
                ("OBJSENSE", ["MAX"]) => {}
                ("ROWS", ["N", row]) => model.objectives.push((*row).to_owned()),
                ("ROWS", [sense, row]) => {
                    assert!(model.rows.insert((*row).to_owned(), (sense.chars().next().unwrap(), 0.0)).is_none());
                }
                ("COLUMNS", ["MARKER", "'MARKER'", marker]) => whole = *marker == "'INTORG'",
                ("COLUMNS", [column, entries @ ..]) => {
                    model.columns.entry((*column).to_owned()).or_insert((f64::INFINITY, whole));
                    for entry in entries.chunks(2) {
                        assert!(
                            model.rows.contains_key(entry[0]) || model.objectives.iter().any(|row| row == entry[0])
                        );
                        model.entry(entry[0], column, number(entry[1]));
                    }
                }
                ("RHS", [_, row, right]) => model.rows.get_mut(*row).unwrap().1 = number(right),
                ("BOUNDS", ["UP" | "FX", _, column, upper]) => {
                    model.columns.get_mut(*column).unwrap().0 = number(upper);
                }
                ("BOUNDS", ["PL", _, column]) => assert!(model.columns.contains_key(*column)),
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(section, "ENDATA");
        model
    }

    /// Reads LP.
    pub fn lp(text: &str) -> Model {
        let (mut model, mut section, mut row) = (Model::default(), "", String::new());
        for line in text.lines().filter(|line| !line.starts_with('\\')) {
            if !line.starts_with(' ') {
                section = line;
                continue;
            }
            let mut words: Vec<&str> = line.split_whitespace().collect();
            if let Some(name) = words[0].strip_suffix(':') {
                name.clone_into(&mut row);
                words.remove(0);
                if section == "Maximize" {
                    model.objectives.push(row.clone());
                }
            }
            match (section, &words[..]) {
                ("Maximize" | "Subject To", [sign @ ("+" | "-"), units, column]) => {
                    model.columns.entry((*column).to_owned()).or_insert((f64::INFINITY, false));
                    model.entry(&row, column, number(units) * if *sign == "-" { -1.0 } else { 1.0 });
                }
                ("Maximize" | "Subject To", ["0"]) => {}
                ("Subject To", [relation, right]) => {
                    let sense = [("<=", 'L'), ("=", 'E'), (">=", 'G')].into_iter().find(|(sign, _)| sign == relation);
                    assert!(model.rows.insert(row.clone(), (sense.unwrap().1, number(right))).is_none());
                }
                ("Bounds", ["0", "<=", column, "<=", upper]) => {
                    model.columns.get_mut(*column).unwrap().0 = number(upper);
                }
                ("General", [column]) => model.columns.get_mut(*column).unwrap().1 = true,
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(section, "End");
        model
    }

    fn entry(&mut self, row: &str, column: &str, coefficient: f64) {
        let key = (row.to_owned(), column.to_owned());
        assert!(!self.entries.contains_key(&key), "{key:?} twice");
        if coefficient != 0.0 {
            self.entries.insert(key, coefficient);
        }
    }

    /// The model without the free rows after the first, which is all that LP holds.
    pub fn first_objective(mut self) -> Model {
        let others = self.objectives.split_off(1);
        self.entries.retain(|(row, _), _| !others.contains(row));
        self
    }

    /// The largest value of the first objective, by `microlp`; none where no column may be filled.
    pub fn maximum(&self) -> Option<i64> {
        let mut variables = ProblemVariables::new();
        let mut columns = BTreeMap::new();
        for (name, &(upper, whole)) in self.columns.iter().filter(|(_, column)| column.0 > 0.0) {
            let bounded = variable().min(0).max(upper);
            columns.insert(name.as_str(), variables.add(if whole { bounded.integer() } else { bounded }));
        }
        if columns.is_empty() {
            return None;
        }
        let sum = |of: &str| -> Expression {
            let entries = self.entries.iter().filter(|((row, column), _)| row == of && columns.contains_key(&**column));
            entries.map(|((_, column), &coefficient)| coefficient * columns[&**column]).sum()
        };
        let objective = sum(&self.objectives[0]);
        let mut model = variables.maximise(objective.clone()).using(good_lp::microlp);
        for (row, &(sense, right)) in &self.rows {
            model = model.with(match sense {
                'L' => sum(row).leq(right),
                'E' => sum(row).eq(right),
                // Worths are whole numbers: half a point below the floor lets nothing else through.
                'G' => sum(row).geq(right - 0.5),
                _ => panic!("{sense}"),
            });
        }
        let best = model.solve().expect("a maximum").eval(objective);
        assert!((best - best.round()).abs() < 1e-4, "{best}");
        #[expect(clippy::cast_possible_truncation, reason = "small")]
        Some(best.round() as i64)
    }
}

fn number(word: &str) -> f64 {
    word.parse().unwrap_or_else(|_| panic!("{word} is no number"))
}
