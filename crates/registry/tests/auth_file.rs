//! Docker's `config.json` and containers' `auth.json`: what is found for whom.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests and their helpers may panic"
)]

use countersign_encoding::base64::encode_standard;
use countersign_registry::{AuthFile, AuthFileError, Credential, EntryProblem, HelperReach};

/// What Docker writes: a login to its Hub, one to a registry with a port, and settings that are not ours.
const DOCKER: &str = r#"{
	"auths": {
		"https://index.docker.io/v1/": {"auth": "aHViOmh1YiBwYXNzd29yZA=="},
		"localhost:5000": {"auth": "bG9jYWw6cGFzczp3aXRoOmNvbG9ucw=="},
		"empty.example": {}
	},
	"HttpHeaders": {"User-Agent": "Docker-Client/24.0.7 (linux)"},
	"psFormat": "table {{.ID}}",
	"currentContext": "default",
	"plugins": {"-x-cli-hints": {"enabled": "true"}}
}"#;

/// The example of containers-auth.json(5).
const CONTAINERS: &str = r#"{"auths": {
	"my-registry.local/foo/bar/image": {"auth": "aW1hZ2U6MQ=="},
	"my-registry.local/foo": {"auth": "Zm9vOjI="},
	"my-registry.local": {"auth": "YWxsOjM="}
}}"#;

fn file(text: &str) -> AuthFile {
    AuthFile::parse(text.as_bytes()).unwrap()
}

/// Short for what is found: kind, name, secret.
fn found(file: &AuthFile, registry: &str, repository: &str) -> Option<String> {
    file.credential_for(registry, repository).unwrap().map(|credential| match credential {
        Credential::Basic { username, password } => format!("basic {username} {}", password.expose()),
        Credential::Bearer(token) => format!("bearer {}", token.expose()),
        Credential::IdentityToken { username, token } => format!("identity {username:?} {}", token.expose()),
        other => format!("{other:?}"),
    })
}

fn problem(entry: &str) -> EntryProblem {
    let file = file(&format!(r#"{{"auths":{{"r.example":{entry},"other.example":{{"auth":"YTpi"}}}}}}"#));
    assert_eq!(found(&file, "other.example", "app").as_deref(), Some("basic a b"), "the others still hold");
    let error = file.credential_for("r.example", "app").unwrap_err();
    assert_eq!(error.key(), "r.example");
    error.problem()
}

#[test]
fn what_docker_login_writes_is_found() {
    let file = file(DOCKER);
    assert_eq!(found(&file, "docker.io", "library/nginx").as_deref(), Some("basic hub hub password"));
    assert_eq!(found(&file, "localhost:5000", "app").as_deref(), Some("basic local pass:with:colons"));
    assert_eq!(found(&file, "empty.example", "app"), None);
    assert_eq!(file.helper_for("docker.io"), None);
}

#[test]
fn docker_hub_is_one_registry_under_three_names() {
    let file = file(DOCKER);
    for name in ["docker.io", "index.docker.io", "registry-1.docker.io"] {
        assert!(found(&file, name, "acme/app").is_some(), "{name}");
    }
    for other in ["auth.docker.io", "hub.docker.io", "index.docker.io.evil", "xdocker.io"] {
        assert_eq!(found(&file, other, "acme/app"), None, "{other}");
    }
}

#[test]
fn credentials_never_go_to_another_host_or_port() {
    let credentials = file(
        r#"{"auths":{"localhost":{"auth":"YTpi"},"ghcr.io":{"auth":"YTpi"},"r.example:5000":{"auth":"YTpi"}}}"#,
    );
    for known in ["localhost", "ghcr.io", "GHCR.io", "r.example:5000"] {
        assert!(found(&credentials, known, "acme/app").is_some(), "{known}");
    }
    for other in [
        "localhost:5000",
        "localhost:443",
        "localhost.evil",
        "127.0.0.1",
        "[::1]",
        "ghcr.io.evil",
        "evilghcr.io",
        "ghcr.io@evil",
        "ghcr.io:443",
        "xn--ghcr.io",
        "r.example",
        "r.example:50000",
        "r.example:500",
    ] {
        assert_eq!(found(&credentials, other, "acme/app"), None, "{other}");
    }
}

#[test]
fn the_longest_prefix_of_the_repository_decides() {
    let file = file(CONTAINERS);
    for (repository, expected) in [
        ("foo/bar/image", "basic image 1"),
        ("foo/bar/image/sub", "basic image 1"),
        ("foo/bar/images", "basic foo 2"),
        ("foo/bar", "basic foo 2"),
        ("foo", "basic foo 2"),
        ("foobar", "basic all 3"),
        ("x/foo", "basic all 3"),
    ] {
        assert_eq!(found(&file, "my-registry.local", repository).as_deref(), Some(expected), "{repository}");
    }
    assert_eq!(found(&file, "my-registry.local:5000", "foo"), None);
}

#[test]
fn of_two_spellings_of_a_registry_the_exact_one_decides() {
    for text in [
        r#"{"auths":{"https://r.example/v1/":{"auth":"b2xkOjE="},"r.example":{"auth":"bmV3OjI="}}}"#,
        r#"{"auths":{"r.example":{"auth":"bmV3OjI="},"https://r.example/v1/":{"auth":"b2xkOjE="}}}"#,
        // An entry that holds nothing does not hide one that does.
        r#"{"auths":{"r.example":{"auth":"bmV3OjI="},"r.example/app":{}}}"#,
    ] {
        assert_eq!(found(&file(text), "r.example", "app").as_deref(), Some("basic new 2"), "{text}");
    }
    let first = file(r#"{"auths":{"http://r.example":{"auth":"YTox"},"https://r.example":{"auth":"Yjoy"}}}"#);
    assert_eq!(found(&first, "r.example", "app").as_deref(), Some("basic a 1"));
}

#[test]
fn each_form_of_credentials_is_read() {
    for (entry, expected) in [
        (r#"{"auth":"dXNlcjpwYXNz"}"#, Some("basic user pass")),
        (r#"{"username":"user","password":"pa:ss"}"#, Some("basic user pa:ss")),
        (r#"{"auth":"dXNlcjpwYXNz","username":"x","password":"y"}"#, Some("basic user pass")),
        (r#"{"auth":"dXNlcjpwYXNzAAA="}"#, Some("basic user pass")),
        (r#"{"registrytoken":"tok"}"#, Some("bearer tok")),
        (r#"{"registrytoken":"tok","identitytoken":"id","auth":"dXNlcjpwYXNz"}"#, Some("bearer tok")),
        // As `docker login` to Azure leaves it.
        (
            r#"{"auth":"MDAwMDAwMDAtMDAwMC0wMDAwLTAwMDAtMDAwMDAwMDAwMDAwOg==","identitytoken":"refresh"}"#,
            Some(r#"identity Some("00000000-0000-0000-0000-000000000000") refresh"#),
        ),
        (r#"{"identitytoken":"refresh"}"#, Some("identity None refresh")),
        (r#"{"auth":"dXNlcjo="}"#, None),
        (r#"{"auth":"","username":"user"}"#, None),
        (r#"{"email":"a@b.example"}"#, None),
        ("{}", None),
        ("null", None),
    ] {
        let file = file(&format!(r#"{{"auths":{{"r.example":{entry}}}}}"#));
        assert_eq!(found(&file, "r.example", "app").as_deref(), expected, "{entry}");
    }
}

#[test]
fn an_entry_that_is_malformed_is_an_error_and_not_anonymous() {
    assert_eq!(problem(r#"{"auth":"not base64!"}"#), EntryProblem::Base64);
    assert_eq!(problem(r#"{"auth":"dXNlcjpwYXNzMQ"}"#), EntryProblem::Base64);
    assert_eq!(problem(r#"{"auth":"dXNlcg=="}"#), EntryProblem::Colon);
    let latin = encode_standard(b"user:p\xe4ss");
    assert_eq!(problem(&format!(r#"{{"auth":"{latin}"}}"#)), EntryProblem::Text);
    assert_eq!(problem(r#"{"username":"a:b","password":"c"}"#), EntryProblem::UserName);
}

#[test]
fn a_helper_of_the_registry_comes_before_the_store() {
    let file = file(
        r#"{"credsStore":"desktop","credHelpers":{"public.ecr.aws":"ecr-login","docker.io":"hub","https://gcr.io":"gcloud"}}"#,
    );
    let helper = |registry: &str| {
        let entry = file.helper_for(registry).unwrap();
        (entry.name().to_owned(), entry.server().to_owned(), entry.reach())
    };
    let expected = |name: &str, server: &str, reach: HelperReach| (name.to_owned(), server.to_owned(), reach);
    assert_eq!(helper("public.ecr.aws"), expected("ecr-login", "public.ecr.aws", HelperReach::Registry));
    assert_eq!(helper("index.docker.io"), expected("hub", "docker.io", HelperReach::Registry));
    assert_eq!(helper("gcr.io"), expected("gcloud", "https://gcr.io", HelperReach::Registry));
    assert_eq!(helper("ghcr.io"), expected("desktop", "ghcr.io", HelperReach::Any));
    assert_eq!(helper("public.ecr.aws:443").2, HelperReach::Any);
}

#[test]
fn a_store_is_asked_for_docker_hub_by_the_name_that_docker_stores() {
    let entry = file(r#"{"credsStore":"pass"}"#).helper_for("docker.io").unwrap();
    assert_eq!(entry.server(), "https://index.docker.io/v1/");
    assert_eq!(file(r#"{"credsStore":""}"#).helper_for("docker.io"), None);
    assert_eq!(file(r#"{"credHelpers":{"r.example/acme":"x"}}"#).helper_for("r.example"), None);
}

#[test]
fn a_file_that_is_none_is_refused() {
    for text in
        ["[]", r#"{"auths":[]}"#, r#"{"auths":{"r.example":"x"}}"#, r#"{"auths":{"r.example":{"auth":1}}}"#]
    {
        assert!(matches!(AuthFile::parse(text.as_bytes()), Err(AuthFileError::Field(_))), "{text}");
    }
    for text in [r#"{"credsStore":1}"#, r#"{"credHelpers":{"r.example":1}}"#, r#"{"credHelpers":"x"}"#] {
        assert!(matches!(AuthFile::parse(text.as_bytes()), Err(AuthFileError::Field(_))), "{text}");
    }
    for text in ["{", " ", "{}x", r#"{"auths":{},"auths":{}}"#, "\u{feff}{}"] {
        assert!(matches!(AuthFile::parse(text.as_bytes()), Err(AuthFileError::Json(_))), "{text}");
    }
    let long = format!("{{}}{}", " ".repeat(1 << 20));
    assert!(matches!(AuthFile::parse(long.as_bytes()), Err(AuthFileError::Json(_))));
    assert!(AuthFile::parse(b"{}").is_ok() && AuthFile::parse(b"").is_ok());
}

#[test]
fn errors_and_debug_output_hold_no_secret() {
    let text = r#"{"auths":{"r.example":{"auth":"dXNlcjpjYW5hcnk=","identitytoken":"canary","registrytoken":"canary","password":"canary"},
        "bad.example":{"auth":"Y2FuYXJ5"}}}"#;
    let file = file(text);
    let error = file.credential_for("bad.example", "app").unwrap_err();
    let shown = format!("{file:?} {:?} {error:?} {error}", file.credential_for("r.example", "app"));
    for secret in ["canary", "Y2FuYXJ5", "dXNlcjpjYW5hcnk="] {
        assert!(!shown.contains(secret), "{shown}");
    }
}

#[test]
fn a_foreign_key_is_escaped_when_shown() {
    let file = file("{\"auths\":{\"r.example\":{\"auth\":\"YQ==\"}}}");
    let error = file.credential_for("r.example", "app").unwrap_err();
    assert_eq!(error.to_string(), "the entry of r.example cannot be used");
    let source = std::error::Error::source(&error).unwrap();
    assert_eq!(source.to_string(), "auth is not a user name, a colon and a password");
}
