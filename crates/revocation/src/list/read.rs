//! Reading a list, strictly: every member known, every value in its one spelling, every entry in its place.

use alloc::{boxed::Box, vec::Vec};

use countersign_crypto::KeyId;
use countersign_digest::Digest;
use countersign_encoding::json::{self, FieldError, FieldProblem, Kind, Object, Value};
use countersign_time::UnixTime;

use super::{
    EntryError, EntryPlace, ListEntry, ListError, ListId, ListLimits, ListNumber, Listed, ListedIdentity,
    RevocationList, SignatureDigest, content::check_entry,
};

const MEMBERS: [&str; 8] =
    ["digests", "identities", "issuedAt", "keys", "list", "nextUpdate", "number", "signatures"];

/// Reads a payload.
pub(super) fn payload(payload: &[u8], limits: &ListLimits) -> Result<RevocationList, ListError> {
    let value = json::parse(payload, &limits.json())?;
    let list = read(value.as_object().ok_or(ListError::NotAnObject)?, limits)?;
    drop(value);
    // Whatever could be written in two ways is refused here: white space, the order of members, escapes, `null` members.
    if super::write::payload(&list).as_bytes() == payload { Ok(list) } else { Err(ListError::NotCanonical) }
}

fn read(object: &Object<'_>, limits: &ListLimits) -> Result<RevocationList, ListError> {
    object.only(&MEMBERS)?;
    let number = ListNumber::new(object.required_u64("number")?).ok_or(ListError::Number)?;
    let mut list = RevocationList {
        id: ListId::parse(object.required_str("list")?)?,
        number,
        issued_at: list_time(object, "issuedAt")?,
        next_update: list_time(object, "nextUpdate")?,
        entries: Vec::new(),
    };
    if list.next_update < list.issued_at {
        return Err(ListError::Validity);
    }
    read_entries(object, &mut list, limits)?;
    Ok(list)
}

/// Each kind by the name of its member, in the order in which they stand in a list.
const SECTIONS: [(&str, &[&str], ReadListed); 4] = [
    ("digests", &["comment", "digest", "reason", "revokedAt"], digest),
    (
        "identities",
        &["authority", "comment", "identity", "invalidityDate", "issuer", "reason", "revokedAt"],
        identity,
    ),
    ("keys", &["comment", "invalidityDate", "key", "reason", "revokedAt"], key),
    ("signatures", &["comment", "reason", "revokedAt", "signature"], signature),
];

type ReadListed = fn(&Object<'_>) -> Result<Listed, Problem>;

fn read_entries(
    object: &Object<'_>,
    list: &mut RevocationList,
    limits: &ListLimits,
) -> Result<(), ListError> {
    let mut count: usize = 0;
    for (section, _, _) in SECTIONS {
        count = count.saturating_add(object.required_array(section)?.len());
    }
    if count > limits.max_entries() {
        return Err(ListError::TooManyEntries { limit: limits.max_entries(), actual: count });
    }
    list.entries.reserve_exact(count);
    for (section, members, listed) in SECTIONS {
        for (index, value) in object.required_array(section)?.iter().enumerate() {
            let entry = entry(value, members, listed).and_then(|entry| follows(entry, list));
            let place = EntryPlace::new(section, index);
            list.entries.push(entry.map_err(|problem| problem.at(place))?);
        }
    }
    Ok(())
}

/// Why an entry cannot be read.
enum Problem {
    Field(FieldError),
    Entry(EntryError),
}

impl Problem {
    fn at(self, place: EntryPlace) -> ListError {
        match self {
            Self::Field(error) => ListError::Field(error.at(&alloc::format!("{place}"))),
            Self::Entry(source) => ListError::Entry { place, source },
        }
    }
}

impl From<FieldError> for Problem {
    fn from(error: FieldError) -> Self {
        Self::Field(error)
    }
}

impl<E: Into<EntryError>> From<E> for Problem {
    fn from(error: E) -> Self {
        Self::Entry(error.into())
    }
}

/// An entry belongs behind the one before, and before the list was issued.
fn follows(entry: ListEntry, list: &RevocationList) -> Result<ListEntry, Problem> {
    check_entry(&entry, list.issued_at)?;
    match list.entries.last().map(|last| last.listed().cmp(entry.listed())) {
        Some(core::cmp::Ordering::Equal) => Err(EntryError::Duplicate.into()),
        Some(core::cmp::Ordering::Greater) => Err(EntryError::Order.into()),
        _ => Ok(entry),
    }
}

fn entry(value: &Value<'_>, members: &[&str], listed: ReadListed) -> Result<ListEntry, Problem> {
    let wrong =
        || FieldError::new("", FieldProblem::WrongType { expected: Kind::Object, actual: value.kind() });
    let object = value.as_object().ok_or_else(wrong)?;
    object.only(members)?;
    let reason = ListEntry::reason_of(object.required_str("reason")?)?;
    let revoked_at = time(object.required_str("revokedAt")?, "revokedAt")?;
    let mut entry = ListEntry::new(listed(object)?, reason, revoked_at)?;
    if let Some(date) = object.optional_str("invalidityDate")? {
        entry = entry.with_invalidity_date(time(date, "invalidityDate")?)?;
    }
    match object.optional_str("comment")? {
        Some(comment) => Ok(entry.with_comment(comment)?),
        None => Ok(entry),
    }
}

fn digest(object: &Object<'_>) -> Result<Listed, Problem> {
    Ok(Listed::Digest(Digest::parse(object.required_str("digest")?)?))
}

fn key(object: &Object<'_>) -> Result<Listed, Problem> {
    Ok(Listed::Key(KeyId::parse(object.required_str("key")?)?))
}

fn signature(object: &Object<'_>) -> Result<Listed, Problem> {
    Ok(Listed::Signature(SignatureDigest::parse(object.required_str("signature")?)?))
}

fn identity(object: &Object<'_>) -> Result<Listed, Problem> {
    let identity = ListedIdentity::parse(object.required_str("identity")?)?;
    let identity = match (object.optional_str("authority")?, object.optional_str("issuer")?) {
        (None, None) => identity,
        (Some(key), None) => identity.with_authority(KeyId::parse(key).map_err(EntryError::Authority)?),
        (None, Some(issuer)) => identity.with_issuer(issuer)?,
        (Some(_), Some(_)) => return Err(EntryError::IssuerAndAuthority.into()),
    };
    Ok(Listed::Identity(Box::new(identity)))
}

fn list_time(object: &Object<'_>, field: &'static str) -> Result<UnixTime, ListError> {
    time(object.required_str(field)?, field).map_err(|_| ListError::Time { field })
}

/// `YYYY-MM-DDThh:mm:ssZ`, in capitals.
fn time(text: &str, field: &'static str) -> Result<UnixTime, EntryError> {
    const LENGTH: usize = "YYYY-MM-DDThh:mm:ssZ".len();
    let is_whole = text.len() == LENGTH && text.ends_with('Z') && !text.contains('t');
    let read = UnixTime::parse_rfc3339(text).ok();
    read.filter(|_| is_whole).ok_or(EntryError::Time { field })
}
