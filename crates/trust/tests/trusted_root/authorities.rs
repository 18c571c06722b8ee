//! What an authority is.

use countersign_trust::{
    AuthorityError, TrustedRootVersion, WindowEnd,
    time::{TimeError, UnixTime},
    x509::{AnchorLimits, Rule},
};
use serde_json::{Value, json};
use testkit::base64;

use crate::{authority, certificates, chain_of, document, parse, read};

fn with(name: &str, value: Value) -> Value {
    let mut changed = authority();
    changed[name] = value;
    changed
}

fn refused(changed: Value) -> AuthorityError {
    let unusable = read(changed).unwrap_err();
    assert_eq!(unusable.position(), 1);
    assert!(unusable.to_string().starts_with("timestamp authority 1: "));
    assert!(unusable.error().code().starts_with("CSG-ROOT-AUTHORITY-"));
    unusable.error().clone()
}

fn refused_chain(certificates: &[Vec<u8>]) -> AuthorityError {
    refused(with("certChain", chain_of(certificates)))
}

#[test]
fn an_authority_is_read_whole() {
    let root = parse(&document()).unwrap();
    assert_eq!(root.version(), TrustedRootVersion::V0_1);
    let counted = root.uninterpreted();
    assert_eq!((counted.transparency_logs, counted.certificate_transparency_logs), (1, 3));
    assert_eq!(counted.certificate_authorities, 2);
    let [authority] = root.timestamp_authorities() else { panic!("one") };
    assert_eq!(authority.subject().organization(), Some("example"));
    assert_eq!(authority.subject().common_name(), Some("time"));
    assert_eq!(authority.uri(), Some("https://timestamp.example/tsr"));
    assert_eq!(authority.operator(), Some("example.org"));
    let ders: Vec<_> = authority.certificates().iter().map(|each| each.der().to_vec()).collect();
    assert_eq!(ders, certificates());
    let window = authority.valid_for();
    assert_eq!(window.to_string(), "2025-04-08T06:59:43Z to 2035-04-08T06:59:43.5Z");
}

#[test]
fn what_need_not_be_there_may_be_absent_or_null() {
    for name in ["subject", "uri", "operator"] {
        let mut absent = authority();
        absent.as_object_mut().unwrap().remove(name);
        assert_eq!(read(absent), Ok(()), "{name}");
        assert_eq!(read(with(name, Value::Null)), Ok(()), "{name}");
    }
    let mut open = authority();
    open["validFor"]["end"] = Value::Null;
    let root = parse(&json!({"mediaType": crate::MEDIA_TYPE, "timestampAuthorities": [open]})).unwrap();
    let window = root.timestamp_authorities()[0].valid_for();
    assert_eq!((window.end(), window.contains(UnixTime::MAX)), (None, true));
    assert!(!window.contains(UnixTime::MIN));
}

#[test]
fn only_the_last_certificate_is_an_anchor() {
    let whole = certificates();
    for (chain, leaf, intermediates) in
        [(&whole[..], true, 1), (&whole[1..], false, 1), (&whole[2..], false, 0), (&whole[..2], true, 0)]
    {
        let document = json!({
            "mediaType": crate::MEDIA_TYPE,
            "timestampAuthorities": [with("certChain", chain_of(chain))],
        });
        let root = parse(&document).unwrap();
        let [authority] = root.timestamp_authorities() else { panic!("{:?}", root.unusable()) };
        for limits in [AnchorLimits::NameAndKey, AnchorLimits::OwnLimits] {
            let anchors = authority.anchors(limits);
            let ders: Vec<_> = anchors.iter().map(|anchor| anchor.certificate().unwrap().der()).collect();
            assert_eq!(ders, [chain.last().unwrap().as_slice()]);
        }
        assert_eq!(authority.leaf().map(|leaf| leaf.der()), leaf.then_some(chain[0].as_slice()));
        assert_eq!(authority.intermediates().len(), intermediates);
        assert!(authority.intermediates().iter().all(|each| each.der() != chain.last().unwrap()));
    }
}

#[test]
fn certificates_that_make_no_chain_are_refused() {
    let [leaf, intermediate, anchor] = <[Vec<u8>; 3]>::try_from(certificates()).unwrap();
    assert_eq!(read(authority()), Ok(()), "the control");
    assert_eq!(refused_chain(&[]), AuthorityError::NoCertificates);
    assert_eq!(refused(with("certChain", json!({}))), AuthorityError::NoCertificates);
    assert_eq!(refused(with("certChain", Value::Null)), AuthorityError::NoCertificates);
    assert_eq!(refused_chain(std::slice::from_ref(&leaf)), AuthorityError::NotCa { at: 0 });
    assert_eq!(refused_chain(&[leaf.clone(), anchor.clone()]), AuthorityError::NotAChain { at: 0 });
    let backwards = [anchor.clone(), intermediate.clone(), leaf.clone()];
    assert_eq!(refused_chain(&backwards), AuthorityError::NotAChain { at: 0 });
    let twice = [leaf.clone(), leaf, intermediate.clone(), anchor];
    assert_eq!(refused_chain(&twice), AuthorityError::NotAChain { at: 0 });
    assert_eq!(refused_chain(&[intermediate.clone(), intermediate]), AuthorityError::NotAChain { at: 0 });
}

#[test]
fn a_certificate_that_cannot_be_read_is_refused() {
    let whole = certificates();
    for at in 0..3 {
        let mut chain = chain_of(&whole);
        for text in [json!(""), Value::Null] {
            chain["certificates"][at]["rawBytes"] = text;
            let expected = AuthorityError::Base64 { at, reason: None };
            assert_eq!(refused(with("certChain", chain.clone())), expected);
        }
        chain["certificates"][at] = json!({});
        assert_eq!(refused(with("certChain", chain.clone())), AuthorityError::Base64 { at, reason: None });
        chain["certificates"][at] = json!({"rawBytes": format!("{} ", base64(&whole[at]))});
        let error = refused(with("certChain", chain.clone()));
        assert!(matches!(error, AuthorityError::Base64 { at: place, reason: Some(_) } if place == at));
        let mut longer = whole.clone();
        longer[at].push(0);
        let error = refused_chain(&longer);
        assert!(
            matches!(error, AuthorityError::Certificate { at: place, violation }
                if place == at && violation.rule() == Rule::Encoding),
            "{error:?}"
        );
    }
}

#[test]
fn a_validity_that_cannot_be_read_is_refused_and_never_taken_for_none() {
    assert_eq!(refused(with("validFor", Value::Null)), AuthorityError::NoStart);
    assert_eq!(refused(with("validFor", json!({}))), AuthorityError::NoStart);
    assert_eq!(refused(with("validFor", json!({"end": "2035-04-08T06:59:43Z"}))), AuthorityError::NoStart);
    let inverted = json!({"start": "2025-04-08T06:59:43Z", "end": "2025-04-08T06:59:42.9Z"});
    assert_eq!(refused(with("validFor", inverted)), AuthorityError::Inverted);
    let same = json!({"start": "2025-04-08T06:59:43Z", "end": "2025-04-08T06:59:43Z"});
    assert_eq!(read(with("validFor", same)), Ok(()));
    for text in ["", "never", "2025-04-08", "2025-04-08T06:59:43", "2025-02-30T00:00:00Z", "1744095583"] {
        for (which, name) in [(WindowEnd::Start, "start"), (WindowEnd::End, "end")] {
            let mut changed = authority();
            changed["validFor"][name] = json!(text);
            let error = refused(changed);
            assert!(
                matches!(&error, AuthorityError::Time { which: end, .. } if *end == which),
                "{text}: {error:?}"
            );
        }
    }
    let mut leap = authority();
    leap["validFor"]["end"] = json!("2035-12-31T23:59:60Z");
    let reason = TimeError::LeapSecond;
    assert_eq!(refused(leap), AuthorityError::Time { which: WindowEnd::End, reason });
}
