//! `parse.cert`, `x509.parse_outer`, `x509.parse_tbs` and `x509.parse_certificate_policies`.

use countersign::x509::{Certificate, CertificateOutline, CertificatePolicies, TbsOutline};
use serde_json::{Value, json};

use crate::answer::Stop;
use crate::case::Input;

pub fn certificate(input: Input<'_>) -> Result<Value, Stop> {
    let der = input.bytes("der")?;
    Certificate::from_der(&der)?;
    Ok(json!("OK"))
}

pub fn outer(input: Input<'_>) -> Result<Value, Stop> {
    let der = input.bytes("der")?;
    CertificateOutline::from_der(&der)?;
    Ok(json!("OK"))
}

pub fn tbs(input: Input<'_>) -> Result<Value, Stop> {
    let der = input.bytes("der")?;
    TbsOutline::from_der(&der)?;
    Ok(json!("OK"))
}

pub fn policies(input: Input<'_>) -> Result<Value, Stop> {
    let der = input.bytes("der")?;
    CertificatePolicies::from_der(&der)?;
    Ok(json!("OK"))
}
