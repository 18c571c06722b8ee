//! Files with a list in them, signed or not yet.

use countersign::encoding::json::Value;
use countersign_revocation::list::{
    ListError, ListLimits, RevocationList, RevocationListDraft, SignedRevocationList,
};

use crate::{document, exit::Exit, failure::Failure, input::Input};

/// A list in a file.
pub enum ListFile {
    /// The payload alone, as `revocation list create` writes it.
    Unsigned(RevocationListDraft),
    /// In its envelope.
    Signed(SignedRevocationList),
}

impl ListFile {
    /// Reads a file, or standard input.
    pub fn read(name: &str) -> Result<Self, Failure> {
        let limit = u64::try_from(ListLimits::DEFAULT.max_bytes()).unwrap_or(u64::MAX);
        let bytes = Input::parse(name).read("the revocation list", limit)?;
        Self::parse(&bytes).map_err(|error| {
            Failure::new(Exit::Malformed, format!("{name} is no revocation list ({})", error.code()))
                .because(&error)
                .next("give a file that countersign revocation list create or sign wrote")
        })
    }

    /// Reads an envelope, or what stands in one.
    pub fn parse(bytes: &[u8]) -> Result<Self, ListError> {
        let limits = ListLimits::DEFAULT;
        match is_envelope(bytes) {
            true => SignedRevocationList::parse(bytes, &limits).map(Self::Signed),
            false => RevocationListDraft::parse(bytes, &limits).map(Self::Unsigned),
        }
    }

    /// What it says; nobody vouches for it.
    pub fn list(&self) -> RevocationList {
        match self {
            Self::Unsigned(draft) => draft.list(),
            Self::Signed(signed) => RevocationList::clone(signed.inspect().claimed()),
        }
    }
}

fn is_envelope(bytes: &[u8]) -> bool {
    match document::parse(bytes) {
        Ok(Value::Object(object)) => object.get("payloadType").is_some(),
        _ => false,
    }
}
