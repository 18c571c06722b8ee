//! Certificate revocation lists, right and wrong. As with certificates, everything is written byte by byte and nothing is
//! asked whether it may.
//!
//! ```
//! use testkit::crl::{CrlSpec, EntrySpec, reason};
//! use testkit::x509::Plan;
//! use testkit::Prng;
//!
//! let plan = Plan::new(&mut Prng::new(7), 3);
//! let mut list = CrlSpec::of(&plan.certificates[1]);
//! list.revoke(EntrySpec::of(&plan.certificates[2].serial).with(reason(1)));
//! assert_eq!(list.der(), list.clone().der());
//! ```

mod entry;
mod scope;

pub use entry::{EntrySpec, certificate_issuer, invalidity_date, reason};
pub use scope::{
    Point, Scope, directory, distribution_points, freshest, full_name, reason_flags, relative_name, uri,
};

use crate::x509::{CertificateSpec, ExtensionSpec, Key, SignatureKind, Time, tlv};

/// A list as it is to be written, however wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CrlSpec {
    /// The number of the version; `None` leaves it out, which is version 1.
    pub version: Option<u8>,
    /// The encoded name of the issuer.
    pub issuer: Vec<u8>,
    /// `thisUpdate`
    pub this_update: Time,
    /// `nextUpdate`
    pub next_update: Option<Time>,
    /// The entries; with none the list of them is left out.
    pub entries: Vec<EntrySpec>,
    /// Whether the list of entries is written though there is none.
    pub empty_entries: bool,
    /// The extensions; with none the list of them is left out.
    pub extensions: Vec<ExtensionSpec>,
    /// Whether the list of extensions is written though there is none.
    pub empty_extensions: bool,
    /// Bytes behind the extensions.
    pub trailer: Vec<u8>,
    /// The key that signs.
    pub signer: Key,
    /// What it signs with.
    pub signature: SignatureKind,
    /// Another identifier inside the signed part than the signer's.
    pub inner_algorithm: Option<Vec<u8>>,
    /// Another identifier outside the signed part than the signer's.
    pub outer_algorithm: Option<Vec<u8>>,
    /// How many bits of the signature's last byte are told to be unused.
    pub unused_bits: u8,
}

const NUMBER: &str = "2.5.29.20";
const DELTA: &str = "2.5.29.27";

impl CrlSpec {
    /// List number 1 of a CA, of a month around [`crate::x509::TIME`], without entries.
    #[must_use]
    pub fn of(issuer: &CertificateSpec) -> Self {
        Self {
            version: Some(1),
            issuer: issuer.subject.clone(),
            this_update: Time::utc("260525000000Z"),
            next_update: Some(Time::utc("260625000000Z")),
            entries: Vec::new(),
            empty_entries: false,
            extensions: vec![ExtensionSpec::authority_key_identifier(&issuer.key.identifier()), number(1)],
            empty_extensions: false,
            trailer: Vec::new(),
            signer: issuer.key,
            signature: SignatureKind::Usual,
            inner_algorithm: None,
            outer_algorithm: None,
            unused_bits: 0,
        }
    }

    /// The delta number `own` of the same CA, to complete list `base`.
    #[must_use]
    pub fn delta_of(issuer: &CertificateSpec, base: u64, own: u64) -> Self {
        let mut list = Self::of(issuer);
        list.numbered(own);
        list.extensions.push(ExtensionSpec::critical(DELTA, integer(base)));
        list
    }

    /// Adds an entry.
    pub fn revoke(&mut self, entry: EntrySpec) {
        self.entries.push(entry);
    }

    /// Gives it another number.
    pub fn numbered(&mut self, own: u64) {
        self.replace(NUMBER, Some(number(own)));
    }

    /// Gives it a scope.
    pub fn scoped(&mut self, scope: &Scope) {
        self.extensions.push(scope.extension());
    }

    /// Takes out the extension of that identifier, and puts in another one where one is given.
    pub fn replace(&mut self, oid: &str, extension: Option<ExtensionSpec>) {
        ExtensionSpec::replace(&mut self.extensions, oid, extension);
    }

    /// The encoded signed part.
    #[must_use]
    pub fn tbs(&self) -> Vec<u8> {
        let version = self.version.map(|version| tlv(2, &[&[version]])).unwrap_or_default();
        let inner = self.inner_algorithm.clone().unwrap_or_else(|| self.signer.algorithm(self.signature));
        let next = self.next_update.as_ref().map(Time::der).unwrap_or_default();
        let parts: [&[u8]; 8] = [
            &version,
            &inner,
            &self.issuer,
            &self.this_update.der(),
            &next,
            &self.written_entries(),
            &ExtensionSpec::tagged_list(0xa0, &self.extensions, self.empty_extensions),
            &self.trailer,
        ];
        tlv(0x30, &parts)
    }

    fn written_entries(&self) -> Vec<u8> {
        if self.entries.is_empty() && !self.empty_entries {
            return Vec::new();
        }
        let entries: Vec<Vec<u8>> = self.entries.iter().map(EntrySpec::der).collect();
        tlv(0x30, &[&entries.concat()])
    }

    /// The encoded list.
    #[must_use]
    pub fn der(&self) -> Vec<u8> {
        self.sign(&self.tbs())
    }

    /// A list of another signed part, with a signature that fits it.
    #[must_use]
    pub fn sign(&self, tbs: &[u8]) -> Vec<u8> {
        let outer = self.outer_algorithm.clone().unwrap_or_else(|| self.signer.algorithm(self.signature));
        let signature = self.signer.sign(self.signature, tbs);
        tlv(0x30, &[tbs, &outer, &tlv(3, &[&[self.unused_bits], &signature])])
    }
}

/// `cRLNumber`
#[must_use]
pub fn number(number: u64) -> ExtensionSpec {
    ExtensionSpec::new(NUMBER, integer(number))
}

/// A non-negative INTEGER.
#[must_use]
pub fn integer(number: u64) -> Vec<u8> {
    let octets = number.to_be_bytes();
    let significant: Vec<u8> = octets.into_iter().skip_while(|octet| *octet == 0).collect();
    let padding: &[u8] = if significant.first().is_none_or(|first| *first >= 0x80) { &[0] } else { &[] };
    tlv(2, &[padding, &significant])
}
