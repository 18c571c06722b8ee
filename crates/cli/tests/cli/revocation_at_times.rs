//! A certificate that was revoked before, at and after the time at which a signature is known to have been there, for each
//! reason: live, by servers of OCSP and of CRLs, and replayed from files.
use std::{fs, thread, time::Duration};

use countersign::{
    crypto::{CryptoProvider as _, Format, PrivateKey, RustCrypto, allowed_schemes},
    encoding::{
        der::{Oid, Reader, Tag, write},
        pem::{self, Limits},
    },
    envelope::{Bundle, add_timestamp_to_bundle},
    keys::read_pkcs8_der,
    time::UnixTime,
    timestamp::TimestampRequest,
    x509::Certificate,
};
use countersign_timestamp::{
    digest::{Algorithm, HashProvider as _},
    issue::{TimestampAuthority, TokenSerial},
};
use serde_json::{Value, json};
use testkit::{Behaviour, HostileRegistry};

use crate::{
    program::{Place, blob},
    registry::quiet,
    revocation_servers::{Serves, Site},
    schema,
};

/// The layouts, each with one signature: it was there before the revocation, at that moment, after it, or nobody knows when.
const SIGNED: [&str; 4] = ["before", "at", "after", "whenever"];

/// Which of these signatures count where a certificate was revoked for a reason.
const REASONS: [(&str, &[&str]); 8] = [
    ("", &["before"]),
    ("keyCompromise", &[]),
    ("CACompromise", &[]),
    ("affiliationChanged", &["before"]),
    ("superseded", &["before"]),
    ("cessationOfOperation", &["before"]),
    ("certificateHold", &["before"]),
    // The key was still safe when the first was there, and that is signed: the time is added below.
    ("keyTime", &["before"]),
];

#[test]
fn reason_and_time_decide_by_servers_and_by_files_alike() {
    let site = Site::new();
    let now = current();
    let revoked = minus(now, 1800);
    site.place.with_signatures(revoked);
    site.record_good();
    site.issue("");
    expect_all(&site, &SIGNED, "good");
    for (reason, counting) in REASONS {
        let invalid_since = minus(revoked, 300).to_rfc3339().replace(['-', ':', 'T'], "");
        let invalid = if reason == "keyTime" { format!("{reason},{invalid_since}") } else { reason.into() };
        site.record_revoked(revoked, &invalid);
        site.issue("");
        expect_all(&site, counting, reason);
    }
}

/// By each kind of evidence, exactly these signatures count, and the others are refused because of the revocation.
fn expect_all(site: &Site, counting: &[&str], reason: &str) {
    let host = site.server.address();
    let live = format!("--revocation required --no-cache --private-host {host}");
    for (serves, more) in [
        (Serves::Ocsp, live.as_str()),
        (Serves::Crl, live.as_str()),
        (Serves::Nothing, "--crl ca.crl"),
        (Serves::Nothing, "--ocsp ocsp.der --offline"),
    ] {
        site.serve(serves);
        thread::scope(|scope| {
            for layout in SIGNED {
                let place = &site.place;
                scope.spawn(move || {
                    let by =
                        "--certificate-root ca.pem --subject email:ana@example.com --timestamp-root ca.pem";
                    let ended = place.run(&format!("verify oci:{layout}:1.0 {by} {more}"));
                    let what = format!("{reason} {serves:?} {more} {layout}: {ended:?}");
                    if counting.contains(&layout) {
                        assert_eq!(ended.code, 0, "{what}");
                    } else {
                        assert!(ended.code == 1 && ended.out.contains("CSG-REVOKED"), "{what}");
                    }
                });
            }
        });
    }
}

#[test]
fn evidence_is_fetched_for_an_image_on_a_registry_too() {
    let mut site = Site::new();
    site.place = quiet(site.place);
    let now = current();
    let revoked = minus(now, 1800);
    site.place.with_signatures(revoked);
    let registry = HostileRegistry::start(Behaviour::new());
    let image = |layout: &str| format!("{}/acme/{layout}:1.0", registry.address());
    for layout in SIGNED {
        let copy = format!("copy oci:{layout}:1.0 {}", image(layout));
        site.place.run(&copy).expect(0, "");
    }
    let by = "--certificate-root ca.pem --subject email:ana@example.com --timestamp-root ca.pem --revocation required";
    let host = site.server.address().to_string();
    let verify = |layout: &str, more: &str| site.place.run(&format!("verify {} {by} {more}", image(layout)));
    let fetching = |layout: &str| verify(layout, &format!("--no-cache --private-host {host}"));
    let asked = || site.server.requests().len();

    site.record_good();
    site.issue("");
    // That the registry is on this machine says nothing of other servers.
    verify("before", "--no-cache").expect(4, "CSG-REVOCATION-UNREACHABLE");
    verify("before", "--offline").expect(1, "CSG-REVOCATION-UNKNOWN");
    assert_eq!(asked(), 0);
    for serves in [Serves::Ocsp, Serves::Crl] {
        site.serve(serves);
        let before = asked();
        let report =
            verify("before", &format!("--no-cache --private-host {host} -o json")).expect(0, "").json();
        schema::check(&report);
        assert!(report["accepted"][0]["checks"].to_string().contains("\"revocation\""), "{report}");
        assert!(asked() > before, "{serves:?}");
    }
    for (serves, code, said) in [
        (Serves::Nothing, 4, "CSG-REVOCATION-UNREACHABLE"),
        (Serves::Absent, 4, "CSG-REVOCATION-UNREACHABLE"),
        (Serves::Junk, 5, "CSG-REVOCATION-MALFORMED"),
    ] {
        site.serve(serves);
        fetching("before").expect(code, said);
    }
    site.record_revoked(revoked, "superseded");
    site.issue("");
    for serves in [Serves::Ocsp, Serves::Crl] {
        site.serve(serves);
        fetching("before").expect(0, "accepted");
        for layout in ["at", "after", "whenever"] {
            fetching(layout).expect(1, "CSG-REVOKED");
        }
    }
    // What was fetched is kept for the next image.
    site.serve(Serves::Crl);
    let keeping = |layout: &str| verify(layout, &format!("--private-host {host}"));
    keeping("before").expect(0, "accepted");
    let before = asked();
    keeping("after").expect(1, "CSG-REVOKED");
    assert!(site.server.requests().iter().skip(before).all(|request| !request.target.starts_with("/ca.crl")));
}

pub fn current() -> UnixTime {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    UnixTime::from_seconds(i64::try_from(now.as_secs()).unwrap()).unwrap()
}

fn minus(time: UnixTime, seconds: u64) -> UnixTime {
    time.checked_sub(Duration::from_secs(seconds)).unwrap()
}

impl Place {
    /// The layouts of [`SIGNED`] about a revocation at this time.
    fn with_signatures(&self, revoked: UnixTime) {
        self.image_to_sign();
        self.run("sign oci:image:1.0 --key ana.key").expect(0, "signed");
        let (index, (entry, layer)) = (self.index(), self.signature());
        let bundle = self.certified(&fs::read(self.path(&blob(layer["digest"].as_str().unwrap()))).unwrap());
        let signature = Bundle::parse(&bundle).unwrap().signature().claimed().to_vec();
        let later = revoked.checked_add(Duration::from_secs(600)).unwrap();
        let times = [Some(minus(revoked, 600)), Some(revoked), Some(later), None];
        for (layout, at) in SIGNED.into_iter().zip(times) {
            let bundle = match at {
                Some(at) => add_timestamp_to_bundle(&bundle, &self.stamp(&signature, at)).unwrap(),
                None => bundle.clone(),
            };
            self.write_index(&self.carrying(index.clone(), &entry, &bundle));
            assert_eq!(self.shell(&format!("cp -r image {layout}")).code, 0);
        }
    }

    fn image_to_sign(&self) {
        let mut builder = testkit::LayoutBuilder::new();
        let image = builder.image("hello");
        builder.tag(&image, "1.0");
        self.layout("image", &builder.files());
    }

    fn pem(&self, file: &str) -> Vec<u8> {
        let text = self.read(file);
        let blocks = pem::decode_all(text.as_bytes(), Limits { bytes: 1 << 16, blocks: 4 }).unwrap();
        blocks.into_iter().next().unwrap().data().to_vec()
    }

    /// The bundle with Ana's certificate in the place of her key.
    fn certified(&self, bundle: &[u8]) -> Vec<u8> {
        let mut document: Value = serde_json::from_slice(bundle).unwrap();
        let material = document["verificationMaterial"].as_object_mut().unwrap();
        material.remove("publicKey").unwrap();
        let raw = countersign::encoding::base64::encode_standard(&self.pem("ana.pem"));
        material.insert("certificate".into(), json!({ "rawBytes": raw }));
        document.to_string().into_bytes()
    }

    /// The index with a manifest that carries this bundle in the place of the one of this entry.
    fn carrying(&self, mut index: Value, entry: &Value, bundle: &[u8]) -> Value {
        let text = self.read(&blob(entry["digest"].as_str().unwrap()));
        let mut manifest: Value = serde_json::from_str(&text).unwrap();
        let layer = self.blob("", bundle);
        manifest["layers"][0]["digest"] = layer["digest"].clone();
        manifest["layers"][0]["size"] = layer["size"].clone();
        let new = self.blob("", manifest.to_string().as_bytes());
        let entries = index["manifests"].as_array_mut().unwrap();
        let entry = entries.iter_mut().find(|one| one["digest"] == entry["digest"]).unwrap();
        entry["digest"] = new["digest"].clone();
        entry["size"] = new["size"].clone();
        index
    }

    /// What the authority with the key `tsa.key` answers at this time to a request for a timestamp over these bytes.
    fn stamp(&self, over: &[u8], at: UnixTime) -> Vec<u8> {
        let key: PrivateKey = read_pkcs8_der(&self.pem("tsa.key"), &RustCrypto).unwrap();
        let scheme = allowed_schemes(key.public_key(), Format::CosignBlob)[0];
        let chain =
            ["tsa.pem", "ca.pem"].map(|file| Certificate::from_der(&self.pem(file)).unwrap().to_owned());
        let der = write(Tag::OBJECT_IDENTIFIER, &[&Oid::contents_of("1.3.6.1.4.1.32473.1").unwrap()]);
        let policy = Reader::new(&der).oid().unwrap();
        let authority = TimestampAuthority::builder(&chain, scheme, policy).build(at, &RustCrypto).unwrap();
        let request = TimestampRequest::new(RustCrypto.hash(Algorithm::Sha256, over)).to_der();
        let key = RustCrypto.signing_key(&key, scheme).unwrap();
        let serial = TokenSerial::from_be_bytes(&[7]).unwrap();
        authority.respond(&request, at, serial, &*key, &RustCrypto).into_der()
    }
}
