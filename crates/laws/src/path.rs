//! Path building: what it accepts keeps the rules of RFC 5280 §6.1, and neither order nor junk decides.

mod believing;

use std::sync::LazyLock;

use countersign_time::UnixTime;
use countersign_x509::{
    AnchorLimits, Answer, Certificate, Extension, KeyUsage, PathBuilder, PathError, Profile, Requirements,
    Times, TrustAnchors, VerifiedPath,
};

pub(crate) use believing::Believing;

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
    let _ = judged(data);
}

/// What the search came to, where the input is one.
fn judged(data: &[u8]) -> Option<Verdict> {
    let (choices, list) = data.split_first()?;
    let ders = split(list);
    let certificates: Option<Vec<_>> = ders.iter().map(|der| Certificate::from_der(der).ok()).collect();
    let certificates = certificates?;
    let [leaf, message @ .., anchor] = certificates.as_slice() else { return None };
    let limits = if choices & 1 == 0 { AnchorLimits::NameAndKey } else { AnchorLimits::OwnLimits };
    let anchors = TrustAnchors::from_ders([anchor.der()], limits);
    let time = UnixTime::from_seconds(TIME).ok()?;
    let caller = if choices & 2 == 0 { Caller::Plain } else { Caller::Lenient };
    let question = Question { anchors, times: Times::at(time), caller };
    let paths = question.paths(leaf, message);
    paths.iter().flatten().for_each(|path| lawful(path, time));
    repeats(&paths);
    let verdict = Verdict::of(&paths);
    let mut turned = message.to_vec();
    turned.reverse();
    assert_eq!(Verdict::of(&question.paths(leaf, &turned)), verdict, "the order decided");
    turned.extend([leaf.clone(), leaf.clone()]);
    assert_eq!(Verdict::of(&question.paths(leaf, &turned)), verdict, "a leaf among the others decided");
    Some(verdict)
}

/// Who asks.
enum Caller {
    Plain,
    /// One whose profile asks nothing of issuers, and who accepts every extension that it is asked about.
    Lenient,
}

static LENIENT: LazyLock<Profile> =
    LazyLock::new(|| Profile::builder("lenient").issuers(Requirements::NONE).build());

struct Question {
    anchors: TrustAnchors,
    times: Times,
    caller: Caller,
}

impl Question {
    fn paths<'a>(
        &self,
        leaf: &Certificate<'a>,
        message: &[Certificate<'a>],
    ) -> Vec<Result<VerifiedPath<'a>, PathError>> {
        let accept = |_: usize, _: Extension<'_>| Answer::Accepted;
        let builder = match self.caller {
            Caller::Plain => PathBuilder::new(&Believing, &self.anchors, Profile::RFC5280),
            Caller::Lenient => PathBuilder::new(&Believing, &self.anchors, &LENIENT).answering(&accept),
        };
        builder.paths(leaf, message, self.times).collect()
    }
}

/// What a search came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

/// The rules of RFC 5280 §6.1 that need no state, written once more and slowly. The certificate of an anchor whose own limits
/// count is held to those of an issuer.
fn lawful(path: &VerifiedPath<'_>, time: UnixTime) {
    let anchor = path.anchor();
    let own = anchor.certificate().filter(|_| anchor.limits() == Some(AnchorLimits::OwnLimits));
    let counting: Vec<&Certificate<'_>> = path.certificates().iter().chain(own).collect();
    let issuers = path.certificates().iter().skip(1).map(Certificate::subject).chain([anchor.subject()]);
    assert!(!path.certificates().is_empty(), "a path of nothing");
    for (at, (certificate, issuer)) in path.certificates().iter().zip(issuers).enumerate() {
        assert!(certificate.issuer().matches(&issuer), "(a)(4) {at}");
    }
    for (at, certificate) in counting.iter().enumerate() {
        let validity = certificate.validity();
        assert!(validity.not_before() <= time && time <= validity.not_after(), "(a)(2) {at}");
        let known = |oid| countersign_x509::ExtensionKind::from_oid(oid).is_some();
        assert!(certificate.extensions().all(|one| !one.is_critical() || known(one.oid())), "(o) {at}");
        if at > 0 {
            issues(certificate, counting.get(1..at).unwrap_or_default(), at);
        }
    }
    loops(path);
    let ends = counting.iter().map(|certificate| certificate.validity().not_after()).min();
    assert_eq!(Some(path.valid_until()), ends, "valid until another time");
}

fn issues(ca: &Certificate<'_>, below: &[&Certificate<'_>], at: usize) {
    let constraints = ca.basic_constraints().expect("(k): an issuer without basic constraints");
    assert!(constraints.is_ca(), "(k) {at}");
    assert!(ca.key_usage().is_none_or(|usage| usage.contains(KeyUsage::KEY_CERT_SIGN)), "(n) {at}");
    let cas = below.iter().filter(|one| !one.is_self_issued()).count();
    let limit =
        constraints.path_len().map_or(usize::MAX, |limit| usize::try_from(limit).unwrap_or(usize::MAX));
    assert!(cas <= limit, "(m) {at}");
}

/// No name with its key is there twice (RFC 4158 §2.4.2), the anchor's included.
fn loops(path: &VerifiedPath<'_>) {
    let own = path.certificates().iter().map(|certificate| (certificate.subject(), certificate.spki()));
    let all: Vec<_> = own.chain([(path.anchor().subject(), path.anchor().spki())]).collect();
    for (at, (name, key)) in all.iter().enumerate() {
        let again = all.iter().skip(at + 1).any(|(other, spki)| spki == key && other.matches(name));
        assert!(!again, "a loop {at}");
    }
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

#[cfg(test)]
mod tests {
    use testkit::x509::{Chain, Mutation};

    use super::{Verdict, judged};

    /// A chain as the law reads it.
    fn input(chain: &Chain, choices: u8) -> Option<Vec<u8>> {
        let anchor = chain.anchors.first()?;
        let mut input = vec![choices];
        for der in [&chain.leaf].into_iter().chain(&chain.intermediates).chain([anchor]) {
            input.extend(u16::try_from(der.len()).ok()?.to_be_bytes());
            input.extend_from_slice(der);
        }
        Some(input)
    }

    /// The numbers of chains that are valid and that are refused.
    fn count(inputs: impl Iterator<Item = Vec<u8>>) -> (usize, usize) {
        let (mut valid, mut refused) = (0, 0);
        for verdict in inputs.filter_map(|input| judged(&input)) {
            valid += usize::from(verdict == Verdict::Valid);
            refused += usize::from(verdict == Verdict::Refused);
        }
        (valid, refused)
    }

    #[test]
    fn generated_chains_are_lawful_under_both_kinds_of_anchor_whoever_asks() {
        let chains = (0..1000).map(Chain::generate);
        let inputs = chains.flat_map(|chain| [0, 1, 2, 3].map(|choices| input(&chain, choices)));
        let (valid, refused) = count(inputs.flatten());
        assert!(valid > 1600 && refused > 200, "{valid} {refused}");
    }

    #[test]
    fn the_certificates_of_several_chains_together_are_lawful() {
        let together = (0..200).map(|seed| {
            let (mut chain, other) = (Chain::generate(seed), Chain::generate(seed + 1));
            chain.intermediates.extend(other.intermediates.iter().chain(&other.anchors).take(4).cloned());
            chain
        });
        let (valid, refused) = count(together.filter_map(|chain| input(&chain, 0)));
        assert!(valid > 80 && refused > 10, "{valid} {refused}");
    }

    /// What a rule is taken out for would be accepted: without one of them the law would have nothing to see.
    #[test]
    fn chains_that_break_a_rule_of_the_law_are_refused() {
        let broken = [
            (Mutation::Expired, [Verdict::Refused; 2]),
            (Mutation::NotYetValid, [Verdict::Refused; 2]),
            (Mutation::RootExpired, [Verdict::Valid, Verdict::Refused]),
            (Mutation::NotCa, [Verdict::Refused; 2]),
            (Mutation::RootNoBasicConstraints, [Verdict::Valid, Verdict::Refused]),
            (Mutation::NoKeyCertSign, [Verdict::Refused; 2]),
            (Mutation::PathLengthTooSmall, [Verdict::Refused; 2]),
            (Mutation::RootPathLengthTooSmall, [Verdict::Valid, Verdict::Refused]),
            (Mutation::UnknownCritical, [Verdict::Refused; 2]),
            (Mutation::RootUnknownCritical, [Verdict::Valid, Verdict::Refused]),
            (Mutation::WrongIssuer, [Verdict::Refused; 2]),
        ];
        for (mutation, verdicts) in broken {
            let chain = Chain::with(1, 4, &[mutation]);
            for caller in [0, 2] {
                let found = [0, 1].map(|limits| judged(&input(&chain, caller | limits).unwrap()).unwrap());
                assert_eq!(found, verdicts, "{}", mutation.id());
                let control = input(&Chain::with(1, 4, &[]), caller | 1).unwrap();
                assert_eq!(judged(&control), Some(Verdict::Valid));
            }
        }
    }
}
