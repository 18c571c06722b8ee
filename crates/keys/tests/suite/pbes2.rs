//! PKCS#8 under a password: what is read, what is refused before any work, and what damage gives.

use countersign_crypto::{RandomError, RustCrypto};
use countersign_keys::{
    EncryptedPkcs8, KeyFile, OpenError, Password, Pbes2Error, PrivateDerError, SealError,
};
use testkit::{bit_flips, byte_deletions, truncations};

use crate::support::{
    data, der, password, private, private_file, private_of, public_file, random, read, text, tlv, unhex,
};

const PBES2: &str = "06092a864886f70d01050d";
const PBKDF2: &str = "06092a864886f70d01050c";
const SCRYPT: &str = "06092b06010401da47040b";
const HMAC_SHA256: &str = "06082a864886f70d0209";
const AES256_CBC: &str = "060960864801650304012a";
const AES256_GCM: &str = "060960864801650304012e";

/// `EncryptedPrivateKeyInfo`, each part as given.
struct Parts {
    scheme: Vec<u8>,
    kdf: Vec<u8>,
    kdf_params: Vec<u8>,
    cipher: Vec<u8>,
    cipher_params: Vec<u8>,
    ciphertext: Vec<u8>,
}

impl Parts {
    fn new() -> Self {
        Self {
            scheme: unhex(PBES2),
            kdf: unhex(PBKDF2),
            kdf_params: pbkdf2(&[8; 16], &[2], &[], &hmac(HMAC_SHA256)),
            cipher: unhex(AES256_CBC),
            cipher_params: tlv(4, &[7; 16]),
            ciphertext: vec![0; 48],
        }
    }

    fn scrypt(n: u64, r: u64, p: u64) -> Self {
        let numbers: Vec<u8> = [n, r, p].iter().flat_map(|number| integer(*number)).collect();
        let kdf_params = tlv(0x30, &[tlv(4, &[8; 16]), numbers].concat());
        Self { kdf: unhex(SCRYPT), kdf_params, ..Self::new() }
    }

    fn der(&self) -> Vec<u8> {
        let sequence = |parts: &[&[u8]]| tlv(0x30, &parts.concat());
        let kdf = sequence(&[&self.kdf, &self.kdf_params]);
        let cipher = sequence(&[&self.cipher, &self.cipher_params]);
        let algorithm = sequence(&[&self.scheme, &sequence(&[&kdf, &cipher])]);
        sequence(&[&algorithm, &tlv(4, &self.ciphertext)])
    }

    fn read(&self) -> Result<EncryptedPkcs8, Pbes2Error> {
        EncryptedPkcs8::from_der(&self.der())
    }
}

fn hmac(oid: &str) -> Vec<u8> {
    tlv(0x30, &unhex(&format!("{oid}0500")))
}

fn pbkdf2(salt: &[u8], iterations: &[u8], key_length: &[u8], function: &[u8]) -> Vec<u8> {
    tlv(0x30, &[&tlv(4, salt), &tlv(2, iterations)[..], key_length, function].concat())
}

fn integer(number: u64) -> Vec<u8> {
    let octets: Vec<u8> = number.to_be_bytes().into_iter().skip_while(|byte| *byte == 0).collect();
    let sign: &[u8] = if octets.first().is_none_or(|first| *first >= 0x80) { &[0] } else { &[] };
    tlv(2, &[sign, &octets].concat())
}

fn refused(change: impl FnOnce(&mut Parts)) -> Pbes2Error {
    let mut parts = Parts::new();
    change(&mut parts);
    parts.read().unwrap_err()
}

fn open(bytes: &[u8], secret: &str) -> Result<countersign_crypto::PrivateKey, OpenError> {
    read(bytes).unwrap().open(&password(secret), &RustCrypto)
}

#[test]
fn opens_what_openssl_encrypts() {
    for (file, name, derivation) in [
        ("openssl/p256.pbkdf2-sha256.pem", "p256", "pbkdf2-hmac-sha256"),
        ("openssl/p384.pbkdf2-sha384.pem", "p384", "pbkdf2-hmac-sha384"),
        ("openssl/p521.pbkdf2-sha512.pem", "p521", "pbkdf2-hmac-sha512"),
        ("openssl/ed25519.pbkdf2-sha1.pem", "ed25519", "pbkdf2-hmac-sha1"),
        ("openssl/rsa2048.scrypt.pem", "rsa2048", "scrypt"),
    ] {
        let key = open(&data(file), "countersign").unwrap();
        assert_eq!(key.public_key(), &public_file(&format!("openssl/{name}.spki.pem")), "{file}");
        let KeyFile::EncryptedPkcs8(encrypted) = read(&data(file)).unwrap() else { panic!("{file}") };
        assert_eq!(
            (encrypted.derivation(), encrypted.iterations().is_some()),
            (derivation, derivation != "scrypt")
        );
        assert_eq!((encrypted.to_pem(), encrypted.to_der()), (text(file), &der(file)[..]));
        for wrong in ["", "Countersign", "countersign\n"] {
            assert_eq!(open(&data(file), wrong).unwrap_err(), OpenError::Password, "{file} {wrong:?}");
        }
    }
}

#[test]
fn old_schemes_and_ciphers_are_refused_by_name() {
    for (file, expected) in [
        ("openssl/p256.pbes1.pem", Pbes2Error::OldScheme),
        ("openssl/p256.pkcs12.pem", Pbes2Error::OldScheme),
        ("openssl/p256.des3.pem", Pbes2Error::OldCipher),
    ] {
        assert_eq!(EncryptedPkcs8::from_der(&der(file)).unwrap_err(), expected, "{file}");
    }
    for cipher in ["06052b0e030207", "06082a864886f70d0302", "06082a864886f70d0307"] {
        assert_eq!(refused(|parts| parts.cipher = unhex(cipher)), Pbes2Error::OldCipher, "{cipher}");
    }
    // AES-256 in CTR is no mode of PBES2 here; Camellia-256-CBC.
    for cipher in ["0609608648016503040129", "060b2a83088c9a4b3d01010104"] {
        assert_eq!(refused(|parts| parts.cipher = unhex(cipher)), Pbes2Error::UnknownCipher, "{cipher}");
    }
    assert_eq!(refused(|parts| parts.scheme = unhex(PBKDF2)), Pbes2Error::UnknownScheme);
    assert_eq!(refused(|parts| parts.kdf = unhex(PBES2)), Pbes2Error::UnknownDerivation);
    // HMAC-SHA-224, HMAC-MD5.
    for function in ["06082a864886f70d0208", "06082a864886f70d0206"] {
        let error = refused(|parts| parts.kdf_params = pbkdf2(&[8; 16], &[2], &[], &hmac(function)));
        assert_eq!(error, Pbes2Error::UnknownFunction, "{function}");
    }
}

#[test]
fn reads_what_the_negatives_are_made_of() {
    assert!(Parts::new().read().is_ok());
    assert!(Parts::scrypt(1 << 14, 8, 1).read().is_ok());
    // RFC 8018 §A.2: the function may be left out, the key length may be there.
    for kdf_params in
        [pbkdf2(&[8; 16], &[2], &[], &[]), pbkdf2(&[8; 16], &[2], &[2, 1, 32], &hmac(HMAC_SHA256))]
    {
        assert!(Parts { kdf_params, ..Parts::new() }.read().is_ok());
    }
}

/// Java writes the default that DER leaves out.
#[test]
fn hmac_sha1_is_the_same_function_left_out_and_spelled_out() {
    for function in [Vec::new(), hmac("06082a864886f70d0207")] {
        let kdf_params = pbkdf2(&[8; 16], &[2], &[], &function);
        let read = Parts { kdf_params, ..Parts::new() }.read().unwrap();
        assert_eq!(read.derivation(), "pbkdf2-hmac-sha1");
    }
    let other = Parts::new().read().unwrap();
    assert_eq!(other.derivation(), "pbkdf2-hmac-sha256");
}

#[test]
fn iterations_are_bounded_before_any_work() {
    let with = |iterations: u64| {
        let number = integer(iterations);
        let kdf_params = pbkdf2(&[8; 16], &number[2..], &[], &hmac(HMAC_SHA256));
        Parts { kdf_params, ..Parts::new() }.read()
    };
    let limit = 5_000_000;
    assert!(with(1).is_ok() && with(u64::from(limit)).is_ok());
    for actual in [0, 5_000_001, 1 << 31, u64::from(u32::MAX), 1 << 32, (1 << 32) + 1, u64::MAX] {
        assert_eq!(with(actual).unwrap_err(), Pbes2Error::Iterations { limit, actual });
    }
    let huge = pbkdf2(&[8; 16], &[0x7f; 100], &[], &hmac(HMAC_SHA256));
    let actual = u64::MAX;
    assert_eq!(refused(|parts| parts.kdf_params = huge), Pbes2Error::Iterations { limit, actual });
}

#[test]
fn the_cost_of_scrypt_is_bounded_before_any_work() {
    for (n, r, p) in [(2, 1, 1), (1 << 14, 8, 1), (1 << 18, 8, 4), (1 << 15, 64, 4), (1 << 20, 2, 4)] {
        assert!(Parts::scrypt(n, r, p).read().is_ok(), "N={n} r={r} p={p}");
    }
    for (n, r, p) in [
        (0, 8, 1),
        (1, 8, 1),
        (3, 8, 1),
        (16_385, 8, 1),
        (1 << 19, 8, 1),
        (1 << 30, 8, 1),
        (1 << 63, 8, 1),
        (u64::MAX, 8, 1),
        (1 << 14, 0, 1),
        (1 << 14, 65, 1),
        (1 << 14, 1 << 30, 1),
        (1 << 14, 8, 0),
        (1 << 14, 8, 65),
        (1 << 14, 8, u64::MAX),
        (1 << 18, 8, 5),
        (1 << 16, 1, 1),
    ] {
        assert_eq!(Parts::scrypt(n, r, p).read().unwrap_err(), Pbes2Error::ScryptCost { n, r, p });
    }
}

#[test]
fn lengths_must_fit_the_cipher() {
    for length in [0, 16, 24, 31, 33, 1 << 30] {
        let number = integer(length);
        let kdf_params = pbkdf2(&[8; 16], &[2], &number, &hmac(HMAC_SHA256));
        assert_eq!(refused(|parts| parts.kdf_params = kdf_params), Pbes2Error::KeyLength { expected: 32 });
    }
    for actual in [0, 8, 15, 17, 32] {
        let error = refused(|parts| parts.cipher_params = tlv(4, &vec![7; actual]));
        assert_eq!(error, Pbes2Error::IvLength { expected: 16, actual });
    }
    for actual in [0, 1, 15, 17, 47] {
        let error = refused(|parts| parts.ciphertext = vec![0; actual]);
        assert_eq!(error, Pbes2Error::CiphertextLength { actual });
    }
    let limit = 24 * 1024;
    let long = Parts { ciphertext: vec![0; limit], ..Parts::new() }.der();
    assert_eq!(
        EncryptedPkcs8::from_der(&long).unwrap_err(),
        Pbes2Error::TooLong { limit, actual: long.len() }
    );
}

#[test]
fn gcm_takes_a_nonce_of_12_and_a_tag_of_16_bytes() {
    let gcm = |nonce: usize, tag: &[u8], ciphertext: usize| {
        let cipher_params = tlv(0x30, &[&tlv(4, &vec![7; nonce])[..], tag].concat());
        Parts { cipher: unhex(AES256_GCM), cipher_params, ciphertext: vec![0; ciphertext], ..Parts::new() }
            .read()
    };
    assert!(gcm(12, &[2, 1, 16], 17).is_ok());
    for tag in [&[][..], &[2, 1, 12], &[2, 1, 0], &[2, 1, 15], &[2, 1, 17], &[2, 2, 1, 0]] {
        assert_eq!(gcm(12, tag, 40).unwrap_err(), Pbes2Error::TagLength, "{tag:?}");
    }
    for actual in [0, 8, 13, 16] {
        assert_eq!(gcm(actual, &[2, 1, 16], 40).unwrap_err(), Pbes2Error::IvLength { expected: 12, actual });
    }
    for actual in [0, 15, 16] {
        assert_eq!(gcm(12, &[2, 1, 16], actual).unwrap_err(), Pbes2Error::CiphertextLength { actual });
    }
}

#[test]
fn refuses_what_is_no_strict_der_of_its_parameters() {
    for (what, kdf_params) in [
        ("nothing", Vec::new()),
        ("NULL", vec![5, 0]),
        ("a salt elsewhere", tlv(0x30, &[&hmac(HMAC_SHA256)[..], &[2, 1, 2]].concat())),
        ("negative iterations", pbkdf2(&[8; 16], &[0x80], &[], &[])),
        ("padded iterations", pbkdf2(&[8; 16], &[0, 2], &[], &[])),
        ("a function without NULL", pbkdf2(&[8; 16], &[2], &[], &tlv(0x30, &unhex(HMAC_SHA256)))),
        (
            "more behind the function",
            pbkdf2(&[8; 16], &[2], &[], &[&hmac(HMAC_SHA256)[..], &[5, 0]].concat()),
        ),
    ] {
        assert_eq!(refused(|parts| parts.kdf_params = kdf_params), Pbes2Error::Encoding, "{what}");
    }
    for cipher_params in [Vec::new(), vec![5, 0], tlv(0x30, &tlv(4, &[7; 16]))] {
        assert_eq!(refused(|parts| parts.cipher_params = cipher_params), Pbes2Error::Encoding);
    }
    let der = Parts::new().der();
    for bytes in [Vec::new(), [&der[..], &[0]].concat(), der[..der.len() - 1].to_vec(), vec![0x30, 0]] {
        assert_eq!(EncryptedPkcs8::from_der(&bytes).unwrap_err(), Pbes2Error::Encoding);
    }
}

#[test]
fn what_is_sealed_has_the_cost_that_is_documented_and_opens() {
    let key = private_file("openssl/p384.pkcs8.pem");
    let sealed = EncryptedPkcs8::seal(&key, &password("correct horse"), &mut random(1)).unwrap();
    assert_eq!((sealed.derivation(), sealed.iterations()), ("pbkdf2-hmac-sha256", Some(600_000)));
    let file = sealed.to_pem();
    assert_eq!(
        read(file.as_bytes()).map(|file| matches!(file, KeyFile::EncryptedPkcs8(read) if read == sealed)),
        Ok(true)
    );
    assert_eq!(open(file.as_bytes(), "correct horse").unwrap().expose_secret(), key.expose_secret());
}

#[test]
fn a_broken_source_seals_nothing() {
    for before in [0, 1] {
        let mut draws = 0;
        let mut failing = |out: &mut [u8]| -> Result<(), RandomError> {
            draws += 1;
            if draws > before { Err(RandomError) } else { random(9)(out) }
        };
        let error = EncryptedPkcs8::seal(&private(), &password("x"), &mut failing).unwrap_err();
        assert_eq!(error, SealError::Random(RandomError));
    }
    let mut untouched = |_: &mut [u8]| -> Result<(), RandomError> { Ok(()) };
    let error = EncryptedPkcs8::seal(&private(), &password("x"), &mut untouched).unwrap_err();
    assert_eq!(error, SealError::BrokenRandom);
}

/// Every damage; what still opens.
fn damage(file: &str) -> Vec<countersign_crypto::PrivateKey> {
    let secret = password("countersign");
    let original = der(file);
    let mutants = bit_flips(&original).chain(truncations(&original)).chain(byte_deletions(&original));
    let mut opened = Vec::new();
    for mutant in mutants {
        let Ok(damaged) = EncryptedPkcs8::from_der(&mutant.bytes) else { continue };
        if damaged.iterations().is_none_or(|iterations| iterations > 100_000) {
            continue;
        }
        match damaged.open(&secret, &RustCrypto) {
            Ok(key) => opened.push(key),
            Err(OpenError::Password | OpenError::Content(_)) => {}
            Err(error) => panic!("{}: {error:?}", mutant.change),
        }
    }
    opened
}

#[test]
fn damage_to_a_key_with_its_public_half_never_gives_another_key() {
    let key = private_file("openssl/p256.pkcs8.pem");
    for read in damage("openssl/p256.one-iteration.pem") {
        assert_eq!(read.expose_secret(), key.expose_secret());
    }
}

#[test]
fn damage_to_a_key_without_it_may_give_another_and_says_whose() {
    // No authentication and no public half: the file cannot know. The public key that is computed belongs to the key.
    let key = private_file("openssl/ed25519.pkcs8.pem");
    for read in damage("openssl/ed25519.one-iteration.pem") {
        let same = read.expose_secret() == key.expose_secret();
        assert_eq!(same, read.public_key() == key.public_key());
    }
}

#[test]
fn one_answer_for_a_wrong_password_whatever_the_padding() {
    let file = data("openssl/p256.one-iteration.pem");
    let key = read(&file).unwrap();
    // One wrong password in 256 gives a padding that is right.
    for index in 0..2000 {
        let wrong = Password::new(format!("wrong {index}").into_bytes());
        assert_eq!(key.open(&wrong, &RustCrypto).unwrap_err(), OpenError::Password);
    }
    assert_eq!(
        open(&file, "countersign").unwrap().public_key(),
        private_of(&data("openssl/p256.pkcs8.pem")).public_key()
    );
}

#[test]
fn a_kind_of_key_that_is_not_supported_is_told_as_such() {
    let error: OpenError = PrivateDerError::UnsupportedAlgorithm.into();
    assert_eq!(error, OpenError::Content(PrivateDerError::UnsupportedAlgorithm));
}
