//! Signed certificate timestamps inside of a certificate (RFC 6962 §3.3).

use countersign_encoding::der::{Reader, Tag};

use crate::rule::{Rule, ValueError};

/// The list that certificate logs signed: each timestamp as it was serialized, not interpreted.
///
/// ```text
/// SignedCertificateTimestampList ::= OCTET STRING      -- of a structure in the language of TLS (RFC 5246 §4):
/// struct { SerializedSCT sct_list <1..2^16-1>; } SignedCertificateTimestampList;
/// opaque SerializedSCT<1..2^16-1>;
/// ```
#[derive(Clone, Copy, Debug)]
pub struct SignedCertificateTimestamps<'a> {
    rest: &'a [u8],
}

impl<'a> SignedCertificateTimestamps<'a> {
    pub(crate) fn read(mut value: Reader<'a>) -> Result<Self, ValueError> {
        let element = value.expect(Tag::OCTET_STRING)?;
        value.finish()?;
        let malformed = ValueError::Rule(Rule::ExtensionMalformed, element.contents_offset());
        let (rest, after) = split_vector(element.contents()).ok_or(malformed)?;
        let mut list = Self { rest };
        while list.next().is_some() {}
        if list.rest.is_empty() && after.is_empty() { Ok(Self { rest }) } else { Err(malformed) }
    }
}

impl<'a> Iterator for SignedCertificateTimestamps<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<Self::Item> {
        let (timestamp, rest) = split_vector(self.rest)?;
        self.rest = rest;
        Some(timestamp)
    }
}

/// A vector that is not empty, behind its length in two octets, and what follows it.
fn split_vector(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<2>()?;
    let length = usize::from(u16::from_be_bytes(*length));
    if length == 0 { None } else { rest.split_at_checked(length) }
}
