//! Seconds to read and to solve, and the gaps left: `cargo bench --bench solve -- FILE.bin ...`.
//!
//! It measures; it asserts nothing.

use std::fs::File;
use std::io::BufReader;
use std::time::Instant;

use resettle::problem::matrix;
use resettle::solve::{Settings, prices};

fn main() {
    println!("{:<20} {:>7} {:>8} {:>13} {:>13} {:>8}  stop", "instance", "read s", "solve s", "worth", "bound", "gap");
    for file in std::env::args().skip(1).filter(|argument| !argument.starts_with("--")) {
        let begin = Instant::now();
        let stream = BufReader::new(File::open(&file).expect("the instance can be opened"));
        let problem = matrix::read(stream).expect("the instance can be read");
        let read = begin.elapsed();
        let begin = Instant::now();
        let answer = prices::solve(&problem, &Settings::default());
        let solve = begin.elapsed();
        for proof in answer.certificate.iter().flat_map(|certificate| &certificate.levels) {
            println!(
                "{:<20} {:>7.3} {:>8.3} {:>13} {:>13} {:>8.1e}  {:?}",
                file.rsplit('/').next().unwrap_or(&file),
                read.as_secs_f64(),
                solve.as_secs_f64(),
                proof.worth,
                proof.bound,
                (proof.bound - proof.worth) as f64 / proof.bound.max(1) as f64,
                answer.stop,
            );
        }
    }
}
