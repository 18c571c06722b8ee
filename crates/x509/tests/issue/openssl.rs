//! OpenSSL reads and accepts what is issued.

use std::{
    path::{Path, PathBuf},
    process::Output,
};

use countersign_crypto::RustCrypto;
use countersign_x509::{
    Certificate, Name,
    issue::{AltName, CertificateRequest, CertificateTemplate, RequestDraft, Subtree},
};
use testkit::program;

use crate::support::{SCHEMES, issue, key, p256, root, subject, template};

fn pem(folder: &Path, name: &str, certificates: &[&Certificate<'_>]) -> PathBuf {
    let path = folder.join(name);
    let blocks: String = certificates
        .iter()
        .map(|certificate| countersign_encoding::pem::encode("CERTIFICATE", certificate.der()))
        .collect();
    std::fs::write(&path, blocks).unwrap();
    path
}

fn assert_fine(output: &Output, what: &str) {
    assert!(output.status.success(), "{what}: {}", String::from_utf8_lossy(&output.stderr));
}

/// Three certificates of every algorithm, under OpenSSL's strictest reading and with a purpose where it knows it.
#[test]
fn openssl_verifies_chains_of_every_algorithm() {
    let Some(openssl) = program("openssl") else { return };
    let folder = tempfile::tempdir().unwrap();
    for scheme in SCHEMES {
        let (ca_key, below_key, leaf_key) = (key(scheme, 1), key(scheme, 2), p256(3));
        let root = root(&*ca_key);
        let template_below = template(CertificateTemplate::ca, "Intermediate")
            .path_len(0)
            .unwrap()
            .permit(Subtree::dns("example.com").unwrap());
        let below = issue((&root, &*ca_key), &template_below, &*below_key);
        let named = |make| template(make, "Leaf").alt_name(AltName::dns("leaf.example.com").unwrap());
        let leaves: [(_, &[&str]); 3] = [
            (named(CertificateTemplate::code_signing), &[]),
            (named(CertificateTemplate::timestamping), &["-purpose", "timestampsign"]),
            (named(CertificateTemplate::ocsp_responder), &["-purpose", "ocsphelper"]),
        ];
        for (leaf, purpose) in leaves {
            let leaf = issue((&below, &*below_key), &leaf, &*leaf_key);
            let mut command = openssl.command();
            command.args([
                "verify",
                "-x509_strict",
                "-check_ss_sig",
                "-policy_check",
                "-attime",
                "1780272000",
            ]);
            command.args(purpose);
            command.arg("-CAfile").arg(pem(folder.path(), "root.pem", &[&root]));
            command.arg("-untrusted").arg(pem(folder.path(), "below.pem", &[&below]));
            command.arg(pem(folder.path(), "leaf.pem", &[&leaf]));
            assert_fine(&command.output().unwrap(), "openssl verify");
        }
    }
}

#[test]
fn openssl_verifies_requests_of_every_algorithm() {
    let Some(openssl) = program("openssl") else { return };
    let folder = tempfile::tempdir().unwrap();
    for scheme in SCHEMES {
        let key = key(scheme, 5);
        let subject = subject("Requester");
        let name = Name::from_der(&subject).unwrap();
        let names = [AltName::uri("https://example.com/workflow").unwrap()];
        for names in [&names[..], &[]] {
            let draft = RequestDraft::new(&name, names, key.public_key(), scheme).unwrap();
            let path = folder.path().join("request.pem");
            std::fs::write(&path, draft.sign(&*key).unwrap().to_pem()).unwrap();
            let mut command = openssl.command();
            let output = command.args(["req", "-verify", "-noout", "-in"]).arg(&path).output().unwrap();
            assert_fine(&output, "openssl req -verify");
            let told = String::from_utf8_lossy(&output.stderr).into_owned()
                + &String::from_utf8_lossy(&output.stdout);
            assert!(told.contains("verify OK"), "{told}");
        }
    }
}

#[test]
fn requests_that_openssl_writes_are_read_and_verified() {
    let Some(openssl) = program("openssl") else { return };
    let folder = tempfile::tempdir().unwrap();
    let kinds: [&[&str]; 6] = [
        &["ec", "-pkeyopt", "ec_paramgen_curve:P-256"],
        &["ec", "-pkeyopt", "ec_paramgen_curve:P-384"],
        &["ed25519"],
        &["rsa:2048"],
        &["rsa:2048", "-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:32"],
        &["rsa:2048", "-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:20"],
    ];
    for kind in kinds {
        let path = folder.path().join("request.pem");
        let mut command = openssl.command();
        command.args(["req", "-new", "-nodes", "-subj", "/C=DE/O=Example Works/CN=requester"]);
        command.args(["-addext", "subjectAltName=email:signer@example.com", "-newkey"]).args(kind);
        command.arg("-keyout").arg(folder.path().join("key.pem")).arg("-out").arg(&path);
        assert_fine(&command.output().unwrap(), "openssl req -new");
        let request = CertificateRequest::from_pem(&std::fs::read(&path).unwrap()).unwrap();
        assert_eq!(request.subject_alt_names().unwrap().count(), 1);
        let verified = request.verify(&RustCrypto);
        assert!(verified.is_ok(), "{kind:?}: {verified:?}");
    }
}
