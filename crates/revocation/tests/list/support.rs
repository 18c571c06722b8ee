//! Keys, lists and envelopes for the tests.

use core::num::NonZeroUsize;

use countersign_crypto::{
    CryptoProvider, Format, KeyType, Message, PrivateKey, PublicKey, RandomError, RustCrypto, Scheme,
    SigningKey, allowed_schemes,
};
use countersign_envelope::{pae, write_dsse_signatures};
use countersign_revocation::Reason;
use countersign_revocation::list::{
    ListAuthority, ListEntry, ListId, ListLimits, ListNumber, ListVerifyError, Listed,
    REVOCATION_LIST_PAYLOAD_TYPE, RevocationListDraft, Seen, SignedRevocationList, VerifiedRevocationList,
};
use countersign_time::UnixTime;

pub const ISSUED: &str = "2026-06-01T00:00:00Z";
pub const NOW: &str = "2026-06-10T12:00:00Z";
pub const NEXT: &str = "2026-07-01T00:00:00Z";

pub fn time(text: &str) -> UnixTime {
    UnixTime::parse_rfc3339(text).unwrap()
}

/// Keys of the list's authority, and of anybody.
pub struct Signer {
    key: Box<dyn SigningKey>,
}

impl Signer {
    pub fn new(key_type: KeyType, seed: u8) -> Self {
        let mut next = seed;
        let mut random = |out: &mut [u8]| -> Result<(), RandomError> {
            for byte in out {
                next = next.wrapping_mul(5).wrapping_add(17);
                *byte = next;
            }
            Ok(())
        };
        let private = PrivateKey::generate(key_type, &mut random, &RustCrypto).unwrap();
        let scheme = allowed_schemes(private.public_key(), Format::CosignBlob)[0];
        Self { key: RustCrypto.signing_key(&private, scheme).unwrap() }
    }

    pub fn p256(seed: u8) -> Self {
        Self::new(KeyType::EcdsaP256, seed)
    }

    pub fn public(&self) -> PublicKey {
        self.key.public_key().clone()
    }

    pub fn scheme(&self) -> Scheme {
        self.key.scheme()
    }

    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.key.sign(Message::Bytes(message)).unwrap()
    }
}

pub fn id() -> ListId {
    ListId::parse("release-keys").unwrap()
}

pub fn authority(signers: &[&Signer], threshold: usize) -> ListAuthority {
    let keys = signers.iter().map(|signer| signer.public());
    ListAuthority::new(id(), keys, NonZeroUsize::new(threshold).unwrap()).unwrap()
}

pub fn draft() -> RevocationListDraft {
    numbered(7)
}

pub fn numbered(number: u64) -> RevocationListDraft {
    RevocationListDraft::new(id(), ListNumber::new(number).unwrap(), time(ISSUED), time(NEXT)).unwrap()
}

pub fn entry(listed: Listed) -> ListEntry {
    ListEntry::new(listed, Reason::Superseded, time("2026-05-01T00:00:00Z")).unwrap()
}

pub fn sign(draft: &RevocationListDraft, signers: &[&Signer]) -> SignedRevocationList {
    let message = draft.to_be_signed();
    let (first, rest) = signers.split_first().unwrap();
    let mut signed = draft.assemble(&first.public(), &first.sign(&message), &RustCrypto).unwrap();
    for signer in rest {
        signed = signed.with_signature(&signer.public(), &signer.sign(&message), &RustCrypto).unwrap();
    }
    signed
}

/// An envelope around any payload, signed.
pub fn envelope(payload: &[u8], signers: &[&Signer]) -> Vec<u8> {
    let message = pae(REVOCATION_LIST_PAYLOAD_TYPE, payload);
    let signatures: Vec<_> = signers.iter().map(|signer| signer.sign(&message)).collect();
    let each = signatures.iter().map(|signature| (None, signature.as_slice()));
    write_dsse_signatures(REVOCATION_LIST_PAYLOAD_TYPE, payload, each)
}

pub fn parse(bytes: &[u8]) -> SignedRevocationList {
    SignedRevocationList::parse(bytes, &ListLimits::DEFAULT).unwrap()
}

pub fn verify(
    signed: &SignedRevocationList,
    authority: &ListAuthority,
) -> Result<VerifiedRevocationList, ListVerifyError> {
    signed.verify(authority, &Seen::Nothing, time(NOW), &RustCrypto)
}

/// A draft signed by one key and verified.
pub fn verified(draft: &RevocationListDraft) -> VerifiedRevocationList {
    let signer = Signer::p256(1);
    verify(&parse(&sign(draft, &[&signer]).to_json()), &authority(&[&signer], 1)).unwrap()
}
