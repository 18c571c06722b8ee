//! What one attachment says of itself.

use countersign::{
    SignatureFormat,
    envelope::{Bundle, COSIGN_SIGN_PREDICATE, DsseEnvelope, Material, SimpleSigning, Statement},
    oci::{Attachment, AttachmentClaim, AttachmentPlace, FormHint, ManifestDescriptor},
};

use super::{Attached, Kind};
use crate::failure::chain;

/// Everything that can be said of it without believing it.
pub fn attached(found: &Attachment) -> Attached {
    let mut attached = Attached {
        kind: kind(found.claim()),
        format: format(found),
        manifest: found.manifest(),
        artifact: found.layer().map(ManifestDescriptor::digest),
        tag: match found.place() {
            AttachmentPlace::Tag(tag) => Some(tag.clone()),
            _ => None,
        },
        claims: Vec::new(),
        problem: found.problem().map(|problem| chain(problem)),
        referrers: Vec::new(),
        referrers_problem: None,
    };
    if let AttachmentClaim::Attestation { predicate_type: Some(predicate_type) } = found.claim() {
        attached.claims.push(("predicateType", predicate_type.clone()));
    }
    if let (Some(form), Some(content)) = (found.form(), found.content())
        && let Err(problem) = describe(form, content, &mut attached)
    {
        attached.problem = Some(problem);
    }
    attached
}

fn kind(claim: &AttachmentClaim) -> Kind {
    match claim {
        AttachmentClaim::Signature | AttachmentClaim::NotationSignature => Kind::Signature,
        AttachmentClaim::Attestation { .. } => Kind::Attestation,
        AttachmentClaim::Sbom => Kind::Sbom,
        _ => Kind::Other,
    }
}

fn format(found: &Attachment) -> String {
    if *found.claim() == AttachmentClaim::NotationSignature {
        return "notation".into();
    }
    let layer = found.layer().map(ManifestDescriptor::media_type);
    match (found.form(), found.place()) {
        (Some(form), _) => SignatureFormat::from(form).to_string(),
        (None, AttachmentPlace::Tag(_)) => layer.unwrap_or_default().to_owned(),
        (None, _) => found.artifact_type().or(layer).unwrap_or_default().to_owned(),
    }
}

/// Adds what the content says of itself. A bundle tells itself whether it is a signature.
fn describe(form: FormHint, content: &[u8], attached: &mut Attached) -> Result<(), String> {
    match form {
        FormHint::Bundle => {
            describe_bundle(&Bundle::parse(content).map_err(|error| chain(&error))?, attached)
        }
        FormHint::Dsse => {
            let envelope = DsseEnvelope::parse(content).map_err(|error| chain(&error))?;
            let statement = Statement::parse(&envelope.inspect().claimed().payload);
            describe_statement(&statement.map_err(|error| chain(&error))?, attached);
        }
        _ => describe_payload(&SimpleSigning::parse(content).map_err(|error| chain(&error))?, attached),
    }
    Ok(())
}

fn describe_bundle(bundle: &Bundle, attached: &mut Attached) {
    let inspected = bundle.inspect();
    let claims = inspected.claimed();
    let signer = match &claims.material {
        Material::PublicKey { hint } => ("keyHint", hint.clone()),
        _ => ("signer", "a certificate".into()),
    };
    attached.claims.push(signer);
    if let Some(statement) = &claims.statement {
        describe_statement(statement, attached);
    }
    for (name, count) in [("logEntries", claims.log_entries), ("timestamps", claims.timestamps)] {
        if count > 0 {
            attached.claims.push((name, count.to_string()));
        }
    }
}

/// What stands in the statement is said rather than what an annotation says about it.
fn describe_statement(statement: &Statement, attached: &mut Attached) {
    let predicate_type = statement.predicate_type();
    attached.kind = match predicate_type {
        COSIGN_SIGN_PREDICATE => Kind::Signature,
        _ => Kind::Attestation,
    };
    attached.claims.retain(|(name, _)| *name != "predicateType");
    attached.claims.push(("predicateType", predicate_type.to_owned()));
}

fn describe_payload(payload: &SimpleSigning, attached: &mut Attached) {
    attached.claims.push(("digest", payload.digest().to_string()));
    if !payload.docker_reference().is_empty() {
        attached.claims.push(("dockerReference", payload.docker_reference().to_owned()));
    }
    for (key, value) in payload.annotations() {
        attached.claims.push(("annotation", format!("{key}={value}")));
    }
}
