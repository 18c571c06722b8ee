//! Typed views of predicates: of what Cosign attested, and of what is not as it should be.

use countersign_encoding::json::{FieldError, FieldProblem, JsonError, Kind};
use countersign_envelope::{
    Bundle, PredicateType, Statement,
    predicate::{
        CosignCustom, CycloneDxBom, Link, OpenVex, PredicateReadError, SlsaProvenance, SlsaVersion,
        SpdxDocument, VexStatus, VulnScan,
    },
};

use crate::support::{HEX, cosign_key, missing};

fn statement(name: &str, predicate: &str) -> Statement {
    let uri = PredicateType::from_name(name).unwrap();
    of_uri(uri.uri(), predicate)
}

fn of_uri(uri: &str, predicate: &str) -> Statement {
    let text = format!(
        r#"{{"_type":"https://in-toto.io/Statement/v0.1","subject":[{{"digest":{{"sha256":"{HEX}"}}}}],"predicateType":"{uri}","predicate":{predicate}}}"#
    );
    Statement::parse(text.as_bytes()).unwrap()
}

fn attested(bundle: &str) -> Statement {
    let bundle = Bundle::parse(bundle.as_bytes()).unwrap();
    bundle.verify(&[cosign_key().as_ref()]).unwrap().statement().unwrap().clone()
}

fn wrong(path: &str, expected: Kind, actual: Kind) -> PredicateReadError {
    FieldError::new(path, FieldProblem::WrongType { expected, actual }).into()
}

#[test]
fn what_cosign_attested_is_shown() {
    let slsa = attested(include_str!("../data/attested-slsa.json"));
    let slsa = SlsaProvenance::from_statement(&slsa).unwrap();
    assert_eq!((slsa.version(), slsa.builder_id()), (SlsaVersion::V1, "https://acme.example/builder"));
    assert_eq!((slsa.build_type(), slsa.materials()), ("https://example.com/b", &[][..]));
    let spdx = SpdxDocument::from_statement(&attested(include_str!("../data/attested-spdx.json"))).unwrap();
    assert_eq!((spdx.version(), spdx.name()), ("SPDX-2.3", Some("acme")));
    assert_eq!(spdx.namespace(), Some("https://acme.example/spdx"));
    let bom =
        CycloneDxBom::from_statement(&attested(include_str!("../data/attested-cyclonedx.json"))).unwrap();
    assert_eq!((bom.spec_version(), bom.components().len()), ("1.5", 0));
    let vex = OpenVex::from_statement(&attested(include_str!("../data/attested-openvex.json"))).unwrap();
    assert_eq!((vex.id(), vex.author()), (Some("https://acme.example/vex"), Some("acme")));
    assert_eq!((vex.timestamp(), vex.statements().len()), (Some("2026-01-01T00:00:00Z"), 0));
    let vuln = VulnScan::from_statement(&attested(include_str!("../data/attested-vuln.json"))).unwrap();
    assert_eq!((vuln.scanner_uri(), vuln.scanner_version()), (Some("s"), Some("1")));
    assert_eq!((vuln.started_on(), vuln.result_json()), (Some("2026-01-01T00:00:00Z"), Some("{}")));
    assert_eq!(vuln.finished_on(), vuln.started_on());
    let custom =
        CosignCustom::from_statement(&attested(include_str!("../data/attested-custom.json"))).unwrap();
    assert_eq!(custom.data(), r#"{"approved": true, "by": "acme"}"#);
    assert_eq!(custom.timestamp(), Some("2026-11-22T14:22:14Z"));
}

#[test]
fn provenance_of_both_versions_is_shown() {
    let v0_2 = r#"{"builder":{"id":"b"},"buildType":"t","invocation":{},"metadata":{"buildInvocationId":"i","buildStartedOn":"s","buildFinishedOn":"f"},"materials":[{"uri":"git+https://x","digest":{"sha1":"00"}}],"own":1}"#;
    let v1 = r#"{"buildDefinition":{"buildType":"t","resolvedDependencies":[{"uri":"git+https://x","name":"n","digest":{"gitCommit":"00"}}]},"runDetails":{"builder":{"id":"b"},"metadata":{"invocationId":"i","startedOn":"s","finishedOn":"f"}}}"#;
    for (name, predicate) in [("slsaprovenance02", v0_2), ("slsaprovenance1", v1)] {
        let slsa = SlsaProvenance::from_statement(&statement(name, predicate)).unwrap();
        assert_eq!((slsa.builder_id(), slsa.build_type()), ("b", "t"));
        assert_eq!(
            (slsa.invocation_id(), slsa.started_on(), slsa.finished_on()),
            (Some("i"), Some("s"), Some("f"))
        );
        let material = &slsa.materials()[0];
        assert_eq!((material.uri(), material.digests().len()), (Some("git+https://x"), 1));
        assert_eq!(material.name(), (name == "slsaprovenance1").then_some("n"));
    }
    for (name, predicate, expected) in [
        ("slsaprovenance02", "{}", missing("builder").into()),
        ("slsaprovenance02", r#"{"builder":{}}"#, missing("builder.id").into()),
        ("slsaprovenance02", r#"{"builder":{"id":"b"}}"#, missing("buildType").into()),
        ("slsaprovenance1", r#"{"buildDefinition":{}}"#, missing("runDetails").into()),
        (
            "slsaprovenance1",
            r#"{"buildDefinition":{},"runDetails":{"builder":{}}}"#,
            missing("runDetails.builder.id").into(),
        ),
        (
            "slsaprovenance1",
            r#"{"buildDefinition":{},"runDetails":{"builder":{"id":"b"}}}"#,
            missing("buildDefinition.buildType").into(),
        ),
        ("slsaprovenance1", "[]", PredicateReadError::Shape),
        (
            "slsaprovenance02",
            r#"{"builder":{"id":"b"},"buildType":"t","materials":[1]}"#,
            PredicateReadError::Shape,
        ),
    ] {
        assert_eq!(SlsaProvenance::from_statement(&statement(name, predicate)), Err(expected), "{predicate}");
    }
}

#[test]
fn packages_of_an_spdx_document_are_shown_whatever_its_version() {
    let v2 = r#"{"spdxVersion":"SPDX-2.3","name":"d","packages":[{"name":"a","versionInfo":"1","externalRefs":[{"referenceType":"cpe23Type","referenceLocator":"cpe"},{"referenceType":"purl","referenceLocator":"pkg:a@1"}]},{"name":"b"}]}"#;
    let v3 = r#"{"@context":"x","@graph":[{"type":"CreationInfo","specVersion":"3.0.1"},{"type":"SpdxDocument","name":"d"},{"type":"software_Package","name":"a","software_packageVersion":"1","software_packageUrl":"pkg:a@1"},{"type":"software_Package","name":"b"},{"type":"Other"}]}"#;
    let quoted = serde_json::to_string(v2).unwrap();
    for (document, version) in [(v2, "SPDX-2.3"), (v3, "3.0.1"), (quoted.as_str(), "SPDX-2.3")] {
        let spdx = SpdxDocument::from_statement(&statement("spdx", document)).unwrap();
        assert_eq!((spdx.version(), spdx.name()), (version, Some("d")));
        let [a, b] = spdx.packages() else { panic!() };
        assert_eq!((a.name(), a.version(), a.purl()), ("a", Some("1"), Some("pkg:a@1")));
        assert_eq!((b.name(), b.version(), b.purl()), ("b", None, None));
    }
    assert!(SpdxDocument::from_statement(&of_uri("https://spdx.dev/Document/v2.3", v2)).is_ok());
    for (document, expected) in [
        ("{}", missing("spdxVersion").into()),
        (r#"{"spdxVersion":1}"#, wrong("spdxVersion", Kind::String, Kind::Number)),
        (r#"{"spdxVersion":"x","packages":[{}]}"#, missing("packages[].name").into()),
        (r#"{"@graph":[]}"#, missing("@graph[].specVersion").into()),
        (r#""SPDXVersion: SPDX-2.3""#, PredicateReadError::Text(JsonError::Syntax { offset: 0 })),
        ("1", PredicateReadError::Shape),
    ] {
        assert_eq!(SpdxDocument::from_statement(&statement("spdx", document)), Err(expected), "{document}");
    }
}

#[test]
fn components_of_a_bill_of_materials_are_shown_those_within_others_too() {
    let bom = r#"{"bomFormat":"CycloneDX","specVersion":"1.6","serialNumber":"urn:uuid:1","components":[{"type":"library","group":"g","name":"a","version":"1","purl":"pkg:a@1","components":[{"name":"b"}]},{"name":"c"}]}"#;
    let bom = CycloneDxBom::from_statement(&statement("cyclonedx", bom)).unwrap();
    assert_eq!(bom.serial_number(), Some("urn:uuid:1"));
    let names: Vec<&str> = bom.components().iter().map(|component| component.name()).collect();
    assert_eq!(names, ["a", "b", "c"]);
    let a = &bom.components()[0];
    assert_eq!((a.kind(), a.group()), (Some("library"), Some("g")));
    assert_eq!((a.version(), a.purl()), (Some("1"), Some("pkg:a@1")));
    for (document, expected) in [
        ("{}", missing("specVersion").into()),
        (r#"{"components":{}}"#, wrong("components", Kind::Array, Kind::Object)),
        (r#"{"components":[{}]}"#, missing("components[].name").into()),
    ] {
        let refused = CycloneDxBom::from_statement(&statement("cyclonedx", document));
        assert_eq!(refused, Err(expected), "{document}");
    }
}

#[test]
fn vex_statements_are_shown_with_their_status() {
    let statuses = ["not_affected", "affected", "fixed", "under_investigation"];
    let known =
        [VexStatus::NotAffected, VexStatus::Affected, VexStatus::Fixed, VexStatus::UnderInvestigation];
    for (name, status) in statuses.into_iter().zip(known) {
        for (vulnerability, product) in
            [(r#"{"name":"CVE-1"}"#, r#"{"@id":"pkg:a"}"#), ("\"CVE-1\"", "\"pkg:a\"")]
        {
            let vex = format!(
                r#"{{"statements":[{{"vulnerability":{vulnerability},"products":[{product}],"status":"{name}","justification":"j"}}]}}"#
            );
            let vex = OpenVex::from_statement(&statement("openvex", &vex)).unwrap();
            let one = &vex.statements()[0];
            assert_eq!((one.vulnerability(), one.status()), ("CVE-1", status));
            assert_eq!((one.products(), one.justification()), (&["pkg:a".to_owned()][..], Some("j")));
        }
    }
    for (entry, expected) in [
        ("{}", missing("statements[0].status").into()),
        (r#"{"status":"fixed"}"#, missing("statements[0].vulnerability").into()),
        (r#"{"status":"fixed","vulnerability":{}}"#, missing("statements[0].vulnerability.name").into()),
        (r#"{"status":"Fixed","vulnerability":"x"}"#, PredicateReadError::VexStatus { index: 0 }),
        (
            r#"{"status":"fixed","vulnerability":"x","products":[1]}"#,
            missing("statements[0].products[].@id").into(),
        ),
    ] {
        let refused =
            OpenVex::from_statement(&statement("openvex", &format!(r#"{{"statements":[{entry}]}}"#)));
        assert_eq!(refused, Err(expected), "{entry}");
    }
}

#[test]
fn links_scans_and_texts_are_shown() {
    let link = r#"{"_type":"link","name":"build","command":["make","all"],"materials":{"a.c":{"sha256":"00"}},"products":{"a.o":{"sha256":"01","x":1}}}"#;
    let link = Link::from_statement(&statement("link", link)).unwrap();
    assert_eq!((link.name(), link.command()), (Some("build"), &["make".to_owned(), "all".to_owned()][..]));
    assert_eq!(link.materials()["a.c"]["sha256"], "00");
    assert_eq!(link.products()["a.o"].len(), 1);
    for (document, expected) in [
        (r#"{"command":[1]}"#, wrong("command[]", Kind::String, Kind::Number)),
        (r#"{"products":{"a":"00"}}"#, wrong("products", Kind::Object, Kind::String)),
    ] {
        assert_eq!(Link::from_statement(&statement("link", document)), Err(expected), "{document}");
    }
    assert_eq!(VulnScan::from_statement(&statement("vuln", "{}")), Err(missing("scanner").into()));
    let json = CosignCustom::from_statement(&statement("custom", r#"{"Data":{"a":1}}"#)).unwrap();
    assert_eq!((json.data(), json.timestamp()), (r#"{"a":1}"#, None));
    assert_eq!(CosignCustom::from_statement(&statement("custom", "{}")), Err(missing("Data").into()));
}

#[test]
fn a_view_of_another_kind_and_of_nothing_is_refused() {
    let custom = statement("custom", r#"{"Data":"x"}"#);
    assert_eq!(SlsaProvenance::from_statement(&custom), Err(PredicateReadError::PredicateType));
    assert_eq!(SpdxDocument::from_statement(&custom), Err(PredicateReadError::PredicateType));
    assert_eq!(CycloneDxBom::from_statement(&custom), Err(PredicateReadError::PredicateType));
    assert_eq!(OpenVex::from_statement(&custom), Err(PredicateReadError::PredicateType));
    assert_eq!(VulnScan::from_statement(&custom), Err(PredicateReadError::PredicateType));
    assert_eq!(Link::from_statement(&custom), Err(PredicateReadError::PredicateType));
    let link = statement("link", "{}");
    assert_eq!(CosignCustom::from_statement(&link), Err(PredicateReadError::PredicateType));
    assert_eq!(Link::from_statement(&statement("link", "null")), Err(PredicateReadError::Shape));
}
