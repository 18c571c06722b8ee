//! Keys of every type go to and come from OpenSSL, ssh-keygen and Cosign as they are installed.

use std::{fs, path::Path, process::Command};

use crate::support::{keys, parse, password, private_of, public_of, random, read};
use countersign_crypto::{PrivateKey, RustCrypto};
use countersign_keys::{
    EncryptedPkcs8, KeyFile, KeyFileError, PrivateDerError, SealedKey, write_pkcs8_pem, write_public_pem,
};

fn run(mut program: Command, folder: &Path, arguments: &[&str]) -> String {
    let output =
        program.current_dir(folder).env("COSIGN_PASSWORD", "countersign").args(arguments).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn words<'a>(program: Command, folder: &Path, arguments: &'a str) -> String {
    run(program, folder, &arguments.split(' ').collect::<Vec<&'a str>>())
}

fn opened(text: &str) -> PrivateKey {
    read(text.as_bytes()).unwrap().open(&password("countersign"), &RustCrypto).unwrap()
}

#[test]
fn openssl_opens_what_is_written_and_writes_it_again_byte_for_byte() {
    let Some(openssl) = testkit::program("openssl") else { return };
    let folder = tempfile::tempdir().unwrap();
    for (index, key) in keys(11).into_iter().enumerate() {
        let written = write_pkcs8_pem(&key).unwrap();
        fs::write(folder.path().join("key.pem"), written.as_bytes()).unwrap();
        assert_eq!(words(openssl.command(), folder.path(), "pkey -in key.pem"), *written);
        assert_eq!(
            words(openssl.command(), folder.path(), "pkey -in key.pem -pubout"),
            write_public_pem(key.public_key())
        );
        if index > 0 {
            // Sealing costs the same for every key, and what is sealed is what was compared above.
            continue;
        }
        let sealed = EncryptedPkcs8::seal(&key, &password("countersign"), &mut random(3)).unwrap();
        fs::write(folder.path().join("sealed.pem"), sealed.to_pem()).unwrap();
        let plain = words(openssl.command(), folder.path(), "pkey -in sealed.pem -passin pass:countersign");
        assert_eq!(plain, *written);
        fs::write(folder.path().join("sealed.der"), sealed.to_der()).unwrap();
        let plain = words(
            openssl.command(),
            folder.path(),
            "pkey -inform DER -in sealed.der -passin pass:countersign",
        );
        assert_eq!(plain, *written);
    }
}

#[test]
fn opens_what_openssl_generates_in_every_form() {
    let Some(openssl) = testkit::program("openssl") else { return };
    let folder = tempfile::tempdir().unwrap();
    for (index, algorithm) in [
        "EC -pkeyopt ec_paramgen_curve:P-256",
        "EC -pkeyopt ec_paramgen_curve:P-384",
        "EC -pkeyopt ec_paramgen_curve:P-521",
        "ED25519",
        "RSA -pkeyopt rsa_keygen_bits:2048",
        "RSA -pkeyopt rsa_keygen_bits:3072",
    ]
    .into_iter()
    .enumerate()
    {
        words(openssl.command(), folder.path(), &format!("genpkey -algorithm {algorithm} -out key.pem"));
        let text = words(openssl.command(), folder.path(), "pkey -in key.pem");
        let key = private_of(text.as_bytes());
        assert_eq!(*write_pkcs8_pem(&key).unwrap(), text);
        let public = words(openssl.command(), folder.path(), "pkey -in key.pem -pubout");
        assert_eq!(&public_of(public.as_bytes()), key.public_key());
        let sealings = [
            "-v2 aes-256-cbc",
            "-v2 aes-192-cbc -v2prf hmacWithSHA512",
            "-v2 aes-128-cbc -v2prf hmacWithSHA384",
            "-v2 aes-256-cbc -v2prf hmacWithSHA1",
            "-scrypt",
        ];
        // Every sealing for the first key, then one for each.
        let some = if index == 0 { &sealings[..] } else { &sealings[index - 1..index] };
        for sealing in some {
            let arguments = format!("pkcs8 -topk8 -in key.pem -passout pass:countersign {sealing}");
            let sealed = words(openssl.command(), folder.path(), &arguments);
            assert_eq!(opened(&sealed).expose_secret(), key.expose_secret(), "{algorithm} {sealing}");
        }
        if algorithm != "ED25519" {
            let traditional = words(openssl.command(), folder.path(), "pkey -in key.pem -traditional");
            assert_eq!(private_of(traditional.as_bytes()).expose_secret(), key.expose_secret());
        }
    }
    for curve in ["prime256v1", "secp384r1", "secp521r1"] {
        let pair = words(openssl.command(), folder.path(), &format!("ecparam -name {curve} -genkey"));
        assert!(pair.contains("EC PARAMETERS"));
        private_of(pair.as_bytes());
    }
}

#[test]
fn keys_of_other_kinds_are_named_as_unsupported() {
    let Some(openssl) = testkit::program("openssl") else { return };
    let folder = tempfile::tempdir().unwrap();
    for (arguments, expected) in [
        ("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:secp256k1", PrivateDerError::UnsupportedCurve),
        (
            "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -pkeyopt ec_param_enc:explicit",
            PrivateDerError::UnsupportedCurve,
        ),
        ("genpkey -algorithm ED448", PrivateDerError::UnsupportedAlgorithm),
        ("genpkey -algorithm X25519", PrivateDerError::UnsupportedAlgorithm),
        ("genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048", PrivateDerError::UnsupportedAlgorithm),
    ] {
        let text = words(openssl.command(), folder.path(), arguments);
        assert_eq!(parse(&text).unwrap_err(), KeyFileError::PrivateDer(expected), "{arguments}");
    }
    let primes = "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -pkeyopt rsa_keygen_primes:3";
    let text = words(openssl.command(), folder.path(), primes);
    assert_eq!(parse(&text).unwrap_err(), KeyFileError::PrivateDer(PrivateDerError::MultiPrime));
}

#[test]
fn opens_what_ssh_keygen_generates_plain_and_under_a_password() {
    let Some(keygen) = testkit::program("ssh-keygen") else { return };
    let folder = tempfile::tempdir().unwrap();
    let ciphers = [
        "aes256-ctr",
        "aes192-ctr",
        "aes128-ctr",
        "aes256-cbc",
        "aes256-gcm@openssh.com",
        "aes128-gcm@openssh.com",
    ];
    for (index, kind) in
        ["ed25519", "ecdsa -b 256", "ecdsa -b 384", "ecdsa -b 521", "rsa -b 2048", "rsa -b 3072"]
            .iter()
            .enumerate()
    {
        let name = format!("key{index}");
        let arguments: Vec<&str> =
            ["-q", "-t"].into_iter().chain(kind.split(' ')).chain(["-N", "", "-f", &name]).collect();
        run(keygen.command(), folder.path(), &arguments);
        let file = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
        let key = private_of(file(&name).as_bytes());
        assert_eq!(key.public_key(), &public_of(file(&format!("{name}.pub")).as_bytes()), "{kind}");
        for pair in ciphers.windows(2).skip(index % ciphers.len().saturating_sub(1)).take(1) {
            for cipher in pair {
                let arguments =
                    ["-q", "-p", "-P", "", "-N", "countersign", "-a", "2", "-Z", cipher, "-f", &name];
                run(keygen.command(), folder.path(), &arguments);
                assert_eq!(opened(&file(&name)).expose_secret(), key.expose_secret(), "{kind} {cipher}");
                run(
                    keygen.command(),
                    folder.path(),
                    &["-q", "-p", "-P", "countersign", "-N", "", "-f", &name],
                );
            }
        }
        // ssh-keygen writes the other forms as well.
        if !kind.starts_with("ed25519") {
            for (form, arguments) in [
                ("PKCS8", ["-q", "-p", "-P", "", "-N", "countersign"]),
                ("PKCS8", ["-q", "-p", "-P", "countersign", "-N", ""]),
            ] {
                let all: Vec<&str> = arguments.into_iter().chain(["-m", form, "-f", &name]).collect();
                run(keygen.command(), folder.path(), &all);
                let again = read(file(&name).as_bytes()).unwrap();
                let again = match again {
                    KeyFile::Private(key) => key,
                    sealed => sealed.open(&password("countersign"), &RustCrypto).unwrap(),
                };
                assert_eq!(again.expose_secret(), key.expose_secret(), "{kind} {form}");
            }
        }
    }
}

#[test]
fn ssh_keygen_reads_what_is_written() {
    let Some(keygen) = testkit::program("ssh-keygen") else { return };
    let folder = tempfile::tempdir().unwrap();
    for key in keys(12) {
        fs::write(folder.path().join("key.pub"), write_public_pem(key.public_key())).unwrap();
        // OpenSSH of this age imports PKCS#8 public keys of RSA and the curves.
        if key.public_key().point().len() != 32 {
            let line = run(keygen.command(), folder.path(), &["-i", "-m", "PKCS8", "-f", "key.pub"]);
            assert_eq!(&public_of(line.as_bytes()), key.public_key());
        }
    }
}

#[test]
fn cosign_imports_what_is_written_and_its_box_opens() {
    let Some(cosign) = testkit::program("cosign") else { return };
    let folder = tempfile::tempdir().unwrap();
    for (index, key) in keys(13).iter().enumerate() {
        fs::write(folder.path().join("key.pem"), write_pkcs8_pem(key).unwrap().as_bytes()).unwrap();
        let prefix = format!("imported{index}");
        run(cosign.command(), folder.path(), &["import-key-pair", "--key", "key.pem", "-o", &prefix]);
        let file = |name: &str| fs::read_to_string(folder.path().join(format!("{prefix}.{name}"))).unwrap();
        assert_eq!(opened(&file("key")).expose_secret(), key.expose_secret());
        assert_eq!(file("pub"), write_public_pem(key.public_key()));
        let sealed = SealedKey::seal(key, &password("countersign"), &mut random(4)).unwrap();
        fs::write(folder.path().join("ours.key"), sealed.to_pem()).unwrap();
        let public = run(cosign.command(), folder.path(), &["public-key", "--key", "ours.key"]);
        assert_eq!(public, write_public_pem(key.public_key()));
    }
}
