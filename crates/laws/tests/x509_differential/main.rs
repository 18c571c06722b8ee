//! Chains of certificates, right and wrong, judged by this library, by OpenSSL and by rustls-webpki.
//!
//! Where two disagree, a class of `classes.rs` must say why; the table of all of them is `docs/x509-differential.md`, which
//! this test writes anew when `COUNTERSIGN_WRITE_DOCS=1`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of this test stand outside of test functions"
)]

mod classes;
mod openssl;
mod ours;
mod report;
mod verdict;
mod webpki_peer;

use std::sync::atomic::{AtomicU64, Ordering};

use testkit::{program, x509::Chain};

use openssl::OpenSsl;
use verdict::{Case, Peer, Verdict};

/// The first seed; each chain has the next one.
const SEED: u64 = 0x00c0_ffee;
const CHAINS: u64 = 5000;

#[test]
fn every_disagreement_with_openssl_and_webpki_is_explained() {
    let Some(openssl) = program("openssl") else { return };
    let cases = judge_all(&openssl);
    assert_eq!(u64::try_from(cases.len()).unwrap(), CHAINS);
    let told = report::Report::of(&cases);
    told.assert_explained();
    told.assert_written(openssl.version());
}

/// Processes of OpenSSL are what takes time: every processor has its share of the chains.
fn judge_all(openssl: &testkit::Program) -> Vec<Case> {
    let next = AtomicU64::new(0);
    let workers = std::thread::available_parallelism().map_or(2, usize::from).max(2);
    let mut cases: Vec<Case> = std::thread::scope(|scope| {
        let handles: Vec<_> = (0..workers).map(|_| scope.spawn(|| work(openssl, &next))).collect();
        handles.into_iter().flat_map(|handle| handle.join().unwrap()).collect()
    });
    cases.sort_by_key(|case| case.chain.seed);
    cases
}

fn work(openssl: &testkit::Program, next: &AtomicU64) -> Vec<Case> {
    let openssl = OpenSsl::new(openssl);
    let number = || next.fetch_add(1, Ordering::Relaxed);
    std::iter::from_fn(|| Some(number()).filter(|number| *number < CHAINS))
        .map(|number| judge(Chain::generate(SEED + number), &openssl))
        .collect()
}

fn judge(chain: Chain, openssl: &OpenSsl) -> Case {
    let peers = Peer::ALL.into_iter().filter(|peer| peer.judges(chain.seed));
    let judged = peers.map(|peer| {
        let theirs: Verdict = match peer {
            Peer::OpenSsl => openssl.verify(&chain, &[]),
            Peer::OpenSslStrict => openssl.verify(&chain, &["-x509_strict"]),
            Peer::Webpki => webpki_peer::verify(&chain),
        };
        (peer, ours::verify(&chain, peer), theirs)
    });
    let verdicts = judged.collect();
    Case { chain, verdicts }
}
