//! Claims in Fulcio's certificates.

use countersign_x509::{
    Certificate,
    fulcio::{Claim, FulcioError, WorkflowClaim, claim, issuer, username, workflow_claim},
};
use testkit::x509::{ExtensionSpec, tlv};

use super::support::{certificate, email, other, presenting, utf8};

const RAW_ISSUER: &str = "1.3.6.1.4.1.57264.1.1";
const ISSUER: &str = "1.3.6.1.4.1.57264.1.8";
const USERNAME: &str = "1.3.6.1.4.1.57264.1.7";

fn claiming(extensions: &[(&'static str, Vec<u8>)]) -> Certificate<'static> {
    let extensions = extensions.iter().map(|(oid, value)| ExtensionSpec::new(oid, value.clone())).collect();
    certificate(vec![0x30, 0], &[email("a@example.com")], extensions)
}

#[test]
fn the_issuer_is_read_from_either_form() {
    let url = "https://accounts.example";
    assert_eq!(issuer(&claiming(&[])), Ok(None));
    assert_eq!(issuer(&claiming(&[(ISSUER, utf8(url))])), Ok(Some(url)));
    assert_eq!(issuer(&claiming(&[(RAW_ISSUER, url.into())])), Ok(Some(url)));
    assert_eq!(issuer(&claiming(&[(RAW_ISSUER, url.into()), (ISSUER, utf8(url))])), Ok(Some(url)));
}

#[test]
fn two_issuers_are_none() {
    for other in [
        "https://accounts.example/",
        "https://evil.example",
        "https://Accounts.example",
        "https://accounts.example\n",
    ] {
        let certificate = claiming(&[(RAW_ISSUER, "https://accounts.example".into()), (ISSUER, utf8(other))]);
        assert_eq!(issuer(&certificate), Err(FulcioError::IssuersDiffer), "{other:?}");
    }
}

#[test]
fn a_malformed_issuer_is_refused_though_the_other_form_is_right() {
    let url = "https://accounts.example";
    let malformed = FulcioError::Malformed { claim: Claim::Issuer };
    for value in [
        url.into(),
        Vec::new(),
        utf8(""),
        tlv(0x0c, &[b"\xff"]),
        tlv(0x16, &[url.as_bytes()]),
        [utf8(url), vec![0]].concat(),
    ] {
        assert_eq!(issuer(&claiming(&[(ISSUER, value.clone())])), Err(malformed), "{value:?}");
        assert_eq!(issuer(&claiming(&[(RAW_ISSUER, url.into()), (ISSUER, value)])), Err(malformed));
    }
    for value in [Vec::new(), vec![0xff]] {
        let certificate = claiming(&[(RAW_ISSUER, value), (ISSUER, utf8(url))]);
        assert_eq!(issuer(&certificate), Err(FulcioError::MalformedRawIssuer));
    }
}

#[test]
fn each_claim_is_read_from_its_extension() {
    let mut oids: Vec<String> = Claim::ALL.iter().map(|claim| claim.oid().to_string()).collect();
    let numbered: Vec<String> = (8..=24).map(|number| format!("1.3.6.1.4.1.57264.1.{number}")).collect();
    assert_eq!(oids, numbered);
    oids.dedup();
    assert_eq!(oids.len(), Claim::ALL.len());
    let certificate = claiming(&[("1.3.6.1.4.1.57264.1.14", utf8("refs/heads/main"))]);
    for wanted in Claim::ALL {
        let expected = (*wanted == Claim::SourceRepositoryRef).then_some("refs/heads/main");
        assert_eq!(claim(&certificate, *wanted), Ok(expected), "{}", wanted.name());
    }
    let raw = claiming(&[("1.3.6.1.4.1.57264.1.14", b"refs/heads/main".into())]);
    assert_eq!(
        claim(&raw, Claim::SourceRepositoryRef),
        Err(FulcioError::Malformed { claim: Claim::SourceRepositoryRef })
    );
}

#[test]
fn each_claim_of_the_older_form_is_the_text_in_its_extension() {
    let numbered = (2..=6).map(|number| format!("1.3.6.1.4.1.57264.1.{number}"));
    assert!(WorkflowClaim::ALL.iter().map(|claim| claim.oid().to_string()).eq(numbered));
    let certificate = claiming(&[("1.3.6.1.4.1.57264.1.6", b"refs/heads/main".into())]);
    for wanted in WorkflowClaim::ALL {
        let expected = (*wanted == WorkflowClaim::Ref).then_some("refs/heads/main");
        assert_eq!(workflow_claim(&certificate, *wanted), Ok(expected), "{}", wanted.name());
    }
    for value in [Vec::new(), vec![0xff]] {
        let malformed = claiming(&[("1.3.6.1.4.1.57264.1.5", value)]);
        let claim = WorkflowClaim::Repository;
        assert_eq!(workflow_claim(&malformed, claim), Err(FulcioError::MalformedWorkflow { claim }));
    }
}

#[test]
fn a_user_name_is_one_utf8_string() {
    let name = |value: Vec<u8>| other(USERNAME, &value);
    assert_eq!(username(&presenting(&[email("a@example.com")])), Ok(None));
    assert_eq!(username(&presenting(&[other("1.2.3", &utf8("ana!x"))])), Ok(None));
    assert_eq!(username(&presenting(&[name(utf8("ana!example.com"))])), Ok(Some("ana!example.com")));
    assert_eq!(username(&presenting(&[name(utf8(""))])), Err(FulcioError::MalformedUsername));
    assert_eq!(username(&presenting(&[name(tlv(0x16, &[b"ana!x"]))])), Err(FulcioError::MalformedUsername));
    let twice = presenting(&[name(utf8("ana!x")), name(utf8("ben!x"))]);
    assert_eq!(username(&twice), Err(FulcioError::SeveralUsernames));
}
