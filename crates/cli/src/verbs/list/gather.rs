use std::sync::Arc;

use countersign::{
    SignatureFormat,
    digest::Sha2,
    envelope::{Bundle, COSIGN_SIGN_PREDICATE, DsseEnvelope, Material, SimpleSigning, Statement},
    oci::{
        Attachment, AttachmentClaim, AttachmentListing, AttachmentPlace, Fetched, FormHint, Layout,
        ListingOptions, Manifest, ManifestAt, ManifestDescriptor, PlatformChoice, ProblemKind, Read,
        ResolveError, Resolver,
    },
};

use super::{Attached, Kind, Listed};
use crate::{failure::chain, layout::Files};

/// The most attachments that are looked at, over all platforms.
const MAX_ATTACHED: usize = 1000;
/// The longest bundle, envelope or payload that is read, in bytes.
const MAX_CONTENT: u64 = 32 * 1024 * 1024;

/// Reads what the name stands for, all that it lists, and all that is attached to either.
pub fn gather(layout: &Layout<&Files>, at: ManifestAt) -> Result<Listed, ResolveError> {
    let mut resolver = Resolver::new(Arc::new(Sha2), at, None, PlatformChoice::All, 0);
    let resolved = loop {
        match resolver.outcome() {
            Some(outcome) => break outcome?,
            None => {
                let request = resolver.reads().into_iter().next().ok_or(ResolveError::UnexpectedAnswer)?;
                resolver.answer(request.id(), layout.fetch(request.read()));
            }
        }
    };
    let mut left = MAX_ATTACHED;
    let mut listed = self::listed(layout, resolved.named(), &mut left);
    listed.children =
        resolved.children().iter().map(|child| self::listed(layout, child, &mut left)).collect();
    Ok(listed)
}

/// One manifest. `left` is how many more attachments are looked at.
fn listed(layout: &Layout<&Files>, manifest: &ManifestDescriptor, left: &mut usize) -> Listed {
    let options = ListingOptions::default().with_max_attachments(*left).with_max_content(MAX_CONTENT);
    let listing = AttachmentListing::new(Arc::new(Sha2), manifest.digest(), options, 0);
    let mut listed = Listed {
        digest: manifest.digest(),
        media_type: manifest.media_type().to_owned(),
        platform: manifest.platform().cloned(),
        attached: Vec::new(),
        children: Vec::new(),
        document: document(layout, manifest),
        problem: None,
    };
    match layout.drive(listing) {
        Ok(attachments) => {
            *left = left.saturating_sub(attachments.found().len());
            listed.attached = attachments.found().iter().map(attached).collect();
            let problems: Vec<_> = attachments.problems().iter().map(problem).collect();
            listed.problem = (!problems.is_empty()).then(|| problems.join("; "));
        }
        Err(error) => listed.problem = Some(chain(&error)),
    }
    listed
}

/// The resolver has read and checked it already; here it is read once more, to be shown.
fn document(layout: &Layout<&Files>, manifest: &ManifestDescriptor) -> Option<Manifest> {
    let at = ManifestAt::Digest(manifest.digest());
    match layout.fetch(&Read::Manifest { at, limit: manifest.size() }) {
        Fetched::Bytes { bytes, .. } => Manifest::parse(&bytes, Some(manifest.media_type())).ok(),
        _ => None,
    }
}

fn problem((place, kind): &(AttachmentPlace, ProblemKind)) -> String {
    match (place, kind) {
        (_, ProblemKind::LimitExceeded { .. }) => {
            format!("more than {MAX_ATTACHED} attachments; the rest was not read")
        }
        (AttachmentPlace::Tag(tag), kind) => format!("{tag}: {}", chain(kind)),
        (_, kind) => chain(kind),
    }
}

fn attached(found: &Attachment) -> Attached {
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
