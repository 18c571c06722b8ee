//! A small PKI of which everything can be changed: a root, a CA, a leaf, and what stands beside them.

use countersign_revocation::{
    CertificateList, CrlChecker, CrlLimits, CrlSet, CrlVerdict, Reason, Revocation, Source, Status,
    WhyUnknown, WhyUntrusted,
    crypto::RustCrypto,
    time::UnixTime,
    x509::{AnchorLimits, Certificate, CertificateSet, PathBuilder, Profile, TrustAnchors, VerifiedPath},
};
use testkit::{
    Prng,
    crl::{CrlSpec, EntrySpec, Point, distribution_points},
    x509::{CertificateSpec, ExtensionSpec, Form, Key, Plan, TIME, Time, name},
};

pub const COMMON_NAME: &str = "2.5.4.3";

/// Who is there.
#[derive(Clone)]
pub struct World {
    pub root: CertificateSpec,
    pub ca: CertificateSpec,
    pub leaf: CertificateSpec,
    /// Certificates at hand that are not on the path.
    pub others: Vec<CertificateSpec>,
    /// Certificates between the CA and the root, root first.
    pub between: Vec<CertificateSpec>,
}

impl World {
    pub fn new() -> Self {
        let plan = Plan::new(&mut Prng::new(11), 3);
        let [mut root, mut ca, mut leaf] = plan.certificates.try_into().expect("a chain of three");
        let keys = [Key::P256(1), Key::P256(2), Key::P256(3)];
        (root.key, ca.key, leaf.key) = (keys[0], keys[1], keys[2]);
        (root.signer, ca.signer, leaf.signer) = (keys[0], keys[0], keys[1]);
        for (certificate, own, authority) in [(&mut root, 0, 0), (&mut ca, 1, 0), (&mut leaf, 2, 1)] {
            identify(certificate, keys[own], keys[authority]);
        }
        Self { root, ca, leaf, others: Vec::new(), between: Vec::new() }
    }

    /// The same with distribution points in the leaf.
    pub fn with_points(points: &[Point]) -> Self {
        let mut world = Self::new();
        world.leaf.extensions.push(distribution_points(points));
        world
    }

    /// An empty list of the CA.
    pub fn list(&self) -> CrlSpec {
        CrlSpec::of(&self.ca)
    }

    /// A list of the CA with the leaf on it.
    pub fn revoking(&self) -> CrlSpec {
        let mut list = self.list();
        list.revoke(EntrySpec::of(&self.leaf.serial));
        list
    }

    /// The entry of the leaf.
    pub fn entry(&self) -> EntrySpec {
        EntrySpec::of(&self.leaf.serial)
    }

    pub fn path(&self) -> VerifiedPath<'static> {
        let leaf = self.leaf.der();
        let chain: Vec<Vec<u8>> =
            std::iter::once(&self.ca).chain(self.between.iter().rev()).map(CertificateSpec::der).collect();
        let chain: Vec<_> = chain.iter().map(|der| Certificate::from_der(der).unwrap()).collect();
        let anchors = TrustAnchors::from_ders([self.root.der()], AnchorLimits::NameAndKey);
        let builder = PathBuilder::new(&RustCrypto, &anchors, Profile::RFC5280);
        builder.verify(&Certificate::from_der(&leaf).unwrap(), &chain, now()).unwrap().to_owned()
    }

    /// What lists say of the leaf.
    pub fn status(&self, lists: &[Vec<u8>]) -> Status {
        self.verdict(lists, |checker| checker).status()
    }

    /// The same by a checker that was changed.
    pub fn verdict(
        &self,
        lists: &[Vec<u8>],
        change: impl for<'s> FnOnce(CrlChecker<'s>) -> CrlChecker<'s>,
    ) -> CrlVerdict {
        self.verdict_at(0, lists, change)
    }

    pub fn verdict_at(
        &self,
        at: usize,
        lists: &[Vec<u8>],
        change: impl for<'s> FnOnce(CrlChecker<'s>) -> CrlChecker<'s>,
    ) -> CrlVerdict {
        let path = self.path();
        let others = CertificateSet::from_ders(self.others.iter().map(CertificateSpec::der));
        let mut set = CrlSet::new();
        lists.iter().for_each(|list| set.add(CertificateList::from_der(list, CrlLimits::DEFAULT).unwrap()));
        let checker = CrlChecker::new(&RustCrypto, now()).certificates(&others).signers(&|_, _| Ok(()));
        let (checker, mut reversed) = (change(checker), CrlSet::new());
        let verdict = checker.status(&path, at, &mut set);
        let status = verdict.status();
        for list in lists.iter().rev() {
            reversed.add(CertificateList::from_der(list, CrlLimits::DEFAULT).unwrap());
        }
        assert_eq!(checker.status(&path, at, &mut reversed).status(), status, "the order of lists matters");
        verdict
    }
}

/// A certificate of a CA of that name, under another one.
pub fn ca_under(issuer: &CertificateSpec, name: &[u8], key: Key) -> CertificateSpec {
    let mut ca = World::new().ca;
    ca.issuer = issuer.subject.clone();
    ca.subject = name.into();
    ca.key = key;
    ca.signer = issuer.key;
    ca.serial = vec![0x55, 0x66];
    identify(&mut ca, key, issuer.key);
    ca
}

/// Writes the identifiers of keys.
fn identify(certificate: &mut CertificateSpec, own: Key, authority: Key) {
    let (own, authority) = (own.identifier(), authority.identifier());
    certificate.replace("2.5.29.14", Some(ExtensionSpec::subject_key_identifier(&own)));
    certificate.replace("2.5.29.35", Some(ExtensionSpec::authority_key_identifier(&authority)));
}

pub fn common_name(text: &str) -> Vec<u8> {
    name(&[(COMMON_NAME, Form::Utf8, text)])
}

pub fn now() -> UnixTime {
    UnixTime::from_seconds(TIME).unwrap()
}

pub fn time(text: &str) -> UnixTime {
    UnixTime::parse_rfc3339(text).unwrap()
}

pub fn utc(text: &str) -> Time {
    Time::utc(text)
}

/// The revocation that [`EntrySpec::of`] writes.
pub fn revoked(reason: Option<Reason>) -> Status {
    let revocation = Revocation::new(Source::Crl, time("2026-05-01T00:00:00Z"), reason, None);
    Status::Revoked(revocation.unwrap())
}

pub fn untrusted(why: WhyUntrusted) -> Status {
    Status::Untrusted { by: Source::Crl, why }
}

pub const NO_POINTER: Status = Status::Unknown(WhyUnknown::NoPointer);
pub const NO_EVIDENCE: Status = Status::Unknown(WhyUnknown::NoEvidence);

#[track_caller]
pub fn assert_good(status: Status) {
    assert!(matches!(status, Status::Good(_)), "{status}");
}
