//! The fingerprint of RSA keys whose primes were made by a broken generator (CVE-2017-15361, "ROCA").
//!
//! That generator makes primes `k·M + (65537^a mod M)` with `M` the product of the first primes, so that a modulus lies in
//! the group that 65537 generates modulo each of them (Nemec, Sys, Svenda, Klinec, Matyas: "The Return of Coppersmith's
//! Attack", 2017, §2). A modulus of another origin does so with a chance of about 2^-27.

/// Of the odd primes that every `M` of the generator holds, those that divide 2^120 - 1, the ones that let the fewest honest
/// moduli through first.
const CHEAP: [u32; 10] = [11, 61, 151, 13, 17, 3, 5, 7, 31, 41];
/// Their product, which is below 2^42.
const CHEAP_PRODUCT: u64 = 3 * 5 * 7 * 11 * 13 * 17 * 31 * 41 * 61 * 151;
/// The other ones.
const OTHERS: [u32; 28] = [
    19, 23, 29, 37, 43, 47, 53, 59, 67, 71, 73, 79, 83, 89, 97, 101, 103, 107, 109, 113, 127, 131, 137, 139,
    149, 157, 163, 167,
];

/// Whether a modulus, big-endian, has the fingerprint. The long number is added up once, and nearly every honest modulus is
/// let go at one of the first primes.
pub(crate) fn has_fingerprint(modulus: &[u8]) -> bool {
    let left = remainder_of_cheap(modulus);
    CHEAP.iter().all(|prime| is_power_of_65537(left % u64::from(*prime), *prime))
        && OTHERS.iter().all(|prime| is_power_of_65537(remainder(modulus, *prime), *prime))
}

/// Modulo the product of the cheap primes a number is the sum of its digits of 15 bytes, as 2^120 is 1.
fn remainder_of_cheap(number: &[u8]) -> u64 {
    let (head, digits) = number.as_rchunks::<15>();
    let head = head.iter().fold(0, |high, low| high << 8 | u128::from(*low));
    let sum = digits.iter().fold(head, |sum, digit| {
        // What stands above 2^120 is added below, so that no sum reaches 2^121 and a little more.
        (sum & (u128::MAX >> 8)) + (sum >> 120) + big_endian(digit)
    });
    u64::try_from(sum % u128::from(CHEAP_PRODUCT)).unwrap_or_default()
}

fn big_endian(digit: &[u8; 15]) -> u128 {
    let mut bytes = [0; 16];
    if let Some(low) = bytes.last_chunk_mut() {
        *low = *digit;
    }
    u128::from_be_bytes(bytes)
}

/// Four bytes at a time.
fn remainder(number: &[u8], divisor: u32) -> u64 {
    let (head, words) = number.as_rchunks::<4>();
    let head = head.iter().fold(0, |high, low| high << 8 | u64::from(*low)) % u64::from(divisor);
    words
        .iter()
        .fold(head, |high, word| (high << 32 | u64::from(u32::from_be_bytes(*word))) % u64::from(divisor))
}

fn is_power_of_65537(number: u64, prime: u32) -> bool {
    let prime = u64::from(prime);
    // No prime here divides 65537, so that its powers come back to 1.
    let next = |power: &u64| Some(power * (65537 % prime) % prime).filter(|power| *power != 1);
    core::iter::successors(Some(1), next).any(|power| power == number)
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
        let mut number: [u8; 512] = core::array::from_fn(|at| (at * at + 7 * at) as u8);
        number[100..200].fill(0xff);
        for len in 0..=number.len() {
            let long = |divisor: u64| {
                let remainder = |high, low: &u8| (high << 8 | u128::from(*low)) % u128::from(divisor);
                u64::try_from(number[..len].iter().fold(0u128, remainder)).unwrap()
            };
            assert_eq!(remainder_of_cheap(&number[..len]), long(CHEAP_PRODUCT), "{len} bytes");
            for divisor in [3, 167] {
                assert_eq!(
                    remainder(&number[..len], divisor),
                    long(divisor.into()),
                    "{len} bytes by {divisor}"
                );
            }
        }
        // 273 digits of ones, each of which is nothing, and one byte before them.
        assert_eq!(remainder_of_cheap(&[0xff; 4096]), 255);
    }

    #[test]
    fn the_primes_are_all_odd_ones_to_167_and_the_cheap_ones_divide_2_to_120_less_1() {
        let is_prime = |number: &u32| (2..*number).all(|divisor| !number.is_multiple_of(divisor));
        let mut primes = [CHEAP.as_slice(), &OTHERS].concat();
        primes.sort_unstable();
        assert_eq!(primes, (3..=167).filter(is_prime).collect::<alloc::vec::Vec<_>>());
        assert!(CHEAP.iter().all(|prime| ((1u128 << 120) - 1).is_multiple_of(u128::from(*prime))));
        assert_eq!(CHEAP.iter().map(|prime| u64::from(*prime)).product::<u64>(), CHEAP_PRODUCT);
    }

    #[test]
    fn the_powers_are_those_of_repeated_multiplication() {
        let group =
            |prime: u32| (0..u64::from(prime)).filter(|number| is_power_of_65537(*number, prime)).count();
        assert_eq!([3, 11, 13, 17, 37, 61, 151, 167].map(group), [2, 2, 6, 8, 3, 20, 50, 166]);
        assert!(is_power_of_65537(10, 11) && is_power_of_65537(26, 37));
    }

    #[test]
    fn a_multiple_of_one_of_the_primes_does_not_have_it() {
        assert!(!has_fingerprint(&[3]));
        assert!(!has_fingerprint(&[167]));
        assert!(!has_fingerprint(&[]));
    }
}
