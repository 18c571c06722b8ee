//! Many processes sign one image at once, each with a key of its own. No process knows of another.

use std::{
    collections::BTreeSet,
    process::{Child, Stdio},
};

use testkit::{Api, Behaviour, HostileRegistry, Registry};

use crate::bench::Bench;

const SIGNERS: usize = 32;

/// The keys, without passwords: opening boxes would keep the processes apart.
fn generate_keys(bench: &Bench) {
    for number in 0..SIGNERS {
        let name = format!("signer{number}");
        bench.ours(&["key", "generate", "--out", &name, "--format", "pkcs8", "--unencrypted"]);
    }
}

fn start(bench: &Bench, number: usize, image: &str, format: &str) -> Child {
    let mut command = Bench::countersign();
    command.args(["sign", image, "--key", &format!("signer{number}.key"), "--format", format]);
    command.current_dir(bench.path("")).env("HOME", bench.path("")).env("DOCKER_CONFIG", bench.path(""));
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
}

/// How many processes said that they signed, and the signers whose signature is found afterwards.
fn sign_at_once(bench: &Bench, image: &str, format: &str) -> (usize, BTreeSet<usize>) {
    let started: Vec<Child> = (0..SIGNERS).map(|number| start(bench, number, image, format)).collect();
    let outputs = started.into_iter().map(|child| child.wait_with_output().unwrap());
    let succeeded = outputs.filter(|output| {
        let is_done = output.status.success();
        if !is_done {
            eprintln!("{}", String::from_utf8_lossy(&output.stderr));
        }
        is_done
    });
    let succeeded = succeeded.count();
    let is_found = |number: &usize| {
        let key = format!("signer{number}.pub");
        let (is_accepted, said) = bench.said(Bench::countersign(), &["verify", image, "--key", &key]);
        if !is_accepted {
            eprintln!("{said}");
        }
        is_accepted
    };
    (succeeded, (0..SIGNERS).filter(is_found).collect())
}

fn on_a_registry_that(behaviour: Behaviour) {
    let Some(bench) = Bench::new() else { return };
    let server = HostileRegistry::start(behaviour);
    generate_keys(&bench);
    for format in ["cosign", "cosign-legacy"] {
        let digest = server.put_image(format, "v1");
        let image = format!("{}/{format}@{digest}", server.address());
        let (succeeded, found) = sign_at_once(&bench, &image, format);
        assert_eq!((succeeded, found.len()), (SIGNERS, SIGNERS), "{format}");
    }
}

#[test]
fn no_signature_is_lost_where_the_referrers_api_takes_them() {
    let (Some(bench), Some(registry)) = (Bench::new(), Registry::with_referrers()) else { return };
    let repository = format!("{}/acme/app", registry.address());
    let digest = bench.push_unsigned(&repository);
    generate_keys(&bench);
    let (succeeded, found) = sign_at_once(&bench, &format!("{repository}@{digest}"), "cosign");
    assert_eq!((succeeded, found.len()), (SIGNERS, SIGNERS));
}

#[test]
fn no_signature_is_lost_where_the_registry_answers_oci_subject() {
    on_a_registry_that(Behaviour::default().oci_subject(true).if_match(true));
}

#[test]
fn no_signature_is_lost_where_the_registry_honours_if_match() {
    on_a_registry_that(Behaviour::default().referrers(Api::Absent404).oci_subject(false).if_match(true));
}

/// Prints how many signatures were lost in ten runs on registries that offer neither.
#[test]
#[ignore = "measures, and takes minutes: cargo test -p countersign-cli --test live -- --ignored --nocapture losses"]
fn losses_where_the_registry_offers_nothing() {
    type Start = fn() -> Option<Registry>;
    let registries: [(&str, Start); 3] = [
        ("docker-registry", Registry::without_referrers),
        ("distribution", Registry::distribution),
        ("go-registry, one tag", Registry::with_referrers),
    ];
    for (name, start) in registries {
        for format in ["cosign", "cosign-legacy"] {
            let (Some(bench), Some(registry)) = (Bench::new(), start()) else { return };
            generate_keys(&bench);
            for run in 1..=10 {
                let repository = format!("{}/acme/app{run}", registry.address());
                let digest = bench.push_unsigned(&repository);
                let began = std::time::Instant::now();
                let (succeeded, found) = sign_at_once(&bench, &format!("{repository}@{digest}"), format);
                let seconds = began.elapsed().as_secs_f64();
                println!(
                    "{name} {format} run {run}: {succeeded} said signed, {} found, {seconds:.1} s",
                    found.len()
                );
            }
        }
    }
}
