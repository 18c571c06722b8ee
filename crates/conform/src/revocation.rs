//! `crl.check`, `ocsp.check`, `parse.{crl,ocsp-request,ocsp-response}`, and what `x509.verify_path` and limbo ask of
//! revocation.

use core::time::Duration;

use countersign::crypto::RustCrypto;
use countersign::time::UnixTime;
use countersign::x509::{
    AlgorithmRules, AnchorLimits, Budget, Certificate, CertificateSet, Profile, Times, TrustAnchors,
    VerifiedPath,
};
use countersign_revocation::{
    CertificateList, CrlLimits, FreshnessRules, RevocationChecker, RevocationRules, SilentDelegates, Status,
    ocsp::{OcspRequest, OcspResponse},
};
use serde_json::{Value, json};

use crate::answer::Stop;
use crate::case::Input;
use crate::retired;
use crate::x509::{Question, list, time};

/// What a case has about the revocation of a path.
pub struct Evidence {
    pub crls: Vec<Vec<u8>>,
    pub ocsps: Vec<Vec<u8>>,
    pub certificates: CertificateSet,
    pub algorithms: AlgorithmRules,
    pub freshness: FreshnessRules,
    /// Signers of lists that the case itself believes.
    pub crl_issuers: TrustAnchors,
    pub now: UnixTime,
}

impl Evidence {
    /// The lists and answers of a case that asks for revocation; `None` where it is off.
    pub fn of(input: Input<'_>, certificates: &CertificateSet) -> Result<Option<Self>, Stop> {
        match input.get("revocation").and_then(Value::as_str) {
            None if input.get("revocation").is_none() => Ok(None),
            Some("off") => Ok(None),
            Some("require" | "hard-fail") => {
                let mut evidence = Self::empty(time(input)?, retired::algorithms(input)?);
                evidence.crls = list(input, "crls")?;
                evidence.ocsps = list(input, "ocsps")?;
                evidence.certificates = certificates.clone();
                Ok(Some(evidence))
            }
            _ => Err(Stop::Unsupported("revocation of another kind".into())),
        }
    }

    pub fn empty(now: UnixTime, algorithms: AlgorithmRules) -> Self {
        let (crls, ocsps) = (Vec::new(), Vec::new());
        let (certificates, crl_issuers) = (CertificateSet::empty(), TrustAnchors::new([]));
        let freshness = FreshnessRules::STRICT;
        Self { crls, ocsps, certificates, algorithms, freshness, crl_issuers, now }
    }

    /// Every certificate below the anchor needs a good, current answer.
    pub fn require(&self, path: &VerifiedPath<'_>) -> Result<(), Stop> {
        let mut checker = self.checker(path)?;
        Ok(checker.report().verdict(&RevocationRules::REQUIRED, None).map(drop)?)
    }

    fn checker<'e>(&'e self, path: &'e VerifiedPath<'e>) -> Result<RevocationChecker<'e>, Stop> {
        let mut checker = RevocationChecker::new(path, self.now, &RustCrypto)
            .algorithms(self.algorithms)
            .freshness(self.freshness)
            .certificates(&self.certificates)
            .crl_issuers(&self.crl_issuers)
            .silent_delegates(SilentDelegates::Taken);
        for crl in &self.crls {
            checker.crl(crl)?;
        }
        for ocsp in &self.ocsps {
            checker.ocsp(ocsp)?;
        }
        Ok(checker)
    }
}

pub fn crl_check(input: Input<'_>) -> Result<Value, Stop> {
    let mut evidence = about_one(input)?;
    evidence.crls = vec![input.bytes("crl")?];
    if input.get("issuer2").is_some() {
        // The key of the same CA after this one.
        evidence.crl_issuers = TrustAnchors::from_ders([input.bytes("issuer2")?], AnchorLimits::NameAndKey);
    }
    check(input, &evidence)
}

pub fn ocsp_check(input: Input<'_>) -> Result<Value, Stop> {
    let mut evidence = about_one(input)?;
    evidence.ocsps = vec![input.bytes("response")?];
    check(input, &evidence)
}

fn about_one(input: Input<'_>) -> Result<Evidence, Stop> {
    let mut evidence = Evidence::empty(time(input)?, retired::algorithms(input)?);
    if let Some(seconds) = input.get("max_age_s").and_then(Value::as_u64) {
        evidence.freshness = evidence.freshness.max_age(Duration::from_secs(seconds));
    }
    Ok(evidence)
}

/// What is known of a certificate under its issuer, whether or not they are still valid.
fn check(input: Input<'_>, evidence: &Evidence) -> Result<Value, Stop> {
    let target = input.bytes("cert")?;
    let begins = Certificate::from_der(&target)?.validity().not_before();
    let question = Question {
        target,
        intermediates: CertificateSet::empty(),
        anchors: TrustAnchors::from_ders([input.bytes("issuer")?], AnchorLimits::NameAndKey),
        profile: Profile::builder("conform").algorithms(evidence.algorithms).build(),
        times: Times::at(begins),
        budget: Budget::DEFAULT,
    };
    let path = question.path(|_| Ok(()))?;
    let mut checker = evidence.checker(&path)?;
    match checker.report().certificates().first().map(|told| told.status()) {
        Some(Status::Good(_)) => Ok(json!("GOOD")),
        Some(Status::Revoked(_)) => Ok(json!("REVOKED")),
        Some(status) => Err(Stop::Refused(status.to_string())),
        None => Err(Stop::Refused("nothing was checked".into())),
    }
}

pub fn crl(input: Input<'_>) -> Result<Value, Stop> {
    let der = input.bytes("der")?;
    CertificateList::from_der(&der, CrlLimits::DEFAULT)?;
    Ok(json!("OK"))
}

pub fn ocsp_request(input: Input<'_>) -> Result<Value, Stop> {
    let der = input.bytes("der")?;
    OcspRequest::parse(&der)?;
    Ok(json!("OK"))
}

pub fn ocsp_response(input: Input<'_>) -> Result<Value, Stop> {
    let der = input.bytes("der")?;
    OcspResponse::parse(&der)?;
    Ok(json!("OK"))
}
