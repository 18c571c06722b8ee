//! Timestamps, CRLs and revocation lists, made as they are needed.
use crate::common::*;
use crate::pki::*;
use countersign::{
    crypto::{CryptoProvider, Format, Message, PrivateKey, PublicKey, RustCrypto, Scheme, allowed_schemes},
    encoding::der::{Oid, Reader, Tag, write},
    envelope::{Bundle, add_timestamp_to_bundle},
    revocation::{
        Reason,
        list::{
            ListAuthority, ListEntry, ListId, ListNumber, Listed, RevocationListDraft, Seen,
            VerifiedRevocationList,
        },
    },
    time::{UnixTime, Validity},
    timestamp::{TimestampRequest, TrustedTsa},
    x509::{AnchorLimits, Certificate, TrustAnchor, TrustAnchors, issue::CertificateTemplate},
};
use countersign_timestamp::issue::{TimestampAuthority, TokenSerial};
use testkit::{
    crl::{CrlSpec, EntrySpec, number, reason},
    ocsp::{HashKind, ResponderSpec, Scene, StatusSpec},
    x509::{ExtensionSpec, Time},
};

pub fn time(text: &str) -> UnixTime {
    UnixTime::parse_rfc3339(text).unwrap()
}

pub fn year() -> Validity {
    validity("2026-01-01T00:00:00Z", "2027-12-31T00:00:00Z")
}

/// A timestamping authority under a root of its own.
pub struct Tsa {
    pub root: Ca,
    leaf: Certificate<'static>,
    key: PrivateKey,
    name: String,
}

impl Tsa {
    pub fn new(seed: u64) -> Self {
        Self::of_key(seed, seed + 500)
    }

    /// The same with the key of another seed.
    pub fn of_key(seed: u64, key: u64) -> Self {
        Self::with(seed, key, |template| template)
    }

    /// The same with more in its certificate.
    pub fn with(
        seed: u64,
        key: u64,
        change: impl FnOnce(CertificateTemplate) -> CertificateTemplate,
    ) -> Self {
        let (root, key) = (Ca::root(seed), private_key(key));
        let template =
            CertificateTemplate::timestamping(&distinguished("CN=TSA").name(), year(), serial(seed + 500));
        let template = change(template);
        let leaf = root.issue(&template, key.public_key());
        let leaf = Certificate::from_der(&leaf).unwrap().to_owned();
        Self { root, leaf, key, name: format!("tsa {seed}") }
    }

    pub fn trusted(&self) -> TrustedTsa {
        let anchor = TrustAnchor::from_certificate(&self.root.certificate, AnchorLimits::OwnLimits);
        TrustedTsa::new(self.name.as_str(), TrustAnchors::new([anchor])).unwrap()
    }

    /// Believed by its own certificate alone.
    pub fn pinned(&self) -> TrustedTsa {
        TrustedTsa::pinned(self.name.as_str(), &self.leaf).unwrap()
    }

    pub fn certificate(&self) -> Vec<u8> {
        self.leaf.der().to_vec()
    }

    pub fn serial(&self) -> Vec<u8> {
        self.leaf.serial().as_bytes().to_vec()
    }

    /// What it answers to a request at this time.
    pub fn answer(&self, request: &[u8], at: UnixTime) -> Vec<u8> {
        let der = write(Tag::OBJECT_IDENTIFIER, &[&Oid::contents_of("1.3.6.1.4.1.32473.1").unwrap()]);
        let policy = Reader::new(&der).oid().unwrap();
        let scheme = usual(&self.key);
        let chain = [self.leaf.clone(), self.root.certificate.clone()];
        let authority = TimestampAuthority::builder(&chain, scheme, policy).build(at, &RustCrypto).unwrap();
        let key = RustCrypto.signing_key(&self.key, scheme).unwrap();
        let serial = TokenSerial::from_be_bytes(&[7]).unwrap();
        authority.respond(request, at, serial, &*key, &RustCrypto).into_der()
    }

    /// A timestamp over these bytes.
    pub fn stamp(&self, over: &[u8], at: &str) -> Vec<u8> {
        self.answer(&TimestampRequest::new(sha256(over)).to_der(), time(at))
    }
}

fn usual(key: &PrivateKey) -> Scheme {
    allowed_schemes(key.public_key(), Format::CosignBlob)[0]
}

/// The bundle with a timestamp of its signature.
pub fn stamped(bundle: &[u8], tsa: &Tsa, at: &str) -> Vec<u8> {
    let signature = Bundle::parse(bundle).unwrap().signature().claimed().to_vec();
    add_timestamp_to_bundle(bundle, &tsa.stamp(&signature, at)).unwrap()
}

/// A list of an authority, from one day to another, with these certificates revoked: serial number, day, code of the reason.
pub fn crl(ca: &Ca, from: &str, until: &str, revoked: &[(Vec<u8>, &str, u8)]) -> Vec<u8> {
    let entries = revoked.iter().map(|(serial, date, code)| entry(serial, date).with(reason(*code)));
    crl_of(ca, from, until, entries)
}

/// What a list says of a certificate that was revoked on a day, without a reason.
pub fn entry(serial: &[u8], date: &str) -> EntrySpec {
    EntrySpec { date: Time::utc(date), ..EntrySpec::of(serial) }
}

/// A list of an authority, from one day to another, with these entries.
pub fn crl_of(ca: &Ca, from: &str, until: &str, entries: impl IntoIterator<Item = EntrySpec>) -> Vec<u8> {
    let mut list = CrlSpec::of(&testkit::tsp::Tsa::new(1).ca);
    list.issuer = ca.certificate.subject().der().to_vec();
    (list.this_update, list.next_update) = (Time::utc(from), Some(Time::utc(until)));
    list.extensions = vec![number(1)];
    // ecdsa-with-SHA256
    let algorithm = [0x30, 10, 6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2];
    list.inner_algorithm = Some(algorithm.to_vec());
    entries.into_iter().for_each(|entry| list.revoke(entry));
    let tbs = list.tbs();
    let signature = ca.sign(&tbs);
    let bits = [&[0][..], &signature].concat();
    write(Tag::SEQUENCE, &[&tbs, &algorithm, &write(Tag::BIT_STRING, &[&bits])])
}

pub fn serial_of(der: &[u8]) -> Vec<u8> {
    Certificate::from_der(der).unwrap().serial().as_bytes().to_vec()
}

/// A list that the key of this seed signed, valid around [`now`], unless it ends before.
pub fn list_until(until: &str, entries: &[(Listed, Reason, &str)]) -> VerifiedRevocationList {
    let entry = |(listed, reason, date): &(Listed, Reason, &str)| {
        ListEntry::new(listed.clone(), *reason, time(date)).unwrap()
    };
    list_of(until, entries.iter().map(entry))
}

/// The same with these entries.
pub fn list_of(until: &str, entries: impl IntoIterator<Item = ListEntry>) -> VerifiedRevocationList {
    let id = ListId::parse("test.example/list").unwrap();
    let issued = time("2026-11-20T00:00:00Z");
    let mut draft = RevocationListDraft::new(id.clone(), ListNumber::FIRST, issued, time(until)).unwrap();
    entries.into_iter().for_each(|entry| draft.revoke(entry).unwrap());
    let key = private_key(900);
    let signer = RustCrypto.signing_key(&key, usual(&key)).unwrap();
    let signature = signer.sign(Message::Bytes(&draft.to_be_signed())).unwrap();
    let signed = draft.assemble(key.public_key(), &signature, &RustCrypto).unwrap();
    let one = core::num::NonZeroUsize::MIN;
    let authority = ListAuthority::new(id, [key.public_key().clone()], one).unwrap();
    signed.verify(&authority, &Seen::Nothing, issued, &RustCrypto).unwrap()
}

pub fn list(entries: &[(Listed, Reason, &str)]) -> VerifiedRevocationList {
    list_until("2026-12-20T00:00:00Z", entries)
}

/// An answer about a certificate of this authority, of four days: by the authority itself, or by a delegate, whose certificate
/// comes along.
pub fn ocsp(ca: &Ca, delegate: Option<(&[u8], &PrivateKey)>, serial: &[u8], status: StatusSpec) -> Vec<u8> {
    let key = PublicKey::from_spki_der(ca.certificate.spki(), &RustCrypto).unwrap();
    let subject = |der: &[u8]| Certificate::from_der(der).unwrap().subject().der().to_vec();
    let mut answer = Scene::new().answer();
    answer.responder = ResponderSpec::ByName(subject(delegate.map_or(&ca.der(), |(der, _)| der)));
    answer.produced_at = Time::generalized("20261123000000Z");
    answer.algorithm = Some(vec![0x30, 10, 6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2]);
    answer.certificates = delegate.iter().map(|(der, _)| der.to_vec()).collect();
    let single = &mut answer.singles[0];
    single.id.name_hash = HashKind::Sha1.hash(ca.certificate.subject().der());
    single.id.key_hash = HashKind::Sha1.hash(key.point());
    single.id.serial = serial.to_vec();
    single.status = status;
    single.this_update = Time::generalized("20261123000000Z");
    single.next_update = Some(Time::generalized("20261127000000Z"));
    let tbs = answer.tbs();
    let signature = match delegate {
        Some((_, key)) => {
            let signer = RustCrypto.signing_key(key, usual(key)).unwrap();
            signer.sign(Message::Bytes(&tbs)).unwrap()
        }
        None => ca.sign(&tbs),
    };
    answer.with_signature(&tbs, &signature)
}

/// A certificate with one extension more.
pub fn with_extension(template: CertificateTemplate, extension: &ExtensionSpec) -> CertificateTemplate {
    with_oid(extension.oid, |oid| template.extension(oid, &extension.value))
}

/// What comes of an object identifier in its dotted form.
pub fn with_oid<T>(text: &str, make: impl FnOnce(Oid<'_>) -> T) -> T {
    let der = write(Tag::OBJECT_IDENTIFIER, &[&Oid::contents_of(text).unwrap()]);
    make(Reader::new(&der).oid().unwrap())
}
