//! Answers of `openssl ocsp` to requests of ours.

use std::{fs, path::Path, process::Command};

use countersign_revocation::{
    Issuer, Reason, Status,
    crypto::RustCrypto,
    encoding::pem,
    ocsp::{CertIdHash, Nonce, NonceRule, OcspRequest, OcspResponse, OcspVerifier, Responder},
    time::UnixTime,
    x509::Certificate,
};

const CONFIG: &str = "\
[ca]
default_ca = pki
[pki]
dir = .
database = index.txt
serial = serial
new_certs_dir = .
certificate = ca.crt
private_key = ca.key
default_md = sha256
default_days = 30
policy = any
unique_subject = no
[any]
commonName = supplied
[req]
distinguished_name = name
[name]
[root]
basicConstraints = critical,CA:true
keyUsage = critical,keyCertSign,cRLSign,digitalSignature
subjectKeyIdentifier = hash
[leaf]
keyUsage = critical,digitalSignature
extendedKeyUsage = codeSigning
[responder]
keyUsage = critical,digitalSignature
extendedKeyUsage = OCSPSigning
noCheck = ignored
";

/// A PKI in a folder of its own, made by OpenSSL.
struct Pki<'p> {
    folder: tempfile::TempDir,
    program: &'p testkit::Program,
}

impl<'p> Pki<'p> {
    fn new(program: &'p testkit::Program) -> Self {
        let pki = Self { folder: tempfile::tempdir().unwrap(), program };
        pki.write("pki.cnf", CONFIG);
        pki.write("index.txt", "");
        pki.write("serial", "4a31\n");
        pki.key("ca");
        pki.run(
            "req -new -x509 -key ca.key -subj /CN=Live -days 60 -config pki.cnf -extensions root -out ca.crt",
        );
        pki
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        fs::write(self.path().join(name), text).unwrap();
    }

    fn run(&self, arguments: &str) {
        let mut command: Command = self.program.command();
        let output = command.current_dir(self.path()).args(arguments.split(' ')).output().unwrap();
        assert!(output.status.success(), "{arguments}: {}", String::from_utf8_lossy(&output.stderr));
    }

    fn key(&self, name: &str) {
        self.run(&format!("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out {name}.key"));
    }

    /// Issues a certificate.
    fn issue(&self, name: &str, extensions: &str) -> Vec<u8> {
        self.key(name);
        self.run(&format!("req -new -key {name}.key -subj /CN={name} -config pki.cnf -out {name}.csr"));
        self.run(&format!(
            "ca -batch -notext -config pki.cnf -extensions {extensions} -in {name}.csr -out {name}.crt"
        ));
        self.certificate(name)
    }

    fn certificate(&self, name: &str) -> Vec<u8> {
        let text = fs::read(self.path().join(format!("{name}.crt"))).unwrap();
        pem::decode_one(&text, 1 << 16).unwrap().data().to_vec()
    }

    /// The answer to a request, of two days, by whoever has a key.
    fn answer(&self, request: &OcspRequest, by: &str, more: &str) -> Vec<u8> {
        self.write("request.der", request.to_der());
        self.run(&format!(
            "ocsp -index index.txt -CA ca.crt -rsigner {by}.crt -rkey {by}.key -ndays 2 \
             -reqin request.der -respout answer.der{more}"
        ));
        fs::read(self.path().join("answer.der")).unwrap()
    }
}

fn now() -> UnixTime {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    UnixTime::from_seconds(i64::try_from(since.as_secs()).unwrap()).unwrap()
}

/// What an answer says of a certificate, and whether the issuer itself gave it.
fn judge(ca: &[u8], certificate: &[u8], answer: &[u8], nonce: &Nonce, hash: CertIdHash) -> (Status, bool) {
    let (ca, certificate) = (Certificate::from_der(ca).unwrap(), Certificate::from_der(certificate).unwrap());
    let response = OcspResponse::parse(answer).unwrap();
    let verifier = OcspVerifier::new(&RustCrypto).nonce(NonceRule::Required(nonce)).hash(hash);
    let issuer = Issuer::from_certificate(&ca);
    let verified = verifier.verify(response.answer().unwrap(), &certificate, issuer, now()).unwrap();
    (verified.status(), *verified.responder() == Responder::Issuer)
}

fn request(ca: &[u8], certificate: &[u8], nonce: &Nonce, hash: CertIdHash) -> OcspRequest {
    let (ca, certificate) = (Certificate::from_der(ca).unwrap(), Certificate::from_der(certificate).unwrap());
    let request =
        OcspRequest::for_certificate(&certificate, Issuer::from_certificate(&ca), hash, &RustCrypto);
    request.unwrap().nonce(nonce.clone())
}

#[test]
fn answers_of_openssl_are_believed_and_say_what_its_index_says() {
    let Some(program) = testkit::program("openssl") else { return };
    let pki = Pki::new(&program);
    let ca = pki.certificate("ca");
    pki.issue("responder", "responder");
    let good = pki.issue("good", "leaf");
    let revoked = REASONS.map(|(name, reason)| {
        let certificate = pki.issue(name, "leaf");
        pki.run(&format!("ca -batch -config pki.cnf -revoke {name}.crt{}", flag(name)));
        (certificate, reason)
    });
    let nonce = Nonce::new(&[0xa5; 32]).unwrap();
    for (by, more, hash) in [
        ("responder", "", CertIdHash::Sha1),
        ("responder", " -resp_key_id", CertIdHash::Sha256),
        ("ca", "", CertIdHash::Sha256),
        ("ca", " -resp_key_id -resp_no_certs", CertIdHash::Sha1),
    ] {
        let tell = |certificate: &[u8]| {
            let answer = pki.answer(&request(&ca, certificate, &nonce, hash), by, more);
            judge(&ca, certificate, &answer, &nonce, hash)
        };
        let (status, by_issuer) = tell(&good);
        assert!(matches!(status, Status::Good(_)), "{by}{more}: {status:?}");
        assert_eq!(by_issuer, by == "ca");
        for (certificate, reason) in &revoked {
            let (Status::Revoked(revocation), _) = tell(certificate) else {
                panic!("{by}{more}: {reason:?}")
            };
            assert_eq!(revocation.reason(), *reason);
        }
    }
}

#[test]
fn an_answer_of_openssl_to_another_request_is_refused() {
    let Some(program) = testkit::program("openssl") else { return };
    let pki = Pki::new(&program);
    let ca = pki.certificate("ca");
    pki.issue("responder", "responder");
    let good = pki.issue("good", "leaf");
    let other = pki.issue("other", "leaf");
    let nonce = Nonce::new(&[1; 32]).unwrap();
    let answer = pki.answer(&request(&ca, &good, &nonce, CertIdHash::Sha1), "responder", "");
    assert!(matches!(judge(&ca, &good, &answer, &nonce, CertIdHash::Sha1).0, Status::Good(_)));
    let response = OcspResponse::parse(&answer).unwrap();
    let refuse = |certificate: &[u8], nonce: &Nonce| {
        let (ca, certificate) =
            (Certificate::from_der(&ca).unwrap(), Certificate::from_der(certificate).unwrap());
        let verifier = OcspVerifier::new(&RustCrypto).nonce(NonceRule::Required(nonce));
        let issuer = Issuer::from_certificate(&ca);
        verifier.verify(response.answer().unwrap(), &certificate, issuer, now()).unwrap_err().code()
    };
    assert_eq!(refuse(&other, &nonce), "CSG-OCSP-OTHER-CERTIFICATE");
    assert_eq!(refuse(&good, &Nonce::new(&[2; 32]).unwrap()), "CSG-OCSP-NONCE-DIFFERENT");
    // The leaf's key answers for nobody.
    let forged = pki.answer(&request(&ca, &good, &nonce, CertIdHash::Sha1), "other", "");
    let response = OcspResponse::parse(&forged).unwrap();
    let (ca, good) = (Certificate::from_der(&ca).unwrap(), Certificate::from_der(&good).unwrap());
    let issuer = Issuer::from_certificate(&ca);
    let refused = OcspVerifier::new(&RustCrypto).verify(response.answer().unwrap(), &good, issuer, now());
    assert_eq!(refused.unwrap_err().code(), "CSG-OCSP-RESPONDER-PROFILE");
}

const REASONS: [(&str, Option<Reason>); 5] = [
    ("plain", None),
    ("superseded", Some(Reason::Superseded)),
    ("keyCompromise", Some(Reason::KeyCompromise)),
    ("affiliationChanged", Some(Reason::AffiliationChanged)),
    ("certificateHold", Some(Reason::CertificateHold)),
];

fn flag(name: &str) -> String {
    match name {
        "plain" => String::new(),
        "certificateHold" => " -crl_hold holdInstructionNone".to_owned(),
        reason => format!(" -crl_reason {reason}"),
    }
}
