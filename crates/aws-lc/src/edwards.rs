//! Whether 32 octets are a point of edwards25519, which AWS-LC tells only together with a signature. The values are public.
//!
//! ```text
//! -x² + y² = 1 + d·x²·y²  modulo p = 2^255 - 19            -- RFC 8032 §5.1
//! x² = u / v  where  u = y² - 1,  v = d·y² + 1             -- RFC 8032 §5.1.3, step 2
//! ```
//!
//! `v` is never zero, and `u / v` is a square where `u·v` is: where `(u·v)^((p - 1) / 2)` is 1, or `u` is zero.

/// Four words of 64 bits, the lowest first; below 2^256, and not always below the prime.
#[derive(Clone, Copy)]
struct Field([u64; 4]);

/// 2^256 is twice 19 modulo the prime.
const FOLD: u64 = 38;

const ONE: Field = Field([1, 0, 0, 0]);
/// The prime less one.
const MINUS_ONE: Field = Field([0xffff_ffff_ffff_ffec, u64::MAX, u64::MAX, 0x7fff_ffff_ffff_ffff]);
/// `d = -121665 / 121666`.
const D: Field =
    Field([0x75eb_4dca_1359_78a3, 0x0070_0a4d_4141_d8ab, 0x8cc7_4079_7779_e898, 0x5203_6cee_2b6f_fe73]);

/// Whether the `y` in a canonical encoding has an `x`.
pub(crate) fn is_on_curve(octets: &[u8; 32]) -> bool {
    let square = Field::read(octets).square();
    let (u, v) = (square.plus(MINUS_ONE), square.times(D).plus(ONE));
    let symbol = u.times(v).to_half_order();
    symbol.equals(ONE) || u.equals(Field([0; 4]))
}

impl Field {
    /// Without the top bit, which is the sign of `x`.
    fn read(octets: &[u8; 32]) -> Self {
        let mut words = [0; 4];
        for (word, octets) in words.iter_mut().zip(octets.as_chunks::<8>().0) {
            *word = u64::from_le_bytes(*octets);
        }
        let [low, second, third, high] = words;
        Self([low, second, third, high & (u64::MAX >> 1)])
    }

    fn plus(self, other: Self) -> Self {
        let (mut sum, mut carry) = (self.0, 0);
        for (word, other) in sum.iter_mut().zip(other.0) {
            (*word, carry) = split(u128::from(*word) + u128::from(other) + u128::from(carry));
        }
        Self(sum).fold(carry)
    }

    fn times(self, other: Self) -> Self {
        let mut product = [0u64; 8];
        for (at, left) in self.0.iter().enumerate() {
            let mut carry = 0;
            let places = product.iter_mut().skip(at);
            for (place, right) in places.zip(other.0.into_iter().chain([0])) {
                let sum = u128::from(*left) * u128::from(right) + u128::from(*place) + u128::from(carry);
                (*place, carry) = split(sum);
            }
        }
        let [a, b, c, d, high @ ..] = product;
        let mut low = [a, b, c, d];
        let mut carry = 0;
        for (word, high) in low.iter_mut().zip(high) {
            let sum = u128::from(high) * u128::from(FOLD) + u128::from(*word) + u128::from(carry);
            (*word, carry) = split(sum);
        }
        Self(low).fold(carry)
    }

    fn square(self) -> Self {
        self.times(self)
    }

    /// Adds what stands above 2^256. A second round is needed at most, as what is left is then small.
    fn fold(self, above: u64) -> Self {
        let (mut words, mut carry) = (self.0, above);
        for _ in 0..2 {
            let mut add = u128::from(carry) * u128::from(FOLD);
            for word in &mut words {
                let (low, high) = split(u128::from(*word) + add);
                *word = low;
                add = u128::from(high);
            }
            (carry, _) = split(add);
        }
        Self(words)
    }

    /// To the power of `(p - 1) / 2 = 2^254 - 10 = (2^250 - 1)·2^4 + 6`: 250 ones and `0110`.
    fn to_half_order(self) -> Self {
        let ones = (1..250).fold(self, |power, _| power.square().times(self));
        [false, true, true, false].into_iter().fold(ones, |power, bit| {
            let square = power.square();
            if bit { square.times(self) } else { square }
        })
    }

    fn equals(self, other: Self) -> bool {
        self.reduced() == other.reduced()
    }

    /// Below the prime, which a number below 2^256 holds twice at most.
    fn reduced(self) -> [u64; 4] {
        let Self([low, second, third, high]) = self;
        // Folding the top bit leaves a number below 2^255 + 19.
        let once =
            Self([low, second, third, high & (u64::MAX >> 1)]).plus(Self([19 * (high >> 63), 0, 0, 0]));
        // One that is not below the prime reaches 2^255 with 19 more.
        let more = once.plus(Self([19, 0, 0, 0]));
        let Self([low, second, third, high]) = more;
        if high >> 63 == 0 { once.0 } else { [low, second, third, high & (u64::MAX >> 1)] }
    }
}

fn split(sum: u128) -> (u64, u64) {
    let [a, b, c, d, e, f, g, h, high @ ..] = sum.to_le_bytes();
    (u64::from_le_bytes([a, b, c, d, e, f, g, h]), u64::from_le_bytes(high))
}
