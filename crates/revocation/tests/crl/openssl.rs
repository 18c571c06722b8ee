//! Lists that OpenSSL writes.

use std::{fs, path::Path};

use countersign_revocation::{
    CertificateList, CrlChecker, CrlLimits, CrlNumber, CrlSet, Reason, Status,
    crypto::RustCrypto,
    x509::{AnchorLimits, Certificate, PathBuilder, Profile, TrustAnchors},
};
use testkit::Program;

const CONFIG: &str = "
[ca]
default_ca = main
[main]
database = index.txt
serial = serial
crlnumber = crlnumber
new_certs_dir = .
certificate = root.pem
private_key = root.key
default_md = sha256
default_days = 30
default_crl_days = 7
policy = any
unique_subject = no
crl_extensions = plain
x509_extensions = leaf
[any]
commonName = supplied
[plain]
authorityKeyIdentifier = keyid:always
[scoped]
authorityKeyIdentifier = keyid:always
issuingDistributionPoint = critical, @scope
[scope]
fullname = URI:http://example.com/a.crl
onlyuser = TRUE
[leaf]
basicConstraints = CA:FALSE
crlDistributionPoints = URI:http://example.com/a.crl
[req]
distinguished_name = dn
[dn]
";

struct Authority<'p> {
    openssl: &'p Program,
    folder: tempfile::TempDir,
}

impl Authority<'_> {
    fn run(&self, arguments: &str) {
        let mut command = self.openssl.command();
        let output = command.args(arguments.split(' ')).current_dir(self.folder.path()).output().unwrap();
        assert!(output.status.success(), "{arguments}: {}", String::from_utf8_lossy(&output.stderr));
    }

    fn new(openssl: &Program) -> Authority<'_> {
        let authority = Authority { openssl, folder: tempfile::tempdir().unwrap() };
        let files = [("ca.cnf", CONFIG), ("index.txt", ""), ("serial", "1000\n"), ("crlnumber", "01\n")];
        for (name, text) in files {
            fs::write(authority.folder.path().join(name), text).unwrap();
        }
        authority.run(
            "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout root.key -out root.pem \
             -subj /CN=Root -days 60 -config ca.cnf -addext basicConstraints=critical,CA:TRUE \
             -addext keyUsage=critical,keyCertSign,cRLSign"
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
                .as_str(),
        );
        for name in ["good", "bad"] {
            authority.run(&format!(
                "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout {name}.key -out {name}.csr -subj /CN={name} -config ca.cnf"
            ));
            authority.run(&format!("ca -batch -config ca.cnf -in {name}.csr -out {name}.pem -notext"));
        }
        authority.run("ca -config ca.cnf -revoke bad.pem -crl_reason keyCompromise");
        authority
    }

    fn list(&self, extensions: &str) -> Vec<u8> {
        self.run(&format!("ca -config ca.cnf -gencrl -out list.pem -crlexts {extensions}"));
        self.run("crl -in list.pem -outform DER -out list.der");
        fs::read(self.folder.path().join("list.der")).unwrap()
    }

    fn certificate(&self, name: &str) -> Vec<u8> {
        der(&self.folder.path().join(format!("{name}.pem")))
    }

    fn status(&self, name: &str, list: &[u8]) -> Status {
        let anchors = TrustAnchors::from_ders([self.certificate("root")], AnchorLimits::OwnLimits);
        let der = self.certificate(name);
        let list = CertificateList::from_der(list, CrlLimits::DEFAULT).unwrap();
        let now = list.this_update().checked_add(core::time::Duration::from_secs(60)).unwrap();
        let leaf = Certificate::from_der(&der).unwrap();
        let builder = PathBuilder::new(&RustCrypto, &anchors, Profile::RFC5280);
        let path = builder.verify(&leaf, &[], now).unwrap();
        let mut set = CrlSet::new();
        set.add(list);
        CrlChecker::new(&RustCrypto, now).status(&path, 0, &mut set).status()
    }
}

fn der(path: &Path) -> Vec<u8> {
    Certificate::from_pem(&fs::read(path).unwrap()).unwrap().der().to_vec()
}

#[test]
fn lists_of_openssl_are_judged() {
    let Some(openssl) = testkit::program("openssl") else { return };
    let authority = Authority::new(&openssl);
    for (number, extensions) in ["plain", "scoped"].into_iter().enumerate() {
        let list = authority.list(extensions);
        let read = CertificateList::from_der(&list, CrlLimits::DEFAULT).unwrap();
        assert_eq!(read.number(), Some(CrlNumber::from(u64::try_from(number).unwrap() + 1)));
        assert!(matches!(authority.status("good", &list), Status::Good(_)));
        match authority.status("bad", &list) {
            Status::Revoked(revocation) => assert_eq!(revocation.reason(), Some(Reason::KeyCompromise)),
            other => panic!("{other}"),
        }
    }
}
