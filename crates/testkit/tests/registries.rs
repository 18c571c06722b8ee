//! The real registries, seen through the programs that others wrote.
#![allow(clippy::unwrap_used, reason = "a helper of these tests stands outside of a test function")]

use std::path::Path;
use std::process::Command;
use testkit::{HostileRegistry, Registry, program};

fn run(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{command:?}\n{said}\n{}", String::from_utf8_lossy(&output.stderr));
    said
}

/// Copies an image into `registry` with skopeo and gives its digest as the registry tells it to oras.
fn push_with_skopeo(folder: &Path, registry: &str, options: &[&str]) -> Option<()> {
    let source = HostileRegistry::honest();
    let digest = source.put_image("app", "v1");
    let mut skopeo = program("skopeo")?.command();
    let policy = r#"{"default":[{"type":"insecureAcceptAnything"}]}"#;
    std::fs::write(folder.join("policy.json"), policy).unwrap();
    skopeo.current_dir(folder).env("HOME", folder).args([
        "--policy",
        "policy.json",
        "copy",
        "--preserve-digests",
        "--src-tls-verify=false",
    ]);
    skopeo.args(options);
    run(skopeo
        .arg(format!("docker://{}/app:v1", source.address()))
        .arg(format!("docker://{registry}/copied:v2")));
    let mut crane = program("crane")?.command();
    crane.current_dir(folder).env("HOME", folder).env("SSL_CERT_FILE", folder.join("ca.crt"));
    let said = run(crane.args(["digest", &format!("{registry}/copied:v2")]));
    assert_eq!(said.trim(), digest);
    Some(())
}

#[test]
fn distribution_takes_images_by_http() {
    let folder = tempfile::tempdir().unwrap();
    let Some(registry) = Registry::distribution() else { return };
    let _ = push_with_skopeo(folder.path(), &registry.address(), &["--dest-tls-verify=false"]);
    let requests = registry.requests();
    assert!(requests.iter().any(|request| request == "PUT /v2/copied/manifests/v2"), "{requests:?}");
}

#[test]
fn distribution_takes_images_by_https_from_those_whom_it_knows() {
    let folder = tempfile::tempdir().unwrap();
    let Some(registry) = Registry::distribution_tls_htpasswd() else { return };
    std::fs::write(folder.path().join("ca.crt"), registry.ca_pem().unwrap()).unwrap();
    let credentials = format!("{}:{}", registry.username(), registry.password());
    let certificates = folder.path().to_str().unwrap();
    let options = ["--dest-cert-dir", certificates, "--dest-creds", &credentials];
    write_docker_config(folder.path(), &registry);
    let _ = push_with_skopeo(folder.path(), &registry.address(), &options);

    let Some(crane) = program("crane") else { return };
    let mut stranger = crane.command();
    stranger.env("HOME", "/nonexistent").env("SSL_CERT_FILE", registry.ca_file().unwrap());
    let output = stranger.args(["catalog", &registry.address()]).output().unwrap();
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("UNAUTHORIZED"), "{output:?}");
}

/// So that crane knows name and password: `tester:correct horse` in base64.
fn write_docker_config(folder: &Path, registry: &Registry) {
    let auth = "dGVzdGVyOmNvcnJlY3QgaG9yc2U=";
    std::fs::create_dir(folder.join(".docker")).unwrap();
    let config = format!("{{\"auths\":{{\"{}\":{{\"auth\":\"{auth}\"}}}}}}", registry.address());
    std::fs::write(folder.join(".docker/config.json"), config).unwrap();
}
