//! The report as JSON, schema `countersign/verdict/v1`. Fields are only ever added.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use countersign_digest::Digest;
use countersign_encoding::json::{Object, Value};

use crate::{
    AcceptedSignature, AuthenticatedTime, IgnoredAttachment, RefusedSignature, Report, TargetReport,
    report::TOOL,
};

/// The name of the schema.
pub const VERDICT_SCHEMA: &str = "countersign/verdict/v1";

impl Report {
    /// The report as one JSON document.
    #[must_use]
    pub fn to_json(&self) -> String {
        Value::from(self.to_object()).to_json()
    }

    fn to_object(&self) -> Object<'_> {
        let valid_until = self.valid_until.map_or(Value::Null, |time| Value::from(time.to_string()));
        let weakened: Vec<_> = self.weakened.iter().map(|weakening| Value::from(weakening.name())).collect();
        let root = Object::new()
            .with("schema", VERDICT_SCHEMA)
            .with("verdict", self.verdict.name())
            .with("tool", TOOL)
            .with("at", self.at.to_string())
            .with("validUntil", valid_until)
            .with("configuration", self.configuration.to_string())
            .with("algorithms", self.algorithms.as_str())
            .with("weakened", weakened)
            .with("asked", self.asked())
            .with("subject", self.subject());
        let mut root = with_digest(root, "run", self.run)
            .with("targets", list(&self.targets, target))
            .with("accepted", list(&self.accepted, accepted))
            .with("refused", list(&self.refused, refused))
            .with("ignored", list(&self.ignored, ignored));
        if let (Some(code), Some(reason)) = (self.code, &self.reason) {
            root = root.with("code", code.as_str()).with("reason", reason.as_str()).with("next", code.next());
        }
        if self.omitted > 0 {
            root = root.with("omitted", number(self.omitted));
        }
        root.with("requests", number(self.requests))
    }

    fn asked(&self) -> Object<'_> {
        let asked = Object::new().with("kind", self.asked.name());
        with_text(asked, "predicateType", self.asked.predicate_type())
    }

    fn subject(&self) -> Object<'_> {
        let subject =
            Object::new().with("kind", self.asked.about().name()).with("reference", self.reference.as_str());
        let subject = with_digest(subject, "digest", self.digest);
        with_text(subject, "mediaType", self.media_type.as_deref())
    }
}

fn list<'a, T>(items: &'a [T], write: impl Fn(&'a T) -> Object<'a>) -> Vec<Value<'a>> {
    items.iter().map(|item| Value::from(write(item))).collect()
}

fn number(value: usize) -> u64 {
    u64::try_from(value).unwrap_or(u64::MAX)
}

fn texts<T: ToString>(items: &[T]) -> Vec<Value<'static>> {
    items.iter().map(|item| Value::from(item.to_string())).collect()
}

fn with_digest<'a>(object: Object<'a>, name: &'static str, digest: Option<Digest>) -> Object<'a> {
    match digest {
        Some(digest) => object.with(name, digest.to_string()),
        None => object,
    }
}

fn with_text<'a>(object: Object<'a>, name: &'static str, text: Option<&'a str>) -> Object<'a> {
    match text {
        Some(text) => object.with(name, text),
        None => object,
    }
}

fn target(target: &TargetReport) -> Object<'_> {
    let object = Object::new().with("digest", target.digest.to_string());
    let object = match &target.platform {
        Some(platform) => object.with("platform", platform.to_string()),
        None => object,
    };
    object
        .with("coveredBy", texts(&target.covered_by))
        .with("signersFound", number(target.found))
        .with("signersRequired", number(target.required))
}

fn accepted(accepted: &AcceptedSignature) -> Object<'_> {
    let signer = signer(accepted);
    let object = Object::new().with("format", accepted.place.format.name());
    let object = with_digest(
        with_digest(object, "artifact", accepted.place.artifact),
        "manifest",
        accepted.place.manifest,
    );
    with_text(object, "predicateType", accepted.predicate_type())
        .with("algorithm", accepted.algorithm.name())
        .with("signer", signer)
        .with("coveredBy", accepted.covers.to_string())
        .with("times", list(&accepted.times, time))
        .with("checks", texts(&accepted.checks))
        .with("unchecked", texts(&accepted.unchecked))
}

fn time(time: &AuthenticatedTime) -> Object<'_> {
    Object::new()
        .with("source", time.source())
        .with("earliest", time.earliest().to_string())
        .with("latest", time.latest().to_string())
        .with("authority", time.authority())
}

fn signer(accepted: &AcceptedSignature) -> Object<'_> {
    let kind = if accepted.certificate.is_some() { "certificate" } else { "key" };
    let signer = Object::new()
        .with("kind", kind)
        .with("id", accepted.key.to_string())
        .with("principal", accepted.principal.as_str());
    let Some(facts) = &accepted.certificate else { return signer };
    signer
        .with("identities", texts(facts.identities()))
        .with("issuer", facts.issuer())
        .with("serial", facts.serial())
        .with("anchor", facts.anchor())
        .with("validUntil", facts.valid_until().to_string())
}

fn refused(refused: &RefusedSignature) -> Object<'_> {
    let object = Object::new().with("format", refused.place.format.name());
    with_digest(with_digest(object, "artifact", refused.place.artifact), "manifest", refused.place.manifest)
        .with("code", refused.code.as_str())
        .with("reason", refused.reason.as_str())
        .with("next", refused.code.next())
}

fn ignored(ignored: &IgnoredAttachment) -> Object<'_> {
    Object::new().with("manifest", ignored.manifest.to_string()).with("claims", ignored.claims.as_str())
}
