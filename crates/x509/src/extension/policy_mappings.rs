//! Policy mappings (RFC 5280 §4.2.1.5).

use countersign_encoding::der::{DerError, Oid, Reader};

use super::ANY_POLICY;
use crate::rule::{Rule, ValueError};

/// Which policies of the issuer's domain are which of the subject's.
///
/// ```text
/// PolicyMappings ::= SEQUENCE SIZE (1..MAX) OF SEQUENCE {
///     issuerDomainPolicy OBJECT IDENTIFIER, subjectDomainPolicy OBJECT IDENTIFIER }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct PolicyMappings<'a> {
    reader: Reader<'a>,
}

impl<'a> PolicyMappings<'a> {
    pub(crate) fn read(mut reader: Reader<'a>) -> Result<Self, DerError> {
        let contents = reader.sequence()?;
        reader.finish()?;
        let mut rest = contents;
        loop {
            mapping(&mut rest)?;
            if rest.is_empty() {
                return Ok(Self { reader: contents });
            }
        }
    }

    /// `anyPolicy` is mapped neither to nor from.
    pub(super) fn check(self) -> Result<(), ValueError> {
        let mut rest = self.reader;
        loop {
            let offset = rest.offset();
            match mapping(&mut rest) {
                Ok((issuer, subject)) if issuer == ANY_POLICY || subject == ANY_POLICY => {
                    return Err(ValueError::Rule(Rule::AnyPolicyMapped, offset));
                }
                Ok(_) => {}
                Err(_) => return Ok(()),
            }
        }
    }
}

/// Pairs of a policy of the issuer's domain and one of the subject's.
impl<'a> Iterator for PolicyMappings<'a> {
    type Item = (Oid<'a>, Oid<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        mapping(&mut self.reader).ok()
    }
}

fn mapping<'a>(reader: &mut Reader<'a>) -> Result<(Oid<'a>, Oid<'a>), DerError> {
    let mut pair = reader.sequence()?;
    let policies = (pair.oid()?, pair.oid()?);
    pair.finish()?;
    Ok(policies)
}
