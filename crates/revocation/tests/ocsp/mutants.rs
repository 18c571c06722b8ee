//! One answer of a delegate, changed everywhere.

use testkit::{ByteMutant, bit_flips, byte_deletions, ocsp::Scene, truncations};

use crate::support::{No, Told, ask_about, at, is_good};

/// The issuer and the certificate.
type Pair = (Vec<u8>, Vec<u8>);

fn ask(pair: &Pair, mutant: &ByteMutant) -> Result<Told, No> {
    // What is no answer any more is none.
    let is_error = countersign_revocation::ocsp::OcspResponse::parse(&mutant.bytes)
        .is_ok_and(|response| response.answer().is_err());
    assert!(!is_error, "{} makes an error of an answer", mutant.change);
    ask_about(&pair.0, &pair.1, &mutant.bytes, at(0), |verifier| verifier)
}

/// Every byte of an answer is signed by somebody, or read strictly: no place is neutral.
fn none_is_believed(pair: &Pair, mutants: impl Iterator<Item = ByteMutant>) -> usize {
    mutants.map(|mutant| assert!(ask(pair, &mutant).is_err(), "{} is believed", mutant.change)).count()
}

#[test]
fn no_change_of_an_answer_of_a_delegate_is_believed() {
    let scene = Scene::new();
    let pair = (scene.ca.der(), scene.target.der());
    let answer = scene.delegated().der();
    assert!(is_good(&ask_about(&pair.0, &pair.1, &answer, at(0), |verifier| verifier)));
    assert_eq!(none_is_believed(&pair, bit_flips(&answer)), 8 * answer.len());
    assert_eq!(none_is_believed(&pair, byte_deletions(&answer)), answer.len());
    assert_eq!(none_is_believed(&pair, truncations(&answer)), answer.len());
}

#[test]
fn of_an_answer_of_the_issuer_only_certificates_that_nobody_needs_may_change() {
    let scene = Scene::new();
    let pair = (scene.ca.der(), scene.target.der());
    let mut spec = scene.answer();
    let bare = spec.der();
    assert_eq!(none_is_believed(&pair, bit_flips(&bare)), 8 * bare.len());
    spec.certificates = vec![scene.delegate.der()];
    let answer = spec.der();
    let neutral = answer.len() - spec.certificates[0].len();
    for mutant in bit_flips(&answer) {
        let testkit::ByteChange::BitFlip { offset, .. } = mutant.change else { panic!() };
        let told = ask(&pair, &mutant);
        // The tag and the length of the certificate are read: what follows of it is foreign.
        assert!(told.is_err() || offset >= neutral, "{} is believed", mutant.change);
        assert!(told.is_err() || is_good(&told));
    }
}
