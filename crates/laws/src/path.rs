//! Path building: what it accepts keeps the rules of RFC 5280 §6.1, and neither order nor junk decides.

mod believing;

use countersign_time::UnixTime;
use countersign_x509::{
    AnchorLimits, Certificate, KeyUsage, PathBuilder, PathError, Profile, Times, TrustAnchors, VerifiedPath,
};

use believing::Believing;

/// Certificates of one input; more only make it slower.
const MAX_CERTIFICATES: usize = 12;
/// When the seeds are valid: 2026-06-01T00:00:00Z.
const TIME: i64 = 1_780_272_000;

/// The input is one byte of choices and a list of certificates, each after its length in two octets: the leaf, those of the
/// message, and the anchor. Every signature is believed, so that what is looked at here is everything else.
///
/// # Panics
///
/// When a path is accepted that breaks a rule, or when the order of the certificates or one that is there twice decides.
pub fn path(data: &[u8]) {
    let Some((choices, list)) = data.split_first() else { return };
    let ders = split(list);
    let certificates: Option<Vec<_>> = ders.iter().map(|der| Certificate::from_der(der).ok()).collect();
    let Some([leaf, message @ .., anchor]) = certificates.as_deref() else { return };
    let limits = if choices & 1 == 0 { AnchorLimits::NameAndKey } else { AnchorLimits::OwnLimits };
    let anchors = TrustAnchors::from_ders([anchor.der()], limits);
    let Ok(time) = UnixTime::from_seconds(TIME) else { return };
    let question = Question { anchors, times: Times::at(time) };
    let paths = question.paths(leaf, message);
    paths.iter().flatten().for_each(|path| lawful(path, time));
    repeats(&paths);
    let verdict = Verdict::of(&paths);
    let mut turned = message.to_vec();
    turned.reverse();
    assert_eq!(Verdict::of(&question.paths(leaf, &turned)), verdict, "the order decided");
    turned.extend([leaf.clone(), leaf.clone()]);
    assert_eq!(Verdict::of(&question.paths(leaf, &turned)), verdict, "a leaf among the others decided");
}

struct Question {
    anchors: TrustAnchors,
    times: Times,
}

impl Question {
    fn paths<'a>(
        &self,
        leaf: &Certificate<'a>,
        message: &[Certificate<'a>],
    ) -> Vec<Result<VerifiedPath<'a>, PathError>> {
        let builder = PathBuilder::new(&Believing, &self.anchors, Profile::RFC5280);
        builder.paths(leaf, message, self.times).collect()
    }
}

/// What a search came to.
#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    Valid,
    Refused,
    /// The budget ended it before it found a path.
    Exhausted,
}

impl Verdict {
    fn of(paths: &[Result<VerifiedPath<'_>, PathError>]) -> Self {
        match paths {
            [] => panic!("a search that says nothing"),
            [Ok(_), ..] => Self::Valid,
            [Err(PathError::BudgetExhausted { .. }), ..] => Self::Exhausted,
            [Err(_)] => Self::Refused,
            _ => panic!("something follows a refusal"),
        }
    }
}

/// No path comes twice, and the errors among the paths are the end of a budget.
fn repeats(paths: &[Result<VerifiedPath<'_>, PathError>]) {
    let mut seen = std::collections::BTreeSet::new();
    for path in paths.iter().flatten() {
        let ders: Vec<&[u8]> = path.certificates().iter().map(Certificate::der).collect();
        assert!(seen.insert(ders), "a path comes twice");
    }
    let errors = paths.iter().filter(|path| path.is_err()).count();
    assert!(errors <= 1, "several errors");
}

/// The rules of RFC 5280 §6.1 that need no state, written once more and slowly.
fn lawful(path: &VerifiedPath<'_>, time: UnixTime) {
    let certificates = path.certificates();
    let issuers = certificates.iter().skip(1).map(Certificate::subject).chain([path.anchor().subject()]);
    assert!(!certificates.is_empty(), "a path of nothing");
    for (at, (certificate, issuer)) in certificates.iter().zip(issuers).enumerate() {
        let validity = certificate.validity();
        assert!(validity.not_before() <= time && time <= validity.not_after(), "(a)(2) {at}");
        assert!(certificate.issuer().matches(&issuer), "(a)(4) {at}");
        let known = |oid| countersign_x509::ExtensionKind::from_oid(oid).is_some();
        assert!(certificate.extensions().all(|one| !one.is_critical() || known(one.oid())), "(o) {at}");
        if at > 0 {
            issues(certificate, certificates.get(1..at).unwrap_or_default(), at);
        }
        assert!(certificates.iter().skip(at + 1).all(|other| other != certificate), "a loop {at}");
    }
    assert!(path.valid_until() >= time, "valid until before now");
}

fn issues(ca: &Certificate<'_>, below: &[Certificate<'_>], at: usize) {
    let constraints = ca.basic_constraints().expect("(k): an issuer without basic constraints");
    assert!(constraints.is_ca(), "(k) {at}");
    assert!(ca.key_usage().is_none_or(|usage| usage.contains(KeyUsage::KEY_CERT_SIGN)), "(n) {at}");
    let cas = below.iter().filter(|one| !one.is_self_issued()).count();
    let limit =
        constraints.path_len().map_or(usize::MAX, |limit| usize::try_from(limit).unwrap_or(usize::MAX));
    assert!(cas <= limit, "(m) {at}");
}

fn split(mut list: &[u8]) -> Vec<&[u8]> {
    let mut ders = Vec::new();
    while let Some(([high, low], rest)) = list.split_first_chunk() {
        let length = usize::from(u16::from_be_bytes([*high, *low]));
        let Some((der, rest)) = rest.split_at_checked(length) else { break };
        if ders.len() == MAX_CERTIFICATES {
            break;
        }
        ders.push(der);
        list = rest;
    }
    ders
}
