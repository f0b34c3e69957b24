//! `resettle bench`: how long it takes, how good it is, how much memory it needs.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use clap::Args;

use super::exit::{Exit, Failure, at};
use super::output::print;
use super::planner::{Which, pool, seconds};
use super::progress;
use crate::bench::{self, Instance, Subject};
use crate::pathway::Estimate;

/// Measure seconds, gaps and memory; a CSV row for every instance, repeat and level.
#[derive(Debug, Args)]
pub struct Bench {
    /// Scenario folders, and matrices of cases by places, FILE.bin.
    #[arg(value_name = "INSTANCE", required_unless_present = "registry")]
    instances: Vec<PathBuf>,
    /// Draw and measure an instance of every family of the registry.
    #[arg(long)]
    registry: bool,
    /// Cases of the registry's instances.
    #[arg(long, value_delimiter = ',', default_values_t = [Instance::SMALLEST], requires = "registry")]
    #[arg(value_parser = clap::value_parser!(u32).range(1..))]
    size: Vec<u32>,
    /// Seed of the registry's instances.
    #[arg(long, default_value_t = 1, requires = "registry")]
    seed: u64,
    /// Which estimate of a scenario.
    #[arg(long, value_enum, default_value = "point")]
    estimate: Which,
    /// Measurements of each instance.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    repeat: u32,
    /// Stop each search after this time, with the best plan so far [default: none].
    #[arg(long, value_name = "SECONDS", value_parser = seconds, allow_negative_numbers = true)]
    time_limit: Option<Duration>,
    /// Threads [default: one a core].
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..))]
    threads: Option<u16>,
    /// Keep instances that are drawn, plans and certificates in this folder.
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
}

impl Bench {
    /// Measures them, each in a process of its own so that none finds the memory that another one left.
    pub fn run(&self) -> Result<Exit, Failure> {
        let temporary = tempfile::tempdir().map_err(at(&std::env::temp_dir()))?;
        let folder = self.output.as_deref().unwrap_or(temporary.path());
        if let ([instance], false, 1) = (&self.instances[..], self.registry, self.repeat) {
            let subject = Subject { path: instance.clone(), estimate: self.estimate.into() };
            let rows = pool(self.threads).install(|| bench::measure(&subject, self.time_limit, folder))?;
            print(&bench::csv(&rows, true))?;
            return Ok(Exit::Done);
        }
        let sizes: &[u32] = if self.registry { &self.size } else { &[] };
        let drawn: Vec<Instance> = sizes.iter().flat_map(|cases| bench::registry(*cases)).collect();
        let bar = progress::bar((self.instances.len() + drawn.len()) as u64);
        let mut table = Table { bench: self, folder, columns: true };
        for instance in &self.instances {
            bar.set_message(instance.display().to_string());
            table.add(instance)?;
            bar.inc(1);
        }
        for instance in drawn {
            bar.set_message(instance.name());
            let file = folder.join(instance.name() + ".bin");
            std::fs::create_dir_all(folder).map_err(at(folder))?;
            pool(self.threads).install(|| bench::draw(instance, self.seed, &file)).map_err(at(&file))?;
            table.add(&file)?;
            if self.output.is_none() {
                std::fs::remove_file(&file).map_err(at(&file))?;
            }
            bar.inc(1);
        }
        bar.finish_and_clear();
        Ok(Exit::Done)
    }

    /// What a process is told that measures one instance once.
    fn arguments(&self, instance: &Path, folder: &Path) -> Vec<OsString> {
        let mut arguments: Vec<OsString> = vec!["bench".into(), "--output".into(), folder.into()];
        arguments.extend(["--estimate".into(), Estimate::from(self.estimate).name().into()]);
        let limit = self.time_limit.map(|limit| limit.as_secs_f64().to_string());
        arguments.extend(limit.into_iter().flat_map(|limit| ["--time-limit".into(), limit.into()]));
        let threads = self.threads.map(|threads| threads.to_string());
        arguments.extend(threads.into_iter().flat_map(|threads| ["--threads".into(), threads.into()]));
        arguments.extend(["--".into(), instance.into()]);
        arguments
    }
}

/// The table on stdout as it grows.
struct Table<'a> {
    bench: &'a Bench,
    folder: &'a Path,
    /// Whether the line of columns is still to be written.
    columns: bool,
}

impl Table<'_> {
    /// Measures an instance as often as asked.
    fn add(&mut self, instance: &Path) -> Result<(), Failure> {
        let program = std::env::current_exe().map_err(at(Path::new("resettle")))?;
        for repeat in 1..=self.bench.repeat {
            let mut command = Command::new(&program);
            command.args(self.bench.arguments(instance, self.folder)).stderr(Stdio::inherit());
            let measured = command.output().map_err(at(&program))?;
            if !measured.status.success() {
                let code = measured.status.code();
                let exit = Exit::ALL.into_iter().find(|exit| Some(*exit as i32) == code);
                let message = format!("error: `{}` is not measured: {}", instance.display(), measured.status);
                return Err(Failure { exit: exit.unwrap_or(Exit::Bug), message });
            }
            let mut rows = bench::rows(&measured.stdout).expect("the program reads what it writes");
            for row in &mut rows {
                row.repeat = repeat;
            }
            print(&bench::csv(&rows, self.columns))?;
            self.columns = false;
        }
        Ok(())
    }
}
