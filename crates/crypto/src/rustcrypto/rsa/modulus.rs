//! `s^e mod n` (RFC 8017 §5.2.2), in Montgomery form.

use alloc::{boxed::Box, vec::Vec};

use crypto_bigint::{
    Limb, Odd, Uint, Word,
    modular::{FixedMontyForm, FixedMontyParams},
    nlimbs,
};

use crate::RsaPublic;

/// A modulus with its exponent.
pub(super) trait Raise: Send + Sync {
    /// The encoded message in a signature, as long as the modulus; `None` unless the signature has exactly that length
    /// and is below the modulus (RFC 8017 §8.1.2, §8.2.2, step 1 and 2).
    fn raise(&self, signature: &[u8]) -> Option<Vec<u8>>;
}

/// The numbers of a key in the narrowest width that holds them.
pub(super) fn modulus(numbers: &RsaPublic<'_>) -> Option<Box<dyn Raise>> {
    match numbers.bits() {
        0..=2048 => Modulus::<{ nlimbs(2048) }>::boxed(numbers),
        2049..=3072 => Modulus::<{ nlimbs(3072) }>::boxed(numbers),
        3073..=4096 => Modulus::<{ nlimbs(4096) }>::boxed(numbers),
        4097..=8192 => Modulus::<{ nlimbs(8192) }>::boxed(numbers),
        _ => None,
    }
}

struct Modulus<const LIMBS: usize> {
    params: FixedMontyParams<LIMBS>,
    exponent: u32,
    /// In bytes.
    len: usize,
}

impl<const LIMBS: usize> Modulus<LIMBS> {
    fn boxed(numbers: &RsaPublic<'_>) -> Option<Box<dyn Raise>> {
        let modulus: Option<Odd<_>> = Odd::new(read(numbers.modulus())).into();
        let exponent = numbers
            .exponent()
            .iter()
            .try_fold(0u32, |high, low| high.checked_mul(256).map(|high| high | u32::from(*low)))?;
        let params = FixedMontyParams::new_vartime(modulus?);
        Some(Box::new(Self { params, exponent, len: numbers.modulus().len() }))
    }
}

impl<const LIMBS: usize> Raise for Modulus<LIMBS> {
    fn raise(&self, signature: &[u8]) -> Option<Vec<u8>> {
        if signature.len() != self.len {
            return None;
        }
        let base = read::<LIMBS>(signature);
        if base >= *self.params.modulus().as_ref() {
            return None;
        }
        Some(write(&power(base, self.exponent, &self.params), self.len))
    }
}

/// Square and multiply from the top bit down. The exponent is odd, so the last step multiplies by the base: taking it as
/// it is, and not in Montgomery form, leaves that form without another reduction.
fn power<const LIMBS: usize>(
    base: Uint<LIMBS>,
    exponent: u32,
    params: &FixedMontyParams<LIMBS>,
) -> Uint<LIMBS> {
    let factor = FixedMontyForm::new(&base, params);
    let top = exponent.checked_ilog2().unwrap_or(0);
    let power = (1..top).rev().fold(factor, |power, bit| {
        let square = power.square();
        if exponent >> bit & 1 == 1 { square.mul(&factor) } else { square }
    });
    power.square().mul(&FixedMontyForm::from_montgomery(base, params)).to_montgomery()
}

fn read<const LIMBS: usize>(number: &[u8]) -> Uint<LIMBS> {
    let mut words: [Word; LIMBS] = [0; LIMBS];
    for (word, octets) in words.iter_mut().zip(number.rchunks(Limb::BYTES)) {
        *word = octets.iter().fold(0, |high, low| high << 8 | Word::from(*low));
    }
    Uint::from_words(words)
}

fn write<const LIMBS: usize>(number: &Uint<LIMBS>, len: usize) -> Vec<u8> {
    let octets = number.as_words().iter().rev().flat_map(|word| word.to_be_bytes());
    octets.skip((LIMBS * Limb::BYTES).saturating_sub(len)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn raises_to_every_odd_exponent_that_a_key_may_have() {
        let modulus = Odd::new(read::<4>(&[0xfb; 32])).unwrap();
        let params = FixedMontyParams::new_vartime(modulus);
        let base = read::<4>(&[0xa7; 32]);
        for exponent in (3..100).step_by(2).chain([0xffff, 65537, 0x0123_4567, 0xaaaa_aaab, u32::MAX]) {
            let expected = FixedMontyForm::new(&base, &params).pow(&Uint::<1>::from(exponent)).retrieve();
            assert_eq!(power(base, exponent, &params), expected, "{exponent}");
        }
    }
}
