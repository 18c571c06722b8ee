//! Behind a proxy: nobody here sees which addresses are dialled, and reports say so.

use std::{
    io::{Read as _, Write as _},
    net::{Shutdown, TcpListener, TcpStream},
    thread,
};

use testkit::{Behaviour, Fault, Matcher, Times};

use super::{REPOSITORY, Stage, quiet};
use crate::{program::Place, schema};

/// A proxy for http that takes everybody to this address, whoever they ask for. It ends with the test's process.
fn proxy_to(address: String) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let proxy = listener.local_addr().unwrap();
    thread::spawn(move || {
        for client in listener.incoming().flatten() {
            let address = address.clone();
            thread::spawn(move || serve(client, &address));
        }
    });
    proxy.to_string()
}

/// One request a connection: `GET http://HOST/PATH HTTP/1.1` becomes `GET /PATH HTTP/1.1`.
fn serve(mut client: TcpStream, address: &str) {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") && client.read(&mut byte).is_ok_and(|read| read == 1) {
        head.push(byte[0]);
    }
    let text = String::from_utf8(head).unwrap();
    let Some((method, rest)) = text.split_once(" http://") else { return };
    let (_, path) = rest.split_once('/').unwrap();
    let path =
        path.replace("connection: keep-alive\r\n", "").replacen("\r\n", "\r\nConnection: close\r\n", 1);
    let mut registry = TcpStream::connect(address).unwrap();
    write!(registry, "{method} /{path}").unwrap();
    // A client that has heard enough is free to go.
    let _ = std::io::copy(&mut registry, &mut client);
    let _ = client.shutdown(Shutdown::Both);
}

#[test]
fn what_a_proxy_dialled_is_not_checked_and_the_report_says_so() {
    let stage = Stage::signed(Behaviour::new());
    let proxy = proxy_to(stage.registry.address());
    let key = stage.place.read("k.pub");
    let place = quiet(Place::new())
        .with("http_proxy", format!("http://{proxy}"))
        .with("COSIGN_REPOSITORY", format!("signatures.example/{REPOSITORY}"));
    place.write("k.pub", key);
    let verify = format!("verify registry.example/{REPOSITORY}:1.0 --key k.pub --plain-http");
    let report = place.run(&format!("{verify} -o json")).expect(0, "accepted").json();
    schema::check(&report);
    assert!(report.get("network").is_none(), "nothing led elsewhere: {report}");

    let elsewhere = format!("http://signatures.example/v2/{REPOSITORY}/manifests/{}", stage.digest);
    stage.registry.fault(
        Matcher::get("/manifests/1.0"),
        Fault::Redirect { status: 307, location: elsewhere },
        Times::Always,
    );
    let report = place.run(&format!("{verify} -o json")).expect(0, "accepted").json();
    schema::check(&report);
    assert_eq!(report["network"]["destinationsUnchecked"][0], "signatures.example");
    place.run(&verify).expect(0, "network   a proxy made the connections to signatures.example");
    place
        .run(&format!("list registry.example/{REPOSITORY}:1.0 --plain-http"))
        .expect(0, "a proxy made the connections");
}
