//! Authorities and certificates, made as they are needed, and evidence that presents them.
use crate::common::*;
use countersign::{
    BlobEvidence, BlobFormat, Signer, TrustedAuthority, Verifier,
    crypto::{CryptoProvider, Format, PrivateKey, PublicKey, RustCrypto, allowed_schemes},
    digest::Descriptor,
    encoding::{base64, pem},
    envelope::{COSIGN_SIGN_PREDICATE, SimpleSigning, write_legacy_blob_bundle},
    oci::{CosignTag, cosign_tag, media_type},
    time::{UnixTime, Validity},
    x509::{
        AnchorLimits, Certificate, DistinguishedName, Identity, TrustAnchor, TrustAnchors,
        issue::{AltName, CertificateAuthority, CertificateTemplate, SerialNumber},
    },
};
use serde_json::{Value, json};
use testkit::Prng;

/// An authority that issues.
pub struct Ca {
    pub certificate: Certificate<'static>,
    key: PrivateKey,
}

type Template = CertificateTemplate;

fn time(text: &str) -> UnixTime {
    UnixTime::parse_rfc3339(text).unwrap()
}

/// Around [`now`], for two years.
pub fn valid() -> Validity {
    Validity::new(time("2026-01-01T00:00:00Z"), time("2027-12-31T00:00:00Z")).unwrap()
}

pub fn validity(from: &str, until: &str) -> Validity {
    Validity::new(time(from), time(until)).unwrap()
}

pub fn distinguished(text: &str) -> DistinguishedName {
    DistinguishedName::parse(text).unwrap()
}

pub fn serial(seed: u64) -> SerialNumber {
    let mut prng = Prng::new(seed);
    let mut random = |out: &mut [u8]| {
        prng.fill(out);
        Ok(())
    };
    SerialNumber::random(&mut random).unwrap()
}

/// What is certified of a signer of code with this mailbox.
pub fn code_signer(mailbox: &str, validity: Validity) -> Template {
    let name = distinguished("O=Acme,C=DE");
    let template = Template::code_signing(&name.name(), validity, serial(u64::from(mailbox.as_bytes()[0])));
    template.alt_name(AltName::email(mailbox).unwrap())
}

impl Ca {
    /// A root, whose key and name are those of the seed.
    pub fn root(seed: u64) -> Self {
        Self::root_of(seed, |template| template)
    }

    pub fn root_of(seed: u64, change: impl FnOnce(Template) -> Template) -> Self {
        let key = private_key(seed);
        let template = change(Self::template(&format!("CN=Root {seed}"), seed));
        let scheme = allowed_schemes(key.public_key(), Format::CosignBlob)[0];
        let draft = template.self_signed(key.public_key(), scheme, &RustCrypto).unwrap();
        let signer = RustCrypto.signing_key(&key, scheme).unwrap();
        Self { certificate: draft.sign(&*signer).unwrap(), key }
    }

    /// An authority below this one.
    pub fn below(&self, seed: u64, change: impl FnOnce(Template) -> Template) -> Self {
        let key = private_key(seed);
        let template = change(Self::template(&format!("CN=Authority {seed}"), seed));
        let der = self.issue(&template, key.public_key());
        Self { certificate: Certificate::from_der(&der).unwrap().to_owned(), key }
    }

    pub fn template(name: &str, seed: u64) -> Template {
        Self::template_of(name, seed, valid())
    }

    pub fn template_of(name: &str, seed: u64, validity: Validity) -> Template {
        Template::ca(&distinguished(name).name(), validity, serial(seed))
    }

    pub fn issue(&self, template: &Template, key: &PublicKey) -> Vec<u8> {
        let scheme = allowed_schemes(self.key.public_key(), Format::CosignBlob)[0];
        let authority = CertificateAuthority::new(&self.certificate, scheme, &RustCrypto).unwrap();
        let signer = RustCrypto.signing_key(&self.key, scheme).unwrap();
        authority.draft(template, key, &RustCrypto).unwrap().sign(&*signer).unwrap().der().to_vec()
    }

    /// Its signature over some bytes.
    pub fn sign(&self, bytes: &[u8]) -> Vec<u8> {
        let scheme = allowed_schemes(self.key.public_key(), Format::CosignBlob)[0];
        let signer = RustCrypto.signing_key(&self.key, scheme).unwrap();
        signer.sign(countersign::crypto::Message::Bytes(bytes)).unwrap()
    }

    /// A certificate of the key of this seed for a mailbox.
    pub fn certify(&self, seed: u64, mailbox: &str) -> Vec<u8> {
        self.issue(&code_signer(mailbox, valid()), private_key(seed).public_key())
    }

    pub fn der(&self) -> Vec<u8> {
        self.certificate.der().to_vec()
    }

    pub fn trusted(&self) -> TrustedAuthority {
        trusting(&self.certificate)
    }
}

pub fn trusting(root: &Certificate<'_>) -> TrustedAuthority {
    let anchor = TrustAnchor::from_certificate(root, AnchorLimits::OwnLimits);
    TrustedAuthority::new(TrustAnchors::new([anchor]))
}

pub fn mailbox(address: &str) -> Identity {
    Identity::email(address).unwrap()
}

pub const ANA: &str = "ana@example.com";
pub const BOB: &str = "bob@example.com";

/// Believes Ana, by certificates of this authority.
pub fn believing_ana(root: &Ca) -> Verifier {
    Verifier::builder(RustCrypto).certified(mailbox(ANA), &root.trusted()).build().unwrap()
}

/// The same bundle with certificates instead of a key: one as such, several as a chain.
pub fn with_certificates(bundle: &[u8], chain: &[Vec<u8>]) -> Vec<u8> {
    let raw = |der: &Vec<u8>| json!({"rawBytes": base64::encode_standard(der)});
    let mut bundle: Value = serde_json::from_slice(bundle).unwrap();
    let material = bundle["verificationMaterial"].as_object_mut().unwrap();
    material.remove("publicKey").unwrap();
    match chain {
        [one] => material.insert("certificate".into(), raw(one)),
        several => {
            let several: Vec<Value> = several.iter().map(raw).collect();
            material.insert("x509CertificateChain".into(), json!({"certificates": several}))
        }
    };
    bundle.to_string().into_bytes()
}

pub fn pem_of(chain: &[Vec<u8>]) -> String {
    chain.iter().map(|der| pem::encode("CERTIFICATE", der)).collect()
}

/// How an image or a statement about it presents certificates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Bundle,
    /// Annotations of a layer.
    Legacy,
}

pub const FORMS: [Form; 2] = [Form::Bundle, Form::Legacy];

/// Attaches a signature by the key of this seed.
pub fn attach_signature(store: &mut Store, form: Form, image: &Descriptor, seed: u64, chain: &[Vec<u8>]) {
    match form {
        Form::Bundle => {
            let bundle = statement_bundle(seed, image.digest(), COSIGN_SIGN_PREDICATE);
            store.attach_bundle(image, &with_certificates(&bundle, chain), COSIGN_SIGN_PREDICATE);
        }
        Form::Legacy => {
            let payload = SimpleSigning::new("", image.digest(), Default::default()).to_bytes();
            store.attach_payload(image, &payload, &raw_signature(seed, &payload));
            annotate(store, &cosign_tag(&image.digest(), CosignTag::Signature), chain);
        }
    }
}

/// Attaches a statement of this type, signed by the key of this seed.
pub fn attach_statement(
    store: &mut Store,
    form: Form,
    image: &Descriptor,
    seed: u64,
    predicate_type: &str,
    chain: &[Vec<u8>],
) {
    match form {
        Form::Bundle => {
            let bundle = statement_bundle(seed, image.digest(), predicate_type);
            store.attach_bundle(image, &with_certificates(&bundle, chain), predicate_type);
        }
        Form::Legacy => {
            let envelope = statement_envelope(seed, image.digest(), predicate_type);
            store.attach_envelope(image, &envelope, predicate_type);
            annotate(store, &cosign_tag(&image.digest(), CosignTag::Attestation), chain);
        }
    }
}

/// Gives the last layer under a tag the annotations with certificates.
fn annotate(store: &mut Store, tag: &str, chain: &[Vec<u8>]) {
    let mut manifest: Value = serde_json::from_slice(&store.tagged(tag).unwrap()).unwrap();
    let layer = manifest["layers"].as_array_mut().unwrap().last_mut().unwrap();
    layer["annotations"]["dev.sigstore.cosign/certificate"] = pem_of(&chain[..1]).into();
    if chain.len() > 1 {
        layer["annotations"]["dev.sigstore.cosign/chain"] = pem_of(&chain[1..]).into();
    }
    store.change_index(|entries| {
        entries.retain(|entry| entry["annotations"]["org.opencontainers.image.ref.name"] != *tag);
    });
    let manifest = store.manifest(media_type::IMAGE_MANIFEST, manifest.to_string().into_bytes());
    store.entry(&manifest, Some(tag));
}

/// Evidence about a blob that presents certificates.
pub fn blob_evidence(format: BlobFormat, seed: u64, blob: &[u8], chain: &[Vec<u8>]) -> BlobEvidence {
    let signer = Signer::from_private_key(RustCrypto, &private_key(seed)).unwrap();
    let mut signing = signer.sign_blob(format).unwrap();
    signing.update(blob).unwrap();
    let signed = signing.finish().unwrap();
    if format == BlobFormat::Bundle {
        return BlobEvidence::bundle(with_certificates(signed.bytes(), chain));
    }
    let mut bundle: Value =
        serde_json::from_slice(&write_legacy_blob_bundle(&raw_signature(seed, blob))).unwrap();
    bundle["cert"] = base64::encode_standard(pem_of(chain).as_bytes()).into();
    BlobEvidence::legacy_bundle(bundle.to_string().into_bytes())
}
