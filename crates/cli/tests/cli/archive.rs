use crate::{program::Place, schema};

fn archived() -> Place {
    let (place, _) = Place::new().with_signed_image();
    place.write("predicate", "{}");
    place
        .run("attest oci:image:1.0 --type vuln --predicate predicate --key k.key --format cosign-legacy")
        .expect(0, "");
    place.shell("tar -cf image.tar -C image . && tar -cf named.tar image").expect(0, "");
    place
}

#[test]
fn an_archive_is_read_like_the_folder_that_it_was_made_of() {
    let place = archived();
    for (words, said) in [
        ("verify {image}:1.0 --key k.pub -o json", "accepted"),
        ("verify-attestation {image}:1.0 --type vuln --key k.pub -o json", "accepted"),
        ("list {image}:1.0 -o json", "cosign-attestation"),
        ("inspect {image}:1.0 -o json", "image-manifest"),
    ] {
        let run = |image: &str| place.run(&words.replace("{image}", image)).expect(0, said).json();
        let (folder, archive) = (run("oci:image"), run("oci-archive:image.tar"));
        if words.starts_with("verify") {
            schema::check(&archive);
            assert_eq!(archive["run"], folder["run"]);
            assert_eq!(archive["accepted"], folder["accepted"]);
        }
        if words.starts_with("list") {
            assert_eq!(archive["subject"], folder["subject"]);
        }
    }
    place
        .run("verify oci-archive:image.tar --key k.pub")
        .expect(0, "run       oci-archive:image.tar@sha256:");
    place
        .shell("countersign verify oci-archive:/dev/stdin:1.0 --key k.pub < image.tar")
        .expect(0, "accepted");
}

#[test]
fn nothing_is_written_into_an_archive() {
    let place = archived();
    let before = place.snapshot(".");
    place.run("sign oci-archive:image.tar:1.0 --key k.key").expect(2, "tar -xf");
    place
        .run("attest oci-archive:image.tar:1.0 --key k.key --type vuln --predicate predicate")
        .expect(2, "tar -xf");
    place.run("attach oci-archive:image.tar:1.0 --draft d --signature s").expect(2, "tar -xf");
    assert_eq!(place.snapshot("."), before);
}

#[test]
fn what_is_no_archive_or_not_whole_is_malformed_and_says_so() {
    let place = archived();
    place.run("verify oci-archive:missing.tar --key k.pub").expect(2, "missing.tar cannot be read");
    place.write("text.tar", "no archive");
    place.shell("head -c 5000 image.tar > cut.tar").expect(0, "");
    for broken in ["text.tar", "cut.tar"] {
        let said = format!("{broken} cannot be used");
        for verb in ["verify", "verify-attestation --type vuln"] {
            let ended = place.run(&format!("{verb} oci-archive:{broken} --key k.pub -o json"));
            schema::check(&ended.json());
            assert_eq!(ended.json()["verdict"], "malformed");
            ended.expect(5, &said);
        }
        place.run(&format!("list oci-archive:{broken}")).expect(5, &said);
    }
    place.write("image.tgz", b"\x1f\x8b\x08 and so on");
    place.run("verify oci-archive:image.tgz:1.0 --key k.pub").expect(5, "gzip -d");
    place.run("verify oci-archive:image.tar:9 --key k.pub").expect(3, "CSG-NO-IMAGE");
    // A layout is at the top of its archive.
    place.run("verify oci-archive:named.tar:1.0 --key k.pub").expect(2, "oci-layout");
}
