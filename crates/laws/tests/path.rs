//! The law of path building over generated chains, which a fuzzer would not come by.

use testkit::x509::Chain;

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

#[test]
fn generated_chains_are_lawful_under_both_kinds_of_anchor() {
    let inputs = (0..1000).flat_map(|seed| [0, 1].map(|choices| input(&Chain::generate(seed), choices)));
    let count = inputs.flatten().map(|input| laws::path(&input)).count();
    assert!(count > 1800, "{count}");
}

#[test]
fn the_certificates_of_several_chains_together_are_lawful() {
    for seed in 0..200 {
        let (mut chain, other) = (Chain::generate(seed), Chain::generate(seed + 1));
        chain.intermediates.extend(other.intermediates.iter().chain(&other.anchors).take(4).cloned());
        if let Some(input) = input(&chain, 0) {
            laws::path(&input);
        }
    }
}
