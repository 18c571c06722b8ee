//! The parts of certificates that are written.

use alloc::vec::Vec;

use countersign_crypto::{DigestAlgorithm, HashProvider};
use countersign_encoding::der::{Oid, Reader, Tag, unsigned_integer, write};
use countersign_time::{UnixTime, Validity};

use super::{AltName, Subtree};
use crate::{ExtensionKind, KeyUsage, certificate::outline::YEAR_2050};

/// From 1950 through 2049 a time is a UTCTime, and a GeneralizedTime from 2050 on (RFC 5280 §4.1.2.5). Earlier ones have no
/// form: what is written for them is refused as any other broken rule is.
const YEAR_1950: i64 = -631_152_000;
/// RFC 7093 §2, method 1: the leftmost 160 bits.
const KEY_IDENTIFIER_OCTETS: usize = 20;

/// Whether whoever does not know an extension must refuse the certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Criticality {
    Critical,
    NonCritical,
}

pub(super) fn oid(oid: Oid<'_>) -> Vec<u8> {
    write(Tag::OBJECT_IDENTIFIER, &[oid.as_bytes()])
}

pub(super) fn extension(identifier: Oid<'_>, criticality: Criticality, value: &[u8]) -> Vec<u8> {
    let critical = match criticality {
        Criticality::Critical => write(Tag::BOOLEAN, &[&[0xff]]),
        Criticality::NonCritical => Vec::new(),
    };
    write(Tag::SEQUENCE, &[&oid(identifier), &critical, &write(Tag::OCTET_STRING, &[value])])
}

pub(super) fn known(kind: ExtensionKind, criticality: Criticality, value: &[u8]) -> Vec<u8> {
    extension(kind.oid(), criticality, value)
}

/// Certificates count whole seconds.
pub(super) fn validity(validity: Validity) -> Vec<u8> {
    write(Tag::SEQUENCE, &[&time(validity.not_before()), &time(validity.not_after())])
}

fn time(time: UnixTime) -> Vec<u8> {
    let text = time.truncated_to_seconds().to_generalized_time();
    if (YEAR_1950..YEAR_2050).contains(&time.seconds()) {
        write(Tag::UTC_TIME, &[text.as_bytes().get(2..).unwrap_or_default()])
    } else {
        write(Tag::GENERALIZED_TIME, &[text.as_bytes()])
    }
}

/// `BasicConstraints ::= SEQUENCE { cA BOOLEAN DEFAULT FALSE, pathLenConstraint INTEGER OPTIONAL }`
pub(super) fn ca_constraints(path_len: Option<u8>) -> Vec<u8> {
    let path_len = path_len.map(|len| unsigned_integer(trimmed(&[len])));
    write(Tag::SEQUENCE, &[&write(Tag::BOOLEAN, &[&[0xff]]), &path_len.unwrap_or_default()])
}

fn trimmed(octet: &[u8; 1]) -> &[u8] {
    octet.strip_prefix(&[0]).unwrap_or(octet)
}

/// A bit string of named bits ends with a one (X.690 §11.2.2).
pub(super) fn key_usage(usage: KeyUsage) -> Vec<u8> {
    let octets = usage.octets();
    let octets: &[u8] = match &octets {
        [0, 0] => &[],
        [first, 0] => core::slice::from_ref(first),
        both => both,
    };
    let unused = octets.last().map_or(0, |last| last.trailing_zeros());
    write(Tag::BIT_STRING, &[&[u8::try_from(unused).unwrap_or_default()], octets])
}

pub(super) fn extended_key_usage(purposes: &[Vec<u8>]) -> Vec<u8> {
    sequence_of(purposes.iter().map(|purpose| oid(Oid::from_contents(purpose))))
}

pub(super) fn alt_names(names: &[AltName]) -> Vec<u8> {
    sequence_of(names.iter().map(AltName::der))
}

/// `NameConstraints ::= SEQUENCE { permittedSubtrees [0] GeneralSubtrees OPTIONAL, excludedSubtrees [1] … OPTIONAL }`
pub(super) fn name_constraints(permitted: &[Subtree], excluded: &[Subtree]) -> Vec<u8> {
    write(Tag::SEQUENCE, &[&subtrees(0, permitted), &subtrees(1, excluded)])
}

fn subtrees(number: u8, subtrees: &[Subtree]) -> Vec<u8> {
    if subtrees.is_empty() {
        return Vec::new();
    }
    let parts: Vec<&[u8]> = subtrees.iter().map(Subtree::der).collect();
    write(Tag::context_constructed(number), &parts)
}

pub(super) fn sequence_of(parts: impl Iterator<Item = impl AsRef<[u8]>>) -> Vec<u8> {
    let parts: Vec<_> = parts.collect();
    let parts: Vec<&[u8]> = parts.iter().map(AsRef::as_ref).collect();
    write(Tag::SEQUENCE, &parts)
}

/// `AuthorityKeyIdentifier ::= SEQUENCE { keyIdentifier [0] OCTET STRING OPTIONAL, … }`
pub(super) fn authority_key_identifier(identifier: &[u8]) -> Vec<u8> {
    write(Tag::SEQUENCE, &[&write(Tag::context(0), &[identifier])])
}

pub(super) fn subject_key_identifier(identifier: &[u8]) -> Vec<u8> {
    write(Tag::OCTET_STRING, &[identifier])
}

/// RFC 7093 §2, method 1: the leftmost 160 bits of SHA-256 of the bit string, without its tag, length and unused bits.
pub(super) fn key_identifier(spki: &[u8], hasher: &dyn HashProvider) -> Vec<u8> {
    let digest = hasher.hash(DigestAlgorithm::Sha256, key_bits(spki).unwrap_or(spki));
    digest.as_bytes().iter().take(KEY_IDENTIFIER_OCTETS).copied().collect()
}

fn key_bits(spki: &[u8]) -> Option<&[u8]> {
    let mut fields = Reader::new(spki).sequence().ok()?;
    fields.sequence().ok()?;
    fields.bit_string().ok()?.octets()
}
