//! Reader of benchmark instances: one matrix of scores, one place and kind of need a resource.
//!
//! Little endian: magic `RSTL`; `u32` cases n, destinations k, kinds d; `u32` capacities (k × d);
//! `u8` needs (n × d); `u16` scores (n × k), 65535 where not allowed.

use std::io::{Error, ErrorKind, Read};

use super::{Cases, Class, Fit, Level, NOT_ALLOWED, Options, Problem, Supplies, Use};

/// Reads an instance into a problem of one level and one class, an option a destination; fails
/// where the stream ends early, goes on too long or is no instance.
pub fn read(mut stream: impl Read) -> Result<Problem, Error> {
    let mut head = [0; 16];
    stream.read_exact(&mut head)?;
    if &head[..4] != b"RSTL" {
        return Err(Error::new(ErrorKind::InvalidData, "expected an instance that begins with `RSTL`"));
    }
    let field = |at: usize| u32::from_le_bytes(head[at..at + 4].try_into().expect("four bytes")) as usize;
    let (cases, places, kinds) = (field(4), field(8), field(12));
    let (last_place, last_kind) = (u32::try_from(places), u16::try_from(kinds));
    let (Ok(last_place), Ok(last_kind)) = (last_place, last_kind) else {
        return Err(Error::new(ErrorKind::InvalidData, format!("expected at most {} kinds of need", u16::MAX)));
    };
    let mut capacity = vec![0; places * kinds * 4];
    stream.read_exact(&mut capacity)?;
    let mut need = vec![0; cases * kinds];
    stream.read_exact(&mut need)?;
    let mut score = vec![0; cases * places * 2];
    stream.read_exact(&mut score)?;
    if stream.read(&mut [0])? != 0 {
        return Err(Error::new(ErrorKind::InvalidData, "expected the instance to end after its scores"));
    }
    let mut supplies = Supplies::new(1);
    for units in capacity.chunks_exact(4) {
        supplies.push(&[(u32::from_le_bytes(units.try_into().expect("four bytes")).into(), &[0])]);
    }
    let mut options = Options::default();
    for place in 0..last_place {
        let resource = |kind| place * u32::from(last_kind) + u32::from(kind);
        let uses: Vec<Use> = (0..last_kind).map(|kind| Use { resource: resource(kind), kind }).collect();
        options.push(place, &uses, None);
    }
    let points = score
        .chunks_exact(2)
        .map(|score| match u16::from_le_bytes([score[0], score[1]]) {
            u16::MAX => NOT_ALLOWED,
            score => i32::from(score),
        })
        .collect();
    Ok(Problem {
        levels: vec![Level { name: "score".into(), unit: "points".into() }],
        kinds,
        columns: places,
        cases: Cases {
            count: vec![1; cases],
            need: need.into_iter().map(u32::from).collect(),
            class: vec![0; cases],
            weight: vec![Vec::new()],
        },
        classes: vec![Class { offers: (0..last_place).collect(), worth: vec![Vec::new()], opens: 0 }],
        fits: vec![Fit { level: 0, points }],
        options,
        supplies,
    })
}
