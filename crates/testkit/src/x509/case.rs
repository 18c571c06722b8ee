use super::{
    certificate::CertificateSpec,
    mutation::Mutation,
    plan::{After, Plan},
};
use crate::Prng;

/// The moment at which generated chains are valid, if nothing is wrong with them: 2026-06-01T00:00:00Z in Unix time.
pub const TIME: i64 = 1_780_272_000;

/// A chain as a verifier gets it.
#[derive(Clone, Debug)]
pub struct Chain {
    /// What it was generated from.
    pub seed: u64,
    /// What was done to it.
    pub mutations: Vec<Mutation>,
    /// The certificates that are trusted.
    pub anchors: Vec<Vec<u8>>,
    /// The certificates between, in the order in which they are handed over; that is leaf to root unless shuffled.
    pub intermediates: Vec<Vec<u8>>,
    /// The leaf.
    pub leaf: Vec<u8>,
}

impl Chain {
    /// A chain of 1 to 6 certificates with none, one or two mutations, all of which the seed decides.
    #[must_use]
    pub fn generate(seed: u64) -> Self {
        let mut prng = Prng::new(seed);
        let count = [0, 1, 1, 1, 1, 1, 1, 2][prng.below(8)];
        let mutations: Vec<Mutation> =
            (0..count).map(|_| Mutation::ALL[prng.below(Mutation::ALL.len())]).collect();
        let least = mutations.iter().map(|mutation| mutation.least_length()).max().unwrap_or(1);
        let length = (1 + prng.below(6)).max(least);
        Self::build(seed, &mut prng, length, &mutations)
    }

    /// A chain of that many certificates, or more where a mutation needs more, with these mutations.
    #[must_use]
    pub fn with(seed: u64, length: usize, mutations: &[Mutation]) -> Self {
        let least = mutations.iter().map(|mutation| mutation.least_length()).max().unwrap_or(1);
        Self::build(seed, &mut Prng::new(seed), length.max(least), mutations)
    }

    /// What a plan comes to.
    #[must_use]
    pub fn from_plan(plan: &Plan, prng: &mut Prng) -> Self {
        let bytes: Vec<Vec<u8>> =
            plan.certificates.iter().enumerate().map(|(place, spec)| written(plan, place, spec)).collect();
        let shown = |place: usize| !plan.hidden.contains(&place);
        let last = plan.last();
        let mut anchors: Vec<Vec<u8>> = shown(0).then(|| bytes[0].clone()).into_iter().collect();
        anchors.extend(plan.more_anchors.iter().map(CertificateSpec::der));
        let mut intermediates: Vec<Vec<u8>> =
            (1..last).rev().filter(|place| shown(*place)).map(|place| bytes[place].clone()).collect();
        intermediates.extend(plan.extra.iter().map(CertificateSpec::der));
        if plan.shuffled {
            shuffle(&mut intermediates, prng);
        }
        Self { seed: 0, mutations: Vec::new(), anchors, intermediates, leaf: bytes[last].clone() }
    }

    fn build(seed: u64, prng: &mut Prng, length: usize, mutations: &[Mutation]) -> Self {
        let mut plan = Plan::new(prng, length);
        mutations.iter().for_each(|mutation| mutation.apply(&mut plan, prng));
        Self { seed, mutations: mutations.to_vec(), ..Self::from_plan(&plan, prng) }
    }
}

fn written(plan: &Plan, place: usize, spec: &CertificateSpec) -> Vec<u8> {
    let changes = plan.after.iter().filter(|(at, _)| *at == place);
    changes.fold(spec.der(), |bytes, (_, change)| change.apply(spec, bytes))
}

impl After {
    fn apply(self, spec: &CertificateSpec, mut bytes: Vec<u8>) -> Vec<u8> {
        match self {
            Self::BreakSignature(number) => {
                // The last 16 bytes belong to a number of the signature, whatever made it.
                let range = bytes.len() - 16..bytes.len();
                flip(&mut bytes[range], number);
                bytes
            }
            Self::FlipBit(number) => {
                flip(&mut bytes, number);
                bytes
            }
            Self::FlipSignedBit(number) => {
                let mut tbs = spec.tbs();
                flip(&mut tbs, number);
                spec.sign(&tbs)
            }
            Self::Truncate(number) => {
                let cut = 1 + usize::try_from(number % 40).expect("below 40");
                bytes.truncate(bytes.len() - cut);
                bytes
            }
            Self::Append => {
                bytes.push(0);
                bytes
            }
        }
    }
}

fn flip(bytes: &mut [u8], number: u64) {
    let length = u64::try_from(bytes.len()).expect("a certificate is short");
    let index = usize::try_from((number >> 3) % length).expect("below the length");
    bytes[index] ^= 1 << (number & 7);
}

fn shuffle(items: &mut [Vec<u8>], prng: &mut Prng) {
    for index in (1..items.len()).rev() {
        items.swap(index, prng.below(index + 1));
    }
}

#[cfg(test)]
mod tests {
    use super::{Chain, Mutation};

    #[test]
    fn the_same_seed_is_the_same_chain() {
        for seed in 0..50 {
            let (first, second) = (Chain::generate(seed), Chain::generate(seed));
            assert_eq!((first.leaf, first.intermediates), (second.leaf, second.intermediates));
        }
    }

    #[test]
    fn every_mutation_changes_the_chain() {
        for mutation in Mutation::ALL {
            let length = mutation.least_length();
            let (plain, changed) = (Chain::with(3, length, &[]), Chain::with(3, length, &[*mutation]));
            let all = |chain: Chain| (chain.anchors, chain.intermediates, chain.leaf);
            // A shuffle of two may be none.
            assert!(*mutation == Mutation::Shuffled || all(plain) != all(changed), "{}", mutation.id());
        }
    }
}
