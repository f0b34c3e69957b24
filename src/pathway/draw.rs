//! What chance decides: the lottery's tickets, who is recognised where not all are, and when families of a row come.
//!
//! Every case has streams of its own, hashed from the scenario's seed, what is drawn and the case's
//! id, so that no draw depends on the order of the rows, on other cases or on threads.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use crate::scenario::Recognition;

/// The largest lottery ticket.
const TICKETS: u64 = 1000;

/// The case's ticket in the lottery among those whom earlier objectives leave equal, 1 to 1000.
pub fn ticket(seed: u64, id: &str) -> i64 {
    let drawn = 1 + stream(seed, "lottery", id).next_u64() % TICKETS;
    i64::try_from(drawn).expect("a ticket is small")
}

/// For each of the case's families in turn, whether it is recognised as refugees.
pub fn recognitions(seed: u64, id: &str, recognition: Recognition) -> impl Iterator<Item = bool> {
    let mut stream = stream(seed, "recognition", id);
    std::iter::repeat_with(move || match recognition {
        Recognition::PrimaFacie => true,
        Recognition::Share(share) => uniform(&mut stream) < share,
    })
}

/// What is added to each in turn of the case's expected numbers before they are rounded down: from 0 to below 1.
pub fn offsets(seed: u64, what: &str, id: &str) -> impl Iterator<Item = f64> {
    let mut stream = stream(seed, what, id);
    std::iter::repeat_with(move || uniform(&mut stream))
}

fn uniform(stream: &mut ChaCha8Rng) -> f64 {
    (stream.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
}

fn stream(seed: u64, what: &str, id: &str) -> ChaCha8Rng {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&seed.to_le_bytes()).update(what.as_bytes()).update(&[0]).update(id.as_bytes());
    ChaCha8Rng::from_seed(*hasher.finalize().as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ticket_depends_on_the_seed_and_the_id_alone() {
        assert_eq!(ticket(1, "C1"), ticket(1, "C1"));
        let tickets: Vec<i64> = (0..2000).map(|n| ticket(7, &format!("C{n}"))).collect();
        assert!(tickets.iter().all(|ticket| (1..=1000).contains(ticket)));
        let mean = tickets.iter().sum::<i64>() / 2000;
        assert!((470..=530).contains(&mean), "mean ticket {mean}");
        assert_ne!(tickets, (0..2000).map(|n| ticket(8, &format!("C{n}"))).collect::<Vec<_>>());
    }

    #[test]
    fn the_stated_share_is_recognised_and_the_extremes_are_certain() {
        let recognised =
            |share| recognitions(1, "C1", Recognition::Share(share)).take(10_000).filter(|&yes| yes).count();
        assert_eq!(recognised(1.0), 10_000);
        assert_eq!(recognised(0.0), 0);
        assert!((7800..=8200).contains(&recognised(0.8)), "{} of 10000", recognised(0.8));
        assert!(recognitions(1, "C1", Recognition::PrimaFacie).take(100).all(|yes| yes));
    }
}
