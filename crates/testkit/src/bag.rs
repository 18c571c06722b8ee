//! A path of three certificates, and evidence about the revocation of two of them: right, wrong, foreign and broken.
//!
//! ```
//! use testkit::bag::{Kind, World};
//!
//! let world = World::new();
//! assert_eq!(world.piece(Kind::LeafListed), world.piece(Kind::LeafListed));
//! ```

use crate::crl::{CrlSpec, EntrySpec, Point, distribution_points, freshest, reason};
use crate::ocsp::{
    AnswerSpec, CertIdSpec, HashKind, NO_CHECK, OCSP_SIGNING, ResponderSpec, Scene, StatusSpec,
};
use crate::x509::{CertificateSpec, ExtensionSpec, Form, Key, Time, name, oid, tlv};

/// What the leaf names as its responder.
pub const RESPONDER: &str = "http://ocsp.example/";
/// Where the leaf says that its CA's list is.
pub const LIST: &str = "http://crl.example/ca.crl";
/// Where the leaf says that the latest changes of that list are.
pub const DELTA: &str = "http://crl.example/ca-delta.crl";
/// Where the CA says that the root's list is.
pub const ROOT_LIST: &str = "http://crl.example/root.crl";

/// A root, a CA and a leaf, and others to whom the CA delegates. All is valid at [`crate::x509::TIME`], 2026-06-01.
#[derive(Clone, Debug)]
pub struct World {
    /// The anchor.
    pub root: CertificateSpec,
    /// The CA, which names the list of the root.
    pub ca: CertificateSpec,
    /// The leaf, which names a responder, a list and a delta.
    pub leaf: CertificateSpec,
    /// A responder of the CA that is exempt from being checked.
    pub exempt: CertificateSpec,
    /// A responder of the CA that is not.
    pub checked: CertificateSpec,
    /// The CA's second key, which signs lists alone.
    pub lister: CertificateSpec,
}

/// A piece of evidence. Unless its name says otherwise it is fresh, and signed by whom it should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A list of the root that is silent about the CA.
    CaUnlisted,
    /// A list of the root that names the CA.
    CaListed,
    /// A list of the CA that is silent about the leaf.
    LeafUnlisted,
    /// A list of the CA that names the leaf.
    LeafListed,
    /// An answer of the CA.
    LeafGood,
    /// An answer of the CA.
    LeafRevoked,
    /// An answer of the CA: it does not know the leaf.
    LeafUnknown,
    /// An answer of the exempt responder.
    LeafGoodByExempt,
    /// An answer of the responder that is to be checked.
    LeafGoodByChecked,
    /// An answer of the responder that is to be checked.
    LeafRevokedByChecked,
    /// A list by the second key that is silent.
    UnlistedByLister,
    /// A list by the second key that names the leaf.
    ListedByLister,
    /// A list of the CA that names its own second key.
    ListerListed,
    /// A list of the CA of last year that is silent.
    StaleUnlisted,
    /// A list of the CA of last year that names the leaf.
    StaleListed,
    /// A list of the CA of last year that says that the leaf is on hold.
    StaleHold,
    /// A list of the CA of next year that is silent.
    Future,
    /// An answer of the CA of last year.
    StaleGood,
    /// A list in the name of the CA by a stranger's key.
    ForgedUnlisted,
    /// An answer in the name of the CA by a stranger's key.
    ForgedGood,
    /// A list in the name of the CA by a stranger's key, that names the leaf.
    ForgedListed,
    /// A list of a stranger.
    Foreign,
    /// An answer of the CA about another certificate.
    OtherGood,
    /// An answer of the leaf about itself.
    SelfGood,
    /// Half a list.
    HalfList,
    /// Half an answer.
    HalfAnswer,
    /// An answer that says to try later, which nobody signs.
    TryLater,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 27] = [
        Self::CaUnlisted,
        Self::CaListed,
        Self::LeafUnlisted,
        Self::LeafListed,
        Self::LeafGood,
        Self::LeafRevoked,
        Self::LeafUnknown,
        Self::LeafGoodByExempt,
        Self::LeafGoodByChecked,
        Self::LeafRevokedByChecked,
        Self::UnlistedByLister,
        Self::ListedByLister,
        Self::ListerListed,
        Self::StaleUnlisted,
        Self::StaleListed,
        Self::StaleHold,
        Self::Future,
        Self::StaleGood,
        Self::ForgedUnlisted,
        Self::ForgedGood,
        Self::ForgedListed,
        Self::Foreign,
        Self::OtherGood,
        Self::SelfGood,
        Self::HalfList,
        Self::HalfAnswer,
        Self::TryLater,
    ];

    /// Whether it is an OCSP answer, and not a list.
    #[must_use]
    pub fn is_answer(self) -> bool {
        use Kind::*;
        matches!(
            self,
            LeafGood
                | LeafRevoked
                | LeafUnknown
                | LeafGoodByExempt
                | LeafGoodByChecked
                | LeafRevokedByChecked
                | StaleGood
                | ForgedGood
                | OtherGood
                | SelfGood
                | HalfAnswer
                | TryLater
        )
    }

    /// Whether it says that the CA is good, or can help to.
    #[must_use]
    pub fn clears_ca(self) -> bool {
        self == Self::CaUnlisted
    }

    /// Whether it says that the leaf is good, or can help to.
    #[must_use]
    pub fn clears_leaf(self) -> bool {
        use Kind::*;
        matches!(
            self,
            LeafUnlisted | LeafGood | LeafGoodByExempt | LeafGoodByChecked | UnlistedByLister | ListerListed
        )
    }

    /// Whether it says that the leaf or the CA is revoked.
    #[must_use]
    pub fn revokes(self) -> bool {
        use Kind::*;
        matches!(
            self,
            CaListed | LeafListed | LeafRevoked | LeafRevokedByChecked | ListedByLister | StaleListed
        )
    }

    /// Whether it says nothing about any of them that may be believed.
    #[must_use]
    pub fn is_junk(self) -> bool {
        !self.clears_ca() && !self.clears_leaf() && !self.revokes()
    }
}

impl Default for World {
    fn default() -> Self {
        Self::new()
    }
}

impl World {
    /// The world.
    #[must_use]
    pub fn new() -> Self {
        let ca_usage = || vec![ExtensionSpec::ca(None), ExtensionSpec::key_usage(0x06)];
        let responder = || vec![ExtensionSpec::key_usage(0x80), ExtensionSpec::purposes(&[OCSP_SIGNING])];
        let mut ca = ca_usage();
        ca.push(distribution_points(&[Point::at(ROOT_LIST)]));
        let mut exempt = responder();
        exempt.push(ExtensionSpec::new(NO_CHECK, vec![5, 0]));
        let leaf = vec![
            ExtensionSpec::key_usage(0x80),
            distribution_points(&[Point::at(LIST)]),
            freshest(&[Point::at(DELTA)]),
            responder_at(RESPONDER),
        ];
        let mut checked = responder();
        checked.push(distribution_points(&[Point::at(LIST)]));
        let mut lister = vec![ExtensionSpec::key_usage(0x02)];
        lister.push(distribution_points(&[Point::at(LIST)]));
        Self {
            root: certificate(1, "Root", "Root", 1, 1, ca_usage()),
            ca: certificate(2, "CA", "Root", 2, 1, ca),
            leaf: certificate(3, "Leaf", "CA", 3, 2, leaf),
            exempt: certificate(4, "Exempt Responder", "CA", 4, 2, exempt),
            checked: certificate(5, "Checked Responder", "CA", 5, 2, checked),
            lister: certificate(6, "CA", "CA", 6, 2, lister),
        }
    }

    /// A list of the CA, of a month around now, without entries.
    #[must_use]
    pub fn list(&self) -> CrlSpec {
        CrlSpec::of(&self.ca)
    }

    /// The entry of a certificate that was revoked on 2026-05-01.
    #[must_use]
    pub fn entry(certificate: &CertificateSpec) -> EntrySpec {
        EntrySpec::of(&certificate.serial)
    }

    /// An answer of the CA about the leaf, of today.
    #[must_use]
    pub fn answer(&self, status: StatusSpec) -> AnswerSpec {
        let scene = Scene { ca: self.ca.clone(), target: self.leaf.clone(), delegate: self.exempt.clone() };
        let mut answer = scene.answer();
        answer.singles[0].status = status;
        answer
    }

    /// The same by a responder, whose certificate comes along.
    #[must_use]
    pub fn answer_by(&self, responder: &CertificateSpec, status: StatusSpec) -> AnswerSpec {
        AnswerSpec {
            responder: ResponderSpec::ByName(responder.subject.clone()),
            signer: responder.key,
            certificates: vec![responder.der()],
            ..self.answer(status)
        }
    }

    /// The piece of a kind, encoded.
    #[must_use]
    pub fn piece(&self, kind: Kind) -> Vec<u8> {
        let list = |issuer: &CertificateSpec, listed: &[&CertificateSpec]| {
            let mut list = CrlSpec::of(issuer);
            listed.iter().for_each(|certificate| list.revoke(Self::entry(certificate)));
            list
        };
        let revoked = || StatusSpec::revoked(Some(1));
        let (ca, leaf) = (&self.ca, &self.leaf);
        match kind {
            Kind::CaUnlisted => list(&self.root, &[]).der(),
            Kind::CaListed => list(&self.root, &[ca]).der(),
            Kind::LeafUnlisted => list(ca, &[]).der(),
            Kind::LeafListed => list(ca, &[leaf]).der(),
            Kind::LeafGood => self.answer(StatusSpec::Good).der(),
            Kind::LeafRevoked => self.answer(revoked()).der(),
            Kind::LeafUnknown => self.answer(StatusSpec::Unknown).der(),
            Kind::LeafGoodByExempt => self.answer_by(&self.exempt, StatusSpec::Good).der(),
            Kind::LeafGoodByChecked => self.answer_by(&self.checked, StatusSpec::Good).der(),
            Kind::LeafRevokedByChecked => self.answer_by(&self.checked, revoked()).der(),
            Kind::UnlistedByLister => list(&self.lister, &[]).der(),
            Kind::ListedByLister => list(&self.lister, &[leaf]).der(),
            Kind::ListerListed => list(ca, &[&self.lister]).der(),
            Kind::StaleUnlisted => of_last_year(list(ca, &[])).der(),
            Kind::StaleListed => of_last_year(list(ca, &[leaf])).der(),
            Kind::StaleHold => {
                let mut hold = list(ca, &[]);
                hold.revoke(Self::entry(leaf).with(reason(6)));
                of_last_year(hold).der()
            }
            Kind::Future => of_next_year(list(ca, &[])).der(),
            Kind::StaleGood => {
                let mut answer = self.answer(StatusSpec::Good);
                answer.singles[0].this_update = Time::generalized("20250531220000Z");
                answer.singles[0].next_update = Some(Time::generalized("20250605000000Z"));
                answer.produced_at = Time::generalized("20250531230000Z");
                answer.der()
            }
            Kind::ForgedUnlisted => CrlSpec { signer: Key::P256(99), ..list(ca, &[]) }.der(),
            Kind::ForgedListed => CrlSpec { signer: Key::P256(99), ..list(ca, &[leaf]) }.der(),
            Kind::ForgedGood => AnswerSpec { signer: Key::P256(99), ..self.answer(StatusSpec::Good) }.der(),
            Kind::Foreign => list(&certificate(9, "Stranger", "Stranger", 99, 99, Vec::new()), &[leaf]).der(),
            Kind::OtherGood => {
                let mut answer = self.answer(StatusSpec::Good);
                answer.singles[0].id = CertIdSpec::new(HashKind::Sha1, &ca.subject, ca.key, &[0x77]);
                answer.der()
            }
            Kind::SelfGood => self.answer_by(leaf, StatusSpec::Good).der(),
            Kind::HalfList => half(list(ca, &[leaf]).der()),
            Kind::HalfAnswer => half(self.answer(revoked()).der()),
            Kind::TryLater => vec![0x30, 3, 0x0a, 1, 3],
        }
    }
}

fn of_last_year(list: CrlSpec) -> CrlSpec {
    CrlSpec { this_update: Time::utc("250525000000Z"), next_update: Some(Time::utc("250625000000Z")), ..list }
}

fn of_next_year(list: CrlSpec) -> CrlSpec {
    CrlSpec { this_update: Time::utc("270525000000Z"), next_update: Some(Time::utc("270625000000Z")), ..list }
}

fn half(mut bytes: Vec<u8>) -> Vec<u8> {
    bytes.truncate(bytes.len() / 2);
    bytes
}

/// `authorityInfoAccess` that names a responder.
#[must_use]
pub fn responder_at(url: &str) -> ExtensionSpec {
    let location = tlv(0x86, &[url.as_bytes()]);
    let description = tlv(0x30, &[&oid("1.3.6.1.5.5.7.48.1"), &location]);
    ExtensionSpec::new("1.3.6.1.5.5.7.1.1", tlv(0x30, &[&description]))
}

fn certificate(
    serial: u8,
    subject: &str,
    issuer: &str,
    key: u8,
    signer: u8,
    extensions: Vec<ExtensionSpec>,
) -> CertificateSpec {
    let named = |text| name(&[("2.5.4.6", Form::Printable, "DE"), ("2.5.4.3", Form::Utf8, text)]);
    let (issuer, subject) = (named(issuer), named(subject));
    let (signer, key) = (Key::P256(signer), Key::P256(key));
    CertificateSpec::new(&[0x50, serial], (&issuer, signer), (&subject, key), extensions)
}
