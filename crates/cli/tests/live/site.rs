use std::process::Output;

use testkit::Registry;

use crate::bench::Bench;

/// A registry with an image and an index pushed into it, and how each program is told to reach it.
pub struct Site {
    pub bench: Bench,
    registry: Registry,
    is_tls: bool,
}

type Start = fn() -> Option<Registry>;

/// The registries of the tests: one with the referrers API, two without, of which one wants TLS and a password.
const REGISTRIES: [(&str, Start); 3] = [
    ("go-registry", Registry::with_referrers),
    ("docker-registry", Registry::without_referrers),
    ("distribution", Registry::distribution_tls_htpasswd),
];

impl Site {
    /// `None` where a program is missing; the finder has said so on one line.
    pub fn open(name: &str) -> Option<Self> {
        let (_, start) = REGISTRIES.into_iter().find(|(known, _)| *known == name).unwrap();
        let (registry, mut bench) = (start()?, Bench::new()?);
        let is_tls = registry.ca_pem().is_some();
        if let Some(ca) = registry.ca_pem() {
            bench.write("ca.pem", ca);
            let login =
                testkit::base64(format!("{}:{}", registry.username(), registry.password()).as_bytes());
            let config = serde_json::json!({ "auths": { registry.address(): { "auth": login } } });
            bench.write("config.json", &config.to_string());
            // What Go programs trust instead of the system's roots.
            bench.trust("ca.pem");
        }
        Some(Self { bench, registry, is_tls })
    }

    pub fn has_referrers_api(&self) -> bool {
        self.registry.has_referrers_api()
    }

    pub fn repository(&self, name: &str) -> String {
        format!("{}/acme/{name}", self.registry.address())
    }

    /// Copies a layout of the bench to the tag `v1`, and gives the digests of the image and of what it lists.
    pub fn push(&self, layout: &str, repository: &str) -> Vec<String> {
        let (source, to) = (format!("{layout}:{layout}"), format!("{repository}:v1"));
        let mut copy = vec!["cp", "-r", "--from-oci-layout", &source];
        copy.extend(if self.is_tls { ["--to-ca-file", "ca.pem"].iter() } else { ["--to-plain-http"].iter() });
        self.bench.succeed(self.bench.oras.command(), &[&copy[..], &[&to]].concat());
        crate::bench::digests(&self.bench.path(layout), layout)
    }

    /// This command, with what it must be told of the registry behind the verb.
    pub fn ours(&self, arguments: &[&str]) -> Output {
        let told: &[&str] = if self.is_tls { &["--ca-file", "ca.pem"] } else { &[] };
        self.bench.run(Bench::countersign(), &[arguments, told].concat())
    }

    pub fn ours_succeeds(&self, arguments: &[&str]) -> String {
        let output = self.ours(arguments);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {errors}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// The digests that `oras discover` shows below an image.
    pub fn discovered(&self, image: &str) -> Vec<String> {
        let told: &[&str] = if self.is_tls { &["--ca-file", "ca.pem"] } else { &["--plain-http"] };
        let arguments = [&["discover", "--format", "json"], told, &[image]].concat();
        let tree: serde_json::Value =
            serde_json::from_str(&self.bench.succeed(self.bench.oras.command(), &arguments)).unwrap();
        let referrers = tree["referrers"].as_array().cloned().unwrap_or_default();
        referrers.iter().map(|one| one["digest"].as_str().unwrap().to_owned()).collect()
    }

    /// The digests in the list under the fallback tag, as crane reads it.
    pub fn fallback_index(&self, repository: &str, digest: &str) -> Vec<String> {
        let reference = format!("{repository}:{}", digest.replace(':', "-"));
        let index = self.bench.succeed(self.bench.crane.command(), &["manifest", &reference]);
        let index: serde_json::Value = serde_json::from_str(&index).unwrap();
        let listed = index["manifests"].as_array().unwrap().iter();
        listed.map(|one| one["digest"].as_str().unwrap().to_owned()).collect()
    }
}
