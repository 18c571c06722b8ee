//! What a case of x509-limbo is verified by: the first part of its id says whose rules it is about.

use countersign::crypto::KeyType;
use countersign::x509::{
    AltNameForm, AltNameRule, AnyPurpose, CaRule, Clause, EkuRule, KeyForm, KeyRule, KeyUsage, KeyUsageRule,
    NameForm, OidSet, Profile, ProfileBuilder, Requirements, Rule, purpose,
};
use serde_json::Value;

use super::text;
use crate::answer::Stop;

/// The profile of a case.
pub fn of(case: &Value) -> Result<Profile, Stop> {
    skip(case)?;
    match text(case, "id").split("::").next() {
        // RFC 5280, with the rules for certificates that path validation does not look at.
        Some("rfc5280" | "pathlen" | "pathological" | "invalid") => rfc5280(case, true),
        // Those with lists are about what §6.3.3 asks, and leave out what §4 asks of the certificates of CAs.
        Some("bettertls" | "cve" | "crl") => rfc5280(case, false),
        _ => tls(case),
    }
}

/// What no profile of this library means.
fn skip(case: &Value) -> Result<(), Stop> {
    let reason = |why: &str| Err(Stop::Unsupported(why.into()));
    let has = |name: &str| case.get(name).and_then(Value::as_array).is_some_and(|list| !list.is_empty());
    if has("signature_algorithms") {
        return reason("a list of algorithms for one case");
    }
    let mut features = case.get("features").and_then(Value::as_array).into_iter().flatten();
    if features.any(|feature| feature.as_str().is_some_and(|name| name.starts_with("pedantic-public-suffix")))
    {
        return reason("the list of public suffixes");
    }
    if text(case, "id").starts_with("webpki::cn::") {
        return reason("rules of the CA/Browser Forum for common names, which this library never reads");
    }
    Ok(())
}

fn rfc5280(case: &Value, strict: bool) -> Result<Profile, Stop> {
    let rule = EkuRule::if_present(purposes(case)?).with_any(AnyPurpose::Counts);
    let leaf = Requirements::NONE.with_key_usage(Clause::new("the case", key_usage(case)?));
    let builder = builder(leaf, rule.clone(), rule);
    Ok(if strict { builder.strict() } else { builder }.build())
}

/// A client that asks a server, and a server that asks a client.
fn tls(case: &Value) -> Result<Profile, Stop> {
    const NAMES: &[AltNameForm] = &[
        AltNameForm::Form(NameForm::Dns),
        AltNameForm::Form(NameForm::Ip),
        AltNameForm::Form(NameForm::Email),
    ];
    let leaf = Requirements::NONE
        .with_ca(Clause::new("CA/Browser Forum BR 7.1.2.7", CaRule::NotCa))
        .with_alt_names(Clause::new("CA/Browser Forum BR 7.1.2.7", AltNameRule::AtLeastOne(NAMES.into())))
        .with_key(keys())
        .with_key_usage(Clause::new("the case", key_usage(case)?));
    let of_leaf = EkuRule::required(purposes(case)?).without(OidSet::table(&[purpose::ANY]));
    let of_issuers = EkuRule::if_present(purposes(case)?).with_any(AnyPurpose::Counts);
    Ok(builder(leaf, of_leaf, of_issuers).build())
}

/// What recommendations of RFC 5280 are requirements for the certificates of servers and clients.
pub const REQUIRED_OF_LEAVES: &[Rule] = &[Rule::AltNameCritical];

/// The keys of CA/Browser Forum BR 6.1.5: curves of NIST, and RSA keys that are a whole number of octets long.
fn keys() -> Clause<KeyRule> {
    let curves = [KeyType::EcdsaP256, KeyType::EcdsaP384, KeyType::EcdsaP521].map(KeyForm::Type);
    let rsa = (2048..=4096).step_by(8).map(|bits| KeyForm::Rsa { min: bits, max: bits });
    Clause::new("CA/Browser Forum BR 6.1.5", KeyRule::OneOf(curves.into_iter().chain(rsa).collect()))
}

fn builder(leaf: Requirements, of_leaf: EkuRule, of_issuers: EkuRule) -> ProfileBuilder {
    let clause = |rule| Clause::new("the case", rule);
    // The authorities above a leaf have keys of the same forms.
    let leaf_keys = leaf.key().clone();
    Profile::builder("limbo")
        .leaf(leaf.with_extended_key_usage(clause(of_leaf)))
        .issuers(Requirements::ISSUER.with_key(leaf_keys).with_extended_key_usage(clause(of_issuers)))
}

/// The purposes of a case; without any the one of its kind.
fn purposes(case: &Value) -> Result<OidSet, Stop> {
    let named = case.get("extended_key_usage").and_then(Value::as_array).into_iter().flatten();
    let mut purposes = Vec::new();
    for name in named {
        purposes.push(match name.as_str() {
            Some("serverAuth") => purpose::SERVER_AUTH,
            Some("clientAuth") => purpose::CLIENT_AUTH,
            Some("codeSigning") => purpose::CODE_SIGNING,
            Some("emailProtection") => purpose::EMAIL_PROTECTION,
            Some("timeStamping") => purpose::TIME_STAMPING,
            Some("OCSPSigning") => purpose::OCSP_SIGNING,
            _ => return Err(Stop::Unsupported(format!("the purpose {name}"))),
        });
    }
    if purposes.is_empty() {
        purposes.push(match text(case, "validation_kind") {
            "CLIENT" => purpose::CLIENT_AUTH,
            _ => purpose::SERVER_AUTH,
        });
    }
    Ok(purposes.into_iter().collect())
}

/// The bits of key usage that a case asks for.
fn key_usage(case: &Value) -> Result<KeyUsageRule, Stop> {
    let named = case.get("key_usage").and_then(Value::as_array).into_iter().flatten();
    let mut bits = KeyUsage::NONE;
    for name in named {
        let bit = name.as_str().and_then(KeyUsage::by_name);
        bits = bits.with(bit.ok_or_else(|| Stop::Unsupported(format!("the key usage {name}")))?);
    }
    Ok(if bits == KeyUsage::NONE { KeyUsageRule::UNCHECKED } else { KeyUsageRule::if_present(bits) })
}
