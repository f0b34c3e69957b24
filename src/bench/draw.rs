//! Instances drawn from a seed, written as the matrices that [`matrix`](crate::problem::matrix) reads.
//!
//! Guaranteed: the same bytes on any number of threads. Every case draws from streams of its own.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use rand_chacha::ChaCha8Rng;
use rand_distr::weighted::WeightedIndex;
use rand_distr::{Beta, Binomial, Distribution, Gamma, Normal, StandardNormal, StandardUniform, Uniform};
use rayon::prelude::*;

use super::{Family, Instance};
use crate::generate::stream;
use crate::problem::matrix::Header;

/// One in so many families has 1, 2, ... 8 persons.
const PERSONS: [f64; 8] = [0.34, 0.16, 0.14, 0.13, 0.10, 0.07, 0.04, 0.02];
/// The chance that a child of a family goes to school: every person but one may.
const SCHOOL: f64 = 0.45;
/// How often nobody, one or two of a family need medical care.
const MEDICAL: [f64; 3] = [0.85, 0.12, 0.03];
/// Places, as a part of what all cases need: for persons, and for what else they need.
const SUPPLY: [f64; 3] = [0.80, 0.75, 0.75];
/// The chance that a pair is not allowed, where pairs are forbidden.
const FORBIDDEN: f64 = 0.10;
/// Different rows of scores in [`Family::D`].
const PROFILES: u64 = 500;
/// How far one case's scores lie apart.
const SPREAD: f64 = 0.12;
/// Points of a score of 1.
const POINTS: f64 = 10_000.0;
/// Largest score in points.
const MOST: f64 = 60_000.0;
/// Destinations.
const PLACES: usize = Instance::PLACES as usize;
/// Cases drawn at a time.
const BLOCK: usize = 1 << 16;

/// What a stream is for; a stream is a use of this and a case.
#[derive(Clone, Copy)]
enum Of {
    Places,
    Needs,
    Scores,
    Profiles,
}

/// Draws an instance and writes it into a file.
pub fn draw(instance: Instance, seed: u64, file: &Path) -> io::Result<()> {
    let Instance { family, cases } = instance;
    let stream = |of: Of, index: u64| stream(seed, index * 4 + of as u64);
    let kinds = usize::from(family.kinds());
    let rows: Vec<[u8; 3]> =
        (0..u64::from(cases)).into_par_iter().map(|case| needs(family, &mut stream(Of::Needs, case))).collect();
    let mut draw = stream(Of::Places, 0);
    let places: Vec<f64> = Normal::new(0.0, 0.05).expect("a spread").sample_iter(&mut draw).take(PLACES).collect();

    let mut out = BufWriter::with_capacity(1 << 20, File::create(file)?);
    out.write_all(&Header { cases, places: Instance::PLACES.into(), kinds: family.kinds().into() }.bytes())?;
    for units in capacities(&rows, kinds, &mut draw) {
        out.write_all(&units.to_le_bytes())?;
    }
    for needs in &rows {
        out.write_all(&needs[..kinds])?;
    }
    let profile = |index: u64| utilities(family, &places, &mut stream(Of::Profiles, index));
    for (block, rows) in rows.chunks(BLOCK).enumerate() {
        let scores = rows.par_iter().enumerate().flat_map_iter(|(at, needs)| {
            let mut draw = stream(Of::Scores, (block * BLOCK + at) as u64);
            let utilities = match family {
                Family::D => profile(Uniform::new(0, PROFILES).expect("a range").sample(&mut draw)),
                _ => utilities(family, &places, &mut draw),
            };
            let factor = if family.is_single() { 1.0 } else { f64::from(needs[0]).sqrt() / 8_f64.sqrt() };
            let scores: Vec<u8> = (utilities.iter())
                .flat_map(|utility| {
                    let forbidden =
                        !family.is_single() && Distribution::<f64>::sample(&StandardUniform, &mut draw) < FORBIDDEN;
                    if forbidden { u16::MAX } else { points(utility * factor) }.to_le_bytes()
                })
                .collect();
            scores
        });
        out.write_all(&scores.collect::<Vec<u8>>())?;
    }
    out.flush()
}

/// Persons, and who of them goes to school or needs medical care.
fn needs(family: Family, draw: &mut ChaCha8Rng) -> [u8; 3] {
    if family.is_single() {
        return [1, 0, 0];
    }
    let index =
        |weights: &[f64], draw: &mut ChaCha8Rng| small(WeightedIndex::new(weights).expect("weights").sample(draw));
    let persons = 1 + index(&PERSONS, draw);
    let school = Binomial::new(u64::from(persons) - 1, SCHOOL).expect("a chance").sample(draw);
    [persons, small(school), index(&MEDICAL, draw)]
}

fn small(number: impl TryInto<u8>) -> u8 {
    number.try_into().ok().expect("eight persons at most")
}

/// Units by destination and kind.
fn capacities(rows: &[[u8; 3]], kinds: usize, draw: &mut ChaCha8Rng) -> Vec<u32> {
    let shares: Vec<f64> = Gamma::new(3.0, 1.0).expect("a shape").sample_iter(&mut *draw).take(PLACES).collect();
    let mut capacities = vec![0; PLACES * kinds];
    for kind in 0..kinds {
        let all: u64 = rows.par_iter().map(|needs| u64::from(needs[kind])).sum();
        let uneven = Uniform::new(0.5, 1.5).expect("a range");
        let weights: Vec<f64> =
            shares.iter().map(|share| if kind == 0 { *share } else { share * uneven.sample(draw) }).collect();
        let sum: f64 = weights.iter().sum();
        let supply = all as f64 * SUPPLY[kind];
        for (place, weight) in weights.iter().enumerate() {
            capacities[place * kinds + kind] = (supply * weight / sum).round() as u32;
        }
    }
    capacities
}

/// What each destination is worth to one case, around 0 to 1.
fn utilities(family: Family, places: &[f64], draw: &mut ChaCha8Rng) -> Vec<f64> {
    let base = 0.2 + 0.6 * Beta::new(2.0, 4.0).expect("a shape").sample(draw);
    let mut utility = |place: &f64| match family {
        Family::L | Family::R => (base * (1.0 + 4.0 * place) * 100.0).round() / 100.0,
        _ => base + place + SPREAD * Distribution::<f64>::sample(&StandardNormal, draw),
    };
    places.iter().map(&mut utility).collect()
}

/// A score in points, at least one.
fn points(utility: f64) -> u16 {
    (utility * POINTS).round().clamp(1.0, MOST) as u16
}
