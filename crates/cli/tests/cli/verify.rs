use serde_json::json;
use testkit::LayoutBuilder;

use crate::{program::Place, schema};

#[test]
fn accepts_and_prints_the_digest_to_run() {
    let (place, image) = Place::new().with_signed_image();
    let ended = place.run("verify oci:image:1.0 --key k.pub").expect(0, "accepted: oci:image:1.0");
    assert!(ended.out.contains(&format!("run       oci:image@{}", image.digest())), "{ended:?}");
    assert_eq!(ended.err, "");
    place.run("verify oci:image --key k.pub").expect(0, "accepted");
    place.run(&format!("verify oci:image@{} --key k.pub", image.digest())).expect(0, "accepted");
}

#[test]
fn a_refusal_is_one_document_on_standard_output_and_a_summary_beside_it() {
    let (place, _) = Place::new().with_signed_image();
    place.key("other");
    let ended = place.run("verify oci:image:1.0 --key other.pub -o json");
    let report = ended.json();
    schema::check(&report);
    assert_eq!(report["verdict"], "refused");
    assert_eq!(report["code"], "CSG-SIGNATURE-INVALID");
    ended.expect(1, "error: oci:image:1.0: no acceptable signature");
}

#[test]
fn nothing_told_is_an_error_and_no_default() {
    let (place, _) = Place::new().with_signed_image();
    place.run("verify oci:image:1.0").expect(2, "--key PUB");
    place.run("verify").expect(2, "IMAGE");
}

#[test]
fn any_of_several_keys_is_enough_and_one_key_may_be_named_twice() {
    let (place, _) = Place::new().with_signed_image();
    place.key("other");
    place.run("verify oci:image:1.0 --key other.pub --key k.pub").expect(0, "accepted");
    place.run("verify oci:image:1.0 --key k.pub --key k.pub").expect(0, "accepted");
}

#[test]
fn a_key_may_be_in_a_variable() {
    let (place, _) = Place::new().with_signed_image();
    let text = place.read("k.pub");
    let place = place.with("KEY", &text);
    place.run("verify oci:image:1.0 --key env://KEY").expect(0, "accepted");
    place.run("verify oci:image:1.0 --key env://NO_SUCH_VARIABLE").expect(2, "is not set");
    place.run("verify oci:image:1.0 --key awskms:///alias/key").expect(2, "not in this build");
    place.run("verify oci:image:1.0 --key pkcs11:token=x").expect(2, "not in this build");
}

#[test]
fn a_private_key_is_refused_where_the_public_one_is_enough() {
    let (place, _) = Place::new().with_signed_image();
    place.run("verify oci:image:1.0 --key k.key").expect(2, "countersign key public k.key");
    let text = place.read("k.key");
    let place = place.with("KEY", &text);
    place.run("verify oci:image:1.0 --signer key=env://KEY").expect(2, "countersign key public");
}

#[test]
fn a_key_that_cannot_be_read_says_which_and_why() {
    let (place, _) = Place::new().with_signed_image();
    place.write("long.pub", vec![b'a'; 70_000]);
    place.write("text.pub", "no key");
    place.run("verify oci:image:1.0 --key missing.pub").expect(2, "missing.pub cannot be read");
    place.run("verify oci:image:1.0 --key long.pub").expect(2, "longer than 65536 bytes");
    place.run("verify oci:image:1.0 --key text.pub").expect(2, "text.pub is no key");
    place.run("verify oci:image:1.0 --key /dev/zero").expect(2, "longer than 65536 bytes");
}

#[test]
fn counts_distinct_signers_against_a_threshold() {
    let (place, _) = Place::new().with_signed_image();
    place.key("second");
    let both = "verify oci:image:1.0 --signer name=a,key=k.pub --signer name=b,key=second.pub";
    place.run(both).expect(0, "accepted");
    place.run(&format!("{both} --threshold 2")).expect(1, "CSG-THRESHOLD");
    place.run("sign oci:image:1.0 --key second.key").expect(0, "signed");
    let report = place.run(&format!("{both} --threshold 2 -o json")).expect(0, "accepted").json();
    schema::check(&report);
    assert_eq!(report["accepted"].as_array().unwrap().len(), 2);
    // Two keys of one signer are one signer.
    place
        .run("verify oci:image:1.0 --signer name=a,key=k.pub,key=second.pub --threshold 2")
        .expect(2, "only 1 are named");
}

#[test]
fn contradictions_are_usage_errors() {
    let (place, _) = Place::new().with_signed_image();
    let verify = |more: &str| place.run(&format!("verify oci:image:1.0 {more}"));
    verify("--key k.pub --threshold 2").expect(2, "--signer key=FILE");
    verify("--signer key=k.pub --threshold 0").expect(2, "no number from 1 on");
    verify("--signer key=k.pub --threshold x").expect(2, "no number from 1 on");
    verify("--signer key=k.pub --threshold 2").expect(2, "2 distinct signers are required");
    verify("--signer key=k.pub --key k.pub").expect(2, "cannot be used with");
    verify("--signer name=a,key=k.pub --signer name=b,key=k.pub").expect(2, "share a key");
    verify("--signer name=a").expect(2, "names no signer");
    verify("--signer k.pub").expect(2, "names no signer");
    verify("--signer issuer=U,identity=I").expect(2, "cannot be checked by this build");
    verify("--key k.pub -a env").expect(2, "KEY=VALUE");
    verify("--key k.pub -a env=prod -a env=dev").expect(2, "two values");
    verify("--key k.pub --platform linux").expect(2, "no platform");
    verify("--key k.pub --output yaml").expect(2, "yaml");
    verify("--key k.pub --no-such-flag").expect(2, "--no-such-flag");
}

#[test]
fn what_this_build_cannot_check_is_never_ignored() {
    let (place, _) = Place::new().with_signed_image();
    let verify = |more: &str| place.run(&format!("verify oci:image:1.0 --key k.pub {more}"));
    verify("--offline --reference-match off --revocation off").expect(0, "accepted");
    verify("--reference-match exact").expect(2, "cannot be checked by this build");
    verify("--reference-match repository").expect(2, "cannot be checked by this build");
    verify("--revocation required").expect(2, "nobody is believed by one");
}

#[test]
fn required_annotations_decide() {
    let (place, _) = Place::new().with_image();
    place.run("sign oci:image:1.0 --key k.key -a env=prod -a team=core").expect(0, "signed");
    place.run("verify oci:image:1.0 --key k.pub -a env=prod").expect(0, "accepted");
    place.run("verify oci:image:1.0 --key k.pub --annotation env=dev").expect(1, "CSG-ANNOTATION");
    place.run("verify oci:image:1.0 --key k.pub -a other=x").expect(1, "CSG-ANNOTATION");
}

#[test]
fn an_unsigned_image_is_absent_and_so_is_a_name_that_is_not_there() {
    let (place, _) = Place::new().with_image();
    place.run("verify oci:image:1.0 --key k.pub").expect(3, "CSG-NO-SIGNATURE");
    let report = place.run("verify oci:image:9 --key k.pub -o json").expect(3, "CSG-NO-IMAGE").json();
    schema::check(&report);
}

#[test]
fn one_image_must_be_named_where_there_are_several() {
    let place = Place::new();
    let mut builder = LayoutBuilder::new();
    let (one, two) = (builder.image("one"), builder.image("two"));
    builder.tag(&one, "1.0").tag(&two, "2.0");
    place.layout("image", &builder.files());
    place.key("k");
    let ended = place.run("verify oci:image --key k.pub").expect(2, "oci:image:1.0, oci:image:2.0");
    assert_eq!(ended.out, "");
    let mut unnamed = LayoutBuilder::new();
    let (one, two) = (unnamed.image("one"), unnamed.image("two"));
    unnamed.entry(one.descriptor()).entry(two.descriptor());
    place.layout("unnamed", &unnamed.files());
    place.run("verify oci:unnamed --key k.pub").expect(2, one.digest());
}

#[test]
fn a_platform_is_covered_by_its_own_signature_or_by_that_of_the_index() {
    let (place, index, [amd, _]) = Place::new().with_index();
    place.run(&format!("sign oci:image@{} --key k.key", amd.digest())).expect(0, "signed");
    let verify =
        |platform: &str| place.run(&format!("verify oci:image:1.0 --key k.pub --platform {platform}"));
    let ended = verify("linux/amd64").expect(0, "accepted");
    assert!(ended.out.contains(&format!("run       oci:image@{}", amd.digest())), "{ended:?}");
    verify("linux/arm64").expect(3, "CSG-NO-SIGNATURE");
    verify("all").expect(1, "CSG-THRESHOLD");
    verify("windows/amd64").expect(3, "CSG-NO-PLATFORM");
    place.run("verify oci:image:1.0 --key k.pub").expect(3, "CSG-NO-SIGNATURE");
    place.run("sign oci:image:1.0 --key k.key").expect(0, "signed");
    let report = place
        .run("verify oci:image:1.0 --key k.pub --platform linux/arm64 -o json")
        .expect(0, "accepted")
        .json();
    schema::check(&report);
    assert_eq!(report["targets"][0]["coveredBy"], json!([index.digest()]));
    verify("all").expect(0, "accepted");
}

#[test]
fn all_reads_every_signature_though_one_is_enough() {
    let (place, _) = Place::new().with_signed_image();
    place.run("sign oci:image:1.0 --key k.key --format cosign-legacy").expect(0, "signed");
    let accepted = |more: &str| {
        let report = place.run(&format!("verify oci:image:1.0 --key k.pub -o json {more}")).json();
        report["accepted"].as_array().unwrap().len()
    };
    assert_eq!((accepted(""), accepted("--all")), (1, 2));
}

#[test]
fn names_that_are_no_layout_say_what_would_be() {
    let place = Place::new();
    place.key("k");
    place.run("verify nginx:1 --key k.pub").expect(2, "docker.io/library/nginx:1");
    place.run("verify oci-archive:image.tar --key k.pub").expect(2, "image.tar cannot be read");
    place.run("verify oci:nowhere --key k.pub").expect(2, "nowhere cannot be read");
    place.run("verify oci:k.pub --key k.pub").expect(2, "k.pub cannot be read");
}

#[cfg(target_os = "linux")]
#[test]
fn a_verdict_that_cannot_be_written_is_not_success() {
    let (place, _) = Place::new().with_signed_image();
    place.shell("countersign verify oci:image:1.0 --key k.pub > /dev/full").expect(2, "standard output");
}

#[test]
fn a_reader_that_closes_early_changes_nothing() {
    let (place, _) = Place::new().with_signed_image();
    let ended = place.shell("{ countersign verify oci:image:1.0 --key k.pub; echo $? >&2; } | true");
    assert_eq!(ended.err.trim(), "0", "{ended:?}");
}

#[test]
fn colour_is_for_terminals_only() {
    let (place, _) = Place::new().with_signed_image();
    let ended = place.run("verify oci:image:1.0 --key k.pub").expect(0, "accepted");
    assert!(!ended.out.contains('\u{1b}'));
    let forced = Place::new().with("CLICOLOR_FORCE", "1").with_signed_image().0;
    assert!(forced.run("verify oci:image:1.0 --key k.pub").out.contains('\u{1b}'));
    assert!(!forced.run("verify oci:image:1.0 --key k.pub -o json").out.contains('\u{1b}'));
    let forced = forced.with("NO_COLOR", "1").with("CLICOLOR_FORCE", "0");
    assert!(!forced.run("verify oci:image:1.0 --key k.pub").out.contains('\u{1b}'));
}
