use crate::client::{Reply, get, send, send_to};
use testkit::{Auth, Bearer, Behaviour, HostileRegistry, Realm};

/// `Basic` of `user:secret`.
const BASIC: &str = "Basic dXNlcjpzZWNyZXQ=";

fn bearer() -> Bearer {
    Bearer::new("user", "secret")
}

fn start(bearer: Bearer) -> HostileRegistry {
    let registry = HostileRegistry::start(Behaviour::new().auth(Auth::Bearer(bearer)));
    let _ = registry.put_image("a", "v1");
    registry
}

fn with_token(registry: &HostileRegistry, method: &str, target: &str, token: &str) -> Reply {
    send(registry, method, target, &[("Authorization", &format!("Bearer {token}"))], b"")
}

fn token(reply: &Reply) -> String {
    reply.json()["token"].as_str().unwrap().to_owned()
}

#[test]
fn basic_asks_for_name_and_password() {
    let registry = HostileRegistry::start(Behaviour::new().auth(Auth::basic("user", "secret")));
    let refused = get(&registry, "/v2/");
    assert_eq!((refused.status, refused.header("www-authenticate")), (401, Some("Basic realm=\"registry\"")));
    assert_eq!(send(&registry, "GET", "/v2/", &[("Authorization", BASIC)], b"").status, 200);
    assert_eq!(registry.requests()[1].authorization(), Some(BASIC));
}

#[test]
fn a_token_opens_what_its_scope_names() {
    let registry = start(bearer());
    let refused = get(&registry, "/v2/a/manifests/v1");
    let challenge = format!(
        "Bearer realm=\"http://{}/token\",service=\"testkit\",scope=\"repository:a:pull\"",
        registry.address()
    );
    assert_eq!((refused.status, refused.header("www-authenticate")), (401, Some(challenge.as_str())));

    assert_eq!(get(&registry, "/token?scope=repository:a:pull").status, 401);
    let given = send(&registry, "GET", "/token?scope=repository:a:pull", &[("Authorization", BASIC)], b"");
    let token = token(&given);
    assert_eq!(with_token(&registry, "GET", "/v2/a/manifests/v1", &token).status, 200);
    let refused = with_token(&registry, "POST", "/v2/a/blobs/uploads/", &token);
    assert!(refused.header("www-authenticate").unwrap().ends_with(",error=\"insufficient_scope\""));
    assert_eq!(with_token(&registry, "GET", "/v2/b/manifests/v1", &token).status, 401);
    registry.revoke_tokens();
    let refused = with_token(&registry, "GET", "/v2/a/manifests/v1", &token);
    assert!(refused.header("www-authenticate").unwrap().ends_with(",error=\"invalid_token\""));
    assert_eq!(registry.token_requests(), 2);
}

#[test]
fn anonymous_tokens_pull_only() {
    let registry = start(bearer().anonymous_pull());
    let token = token(&get(&registry, "/token?scope=repository:a:pull,push"));
    assert_eq!(with_token(&registry, "GET", "/v2/a/manifests/v1", &token).status, 200);
    assert_eq!(with_token(&registry, "POST", "/v2/a/blobs/uploads/", &token).status, 401);
}

#[test]
fn a_refresh_token_is_exchanged_by_post() {
    let registry = start(bearer().refresh_token("refresh me").realm(Realm::AnotherPort));
    let host = registry.token_host().unwrap();
    assert!(get(&registry, "/v2/a/manifests/v1").header("www-authenticate").unwrap().contains(&host));
    let form = "grant_type=refresh_token&refresh_token=refresh+me&scope=repository:a:pull,push";
    let given = send_to(&host, "POST", "/token", &[], form.as_bytes());
    assert_eq!(given.status, 200);
    assert_eq!(with_token(&registry, "POST", "/v2/a/blobs/uploads/", &token(&given)).status, 202);
    let wrong = form.replace("me", "you");
    assert_eq!(send_to(&host, "POST", "/token", &[], wrong.as_bytes()).status, 401);
    assert!(registry.requests_at(&host).iter().any(|request| request.holds("refresh_token=refresh+me")));
}

#[test]
fn a_token_for_one_request_ends_after_it() {
    let registry = start(bearer().anonymous_pull().expires_in(0));
    let given = get(&registry, "/token?scope=repository:a:pull");
    assert_eq!(given.json()["expires_in"], 0);
    let token = token(&given);
    assert_eq!(with_token(&registry, "GET", "/v2/a/manifests/v1", &token).status, 200);
    assert_eq!(with_token(&registry, "GET", "/v2/a/manifests/v1", &token).status, 401);
}

#[test]
fn another_host_asks_for_nothing() {
    let registry = start(bearer());
    let host = registry.another_host();
    assert_eq!(send_to(&host, "GET", "/v2/a/manifests/v1", &[], b"").status, 200);
    assert_eq!(registry.requests_at(&host).len(), 1);
}
