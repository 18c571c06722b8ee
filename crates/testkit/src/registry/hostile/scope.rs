use super::http::query;
use super::record::SeenRequest;
use super::route::Route;
use std::collections::BTreeSet;

/// `repository:NAME:pull,push` as `NAME:pull`, `NAME:push`.
pub(super) fn split(scope: &str) -> Vec<String> {
    let Some(rest) = scope.strip_prefix("repository:") else { return Vec::new() };
    let Some((name, actions)) = rest.rsplit_once(':') else { return Vec::new() };
    let each = |action| match action {
        "*" => vec![format!("{name}:pull"), format!("{name}:push"), format!("{name}:delete")],
        action => vec![format!("{name}:{action}")],
    };
    actions.split(',').flat_map(each).collect()
}

/// What a request needs to be allowed.
pub(super) fn needed(request: &SeenRequest) -> BTreeSet<String> {
    let Some(name) = Route::parse(request.path()).repository() else { return BTreeSet::new() };
    let actions: &[&str] = match request.method() {
        "GET" | "HEAD" => &["pull"],
        "DELETE" if !request.path().contains("/uploads/") => &["delete"],
        _ => &["pull", "push"],
    };
    let own = actions.iter().map(|action| format!("{name}:{action}"));
    own.chain(
        query(request.target(), "from").filter(|_| is_mount(request)).map(|from| format!("{from}:pull")),
    )
    .collect()
}

fn is_mount(request: &SeenRequest) -> bool {
    query(request.target(), "mount").is_some()
}

/// The `scope` parameter of a challenge, with a comma before it.
pub(super) fn parameter(needed: &BTreeSet<String>) -> String {
    let mut names: Vec<(&str, Vec<&str>)> = Vec::new();
    for (name, action) in needed.iter().filter_map(|one| one.rsplit_once(':')) {
        match names.iter_mut().find(|(known, _)| *known == name) {
            Some((_, actions)) => actions.push(action),
            None => names.push((name, vec![action])),
        }
    }
    let texts: Vec<String> =
        names.iter().map(|(name, actions)| format!("repository:{name}:{}", actions.join(","))).collect();
    if texts.is_empty() { String::new() } else { format!(",scope=\"{}\"", texts.join(" ")) }
}

#[cfg(test)]
mod tests {
    use super::parameter;
    use std::collections::BTreeSet;

    #[test]
    fn a_challenge_names_all_scopes_of_a_request() {
        let scopes: BTreeSet<String> = ["a/b:pull", "a/b:push", "c:pull"].map(str::to_owned).into();
        assert_eq!(parameter(&scopes), ",scope=\"repository:a/b:pull,push repository:c:pull\"");
    }
}
