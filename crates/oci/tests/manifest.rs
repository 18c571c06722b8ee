//! Manifests and indexes: what is read, and what must not be read as something else.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests and their helpers may panic"
)]

use countersign_digest::{DigestError, MediaTypeError};
use countersign_encoding::json::{FieldProblem, JsonError};
use countersign_oci::{DescriptorError, Manifest, ManifestError, Platform, PlatformError, media_type};
use proptest::prelude::*;

const IMAGE: &str = media_type::IMAGE_MANIFEST;
const INDEX: &str = media_type::IMAGE_INDEX;
const CONFIG: &str = r#"{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a","size":2}"#;
const ENTRY: &str = r#"{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a","size":2}"#;

fn parse(text: &str, declared: Option<&str>) -> Result<Manifest, ManifestError> {
    Manifest::parse(text.as_bytes(), declared)
}

fn image(more: &str) -> String {
    format!(r#"{{"schemaVersion":2,"config":{CONFIG},"layers":[]{more}}}"#)
}

fn index(more: &str) -> String {
    format!(r#"{{"schemaVersion":2,"manifests":[]{more}}}"#)
}

fn mismatch(declared: &str, marked: &str) -> Result<Manifest, ManifestError> {
    Err(ManifestError::MediaTypeMismatch { declared: declared.into(), marked: marked.into() })
}

fn ambiguous(member: &'static str) -> Result<Manifest, ManifestError> {
    Err(ManifestError::Ambiguous { member })
}

#[test]
fn cve_2021_41190_refuses_an_index_by_its_body_that_is_declared_a_manifest() {
    let text = index(r#","mediaType":"application/vnd.oci.image.index.v1+json""#);
    assert!(parse(&text, Some(INDEX)).is_ok());
    assert_eq!(parse(&text, Some(IMAGE)), mismatch(IMAGE, INDEX));
}

#[test]
fn cve_2021_41190_refuses_a_manifest_by_its_body_that_is_declared_an_index() {
    let text = image(r#","mediaType":"application/vnd.oci.image.manifest.v1+json""#);
    assert!(parse(&text, Some(IMAGE)).is_ok());
    assert_eq!(parse(&text, Some(INDEX)), mismatch(INDEX, IMAGE));
}

#[test]
fn cve_2021_41190_refuses_both_kinds_of_members_declared_a_manifest() {
    assert!(parse(&image(""), Some(IMAGE)).is_ok());
    assert_eq!(parse(&image(r#","manifests":[]"#), Some(IMAGE)), ambiguous("manifests"));
}

#[test]
fn cve_2021_41190_refuses_both_kinds_of_members_declared_an_index() {
    assert!(parse(&index(""), Some(INDEX)).is_ok());
    assert_eq!(parse(&index(r#","layers":[]"#), Some(INDEX)), ambiguous("layers"));
    assert_eq!(parse(&index(&format!(r#","config":{CONFIG}"#)), Some(INDEX)), ambiguous("config"));
}

#[test]
fn cve_2021_41190_refuses_an_index_without_a_type_that_is_declared_a_manifest() {
    assert!(parse(&index(""), Some(INDEX)).is_ok());
    assert_eq!(parse(&index(""), Some(IMAGE)), ambiguous("manifests"));
    assert_eq!(parse(&index(""), Some(media_type::DOCKER_MANIFEST)), ambiguous("manifests"));
}

#[test]
fn cve_2021_41190_refuses_a_manifest_without_a_type_that_is_declared_an_index() {
    assert!(parse(&image(""), Some(IMAGE)).is_ok());
    assert_eq!(parse(&image(""), Some(INDEX)), ambiguous("config"));
    assert_eq!(parse(&image(""), Some(media_type::DOCKER_MANIFEST_LIST)), ambiguous("config"));
}

#[test]
fn refuses_a_media_type_that_stands_twice() {
    let once = r#","mediaType":"application/vnd.oci.image.manifest.v1+json""#;
    assert!(parse(&image(once), Some(IMAGE)).is_ok());
    let twice = image(&format!(r#"{once},"mediaType":"application/vnd.oci.image.index.v1+json""#));
    assert!(matches!(
        parse(&twice, Some(IMAGE)),
        Err(ManifestError::Json(JsonError::DuplicateMember { .. }))
    ));
}

#[test]
fn refuses_members_of_manifests_that_are_no_more() {
    assert_eq!(parse(&image(r#","fsLayers":[]"#), Some(IMAGE)), ambiguous("fsLayers"));
    assert_eq!(parse(&image(r#","blobs":[]"#), Some(IMAGE)), ambiguous("blobs"));
    assert!(parse(&image(r#","unheardOf":[]"#), Some(IMAGE)).is_ok());
}

#[test]
fn refuses_members_that_go_would_read_as_others() {
    for (spelling, member) in [
        ("Layers", "layers"),
        ("MANIFESTS", "manifests"),
        ("\u{17f}ubject", "subject"),
        ("mediatype", "mediaType"),
    ] {
        let text = image(&format!(r#","{spelling}":[]"#));
        assert_eq!(parse(&text, Some(IMAGE)), Err(ManifestError::OtherSpelling { member }), "{spelling}");
    }
    assert!(parse(&image(r#","layer":[]"#), Some(IMAGE)).is_ok());
}

#[test]
fn the_declaration_decides_where_the_body_says_nothing() {
    assert_eq!(parse(&image(""), None), Err(ManifestError::MediaTypeUnknown));
    assert_eq!(
        parse(&image(""), Some(media_type::DOCKER_MANIFEST)).unwrap().media_type(),
        media_type::DOCKER_MANIFEST
    );
    let marked = image(r#","mediaType":"application/vnd.oci.image.manifest.v1+json""#);
    assert_eq!(parse(&marked, None).unwrap().media_type(), IMAGE);
    let with_parameter = "application/vnd.oci.image.manifest.v1+json; charset=utf-8";
    assert_eq!(parse(&marked, Some(with_parameter)).unwrap().media_type(), IMAGE);
}

#[test]
fn refuses_types_that_are_not_read() {
    let unknown = "application/vnd.docker.distribution.manifest.v1+json";
    let expected = Err(ManifestError::UnsupportedMediaType { media_type: unknown.into() });
    assert_eq!(parse(&image(""), Some(unknown)), expected);
    let error = parse(&image(""), Some("a\u{202e}/b")).unwrap_err().to_string();
    assert!(!error.contains('\u{202e}'), "{error}");
}

#[test]
fn refuses_what_is_no_manifest_at_all() {
    assert_eq!(parse("[]", Some(IMAGE)), Err(ManifestError::NotAnObject));
    assert!(matches!(parse("{}x", Some(IMAGE)), Err(ManifestError::Json(JsonError::TrailingBytes { .. }))));
    let text = image("").replacen('2', "1", 1);
    assert_eq!(parse(&text, Some(IMAGE)), Err(ManifestError::SchemaVersion { actual: 1 }));
    let Err(ManifestError::Field(error)) = parse(r#"{"schemaVersion":2}"#, Some(INDEX)) else { panic!() };
    assert_eq!((error.path(), *error.problem()), ("manifests", FieldProblem::Missing));
}

#[test]
fn refuses_more_than_four_mebibytes() {
    let padded = |length: usize| {
        let text = image("");
        " ".repeat(length - text.len()) + &text
    };
    assert!(parse(&padded(4 << 20), Some(IMAGE)).is_ok());
    assert!(matches!(
        parse(&padded((4 << 20) + 1), Some(IMAGE)),
        Err(ManifestError::Json(JsonError::TooLarge { .. }))
    ));
}

#[test]
fn says_which_descriptor_is_malformed() {
    let with_layer =
        |layer: &str| image("").replace(r#""layers":[]"#, &format!(r#""layers":[{CONFIG},{layer}]"#));
    assert_eq!(parse(&with_layer(CONFIG), Some(IMAGE)).unwrap().as_image().unwrap().layers().len(), 2);
    let refused = |layer: String| match parse(&with_layer(&layer), Some(IMAGE)) {
        Err(ManifestError::Descriptor { at, source }) => (at, source),
        other => panic!("{other:?}"),
    };
    let (at, source) = refused(CONFIG.replace("sha256:44136", "sha256:../.."));
    assert_eq!(at, "layers[1]");
    assert!(matches!(source, DescriptorError::Digest(DigestError::NotLowercaseHex { .. })), "{source:?}");
    let (_, source) = refused(CONFIG.replace("sha256:", "md5:"));
    assert_eq!(source, DescriptorError::Digest(DigestError::UnsupportedAlgorithm));
    let (_, source) = refused(CONFIG.replace("+json", "+json;version=1"));
    let is_media_type: Result<(), MediaTypeError> = match source {
        DescriptorError::MediaType(error) => Err(error),
        other => panic!("{other:?}"),
    };
    assert!(is_media_type.is_err());
    let (_, source) = refused(CONFIG.replace(r#""size":2"#, r#""size":-2"#));
    assert!(matches!(source, DescriptorError::Field(_)), "{source:?}");
    let (_, source) = refused(r#""text""#.into());
    assert!(matches!(source, DescriptorError::Field(_)), "{source:?}");
    let (_, source) = refused(CONFIG.replace('}', r#","platform":{"os":"li nux","architecture":"x"}}"#));
    assert_eq!(source, DescriptorError::Platform(PlatformError::Word));
}

#[test]
fn finds_the_artifact_type_wherever_writers_put_it() {
    let kind =
        |text: &str| parse(text, Some(IMAGE)).unwrap().as_image().unwrap().artifact_type().map(str::to_owned);
    assert_eq!(kind(&image("")), None);
    assert_eq!(kind(&image(r#","artifactType":"a/top""#)).unwrap(), "a/top");
    let in_config = CONFIG.replace('}', r#","artifactType":"a/config"}"#);
    assert_eq!(kind(&image("").replace(CONFIG, &in_config)).unwrap(), "a/config");
    assert_eq!(kind(&image(r#","artifactType":"a/top""#).replace(CONFIG, &in_config)).unwrap(), "a/top");
    let notation = CONFIG.replace("vnd.oci.image.config.v1+json", "vnd.cncf.notary.signature");
    assert_eq!(kind(&image("").replace(CONFIG, &notation)).unwrap(), media_type::NOTATION_SIGNATURE);
}

#[test]
fn reads_platforms_and_treats_empty_ones_as_none() {
    let with = |platform: &str| {
        let entry = ENTRY.replace('}', &format!(r#","platform":{platform}}}"#));
        let text = index("").replace("[]", &format!("[{entry}]"));
        parse(&text, Some(INDEX)).unwrap().as_index().unwrap().manifests()[0].platform().cloned()
    };
    let arm = with(r#"{"os":"linux","architecture":"arm64","variant":"v8"}"#).unwrap();
    assert_eq!(arm.to_string(), "linux/arm64/v8");
    assert!("linux/arm64".parse::<Platform>().unwrap().accepts(&arm));
    assert!(!"linux/arm64/v9".parse::<Platform>().unwrap().accepts(&arm));
    assert!(!"linux/amd64".parse::<Platform>().unwrap().accepts(&arm));
    let windows = with(r#"{"os":"windows","architecture":"amd64","os.version":"10.0.1"}"#).unwrap();
    assert!("windows/amd64".parse::<Platform>().unwrap().accepts(&windows));
    let other = "windows/amd64".parse::<Platform>().unwrap().with_os_version("10.0.2").unwrap();
    assert!(!other.accepts(&windows));
    assert_eq!(with(r#"{"os":"","architecture":""}"#), None);
}

#[test]
fn refuses_texts_that_are_no_platform() {
    for text in ["", "linux", "a/b/c/d"] {
        assert_eq!(text.parse::<Platform>(), Err(PlatformError::Words), "{text}");
    }
    for text in ["/", "linux/", "linux/a b", "linux/amd64/"] {
        assert_eq!(text.parse::<Platform>(), Err(PlatformError::Word), "{text}");
    }
}

#[test]
fn never_follows_embedded_data_or_urls() {
    let layer = CONFIG.replace('}', r#","data":"e30=","urls":["https://169.254.169.254/"]}"#);
    let manifest = parse(&image("").replace(CONFIG, &layer), Some(IMAGE)).unwrap();
    let config = manifest.as_image().unwrap().config();
    assert!(config.annotations().is_empty() && config.artifact_type().is_none());
}

#[test]
fn keeps_the_bytes_as_they_came() {
    let text = image("").replace(',', " ,\n");
    assert_eq!(parse(&text, Some(IMAGE)).unwrap().bytes(), text.as_bytes());
    assert!(parse(&text, Some(IMAGE)).unwrap().subject().is_none());
}

#[test]
fn reads_ten_thousand_entries_in_linear_time() {
    let entries = vec![ENTRY; 10_000].join(",");
    let text = index("").replace("[]", &format!("[{entries}]"));
    assert_eq!(parse(&text, Some(INDEX)).unwrap().as_index().unwrap().manifests().len(), 10_000);
}

#[test]
fn knows_the_four_bundle_types_and_nothing_like_them() {
    for version in ["0.1", "0.2", "0.3"] {
        assert!(media_type::is_sigstore_bundle(&format!(
            "application/vnd.dev.sigstore.bundle+json;version={version}"
        )));
    }
    assert!(media_type::is_sigstore_bundle("application/vnd.dev.sigstore.bundle.v0.3+json"));
    for other in [
        "application/vnd.dev.sigstore.bundle.v0.4+json",
        "application/vnd.dev.sigstore.bundle+json",
        "APPLICATION/vnd.dev.sigstore.bundle.v0.3+json",
        "application/vnd.dev.sigstore.bundle.v0.3+json ",
    ] {
        assert!(!media_type::is_sigstore_bundle(other), "{other}");
    }
}

proptest! {
    #[test]
    fn never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = Manifest::parse(&bytes, Some(IMAGE));
        let _ = Manifest::parse(&bytes, Some(INDEX));
    }

    #[test]
    fn a_mutated_manifest_is_never_both(at in 0_usize..300, with in any::<u8>()) {
        let mut bytes = image(r#","mediaType":"application/vnd.oci.image.manifest.v1+json""#).into_bytes();
        if let Some(byte) = bytes.get_mut(at) { *byte = with; }
        let (as_image, as_index) = (Manifest::parse(&bytes, Some(IMAGE)), Manifest::parse(&bytes, Some(INDEX)));
        prop_assert!(as_image.is_err() || as_index.is_err());
    }

    #[test]
    fn a_document_of_any_members_is_never_both(
        members in proptest::sample::subsequence(
            vec!["mediaType-image", "mediaType-index", "config", "layers", "manifests", "subject", "artifactType"], 0..7)
    ) {
        let shown = |member: &&str| match *member {
            "mediaType-image" => format!(r#""mediaType":"{IMAGE}""#),
            "mediaType-index" => format!(r#""mediaType":"{INDEX}""#),
            "config" | "subject" => format!(r#""{member}":{CONFIG}"#),
            "artifactType" => r#""artifactType":"a/b""#.to_owned(),
            list => format!(r#""{list}":[]"#),
        };
        let members: Vec<_> = members.iter().map(shown).collect();
        let text = format!(r#"{{"schemaVersion":2,{}}}"#, members.join(",")).replace(",}", "}");
        prop_assert!(parse(&text, Some(IMAGE)).is_err() || parse(&text, Some(INDEX)).is_err());
    }
}
