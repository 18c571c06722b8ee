//! A server holds one verifier and one client, and every request of its own is a task.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests may panic")]

#[path = "../demonstration/mod.rs"]
mod demonstration;

use std::sync::Arc;

use countersign::crypto::RustCrypto;
use countersign::oci::Reference;
use countersign::{ImageName, Refusal, SignOptions, SignedManifest, Verifier};
use countersign_registry::{DriveOptions, Place, Registry, drive};
use countersign_transport::{AdapterOptions, ReqwestTransport, Rules, TlsSettings};
use demonstration::now;

struct State {
    registry: Registry,
    verifier: Verifier,
}

impl State {
    fn place(&self, image: &Reference) -> Place {
        Place::new(self.registry.repository(image).unwrap())
    }

    async fn verify(&self, image: &str) -> Result<String, Refusal> {
        let image = Reference::parse(image).unwrap();
        let verification = self.verifier.verify(ImageName::reference(&image), now().unwrap());
        let verdict = drive(&self.place(&image), verification, &DriveOptions::new()).await.unwrap();
        verdict.map(|image| image.digest().to_string())
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn tasks_on_several_threads_verify_with_one_verifier_and_one_client() {
    let (server, signed) = demonstration::registry();
    let digest = server.put_image("acme/other", "v1");
    let key = demonstration::key().unwrap();
    let transport =
        ReqwestTransport::new(TlsSettings::system().with_ring().unwrap(), &AdapterOptions::new()).unwrap();
    let state = Arc::new(State {
        registry: Registry::builder(transport).rules(Rules::new().with_loopback_http()).build(),
        verifier: Verifier::builder(RustCrypto).key(key.public_key().clone()).build().unwrap(),
    });
    let reference = Reference::parse(&signed).unwrap();
    let place = state.place(&reference);
    let signing = demonstration::signer(&key).unwrap();
    let signing = signing.sign(ImageName::reference(&reference), SignOptions::new(), now().unwrap());
    for signed in drive(&place, signing, &DriveOptions::new()).await.unwrap().unwrap() {
        let SignedManifest::New { artifact, .. } = signed else { panic!("signed before") };
        place.attachments().attach(&artifact).await.unwrap();
    }

    let unsigned = format!("{}/acme/other@{digest}", server.address());
    let tasks: Vec<_> = (0..32)
        .map(|number| {
            let (state, image) =
                (Arc::clone(&state), if number % 2 == 0 { &signed } else { &unsigned }.clone());
            tokio::spawn(async move { (number, state.verify(&image).await) })
        })
        .collect();
    for task in tasks {
        let (number, verdict) = task.await.unwrap();
        match verdict {
            Ok(_) => assert_eq!(number % 2, 0),
            Err(refusal) => assert!(number % 2 == 1 && matches!(refusal, Refusal::Absent(_)), "{refusal}"),
        }
    }
}
