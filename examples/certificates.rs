//! An authority of one's own: issues a certificate for code signing, follows it to the root, and refuses what is none.

use std::error::Error;

use countersign::crypto::{CryptoProvider, KeyType, PrivateKey, RandomError, RustCrypto, Scheme, SigningKey};
use countersign::time::{UnixTime, Validity};
use countersign::x509::issue::{
    AltName, CertificateAuthority, CertificateTemplate, RequestDraft, SerialNumber,
};
use countersign::x509::{
    AnchorLimits, Certificate, DistinguishedName, Identity, PathBuilder, Profile, Times, TrustAnchors, lint,
};

const SCHEME: Scheme = Scheme::ECDSA_P256_SHA256_DER;

fn main() -> Result<(), Box<dyn Error>> {
    let (begin, now) = (time("2026-11-01T00:00:00Z")?, time("2026-11-24T12:00:00Z")?);
    let validity = Validity::new(begin, time("2027-11-01T00:00:00Z")?)?;

    // The root signs itself. A key in a device signs `draft.to_be_signed()` and comes back through `draft.assemble(…)`.
    let root_key = key()?;
    let root_name = DistinguishedName::parse("CN=Acme Code Signing Root,O=Acme,C=US")?;
    let template = CertificateTemplate::ca(&root_name.name(), validity, serial()?);
    let root = template.self_signed(root_key.public_key(), SCHEME, &RustCrypto)?.sign(root_key.as_ref())?;

    // Whoever wants a certificate shows that it holds the key; what is certified is what the authority says.
    let build_key = key()?;
    let name = DistinguishedName::parse("CN=Build,O=Acme,C=US")?;
    let asked = AltName::email("build@acme.example")?;
    let request =
        RequestDraft::new(&name.name(), core::slice::from_ref(&asked), build_key.public_key(), SCHEME)?;
    let request = request.sign(build_key.as_ref())?.verify(&RustCrypto)?;
    let template = CertificateTemplate::code_signing(&name.name(), validity, serial()?).alt_name(asked);
    let authority = CertificateAuthority::new(&root, SCHEME, &RustCrypto)?;
    let leaf = authority.draft_for_request(&template, &request, &RustCrypto)?.sign(root_key.as_ref())?;
    println!("issued    {} to {}", leaf.serial(), leaf.subject());

    // What a verifier does with it: a path to a root that it believes, and exactly the name that it expects.
    let anchors = TrustAnchors::from_ders([root.der()], AnchorLimits::OwnLimits);
    let builder = PathBuilder::new(&RustCrypto, &anchors, Profile::CODE_SIGNING);
    let path = builder.verify(&leaf, &[], Times::at(now))?;
    println!("valid     until {}, under {}", path.valid_until(), path.anchor().subject());
    let expected = Identity::parse("email:build@acme.example")?;
    println!("names     {expected}: {}", expected.matches(path.leaf()).is_some());

    // Too late, and for another purpose: each is told with its reason.
    refused(builder.verify(&leaf, &[], Times::at(time("2028-01-01T00:00:00Z")?)).map(drop))?;
    let timestamping = PathBuilder::new(&RustCrypto, &anchors, Profile::RFC3161_TSA);
    refused(timestamping.verify(&leaf, &[], Times::at(now)).map(drop))?;
    print!("{}", lint(Certificate::der(&leaf), Profile::RFC3161_TSA));
    Ok(())
}

fn time(text: &str) -> Result<UnixTime, Box<dyn Error>> {
    Ok(UnixTime::parse_rfc3339(text)?)
}

fn random(out: &mut [u8]) -> Result<(), RandomError> {
    getrandom::fill(out).map_err(|_| RandomError)
}

fn key() -> Result<Box<dyn SigningKey>, Box<dyn Error>> {
    let private = PrivateKey::generate(KeyType::EcdsaP256, &mut random, &RustCrypto)?;
    Ok(RustCrypto.signing_key(&private, SCHEME)?)
}

fn serial() -> Result<SerialNumber, Box<dyn Error>> {
    Ok(SerialNumber::random(&mut random)?)
}

fn refused<E: Error + 'static>(verdict: Result<(), E>) -> Result<(), Box<dyn Error>> {
    match verdict {
        Ok(()) => Err("a certificate was taken for what it is not".into()),
        Err(error) => {
            println!("refused   {error}");
            Ok(())
        }
    }
}
