//! `x509.verify_path`.

use countersign::crypto::RustCrypto;
use countersign::encoding::base64;
use countersign::encoding::der::Oid;
use countersign::time::UnixTime;
use countersign::x509::{
    ANY_POLICY, AnchorLimits, AnyPurpose, Budget, CertificateSet, Clause, EkuRule, OidSet, PolicyInputs,
    Profile, Requirements, Times, TrustAnchors, purpose,
};
use serde_json::Value;

use super::Question;
use crate::answer::Stop;
use crate::case::Input;
use crate::retired;
use crate::revocation::Evidence;

pub fn verify_path(input: Input<'_>) -> Result<(), Stop> {
    let is_linted = input.get("lint") == Some(&Value::Bool(true));
    let builder =
        Profile::builder("conform").policies(policies(input)?).algorithms(retired::algorithms(input)?);
    // The cases that are linted are certificates of servers.
    let profile = if is_linted { builder.issuers(server_issuers()).build() } else { builder.build() };
    let intermediates = CertificateSet::from_ders(list(input, "intermediates")?);
    // Whether it can be meant at all comes before what is in it.
    let evidence = Evidence::of(input, &intermediates)?;
    let question = Question {
        target: input.bytes("target")?,
        intermediates,
        anchors: TrustAnchors::from_ders(list(input, "anchors")?, AnchorLimits::NameAndKey),
        profile,
        times: Times::at(time(input)?),
        budget: Budget::DEFAULT,
    };
    let length = input.get("path_len").and_then(Value::as_u64);
    // The anchor counts, and is not among the certificates of a path.
    let suits =
        |certificates: usize| length.is_none_or(|wanted| u64::try_from(certificates + 1) == Ok(wanted));
    let path = question.path(|path| {
        if !suits(path.certificates().len()) {
            return Err(Stop::Refused("the path is not as long as the case asks for".into()));
        }
        evidence.as_ref().map_or(Ok(()), |evidence| evidence.require(path))
    })?;
    if is_linted {
        path.leaf_key(&RustCrypto)?;
        clean(&question.target)?;
    }
    Ok(())
}

fn server_issuers() -> Requirements {
    let rule = EkuRule::if_present(OidSet::table(&[purpose::SERVER_AUTH])).with_any(AnyPurpose::Counts);
    Requirements::ISSUER.with_extended_key_usage(Clause::new("the case", rule))
}

/// Says that a certificate breaks no rule and no recommendation of RFC 5280 §4.
fn clean(der: &[u8]) -> Result<(), Stop> {
    let lint = countersign::x509::lint(der, Profile::RFC5280);
    match lint.violations().first() {
        None => Ok(()),
        Some(violation) => Err(Stop::Refused(violation.to_string())),
    }
}

/// Binary values in a list.
pub fn list(input: Input<'_>, name: &str) -> Result<Vec<Vec<u8>>, Stop> {
    let values = input.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let decode = |value: &Value| {
        let text = value.as_str().ok_or_else(|| Stop::Refused(format!("{name} holds no texts")))?;
        Ok(base64::decode_standard(text.as_bytes())?)
    };
    values.iter().map(decode).collect()
}

pub fn time(input: Input<'_>) -> Result<UnixTime, Stop> {
    Ok(UnixTime::parse_rfc3339(input.text("time")?)?)
}

fn policies(input: Input<'_>) -> Result<PolicyInputs, Stop> {
    let is_set = |name: &str| input.get(name) == Some(&Value::Bool(true));
    let mut inputs = PolicyInputs::ANY;
    if let Some(initial) = initial(input)? {
        inputs = inputs.with_initial(initial);
    }
    if is_set("initial_explicit_policy") {
        inputs = inputs.requiring_explicit();
    }
    if is_set("initial_policy_mapping_inhibit") {
        inputs = inputs.inhibiting_mapping();
    }
    if is_set("initial_any_policy_inhibit") {
        inputs = inputs.inhibiting_any();
    }
    Ok(inputs)
}

/// None where any policy will do.
fn initial(input: Input<'_>) -> Result<Option<OidSet>, Stop> {
    let Some(texts) = input.get("initial_policy_set").and_then(Value::as_array) else { return Ok(None) };
    let contents = texts.iter().map(|text| Oid::contents_of(text.as_str().unwrap_or_default()));
    let contents: Vec<Vec<u8>> = contents.collect::<Result<_, _>>()?;
    let oids = || contents.iter().map(|contents| Oid::from_contents(contents));
    Ok((!oids().any(|oid| oid == ANY_POLICY)).then(|| oids().collect()))
}
