//! What is put on a list, and taken off it.

use clap::{Args, ValueEnum};
use countersign::{
    crypto::KeyId,
    digest::Digest,
    envelope::{Bundle, DetachedSignature},
    time::UnixTime,
    x509::Identity,
};
use countersign_revocation::{
    Reason,
    list::{DraftError, EntryError, ListEntry, Listed, ListedIdentity, RevocationListDraft, SignatureDigest},
};

use crate::{console::Console, failure::Failure, input::Input, keys::FoundKey, moment, provider::Provider};

/// The longest file with a signature, in bytes.
const MAX_SIGNATURE: u64 = 8 * 1024 * 1024;

#[derive(Clone, Debug, Args)]
pub struct EntryOptions {
    /// Revoke this key: a file with the public key, env://VARIABLE, or an id SHA256:…; repeatable
    #[arg(long, value_name = "PUB|ID")]
    key: Vec<String>,
    /// Revoke this signature: a file (base64, or a bundle), or sha256:… of its bytes; repeatable
    #[arg(long, value_name = "FILE|DIGEST")]
    signature: Vec<String>,
    /// Revoke the image (manifest or index) or blob that has this digest; repeatable
    #[arg(long, value_name = "DIGEST")]
    image: Vec<String>,
    /// Revoke this name of certificates: email:…, uri:…, dns:…, ip:… or dn:…; repeatable
    #[arg(long, value_name = "IDENTITY")]
    identity: Vec<String>,
    /// The identities only where a token of this issuer (a URL) vouched for them
    #[arg(long, value_name = "URL", requires = "identity", conflicts_with = "authority")]
    issuer: Option<String>,
    /// The identities only under a certificate authority with this key
    #[arg(long, value_name = "PUB|ID", requires = "identity")]
    authority: Option<String>,
    /// Why; a compromise counts for all that was ever signed, or since --invalidity-date
    #[arg(long, value_enum, value_name = "REASON")]
    reason: Option<ReasonName>,
    /// Since when, RFC 3339; since now if nothing is said
    #[arg(long, value_name = "TIME")]
    revoked_at: Option<String>,
    /// Keys and identities: since when they are, or may be, in foreign hands
    #[arg(long, value_name = "TIME")]
    invalidity_date: Option<String>,
    /// A note for people, in every new entry
    #[arg(long, value_name = "TEXT")]
    comment: Option<String>,
    /// Take this entry off, spelled as it is shown: 'key SHA256:…'; repeatable
    #[arg(long, value_name = "ENTRY")]
    remove: Vec<String>,
}

/// The reasons that an entry can have, as RFC 5280 spells them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "camelCase")]
enum ReasonName {
    /// No reason is told
    Unspecified,
    /// The key, or the account, is or may be in foreign hands
    KeyCompromise,
    /// The same of an authority
    #[value(name = "cACompromise")]
    CaCompromise,
    /// Does not belong here any more
    AffiliationChanged,
    /// Another one took its place
    Superseded,
    /// Not needed any more
    CessationOfOperation,
    /// May not do any more what it could
    PrivilegeWithdrawn,
}

impl ReasonName {
    const fn reason(self) -> Reason {
        match self {
            Self::Unspecified => Reason::Unspecified,
            Self::KeyCompromise => Reason::KeyCompromise,
            Self::CaCompromise => Reason::CaCompromise,
            Self::AffiliationChanged => Reason::AffiliationChanged,
            Self::Superseded => Reason::Superseded,
            Self::CessationOfOperation => Reason::CessationOfOperation,
            Self::PrivilegeWithdrawn => Reason::PrivilegeWithdrawn,
        }
    }
}

/// What became of the entries.
#[derive(Clone, Copy, Debug)]
pub struct Changes {
    pub added: usize,
    pub removed: usize,
}

impl EntryOptions {
    /// Takes entries off, then puts new ones on.
    pub fn apply(
        &self,
        draft: &mut RevocationListDraft,
        now: UnixTime,
        console: &mut Console,
    ) -> Result<Changes, Failure> {
        for shown in &self.remove {
            remove(draft, shown)?;
        }
        let listed = self.listed(console)?;
        let added = listed.len();
        for listed in listed {
            let entry = self.entry(listed, now)?;
            let shown = entry.to_string();
            draft.revoke(entry).map_err(|error| not_added(&shown, &error))?;
        }
        Ok(Changes { added, removed: self.remove.len() })
    }

    fn listed(&self, console: &mut Console) -> Result<Vec<Listed>, Failure> {
        let mut listed = Vec::new();
        for name in &self.key {
            listed.push(Listed::Key(key_id("--key", name, console)?));
        }
        for name in &self.signature {
            listed.push(Listed::Signature(NamedSignature::read(name)?.digest()));
        }
        for text in &self.image {
            listed.push(Listed::Digest(digest(text)?));
        }
        for text in &self.identity {
            listed.push(Listed::Identity(Box::new(self.identity(text, console)?)));
        }
        match (listed.is_empty(), self.reason) {
            (true, Some(_)) => Err(Failure::usage("a reason is given, and nothing that is revoked")
                .next("name it: --key, --signature, --image or --identity")),
            (false, None) => Err(Failure::usage("it is not said why it is revoked")
                .next("add --reason superseded, or --reason keyCompromise for what is in foreign hands")),
            _ => Ok(listed),
        }
    }

    fn identity(&self, text: &str, console: &mut Console) -> Result<ListedIdentity, Failure> {
        let unfit = || {
            Failure::usage(format!("--identity {text} is no identity"))
                .next("write --identity email:ana@example.com, uri:https://…, dns:host or dn:CN=Ana,O=Acme")
        };
        let identity = Identity::parse(text).map_err(|error| unfit().because(&error))?;
        let listed = ListedIdentity::new(identity).map_err(|error| unfit().because(&error))?;
        match (&self.issuer, &self.authority) {
            (Some(issuer), _) => listed.with_issuer(issuer).map_err(|error| {
                Failure::usage(format!("--issuer {issuer} is no issuer"))
                    .because(&error)
                    .next("write --issuer https://accounts.example.com, exactly as the certificate has it")
            }),
            (None, Some(key)) => Ok(listed.with_authority(key_id("--authority", key, console)?)),
            (None, None) => Ok(listed),
        }
    }

    fn entry(&self, listed: Listed, now: UnixTime) -> Result<ListEntry, Failure> {
        let revoked_at = match &self.revoked_at {
            Some(text) => moment::parse("--revoked-at", text)?,
            None => now,
        };
        let shown = listed.to_string();
        let unfit =
            |error: EntryError| Failure::usage(format!("{shown} cannot be revoked so")).because(&error);
        let reason = self.reason.map_or(Reason::Unspecified, ReasonName::reason);
        let mut entry = ListEntry::new(listed, reason, revoked_at).map_err(unfit)?;
        if let Some(text) = &self.invalidity_date {
            entry = entry.with_invalidity_date(moment::parse("--invalidity-date", text)?).map_err(unfit)?;
        }
        match &self.comment {
            Some(comment) => entry.with_comment(comment).map_err(unfit),
            None => Ok(entry),
        }
    }
}

/// A key by its id, or by the file that it is in.
pub fn key_id(flag: &str, name: &str, console: &mut Console) -> Result<KeyId, Failure> {
    if !name.starts_with("SHA256:") {
        return Ok(FoundKey::read(name, console)?.into_public()?.id());
    }
    KeyId::parse(name).map_err(|error| {
        Failure::usage(format!("{flag} {name} is no key id"))
            .because(&error)
            .next("countersign key inspect FILE shows the id of a key")
    })
}

/// A signature that is named.
pub enum NamedSignature {
    /// By the digest of its bytes.
    Digest(SignatureDigest),
    /// By the file that it is in.
    Bytes(Vec<u8>),
}

impl NamedSignature {
    pub fn read(name: &str) -> Result<Self, Failure> {
        if name.starts_with("sha256:") || name.starts_with("sha512:") || name.starts_with("sha384:") {
            return SignatureDigest::parse(name).map(Self::Digest).map_err(|error| {
                Failure::usage(format!("--signature {name} is no digest of a signature"))
                    .because(&error)
                    .next("base64 -d < FILE | sha256sum shows it")
            });
        }
        let bytes = Input::parse(name).read("the signature", MAX_SIGNATURE)?;
        Ok(Self::Bytes(match DetachedSignature::parse(&bytes) {
            Ok(signature) => signature.bytes().to_vec(),
            Err(_) => of_bundle(name, &bytes)?,
        }))
    }

    pub fn digest(&self) -> SignatureDigest {
        match self {
            Self::Digest(digest) => *digest,
            Self::Bytes(bytes) => SignatureDigest::of(bytes, &Provider),
        }
    }
}

fn of_bundle(name: &str, bytes: &[u8]) -> Result<Vec<u8>, Failure> {
    let bundle = Bundle::parse(bytes).map_err(|_| {
        Failure::usage(format!("{name} is neither a signature in base64 nor a Sigstore bundle"))
            .next("give the file that holds the signature, or sha256:… of its bytes")
    })?;
    Ok(bundle.signature().claimed().to_vec())
}

/// The digest of an image or file.
pub fn digest(text: &str) -> Result<Digest, Failure> {
    Digest::parse(text).map_err(|error| {
        Failure::usage(format!("--image {text} is no digest"))
            .because(&error)
            .next("countersign list IMAGE shows the digest of an image; a tag can move, and is not revoked")
    })
}

fn remove(draft: &mut RevocationListDraft, shown: &str) -> Result<(), Failure> {
    let list = draft.list();
    let found = list.entries().find(|entry| {
        let listed = entry.listed();
        shown.strip_prefix(listed.kind()).and_then(|rest| rest.strip_prefix(' ')) == Some(&listed.to_string())
    });
    let entry = found.ok_or_else(|| {
        Failure::usage(format!("there is no entry {shown}"))
            .next("spell it as countersign inspect or revocation list create shows it: 'key SHA256:…'")
    })?;
    draft.remove(entry.listed());
    Ok(())
}

fn not_added(shown: &str, error: &DraftError) -> Failure {
    let failure = Failure::usage(format!("not put on the list: {shown}")).because(error);
    match error {
        DraftError::Entry(EntryError::Duplicate) => {
            failure.next("take the older entry off in the same command: --remove 'KIND ID', as it is shown")
        }
        DraftError::Entry(EntryError::RevokedAfterIssue) => {
            failure.next("name a --revoked-at that is not later than the list")
        }
        _ => failure,
    }
}
