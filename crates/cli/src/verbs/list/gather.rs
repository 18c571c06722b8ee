use std::{collections::BTreeSet, sync::Arc};

use countersign::{
    digest::{Algorithm, Descriptor, Digest, HashProvider as _, Sha2, check_bytes},
    envelope::{Bundle, COSIGN_SIGN_PREDICATE, Material, SimpleSigning, UntrustedSimpleSigning},
    oci::{
        CosignTag, Fetched, ImageManifest, Layout, Manifest, ManifestAt, ManifestDescriptor, PlatformChoice,
        Read, ResolveError, Resolver, SignatureLayer, cosign_tag, media_type, signature_layers,
    },
};

use super::{Attached, Kind, Listed};
use crate::{failure::chain, files::Folder};

/// The most attachments that are looked at, over all platforms.
const MAX_ATTACHED: usize = 1000;
/// The longest manifest or bundle that is read, in bytes.
const MAX_BYTES: u64 = 4 * 1024 * 1024;

/// Reads what the name stands for, all that it lists, and all that is attached to either.
pub fn gather(layout: &Layout<&Folder>, at: ManifestAt) -> Result<Listed, ResolveError> {
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
    let mut gatherer = Gatherer { layout, left: MAX_ATTACHED };
    let mut listed = gatherer.listed(resolved.named());
    listed.children = resolved.children().iter().map(|child| gatherer.listed(child)).collect();
    Ok(listed)
}

struct Gatherer<'l> {
    layout: &'l Layout<&'l Folder>,
    /// How many more attachments are looked at.
    left: usize,
}

impl Gatherer<'_> {
    fn listed(&mut self, manifest: &ManifestDescriptor) -> Listed {
        let digest = manifest.digest();
        let mut listed = Listed {
            digest,
            media_type: manifest.media_type().to_owned(),
            platform: manifest.platform().cloned(),
            attached: Vec::new(),
            children: Vec::new(),
            problem: None,
        };
        self.referrers(digest, &mut listed);
        for tag in [CosignTag::Signature, CosignTag::Attestation, CosignTag::Sbom] {
            self.tagged(digest, tag, &mut listed);
        }
        listed
    }

    fn may_look(&mut self, listed: &mut Listed) -> bool {
        if self.left == 0 {
            listed.problem = Some(format!("more than {MAX_ATTACHED} attachments; the rest was not read"));
            return false;
        }
        self.left -= 1;
        true
    }

    fn referrers(&mut self, subject: Digest, listed: &mut Listed) {
        match self.layout.fetch(&Read::Referrers { subject, limit_items: MAX_ATTACHED }) {
            Fetched::Listing { descriptors, complete } => {
                let mut seen = BTreeSet::new();
                for descriptor in descriptors {
                    if seen.insert(descriptor.digest()) && self.may_look(listed) {
                        listed.attached.push(self.referrer(&descriptor));
                    }
                }
                if !complete {
                    listed.problem =
                        Some(format!("more than {MAX_ATTACHED} referrers; the rest was not read"));
                }
            }
            Fetched::Malformed(error) => listed.problem = Some(chain(&error)),
            _ => listed.problem = Some("the list of referrers could not be read".into()),
        }
    }

    fn referrer(&self, descriptor: &ManifestDescriptor) -> Attached {
        let mut attached = Attached {
            kind: Kind::Other,
            format: descriptor.artifact_type().unwrap_or(descriptor.media_type()).to_owned(),
            manifest: descriptor.digest(),
            artifact: None,
            tag: None,
            claims: Vec::new(),
            problem: None,
        };
        match self.manifest(&descriptor.core()) {
            Ok(Manifest::Image(manifest)) => self.describe(&manifest, &mut attached),
            Ok(_) => {}
            Err(problem) => attached.problem = Some(problem),
        }
        attached
    }

    fn describe(&self, manifest: &ImageManifest, attached: &mut Attached) {
        let artifact_type = manifest.artifact_type().unwrap_or_default();
        attached.format = artifact_type.to_owned();
        if artifact_type == media_type::NOTATION_SIGNATURE {
            attached.kind = Kind::Signature;
            attached.format = "notation".into();
            attached.artifact = manifest.layers().first().map(ManifestDescriptor::digest);
            return;
        }
        let bundle = |layer: &&ManifestDescriptor| media_type::is_sigstore_bundle(layer.media_type());
        if let Some(layer) = manifest.layers().iter().find(bundle) {
            attached.format = "cosign-bundle".into();
            attached.artifact = Some(layer.digest());
            match self
                .blob(&layer.core())
                .and_then(|bytes| Bundle::parse(&bytes).map_err(|error| chain(&error)))
            {
                Ok(bundle) => describe_bundle(&bundle, attached),
                Err(problem) => attached.problem = Some(problem),
            }
        }
    }

    fn tagged(&mut self, subject: Digest, kind: CosignTag, listed: &mut Listed) {
        let tag = cosign_tag(&subject, kind);
        let at = ManifestAt::Tag(tag.clone());
        let bytes = match self.layout.fetch(&Read::Manifest { at, limit: MAX_BYTES }) {
            Fetched::Absent => return,
            Fetched::Bytes { bytes, media_type } => {
                Manifest::parse(&bytes, media_type.as_deref()).map_err(|error| chain(&error))
            }
            Fetched::Malformed(error) => Err(chain(&error)),
            _ => Err("could not be read".into()),
        };
        match bytes {
            Ok(Manifest::Image(manifest)) => {
                let digest = Sha2.hash(Algorithm::Sha256, manifest.bytes());
                self.tagged_layers(kind, &tag, digest, &manifest, listed);
            }
            Ok(_) => listed.problem = Some(format!("{tag} is no manifest of signatures")),
            Err(problem) => listed.problem = Some(format!("{tag}: {problem}")),
        }
    }

    fn tagged_layers(
        &mut self,
        kind: CosignTag,
        tag: &str,
        manifest: Digest,
        image: &ImageManifest,
        listed: &mut Listed,
    ) {
        let signatures = signature_layers(image);
        let count = if kind == CosignTag::Signature { signatures.len() } else { image.layers().len() };
        for place in 0..count {
            // Asked before the payload is read.
            if !self.may_look(listed) {
                return;
            }
            let layer = image.layers().get(place);
            let found = match kind {
                CosignTag::Signature => signatures.get(place).map(|layer| self.signature(layer)),
                CosignTag::Attestation => layer.map(|layer| other(Kind::Attestation, layer)),
                _ => layer.map(|layer| other(Kind::Sbom, layer)),
            };
            let tag = Some(tag.to_owned());
            listed.attached.extend(found.map(|attached| Attached { manifest, tag, ..attached }));
        }
    }

    fn signature(&self, layer: &SignatureLayer) -> Attached {
        let mut attached =
            Attached { format: "cosign-legacy".into(), ..other(Kind::Signature, layer.descriptor()) };
        match self.payload(layer) {
            Ok(payload) => describe_payload(&payload, &mut attached),
            Err(problem) => attached.problem = Some(problem),
        }
        attached
    }

    fn payload(&self, layer: &SignatureLayer) -> Result<SimpleSigning, String> {
        let signature = layer.signature_base64().ok_or("a payload without a signature")?;
        let bytes = self.blob(&layer.descriptor().core())?;
        let untrusted = UntrustedSimpleSigning::new(bytes, signature).map_err(|error| chain(&error))?;
        let claimed = untrusted.inspect().map_err(|error| chain(&error))?;
        Ok(claimed.claimed().clone())
    }

    fn manifest(&self, descriptor: &Descriptor) -> Result<Manifest, String> {
        let at = ManifestAt::Digest(descriptor.digest());
        let bytes = checked(self.layout.fetch(&Read::Manifest { at, limit: MAX_BYTES }), descriptor)?;
        Manifest::parse(&bytes, Some(descriptor.media_type())).map_err(|error| chain(&error))
    }

    fn blob(&self, descriptor: &Descriptor) -> Result<Vec<u8>, String> {
        let (digest, size) = (descriptor.digest(), descriptor.size());
        checked(self.layout.fetch(&Read::Blob { digest, size, limit: MAX_BYTES }), descriptor)
    }
}

/// A layer of a manifest under one of Cosign's tags.
fn other(kind: Kind, layer: &ManifestDescriptor) -> Attached {
    let predicate =
        layer.annotation("predicateType").map(|predicate| ("predicateType", predicate.to_owned()));
    Attached {
        kind,
        format: layer.media_type().to_owned(),
        manifest: layer.digest(),
        artifact: Some(layer.digest()),
        tag: None,
        claims: predicate.into_iter().collect(),
        problem: None,
    }
}

fn checked(fetched: Fetched, descriptor: &Descriptor) -> Result<Vec<u8>, String> {
    match fetched {
        Fetched::Bytes { bytes, .. } => {
            let check = check_bytes(&Sha2, &bytes, &descriptor.digest(), Some(descriptor.size()));
            check.map(|()| bytes).map_err(|error| chain(&error))
        }
        Fetched::Absent => Err("listed but missing".into()),
        Fetched::Oversize { limit, .. } => Err(format!("longer than {limit} bytes")),
        Fetched::Malformed(error) => Err(chain(&error)),
        _ => Err("could not be read".into()),
    }
}

fn describe_bundle(bundle: &Bundle, attached: &mut Attached) {
    let inspected = bundle.inspect();
    let claims = inspected.claimed();
    let signer = match &claims.material {
        Material::PublicKey { hint } => ("keyHint", hint.clone()),
        _ => ("signer", "a certificate".into()),
    };
    attached.claims.push(signer);
    let predicate = claims.statement.as_ref().map(|statement| statement.predicate_type().to_owned());
    attached.kind = match predicate.as_deref() {
        Some(COSIGN_SIGN_PREDICATE) => Kind::Signature,
        _ => Kind::Attestation,
    };
    attached.claims.extend(predicate.map(|predicate| ("predicateType", predicate)));
    for (name, count) in [("logEntries", claims.log_entries), ("timestamps", claims.timestamps)] {
        if count > 0 {
            attached.claims.push((name, count.to_string()));
        }
    }
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
