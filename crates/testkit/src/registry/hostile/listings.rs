use super::answer::Answer;
use super::behaviour::{Api, Filter};
use super::http::query;
use super::route::Call;
use serde_json::{Value, json};

const INDEX: &str = "application/vnd.oci.image.index.v1+json";

pub(super) fn tags(call: &Call<'_>, repository: &str) -> Answer {
    let tags: Option<Vec<String>> = call.store().get(repository).map(|repository| {
        let set = repository.tags.iter().filter(|(_, tag)| tag.current().is_some());
        set.map(|(name, _)| name.clone()).collect()
    });
    let Some(tags) = tags else { return Answer::error(404, "NAME_UNKNOWN") };
    let target = call.request.target();
    let after = query(target, "last").map_or(0, |last| tags.partition_point(|tag| *tag <= last));
    let asked = query(target, "n").and_then(|n| n.parse().ok());
    let size = [asked, call.behaviour.page].into_iter().flatten().min().unwrap_or(usize::MAX);
    let page: Vec<&String> = tags.iter().skip(after).take(size).collect();
    let answer = Answer::json(200, "application/json", &json!({ "name": repository, "tags": page }));
    match page.last().filter(|_| after + page.len() < tags.len()) {
        Some(last) => answer.with("link", next(&format!("/v2/{repository}/tags/list?n={size}&last={last}"))),
        None => answer,
    }
}

/// RFC 8288, as the distribution-spec uses it.
fn next(target: &str) -> String {
    format!("<{target}>; rel=\"next\"")
}

pub(super) fn referrers(call: &Call<'_>, repository: &str, subject: &str) -> Answer {
    if call.behaviour.referrers == Api::Absent404 {
        return Answer::error(404, "NOT_FOUND");
    }
    let listed =
        call.store().get(repository).and_then(|repository| repository.referrers.get(subject).cloned());
    let listed = listed.unwrap_or_default();
    let kind = query(call.request.target(), "artifactType");
    let (listed, said) = match kind.as_deref() {
        Some(kind) => filtered(call.behaviour.filter, listed, kind),
        None => (listed, false),
    };
    let answer = page(call, repository, subject, &listed, kind.as_deref());
    if said { answer.with("oci-filters-applied", "artifactType") } else { answer }
}

/// The listing, and whether it says that it was filtered.
fn filtered(filter: Filter, listed: Vec<Value>, kind: &str) -> (Vec<Value>, bool) {
    let only = |listed: Vec<Value>| listed.into_iter().filter(|one| one["artifactType"] == kind).collect();
    match filter {
        Filter::Applied => (only(listed), true),
        Filter::Unsaid => (only(listed), false),
        Filter::Ignored => (listed, false),
        Filter::Lied => (listed, true),
        Filter::Withheld => (Vec::new(), true),
    }
}

fn page(call: &Call<'_>, repository: &str, subject: &str, listed: &[Value], kind: Option<&str>) -> Answer {
    let from = query(call.request.target(), "from").and_then(|from| from.parse().ok()).unwrap_or(0);
    let size = call.behaviour.page.unwrap_or(usize::MAX);
    let page: Vec<&Value> = listed.iter().skip(from).take(size).collect();
    let index = json!({ "schemaVersion": 2, "mediaType": INDEX, "manifests": page });
    let answer = Answer::json(200, INDEX, &index);
    let end = from + page.len();
    if end >= listed.len() {
        return answer;
    }
    let filter = kind.map(|kind| format!("&artifactType={}", kind.replace('+', "%2B"))).unwrap_or_default();
    answer.with("link", next(&format!("/v2/{repository}/referrers/{subject}?from={end}{filter}")))
}
