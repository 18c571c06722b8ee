//! The exponents of the Chinese remainder theorem, which OpenSSH does not store.

use alloc::vec::Vec;

use zeroize::Zeroizing;

/// `number mod (prime - 1)`, big-endian without leading zeros. How long it takes depends on the lengths only.
///
/// Schoolbook division, bit by bit: a key is read once. `prime` should be odd; another one gives some number, which is
/// refused where the parts of the key are checked against each other.
pub(super) fn mod_minus_one(number: &[u8], prime: &[u8]) -> Zeroizing<Vec<u8>> {
    let mut modulus = limbs(prime);
    if let Some(lowest) = modulus.first_mut() {
        *lowest &= !1;
    }
    let mut rest = Zeroizing::new(alloc::vec![0u32; modulus.len()]);
    let mut reduced = rest.clone();
    for byte in number {
        for bit in (0..8).rev() {
            double_and_add(&mut rest, u32::from(byte >> bit & 1));
            subtract_if_larger(&mut rest, &modulus, &mut reduced);
        }
    }
    bytes(&rest)
}

/// Little-endian limbs, one more than the number needs.
fn limbs(number: &[u8]) -> Zeroizing<Vec<u32>> {
    let mut limbs = Zeroizing::new(Vec::with_capacity(number.len() / 4 + 2));
    for chunk in number.rchunks(4) {
        limbs.push(chunk.iter().fold(0, |limb, byte| limb << 8 | u32::from(*byte)));
    }
    limbs.push(0);
    limbs
}

fn double_and_add(number: &mut [u32], bit: u32) {
    let mut carry = bit;
    for limb in number {
        let out = *limb >> 31;
        *limb = *limb << 1 | carry;
        carry = out;
    }
}

/// Subtracts once and keeps the difference unless it is negative, without a branch on either.
fn subtract_if_larger(number: &mut [u32], modulus: &[u32], difference: &mut [u32]) {
    let mut borrow = 0;
    for ((out, from), less) in difference.iter_mut().zip(&*number).zip(modulus) {
        let (partial, first) = from.overflowing_sub(*less);
        let (limb, second) = partial.overflowing_sub(borrow);
        *out = limb;
        borrow = u32::from(first | second);
    }
    let keep = borrow.wrapping_neg();
    for (limb, reduced) in number.iter_mut().zip(&*difference) {
        *limb = *limb & keep | *reduced & !keep;
    }
}

fn bytes(limbs: &[u32]) -> Zeroizing<Vec<u8>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(limbs.len() * 4));
    bytes.extend(limbs.iter().rev().flat_map(|limb| limb.to_be_bytes()));
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    Zeroizing::new(bytes.get(zeros..).unwrap_or_default().to_vec())
}

#[cfg(test)]
mod tests {
    use super::mod_minus_one;

    #[test]
    fn divides_as_whole_numbers_do() {
        let mut state = 0x9e37_79b9_7f4a_7c15_u128;
        for round in 0..2000u32 {
            state = state.wrapping_mul(0x2360_ed05_1fc6_5da4_4385_df64_9fcc_f645).wrapping_add(1);
            let number = state >> (round % 90);
            let prime = (state.rotate_left(61) >> (round % 120)) | 3;
            let strip = |value: u128| -> Vec<u8> {
                value.to_be_bytes().into_iter().skip_while(|byte| *byte == 0).collect()
            };
            let expected = strip(number % (prime - 1));
            assert_eq!(*mod_minus_one(&strip(number), &strip(prime)), expected, "{number} {prime}");
        }
    }

    use alloc::vec::Vec;

    #[test]
    fn nothing_and_one_are_no_moduli_and_no_panic() {
        assert_eq!(mod_minus_one(&[], &[]).len(), 0);
        for prime in [&[][..], &[0], &[1]] {
            let _number = mod_minus_one(&[0xff; 8], prime);
        }
        assert_eq!(*mod_minus_one(&[7], &[5]), [3]);
    }
}
