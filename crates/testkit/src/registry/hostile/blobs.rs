use super::answer::Answer;
use super::route::Call;

pub(super) fn answer(call: &Call<'_>, repository: &str, digest: &str) -> Answer {
    match call.request.method() {
        "GET" | "HEAD" => get(call, repository, digest),
        "DELETE" => delete(call, repository, digest),
        _ => Answer::error(405, "UNSUPPORTED"),
    }
}

fn get(call: &Call<'_>, repository: &str, digest: &str) -> Answer {
    let found = call.store().get(repository).and_then(|repository| repository.blobs.get(digest).cloned());
    let Some(content) = found else { return Answer::error(404, "BLOB_UNKNOWN") };
    let length = content.length();
    let whole = Answer::new(200)
        .with("content-type", "application/octet-stream")
        .with("docker-content-digest", digest)
        .with("accept-ranges", if call.behaviour.ranges { "bytes" } else { "none" })
        .with_body(content);
    match call.request.header("range").filter(|_| call.behaviour.ranges) {
        Some(range) => part_of(whole, range, length),
        None => whole,
    }
}

/// RFC 9110 §14.2, one range.
fn part_of(whole: Answer, range: &str, length: u64) -> Answer {
    let Some((first, last)) = parse_range(range, length) else { return whole };
    if first >= length {
        return Answer::new(416).with("content-range", format!("bytes */{length}"));
    }
    let last = last.min(length - 1);
    let mut answer = whole.with("content-range", format!("bytes {first}-{last}/{length}"));
    answer.status = 206;
    answer.part = Some((first, last - first + 1));
    answer
}

/// First and last byte; `None` for what is not one range, which is passed over.
fn parse_range(range: &str, length: u64) -> Option<(u64, u64)> {
    let (first, last) = range.strip_prefix("bytes=")?.split_once('-')?;
    match (first, last) {
        ("", suffix) => Some((length.saturating_sub(suffix.parse().ok()?), length)),
        (first, "") => Some((first.parse().ok()?, length)),
        (first, last) => {
            let (first, last) = (first.parse().ok()?, last.parse().ok()?);
            (first <= last).then_some((first, last))
        }
    }
}

fn delete(call: &Call<'_>, repository: &str, digest: &str) -> Answer {
    if !call.behaviour.deletes {
        return Answer::error(405, "UNSUPPORTED");
    }
    match call.store().get_mut(repository).blobs.remove(digest) {
        Some(_) => Answer::new(202),
        None => Answer::error(404, "BLOB_UNKNOWN"),
    }
}
