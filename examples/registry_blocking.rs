//! Signs and verifies an image in a registry, on plain threads: no runtime.
//!
//! ```sh
//! cargo run -p countersign-examples --example registry_blocking -- registry.example/acme/app:1.0 release.pub
//! ```
//!
//! verifies. Without arguments it starts a registry in memory, signs an image there, verifies it, and verifies once more
//! when the registry is gone: that is another answer than an image without signatures.

mod demonstration;

use std::error::Error;

use countersign::crypto::{PublicKey, RustCrypto};
use countersign::keys::KeyFile;
use countersign::oci::Reference;
use countersign::{ImageName, SignOptions, SignedManifest, Verifier};
use countersign_registry::{DockerConfig, DriveOptions, Place, Registry, drive_blocking};
use countersign_transport::{AdapterOptions, ProxySettings, Rules, TlsSettings, UreqTransport, block_on};
use demonstration::now;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(image), Some(key)) = (arguments.next(), arguments.next()) else { return demonstrate() };
    match KeyFile::parse(&std::fs::read(key)?, &RustCrypto)? {
        KeyFile::Public(key) => verify(&registry()?, &image, key),
        _ => Err("give the public key".into()),
    }
}

/// The client of a program: cheap to clone, and whoever holds one shares connections and tokens.
fn registry() -> Result<Registry, Box<dyn Error>> {
    let variable = |name: &str| std::env::var(name).ok();
    let options = AdapterOptions::new().with_proxies(ProxySettings::from_env(variable)?);
    let transport = UreqTransport::new(TlsSettings::system().with_ring()?, &options);
    Ok(Registry::builder(transport)
        // Exactly `localhost`, 127/8 and [::1] by http; everything else by https.
        .rules(Rules::new().with_loopback_http())
        // What `docker login` or `podman login` wrote.
        .credentials(DockerConfig::from_env(variable))
        .build())
}

fn verify(registry: &Registry, image: &str, key: PublicKey) -> Result<(), Box<dyn Error>> {
    let reference = Reference::parse(image)?;
    let place = Place::new(registry.repository(&reference)?);
    let verifier = Verifier::builder(RustCrypto).key(key).build()?;
    let verification = verifier.verify(ImageName::reference(&reference), now()?);
    match drive_blocking(&place, verification, &DriveOptions::new())? {
        Ok(image) => println!("verified  {} with {} requests", image.digest(), registry.requests()),
        Err(refusal) => println!("refused   {refusal}"),
    }
    Ok(())
}

fn demonstrate() -> Result<(), Box<dyn Error>> {
    let (server, image) = demonstration::registry();
    let key = demonstration::key()?;
    let reference = Reference::parse(&image)?;
    let place = Place::new(registry()?.repository(&reference)?);
    let signing =
        demonstration::signer(&key)?.sign(ImageName::reference(&reference), SignOptions::new(), now()?);
    for signed in drive_blocking(&place, signing, &DriveOptions::new())?? {
        if let SignedManifest::New { artifact, .. } = signed {
            println!("signed    {}", block_on(place.attachments().attach(&artifact))?.manifest());
        }
    }
    verify(&registry()?, &image, key.public_key().clone())?;
    drop(server);
    verify(&registry()?, &image, key.public_key().clone())
}
