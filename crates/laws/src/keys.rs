use countersign_crypto::{
    CryptoProvider, KeyLimits, Message, PrivateKey, PublicKey, PublicKeyError, RustCrypto, Scheme,
    SignatureAlgorithm, SignatureEncoding, SubjectPublicKey,
};
use countersign_keys::{
    EncryptedPkcs8, Jwk, KeyFile, KeyForm, OpenSshKey, Password, SealedKey, jwk_thumbprint, read_pkcs8_der,
    write_pkcs8_der, write_pkcs8_pem, write_public_jwk, write_public_pem,
};

/// The iterations of PBKDF2 up to which a password is tried: what deriving a key costs is the file's to say.
const CHEAP_ITERATIONS: u32 = 16;
/// The same for the rounds of bcrypt, each of which takes milliseconds.
const CHEAP_ROUNDS: u32 = 1;

/// A key file that is accepted and written again holds the same key. A password is tried only where that is cheap.
///
/// # Panics
///
/// When that does not hold of `data`.
pub fn key_file(data: &[u8]) {
    if let Ok(file) = KeyFile::parse(data, &RustCrypto) {
        assert!(KeyForm::of(data).is_ok(), "what is accepted has a form");
        same_content(file);
    }
}

/// The JSON of a Cosign key box that is accepted and written again is the same box.
///
/// # Panics
///
/// When that does not hold of `data`.
pub fn key_box(data: &[u8]) {
    if let Ok(sealed) = SealedKey::parse_json(data) {
        same_box(&sealed);
    }
}

/// A SubjectPublicKeyInfo that is accepted has one canonical form, which is accepted as the same key; and the key is the
/// same one in every form that is written.
///
/// # Panics
///
/// When that does not hold of `data`.
pub fn spki(data: &[u8]) {
    let Some(key) = both_readings(data) else { return };
    let canonical = key.spki_der();
    let read = PublicKey::from_spki_der(canonical, &RustCrypto).expect("a canonical key is a key");
    assert_eq!(read.spki_der(), canonical, "the canonical form is not its own");
    assert_eq!(read.id(), key.id(), "the canonical form is another key");
    same_public(&key);
}

/// A key that is only read becomes the same key; where it does not become one it is its point that is refused, and it
/// verifies nothing.
fn both_readings(data: &[u8]) -> Option<PublicKey> {
    let key = PublicKey::from_spki_der(data, &RustCrypto);
    match (SubjectPublicKey::parse(data, &KeyLimits::DEFAULT), &key) {
        (Ok(read), _) => {
            assert_eq!(read.der(), data, "a key that was read is not what arrived");
            assert_eq!(read.to_public_key(&RustCrypto), key, "a key that was read becomes another one");
            if let Err(error) = key {
                assert!(matches!(error, PublicKeyError::Point(_)), "read, and refused later: {error}");
                verifies_nothing(&read);
            }
        }
        (Err(read), Err(error)) => assert_eq!(read, *error, "two readers disagree"),
        (Err(error), Ok(_)) => panic!("not read as a key, and one: {error}"),
    }
    key.ok()
}

fn verifies_nothing(key: &SubjectPublicKey<'_>) {
    for algorithm in SignatureAlgorithm::ALL {
        for encoding in [SignatureEncoding::Der, SignatureEncoding::Fixed] {
            let Some(scheme) = Scheme::new(*algorithm, encoding) else { continue };
            let answer =
                RustCrypto.verify_with(key, scheme, Message::Bytes(b"message"), &[48, 6, 2, 1, 1, 2, 1, 1]);
            assert!(answer.is_err(), "a key that is none verifies");
        }
    }
}

/// A PKCS#8 structure that is accepted and written again holds the same key, and writing is a fixpoint.
///
/// # Panics
///
/// When that does not hold of `data`.
pub fn pkcs8(data: &[u8]) {
    let Ok(key) = read_pkcs8_der(data, &RustCrypto) else { return };
    same_private(&key);
    let written = write_pkcs8_der(&key).expect("a key that was read can be written");
    let read = read_pkcs8_der(&written, &RustCrypto).expect("what we write we read");
    let again = write_pkcs8_der(&read).expect("a key that was read can be written");
    assert_eq!(*written, *again, "writing is not a fixpoint");
}

/// A PKCS#8 structure under a password that is accepted is kept as it is; and where opening it is cheap and the password is
/// that of the seeds, what it holds is a key.
///
/// # Panics
///
/// When that does not hold of `data`.
pub fn pbes2(data: &[u8]) {
    let Ok(sealed) = EncryptedPkcs8::from_der(data) else { return };
    assert_eq!(sealed.to_der(), data, "the structure is not the one that was read");
    same_content(KeyFile::EncryptedPkcs8(sealed));
}

/// A JSON Web Key that is accepted is the same key when it is written as one, public half and private half.
///
/// # Panics
///
/// When that does not hold of `data`.
pub fn jwk(data: &[u8]) {
    let Ok(jwk) = Jwk::parse(data, &KeyLimits::default(), &RustCrypto) else { return };
    // It is JSON to another reader too.
    crate::other::json(data);
    same_public(jwk.public_key());
    if let Some(key) = jwk.private_key() {
        assert_eq!(key.public_key().id(), jwk.public_key().id(), "the halves are of two keys");
        same_private(key);
    }
    if let Some(algorithm) = jwk.algorithm() {
        assert_eq!(algorithm.key_type(), jwk.public_key().key_type(), "the algorithm is for other keys");
    }
}

/// An OpenSSH key, public or private, that is accepted is the same key in every form that is written, and one under a
/// password is the key that it said. Other files are not looked at.
///
/// # Panics
///
/// When that does not hold of `data`.
pub fn openssh_key(data: &[u8]) {
    if matches!(KeyForm::of(data), Ok(KeyForm::OpenSsh | KeyForm::OpenSshPublic)) {
        key_file(data);
    }
}

fn same_content(file: KeyFile) {
    match file {
        KeyFile::Public(key) => same_public(&key),
        KeyFile::Private(key) => same_private(&key),
        KeyFile::Sealed(sealed) => same_box(&sealed),
        KeyFile::EncryptedPkcs8(sealed) => same_encrypted(&sealed),
        KeyFile::OpenSsh(sealed) => opens_as_it_says(&sealed),
        other => panic!("no law for {other:?}"),
    }
}

fn same_public(key: &PublicKey) {
    match KeyFile::parse(write_public_pem(key).as_bytes(), &RustCrypto) {
        Ok(KeyFile::Public(read)) => assert_eq!(&read, key, "writing changed the public key"),
        other => panic!("a written public key is read as {other:?}"),
    }
    let read = Jwk::parse(write_public_jwk(key).as_bytes(), &KeyLimits::default(), &RustCrypto);
    let read = read.expect("a written JWK is read");
    assert!(read.private_key().is_none(), "a written public key is a private one");
    assert_eq!(read.public_key().id(), key.id(), "writing as a JWK changed the public key");
    let thumbprint = |key| jwk_thumbprint(key, &RustCrypto);
    assert_eq!(thumbprint(read.public_key()), thumbprint(key), "one key has two thumbprints");
}

fn same_private(key: &PrivateKey) {
    same_public(key.public_key());
    let written = write_pkcs8_pem(key).expect("a key that was read can be written");
    match KeyFile::parse(written.as_bytes(), &RustCrypto) {
        Ok(KeyFile::Private(read)) => assert_eq!(read.public_key(), key.public_key()),
        other => panic!("a written private key is read as {other:?}"),
    }
}

/// The password of the seeds.
fn password() -> Password {
    Password::new(b"password".to_vec())
}

fn same_encrypted(sealed: &EncryptedPkcs8) {
    match KeyFile::parse(sealed.to_pem().as_bytes(), &RustCrypto) {
        Ok(KeyFile::EncryptedPkcs8(read)) => assert_eq!(&read, sealed, "writing changed the structure"),
        other => panic!("a written structure is read as {other:?}"),
    }
    if sealed.iterations().is_some_and(|iterations| iterations <= CHEAP_ITERATIONS)
        && let Ok(key) = sealed.open(&password(), &RustCrypto)
    {
        same_private(&key);
    }
}

fn opens_as_it_says(sealed: &OpenSshKey) {
    same_public(sealed.claimed_public_key());
    if sealed.rounds() <= CHEAP_ROUNDS
        && let Ok(key) = sealed.open(&password(), &RustCrypto)
    {
        assert_eq!(key.public_key(), sealed.claimed_public_key(), "the file said that it is another key");
        same_private(&key);
    }
}

fn same_box(sealed: &SealedKey) {
    assert_eq!(
        SealedKey::parse_json(sealed.to_json().as_bytes()).as_ref(),
        Ok(sealed),
        "writing changed the box"
    );
    match KeyFile::parse(sealed.to_pem().as_bytes(), &RustCrypto) {
        Ok(KeyFile::Sealed(read)) => assert_eq!(&read, sealed, "writing changed the box"),
        other => panic!("a written box is read as {other:?}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seeds(folder: &str) -> Vec<(String, Vec<u8>)> {
        let folder = format!("{}/../../fuzz/seeds/{folder}", env!("CARGO_MANIFEST_DIR"));
        let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        entries.map(|path| (path.display().to_string(), std::fs::read(&path).unwrap())).collect()
    }

    /// A law over nothing but refusals would hold of anything.
    #[test]
    fn the_laws_see_acceptances() {
        for (name, seed) in seeds("spki") {
            assert!(PublicKey::from_spki_der(&seed, &RustCrypto).is_ok(), "{name}");
        }
        for (name, seed) in seeds("pkcs8") {
            assert_eq!(read_pkcs8_der(&seed, &RustCrypto).is_ok(), !name.ends_with("rsa-pss"), "{name}");
        }
        for (name, seed) in seeds("pbes2") {
            let sealed = EncryptedPkcs8::from_der(&seed);
            assert_eq!(sealed.is_ok(), !name.ends_with("des3"), "{name}");
            if let Ok(sealed) = sealed {
                assert!(sealed.open(&password(), &RustCrypto).is_ok(), "{name}");
            }
        }
        for (name, seed) in seeds("jwk") {
            assert!(Jwk::parse(&seed, &KeyLimits::default(), &RustCrypto).is_ok(), "{name}");
        }
        for (name, seed) in seeds("openssh_key") {
            match KeyFile::parse(&seed, &RustCrypto).unwrap() {
                KeyFile::OpenSsh(sealed) => assert!(sealed.open(&password(), &RustCrypto).is_ok(), "{name}"),
                other => assert!(!other.needs_password(), "{name}"),
            }
        }
    }
}
