//! From shares to whole numbers that add up.

/// Splits `total` in proportion to `shares` by the largest remainder (Hamilton): everyone gets the
/// whole part of its quota, and what is left goes to the largest remainders, ties to the earlier.
/// Shares need not add up to one; where none is above zero, nobody gets anything.
pub fn largest_remainder(shares: &[f64], total: u64) -> Vec<u64> {
    let sum: f64 = shares.iter().sum();
    if sum <= 0.0 {
        return vec![0; shares.len()];
    }
    let quotas: Vec<f64> = shares.iter().map(|share| share / sum * total as f64).collect();
    let mut parts: Vec<u64> = quotas.iter().map(|&quota| whole(quota)).collect();
    let mut order: Vec<usize> = (0..shares.len()).filter(|&i| shares[i] > 0.0).collect();
    let remainder = |i: usize| quotas[i] - whole(quotas[i]) as f64;
    order.sort_by(|&a, &b| remainder(b).total_cmp(&remainder(a)).then(a.cmp(&b)));
    let left = total.saturating_sub(parts.iter().sum());
    for &i in order.iter().cycle().take(usize::try_from(left).unwrap_or(0)) {
        parts[i] += 1;
    }
    parts
}

/// The whole part of a quota; a quota a rounding error below a whole number is that number.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "quotas are between 0 and a caseload")]
fn whole(quota: f64) -> u64 {
    (quota + 1e-9).floor() as u64
}

#[cfg(test)]
mod tests {
    use super::largest_remainder;

    #[test]
    fn adds_up_and_gives_the_rest_to_the_largest_remainders() {
        // Quotas 4.2, 3.5 and 2.3 of 10: whole parts 4, 3 and 2; the one left goes to .5.
        assert_eq!(largest_remainder(&[0.42, 0.35, 0.23], 10), [4, 4, 2]);
        assert_eq!(largest_remainder(&[1.0, 1.0, 1.0], 10), [4, 3, 3]);
        assert_eq!(largest_remainder(&[0.1, 0.2, 0.7], 10), [1, 2, 7]);
    }

    #[test]
    fn gives_nothing_to_those_without_a_share() {
        assert_eq!(largest_remainder(&[0.0, 1.0, 0.0], 7), [0, 7, 0]);
        assert_eq!(largest_remainder(&[0.0, 0.0], 7), [0, 0]);
        assert_eq!(largest_remainder(&[], 7), [] as [u64; 0]);
    }
}
