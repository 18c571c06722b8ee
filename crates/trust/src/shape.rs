//! What members the messages of a trusted root have (sigstore/protobuf-specs `sigstore_trustroot.proto`, `sigstore_common.proto`).
//!
//! ```text
//! TrustedRoot             { mediaType, tlogs[], certificateAuthorities[], ctlogs[], timestampAuthorities[] }
//! TransparencyLogInstance { baseUrl, hashAlgorithm, publicKey, logId, checkpointKeyId, operator }
//! CertificateAuthority    { subject, uri, certChain, validFor, operator }
//! PublicKey               { rawBytes, keyDetails, validFor }
//! DistinguishedName       { organization, commonName }
//! X509CertificateChain    { certificates[] { rawBytes } }
//! TimeRange               { start, end }
//! LogId                   { keyId }
//! ```

use alloc::{format, vec::Vec};

use countersign_encoding::json::{FieldError, FieldProblem, Kind, Object, Value};

use crate::TrustedRootError;

/// A message: its members, named as in JSON.
pub(crate) struct Message(&'static [(&'static str, Member)]);

enum Member {
    Text,
    /// By name or by number.
    Enumeration,
    One(&'static Message),
    /// Not more than so many.
    Many(&'static Message, usize),
}

use Member::{Enumeration, Many, One, Text};

/// The most logs or authorities of one kind.
const MAX_INSTANCES: usize = 64;
/// The most certificates of one authority.
const MAX_CERTIFICATES: usize = 16;

pub(crate) static TRUSTED_ROOT: Message = Message(&[
    ("mediaType", Text),
    ("tlogs", Many(&LOG, MAX_INSTANCES)),
    ("certificateAuthorities", Many(&AUTHORITY, MAX_INSTANCES)),
    ("ctlogs", Many(&LOG, MAX_INSTANCES)),
    ("timestampAuthorities", Many(&AUTHORITY, MAX_INSTANCES)),
]);
static LOG: Message = Message(&[
    ("baseUrl", Text),
    ("hashAlgorithm", Enumeration),
    ("publicKey", One(&PUBLIC_KEY)),
    ("logId", One(&LOG_ID)),
    ("checkpointKeyId", One(&LOG_ID)),
    ("operator", Text),
]);
static AUTHORITY: Message = Message(&[
    ("subject", One(&SUBJECT)),
    ("uri", Text),
    ("certChain", One(&CHAIN)),
    ("validFor", One(&TIME_RANGE)),
    ("operator", Text),
]);
static PUBLIC_KEY: Message =
    Message(&[("rawBytes", Text), ("keyDetails", Enumeration), ("validFor", One(&TIME_RANGE))]);
static LOG_ID: Message = Message(&[("keyId", Text)]);
static SUBJECT: Message = Message(&[("organization", Text), ("commonName", Text)]);
static CHAIN: Message = Message(&[("certificates", Many(&CERTIFICATE, MAX_CERTIFICATES))]);
static CERTIFICATE: Message = Message(&[("rawBytes", Text)]);
static TIME_RANGE: Message = Message(&[("start", Text), ("end", Text)]);

impl Message {
    /// Holds an object against the message, to its leaves. As deep as the table is, not as the document.
    pub(crate) fn check(&self, object: &Object<'_>) -> Result<(), TrustedRootError> {
        let names: Vec<&str> = self.0.iter().map(|(name, _)| *name).collect();
        object.only_either_spelling(&names)?;
        for (name, member) in self.0 {
            if let Some(value) = object.either_spelling(name)? {
                member.check(name, value)?;
            }
        }
        Ok(())
    }
}

impl Member {
    fn check(&self, name: &'static str, value: &Value<'_>) -> Result<(), TrustedRootError> {
        let wrong = |expected| wrong_type(name, expected, value);
        match self {
            Text => value.as_str().map(drop).ok_or_else(|| wrong(Kind::String)),
            Enumeration if value.as_number().is_some() => Ok(()),
            Enumeration => value.as_str().map(drop).ok_or_else(|| wrong(Kind::String)),
            One(message) => {
                let object = value.as_object().ok_or_else(|| wrong(Kind::Object))?;
                message.check(object).map_err(|error| error.within(name))
            }
            Many(message, limit) => {
                let entries = value.as_array().ok_or_else(|| wrong(Kind::Array))?;
                check_entries(message, name, entries, *limit)
            }
        }
    }
}

fn check_entries(
    message: &Message,
    field: &'static str,
    entries: &[Value<'_>],
    limit: usize,
) -> Result<(), TrustedRootError> {
    let actual = entries.len();
    if actual > limit {
        return Err(TrustedRootError::TooMany { field, limit, actual });
    }
    for (index, entry) in entries.iter().enumerate() {
        let place = format!("{field}[{index}]");
        let object = entry.as_object().ok_or_else(|| wrong_type(&place, Kind::Object, entry))?;
        message.check(object).map_err(|error| error.within(&place))?;
    }
    Ok(())
}

impl TrustedRootError {
    /// The same error seen from outside.
    fn within(self, parent: &str) -> Self {
        match self {
            Self::Field(error) => Self::Field(error.at(parent)),
            other => other,
        }
    }
}

fn wrong_type(name: &str, expected: Kind, value: &Value<'_>) -> TrustedRootError {
    FieldError::new(name, FieldProblem::WrongType { expected, actual: value.kind() }).into()
}

/// The text of a member, in an object that was held against its message; an empty one is there.
pub(crate) fn text<'v>(object: &'v Object<'_>, name: &'static str) -> Option<&'v str> {
    member(object, name)?.as_str()
}

/// The message that a member is.
pub(crate) fn message<'v, 'a>(object: &'v Object<'a>, name: &'static str) -> Option<&'v Object<'a>> {
    member(object, name)?.as_object()
}

/// The entries of a member that is a list; one that is absent has none.
pub(crate) fn entries<'v, 'a>(object: &'v Object<'a>, name: &'static str) -> &'v [Value<'a>] {
    member(object, name).and_then(Value::as_array).unwrap_or_default()
}

fn member<'v, 'a>(object: &'v Object<'a>, name: &'static str) -> Option<&'v Value<'a>> {
    object.either_spelling(name).ok().flatten()
}
