//! Authorities, keys and requests that the tests share.

use countersign_timestamp::{
    crypto::{CryptoProvider, KeyType, PrivateKey, PublicKey, RandomError, RustCrypto, Scheme, SigningKey},
    digest::{Algorithm, HashProvider as _},
    encoding::der::{Oid, Tag, write},
    issue::{TimestampAnswer, TimestampAuthority, TimestampAuthorityBuilder, TokenSerial},
    time::{UnixTime, Validity},
    x509::{
        Certificate, Name,
        issue::{CertificateAuthority, CertificateTemplate, SerialNumber},
    },
};
use testkit::{
    Prng,
    x509::{Form, name, oid, tlv},
};

pub(crate) const POLICY: &str = "1.3.6.1.4.1.32473.1";
pub(crate) const MESSAGE: &[u8] = b"what is stamped";

pub(crate) fn random(seed: u64) -> impl FnMut(&mut [u8]) -> Result<(), RandomError> {
    let mut prng = Prng::new(seed);
    move |out: &mut [u8]| {
        prng.fill(out);
        Ok(())
    }
}

pub(crate) fn key(scheme: Scheme, seed: u64) -> Box<dyn SigningKey> {
    let key_type: KeyType = scheme.algorithm().key_type();
    let private = PrivateKey::generate(key_type, &mut random(seed), &RustCrypto).unwrap();
    RustCrypto.signing_key(&private, scheme).unwrap()
}

pub(crate) fn at(text: &str) -> UnixTime {
    UnixTime::parse_rfc3339(text).unwrap()
}

/// When the tokens of these tests are made.
pub(crate) fn now() -> UnixTime {
    at("2026-06-01T12:00:00.75Z")
}

pub(crate) fn validity() -> Validity {
    Validity::new(at("2025-01-01T00:00:00Z"), at("2055-01-01T00:00:00Z")).unwrap()
}

pub(crate) type Constructor = fn(&Name<'_>, Validity, SerialNumber) -> CertificateTemplate;

pub(crate) fn template(make: Constructor, common_name: &str, validity: Validity) -> CertificateTemplate {
    let subject = name(&[("2.5.4.10", Form::Utf8, "Example Works"), ("2.5.4.3", Form::Utf8, common_name)]);
    let serial = SerialNumber::random(&mut random(common_name.len() as u64)).unwrap();
    make(&Name::from_der(&subject).unwrap(), validity, serial)
}

/// An authority's certificate for a key, the CA above it, and the root.
pub(crate) struct Chain {
    pub(crate) root: Certificate<'static>,
    pub(crate) below: Certificate<'static>,
    pub(crate) leaf: Certificate<'static>,
}

impl Chain {
    pub(crate) fn of(key: &PublicKey) -> Self {
        Self::valid(key, CertificateTemplate::timestamping, validity())
    }

    pub(crate) fn valid(leaf_key: &PublicKey, make: Constructor, leaf_validity: Validity) -> Self {
        let scheme = Scheme::ECDSA_P256_SHA256_DER;
        let (root_key, below_key) = (key(scheme, 1), key(scheme, 2));
        let root = template(CertificateTemplate::ca, "Root", validity())
            .self_signed(root_key.public_key(), scheme, &RustCrypto)
            .unwrap()
            .sign(&*root_key)
            .unwrap();
        let issue = |issuer: &Certificate<'_>, by: &dyn SigningKey, template, key: &PublicKey| {
            let authority = CertificateAuthority::new(issuer, scheme, &RustCrypto).unwrap();
            authority.draft(&template, key, &RustCrypto).unwrap().sign(by).unwrap()
        };
        let below = template(CertificateTemplate::ca, "Intermediate", validity());
        let below = issue(&root, &*root_key, below, below_key.public_key());
        let leaf = issue(&below, &*below_key, template(make, "Timestamps", leaf_validity), leaf_key);
        Self { root, below, leaf }
    }

    /// Leaf first.
    pub(crate) fn whole(&self) -> Vec<Certificate<'static>> {
        vec![self.leaf.clone(), self.below.clone(), self.root.clone()]
    }
}

pub(crate) fn policy(text: &str) -> Vec<u8> {
    Oid::contents_of(text).unwrap()
}

pub(crate) fn builder<'c>(chain: &'c [Certificate<'c>], scheme: Scheme) -> TimestampAuthorityBuilder<'c> {
    TimestampAuthority::builder(chain, scheme, Oid::from_contents(&policy(POLICY)))
}

pub(crate) fn authority(chain: &Chain, scheme: Scheme) -> TimestampAuthority {
    builder(&chain.whole(), scheme).build(now(), &RustCrypto).unwrap()
}

/// An authority on P-256 with its key.
pub(crate) fn plain() -> (TimestampAuthority, Box<dyn SigningKey>) {
    let scheme = Scheme::ECDSA_P256_SHA256_DER;
    let key = key(scheme, 3);
    (authority(&Chain::of(key.public_key()), scheme), key)
}

pub(crate) fn serial(number: u64) -> TokenSerial {
    TokenSerial::from_be_bytes(&number.to_be_bytes()).unwrap()
}

pub(crate) fn respond(asked: &(TimestampAuthority, Box<dyn SigningKey>), request: &[u8]) -> TimestampAnswer {
    asked.0.respond(request, now(), serial(77), &*asked.1, &RustCrypto)
}

/// A request, written without a line of what reads it.
pub(crate) struct Request {
    pub(crate) version: Vec<u8>,
    pub(crate) algorithm: Vec<u8>,
    pub(crate) digest: Vec<u8>,
    pub(crate) policy: Vec<u8>,
    pub(crate) nonce: Vec<u8>,
    pub(crate) certificates: Vec<u8>,
    pub(crate) extensions: Vec<u8>,
}

impl Request {
    pub(crate) fn new() -> Self {
        Self::by(Algorithm::Sha256, "2.16.840.1.101.3.4.2.1")
    }

    pub(crate) fn by(algorithm: Algorithm, identifier: &str) -> Self {
        Self {
            version: vec![2, 1, 1],
            algorithm: tlv(0x30, &[&oid(identifier)]),
            digest: RustCrypto.hash(algorithm, MESSAGE).as_bytes().to_vec(),
            policy: Vec::new(),
            nonce: Vec::new(),
            certificates: vec![1, 1, 0xff],
            extensions: Vec::new(),
        }
    }

    pub(crate) fn nonce(self, contents: &[u8]) -> Self {
        Self { nonce: tlv(2, &[contents]), ..self }
    }

    pub(crate) fn imprint(&self) -> Vec<u8> {
        tlv(0x30, &[&self.algorithm, &tlv(4, &[&self.digest])])
    }

    pub(crate) fn der(&self) -> Vec<u8> {
        let parts =
            [&self.version, &self.imprint(), &self.policy, &self.nonce, &self.certificates, &self.extensions];
        write(Tag::SEQUENCE, &parts.map(Vec::as_slice))
    }
}
