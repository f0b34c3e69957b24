//! A sparse factorisation of the basis, with updates between refactorisations.
//!
//! In: the columns of a square matrix B, row slacks first. Out: solutions of `B x = a` and
//! `Bᵀ y = c`. Left-looking elimination with threshold pivoting (Gilbert and Peierls 1988);
//! exchanges are kept as a product of elementary matrices (Dantzig and Orchard-Hays 1954).

/// Entries of one column: row (or basis position) and number.
pub type Sparse = Vec<(u32, f64)>;

/// A pivot is accepted when it is at least this share of the largest in its column.
const THRESHOLD: f64 = 0.1;
/// What is smaller counts as nothing.
const NOTHING: f64 = 1e-12;
/// Exchanges after which a fresh factorisation is cheaper and more accurate.
const EXCHANGES: usize = 64;

/// An elementary change of the basis.
#[derive(Clone, Debug)]
enum Exchange {
    /// The column at `position` is replaced by one that was `image` in terms of the old basis.
    Column { position: usize, pivot: f64, image: Sparse },
    /// The key of a case and its further column at `position` change places; `others` are the
    /// positions of the case's other columns.
    Key { position: usize, others: Vec<u32> },
}

/// One elimination step.
#[derive(Clone, Debug, Default)]
struct Step {
    row: u32,
    position: u32,
    diagonal: f64,
    /// Rows below with their multipliers.
    lower: Sparse,
    /// Earlier steps with their entries of this column.
    upper: Sparse,
}

/// The factors of a basis.
#[derive(Clone, Debug, Default)]
pub struct Factor {
    steps: Vec<Step>,
    /// Steps that have rows below.
    lowering: Vec<u32>,
    exchanges: Vec<Exchange>,
    work: Vec<f64>,
    is_touched: Vec<bool>,
}

/// A column that depends on the others; it has to leave the basis.
#[derive(Debug)]
pub struct Singular;

impl Factor {
    /// Factorises the matrix whose column at position `p` is `columns[p]`. A column with a row in
    /// `slack` is pivoted there first; those columns may meet only in rows of later slacks.
    pub fn new(columns: &[Sparse], slack: &[Option<u32>]) -> Result<Factor, Singular> {
        let size = columns.len();
        let mut busy = vec![0_u32; size];
        let mut order: Vec<usize> = Vec::with_capacity(size);
        for (position, column) in columns.iter().enumerate() {
            if slack[position].is_none() {
                order.push(position);
                for (row, _) in column {
                    busy[*row as usize] += 1;
                }
            }
        }
        order.sort_by_key(|position| columns[*position].len());
        let mut first: Vec<usize> = (0..size).filter(|position| slack[*position].is_some()).collect();
        first.sort_by_key(|position| slack[*position]);
        let mut factor = Factor {
            steps: Vec::with_capacity(size),
            work: vec![0.0; size],
            is_touched: vec![false; size],
            ..Factor::default()
        };
        let mut step_of_row = vec![u32::MAX; size];
        for position in first {
            let row = slack[position].expect("a slack's row");
            factor.push_slack(position, row, &columns[position], &mut step_of_row);
        }
        for position in order {
            factor.eliminate(position, &columns[position], &mut step_of_row, &busy)?;
        }
        Ok(factor)
    }

    /// A slack needs no elimination: earlier ones do not meet its rows.
    fn push_slack(&mut self, position: usize, pivot: u32, column: &Sparse, step_of_row: &mut [u32]) {
        let mut step = Step { row: pivot, position: position as u32, ..Step::default() };
        for (row, number) in column {
            if *row == pivot {
                step.diagonal += number;
            } else {
                step.lower.push((*row, *number));
            }
        }
        step.lower.iter_mut().for_each(|(_, number)| *number /= step.diagonal);
        self.push(step, step_of_row);
    }

    fn eliminate(
        &mut self,
        position: usize,
        column: &Sparse,
        step_of_row: &mut [u32],
        busy: &[u32],
    ) -> Result<(), Singular> {
        let mut touched: Vec<u32> = Vec::with_capacity(4 * column.len());
        for (row, number) in column {
            self.touch(*row, &mut touched);
            self.work[*row as usize] += number;
        }
        for index in 0..self.lowering.len() {
            let earlier = self.lowering[index] as usize;
            let number = self.work[self.steps[earlier].row as usize];
            if number.abs() > NOTHING {
                for at in 0..self.steps[earlier].lower.len() {
                    let (row, multiplier) = self.steps[earlier].lower[at];
                    self.touch(row, &mut touched);
                    self.work[row as usize] -= number * multiplier;
                }
            }
        }
        let mut step = Step { position: position as u32, ..Step::default() };
        let mut open: Vec<(u32, f64)> = Vec::with_capacity(touched.len());
        for row in touched {
            self.is_touched[row as usize] = false;
            let number = std::mem::take(&mut self.work[row as usize]);
            if number.abs() > NOTHING {
                match step_of_row[row as usize] {
                    u32::MAX => open.push((row, number)),
                    earlier => step.upper.push((earlier, number)),
                }
            }
        }
        open.sort_unstable_by_key(|entry| entry.0);
        let largest = open.iter().map(|(_, number)| number.abs()).fold(0.0, f64::max);
        let trusted = open.iter().filter(|(_, number)| number.abs() >= THRESHOLD * largest);
        let Some((pivot, diagonal)) = trusted.min_by_key(|(row, _)| busy[*row as usize]).copied() else {
            return Err(Singular);
        };
        if diagonal.abs() <= 1e-9 {
            return Err(Singular);
        }
        step.row = pivot;
        step.diagonal = diagonal;
        step.lower =
            (open.into_iter().filter(|entry| entry.0 != pivot)).map(|(row, number)| (row, number / diagonal)).collect();
        self.push(step, step_of_row);
        Ok(())
    }

    /// Notes a row that an elimination meets.
    fn touch(&mut self, row: u32, touched: &mut Vec<u32>) {
        if !std::mem::replace(&mut self.is_touched[row as usize], true) {
            touched.push(row);
        }
    }

    fn push(&mut self, step: Step, step_of_row: &mut [u32]) {
        let index = self.steps.len() as u32;
        step_of_row[step.row as usize] = index;
        if !step.lower.is_empty() {
            self.lowering.push(index);
        }
        self.steps.push(step);
    }

    /// Whether so many exchanges have piled up that a fresh factorisation is due.
    pub fn is_long(&self) -> bool {
        self.exchanges.len() >= EXCHANGES
    }

    /// Solves `B x = a`: `a` by row comes in, `x` by basis position goes out.
    pub fn solve(&mut self, vector: &mut [f64]) {
        for step in &self.steps {
            let number = vector[step.row as usize];
            if number != 0.0 {
                for (row, multiplier) in &step.lower {
                    vector[*row as usize] -= number * multiplier;
                }
            }
        }
        for step in self.steps.iter().rev() {
            let number = vector[step.row as usize];
            if number == 0.0 {
                self.work[step.position as usize] = 0.0;
                continue;
            }
            let solution = number / step.diagonal;
            self.work[step.position as usize] = solution;
            for (earlier, entry) in &step.upper {
                vector[self.steps[*earlier as usize].row as usize] -= entry * solution;
            }
        }
        vector.copy_from_slice(&self.work);
        for exchange in &self.exchanges {
            match exchange {
                Exchange::Column { position, pivot, image } => {
                    let number = vector[*position] / pivot;
                    if number != 0.0 {
                        for (row, entry) in image {
                            vector[*row as usize] -= entry * number;
                        }
                    }
                    vector[*position] = number;
                }
                Exchange::Key { position, others } => {
                    let sum: f64 = others.iter().map(|other| vector[*other as usize]).sum();
                    vector[*position] = -(vector[*position] + sum);
                }
            }
        }
    }

    /// Solves `Bᵀ y = c`: `c` by basis position comes in, `y` by row goes out.
    pub fn solve_transposed(&mut self, vector: &mut [f64]) {
        for exchange in self.exchanges.iter().rev() {
            match exchange {
                Exchange::Column { position, pivot, image } => {
                    let sum: f64 = image.iter().map(|(row, entry)| entry * vector[*row as usize]).sum();
                    vector[*position] = (vector[*position] - sum) / pivot;
                }
                Exchange::Key { position, others } => {
                    let number = vector[*position];
                    for other in others {
                        vector[*other as usize] -= number;
                    }
                    vector[*position] = -number;
                }
            }
        }
        for index in 0..self.steps.len() {
            let step = &self.steps[index];
            let sum: f64 = step.upper.iter().map(|(earlier, entry)| entry * self.work[*earlier as usize]).sum();
            self.work[index] = (vector[step.position as usize] - sum) / step.diagonal;
        }
        for (index, step) in self.steps.iter().enumerate().rev() {
            let sum: f64 = step.lower.iter().map(|(row, multiplier)| multiplier * vector[*row as usize]).sum();
            vector[step.row as usize] = self.work[index] - sum;
        }
    }

    /// The column at `position` is replaced by one with `image = B⁻¹a`.
    pub fn exchange(&mut self, position: usize, image: &[f64]) {
        let entries = (image.iter().enumerate())
            .filter(|(row, entry)| *row != position && entry.abs() > NOTHING)
            .map(|(row, entry)| (row as u32, *entry))
            .collect();
        self.exchanges.push(Exchange::Column { position, pivot: image[position], image: entries });
    }

    /// The key of a case changes places with its further column at `position`.
    pub fn change_key(&mut self, position: usize, others: Vec<u32>) {
        self.exchanges.push(Exchange::Key { position, others });
    }
}
