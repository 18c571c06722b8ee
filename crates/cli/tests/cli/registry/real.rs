//! The same on registries that others wrote.

use testkit::Registry;

use super::quiet;
use crate::program::Place;

fn registries() -> impl Iterator<Item = Registry> {
    [Registry::with_referrers(), Registry::without_referrers(), Registry::distribution()]
        .into_iter()
        .flatten()
}

#[test]
fn an_image_is_copied_there_signed_verified_listed_and_copied_back() {
    for registry in registries() {
        let (place, image) = quiet(Place::new()).with_image();
        let there = format!("{}/acme/app:1.0", registry.address());
        place.run(&format!("copy oci:image:1.0 {there}")).expect(0, image.digest());
        for format in ["cosign", "cosign-legacy"] {
            place.run(&format!("sign {there} --key k.key --format {format}")).expect(0, "signed");
        }
        place.write("review", "fine");
        let attest = format!("attest {there} --type custom --predicate review --key k.key");
        place.run(&attest).expect(0, "signed");
        let report =
            place.run(&format!("verify {there} --key k.pub --all -o json")).expect(0, "accepted").json();
        assert_eq!(report["accepted"].as_array().unwrap().len(), 2, "{}", registry.address());
        place.run(&format!("verify-attestation {there} --type custom --key k.pub")).expect(0, "accepted");
        place.run(&format!("list {there}")).expect(0, "attestation  cosign-bundle");
        place.run(&format!("copy {there} oci:back:1.0")).expect(0, image.digest());
        let back = place.run("verify oci:back:1.0 --key k.pub --all -o json").expect(0, "accepted").json();
        assert_eq!(back["accepted"].as_array().unwrap().len(), 2, "{}", registry.address());
        place.run("verify-attestation oci:back:1.0 --type custom --key k.pub").expect(0, "accepted");
    }
}
