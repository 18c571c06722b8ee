//! Many requests, good and bad.

use std::{collections::BTreeSet, sync::Mutex};

use countersign_timestamp::TimestampResponse;
use testkit::Prng;

use super::{
    server::{Server, count, request, verified},
    wire::post,
};
use crate::program::Place;

/// Mutants of a valid request, and bytes without a plan.
fn mutant(prng: &mut Prng, valid: &[u8]) -> Vec<u8> {
    if prng.below(5) == 0 {
        let length = prng.below(300);
        return prng.bytes(length);
    }
    let mut bytes = valid.to_vec();
    for _ in 0..=prng.below(4) {
        let place = prng.below(bytes.len());
        bytes[place] = prng.next_u64().to_be_bytes()[0];
    }
    bytes
}

#[test]
fn ten_thousand_malformed_requests_are_answered_and_the_next_good_one_is_granted() {
    let place = Place::new().with_tsa();
    let server = Server::start(&place, "");
    let (mut prng, valid) = (Prng::new(17), request(1).to_der());
    for _ in 0..10 {
        let mut connection = server.connect();
        for _ in 0..1_000 {
            let answered = post(&mut connection, "/", &mutant(&mut prng, &valid));
            assert_eq!((answered.status, answered.kind.as_str()), (200, "application/timestamp-reply"));
            TimestampResponse::parse(&answered.body).unwrap();
        }
    }
    let answered = server.post(&request(2).to_der());
    verified(&place, request(2), &answered);
    let stopped = server.stop();
    assert!(stopped.out.starts_with("answered 10001 requests\n"), "{stopped:?}");
    assert_eq!(stopped.err, "");
}

#[test]
fn two_hundred_clients_at_once_each_have_a_serial_number_of_their_own() {
    let place = Place::new().with_tsa();
    let server = Server::start(&place, "");
    let serials = Mutex::new(BTreeSet::new());
    std::thread::scope(|scope| {
        for client in 0..200 {
            let (place, server, serials) = (&place, &server, &serials);
            scope.spawn(move || {
                let mut connection = server.connect();
                for round in 0..5 {
                    let asked = request(client * 5 + round);
                    let answered = post(&mut connection, "/", &asked.to_der());
                    let token = verified(place, asked, &answered);
                    assert!(serials.lock().unwrap().insert(count(&token)));
                }
            });
        }
    });
    assert_eq!(serials.into_inner().unwrap().len(), 1_000);
    assert!(server.stop().out.starts_with("answered 1000 requests\n"));
}

/// Connections beyond the most that are served wait, and are served when others end.
#[test]
fn more_connections_than_are_served_wait() {
    let place = Place::new().with_tsa();
    let server = Server::start(&place, "--max-connections 2");
    let (mut first, mut second) = (server.connect(), server.connect());
    for (nonce, connection) in [(1, &mut first), (2, &mut second)] {
        assert_eq!(post(connection, "/", &request(nonce).to_der()).status, 200);
    }
    let mut third = server.connect();
    third.set_read_timeout(Some(std::time::Duration::from_millis(300))).unwrap();
    let body = request(3).to_der();
    let head = super::wire::head("POST", "/", "application/timestamp-query", body.len());
    std::io::Write::write_all(&mut third, &[head.as_bytes(), &body].concat()).unwrap();
    assert!(super::wire::read(&mut third).is_err(), "nobody answers yet");
    drop(first);
    third.set_read_timeout(Some(std::time::Duration::from_secs(60))).unwrap();
    verified(&place, request(3), &super::wire::read(&mut third).unwrap());
}
