use crate::program::Place;

#[test]
fn shows_what_is_attached_and_says_that_it_believes_nothing() {
    let (place, image) = Place::new().with_signed_image();
    place.run("sign oci:image:1.0 --key k.key --format cosign-legacy -a env=prod").expect(0, "signed");
    let text = place.run("list oci:image:1.0").expect(0, "nothing here was verified");
    for said in
        ["signature  cosign-bundle", "signature  cosign-legacy", "claims keyHint", "annotation env=prod"]
    {
        assert!(text.out.contains(said), "no {said} in {}", text.out);
    }
    let json = place.run("list oci:image -o json").expect(0, "").json();
    assert_eq!(json["schema"], "countersign/list/v1");
    assert_eq!(json["verified"], false);
    assert_eq!(json["subject"]["digest"], image.digest());
    assert_eq!(json["subject"]["attached"].as_array().unwrap().len(), 2);
}

#[test]
fn what_cannot_be_read_is_shown_as_such() {
    let (place, _) = Place::new().with_signed_image();
    let (_, layer) = place.signature();
    place.write(&crate::program::blob(layer["digest"].as_str().unwrap()), "{}");
    place.run("list oci:image:1.0").expect(0, "unreadable: expected");
}

#[test]
fn foreign_text_is_escaped() {
    let (place, _) = Place::new().with_image();
    place.run_words(&[
        "sign",
        "oci:image:1.0",
        "--key",
        "k.key",
        "--format",
        "cosign-legacy",
        "-a",
        "x=\u{1b}[31m",
    ]);
    let listed = place.run("list oci:image:1.0").expect(0, r"\u{1b}[31m");
    assert!(!listed.out.contains('\u{1b}'));
}

#[test]
fn an_image_that_is_not_there_is_absent() {
    let (place, _) = Place::new().with_image();
    place.run("list oci:image:2.0").expect(3, "countersign list oci:image");
    place.run("list oci:image:1.0").expect(0, "nothing is attached");
    place.run("list nginx").expect(2, "docker.io/library/nginx");
}
