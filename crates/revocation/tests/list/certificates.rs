//! What a list answers about certificates: whom they name, and the keys that they rest on.

use countersign_crypto::{KeyId, PublicKey, RustCrypto};
use countersign_revocation::list::{ListEntry, Listed, ListedIdentity, VerifiedRevocationList};
use countersign_revocation::{Reason, Retroactivity};
use countersign_time::UnixTime;
use countersign_x509::{
    AnchorLimits, Certificate, CertificateSet, PathBuilder, Profile, Times, TrustAnchors, VerifiedPath,
};
use testkit::{
    Prng,
    x509::{Chain, ExtensionSpec, Form, Plan, TIME, name, tlv},
};

use crate::support::{Signer, draft, time, verified};

const ISSUER: &str = "https://id.example";

fn utf8(text: &str) -> Vec<u8> {
    tlv(0x0c, &[text.as_bytes()])
}

fn names() -> Vec<Vec<u8>> {
    vec![
        tlv(0x81, &[b"Ana@Example.COM"]),
        tlv(0x86, &[b"https://ci.example/acme/build@refs/heads/main"]),
        tlv(0x82, &[b"Build.Example.com"]),
        tlv(0x82, &[b"*.wild.example.com"]),
        tlv(0x87, &[&[192, 0, 2, 7]]),
        tlv(0xa0, &[&testkit::x509::oid("1.3.6.1.4.1.57264.1.7"), &tlv(0xa0, &[&utf8("ana!id.example")])]),
    ]
}

/// A root, a CA, and a leaf with a name of every form.
fn plan() -> Plan {
    let mut plan = Plan::new(&mut Prng::new(3), 3);
    let leaf = plan.leaf();
    leaf.replace("2.5.29.17", Some(ExtensionSpec::alt_names(&names())));
    leaf.subject = name(&[("2.5.4.10", Form::Printable, "Acme"), ("2.5.4.3", Form::Utf8, "Build  Seven")]);
    leaf.extensions.push(ExtensionSpec::new("1.3.6.1.4.1.57264.1.8", utf8(ISSUER)));
    plan
}

struct Pki {
    chain: Chain,
}

impl Pki {
    fn new(plan: &Plan) -> Self {
        Self { chain: Chain::from_plan(plan, &mut Prng::new(1)) }
    }

    fn leaf(&self) -> Certificate<'static> {
        Certificate::from_der(&self.chain.leaf).unwrap().to_owned()
    }

    fn path(&self) -> VerifiedPath<'static> {
        let anchors = TrustAnchors::from_ders(&self.chain.anchors, AnchorLimits::NameAndKey);
        let between = CertificateSet::from_ders(&self.chain.intermediates);
        let builder = PathBuilder::new(&RustCrypto, &anchors, Profile::RFC5280).intermediates(&between);
        let at = Times::at(UnixTime::new(TIME, 0).unwrap());
        builder.verify(&self.leaf(), &[], at).unwrap().to_owned()
    }

    /// Leaf, CA, root.
    fn keys(&self) -> [KeyId; 3] {
        let path = self.path();
        let above: Vec<KeyId> = path.authority_keys(&RustCrypto).unwrap().iter().map(PublicKey::id).collect();
        [path.leaf_key(&RustCrypto).unwrap().id(), above[0], above[1]]
    }
}

fn with(listed: Listed) -> VerifiedRevocationList {
    let mut draft = draft();
    draft.revoke(ListEntry::new(listed, Reason::Superseded, time("2026-05-01T00:00:00Z")).unwrap()).unwrap();
    verified(&draft)
}

fn identity(text: &str) -> ListedIdentity {
    ListedIdentity::parse(text).unwrap()
}

fn is_named(pki: &Pki, listed: ListedIdentity, authorities: &[KeyId]) -> bool {
    let list = with(Listed::Identity(Box::new(listed)));
    list.revokes_identity(&pki.leaf(), authorities, None, Retroactivity::ByReason).is_some()
}

fn is_revoked(pki: &Pki, listed: Listed) -> bool {
    let list = with(listed);
    let path = pki.path();
    list.revokes_path(&path, None, Retroactivity::ByReason, &RustCrypto).unwrap().is_some()
}

#[test]
fn every_name_of_a_certificate_counts() {
    let pki = Pki::new(&plan());
    let named = [
        "email:Ana@example.com",
        "uri:https://ci.example/acme/build@refs/heads/main",
        "dns:build.example.com",
        "ip:192.0.2.7",
        "other:1.3.6.1.4.1.57264.1.7;UTF8:ana!id.example",
        "dn:CN=Build  Seven,O=Acme",
        "dn:CN=build seven,O=ACME",
    ];
    for text in named {
        assert!(is_named(&pki, identity(text), &[]), "{text}");
        assert!(is_revoked(&pki, Listed::Identity(Box::new(identity(text)))), "{text}");
    }
    let others = [
        "email:ana@example.com",
        "uri:https://ci.example/acme/build@refs/heads/main2",
        "uri:https://ci.example/acme/build@refs/heads/Main",
        "dns:example.com",
        "dns:a.wild.example.com",
        "ip:192.0.2.8",
        "other:1.3.6.1.4.1.57264.1.7;UTF8:ana!id.examples",
        "dn:CN=Build  Eight,O=Acme",
        "dn:CN=Build  Seven",
    ];
    for text in others {
        assert!(!is_named(&pki, identity(text), &[]), "{text}");
    }
}

#[test]
fn an_identity_of_another_issuer_is_another_one() {
    let pki = Pki::new(&plan());
    let ana = || identity("email:Ana@example.com");
    assert!(is_named(&pki, ana().with_issuer(ISSUER).unwrap(), &[]));
    for other in ["https://id.example/", "https://ID.example", "https://other.example"] {
        assert!(!is_named(&pki, ana().with_issuer(other).unwrap(), &[]), "{other}");
    }
    let mut without = plan();
    without.leaf().replace("1.3.6.1.4.1.57264.1.8", None);
    assert!(!is_named(&Pki::new(&without), ana().with_issuer(ISSUER).unwrap(), &[]));
    assert!(is_named(&Pki::new(&without), ana(), &[]));
}

#[test]
fn an_issuer_that_cannot_be_read_is_every_issuer() {
    let mut broken = plan();
    broken
        .leaf()
        .replace("1.3.6.1.4.1.57264.1.8", Some(ExtensionSpec::new("1.3.6.1.4.1.57264.1.8", vec![4, 0])));
    let pki = Pki::new(&broken);
    let ana = || identity("email:Ana@example.com");
    assert!(is_named(&pki, ana().with_issuer(ISSUER).unwrap(), &[]));
    assert!(is_named(&pki, ana().with_issuer("https://other.example").unwrap(), &[]));
    assert!(!is_named(&pki, identity("email:bob@example.com").with_issuer(ISSUER).unwrap(), &[]));
    let mut contradicting = plan();
    contradicting
        .leaf()
        .extensions
        .push(ExtensionSpec::new("1.3.6.1.4.1.57264.1.1", b"https://other.example".to_vec()));
    assert!(is_named(&Pki::new(&contradicting), ana().with_issuer("https://third.example").unwrap(), &[]));
}

#[test]
fn an_identity_of_another_authority_is_another_one() {
    let pki = Pki::new(&plan());
    let [leaf, ca, root] = pki.keys();
    let ana = |key| Listed::Identity(Box::new(identity("email:Ana@example.com").with_authority(key)));
    assert!(is_revoked(&pki, ana(ca)));
    assert!(is_revoked(&pki, ana(root)));
    assert!(!is_revoked(&pki, ana(leaf)), "nobody vouches for itself");
    assert!(!is_revoked(&pki, ana(Signer::p256(1).public().id())));
    let of_ca = identity("email:Ana@example.com").with_authority(ca);
    assert!(!is_named(&pki, of_ca, &[]), "without authorities nobody vouches");
}

#[test]
fn every_key_of_a_path_counts() {
    let pki = Pki::new(&plan());
    for key in pki.keys() {
        assert!(is_revoked(&pki, Listed::Key(key)), "{key}");
    }
    assert!(!is_revoked(&pki, Listed::Key(Signer::p256(1).public().id())));
}

#[test]
fn trusted_times_count_for_certificates_as_for_keys() {
    let pki = Pki::new(&plan());
    let path = pki.path();
    let [leaf, ca, _] = pki.keys();
    let identity = identity("uri:https://ci.example/acme/build@refs/heads/main");
    for listed in [Listed::Key(leaf), Listed::Key(ca), Listed::Identity(Box::new(identity))] {
        let list = with(listed);
        let asked = |text: &str, retroactivity| {
            let times = Some(Times::at(time(text)));
            list.revokes_path(&path, times, retroactivity, &RustCrypto).unwrap().is_some()
        };
        assert!(asked("2026-05-01T00:00:00Z", Retroactivity::ByReason));
        assert!(!asked("2026-04-30T00:00:00Z", Retroactivity::ByReason));
        assert!(asked("2026-04-30T00:00:00Z", Retroactivity::All));
    }
}

/// Of two entries that are about one certificate, one that does not count yet does not hide one that does.
#[test]
fn whichever_entry_counts_is_found() {
    let pki = Pki::new(&plan());
    let entries = |text: &str, issuer: &str| {
        let anyone = ListEntry::new(
            Listed::Identity(Box::new(identity(text))),
            Reason::Superseded,
            time("2026-05-01T00:00:00Z"),
        );
        let bound = identity(text).with_issuer(issuer).unwrap();
        let bound = ListEntry::new(
            Listed::Identity(Box::new(bound)),
            Reason::KeyCompromise,
            time("2026-05-01T00:00:00Z"),
        );
        [anyone.unwrap(), bound.unwrap()]
    };
    for text in ["email:Ana@example.com", "dn:CN=build seven,O=ACME"] {
        let mut draft = draft();
        entries(text, ISSUER).into_iter().for_each(|entry| draft.revoke(entry).unwrap());
        let list = verified(&draft);
        let before = Some(Times::at(time("2026-01-01T00:00:00Z")));
        let found = list.revokes_identity(&pki.leaf(), &[], before, Retroactivity::ByReason).unwrap();
        assert_eq!(found.revocation().reason(), Some(Reason::KeyCompromise), "{text}");
    }
}

#[test]
fn two_spellings_of_a_distinguished_name_are_both_asked() {
    let pki = Pki::new(&plan());
    let mut draft = draft();
    let spelled = |text: &str, reason| {
        ListEntry::new(Listed::Identity(Box::new(identity(text))), reason, time("2026-05-01T00:00:00Z"))
            .unwrap()
    };
    draft.revoke(spelled("dn:CN=BUILD SEVEN,O=Acme", Reason::Superseded)).unwrap();
    draft.revoke(spelled("dn:CN=build seven,O=ACME", Reason::KeyCompromise)).unwrap();
    let list = verified(&draft);
    let before = Some(Times::at(time("2026-01-01T00:00:00Z")));
    let found = list.revokes_identity(&pki.leaf(), &[], before, Retroactivity::ByReason).unwrap();
    assert_eq!(found.revocation().reason(), Some(Reason::KeyCompromise));
}
