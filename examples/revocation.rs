//! Asks whether a certificate was revoked, by a CRL and for what was signed when; and refuses what a lost key signed, by a
//! revocation list of one's own.

use std::error::Error;
use std::num::NonZeroUsize;
use std::sync::Arc;

use countersign::crypto::{
    CryptoProvider, KeyType, Message, PrivateKey, RandomError, RustCrypto, Scheme, SigningKey,
};
use countersign::oci::Layout;
use countersign::revocation::list::{
    ListAuthority, ListEntry, ListId, ListLimits, ListNumber, Listed, RevocationListDraft, Seen,
    SignedRevocationList, VerifiedRevocationList,
};
use countersign::revocation::{Reason, RevocationChecker, RevocationRules};
use countersign::time::UnixTime;
use countersign::x509::{AnchorLimits, Certificate, PathBuilder, Profile, Times, TrustAnchors, VerifiedPath};
use countersign::{ImageName, SignOptions, SignedManifest, Signer, Verifier};
use testkit::crl::{CrlSpec, EntrySpec, reason};
use testkit::x509::{CertificateSpec, Plan};

const SCHEME: Scheme = Scheme::ECDSA_P256_SHA256_DER;

fn main() -> Result<(), Box<dyn Error>> {
    by_an_authority()?;
    by_a_list_of_ones_own()
}

/// The testkit stands in for a CA that revoked a certificate on 1 May.
fn by_an_authority() -> Result<(), Box<dyn Error>> {
    let plan = Plan::new(&mut testkit::Prng::new(7), 2);
    let [root, leaf] = &plan.certificates[..] else { return Err("a chain of two".into()) };
    let path = path(root, leaf)?;
    let now = time("2026-06-01T00:00:00Z")?;
    for (code, name) in [(4, "superseded"), (1, "key compromise")] {
        let mut list = CrlSpec::of(root);
        list.revoke(EntrySpec::of(&leaf.serial).with(reason(code)));
        let list = list.der();
        let mut checker = RevocationChecker::new(&path, now, &RustCrypto);
        checker.crl(&list)?;
        // What a timestamp dates before the revocation stands, unless the key was stolen by then for all that is known.
        for signed in ["2026-04-15T00:00:00Z", "2026-05-15T00:00:00Z"] {
            let trusted = Some(Times::at(time(signed)?));
            match checker.report().verdict(&RevocationRules::REQUIRED, trusted) {
                Ok(_) => println!("{name}: what was signed at {signed} stands"),
                Err(refusal) => println!("{name}: what was signed at {signed} does not: {refusal}"),
            }
        }
    }

    // Without evidence nothing is good; what could be fetched would be among the needs.
    let mut checker = RevocationChecker::new(&path, now, &RustCrypto);
    println!("to fetch: {}", checker.needs().len());
    match checker.report().verdict(&RevocationRules::REQUIRED, None) {
        Ok(_) => Err("a certificate of which nothing is known was taken for good".into()),
        Err(refusal) => {
            println!("nothing is known: {refusal}");
            Ok(())
        }
    }
}

/// A bare key has no authority that revokes it; a signed list of your own does.
fn by_a_list_of_ones_own() -> Result<(), Box<dyn Error>> {
    let now = time("2026-11-24T12:00:00Z")?;
    let (mut files, _) = countersign_examples::image("hello")?;
    let lost = PrivateKey::generate(KeyType::EcdsaP256, &mut random, &RustCrypto)?;
    let signer = Signer::new(RustCrypto, RustCrypto.signing_key(&lost, SCHEME)?)?;
    let layout = Layout::open(files.clone(), Arc::new(RustCrypto))?;
    for signed in layout.drive(signer.sign(ImageName::tag("v1"), SignOptions::new(), now))?? {
        if let SignedManifest::New { artifact, .. } = signed {
            countersign_examples::write(&mut files, layout.attach(&artifact)?);
        }
    }

    let layout = Layout::open(files, Arc::new(RustCrypto))?;
    let believing = || Verifier::builder(RustCrypto).key(lost.public_key().clone());
    let image = layout.drive(believing().build()?.verify(ImageName::tag("v1"), now))??;
    println!("accepted by the key alone: {}", image.digest());
    let listed = believing().revocation_list(list(Listed::Key(lost.public_key().id()), now)?).build()?;
    match layout.drive(listed.verify(ImageName::tag("v1"), now))? {
        Ok(image) => Err(format!("{} was accepted", image.digest()).into()),
        Err(refusal) => {
            println!("refused by the list: {refusal}");
            Ok(())
        }
    }
}

/// The first edition of a list with one entry, signed and believed again.
fn list(lost: Listed, now: UnixTime) -> Result<VerifiedRevocationList, Box<dyn Error>> {
    let (id, next) = (ListId::parse("acme.example/releases")?, time("2026-12-24T12:00:00Z")?);
    let key = PrivateKey::generate(KeyType::EcdsaP256, &mut random, &RustCrypto)?;
    let key: Box<dyn SigningKey> = RustCrypto.signing_key(&key, SCHEME)?;
    let mut draft = RevocationListDraft::new(id.clone(), ListNumber::FIRST, now, next)?;
    draft.revoke(ListEntry::new(lost, Reason::KeyCompromise, now)?)?;
    let signature = key.sign(Message::Bytes(&draft.to_be_signed()))?;
    let json = draft.assemble(key.public_key(), &signature, &RustCrypto)?.to_json();

    let authority = ListAuthority::new(id, [key.public_key().clone()], NonZeroUsize::MIN)?;
    let signed = SignedRevocationList::parse(&json, &ListLimits::DEFAULT)?;
    Ok(signed.verify(&authority, &Seen::Nothing, now, &RustCrypto)?)
}

fn path(root: &CertificateSpec, leaf: &CertificateSpec) -> Result<VerifiedPath<'static>, Box<dyn Error>> {
    let anchors = TrustAnchors::from_ders([root.der()], AnchorLimits::OwnLimits);
    let builder = PathBuilder::new(&RustCrypto, &anchors, Profile::RFC5280);
    let leaf = leaf.der();
    Ok(builder
        .verify(&Certificate::from_der(&leaf)?, &[], Times::at(time("2026-06-01T00:00:00Z")?))?
        .to_owned())
}

fn time(text: &str) -> Result<UnixTime, Box<dyn Error>> {
    Ok(UnixTime::parse_rfc3339(text)?)
}

fn random(out: &mut [u8]) -> Result<(), RandomError> {
    getrandom::fill(out).map_err(|_| RandomError)
}
