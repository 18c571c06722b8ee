//! The program against registries: the testkit's own, which does what real ones do not, and real ones.

mod copy;
mod edges;
mod ends;
mod flood;
mod login;
mod names;
mod proxies;
mod real;
mod secrets;
mod verbs;

use testkit::{Behaviour, HostileRegistry, LayoutBuilder, Stored};

use crate::program::Place;

/// Where the image is, in every registry of these tests.
pub const REPOSITORY: &str = "acme/app";

/// A place with a key pair `k`, a home without anybody's credentials, and a registry with an image under `1.0`.
pub struct Stage {
    pub place: Place,
    pub registry: HostileRegistry,
    pub digest: String,
}

impl Stage {
    pub fn new(behaviour: Behaviour) -> Self {
        let place = quiet(Place::new());
        place.key("k");
        let registry = HostileRegistry::start(behaviour);
        let digest = registry.put_image(REPOSITORY, "1.0");
        Self { place, registry, digest }
    }

    pub fn honest() -> Self {
        Self::new(Behaviour::new())
    }

    /// The image is signed by `k`.
    pub fn signed(behaviour: Behaviour) -> Self {
        let stage = Self::new(behaviour);
        stage.place.run(&format!("sign {} --key k.key", stage.image())).expect(0, "signed");
        stage.registry.forget_requests();
        stage
    }

    /// `127.0.0.1:PORT/acme/app`.
    pub fn repository(&self) -> String {
        format!("{}/{REPOSITORY}", self.registry.address())
    }

    pub fn image(&self) -> String {
        format!("{}:1.0", self.repository())
    }

    pub fn pinned(&self) -> String {
        format!("{}@{}", self.repository(), self.digest)
    }

    pub fn verify(&self, more: &str) -> crate::program::Ended {
        self.place.run(&format!("verify {} --key k.pub {more}", self.image()))
    }
}

/// Without proxies and credentials of whoever runs the tests.
pub fn quiet(place: Place) -> Place {
    let home = place.path("home").display().to_string();
    let mut place = place.with("HOME", &home).with("DOCKER_CONFIG", &home).with("XDG_CONFIG_HOME", &home);
    for variable in ["XDG_RUNTIME_DIR", "REGISTRY_AUTH_FILE", "COSIGN_REPOSITORY", "COUNTERSIGN_REALMS"] {
        place = place.with(variable, "");
    }
    for variable in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"] {
        place = place.with(variable, "").with(&variable.to_lowercase(), "");
    }
    std::fs::create_dir_all(place.path("home")).unwrap();
    place
}

/// An index for two platforms under `multi`, with its images.
pub fn put_index(registry: &HostileRegistry) -> (Stored, [Stored; 2]) {
    let mut builder = LayoutBuilder::new();
    let (amd, arm) = (builder.image("amd"), builder.image("arm"));
    let index = builder.index(&[(&amd, "linux/amd64"), (&arm, "linux/arm64")]);
    builder.tag(&index, "multi");
    registry.put_layout(REPOSITORY, &builder.files());
    (index, [amd, arm])
}
