//! One measurement: load, build, solve, certify, write.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::memory::{available, forget_peak, peak};
use super::read::{matrix_bytes, read_seconds};
use super::row::Row;
use crate::certify::certify;
use crate::pathway::{Estimate, compile};
use crate::problem::{Certificate, LevelProof, Plan, Problem, matrix};
use crate::report::stopped;
use crate::run::{ProofRow, proof_rows};
use crate::scenario::{Changes, Complaints, Scenario};
use crate::solve::{Settings, prices};

/// What is measured.
#[derive(Clone, Debug)]
pub struct Subject {
    /// A scenario's folder, or the file of a matrix.
    pub path: PathBuf,
    /// Which estimate of a scenario.
    pub estimate: Estimate,
}

/// Why there is no measurement.
#[derive(Debug, thiserror::Error)]
pub enum Failed {
    /// The matrix cannot be read.
    #[error(transparent)]
    Matrix(#[from] matrix::Refused),
    /// The scenario is wrong.
    #[error("the scenario has complaints")]
    Scenario(Complaints),
    /// The plan or its proof does not stand.
    #[error("bug: the plan for `{instance}` does not stand: {}", .refusals.join("; "))]
    Unsound {
        /// The instance.
        instance: String,
        /// Every reason.
        refusals: Vec<String>,
    },
    /// Plan and certificate cannot be written.
    #[error("error: `{}`: {source}", .folder.display())]
    Write {
        /// Where to.
        folder: PathBuf,
        /// Why.
        source: io::Error,
    },
}

impl Subject {
    /// The name of its file or folder, for a scenario with the estimate.
    fn name(&self) -> String {
        let stem = self.path.file_stem().map_or(String::new(), |name| name.to_string_lossy().into_owned());
        if matrix::is_instance(&self.path) { stem } else { format!("{stem}-{}", self.estimate.name()) }
    }

    /// The problem, with the seconds of load and build.
    fn problem(&self) -> Result<(Problem, f64, Option<f64>), Failed> {
        if matrix::is_instance(&self.path) {
            let (problem, load) = timed(|| matrix::open(&self.path, available()));
            return Ok((problem?, load, None));
        }
        let (scenario, load) = timed(|| Scenario::load(&self.path, &Changes::default()));
        let scenario = scenario.map_err(Failed::Scenario)?;
        let (compiled, build) = timed(|| compile(&scenario, self.estimate));
        Ok((compiled.problem, load, Some(build)))
    }
}

/// Measures one instance with the threads of this pool, and leaves its plan and certificate in the folder.
///
/// What was in memory before counts towards its peak: a process of its own for every measurement is best.
pub fn measure(subject: &Subject, time_limit: Option<Duration>, folder: &Path) -> Result<Vec<Row>, Failed> {
    let watched = forget_peak();
    let instance = subject.name();
    let (problem, load_seconds, build_seconds) = subject.problem()?;
    let read_seconds = read_seconds(&problem);
    let deadline = time_limit.map(|limit| Instant::now() + limit);
    let (answer, solve_seconds) = timed(|| prices::solve(&problem, &Settings { deadline, ..Settings::default() }));
    let certificate = answer.certificate.expect("prices come with a proof");
    let (verdict, certify_seconds) = timed(|| certify(&problem, &answer.plan, Some(&certificate)));
    let verdict = verdict.map_err(|refusals| {
        let refusals = refusals.iter().map(ToString::to_string).collect();
        Failed::Unsound { instance: instance.clone(), refusals }
    })?;
    let (written, write_seconds) = timed(|| write(folder, &instance, &answer.plan, &certificate));
    written.map_err(|source| Failed::Write { folder: folder.to_path_buf(), source })?;
    let peak_bytes = if watched { peak() } else { None };
    let [primal_seconds, proof_seconds] = [answer.spent.primal, answer.spent.proof].map(|spent| spent.as_secs_f64());
    let threads = rayon::current_num_threads();
    let proven = proof_rows(&problem, &verdict, &answer.claim).into_iter().zip(&certificate.levels);
    let row = |(level, (proven, proof)): (usize, (ProofRow, &LevelProof))| Row {
        instance: instance.clone(),
        cases: problem.len(),
        columns: problem.columns,
        resources: problem.supplies.len(),
        threads,
        repeat: 1,
        level,
        objective: proven.objective,
        worth: proven.worth,
        bound: proof.bound,
        gap: proof.bound.abs_diff(proof.worth) as f64 / proof.worth.unsigned_abs().max(1) as f64,
        gap_points: proof.bound.abs_diff(proof.worth),
        proof: proven.proof.to_owned(),
        stop: stopped(answer.stop).to_owned(),
        load_seconds,
        build_seconds,
        solve_seconds,
        prices_seconds: solve_seconds - primal_seconds - proof_seconds,
        primal_seconds,
        proof_seconds,
        certify_seconds,
        write_seconds,
        read_seconds,
        reads: read_seconds.map(|read| solve_seconds / read),
        matrix_bytes: matrix_bytes(&problem),
        peak_bytes,
    };
    Ok(proven.enumerate().map(row).collect())
}

/// Writes `NAME.plan.csv`, a row a placement, and `NAME.certificate.json`.
fn write(folder: &Path, name: &str, plan: &Plan, certificate: &Certificate) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let mut table = csv::Writer::from_path(folder.join(format!("{name}.plan.csv")))?;
    for placement in &plan.placements {
        table.serialize(placement)?;
    }
    table.flush()?;
    let mut file = BufWriter::new(File::create(folder.join(format!("{name}.certificate.json")))?);
    serde_json::to_writer(&mut file, certificate)?;
    file.flush()
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, f64) {
    let began = Instant::now();
    let result = work();
    (result, began.elapsed().as_secs_f64())
}
