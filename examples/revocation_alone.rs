//! Takes `countersign-revocation` alone: a signed list of lost keys, asked; its older editions are refused.

use std::error::Error;
use std::num::NonZeroUsize;

use countersign_revocation::{
    Reason, Retroactivity,
    crypto::{
        CryptoProvider, KeyType, Message, PrivateKey, PublicKey, RandomError, RustCrypto, Scheme, SigningKey,
    },
    list::{
        ListAuthority, ListEntry, ListId, ListLimits, ListMark, ListNumber, Listed, RevocationListDraft,
        Seen, SignedRevocationList,
    },
    time::UnixTime,
    x509::Times,
};

fn main() -> Result<(), Box<dyn Error>> {
    let now = time("2026-11-24T12:00:00Z")?;
    let (lists, gone, fine) = (key()?, key()?, key()?);
    let authority = authority(lists.public_key())?;

    // The first edition lists nothing. The next one lists a key that is not in use any more.
    let first = draft(now)?;
    let mut second = RevocationListDraft::continuing(&first.list(), now, time("2026-12-24T12:00:00Z")?)?;
    let entry = Listed::Key(gone.public_key().id());
    second.revoke(ListEntry::new(entry, Reason::Superseded, time("2026-11-20T00:00:00Z")?)?)?;
    let (first, second) = (sign(&first, lists.as_ref())?, sign(&second, lists.as_ref())?);

    // Believe it, and keep the mark: one line of text, for the next time.
    let list = SignedRevocationList::parse(&second, &ListLimits::DEFAULT)?;
    let list = list.verify(&authority, &Seen::Nothing, now, &RustCrypto)?;
    let mark = list.mark().to_string();
    println!("seen      {mark}");

    // Ask. What was signed before the revocation, as a timestamp proves, stands: the key was not stolen.
    let before = Some(Times::at(time("2026-11-01T00:00:00Z")?));
    for (name, key, signed) in [("gone", &gone, None), ("gone, dated", &gone, before), ("fine", &fine, None)]
    {
        match list.revokes_key(&key.public_key().id(), signed, Retroactivity::ByReason) {
            Some(entry) => println!("{name}: {}", entry.revocation()),
            None => println!("{name}: nothing against it"),
        }
    }
    let freshness = list.freshness_at(now).map_err(|status| status.to_string())?;
    println!("good until {}", freshness.until());

    // Whoever offers the edition before is found out.
    let seen = Seen::Mark(ListMark::parse(&mark)?);
    match SignedRevocationList::parse(&first, &ListLimits::DEFAULT)?.verify(
        &authority,
        &seen,
        now,
        &RustCrypto,
    ) {
        Ok(_) => Err("an older edition was believed".into()),
        Err(error) => {
            println!("refused   {} {error}", error.code());
            Ok(())
        }
    }
}

fn authority(key: &PublicKey) -> Result<ListAuthority, Box<dyn Error>> {
    Ok(ListAuthority::new(ListId::parse("acme.example/keys")?, [key.clone()], NonZeroUsize::MIN)?)
}

fn draft(now: UnixTime) -> Result<RevocationListDraft, Box<dyn Error>> {
    let id = ListId::parse("acme.example/keys")?;
    Ok(RevocationListDraft::new(id, ListNumber::FIRST, now, time("2026-12-24T12:00:00Z")?)?)
}

fn sign(draft: &RevocationListDraft, key: &dyn SigningKey) -> Result<Vec<u8>, Box<dyn Error>> {
    let signature = key.sign(Message::Bytes(&draft.to_be_signed()))?;
    Ok(draft.assemble(key.public_key(), &signature, &RustCrypto)?.to_json())
}

fn time(text: &str) -> Result<UnixTime, Box<dyn Error>> {
    Ok(UnixTime::parse_rfc3339(text)?)
}

fn key() -> Result<Box<dyn SigningKey>, Box<dyn Error>> {
    let mut random = |out: &mut [u8]| getrandom::fill(out).map_err(|_| RandomError);
    let private = PrivateKey::generate(KeyType::EcdsaP256, &mut random, &RustCrypto)?;
    Ok(RustCrypto.signing_key(&private, Scheme::ECDSA_P256_SHA256_DER)?)
}
