//! A row of the table: one level of one measurement.

use serde::{Deserialize, Serialize};

/// What was measured. All rows of a measurement repeat what does not depend on the level.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// The instance: the name of its file or folder; for a scenario with the estimate.
    pub instance: String,
    /// Cases.
    pub cases: usize,
    /// Columns of the value matrix.
    pub columns: usize,
    /// Resources.
    pub resources: usize,
    /// Threads.
    pub threads: usize,
    /// Which measurement of the same instance, from 1.
    pub repeat: u32,
    /// Index of the level.
    pub level: usize,
    /// What is maximised.
    pub objective: String,
    /// The plan's worth in points.
    pub worth: i64,
    /// Points that no plan as good at the earlier levels exceeds.
    pub bound: i64,
    /// Points between the two, relative to the worth.
    pub gap: f64,
    /// Points between the two.
    pub gap_points: u64,
    /// What `certify` says: `optimal`, `bounded` or `conditional`.
    pub proof: String,
    /// Why the solver stopped: `proven`, `time limit` or `nothing more to try`.
    pub stop: String,
    /// Seconds from disk to memory; for a matrix, to the problem.
    pub load_seconds: f64,
    /// Seconds from a scenario in memory to the problem; none for a matrix, which is built as it is read.
    pub build_seconds: Option<f64>,
    /// Seconds from the problem to plan and certificate.
    pub solve_seconds: f64,
    /// Of these, seconds until the linear programmes gave their prices.
    pub prices_seconds: f64,
    /// Of these, seconds from prices to a plan of whole families.
    pub primal_seconds: f64,
    /// Of these, seconds on bounds, and on a search to the end where there is one.
    pub proof_seconds: f64,
    /// Seconds of the check of plan and certificate.
    pub certify_seconds: f64,
    /// Seconds until plan and certificate are written.
    pub write_seconds: f64,
    /// Seconds of one read; none where the matrix is smaller than [`READ_FROM`](super::READ_FROM).
    pub read_seconds: Option<f64>,
    /// Reads that solving took.
    pub reads: Option<f64>,
    /// Bytes of the value matrix.
    pub matrix_bytes: u64,
    /// The most bytes of the process that were in memory at once, from load to write; none where the system does not tell.
    pub peak_bytes: Option<u64>,
}

/// The rows as a table, with or without the line of its columns. Cells are empty where there is no figure.
pub fn csv(rows: &[Row], columns: bool) -> String {
    let mut table = csv::WriterBuilder::new().has_headers(columns).from_writer(Vec::new());
    for row in rows {
        table.serialize(row).expect("memory takes every write");
    }
    let bytes = table.into_inner().expect("memory takes every write");
    String::from_utf8(bytes).expect("text in, text out")
}

/// The rows of a table with its columns.
pub fn rows(table: &[u8]) -> Result<Vec<Row>, csv::Error> {
    csv::Reader::from_reader(table).into_deserialize().collect()
}
