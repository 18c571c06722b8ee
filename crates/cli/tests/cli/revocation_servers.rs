//! Servers of an authority, as OpenSSL makes their answers: OCSP, and a CRL. What `revocation check --fetch` makes of them.
use std::{
    fs,
    path::PathBuf,
    process::Command,
    sync::{Arc, Mutex},
};

use countersign::time::UnixTime;
use testkit::{LoopbackRequest, LoopbackServer, Piece, reply};

use crate::program::{Ended, Place};

const CA: &str = "[ca]\ndefault_ca=d\n[d]\ndatabase=index.txt\nnew_certs_dir=.\nserial=serials\ncrlnumber=number\n\
    default_md=sha256\ndefault_crl_days=30\npolicy=p\ncrl_extensions=e\n[p]\ncommonName=supplied\n[e]\n\
    authorityKeyIdentifier=keyid\n";

/// What the server answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Serves {
    Ocsp,
    Crl,
    /// Errors of its own.
    Nothing,
    /// That nothing is there.
    Absent,
    Junk,
}

/// An authority whose certificates name its servers: `ana.pem`, who signs code, has the serial number 4D, `tsa.pem` 4E.
pub struct Site {
    pub place: Place,
    pub server: LoopbackServer,
    serves: Arc<Mutex<Serves>>,
}

impl Site {
    pub fn new() -> Self {
        let place = Place::new();
        let (serves, folder) = (Arc::new(Mutex::new(Serves::Ocsp)), place.path(""));
        let asked = Arc::clone(&serves);
        let server =
            LoopbackServer::start(move |request, n| answer(*asked.lock().unwrap(), &folder, request, n));
        place.key("ca");
        let root = "certificate issue --profile ca --self-signed --key ca.key --subject dn:CN=ca --days 3650";
        place.run(&format!("{root} --not-before 2026-01-01T00:00:00Z --out ca.pem")).expect(0, "wrote");
        for (name, content) in [("ca.cnf", CA), ("index.txt", ""), ("serials", "4D\n"), ("number", "01\n")] {
            place.write(name, content);
        }
        let site = Self { place, server, serves };
        site.certify("ana", "codeSigning", "subjectAltName=email:ana@example.com\n");
        site.certify("tsa", "critical,timeStamping", "");
        site
    }

    fn certify(&self, name: &str, usage: &str, more: &str) {
        self.place.key(name);
        let (ocsp, crl) = (self.server.url("/ocsp"), self.server.url("/ca.crl"));
        let extensions = format!(
            "basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage={usage}\n\
             subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\nauthorityInfoAccess=OCSP;URI:{ocsp}\n\
             crlDistributionPoints=URI:{crl}\n{more}"
        );
        self.place.write("extensions", extensions);
        self.shell(&format!(
            "openssl req -new -key {name}.key -subj /CN={name} -out {name}.csr && openssl ca -config ca.cnf -batch \
             -notext -keyfile ca.key -cert ca.pem -startdate 20260101000000Z -enddate 20351231000000Z \
             -extfile extensions -in {name}.csr -out {name}.pem"
        ));
    }

    pub fn shell(&self, line: &str) {
        let ended = self.place.shell(line);
        assert_eq!(ended.code, 0, "{ended:?}");
    }

    pub fn serve(&self, what: Serves) {
        *self.serves.lock().unwrap() = what;
    }

    /// The record of the authority: Ana's certificate is revoked since then for this reason, or is not, or is unknown.
    pub fn record(&self, ana: &str) {
        let tsa = "V\t351231000000Z\t\t4E\tunknown\t/CN=tsa\n";
        self.place.write("index.txt", format!("{ana}{tsa}"));
    }

    pub fn record_good(&self) {
        self.record("V\t351231000000Z\t\t4D\tunknown\t/CN=ana\n");
    }

    pub fn record_revoked(&self, at: UnixTime, reason: &str) {
        let comma = if reason.is_empty() { "" } else { "," };
        let at = digits(at);
        self.record(&format!("R\t351231000000Z\t{at}{comma}{reason}\t4D\tunknown\t/CN=ana\n"));
    }

    /// The list of what the record says, as `ca.crl`, and both answers in one, as `ocsp.der`.
    pub fn issue(&self, more: &str) {
        self.shell(&format!(
            "openssl ca -config ca.cnf -gencrl -keyfile ca.key -cert ca.pem {more} -out ca.crl && openssl crl -in ca.crl \
             -outform DER -out crl.der && openssl ocsp -index index.txt -CA ca.pem -rsigner ca.pem -rkey ca.key \
             -issuer ca.pem -cert ana.pem -cert tsa.pem -ndays 7 -no_nonce -respout ocsp.der"
        ));
    }

    fn check(&self, more: &str) -> Ended {
        let host = self.server.address();
        let check = "revocation check ana.pem --certificate-root ca.pem --fetch --no-cache --private-host";
        self.place.run(&format!("{check} {host} {more}"))
    }
}

/// As OpenSSL writes a time in the record.
pub fn digits(time: UnixTime) -> String {
    let text: String =
        time.truncated_to_seconds().to_rfc3339().chars().filter(char::is_ascii_digit).collect();
    format!("{}Z", &text[2..14])
}

/// What the server answers to its n-th request.
fn answer(serves: Serves, folder: &PathBuf, request: &LoopbackRequest, n: usize) -> Vec<Piece> {
    let is_ocsp = request.target.starts_with("/ocsp");
    let kind = if is_ocsp { "application/ocsp-response" } else { "application/pkix-crl" };
    let send = |body: &[u8]| vec![reply(200, &[("content-type", kind)], body)];
    match serves {
        Serves::Ocsp if is_ocsp => send(&respond(folder, &request.body, n)),
        Serves::Crl if !is_ocsp => send(&fs::read(folder.join("crl.der")).unwrap()),
        Serves::Junk => send(&[0x30, 3, 2, 1, 0]),
        Serves::Absent => vec![reply(404, &[], b"")],
        _ => vec![reply(503, &[], b"")],
    }
}

fn respond(folder: &PathBuf, request: &[u8], n: usize) -> Vec<u8> {
    let (query, answer) = (format!("{n}.query"), format!("{n}.answer"));
    fs::write(folder.join(&query), request).unwrap();
    let words = "ocsp -index index.txt -CA ca.pem -rsigner ca.pem -rkey ca.key -ndays 7";
    let mut openssl = Command::new("openssl");
    openssl.args(words.split(' ')).args(["-reqin", &query, "-respout", &answer]).current_dir(folder);
    let made = openssl.output().unwrap();
    assert!(made.status.success(), "{made:?}");
    fs::read(folder.join(answer)).unwrap()
}

#[test]
fn a_check_asks_the_servers_and_says_by_its_code_what_they_know() {
    let site = Site::new();
    site.record_good();
    site.issue("");
    for serves in [Serves::Ocsp, Serves::Crl] {
        site.serve(serves);
        site.check("").expect(0, "good");
    }
    assert!(site.server.requests().iter().any(|request| request.target.starts_with("/ocsp")));
    for (serves, code, said) in [
        (Serves::Nothing, 4, "unreachable"),
        (Serves::Absent, 4, "unreachable"),
        (Serves::Junk, 5, "malformed"),
    ] {
        site.serve(serves);
        site.check("").expect(code, said);
        // What is at hand is enough, whatever the servers say.
        site.check("--ocsp ocsp.der").expect(0, "good");
        site.check("--crl ca.crl").expect(0, "good");
    }

    site.serve(Serves::Ocsp);
    site.record("");
    site.check("").expect(3, "unknown");
    site.serve(Serves::Crl);
    site.issue("-crl_lastupdate 20260101000000Z -crl_nextupdate 20260201000000Z");
    site.check("").expect(4, "stale");

    site.record_revoked(UnixTime::parse_rfc3339("2026-06-01T00:00:00Z").unwrap(), "superseded");
    site.issue("");
    for serves in [Serves::Ocsp, Serves::Crl] {
        site.serve(serves);
        site.check("").expect(1, "superseded");
        site.check("--signed-at 2026-05-01T00:00:00Z").expect(0, "good").expect(0, ", after it was signed");
        site.check("--signed-at 2026-06-01T00:00:00Z").expect(1, "superseded");
    }
}

#[test]
fn a_server_at_a_private_address_is_asked_only_where_that_is_said() {
    let site = Site::new();
    site.record_good();
    let check = "revocation check ana.pem --certificate-root ca.pem --fetch --no-cache";
    site.place.run(check).expect(4, "unreachable");
    assert!(site.server.requests().is_empty());
    site.check("").expect(0, "good");
}
