use super::answer::Answer;
use super::behaviour::{Behaviour, Uploads};
use super::content::{Content, Spool};
use super::http::query;
use super::route::Call;

/// An upload that has begun (distribution-spec, "Pushing a blob in chunks").
#[derive(Debug)]
pub(super) struct Upload {
    repository: String,
    spool: Spool,
    /// Whether a chunk came that was too short for any but the last.
    is_last_chunk_in: bool,
}

pub(super) fn begin(call: &Call<'_>, repository: &str) -> Answer {
    if call.request.method() != "POST" {
        return Answer::error(405, "UNSUPPORTED");
    }
    if let Some(mounted) = mount(call, repository) {
        return mounted;
    }
    match query(call.request.target(), "digest") {
        Some(digest) if call.body.length() > 0 || !is_chunked(call.behaviour) => {
            store_blob(call, repository, &digest, call.body)
        }
        _ => open(call, repository),
    }
}

const fn is_chunked(behaviour: &Behaviour) -> bool {
    matches!(behaviour.uploads, Uploads::Chunked { .. })
}

/// distribution-spec, "Mounting a blob from another repository".
fn mount(call: &Call<'_>, repository: &str) -> Option<Answer> {
    let digest = query(call.request.target(), "mount").filter(|_| call.behaviour.mount)?;
    let from = query(call.request.target(), "from")?;
    let mut store = call.store();
    let content = store.get(&from)?.blobs.get(&digest)?.clone();
    store.get_mut(repository).blobs.insert(digest.clone(), content);
    Some(created(call, repository, &digest))
}

fn created(call: &Call<'_>, repository: &str, digest: &str) -> Answer {
    let location = call.location(&format!("/v2/{repository}/blobs/{digest}"));
    Answer::new(201).with("location", location).with("docker-content-digest", digest)
}

fn open(call: &Call<'_>, repository: &str) -> Answer {
    let mut store = call.store();
    store.uploads_begun += 1;
    let id = format!("upload-{}", store.uploads_begun);
    let upload =
        Upload { repository: repository.to_owned(), spool: Spool::default(), is_last_chunk_in: false };
    store.uploads.insert(id.clone(), upload);
    drop(store);
    let answer = progress(call, 202, repository, &id, 0);
    match call.behaviour.chunk_min_length {
        0 => answer,
        min => answer.with("oci-chunk-min-length", min.to_string()),
    }
}

/// The `Location` carries a query, which a client has to keep.
fn progress(call: &Call<'_>, status: u16, repository: &str, id: &str, length: u64) -> Answer {
    let location = call.location(&format!("/v2/{repository}/blobs/uploads/{id}?state={length}"));
    let range = format!("0-{}", length.saturating_sub(1));
    Answer::new(status).with("location", location).with("range", range).with("docker-upload-uuid", id)
}

pub(super) fn go_on(call: &Call<'_>, repository: &str, id: &str) -> Answer {
    let known = call.store().uploads.get(id).filter(|upload| upload.repository == repository).map(length_of);
    let Some(length) = known else { return Answer::error(404, "BLOB_UPLOAD_UNKNOWN") };
    match call.request.method() {
        "GET" => progress(call, 204, repository, id, length),
        "PATCH" => patch(call, repository, id, length),
        "PUT" => finish(call, repository, id, length),
        "DELETE" => {
            call.store().uploads.remove(id);
            Answer::new(204)
        }
        _ => Answer::error(405, "UNSUPPORTED"),
    }
}

const fn length_of(upload: &Upload) -> u64 {
    upload.spool.length()
}

fn patch(call: &Call<'_>, repository: &str, id: &str, length: u64) -> Answer {
    if call.behaviour.uploads == Uploads::MonolithicOnly {
        return Answer::error(405, "UNSUPPORTED");
    }
    if is_after_last_chunk(call, id) {
        return progress(call, 416, repository, id, length);
    }
    match append(call, repository, id, length) {
        Ok(length) => progress(call, 202, repository, id, length),
        Err(refusal) => *refusal,
    }
}

/// Marks an upload that is sent a chunk which only the last may be, and finds it marked when another follows.
fn is_after_last_chunk(call: &Call<'_>, id: &str) -> bool {
    let mut store = call.store();
    let Some(upload) = store.uploads.get_mut(id) else { return false };
    let was_in = upload.is_last_chunk_in;
    upload.is_last_chunk_in |= call.body.length() < call.behaviour.chunk_min_length;
    was_in
}

/// What an upload does with the beginning of a body that broke off.
pub(super) fn break_off(call: &Call<'_>, id: &str) {
    let mut store = call.store();
    if !call.behaviour.keeps_uploads {
        store.uploads.remove(id);
    }
    if let Some(upload) = store.uploads.get_mut(id) {
        upload.spool.append(call.body).expect("what was received can be stored");
    }
}

/// Adds the body to the upload, which has that length then.
fn append(call: &Call<'_>, repository: &str, id: &str, length: u64) -> Result<u64, Box<Answer>> {
    let refusal = |status, code| Err(Box::new(Answer::error(status, code)));
    if matches!(call.behaviour.uploads, Uploads::Chunked { max } if call.body.length() > max) {
        return refusal(413, "SIZE_INVALID");
    }
    if !continues(call, length) {
        return Err(Box::new(progress(call, 416, repository, id, length)));
    }
    let mut store = call.store();
    let Some(upload) = store.uploads.get_mut(id) else { return refusal(404, "BLOB_UPLOAD_UNKNOWN") };
    match upload.spool.append(call.body) {
        Ok(()) => Ok(length_of(upload)),
        Err(_) => refusal(500, "UNKNOWN"),
    }
}

/// Whether `Content-Range`, where there is one, begins where the upload ends and has the body's length.
fn continues(call: &Call<'_>, length: u64) -> bool {
    let Some(range) = call.request.header("content-range") else { return true };
    let range = range.strip_prefix("bytes ").unwrap_or(range);
    let ends = range.split_once('-').and_then(|(first, last)| {
        let last = last.split('/').next().unwrap_or_default();
        Some((first.parse::<u64>().ok()?, last.parse::<u64>().ok()?))
    });
    ends.is_some_and(|(first, last)| {
        first == length && last.checked_sub(first) == call.body.length().checked_sub(1)
    })
}

fn finish(call: &Call<'_>, repository: &str, id: &str, length: u64) -> Answer {
    let Some(digest) = query(call.request.target(), "digest") else {
        return Answer::error(400, "DIGEST_INVALID");
    };
    if let Err(refusal) = append(call, repository, id, length) {
        return *refusal;
    }
    let upload = call.store().uploads.remove(id);
    match upload {
        Some(upload) => store_blob(call, repository, &digest, &upload.spool.finish()),
        None => Answer::error(404, "BLOB_UPLOAD_UNKNOWN"),
    }
}

fn store_blob(call: &Call<'_>, repository: &str, digest: &str, content: &Content) -> Answer {
    if matches!(call.behaviour.uploads, Uploads::Chunked { max } if call.body.length() > max) {
        return Answer::error(413, "SIZE_INVALID");
    }
    let algorithm = digest.split(':').next().unwrap_or_default();
    if content.digest(algorithm).as_deref() != Some(digest) {
        return Answer::error(400, "DIGEST_INVALID");
    }
    if let Some(content) = call.stored(content) {
        call.store().get_mut(repository).blobs.insert(digest.to_owned(), content);
    }
    created(call, repository, digest)
}
