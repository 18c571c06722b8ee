//! Certificate policies (RFC 5280 §4.2.1.4).

use countersign_encoding::der::{DerError, Oid, Reader, Tag};

use super::{PolicyQualifier, policy_qualifier::PolicyQualifiers};
use crate::{
    ExtensionKind, Field,
    rule::{Rule, ValueError, Violation},
};

/// The policy that stands for every one (RFC 5280 §4.2.1.4).
pub const ANY_POLICY: Oid<'static> = Oid::from_contents(&[0x55, 0x1d, 0x20, 0x00]);

/// The policies that a certificate was issued under.
///
/// ```text
/// CertificatePolicies ::= SEQUENCE SIZE (1..MAX) OF PolicyInformation
/// PolicyInformation   ::= SEQUENCE {
///     policyIdentifier OBJECT IDENTIFIER, policyQualifiers SEQUENCE SIZE (1..MAX) OF PolicyQualifierInfo OPTIONAL }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct CertificatePolicies<'a> {
    reader: Reader<'a>,
}

/// A policy and its qualifiers.
#[derive(Clone, Copy, Debug)]
pub struct Policy<'a> {
    oid: Oid<'a>,
    qualifiers: Option<PolicyQualifiers<'a>>,
}

impl<'a> CertificatePolicies<'a> {
    /// The most policies that one certificate may have.
    pub const MAX: usize = 256;

    /// Reads the value of the extension by itself, as it is read in a certificate.
    ///
    /// # Errors
    /// [`Rule::ExtensionMalformed`], [`Rule::TooManyPolicies`], [`Rule::PolicyTwice`], [`Rule::AnyPolicyQualifier`].
    pub fn from_der(der: &'a [u8]) -> Result<Self, Violation> {
        let field = Field::Extension(ExtensionKind::CertificatePolicies);
        let read = Self::read(Reader::new(der)).map_err(ValueError::from);
        let checked = read.and_then(|policies| policies.check().map(|()| policies));
        checked.map_err(|error| error.violation(field))
    }

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

    /// The same of a value that was read before: no qualifier is looked at.
    pub(crate) fn read_again(mut reader: Reader<'a>) -> Result<Self, DerError> {
        reader.sequence().map(|contents| Self { reader: contents })
    }

    /// Whether a policy has a qualifier that is none of RFC 5280's.
    pub(crate) fn have_foreign_qualifiers(mut self) -> bool {
        self.any(|policy| policy.has_foreign_qualifier())
    }

    /// No policy stands there twice, and `anyPolicy` has only the qualifiers of RFC 5280.
    pub(super) fn check(self) -> Result<(), ValueError> {
        let mut rest = self;
        for count in 0usize.. {
            let offset = rest.reader.offset();
            let Some(policy) = rest.next() else { break };
            if count == Self::MAX {
                return Err(ValueError::Rule(Rule::TooManyPolicies, offset));
            }
            if self.take(count).any(|earlier| earlier.oid == policy.oid) {
                return Err(ValueError::Rule(Rule::PolicyTwice, offset));
            }
            if policy.oid == ANY_POLICY && policy.has_foreign_qualifier() {
                return Err(ValueError::Rule(Rule::AnyPolicyQualifier, offset));
            }
        }
        Ok(())
    }
}

impl<'a> Iterator for CertificatePolicies<'a> {
    type Item = Policy<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        // All were read once before.
        Policy::read_again(&mut self.reader).ok()
    }
}

impl<'a> Policy<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        let mut fields = reader.sequence()?;
        let oid = fields.oid()?;
        let qualifiers = if fields.is_empty() { None } else { Some(PolicyQualifiers::read(&mut fields)?) };
        fields.finish()?;
        Ok(Self { oid, qualifiers })
    }

    /// In a time that its length has no part in: lists of policies are walked for each policy.
    fn read_again(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        let mut fields = reader.sequence()?;
        let oid = Oid::from_contents(fields.expect(Tag::OBJECT_IDENTIFIER)?.contents());
        let qualifiers = fields.optional(Tag::SEQUENCE)?.map(|list| PolicyQualifiers::of(list.reader()));
        Ok(Self { oid, qualifiers })
    }

    /// The policy.
    #[must_use]
    pub fn oid(&self) -> Oid<'a> {
        self.oid
    }

    /// What is said about the policy, in the order in which it arrived.
    pub fn qualifiers(&self) -> impl Iterator<Item = PolicyQualifier<'a>> + use<'a> {
        self.qualifiers.into_iter().flatten()
    }

    fn has_foreign_qualifier(&self) -> bool {
        self.qualifiers().any(|qualifier| matches!(qualifier, PolicyQualifier::Other(..)))
    }
}
