//! A registry in memory with an unsigned image, for running an example without one of your own.

use std::error::Error;

use countersign::crypto::{CryptoProvider, KeyType, PrivateKey, RandomError, RustCrypto, Scheme};
use countersign::{Signer, time::UnixTime};
use testkit::{Behaviour, HostileRegistry};

/// A registry on loopback that ends when it is dropped, and the image in it.
pub fn registry() -> (HostileRegistry, String) {
    let server = HostileRegistry::start(Behaviour::new());
    println!("image     {}", server.put_image("acme/app", "v1"));
    let image = format!("{}/acme/app:v1", server.address());
    (server, image)
}

/// A key that is forgotten when the example ends.
pub fn key() -> Result<PrivateKey, Box<dyn Error>> {
    let mut random = |out: &mut [u8]| getrandom::fill(out).map_err(|_| RandomError);
    Ok(PrivateKey::generate(KeyType::EcdsaP256, &mut random, &RustCrypto)?)
}

/// Signs with the key.
pub fn signer(key: &PrivateKey) -> Result<Signer, Box<dyn Error>> {
    Ok(Signer::new(RustCrypto, RustCrypto.signing_key(key, Scheme::ECDSA_P256_SHA256_DER)?)?)
}

/// The clock, which the library is told.
pub fn now() -> Result<UnixTime, Box<dyn Error>> {
    Ok(UnixTime::try_from(std::time::SystemTime::now())?)
}
