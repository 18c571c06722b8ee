//! Where fields stand, for whoever tells what is wrong with one.

use super::Certificate;
use crate::{ExtensionKind, Field};

impl Certificate<'_> {
    /// Where a field starts, in bytes from the start of the certificate; for one that is not there, where its kind
    /// stands.
    pub(crate) fn offset_of(&self, field: Field) -> usize {
        let fields = &self.fields;
        match field {
            Field::SerialNumber => fields.serial.start(),
            Field::Signature | Field::SignatureAlgorithm => fields.algorithm.start(),
            Field::Issuer => fields.issuer.start(),
            // The validity follows the issuer.
            Field::NotBefore | Field::NotAfter => fields.issuer.end(),
            Field::Subject => fields.subject.start(),
            Field::SubjectPublicKeyInfo => fields.spki.start(),
            Field::IssuerUniqueId => fields.issuer_unique_id.unwrap_or(fields.spki).start(),
            Field::SubjectUniqueId => fields.subject_unique_id.unwrap_or(fields.spki).start(),
            Field::Extensions | Field::OtherExtension => fields.extensions.start(),
            Field::Extension(kind) => self.offset_of_extension(kind),
            Field::SignatureValue => fields.signature.start(),
            Field::Certificate => 0,
            Field::TbsCertificate | Field::Version => fields.tbs.start(),
        }
    }

    fn offset_of_extension(&self, kind: ExtensionKind) -> usize {
        self.fields.known.get(kind).map_or(self.fields.extensions, |(value, _)| value).start()
    }
}
