//! `oci.digest.parse` and `oci.reference.parse`.

use countersign::digest::Digest;
use countersign::oci::Reference;
use serde_json::{Value, json};

use crate::answer::Stop;
use crate::case::Input;

pub fn digest(input: Input<'_>) -> Result<Value, Stop> {
    let digest = Digest::parse(input.text("text")?)?;
    Ok(json!({"algorithm": digest.algorithm().name(), "encoded": digest.hex()}))
}

pub fn reference(input: Input<'_>) -> Result<Value, Stop> {
    let reference = Reference::parse(input.text("text")?)?;
    Ok(json!({
        "repository": reference.repository(),
        "domain": reference.domain().unwrap_or_default(),
        "tag": reference.tag().unwrap_or_default(),
        "digest": reference.digest().map(ToString::to_string).unwrap_or_default(),
    }))
}
