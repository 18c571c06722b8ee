//! OpenSSH's private keys and public lines.

use countersign_crypto::{PublicKeyError, RustCrypto};
use countersign_encoding::{base64, pem};
use countersign_keys::{KeyFile, KeyFileError, KeyForm, OpenError, OpenSshError, OpenSshKey};
use testkit::{bit_flips, byte_deletions, truncations};

use crate::support::{TYPES, data, der, password, private_file, public_file, public_of, read, text};

const MAGIC: &[u8] = b"openssh-key-v1\0";

fn string(bytes: &[u8]) -> Vec<u8> {
    [&u32::try_from(bytes.len()).unwrap().to_be_bytes(), bytes].concat()
}

/// A file with one Ed25519 key, each part as given.
struct Parts {
    cipher: &'static [u8],
    kdf: &'static [u8],
    options: Vec<u8>,
    count: u32,
    public: Vec<u8>,
    check: [u8; 8],
    key: Vec<u8>,
    padding: Vec<u8>,
    rest: Vec<u8>,
}

impl Parts {
    fn new() -> Self {
        let key = private_file("openssl/ed25519.pkcs8.pem");
        let point = key.public_key().point();
        let private = [key.expose_secret(), point].concat();
        let head = string(b"ssh-ed25519");
        Self {
            cipher: b"none",
            kdf: b"none",
            options: Vec::new(),
            count: 1,
            public: [head.clone(), string(point)].concat(),
            check: [7; 8],
            key: [head, string(point), string(&private), string(b"test")].concat(),
            padding: vec![1],
            rest: Vec::new(),
        }
    }

    fn bytes(&self) -> Vec<u8> {
        let private = [&self.check[..], &self.key, &self.padding].concat();
        let count = self.count.to_be_bytes();
        [
            MAGIC,
            &string(self.cipher),
            &string(self.kdf),
            &string(&self.options),
            &count,
            &string(&self.public),
            &string(&private),
            &self.rest,
        ]
        .concat()
    }

    fn encrypted(cipher: &'static [u8], rounds: u32) -> Self {
        let options = [string(&[9; 16]), rounds.to_be_bytes().to_vec()].concat();
        Self { cipher, kdf: b"bcrypt", options, ..Self::new() }
    }
}

fn parse(bytes: &[u8]) -> Result<KeyFile, OpenSshError> {
    read(pem::encode("OPENSSH PRIVATE KEY", bytes).as_bytes()).map_err(|error| match error {
        KeyFileError::OpenSsh(error) => error,
        other => panic!("{other:?}"),
    })
}

fn refused(change: impl FnOnce(&mut Parts)) -> OpenSshError {
    let mut parts = Parts::new();
    change(&mut parts);
    parse(&parts.bytes()).unwrap_err()
}

fn encrypted(bytes: &[u8]) -> Result<OpenSshKey, OpenSshError> {
    parse(bytes).map(|file| match file {
        KeyFile::OpenSsh(key) => key,
        other => panic!("{other:?}"),
    })
}

#[test]
fn reads_what_ssh_keygen_writes() {
    for (name, key_type) in TYPES {
        let (file, line) = (format!("openssh/{name}"), format!("openssh/{name}.pub"));
        let key = private_file(&file);
        assert_eq!(key.key_type(), key_type);
        assert_eq!(key.public_key(), &public_file(&line), "{name}");
        assert_eq!(KeyForm::of(&data(&file)), Ok(KeyForm::OpenSsh));
        assert_eq!(KeyForm::of(&data(&line)), Ok(KeyForm::OpenSshPublic));
    }
}

#[test]
fn opens_every_cipher_with_its_password_only() {
    for (name, _) in TYPES {
        let file = read(&data(&format!("openssh/{name}.encrypted"))).unwrap();
        let KeyFile::OpenSsh(key) = &file else { panic!("{file:?}") };
        assert_eq!(
            (key.rounds(), key.claimed_public_key()),
            (4, &public_file(&format!("openssh/{name}.pub")))
        );
        let opened = file.open(&password("countersign"), &RustCrypto).unwrap();
        assert_eq!(
            opened.expose_secret(),
            private_file(&format!("openssh/{name}")).expose_secret(),
            "{name}"
        );
        for wrong in ["", "Countersign", "countersign\n"] {
            assert_eq!(file.open(&password(wrong), &RustCrypto).unwrap_err(), OpenError::Password, "{name}");
        }
        let shown = format!("{file:?}");
        assert!(shown.contains("withheld"), "{shown}");
    }
}

#[test]
fn reads_what_the_negatives_are_made_of() {
    let KeyFile::Private(key) = parse(&Parts::new().bytes()).unwrap() else { panic!("not private") };
    assert_eq!(key.expose_secret(), private_file("openssl/ed25519.pkcs8.pem").expose_secret());
    assert!(encrypted(&Parts::encrypted(b"aes256-ctr", 16).bytes()).is_err(), "not whole blocks");
    let mut whole = Parts::encrypted(b"aes256-ctr", 16);
    whole.padding = vec![0; 16 - (8 + whole.key.len()) % 16];
    assert!(encrypted(&whole.bytes()).is_ok());
}

#[test]
fn refuses_other_structures() {
    for (what, error) in [
        ("a byte behind", refused(|parts| parts.rest = vec![0])),
        ("check numbers that differ", refused(|parts| parts.check[7] ^= 1)),
        ("options without a cipher", refused(|parts| parts.options = vec![0])),
        ("a derivation without a cipher", refused(|parts| parts.kdf = b"bcrypt")),
        ("a cipher without a derivation", refused(|parts| parts.cipher = b"aes256-ctr")),
        ("no padding", refused(|parts| parts.padding = Vec::new())),
        ("wrong padding", refused(|parts| parts.padding = vec![2])),
        ("a block of padding too many", refused(|parts| parts.padding = (1..=9).collect())),
        ("no comment", refused(|parts| parts.key.truncate(parts.key.len() - 8))),
    ] {
        assert_eq!(error, OpenSshError::Encoding, "{what}");
    }
    let bytes = Parts::new().bytes();
    for damaged in [&bytes[1..], &bytes[..bytes.len() - 1], MAGIC, b"openssh-key-v2\0"] {
        assert_eq!(parse(damaged).unwrap_err(), OpenSshError::Encoding);
    }
    for actual in [0, 2, u32::MAX] {
        assert_eq!(refused(|parts| parts.count = actual), OpenSshError::KeyCount { actual });
    }
    let limit = 32 * 1024;
    let long = vec![0; limit + 1];
    assert_eq!(parse(&long).unwrap_err(), OpenSshError::TooLong { limit, actual: limit + 1 });
}

#[test]
fn refuses_types_ciphers_and_derivations_that_are_not_read() {
    for name in [
        "ssh-dss",
        "sk-ssh-ed25519@openssh.com",
        "ecdsa-sha2-nistp224",
        "ssh-ed25519-cert-v01@openssh.com",
        "",
    ] {
        let error = refused(|parts| parts.public = string(name.as_bytes()));
        assert_eq!(error, OpenSshError::UnsupportedKeyType, "{name}");
    }
    let chacha = read(&data("openssh/p256.chacha")).unwrap_err();
    assert_eq!(chacha, KeyFileError::OpenSsh(OpenSshError::UnsupportedCipher));
    for cipher in [&b"3des-cbc"[..], b"aes256-gcm", b"AES256-CTR", b"rijndael-cbc@lysator.liu.se"] {
        let error = encrypted(&Parts::encrypted(cipher, 16).bytes()).unwrap_err();
        assert_eq!(error, OpenSshError::UnsupportedCipher);
    }
    let mut other = Parts::encrypted(b"aes256-ctr", 16);
    other.kdf = b"scrypt";
    assert_eq!(encrypted(&other.bytes()).unwrap_err(), OpenSshError::UnsupportedDerivation);
}

#[test]
fn rounds_are_bounded_before_any_work() {
    let with = |rounds| {
        let mut parts = Parts::encrypted(b"aes256-cbc", rounds);
        parts.padding = vec![0; 16 - (8 + parts.key.len()) % 16];
        encrypted(&parts.bytes())
    };
    assert_eq!(with(1024).unwrap().rounds(), 1024);
    for actual in [0, 1025, 1 << 31, u32::MAX] {
        assert_eq!(with(actual).unwrap_err(), OpenSshError::Rounds { limit: 1024, actual });
    }
    let whole = |cipher, options: &[u8], rest: &[u8]| {
        let mut parts = Parts::encrypted(cipher, 16);
        parts.padding = vec![0; 16 - (8 + parts.key.len()) % 16];
        (parts.options, parts.rest) = (options.to_vec(), rest.to_vec());
        encrypted(&parts.bytes())
    };
    let good = [&string(&[9; 16])[..], &[0, 0, 0, 1]].concat();
    assert!(whole(b"aes256-ctr", &good, &[]).is_ok());
    assert!(whole(b"aes256-gcm@openssh.com", &good, &[0; 16]).is_ok());
    for (cipher, tag) in
        [(&b"aes256-ctr"[..], 16), (b"aes256-gcm@openssh.com", 0), (b"aes256-gcm@openssh.com", 15)]
    {
        let error = whole(cipher, &good, &vec![0; tag]).unwrap_err();
        assert_eq!(error, OpenSshError::Encoding, "{tag}");
    }
    for options in [
        string(&[]),
        [&string(&[])[..], &[0, 0, 0, 1]].concat(),
        [string(&[9; 16]), vec![0, 0, 0]].concat(),
        [&string(&[9; 16])[..], &[0, 0, 0, 1, 0]].concat(),
    ] {
        assert_eq!(whole(b"aes256-ctr", &options, &[]).unwrap_err(), OpenSshError::Encoding);
    }
}

#[test]
fn every_public_key_in_the_file_must_belong() {
    let other = public_file("openssh/ed25519.pub");
    let own = private_file("openssl/ed25519.pkcs8.pem");
    let head = string(b"ssh-ed25519");
    let mixed = |first: &[u8], second: &[u8]| {
        let private = [own.expose_secret(), second].concat();
        [&head[..], &string(first), &string(&private), &string(b"")].concat()
    };
    let (own, point) = (own.public_key().point(), other.point());
    let padding = vec![1, 2, 3, 4, 5];
    for (what, outer, key) in [
        ("outside", point, mixed(own, own)),
        ("inside", own, mixed(point, own)),
        ("behind the seed", own, mixed(own, point)),
        ("all of them", point, mixed(point, point)),
    ] {
        let error = refused(|parts| {
            parts.public = [&head[..], &string(outer)].concat();
            parts.key = key;
            parts.padding = padding.clone();
        });
        assert_eq!(error, OpenSshError::PublicKeyMismatch, "{what}");
    }
    let p256 = refused(|parts| {
        let blob = text("openssh/p256.pub");
        parts.public = base64::decode_standard(blob.split(' ').nth(1).unwrap().as_bytes()).unwrap();
    });
    assert_eq!(p256, OpenSshError::PublicKeyMismatch, "another type");
    let zero = refused(|parts| parts.public = [&head[..], &string(&[0; 32])].concat());
    assert!(matches!(zero, OpenSshError::Public(PublicKeyError::Point(_))), "{zero:?}");
}

#[test]
fn public_lines_are_one_line_with_one_spelling() {
    let line = text("openssh/p256.pub");
    let key = public_file("openssh/p256.pub");
    let (name, rest) = line.trim_end().split_once(' ').unwrap();
    let (blob, comment) = rest.split_once(' ').unwrap();
    assert_eq!(comment, "test key");
    for same in
        [format!("{name} {blob}"), format!("{name} {blob}\r\n"), format!("{name} {blob} \u{e9} {name}\n")]
    {
        assert_eq!(public_of(same.as_bytes()), key, "{same:?}");
    }
    let refused = |text: String| match read(text.as_bytes()).unwrap_err() {
        KeyFileError::OpenSsh(error) => error,
        other => panic!("{text:?}: {other:?}"),
    };
    assert_eq!(refused(format!("{line}{line}")), OpenSshError::SeveralLines);
    assert_eq!(refused(format!("{line}\n")), OpenSshError::SeveralLines);
    assert_eq!(refused(name.to_owned()), OpenSshError::Encoding);
    assert_eq!(refused(format!("ecdsa-sha2-nistp384 {blob}")), OpenSshError::Encoding);
    assert_eq!(refused(format!("ssh-dss {blob}")), OpenSshError::UnsupportedKeyType);
    assert_eq!(refused(format!("sk-ssh-ed25519@openssh.com {blob}")), OpenSshError::UnsupportedKeyType);
    assert!(matches!(refused(format!("{name}  {blob}")), OpenSshError::Encoding));
    assert!(matches!(refused(format!("{name} {blob}=")), OpenSshError::Base64(_)));
    // Options, as in authorized_keys, are no key type.
    let options = read(format!("restrict {line}").as_bytes()).unwrap_err();
    assert!(matches!(options, KeyFileError::Pem(_)), "{options:?}");
    let long = format!(
        "ssh-ed25519 {}",
        base64::encode_standard(&[&string(b"ssh-ed25519")[..], &[0; 5000]].concat())
    );
    assert_eq!(refused(long), OpenSshError::TooLong { limit: 4096, actual: 5015 });
    let curve = [string(b"ecdsa-sha2-nistp256"), string(b"nistp384"), string(key.point())].concat();
    assert_eq!(refused(format!("{name} {}", base64::encode_standard(&curve))), OpenSshError::Encoding);
    let longer = [base64::decode_standard(blob.as_bytes()).unwrap(), vec![0]].concat();
    assert_eq!(refused(format!("{name} {}", base64::encode_standard(&longer))), OpenSshError::Encoding);
}

/// What is computed from the numbers is bounded by the public key outside.
#[test]
fn numbers_of_rsa_are_bounded_before_they_are_computed_with() {
    let private = private_file("openssh/rsa2048");
    let rsa = private.public_key().rsa().unwrap();
    let modulus = [&[0], rsa.modulus()].concat();
    let file = |modulus: &[u8], [d, p, q]: [usize; 3]| {
        let number = |length: usize| string(&vec![0x7f; length]);
        let private = [
            string(b"ssh-rsa"),
            string(modulus),
            string(rsa.exponent()),
            number(d),
            number(128),
            number(p),
            number(q),
            string(b""),
        ];
        let mut parts = Parts::new();
        parts.public =
            [string(b"ssh-rsa"), string(rsa.exponent()), string(&[&[0], rsa.modulus()].concat())].concat();
        parts.key = private.concat();
        parts.padding = (1..=8).take((8 - parts.key.len() % 8) % 8).collect();
        parse(&parts.bytes()).unwrap_err()
    };
    assert!(matches!(file(&modulus, [256, 128, 128]), OpenSshError::Private(_)));
    for lengths in [[257, 128, 128], [256, 257, 128], [256, 128, 257]] {
        assert_eq!(file(&modulus, lengths), OpenSshError::Encoding, "{lengths:?}");
    }
    for other in [&[0x7f; 256][..], &[0x7f; 8000]] {
        assert_eq!(file(other, [256, 128, 128]), OpenSshError::PublicKeyMismatch);
    }
}

#[test]
fn numbers_have_one_spelling() {
    let key = public_file("openssh/rsa2048.pub");
    let rsa = key.rsa().unwrap();
    let line = |exponent: &[u8], modulus: &[u8]| {
        let blob = [string(b"ssh-rsa"), string(exponent), string(modulus)].concat();
        read(format!("ssh-rsa {}", base64::encode_standard(&blob)).as_bytes())
    };
    let modulus = [&[0], rsa.modulus()].concat();
    assert!(line(&[1, 0, 1], &modulus).is_ok());
    for (exponent, modulus) in [
        (&[0, 1, 0, 1][..], &modulus[..]),
        (&[1, 0, 1], rsa.modulus()),
        (&[1, 0, 1], &[&[0], &modulus[..]].concat()),
        (&[], &modulus),
        (&[0], &modulus),
    ] {
        assert_eq!(line(exponent, modulus).unwrap_err(), KeyFileError::OpenSsh(OpenSshError::Encoding));
    }
}

#[test]
fn damage_to_a_plain_key_never_gives_another_key() {
    for name in ["ed25519", "p256"] {
        let original = der(&format!("openssh/{name}"));
        let key = private_file(&format!("openssh/{name}"));
        for mutant in bit_flips(&original).chain(truncations(&original)).chain(byte_deletions(&original)) {
            if mutant.bytes.is_empty() {
                continue;
            }
            if let Ok(KeyFile::Private(read)) = parse(&mutant.bytes) {
                // The comment and the check numbers are nobody's.
                assert_eq!(read.expose_secret(), key.expose_secret(), "{name}: {}", mutant.change);
            }
        }
    }
}
