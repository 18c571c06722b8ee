use crate::program::Place;

fn manifests(place: &Place) -> usize {
    place.index()["manifests"].as_array().unwrap().len()
}

#[test]
fn both_forms_verify_and_are_not_added_twice() {
    for format in ["cosign", "cosign-legacy"] {
        let (place, _) = Place::new().with_image();
        let sign = format!("sign oci:image:1.0 --key k.key --format {format}");
        place.run(&sign).expect(0, "signed");
        let before = place.snapshot("image");
        place.run(&sign).expect(0, "already signed");
        assert_eq!(place.snapshot("image"), before);
        place.run("verify oci:image:1.0 --key k.pub").expect(0, "accepted");
    }
}

#[test]
fn other_annotations_another_key_or_again_is_another_signature() {
    let (place, _) = Place::new().with_signed_image();
    place.key("other");
    assert_eq!(manifests(&place), 2);
    place.run("sign oci:image:1.0 --key k.key -a env=prod").expect(0, "signed");
    place.run("sign oci:image:1.0 --key other.key").expect(0, "signed");
    assert_eq!(manifests(&place), 4);
    std::thread::sleep(std::time::Duration::from_millis(1100));
    place.run("sign oci:image:1.0 --key k.key --again").expect(0, "signed");
    assert_eq!(manifests(&place), 5);
}

#[test]
fn reports_what_was_done_as_one_document() {
    let (place, image) = Place::new().with_image();
    let report = place.run("sign oci:image:1.0 --key k.key -o json").expect(0, "").json();
    assert_eq!(report["schema"], "countersign/sign/v1");
    assert_eq!(report["manifests"][0]["state"], "signed");
    assert_eq!(report["manifests"][0]["digest"], image.digest());
    let again = place.run("sign oci:image:1.0 --key k.key -o json").expect(0, "").json();
    assert_eq!(again["manifests"][0]["state"], "already-signed");
    assert_eq!(again["manifests"][0]["manifest"], report["manifests"][0]["manifest"]);
}

#[test]
fn a_dry_run_writes_nothing_and_says_what_it_would() {
    let (place, _) = Place::new().with_image();
    let before = place.snapshot("image");
    place.run("sign oci:image:1.0 --key k.key --dry-run").expect(0, "would write   index.json");
    assert_eq!(place.snapshot("image"), before);
}

#[test]
fn recursive_signs_the_index_and_everything_in_it() {
    let (place, index, [amd, arm]) = Place::new().with_index();
    for format in ["cosign", "cosign-legacy"] {
        let sign = format!("sign oci:image:1.0 --key k.key --recursive -o json --format {format}");
        let report = place.run(&sign).expect(0, "").json();
        let signed: Vec<_> = report["manifests"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["digest"].as_str().unwrap())
            .collect();
        assert_eq!(signed, [index.digest(), amd.digest(), arm.digest()]);
        let again = place.run(&sign).expect(0, "").json();
        let mut again = again["manifests"].as_array().unwrap().iter();
        assert!(again.all(|one| one["state"] == "already-signed"));
    }
    for digest in [index.digest(), amd.digest(), arm.digest()] {
        let report =
            place.run(&format!("verify oci:image@{digest} --key k.pub --all -o json")).expect(0, "").json();
        assert_eq!(report["accepted"].as_array().unwrap().len(), 2);
    }
}

#[test]
fn signers_at_the_same_time_lose_nothing() {
    let (place, _) = Place::new().with_image();
    let children: Vec<_> = (0..4)
        .map(|number| {
            let mut command = place.command(crate::program::PROGRAM);
            let annotation = format!("number={number}");
            command.args(["sign", "oci:image:1.0", "--key", "k.key", "-a", &annotation]);
            command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null()).spawn().unwrap()
        })
        .collect();
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    assert_eq!(manifests(&place), 5);
    for number in 0..4 {
        place.run(&format!("verify oci:image:1.0 --key k.pub -a number={number}")).expect(0, "accepted");
    }
}

#[test]
fn the_payload_calls_the_image_what_it_is_told() {
    let (place, _) = Place::new().with_image();
    let reference = "registry.example/acme/app";
    place
        .run(&format!("sign oci:image:1.0 --key k.key --format cosign-legacy --docker-reference {reference}"))
        .expect(0, "signed");
    place.run("list oci:image:1.0").expect(0, reference);
    place.run("sign oci:image:1.0 --key k.key --docker-reference x").expect(2, "cosign-legacy");
}

#[test]
fn refuses_what_it_cannot_sign_and_writes_nothing() {
    let (place, _) = Place::new().with_image();
    let before = place.snapshot(".");
    place.run("sign oci:image:2.0 --key k.key").expect(3, "oci:image:2.0");
    place.run("sign oci:image:1.0 --key k.pub").expect(2, "signs nothing");
    place.run("sign oci:image:1.0 --key missing.key").expect(2, "missing.key cannot be read");
    place.run("sign oci:image:1.0").expect(2, "--key");
    place.run("sign oci:image:1.0 --key k.key --format notation-jws").expect(2, "not in this build");
    place.run("sign oci:image:1.0 --key k.key --format notation-cose").expect(2, "not in this build");
    place.run("sign oci:image:1.0 --key k.key -a x").expect(2, "KEY=VALUE");
    place.run("sign nginx:1 --key k.key").expect(2, "docker.io/library/nginx:1");
    assert_eq!(place.snapshot("."), before);
}

#[cfg(unix)]
#[test]
fn a_failed_write_leaves_the_index_as_it_was_and_no_temporary_file() {
    let (place, _) = Place::new().with_image();
    // A folder where a blob of the signature has to go: the configuration `{}` of every bundle.
    let config =
        crate::program::blob("sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
    std::fs::create_dir(place.path(&config)).unwrap();
    let before = place.snapshot("image");
    place.run("sign oci:image:1.0 --key k.key").expect(2, "cannot be written");
    let after = place.snapshot("image");
    assert_eq!(after.keys().filter(|path| path.display().to_string().contains(".countersign-")).count(), 0);
    assert_eq!(after[&place.path("image/index.json")], before[&place.path("image/index.json")]);
}

#[cfg(unix)]
#[test]
fn what_a_killed_signer_left_is_removed_by_the_next_one() {
    let (place, _) = Place::new().with_image();
    let left = ["image/.countersign-a1B2c3", "image/blobs/sha256/.countersign-a1B2c3"];
    left.iter().for_each(|file| place.write(file, "half"));
    place.run("sign oci:image:1.0 --key k.key --dry-run").expect(0, "would sign");
    place.run("verify oci:image:1.0 --key k.pub").expect(3, "absent");
    assert!(left.iter().all(|file| place.path(file).exists()), "reading removes nothing");
    place.run("sign oci:image:1.0 --key k.key").expect(0, "signed");
    assert!(left.iter().all(|file| !place.path(file).exists()));
}
