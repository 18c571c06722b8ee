use super::{
    certificate::CertificateSpec,
    der::tlv,
    extension::{CODE_SIGNING, ExtensionSpec},
    key::Key,
    name,
};
use crate::Prng;

/// A chain as it is to be written: everything may be changed before it is.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Root first, leaf last.
    pub certificates: Vec<CertificateSpec>,
    /// Certificates beside the chain, which are handed over with the intermediates.
    pub extra: Vec<CertificateSpec>,
    /// Certificates that are trusted beside the root.
    pub more_anchors: Vec<CertificateSpec>,
    /// Places of certificates that are not handed over; 0 takes the root out of what is trusted.
    pub hidden: Vec<usize>,
    /// Whether the intermediates are handed over in another order.
    pub shuffled: bool,
    /// What is done to the bytes of the certificate at a place.
    pub after: Vec<(usize, After)>,
}

/// A change of the bytes of a certificate; the number decides which byte.
#[derive(Clone, Copy, Debug)]
pub enum After {
    /// One bit of the signature is inverted.
    BreakSignature(u64),
    /// One bit of the certificate is inverted.
    FlipBit(u64),
    /// One bit of the signed part is inverted, and the certificate signed again.
    FlipSignedBit(u64),
    /// The last bytes are cut off.
    Truncate(u64),
    /// A byte is added.
    Append,
}

impl Plan {
    /// A chain of that many certificates with nothing wrong: a root, CAs, and a leaf for code signing.
    ///
    /// # Panics
    ///
    /// Unless there are 1 to 16.
    pub fn new(prng: &mut Prng, length: usize) -> Self {
        assert!((1..=16).contains(&length), "a chain has 1 to 16 certificates");
        let keys: Vec<Key> = (0..length).map(|place| key(prng, place)).collect();
        let last = length - 1;
        let certificates = (0..length).map(|place| certificate(prng, &keys, place, last)).collect();
        Self {
            certificates,
            extra: Vec::new(),
            more_anchors: Vec::new(),
            hidden: Vec::new(),
            shuffled: false,
            after: Vec::new(),
        }
    }

    /// The place of the leaf.
    #[must_use]
    pub fn last(&self) -> usize {
        self.certificates.len() - 1
    }

    /// The leaf.
    pub fn leaf(&mut self) -> &mut CertificateSpec {
        let last = self.last();
        &mut self.certificates[last]
    }

    /// The place of any certificate but the root.
    pub fn any(&self, prng: &mut Prng) -> usize {
        1 + prng.below(self.last().max(1))
    }

    /// The place of any CA between root and leaf.
    pub fn between(&self, prng: &mut Prng) -> usize {
        1 + prng.below((self.last() - 1).max(1))
    }
}

/// Keys of one chain differ: their number is the place and a multiple of 16.
pub(super) fn key(prng: &mut Prng, place: usize) -> Key {
    let number = u8::try_from(place + 16 * prng.below(8)).expect("below 128");
    if prng.below(4) == 0 { Key::Ed25519(number) } else { Key::P256(number) }
}

fn certificate(prng: &mut Prng, keys: &[Key], place: usize, last: usize) -> CertificateSpec {
    let above = place.saturating_sub(1);
    let mut serial = prng.bytes(16);
    serial[0] = (serial[0] & 0x7f) | 0x40;
    let mut extensions = if place == last { leaf_extensions() } else { ca_extensions() };
    extensions.push(ExtensionSpec::subject_key_identifier(&keys[place].identifier()));
    if place > 0 {
        extensions.push(ExtensionSpec::authority_key_identifier(&keys[above].identifier()));
    }
    let (issuer, subject) = (name::of_place(above, last), name::of_place(place, last));
    CertificateSpec::new(&serial, (&issuer, keys[above]), (&subject, keys[place]), extensions)
}

pub(super) fn ca_extensions() -> Vec<ExtensionSpec> {
    vec![ExtensionSpec::ca(None), ExtensionSpec::key_usage(0x06)]
}

pub(super) fn leaf_extensions() -> Vec<ExtensionSpec> {
    vec![
        ExtensionSpec::key_usage(0x80),
        ExtensionSpec::purposes(&[CODE_SIGNING]),
        ExtensionSpec::alt_names(&[tlv(0x82, &[b"leaf.example.com"])]),
    ]
}
