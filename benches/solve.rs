//! Seconds to load, build, solve and certify, and the gap left at each level.
//!
//! `cargo bench --bench solve -- INSTANCE...`, each a scenario's folder or a matrix (`.bin`);
//! without any, the shipped letter's scenario. It measures; it asserts nothing.

use std::fs::File;
use std::path::Path;
use std::time::{Duration, Instant};

use resettle::certify::certify;
use resettle::pathway::{Estimate, compile};
use resettle::problem::{Problem, matrix};
use resettle::scenario::{Changes, Scenario};
use resettle::solve::{Settings, prices};

fn main() {
    let mut instances: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    if instances.is_empty() {
        instances.push("scenarios/letter-2013".into());
    }
    println!(
        "{:<16} {:>7} {:>7} {:>7} {:>7} {:>5} {:>14} {:>14} {:>7}",
        "instance", "load s", "build s", "solve s", "check s", "level", "worth", "bound", "gap"
    );
    for instance in &instances {
        let path = Path::new(instance);
        let name = path.file_stem().map_or(String::new(), |name| name.to_string_lossy().into_owned());
        if path.is_dir() {
            let (scenario, load) =
                timed(|| Scenario::load(path, &Changes::default()).expect("a scenario without complaints"));
            for estimate in [Estimate::Low, Estimate::Point, Estimate::High] {
                let (compiled, build) = timed(|| compile(&scenario, estimate));
                measure(&name, load, build, &compiled.problem);
            }
        } else {
            let (file, load) = timed(|| File::open(path).expect("an instance"));
            let length = file.metadata().expect("an instance").len();
            let (problem, build) = timed(|| matrix::read(file, length, None).expect("an instance"));
            measure(&name, load, build, &problem);
        }
    }
}

/// Solves and certifies; prints a line a level.
fn measure(name: &str, load: Duration, build: Duration, problem: &Problem) {
    let (answer, solve) = timed(|| prices::solve(problem, &Settings::default()));
    let (verdict, check) = timed(|| certify(problem, &answer.plan, answer.certificate.as_ref()));
    verdict.expect("the certificate holds");
    let proofs = answer.certificate.map(|certificate| certificate.levels).unwrap_or_default();
    for (level, proof) in proofs.iter().enumerate() {
        println!(
            "{name:<16} {:>7.3} {:>7.3} {:>7.3} {:>7.3} {level:>5} {:>14} {:>14} {:>7.0e}",
            load.as_secs_f64(),
            build.as_secs_f64(),
            solve.as_secs_f64(),
            check.as_secs_f64(),
            proof.worth,
            proof.bound,
            (proof.bound - proof.worth) as f64 / proof.bound.unsigned_abs().max(1) as f64,
        );
    }
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let begin = Instant::now();
    let result = work();
    (result, begin.elapsed())
}
