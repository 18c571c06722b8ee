//! Many bad requests, and the good one after them.

use countersign_timestamp::TimestampResponse;
use testkit::Prng;

use crate::support::{Request, plain, respond};

/// Mutants of valid requests, and bytes without a plan.
fn mutant(prng: &mut Prng, valid: &[u8]) -> Vec<u8> {
    let mut bytes = valid.to_vec();
    match prng.below(5) {
        0 => {
            let length = prng.below(300);
            return prng.bytes(length);
        }
        1 => bytes.truncate(prng.below(valid.len())),
        2 => {
            let length = prng.below(80);
            bytes.extend(prng.bytes(length));
        }
        _ => {}
    }
    for _ in 0..=prng.below(4) {
        if !bytes.is_empty() {
            let place = prng.below(bytes.len());
            bytes[place] = prng.next_u64().to_be_bytes()[0];
        }
    }
    bytes
}

#[test]
fn ten_thousand_malformed_requests_are_answered_and_the_next_good_one_is_granted() {
    let asked = plain();
    let good = Request::new().nonce(&[1, 2, 3, 4, 5, 6, 7, 8]).der();
    let (mut prng, mut rejected) = (Prng::new(31), 0);
    for _ in 0..10_000 {
        let request = mutant(&mut prng, &good);
        let answer = respond(&asked, &request);
        let read = TimestampResponse::parse(answer.der()).unwrap();
        assert_eq!(read.token().is_some(), answer.rejection().is_none());
        rejected += usize::from(answer.rejection().is_some());
    }
    assert!(rejected > 7_000, "{rejected}");
    assert_eq!(respond(&asked, &good).rejection(), None);
}
