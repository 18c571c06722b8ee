use std::path::Path;
use std::process::Command;
use testkit::{Api, Behaviour, HostileRegistry, program, sha256};

fn run(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{command:?}\n{said}\n{}", String::from_utf8_lossy(&output.stderr));
    said
}

fn crane(folder: &Path, arguments: &[&str]) -> Option<String> {
    let mut command = program("crane")?.command();
    Some(run(command.current_dir(folder).env("HOME", folder).arg("--insecure").args(arguments)))
}

#[test]
fn crane_copies_and_reads_images() {
    let folder = tempfile::tempdir().unwrap();
    let registry = HostileRegistry::honest();
    let digest = registry.put_image("a", "v1");
    let at = |name: &str| format!("{}/{name}", registry.address());
    let Some(_) = crane(folder.path(), &["copy", &at("a:v1"), &at("b:v2")]) else { return };
    assert_eq!(registry.snapshot("b").manifests, registry.snapshot("a").manifests);
    assert_eq!(registry.snapshot("b").tags["v2"], digest);
    let said = crane(folder.path(), &["manifest", &at("b:v2")]).unwrap();
    assert_eq!(sha256(said.as_bytes()), digest);
    assert_eq!(crane(folder.path(), &["ls", &at("b")]).unwrap().trim(), "v2");

    let layer = folder.path().join("layer.tar");
    std::fs::write(&layer, vec![0; 1024]).unwrap();
    crane(folder.path(), &["append", "-f", "layer.tar", "-t", &at("c:v1")]).unwrap();
    assert_eq!(registry.snapshot("c").manifests.len(), 1);
    crane(folder.path(), &["delete", &at("a:v1")]).unwrap();
}

#[test]
fn oras_attaches_discovers_and_pulls() {
    let folder = tempfile::tempdir().unwrap();
    let Some(oras) = program("oras") else { return };
    let oras = |arguments: &[&str]| {
        run(oras
            .command()
            .current_dir(folder.path())
            .env("HOME", folder.path())
            .args(arguments)
            .arg("--plain-http"))
    };
    std::fs::write(folder.path().join("note.txt"), "hello").unwrap();
    for behaviour in [
        Behaviour::new(),
        Behaviour::new().page_size(1),
        Behaviour::new().referrers(Api::Absent404).oci_subject(false),
    ] {
        let registry = HostileRegistry::start(behaviour);
        let digest = registry.put_image("a", "v1");
        let image = format!("{}/a@{digest}", registry.address());
        for kind in ["text/one", "text/two"] {
            oras(&["attach", "--artifact-type", kind, &image, "note.txt"]);
        }
        let said = oras(&["discover", "--format", "json", &image]);
        assert!(said.contains("text/one") && said.contains("text/two"), "{said}");
        assert_eq!(registry.referrers("a", &digest).len(), 2);
    }
    let registry = HostileRegistry::honest();
    let artifact = format!("{}/b:v1", registry.address());
    oras(&["push", &artifact, "note.txt"]);
    std::fs::remove_file(folder.path().join("note.txt")).unwrap();
    oras(&["pull", &artifact]);
    assert_eq!(std::fs::read(folder.path().join("note.txt")).unwrap(), b"hello");
}

/// Signs with a new key in `folder`, and verifies.
fn cosign_signs(folder: &Path, image: &str, form: &str) {
    let Some(cosign) = program("cosign") else { return };
    let cosign = |arguments: &[&str]| {
        let mut command = cosign.command();
        command.current_dir(folder).env("HOME", folder).env("COSIGN_PASSWORD", "").env("COSIGN_YES", "true");
        run(command.args(arguments))
    };
    if !folder.join("cosign.key").exists() {
        cosign(&["generate-key-pair"]);
    }
    cosign(&[
        "sign",
        "--key",
        "cosign.key",
        "--use-signing-config=false",
        "--tlog-upload=false",
        "--allow-http-registry",
        form,
        image,
    ]);
    cosign(&[
        "verify",
        "--key",
        "cosign.pub",
        "--insecure-ignore-tlog=true",
        "--allow-http-registry",
        form,
        image,
    ]);
}

#[test]
fn cosign_signs_and_verifies_in_both_forms() {
    let folder = tempfile::tempdir().unwrap();
    for behaviour in [Behaviour::new(), Behaviour::new().referrers(Api::Absent404).oci_subject(false)] {
        let registry = HostileRegistry::start(behaviour);
        let digest = registry.put_image("app", "v1");
        let image = format!("{}/app@{digest}", registry.address());
        for form in ["--new-bundle-format=true", "--new-bundle-format=false"] {
            cosign_signs(folder.path(), &image, form);
        }
    }
}

#[test]
fn crane_logs_in_with_a_token() {
    use testkit::{Auth, Bearer};
    let folder = tempfile::tempdir().unwrap();
    let registry = HostileRegistry::start(Behaviour::new().auth(Auth::Bearer(Bearer::new("user", "secret"))));
    let digest = registry.put_image("a", "v1");
    let address = registry.address();
    let config = format!("{{\"auths\":{{\"{address}\":{{\"auth\":\"dXNlcjpzZWNyZXQ=\"}}}}}}");
    let docker = folder.path().join(".docker");
    std::fs::create_dir(&docker).unwrap();
    std::fs::write(docker.join("config.json"), config).unwrap();
    let Some(said) = crane(folder.path(), &["digest", &format!("{address}/a:v1")]) else { return };
    assert_eq!(said.trim(), digest);
    crane(folder.path(), &["copy", &format!("{address}/a:v1"), &format!("{address}/b:v1")]).unwrap();
    assert!(registry.token_requests() >= 2);
}
