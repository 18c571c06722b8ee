//! What every corpus of paths needs: cases are decoded, answered and compared with what is expected.
#![allow(dead_code, reason = "each test uses some of it")]

use std::collections::BTreeMap;

use countersign_crypto::RustCrypto;
use countersign_encoding::{base64, der::Oid, pem};
use countersign_time::UnixTime;
use countersign_x509::{
    AnchorLimits, AnyPurpose, Certificate, Clause, DnsName, EkuRule, Identity, OidSet, PathBuilder,
    PathError, PolicyInputs, Profile, ProfileBuilder, Requirements, Times, TrustAnchors, VerifiedPath,
};
use serde_json::Value;

/// A case of a corpus and what became of it.
pub struct Outcome {
    pub id: String,
    pub expected: bool,
    pub answer: Result<(), String>,
}

impl Outcome {
    /// Of a case in one line.
    pub fn of(case: &Value, answer: Result<(), String>) -> Self {
        let expected = case["expect"] == "VALID" || case["expect"] == true;
        Self { id: case["id"].as_str().unwrap().into(), expected, answer }
    }
}

/// Cases whose answer is another one than the corpus expects, and why.
pub type Exceptions = &'static [(&'static str, &'static str)];

/// Every case must be answered as expected, but those named with a reason, which must not; and there must be so many cases.
pub fn assert_outcomes(outcomes: &[Outcome], least: usize, exceptions: Exceptions) {
    assert!(outcomes.len() >= least, "{} cases", outcomes.len());
    let mut exceptions: BTreeMap<_, _> = exceptions.iter().copied().collect();
    let mut wrong = Vec::new();
    for outcome in outcomes {
        let right = outcome.answer.is_ok() == outcome.expected;
        let excepted = exceptions.remove(outcome.id.as_str());
        if right == excepted.is_some() {
            let Outcome { id, expected, answer } = outcome;
            wrong.push(format!("{id}: expected {expected}, answered {answer:?}, exception {excepted:?}"));
        }
    }
    wrong.extend(exceptions.keys().map(|id| format!("{id}: is named as an exception and not in the corpus")));
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), outcomes.len(), wrong.join("\n"));
}

/// Whether there is a path from a certificate to an anchor.
pub struct Question<'q> {
    pub target: Vec<u8>,
    /// Those that do not parse are left out.
    pub intermediates: Vec<Vec<u8>>,
    pub anchors: TrustAnchors,
    pub profile: &'q Profile,
    pub times: Times,
}

impl<'q> Question<'q> {
    /// That of a case in one line, which trusts names and keys.
    pub fn of(input: &Value, profile: &'q Profile) -> Self {
        Self {
            target: bytes(&input["target"]),
            intermediates: list(&input["intermediates"]),
            anchors: TrustAnchors::from_ders(list(&input["anchors"]), AnchorLimits::NameAndKey),
            profile,
            times: Times::at(time(&input["time"])),
        }
    }

    /// The first path.
    pub fn path(&self) -> Result<VerifiedPath<'static>, String> {
        self.path_that(|_| true)
    }

    /// The first path that the caller of the case takes too.
    pub fn path_that(
        &self,
        suits: impl Fn(&VerifiedPath<'_>) -> bool,
    ) -> Result<VerifiedPath<'static>, String> {
        let leaf = Certificate::from_der(&self.target).map_err(|violation| violation.to_string())?;
        let chain: Vec<_> =
            self.intermediates.iter().filter_map(|der| Certificate::from_der(der).ok()).collect();
        let builder = PathBuilder::new(&RustCrypto, &self.anchors, self.profile);
        for path in builder.paths(&leaf, &chain, self.times) {
            let path = path.map_err(told)?;
            if suits(&path) {
                return Ok(path.to_owned());
            }
        }
        Err("no path is one that the case asks for".into())
    }
}

/// The reason with its code, for people who look at what failed.
pub fn told(error: PathError) -> String {
    let source = std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default();
    format!("{} at {}: {error}: {source}", error.code(), error.at())
}

/// Certificates that say what they are for must be for one of these purposes, or for any.
pub fn purposes(purposes: &OidSet) -> Clause<EkuRule> {
    Clause::new("the case", EkuRule::if_present(purposes.clone()).with_any(AnyPurpose::Counts))
}

/// A profile that asks that of every certificate.
pub fn for_purposes(name: &'static str, of: &OidSet) -> ProfileBuilder {
    Profile::builder(name)
        .leaf(Requirements::NONE.with_extended_key_usage(purposes(of)))
        .issuers(Requirements::ISSUER.with_extended_key_usage(purposes(of)))
}

/// The policies that a case asks for.
pub fn policies(input: &Value) -> PolicyInputs {
    let initial = input["initial_policy_set"].as_array().unwrap().iter();
    let mut inputs = PolicyInputs::ANY.with_initial(oids(initial.map(|oid| oid.as_str().unwrap())));
    if input["initial_explicit_policy"] == true {
        inputs = inputs.requiring_explicit();
    }
    if input["initial_policy_mapping_inhibit"] == true {
        inputs = inputs.inhibiting_mapping();
    }
    if input["initial_any_policy_inhibit"] == true { inputs.inhibiting_any() } else { inputs }
}

/// Whether a certificate has the name of the peer that a case of x509-limbo expects; any, where it expects none.
pub fn is_named(leaf: &Certificate<'_>, peer: &Value) -> bool {
    let Some(value) = peer["value"].as_str() else { return true };
    match peer["kind"].as_str().unwrap() {
        "DNS" => DnsName::parse(value).unwrap().find_in(leaf).is_some(),
        "IP" => Identity::ip(value.parse().unwrap()).matches(leaf).is_some(),
        "RFC822" => Identity::email(value).unwrap().matches(leaf).is_some(),
        other => panic!("peer name of kind {other}"),
    }
}

pub fn bytes(value: &Value) -> Vec<u8> {
    base64::decode_standard(value.as_str().unwrap().as_bytes()).unwrap()
}

pub fn list(value: &Value) -> Vec<Vec<u8>> {
    value.as_array().unwrap().iter().map(bytes).collect()
}

/// The contents of one block of PEM.
pub fn block(value: &Value) -> Vec<u8> {
    let text = value.as_str().unwrap().as_bytes();
    let blocks = pem::decode_all(text, pem::Limits { bytes: 1 << 22, blocks: 1 }).unwrap();
    blocks[0].data().to_vec()
}

pub fn blocks(value: &Value) -> Vec<Vec<u8>> {
    value.as_array().unwrap().iter().map(block).collect()
}

pub fn time(value: &Value) -> UnixTime {
    UnixTime::parse_rfc3339(value.as_str().unwrap()).unwrap()
}

fn oids<'t>(texts: impl Iterator<Item = &'t str>) -> OidSet {
    let contents: Vec<_> = texts.map(|text| Oid::contents_of(text).unwrap()).collect();
    contents.iter().map(|contents| Oid::from_contents(contents)).collect()
}
