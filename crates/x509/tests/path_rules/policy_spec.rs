//! Paths of which only the policies matter, with small numbers for policies.

use countersign_encoding::der::Oid;
use countersign_x509::{
    OidSet, PolicyInputs,
    path_rules::{PathTop, PolicyFailure, PolicyFailureKind, ValidPolicies, check_policies, valid_policies},
};
use testkit::x509::{ExtensionSpec, oid, tlv};

pub use super::unsigned::read;
use super::unsigned::{certificate, common_name, integer};

/// A policy: 0 is `anyPolicy`.
pub type Number = u16;

/// The policies of one certificate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PolicySpec {
    pub self_issued: bool,
    pub policies: Option<Vec<Number>>,
    pub mappings: Vec<(Number, Number)>,
    pub explicit: Option<u32>,
    pub inhibit_mapping: Option<u32>,
    pub inhibit_any: Option<u32>,
}

/// A certificate with policies.
pub fn with(policies: &[Number]) -> PolicySpec {
    PolicySpec { policies: Some(policies.to_vec()), ..PolicySpec::default() }
}

impl PolicySpec {
    pub fn mapping(self, mappings: &[(Number, Number)]) -> Self {
        Self { mappings: mappings.to_vec(), ..self }
    }

    pub fn explicit(self, skip: u32) -> Self {
        Self { explicit: Some(skip), ..self }
    }

    pub fn inhibit_mapping(self, skip: u32) -> Self {
        Self { inhibit_mapping: Some(skip), ..self }
    }

    pub fn inhibit_any(self, skip: u32) -> Self {
        Self { inhibit_any: Some(skip), ..self }
    }

    pub fn self_issued(self) -> Self {
        Self { self_issued: true, ..self }
    }

    fn extensions(&self) -> Vec<ExtensionSpec> {
        let policies = self.policies.iter().map(|policies| {
            let list: Vec<u8> =
                policies.iter().flat_map(|policy| tlv(0x30, &[&policy_oid(*policy)])).collect();
            ExtensionSpec::new("2.5.29.32", tlv(0x30, &[&list]))
        });
        let pairs: Vec<u8> = self
            .mappings
            .iter()
            .flat_map(|(issuer, subject)| tlv(0x30, &[&policy_oid(*issuer), &policy_oid(*subject)]))
            .collect();
        let mappings = (!pairs.is_empty()).then(|| ExtensionSpec::new("2.5.29.33", tlv(0x30, &[&pairs])));
        let explicit = self.explicit.map(|skip| integer(0x80, skip)).unwrap_or_default();
        let inhibit = self.inhibit_mapping.map(|skip| integer(0x81, skip)).unwrap_or_default();
        let limits = [explicit, inhibit].concat();
        let constraints =
            (!limits.is_empty()).then(|| ExtensionSpec::new("2.5.29.36", tlv(0x30, &[&limits])));
        let any = self.inhibit_any.map(|skip| ExtensionSpec::new("2.5.29.54", integer(2, skip)));
        policies.chain(mappings).chain(constraints).chain(any).collect()
    }
}

/// The encoded policy.
pub fn policy_oid(policy: Number) -> Vec<u8> {
    if policy == 0 { oid("2.5.29.32.0") } else { oid(&format!("1.3.6.1.4.1.{policy}")) }
}

/// Encodes a path that is given from the anchor's side, and turns it to leaf first.
pub fn encode(path: &[PolicySpec]) -> Vec<Vec<u8>> {
    let mut subject = "anchor".to_owned();
    let mut ders = Vec::new();
    for (place, spec) in path.iter().enumerate() {
        let issuer = subject.clone();
        if !spec.self_issued {
            subject = format!("subject {place}");
        }
        ders.push(certificate(&common_name(&issuer), &common_name(&subject), &spec.extensions()));
    }
    ders.reverse();
    ders
}

pub fn inputs(initial: &[Number]) -> PolicyInputs {
    PolicyInputs::ANY.with_initial(oid_set(initial))
}

fn oid_set(policies: &[Number]) -> OidSet {
    let encoded: Vec<_> = policies.iter().map(|policy| policy_oid(*policy)).collect();
    encoded.iter().map(|oid| Oid::from_contents(&oid[2..])).collect()
}

pub const NODES: u32 = 1000;

/// What a path, from the anchor's side, is valid for; `check_policies` must say the same.
pub fn judge(path: &[PolicySpec], inputs: &PolicyInputs) -> Result<ValidPolicies, PolicyFailure> {
    read(&encode(path), |path| {
        let valid = valid_policies(path, PathTop::Issued, inputs, &mut NODES.clone());
        assert_eq!(
            check_policies(path, PathTop::Issued, inputs, &mut NODES.clone()),
            valid.clone().map(drop)
        );
        valid
    })
}

/// The place of a failure, counted from the leaf, and what it is.
pub fn failure(path: &[PolicySpec], inputs: &PolicyInputs) -> (usize, PolicyFailureKind) {
    let failure = judge(path, inputs).unwrap_err();
    (failure.at(), failure.kind())
}

/// The numbers up to 20 of the policies that are named; 0 stands for every one.
pub fn numbers(valid: &ValidPolicies) -> Vec<Number> {
    let any = valid.is_any().then_some(0);
    let encoded: Vec<Vec<u8>> = valid.iter().map(|oid| oid.as_bytes().to_vec()).collect();
    let named = (1..=20).filter(|policy| encoded.iter().any(|oid| policy_oid(*policy)[2..] == *oid));
    any.into_iter().chain(named).collect()
}
