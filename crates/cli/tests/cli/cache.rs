//! What was fetched about revocation is kept, and no verdict depends on what is kept.

use std::{
    fs,
    path::PathBuf,
    sync::{Arc, Mutex},
};

use testkit::{LoopbackRequest, LoopbackServer, reply};

use crate::program::{Ended, Place};

/// An authority whose certificate for Ana names a server of its CRLs, and that server: it sends what `served` holds.
struct Site {
    place: Place,
    server: LoopbackServer,
    served: Arc<Mutex<Vec<u8>>>,
}

impl Site {
    fn new() -> Self {
        let place = Place::new().with_crl();
        let served = Arc::new(Mutex::new(place.der("ca.crl")));
        let sent = Arc::clone(&served);
        let server = LoopbackServer::start(move |_: &LoopbackRequest, _| {
            vec![reply(200, &[("content-type", "application/x-pkcs7-crl")], &sent.lock().unwrap())]
        });
        let extensions = format!(
            "basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=codeSigning\n\
             subjectAltName=email:ana@example.com\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n\
             crlDistributionPoints=URI:{}\n",
            server.url("/ca.crl")
        );
        place.write("extensions", extensions);
        let made = place.shell(
            "openssl req -new -key ana.key -subj /CN=Ana -out ana.csr && openssl x509 -req -in ana.csr -CA ca.pem \
             -CAkey ca.key -set_serial 0x4d -days 30 -extfile extensions -out ana.pem",
        );
        assert_eq!(made.code, 0, "{made:?}");
        place.certify_blob();
        Self { place, server, served }
    }

    fn asked(&self) -> usize {
        self.server.requests().len()
    }

    fn check(&self, more: &str) -> Ended {
        self.place.check(&format!("--fetch --private-host {} {more}", self.server.address()))
    }

    fn verify(&self, more: &str) -> Ended {
        let host = self.server.address();
        self.place.verify_blob(&format!("--revocation required --private-host {host} {more}"))
    }

    /// The one file that is kept.
    fn kept(&self) -> PathBuf {
        let folder = self.place.path("cache/countersign/revocation");
        let files: Vec<_> = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
        assert_eq!(files.len(), 1, "{files:?}");
        files[0].clone()
    }

    /// Puts other bytes in the place of those that are kept, in the form in which they are kept.
    fn poison(&self, bytes: &[u8]) {
        let entry = fs::read(self.kept()).unwrap();
        let head: Vec<&[u8]> = entry.splitn(4, |byte| *byte == b'\n').collect();
        self.place.write("poison", bytes);
        let digest = self.place.shell("sha256sum poison | cut -c1-64").out;
        let poisoned = [head[0], b"\n", head[1], b"\n", digest.as_bytes(), bytes].concat();
        fs::write(self.kept(), poisoned).unwrap();
    }

    fn serve(&self, list: &str) {
        *self.served.lock().unwrap() = self.place.der(list);
    }
}

impl Place {
    fn der(&self, list: &str) -> Vec<u8> {
        let made = self.shell(&format!("openssl crl -in {list} -outform DER -out {list}.der"));
        assert_eq!(made.code, 0, "{made:?}");
        fs::read(self.path(&format!("{list}.der"))).unwrap()
    }
}

#[test]
fn what_was_fetched_once_is_not_asked_for_again() {
    let site = Site::new();
    site.verify("").expect(0, "accepted");
    assert_eq!(site.asked(), 1);
    site.verify("").expect(0, "accepted");
    site.check("").expect(0, "good");
    assert_eq!(site.asked(), 1, "both use what is kept");
    site.verify("--no-cache").expect(0, "accepted");
    site.check("--no-cache").expect(0, "good");
    assert_eq!(site.asked(), 3);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = |path: PathBuf| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(site.kept()), 0o600);
        assert_eq!(mode(site.place.path("cache/countersign/revocation")), 0o700);
    }
}

#[test]
fn without_a_cache_nothing_is_kept() {
    let site = Site::new();
    site.verify("--no-cache").expect(0, "accepted");
    site.check("--no-cache").expect(0, "good");
    assert!(!site.place.path("cache").exists());
}

#[test]
fn what_was_kept_changes_no_verdict() {
    let site = Site::new();
    site.place.shell("cp ca.crl good.crl");
    site.verify("").expect(0, "accepted");
    // Of another authority: it is well formed, current, and about nobody here.
    let other = Place::new().with_crl();
    for poison in [other.der("ca.crl"), b"junk".to_vec(), flipped(site.place.der("good.crl"))] {
        let asked = site.asked();
        site.poison(&poison);
        site.verify("").expect(0, "accepted");
        assert_eq!(site.asked(), asked + 1, "it is fetched instead");
        site.verify("").expect(0, "accepted");
        assert_eq!(site.asked(), asked + 1, "and kept");
    }

    // A list without the revocation, by another authority of that name, hides nothing.
    site.place.revoke("ana.pem", "keyCompromise");
    site.place.issue_crl("new.crl");
    site.serve("new.crl");
    for poison in [other.der("ca.crl"), flipped(site.place.der("good.crl"))] {
        site.poison(&poison);
        site.verify("").expect(1, "CSG-REVOKED");
        site.check("").expect(1, "revoked");
    }
    site.poison(&flipped(site.place.der("good.crl")));
    let host = site.server.address();
    let lenient = format!("--revocation if-available --private-host {host}");
    site.place.verify_blob(&lenient).expect(1, "CSG-REVOKED");
}

/// The signature is of other bits.
fn flipped(mut der: Vec<u8>) -> Vec<u8> {
    *der.last_mut().unwrap() ^= 1;
    der
}

#[test]
fn what_was_kept_and_is_too_old_for_the_caller_is_fetched() {
    let site = Site::new();
    site.verify("").expect(0, "accepted");
    std::thread::sleep(std::time::Duration::from_millis(2100));
    site.verify("--max-age 1s").expect(4, "CSG-REVOCATION-STALE");
    assert_eq!(site.asked(), 2);
    site.place.issue_crl("new.crl");
    site.serve("new.crl");
    site.verify("--max-age 1h").expect(0, "accepted");
    assert_eq!(site.asked(), 2);
}

#[test]
fn a_cache_that_cannot_be_used_is_told_and_nothing_fails() {
    let site = Site::new();
    fs::write(site.place.path("cache"), "no folder").unwrap();
    site.verify("").expect(0, "accepted");
    let told = site.verify("").expect(0, "warning");
    assert!(told.err.contains("cache"), "{told:?}");
    assert_eq!(site.asked(), 2);
    site.check("").expect(0, "warning");

    fs::remove_file(site.place.path("cache")).unwrap();
    site.verify("").expect(0, "accepted");
    fs::write(site.kept(), "altered").unwrap();
    site.verify("").expect(0, "was removed");
    assert_eq!(site.asked(), 5, "it is fetched again, and kept");
    site.verify("").expect(0, "accepted");
    assert_eq!(site.asked(), 5);
}
