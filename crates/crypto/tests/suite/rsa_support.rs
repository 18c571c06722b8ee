//! RSA keys made of fixed primes, and a signer that puts any encoded message into a signature.

use countersign_crypto::{DigestAlgorithm, HashProvider, KeyLimits, PublicKey, RsaPrivateParts};
use crypto_bigint::{
    BoxedUint, ConcatenatingMul, NonZero, Odd,
    modular::{BoxedMontyForm, BoxedMontyParams},
};

use crate::Provider;
use crate::support::unhex;

/// Eight primes of 1024 bits and one of 1025.
pub fn prime(index: usize) -> BoxedUint {
    BoxedUint::from_be_slice_vartime(&unhex(include_str!("data/primes.txt").lines().nth(index).unwrap()))
}

pub fn octets(number: &BoxedUint) -> Vec<u8> {
    number.to_be_bytes().iter().copied().skip_while(|byte| *byte == 0).collect()
}

pub fn times(left: &BoxedUint, right: &BoxedUint) -> BoxedUint {
    left.concatenating_mul(right)
}

pub fn modulo(number: &BoxedUint, modulus: &BoxedUint) -> BoxedUint {
    number.rem_vartime(&NonZero::new(modulus.clone()).unwrap())
}

pub fn minus_one(number: &BoxedUint) -> BoxedUint {
    number.wrapping_sub(BoxedUint::one())
}

/// `number^exponent mod modulus` for an odd modulus.
pub fn power(number: &BoxedUint, exponent: &BoxedUint, modulus: &BoxedUint) -> BoxedUint {
    let params = BoxedMontyParams::new_vartime(Odd::new(modulus.clone()).unwrap());
    let reduced = octets(&modulo(number, modulus));
    let reduced = BoxedUint::from_be_slice(&reduced, modulus.bits_precision()).unwrap();
    BoxedMontyForm::new(reduced, &params).pow(exponent).retrieve()
}

const E: u64 = 65537;

/// A private key of any number of primes.
pub struct RsaKey {
    pub primes: Vec<BoxedUint>,
    pub modulus: BoxedUint,
    pub exponent: BoxedUint,
    pub private: BoxedUint,
}

impl RsaKey {
    pub fn two(first: usize, second: usize) -> Self {
        Self::of(&[first, second])
    }

    pub fn of(indices: &[usize]) -> Self {
        let primes: Vec<BoxedUint> = indices.iter().map(|index| prime(*index)).collect();
        let product = |numbers: &mut dyn Iterator<Item = BoxedUint>| {
            numbers.reduce(|product, number| times(&product, &number)).unwrap()
        };
        let modulus = product(&mut primes.iter().cloned());
        let phi = product(&mut primes.iter().map(minus_one));
        let private = inverse_of_e(&phi);
        Self { primes, modulus, exponent: BoxedUint::from(E), private }
    }

    pub fn len(&self) -> usize {
        octets(&self.modulus).len()
    }

    pub fn public(&self) -> PublicKey {
        let limits = KeyLimits::default().with_max_rsa_bits(8192);
        PublicKey::from_rsa(&octets(&self.modulus), &octets(&self.exponent), &limits, &Provider).unwrap()
    }

    /// The signature from which this encoded message comes back.
    pub fn raw(&self, encoded: &[u8]) -> Vec<u8> {
        let signature = power(&BoxedUint::from_be_slice_vartime(encoded), &self.private, &self.modulus);
        let signature = octets(&signature);
        [vec![0; self.len() - signature.len()], signature].concat()
    }

    /// EMSA-PKCS1-v1_5 with SHA-256 (RFC 8017 §9.2), signed.
    pub fn pkcs1(&self, message: &[u8]) -> Vec<u8> {
        self.raw(&encode_pkcs1(self.len(), &digest_info(message)))
    }

    /// EMSA-PSS-ENCODE (RFC 8017 §9.1.1), signed.
    pub fn pss(&self, digest: DigestAlgorithm, message: &[u8], salt: &[u8]) -> Vec<u8> {
        let bits = self.public().rsa().unwrap().bits();
        self.raw(&encode_pss(bits - 1, digest, message, salt, |_| {}))
    }

    /// The numbers of a key with two primes.
    pub fn parts(&self) -> [Vec<u8>; 8] {
        let [p, q] = &self.primes[..] else { panic!("two primes") };
        let (dp, dq) = (modulo(&self.private, &minus_one(p)), modulo(&self.private, &minus_one(q)));
        // q^(p-2) mod p is the inverse of q (Fermat).
        let two = BoxedUint::from(2u64);
        let coefficient = power(q, &p.wrapping_sub(&two), p);
        [&self.modulus, &self.exponent, &self.private, p, q, &dp, &dq, &coefficient].map(octets)
    }
}

pub fn parts(numbers: &[Vec<u8>; 8]) -> RsaPrivateParts<'_> {
    let [n, e, d, p, q, dp, dq, qi] = numbers;
    RsaPrivateParts {
        modulus: n,
        public_exponent: e,
        private_exponent: d,
        prime1: p,
        prime2: q,
        exponent1: dp,
        exponent2: dq,
        coefficient: qi,
    }
}

/// `(k·phi + 1) / e` for the one k below e that makes it whole.
fn inverse_of_e(phi: &BoxedUint) -> BoxedUint {
    let e = BoxedUint::from(E);
    let rest = octets(&modulo(phi, &e)).iter().fold(0, |high, low| high << 8 | u64::from(*low));
    let k = (1..E).find(|k| (k * rest + 1) % E == 0).unwrap();
    let product = times(phi, &BoxedUint::from(k)).wrapping_add(BoxedUint::one());
    let (inverse, zero) = product.div_rem_vartime(&NonZero::new(e).unwrap());
    assert!(octets(&zero).is_empty());
    inverse
}

/// `DigestInfo` of SHA-256 with NULL.
pub fn digest_info(message: &[u8]) -> Vec<u8> {
    let digest = Provider.hash(DigestAlgorithm::Sha256, message);
    [&unhex("3031300d060960864801650304020105000420")[..], digest.as_bytes()].concat()
}

pub fn encode_pkcs1(len: usize, info: &[u8]) -> Vec<u8> {
    [&[0, 1], &vec![0xff; len - info.len() - 3][..], &[0], info].concat()
}

/// An encoded message; `change` may spoil the data block before it is masked.
pub fn encode_pss(
    em_bits: usize,
    digest: DigestAlgorithm,
    message: &[u8],
    salt: &[u8],
    change: impl Fn(&mut Vec<u8>),
) -> Vec<u8> {
    let em_len = em_bits.div_ceil(8);
    let m_hash = Provider.hash(digest, message);
    let hash = Provider.hash(digest, &[&[0; 8], m_hash.as_bytes(), salt].concat());
    let hash = hash.as_bytes();
    let mut block = [&vec![0; em_len - salt.len() - hash.len() - 2][..], &[1], salt].concat();
    change(&mut block);
    let mask = (0u32..).flat_map(|counter| {
        let seed = [hash, &counter.to_be_bytes()].concat();
        Provider.hash(digest, &seed).as_bytes().to_vec()
    });
    let mut masked: Vec<u8> = block.iter().zip(mask).map(|(byte, mask)| byte ^ mask).collect();
    masked[0] &= 0xff >> (8 * em_len - em_bits);
    [&masked[..], hash, &[0xbc]].concat()
}
