//! What else there is about an issuer or a subject (RFC 5280 §4.2.2.1, §4.2.2.2).

use countersign_encoding::der::{DerError, Oid, Reader};

use crate::GeneralName;

/// `id-ad-ocsp`: an OCSP responder.
pub const OCSP: Oid<'static> = Oid::from_contents(&[0x2b, 6, 1, 5, 5, 7, 48, 1]);
/// `id-ad-caIssuers`: certificates of the issuer.
pub const CA_ISSUERS: Oid<'static> = Oid::from_contents(&[0x2b, 6, 1, 5, 5, 7, 48, 2]);

/// Descriptions of what is where, in the order in which they arrived.
///
/// ```text
/// AuthorityInfoAccessSyntax ::= SEQUENCE SIZE (1..MAX) OF AccessDescription
/// AccessDescription         ::= SEQUENCE { accessMethod OBJECT IDENTIFIER, accessLocation GeneralName }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct InfoAccess<'a> {
    reader: Reader<'a>,
}

impl<'a> InfoAccess<'a> {
    /// Reads the value of an extension to its end.
    ///
    /// # Errors
    /// [`DerError`] where it is not DER of this type.
    pub fn read(mut reader: Reader<'a>) -> Result<Self, DerError> {
        let contents = reader.sequence()?;
        reader.finish()?;
        let mut rest = contents;
        loop {
            description(&mut rest)?;
            if rest.is_empty() {
                return Ok(Self { reader: contents });
            }
        }
    }

    /// The URIs that are given for a method.
    pub fn uris(self, method: Oid<'static>) -> impl Iterator<Item = &'a str> + use<'a> {
        self.filter_map(move |(named, location)| match location {
            GeneralName::Uri(uri) if named == method => Some(uri),
            _ => None,
        })
    }
}

/// Pairs of a method and a location.
impl<'a> Iterator for InfoAccess<'a> {
    type Item = (Oid<'a>, GeneralName<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        description(&mut self.reader).ok()
    }
}

fn description<'a>(reader: &mut Reader<'a>) -> Result<(Oid<'a>, GeneralName<'a>), DerError> {
    let mut fields = reader.sequence()?;
    let method = fields.oid()?;
    let location = GeneralName::read(&mut fields)?;
    fields.finish()?;
    Ok((method, location))
}
