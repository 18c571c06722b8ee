//! A timestamping authority of one's own dates a signature; a verifier that believes this authority demands the date.

use std::error::Error;
use std::sync::Arc;

use countersign::crypto::{CryptoProvider, KeyType, PrivateKey, RandomError, RustCrypto, Scheme, SigningKey};
use countersign::encoding::der::OwnedOid;
use countersign::need::Answer;
use countersign::oci::Layout;
use countersign::time::{UnixTime, Validity};
use countersign::timestamp::TrustedTsa;
use countersign::x509::issue::{CertificateAuthority, CertificateTemplate, SerialNumber};
use countersign::x509::{AnchorLimits, Certificate, DistinguishedName, TrustAnchor, TrustAnchors};
use countersign::{ImageName, SignOptions, SignedManifest, Signer, Timestamping, Verifier};
use countersign_timestamp::issue::{TimestampAuthority, TokenSerial};

const SCHEME: Scheme = Scheme::ECDSA_P256_SHA256_DER;

fn main() -> Result<(), Box<dyn Error>> {
    let (signed, now) = (time("2026-11-24T12:00:00Z")?, time("2026-11-25T08:00:00Z")?);
    let authority = Authority::new("Acme Time")?;

    // Sign. The timestamp is asked for by a need, here answered by the authority itself, elsewhere by `countersign-fetch`.
    let (mut files, _) = countersign_examples::image("hello")?;
    let private = PrivateKey::generate(KeyType::EcdsaP256, &mut random, &RustCrypto)?;
    let signer = Signer::new(RustCrypto, RustCrypto.signing_key(&private, SCHEME)?)?;
    let timestamping = Timestamping::new("https://time.acme.example/", authority.trusted()?, &mut random)?;
    let options = SignOptions::new().timestamp(timestamping);
    let layout = Layout::open(files.clone(), Arc::new(RustCrypto))?;
    let session = signer.sign(ImageName::tag("v1"), options, signed);
    for signed in layout.drive_with(session, |need| authority.answer(need.body(), signed).ok())?? {
        if let SignedManifest::New { artifact, .. } = signed {
            countersign_examples::write(&mut files, layout.attach(&artifact)?);
        }
    }

    // Verify, and demand the date. It is a span: the authority's clock may be wrong by its accuracy.
    let layout = Layout::open(files, Arc::new(RustCrypto))?;
    let believing = |authority: TrustedTsa| {
        let key = Verifier::builder(RustCrypto).key(private.public_key().clone());
        key.timestamp_authorities([authority]).require_timestamp().build()
    };
    let image = layout.drive(believing(authority.trusted()?)?.verify(ImageName::tag("v1"), now))??;
    for time in image.report().accepted().iter().flat_map(|one| one.times()) {
        println!("signed    at the latest at {}", time.latest());
    }

    // Somebody else's authority, or a clock that runs before the date: each is refused with its reason.
    let strangers = believing(Authority::new("Strange Time")?.trusted()?)?;
    for (verifier, now) in
        [(strangers, now), (believing(authority.trusted()?)?, time("2026-11-24T11:00:00Z")?)]
    {
        match layout.drive(verifier.verify(ImageName::tag("v1"), now))? {
            Ok(image) => return Err(format!("{} was accepted", image.digest()).into()),
            Err(refusal) => println!("refused   {refusal}"),
        }
    }
    Ok(())
}

/// A root, and a certificate for timestamps below it. `countersign timestamp serve` is the same as a server.
struct Authority {
    root: Certificate<'static>,
    issuer: TimestampAuthority,
    key: Box<dyn SigningKey>,
}

impl Authority {
    fn new(name: &str) -> Result<Self, Box<dyn Error>> {
        let validity = Validity::new(time("2026-01-01T00:00:00Z")?, time("2036-01-01T00:00:00Z")?)?;
        let (root_key, key) = (key()?, key()?);
        let root_name = DistinguishedName::parse(&format!("CN={name} Root,O=Acme"))?;
        let template = CertificateTemplate::ca(&root_name.name(), validity, serial()?);
        let root =
            template.self_signed(root_key.public_key(), SCHEME, &RustCrypto)?.sign(root_key.as_ref())?;
        let own_name = DistinguishedName::parse(&format!("CN={name},O=Acme"))?;
        let template = CertificateTemplate::timestamping(&own_name.name(), validity, serial()?);
        let draft = CertificateAuthority::new(&root, SCHEME, &RustCrypto)?.draft(
            &template,
            key.public_key(),
            &RustCrypto,
        )?;
        let chain = [draft.sign(root_key.as_ref())?.to_owned(), root.to_owned()];
        let policy = OwnedOid::parse("1.3.6.1.4.1.32473.1")?;
        let builder = TimestampAuthority::builder(&chain, SCHEME, policy.as_oid());
        let issuer = builder.build(validity.not_before(), &RustCrypto)?;
        let [_, root] = chain;
        Ok(Self { root, issuer, key })
    }

    fn trusted(&self) -> Result<TrustedTsa, Box<dyn Error>> {
        let anchor = TrustAnchor::from_certificate(&self.root, AnchorLimits::OwnLimits);
        Ok(TrustedTsa::new("time.acme.example", TrustAnchors::new([anchor]))?)
    }

    /// Answers a request. No serial number may be given twice: a server keeps count of them.
    fn answer(&self, request: &[u8], clock: UnixTime) -> Result<Answer, Box<dyn Error>> {
        let serial = TokenSerial::from_be_bytes(&[1])?;
        let answer = self.issuer.respond(request, clock, serial, self.key.as_ref(), &RustCrypto);
        Ok(Answer::Bytes(answer.into_der()))
    }
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
