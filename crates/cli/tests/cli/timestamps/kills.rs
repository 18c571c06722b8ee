//! Serial numbers and processes that are killed.

use std::{
    collections::BTreeSet,
    sync::mpsc::{Sender, channel},
    time::Duration,
};

use super::server::{Server, arguments, count, request, verified};
use crate::program::Place;

/// Each time while a client asks: before its first answer, or after some. What counts is the part of the number that the file
/// keeps.
#[test]
fn two_hundred_kills_repeat_no_serial_number() {
    let place = Place::new().with_tsa();
    let mut given = BTreeSet::new();
    for kill in 0..200u64 {
        let server = Server::start(&place, "");
        let (address, (told, answers)) = (server.address.clone(), channel());
        std::thread::scope(|scope| {
            scope.spawn(move || ask_until_killed(&address, kill, &told));
            let awaited = (0..kill % 4).map(|_| answers.recv_timeout(Duration::from_secs(60)).unwrap());
            let mut serials: Vec<u64> = awaited.collect();
            std::thread::sleep(Duration::from_millis(kill % 3));
            server.kill();
            serials.extend(answers.iter());
            for serial in serials {
                assert!(given.insert(serial), "{serial} was given twice, the second time before kill {kill}");
            }
        });
    }
    assert!(given.len() >= 300, "{} tokens", given.len());
    // The file is whole, and the next server goes on above all that were given.
    let server = Server::start(&place, "");
    let answered = server.post(&request(1).to_der());
    assert!(Some(&count(&verified(&place, request(1), &answered))) > given.last());
}

/// Tells the count of each token that arrives before the connection breaks.
fn ask_until_killed(address: &str, kill: u64, told: &Sender<u64>) {
    let Ok(mut connection) = std::net::TcpStream::connect(address) else { return };
    for round in 0..10_000 {
        let asked = request(kill * 10_000 + round);
        let body = asked.to_der();
        let head = super::wire::head("POST", "/", "application/timestamp-query", body.len());
        if std::io::Write::write_all(&mut connection, &[head.as_bytes(), &body].concat()).is_err() {
            return;
        }
        let Ok(answered) = super::wire::read(&mut connection) else { return };
        told.send(count(&asked.finish(&answered.body).unwrap())).unwrap();
    }
}

#[test]
fn two_servers_do_not_share_a_file_of_serial_numbers() {
    let place = Place::new().with_tsa();
    let server = Server::start(&place, "");
    let words = arguments("");
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    place.run_words(&words).expect(2, "another server uses the serial file serials");
    assert_eq!(server.stop().code, Some(0));
    let server = Server::start(&place, "");
    assert_eq!(server.post(&request(1).to_der()).status, 200);
}

#[test]
fn numbers_go_on_after_a_stop() {
    let place = Place::new().with_tsa();
    let ask = |nonce| {
        let server = Server::start(&place, "");
        let answered = server.post(&request(nonce).to_der());
        let token = verified(&place, request(nonce), &answered);
        assert_eq!(server.stop().code, Some(0));
        count(&token)
    };
    let (first, second) = (ask(1), ask(2));
    assert!(first < second, "{first} {second}");
}
