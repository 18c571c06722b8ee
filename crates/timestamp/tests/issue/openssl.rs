//! OpenSSL verifies what is issued, and asks for it.

use std::{path::PathBuf, process::Output};

use countersign_timestamp::{
    Accuracy,
    crypto::{PublicKey, RustCrypto, Scheme},
    digest::Algorithm,
    encoding::pem,
    issue::TimestampAuthority,
    x509::Certificate,
};
use testkit::{Program, program};

use crate::support::{Chain, MESSAGE, Request, authority, builder, key, now, respond, serial};

struct Place {
    openssl: Program,
    folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Option<Self> {
        Some(Self { openssl: program("openssl")?, folder: tempfile::tempdir().unwrap() })
    }

    fn write(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    fn pem(&self, name: &str, certificates: &[&Certificate<'_>]) -> PathBuf {
        let encode = |certificate: &&Certificate<'_>| pem::encode("CERTIFICATE", certificate.der());
        self.write(name, certificates.iter().map(encode).collect::<String>().as_bytes())
    }

    fn run(&self, arguments: &str) -> Output {
        let mut command = self.openssl.command();
        command.current_dir(self.folder.path()).args(arguments.split_whitespace()).output().unwrap()
    }

    fn fine(&self, arguments: &str) -> Vec<u8> {
        let output = self.run(arguments);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "openssl {arguments}: {said}");
        output.stdout
    }

    /// Whether OpenSSL takes a response as the answer to `request.tsq`, over the message and with the certificates of the
    /// response alone below the root.
    fn verifies(&self, response: &[u8], chain: &Chain) -> bool {
        self.write("response.tsr", response);
        self.write("message", MESSAGE);
        self.pem("root.pem", &[&chain.root]);
        let time = now().seconds();
        let common = format!("-in response.tsr -CAfile root.pem -attime {time}");
        let by_query = self.run(&format!("ts -verify -queryfile request.tsq {common}"));
        let by_data = self.run(&format!("ts -verify -data message {common}"));
        assert_eq!(by_query.status.success(), by_data.status.success());
        by_query.status.success() && String::from_utf8_lossy(&by_query.stdout).contains("Verification: OK")
    }

    fn asked(&self, options: &str) -> Vec<u8> {
        self.write("message", MESSAGE);
        self.fine(&format!("ts -query -data message -out request.tsq {options}"));
        std::fs::read(self.folder.path().join("request.tsq")).unwrap()
    }
}

#[test]
fn openssl_verifies_tokens_of_each_curve_and_digest() {
    let Some(place) = Place::new() else { return };
    for scheme in
        [Scheme::ECDSA_P256_SHA256_DER, Scheme::ECDSA_P384_SHA384_DER, Scheme::ECDSA_P521_SHA512_DER]
    {
        let key = key(scheme, 3);
        let chain = Chain::of(key.public_key());
        let asked = (authority(&chain, scheme), key);
        for options in ["-sha256 -cert", "-sha384 -cert", "-sha512 -cert -no_nonce"] {
            let request = place.asked(options);
            let answer = respond(&asked, &request);
            assert_eq!(answer.rejection(), None);
            assert!(place.verifies(answer.der(), &chain), "{scheme:?} {options}");
        }
    }
}

#[test]
fn openssl_refuses_the_token_for_another_request() {
    let Some(place) = Place::new() else { return };
    let scheme = Scheme::ECDSA_P256_SHA256_DER;
    let key = key(scheme, 3);
    let chain = Chain::of(key.public_key());
    let asked = (authority(&chain, scheme), key);
    let request = place.asked("-sha256 -cert");
    let answer = respond(&asked, &request);
    assert!(place.verifies(answer.der(), &chain));
    place.asked("-sha256 -cert");
    place.write("response.tsr", answer.der());
    let other = place.run("ts -verify -queryfile request.tsq -in response.tsr -CAfile root.pem");
    assert!(!other.status.success(), "another nonce");
}

/// What the key of these tests is for: signatures that are made elsewhere, here by OpenSSL.
struct Elsewhere<'p> {
    place: &'p Place,
    options: &'static str,
}

impl Elsewhere<'_> {
    fn public_key(&self) -> PublicKey {
        self.place.fine("genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out rsa.key");
        PublicKey::from_spki_der(&self.place.fine("pkey -in rsa.key -pubout -outform DER"), &RustCrypto)
            .unwrap()
    }

    fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.place.write("to-be-signed", message);
        self.place.fine(&format!("dgst -sign rsa.key {} to-be-signed", self.options))
    }
}

fn by_rsa(place: &Place, authority: &TimestampAuthority, elsewhere: &Elsewhere<'_>) -> Vec<u8> {
    let request = place.asked("-sha256 -cert");
    let draft = authority.read(&request).unwrap().draft(now(), serial(5), &RustCrypto).unwrap();
    let signature = elsewhere.sign(draft.to_be_signed());
    draft.assemble(&signature)
}

#[test]
fn openssl_verifies_tokens_whose_rsa_key_is_elsewhere() {
    let Some(place) = Place::new() else { return };
    for (scheme, options) in [
        (Scheme::RSA_PKCS1_SHA256, "-sha256"),
        (Scheme::RSA_PKCS1_SHA384, "-sha384"),
        (Scheme::RSA_PKCS1_SHA512, "-sha512"),
    ] {
        let elsewhere = Elsewhere { place: &place, options };
        let chain = Chain::of(&elsewhere.public_key());
        let response = by_rsa(&place, &authority(&chain, scheme), &elsewhere);
        assert!(place.verifies(&response, &chain), "{scheme:?}");
    }
}

#[test]
fn openssl_reads_every_field_of_a_token() {
    let Some(place) = Place::new() else { return };
    let key = key(Scheme::ECDSA_P256_SHA256_DER, 3);
    let chain = Chain::of(key.public_key()).whole();
    let builder = builder(&chain, key.scheme()).accuracy(Accuracy::new(1, 2, 3).unwrap());
    let authority = builder.promise_ordering().build(now(), &RustCrypto).unwrap();
    let request = Request::new().nonce(&[0x12, 0x34]).der();
    place.write("response.tsr", respond(&(authority, key), &request).der());
    let text = String::from_utf8(place.fine("ts -reply -in response.tsr -text")).unwrap();
    for line in [
        "Status: Granted.",
        "Version: 1",
        "Policy OID: 1.3.6.1.4.1.32473.1",
        "Hash Algorithm: sha256",
        "Serial number: 0x4D",
        "Time stamp: Jun  1 12:00:00 2026 GMT",
        "Accuracy: 0x01 seconds, 0x02 millis, 0x03 micros",
        "Ordering: yes",
        "Nonce: 0x1234",
    ] {
        assert!(text.contains(line), "{line} in {text}");
    }
}

#[test]
fn openssl_reads_every_rejection() {
    let Some(place) = Place::new() else { return };
    for rejection in countersign_timestamp::issue::Rejection::ALL {
        place.write("response.tsr", &rejection.to_response_der());
        let text = String::from_utf8(place.fine("ts -reply -in response.tsr -text")).unwrap();
        assert!(text.contains("Status: Rejected."), "{text}");
        assert!(text.contains(&rejection.to_string()), "{text}");
        assert!(!text.contains("Failure info: unspecified"), "{text}");
    }
}

#[test]
fn the_imprints_of_openssl_are_all_taken() {
    let Some(place) = Place::new() else { return };
    let (authority, _) = crate::support::plain();
    for (option, algorithm) in
        [("-sha256", Algorithm::Sha256), ("-sha384", Algorithm::Sha384), ("-sha512", Algorithm::Sha512)]
    {
        assert!(authority.read(&place.asked(option)).is_ok(), "{algorithm}");
    }
    for option in ["-sha1", "-md5", "-sha224", "-sha3-256"] {
        let rejected = authority.read(&place.asked(option)).err();
        assert_eq!(rejected, Some(countersign_timestamp::issue::Rejection::ImprintAlgorithm), "{option}");
    }
}

/// OpenSSL 3 verifies no timestamps by Ed25519: its reader of PKCS #7 signs digests alone.
#[test]
fn a_token_by_ed25519_is_read_by_openssl() {
    let Some(place) = Place::new() else { return };
    let key = key(Scheme::ED25519, 3);
    let chain = Chain::of(key.public_key());
    let asked = (authority(&chain, Scheme::ED25519), key);
    place.write("response.tsr", respond(&asked, &place.asked("-sha256 -cert")).der());
    let text = String::from_utf8(place.fine("ts -reply -in response.tsr -text")).unwrap();
    assert!(text.contains("Status: Granted."), "{text}");
}
