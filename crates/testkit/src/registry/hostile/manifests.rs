use super::answer::Answer;
use super::content::Content;
use super::route::{Call, Effect};
use super::store::{Manifest, Repository};
use serde_json::Value;

const MAX_MANIFEST: u64 = 4 * 1024 * 1024;

pub(super) fn answer(call: &Call<'_>, repository: &str, reference: &str) -> Answer {
    match call.request.method() {
        "GET" | "HEAD" => get(call, repository, reference),
        "PUT" => put(call, repository, reference),
        "DELETE" => delete(call, repository, reference),
        _ => Answer::error(405, "UNSUPPORTED"),
    }
}

fn get(call: &Call<'_>, repository: &str, reference: &str) -> Answer {
    let stale = call.effect == Effect::ReadsStale;
    let found = call.store().get_mut(repository).find(reference, stale);
    let Some((digest, manifest)) = found.filter(|(_, manifest)| is_accepted(call, manifest)) else {
        return Answer::error(404, "MANIFEST_UNKNOWN");
    };
    if call.request.header("if-none-match") == Some(&etag(&digest)) {
        return Answer::new(304).with("etag", etag(&digest));
    }
    let answer = Answer::new(200).with("content-type", manifest.media_type).with_body(manifest.content);
    with_identity(call, answer, &digest)
}

/// What an `Accept` header says, where the registry looks at it.
fn is_accepted(call: &Call<'_>, manifest: &Manifest) -> bool {
    let mut accepted = call.request.headers().iter().filter(|(name, _)| name == "accept").peekable();
    let all = !call.behaviour.strict_accept || accepted.peek().is_none();
    let types = accepted.flat_map(|(_, value)| value.split(','));
    let mut types = types.map(|kind| kind.split(';').next().unwrap_or_default().trim());
    all || types.any(|kind| kind == "*/*" || kind == manifest.media_type)
}

fn with_identity(call: &Call<'_>, answer: Answer, digest: &str) -> Answer {
    let answer = answer.with("docker-content-digest", digest);
    if call.behaviour.etag { answer.with("etag", etag(digest)) } else { answer }
}

fn etag(digest: &str) -> String {
    format!("\"{digest}\"")
}

fn put(call: &Call<'_>, repository: &str, reference: &str) -> Answer {
    if call.body.length() > MAX_MANIFEST {
        return Answer::error(413, "SIZE_INVALID");
    }
    let algorithm = reference.split_once(':').map(|(algorithm, _)| algorithm);
    let Some(digest) = call.body.digest(algorithm.unwrap_or("sha256")) else {
        return Answer::error(400, "DIGEST_INVALID");
    };
    if algorithm.is_some() && digest != reference {
        return Answer::error(400, "DIGEST_INVALID");
    }
    let Ok(document) = serde_json::from_slice::<Value>(&call.body.to_vec()) else {
        return Answer::error(400, "MANIFEST_INVALID");
    };
    // Precondition and change are one step.
    let mut store = call.store();
    let target = store.get_mut(repository);
    if let Some(refusal) = refusal_of(call, target, reference, &document) {
        return refusal;
    }
    if let Some(content) = call.stored(call.body) {
        store_manifest(call, target, &digest, content, algorithm.is_none().then_some(reference));
    }
    drop(store);
    let location = call.location(&format!("/v2/{repository}/manifests/{digest}"));
    with_subject(call, with_identity(call, Answer::new(201).with("location", location), &digest), &document)
}

fn refusal_of(call: &Call<'_>, repository: &Repository, reference: &str, document: &Value) -> Option<Answer> {
    if !precondition_holds(call, repository.current(reference).as_deref()) {
        return Some(Answer::error(412, "PRECONDITION_FAILED"));
    }
    let missing = call.behaviour.checks_references && !repository.missing_of(document).is_empty();
    missing.then(|| Answer::error(404, "MANIFEST_BLOB_UNKNOWN"))
}

fn store_manifest(
    call: &Call<'_>,
    repository: &mut Repository,
    digest: &str,
    content: Content,
    tag: Option<&str>,
) {
    let media_type = call.request.header("content-type").unwrap_or_default().to_owned();
    repository.put_manifest(digest, Manifest { media_type, content });
    if let Some(tag) = tag {
        repository.set_tag(tag, Some(digest));
    }
}

/// RFC 9110 §13.1.1, §13.1.2.
fn precondition_holds(call: &Call<'_>, current: Option<&str>) -> bool {
    let current = current.map(etag);
    let names_it = |value: &str| {
        let mut tags = value.split(',').map(str::trim);
        current.as_deref().is_some_and(|current| value == "*" || tags.any(|tag| tag == current))
    };
    let if_match = call.request.header("if-match").is_none_or(&names_it);
    let if_none_match = call.request.header("if-none-match").is_none_or(|value| !names_it(value));
    !call.behaviour.if_match || (if_match && if_none_match)
}

fn with_subject(call: &Call<'_>, answer: Answer, document: &Value) -> Answer {
    match document["subject"]["digest"].as_str() {
        Some(subject) if call.behaviour.oci_subject => answer.with("oci-subject", subject),
        _ => answer,
    }
}

fn delete(call: &Call<'_>, repository: &str, reference: &str) -> Answer {
    let mut store = call.store();
    let target = store.get_mut(repository);
    let current = target.current(reference);
    if !call.behaviour.deletes {
        return Answer::error(405, "UNSUPPORTED");
    }
    if !precondition_holds(call, current.as_deref()) {
        return Answer::error(412, "PRECONDITION_FAILED");
    }
    match current {
        None => Answer::error(404, "MANIFEST_UNKNOWN"),
        Some(digest) if digest == reference => {
            target.delete_manifest(&digest);
            Answer::new(202)
        }
        Some(_) => {
            target.set_tag(reference, None);
            Answer::new(202)
        }
    }
}
