//! Certificate policies, their mappings and constraints (RFC 5280 §4.2.1.4, §4.2.1.5, §4.2.1.11, §4.2.1.14).

use countersign_encoding::der::{DerError, DerErrorKind, Integer, Oid, Reader, Tag};

/// The policy that stands for every one (RFC 5280 §4.2.1.4).
pub const ANY_POLICY: Oid<'static> = Oid::from_contents(&[0x55, 0x1d, 0x20, 0x00]);

/// The policies that a certificate was issued under.
///
/// ```text
/// CertificatePolicies ::= SEQUENCE SIZE (1..MAX) OF PolicyInformation
/// PolicyInformation   ::= SEQUENCE {
///     policyIdentifier OBJECT IDENTIFIER, policyQualifiers SEQUENCE SIZE (1..MAX) OF PolicyQualifierInfo OPTIONAL }
/// PolicyQualifierInfo ::= SEQUENCE { policyQualifierId OBJECT IDENTIFIER, qualifier ANY }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct CertificatePolicies<'a> {
    reader: Reader<'a>,
}

/// A policy and the contents of its list of qualifiers.
#[derive(Clone, Copy, Debug)]
pub struct Policy<'a> {
    oid: Oid<'a>,
    qualifiers: Option<Reader<'a>>,
}

impl<'a> CertificatePolicies<'a> {
    pub(crate) fn read(mut reader: Reader<'a>) -> Result<Self, DerError> {
        let contents = reader.sequence()?;
        reader.finish()?;
        let mut rest = contents;
        loop {
            Policy::read(&mut rest)?;
            if rest.is_empty() {
                return Ok(Self { reader: contents });
            }
        }
    }
}

impl<'a> Iterator for CertificatePolicies<'a> {
    type Item = Policy<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        Policy::read(&mut self.reader).ok()
    }
}

impl<'a> Policy<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        let mut fields = reader.sequence()?;
        let oid = fields.oid()?;
        if fields.is_empty() {
            return Ok(Self { oid, qualifiers: None });
        }
        let qualifiers = fields.sequence()?;
        fields.finish()?;
        let mut rest = qualifiers;
        loop {
            let mut qualifier = rest.sequence()?;
            qualifier.oid()?;
            qualifier.element()?;
            qualifier.finish()?;
            if rest.is_empty() {
                return Ok(Self { oid, qualifiers: Some(qualifiers) });
            }
        }
    }

    /// The policy.
    #[must_use]
    pub fn oid(&self) -> Oid<'a> {
        self.oid
    }

    /// The encoded qualifiers, one after the other.
    #[must_use]
    pub fn qualifiers(&self) -> Option<&'a [u8]> {
        self.qualifiers.map(|qualifiers| qualifiers.rest())
    }
}

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

/// How many certificates later a path must have a policy, or may map none.
///
/// ```text
/// PolicyConstraints ::= SEQUENCE {
///     requireExplicitPolicy [0] INTEGER (0..MAX) OPTIONAL, inhibitPolicyMapping [1] INTEGER (0..MAX) OPTIONAL }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PolicyConstraints {
    require_explicit_policy: Option<u32>,
    inhibit_policy_mapping: Option<u32>,
}

impl PolicyConstraints {
    pub(crate) fn read(mut reader: Reader<'_>) -> Result<Self, DerError> {
        let start = reader;
        let mut fields = reader.sequence()?;
        reader.finish()?;
        let require_explicit_policy = skip_certs(&mut fields, Tag::context(0))?;
        let inhibit_policy_mapping = skip_certs(&mut fields, Tag::context(1))?;
        fields.finish()?;
        if require_explicit_policy.is_none() && inhibit_policy_mapping.is_none() {
            return Err(start.error(DerErrorKind::Truncated));
        }
        Ok(Self { require_explicit_policy, inhibit_policy_mapping })
    }

    /// So many certificates later an acceptable policy is required.
    #[must_use]
    pub fn require_explicit_policy(&self) -> Option<u32> {
        self.require_explicit_policy
    }

    /// So many certificates later policies are mapped no more.
    #[must_use]
    pub fn inhibit_policy_mapping(&self) -> Option<u32> {
        self.inhibit_policy_mapping
    }
}

fn skip_certs(fields: &mut Reader<'_>, tag: Tag) -> Result<Option<u32>, DerError> {
    let Some(element) = fields.optional(tag)? else { return Ok(None) };
    count(Integer::of(&element)?).map(Some).ok_or(DerErrorKind::Integer.at(element.offset()))
}

/// No path is that long: a greater number skips every certificate.
fn count(number: Integer<'_>) -> Option<u32> {
    number.magnitude().map(|_| number.to_u64().and_then(|number| number.try_into().ok()).unwrap_or(u32::MAX))
}

/// The value of `inhibitAnyPolicy`: so many certificates later `anyPolicy` stands for nothing.
pub(crate) fn read_inhibit_any_policy(mut reader: Reader<'_>) -> Result<u32, DerError> {
    let start = reader;
    let number = reader.integer()?;
    reader.finish()?;
    count(number).ok_or(start.error(DerErrorKind::Integer))
}
