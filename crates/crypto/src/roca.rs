//! The fingerprint of RSA keys whose primes were made by a broken generator (CVE-2017-15361, "ROCA").
//!
//! That generator makes primes `k·M + (65537^a mod M)` with `M` the product of the first primes, so that a modulus lies in
//! the group that 65537 generates modulo each of them (Nemec, Sys, Svenda, Klinec, Matyas: "The Return of Coppersmith's
//! Attack", 2017, §2). A modulus of another origin does so with a chance of about 2^-27.

/// The odd primes that every `M` of the generator holds.
const PRIMES: [u32; 38] = [
    3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103,
    107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167,
];

/// The product of the first nine of them, which is below 2^32.
const FIRST_PRODUCT: u32 = 3 * 5 * 7 * 11 * 13 * 17 * 19 * 23 * 29;

/// Whether a modulus, big-endian, has the fingerprint. The long number is divided once; of what is left nearly every honest
/// modulus is let go at one of the first primes.
pub(crate) fn has_fingerprint(modulus: &[u8]) -> bool {
    let (first, others) = PRIMES.split_at(9);
    let left = remainder(modulus, FIRST_PRODUCT);
    first.iter().all(|prime| is_power_of_65537(left % prime, *prime))
        && others.iter().all(|prime| is_power_of_65537(remainder(modulus, *prime), *prime))
}

/// Four bytes at a time.
fn remainder(number: &[u8], divisor: u32) -> u32 {
    let (head, words) = number.as_rchunks::<4>();
    let head = head.iter().fold(0, |high, low| high << 8 | u64::from(*low)) % u64::from(divisor);
    let left = words
        .iter()
        .fold(head, |high, word| (high << 32 | u64::from(u32::from_be_bytes(*word))) % u64::from(divisor));
    u32::try_from(left).unwrap_or_default()
}

fn is_power_of_65537(number: u32, prime: u32) -> bool {
    let mut power = 1;
    // The group has at most `prime - 1` elements.
    (1..prime).any(|_| {
        power = power * (65537 % prime) % prime;
        power == number
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers_have_the_fingerprint_and_their_neighbours_do_not() {
        assert!(has_fingerprint(&[1]));
        assert!(has_fingerprint(&[1, 0, 1]));
        assert!(has_fingerprint(&[1, 0, 2, 0, 1]));
        assert!(!has_fingerprint(&[1, 0, 3]));
        assert!(!has_fingerprint(&[1, 0, 2, 0, 3]));
    }

    #[test]
    fn remainders_are_those_of_long_division() {
        let number: [u8; 16] = *b"\x00\x01countersigned\xff";
        for len in 0..=number.len() {
            let expected = number[..len].iter().fold(0u128, |high, low| high << 8 | u128::from(*low));
            for divisor in [3, 167, FIRST_PRODUCT] {
                let expected = u32::try_from(expected % u128::from(divisor)).unwrap();
                assert_eq!(remainder(&number[..len], divisor), expected, "{len} bytes by {divisor}");
            }
        }
    }

    #[test]
    fn a_multiple_of_one_of_the_primes_does_not_have_it() {
        assert!(!has_fingerprint(&[3]));
        assert!(!has_fingerprint(&[167]));
        assert!(!has_fingerprint(&[]));
    }
}
