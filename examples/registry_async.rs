//! Verifies images in a registry from a server on tokio: one client and one verifier, shared by every task.
//!
//! ```sh
//! cargo run -p countersign-examples --example registry_async
//! ```
//!
//! starts a registry in memory, signs an image there, and asks about it, about one that nobody signed, and about one that
//! is not there, all at once.

mod demonstration;

use std::error::Error;
use std::sync::Arc;

use countersign::crypto::RustCrypto;
use countersign::oci::Reference;
use countersign::{ImageName, SignOptions, SignedManifest, Verifier};
use countersign_registry::{DriveOptions, Place, Registry, drive};
use countersign_transport::{AdapterOptions, ReqwestTransport, Rules, TlsSettings};
use demonstration::now;

type Failure = Box<dyn Error + Send + Sync>;

/// What every request handler of the server holds.
struct Gate {
    registry: Registry,
    verifier: Verifier,
}

impl Gate {
    /// What to tell about an image: the digest to run, or why there is none.
    async fn ask(&self, image: &str) -> Result<String, Failure> {
        let reference = Reference::parse(image)?;
        let place = Place::new(self.registry.repository(&reference)?);
        let now = now().map_err(|error| error.to_string())?;
        let verification = self.verifier.verify(ImageName::reference(&reference), now);
        Ok(match drive(&place, verification, &DriveOptions::new()).await? {
            Ok(image) => format!("run     {}", image.digest()),
            Err(refusal) => format!("refuse  {refusal}"),
        })
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let (server, image) = demonstration::registry();
    println!("image     {}", server.put_image("acme/other", "v1"));
    let tls = TlsSettings::system().with_ring()?;
    let transport = ReqwestTransport::new(tls, &AdapterOptions::new())?;
    let registry = Registry::builder(transport).rules(Rules::new().with_loopback_http()).build();

    let key = demonstration::key()?;
    let reference = Reference::parse(&image)?;
    let place = Place::new(registry.repository(&reference)?);
    let signing =
        demonstration::signer(&key)?.sign(ImageName::reference(&reference), SignOptions::new(), now()?);
    for signed in drive(&place, signing, &DriveOptions::new()).await?? {
        if let SignedManifest::New { artifact, .. } = signed {
            place.attachments().attach(&artifact).await?;
        }
    }

    let verifier = Verifier::builder(RustCrypto).key(key.public_key().clone()).build()?;
    let gate = Arc::new(Gate { registry, verifier });
    let images =
        [image, format!("{}/acme/other:v1", server.address()), format!("{}/acme/none:v1", server.address())];
    let asked = images.map(|image| {
        let gate = Arc::clone(&gate);
        tokio::spawn(async move { gate.ask(&image).await })
    });
    for answer in asked {
        println!("{}", answer.await?.map_err(|error| error.to_string())?);
    }
    Ok(())
}
