//! `WWW-Authenticate` as registries send it, as they should not, and as nobody may.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests and their helpers may panic"
)]

use countersign_registry::{AuthScheme, Challenge, ChallengeError};
use proptest::prelude::*;

fn one(field: &str) -> Challenge {
    let mut challenges = Challenge::parse_fields([field]).unwrap();
    assert_eq!(challenges.len(), 1, "{field}");
    challenges.remove(0)
}

fn refused(field: &str) -> ChallengeError {
    Challenge::parse_fields([field]).unwrap_err()
}

type Expected = (&'static str, AuthScheme, &'static str, Option<&'static str>, Option<&'static str>);

/// What registries answer to a request without credentials: field, scheme, realm, service, scope.
const REAL: [Expected; 10] = [
    (
        r#"Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:library/nginx:pull""#,
        AuthScheme::Bearer,
        "https://auth.docker.io/token",
        Some("registry.docker.io"),
        Some("repository:library/nginx:pull"),
    ),
    (
        r#"Bearer realm="https://ghcr.io/token",service="ghcr.io",scope="repository:acme/app:pull""#,
        AuthScheme::Bearer,
        "https://ghcr.io/token",
        Some("ghcr.io"),
        Some("repository:acme/app:pull"),
    ),
    (
        r#"Bearer realm="https://quay.io/v2/auth",service="quay.io",scope="repository:acme/app:pull""#,
        AuthScheme::Bearer,
        "https://quay.io/v2/auth",
        Some("quay.io"),
        Some("repository:acme/app:pull"),
    ),
    (
        r#"Basic realm="https://123456789012.dkr.ecr.eu-west-1.amazonaws.com/",service="ecr.amazonaws.com""#,
        AuthScheme::Basic,
        "https://123456789012.dkr.ecr.eu-west-1.amazonaws.com/",
        Some("ecr.amazonaws.com"),
        None,
    ),
    (
        r#"Bearer realm="https://gitlab.com/jwt/auth",service="container_registry",scope="repository:acme/app:pull",error="invalid_token""#,
        AuthScheme::Bearer,
        "https://gitlab.com/jwt/auth",
        Some("container_registry"),
        Some("repository:acme/app:pull"),
    ),
    (
        r#"Bearer realm="https://demo.goharbor.io/service/token",service="harbor-registry",scope="repository:acme/app:pull""#,
        AuthScheme::Bearer,
        "https://demo.goharbor.io/service/token",
        Some("harbor-registry"),
        Some("repository:acme/app:pull"),
    ),
    (
        r#"Bearer realm="https://acme.azurecr.io/oauth2/token",service="acme.azurecr.io",scope="repository:app:pull",error="invalid_token""#,
        AuthScheme::Bearer,
        "https://acme.azurecr.io/oauth2/token",
        Some("acme.azurecr.io"),
        Some("repository:app:pull"),
    ),
    (
        r#"Bearer realm="https://europe-docker.pkg.dev/v2/token",service="europe-docker.pkg.dev""#,
        AuthScheme::Bearer,
        "https://europe-docker.pkg.dev/v2/token",
        Some("europe-docker.pkg.dev"),
        None,
    ),
    (
        r#"BASIC realm="Sonatype Nexus Repository Manager""#,
        AuthScheme::Basic,
        "Sonatype Nexus Repository Manager",
        None,
        None,
    ),
    (r#"Basic realm="Registry Realm""#, AuthScheme::Basic, "Registry Realm", None, None),
];

#[test]
fn challenges_of_real_registries_are_read() {
    for (field, scheme, realm, service, scope) in REAL {
        let challenge = one(field);
        assert_eq!(challenge.scheme(), &scheme, "{field}");
        assert_eq!(challenge.realm(), Some(realm));
        assert_eq!(challenge.service(), service);
        assert_eq!(challenge.scope(), scope);
    }
}

#[test]
fn the_error_of_a_refused_token_is_read() {
    let challenge = one(REAL[4].0);
    assert_eq!(challenge.error(), Some("invalid_token"));
    assert_eq!(one(REAL[0].0).error(), None);
}

#[test]
fn several_challenges_stand_in_one_field_or_in_several() {
    let bearer = r#"Bearer realm="https://r.example/token",service="r.example""#;
    let basic = r#"Basic realm="r.example""#;
    let separate = Challenge::parse_fields([bearer, basic]).unwrap();
    let joined = Challenge::parse_fields([format!("{bearer}, {basic}").as_str()]).unwrap();
    assert_eq!(separate, joined);
    assert_eq!(separate.len(), 2);
    assert_eq!(separate[0].service(), Some("r.example"));
    assert_eq!(separate[1].scheme(), &AuthScheme::Basic);
    assert_eq!(separate[1].service(), None);
}

#[test]
fn the_example_of_the_rfc_is_read() {
    // RFC 9110 §11.6.1
    let challenges = Challenge::parse_fields([
        r#"Basic realm="simple", Newauth realm="apps", type=1, title="Login to \"apps\"""#,
    ])
    .unwrap();
    assert_eq!(challenges[0].realm(), Some("simple"));
    assert_eq!(challenges[1].scheme(), &AuthScheme::Other("newauth".to_owned()));
    assert_eq!(challenges[1].parameter("type"), Some("1"));
    assert_eq!(challenges[1].parameter("title"), Some(r#"Login to "apps""#));
}

#[test]
fn unknown_schemes_keep_their_names_and_tokens() {
    let challenges =
        Challenge::parse_fields(["Negotiate YII+/a==, NTLM, DPoP algs=\"ES256 EdDSA\""]).unwrap();
    let schemes: Vec<_> = challenges.iter().map(|challenge| challenge.scheme().to_string()).collect();
    assert_eq!(schemes, ["negotiate", "ntlm", "dpop"]);
    assert_eq!(challenges[0].token68(), Some("YII+/a=="));
    assert_eq!(challenges[1].token68(), None);
    assert_eq!(challenges[2].parameter("ALGS"), Some("ES256 EdDSA"));
}

#[test]
fn names_of_schemes_and_parameters_are_compared_without_regard_to_case() {
    let challenge = one(r#"bEARER Realm="https://r.example/token""#);
    assert_eq!(challenge.scheme(), &AuthScheme::Bearer);
    assert_eq!(challenge.realm(), Some("https://r.example/token"));
}

#[test]
fn spaces_and_empty_elements_are_passed_over() {
    let challenge = one(" , ,Bearer\trealm = token ,\t, service\t=\t\"r.example\" ,, ");
    assert_eq!(challenge.realm(), Some("token"));
    assert_eq!(challenge.service(), Some("r.example"));
    assert_eq!(Challenge::parse_fields(["", " , "]).unwrap(), []);
    assert_eq!(Challenge::parse_fields([]).unwrap(), []);
}

#[test]
fn a_comma_or_scheme_inside_a_quoted_string_is_text() {
    let challenge = one(r#"Bearer realm="https://r.example/t, Basic realm=\"evil\"",service="s""#);
    assert_eq!(challenge.realm(), Some(r#"https://r.example/t, Basic realm="evil""#));
    assert_eq!(challenge.service(), Some("s"));
}

#[test]
fn a_parameter_that_stands_twice_is_refused() {
    let field = r#"Bearer realm="https://a.example/token",Realm="https://b.example/token""#;
    assert_eq!(refused(field), ChallengeError::DuplicateParameter { field: 0, offset: 39 });
    // Each challenge has parameters of its own.
    assert_eq!(Challenge::parse_fields([r#"Bearer realm="a", Basic realm="b""#]).unwrap().len(), 2);
}

#[test]
fn what_does_not_fit_the_grammar_is_refused_where_it_does_not() {
    for (field, offset) in [
        ("=", 0),
        ("realm=\"a\"", 0),
        ("Bearer realm=\"a\",service=", 25),
        ("Bearer realm=\"a\" service=\"b\"", 17),
        ("Bearer realm=\"a\"; service=\"b\"", 16),
        ("Bearer realm=\"a\nb\"", 15),
        ("Bearer realm=\"a\\\n\"", 16),
        ("Bearer/realm", 6),
        ("Bearer {}", 7),
        ("Bearer a b", 9),
        ("Negotiate abc=, realm=\"x\"", 16),
        ("<html>", 0),
        ("B\u{e4}rer", 1),
        ("Bearer realm=\u{e4}", 13),
    ] {
        assert_eq!(refused(field), ChallengeError::Syntax { field: 0, offset }, "{field}");
    }
}

#[test]
fn a_name_and_equals_alone_are_a_token68() {
    assert_eq!(one("Bearer realm=").token68(), Some("realm="));
    assert_eq!(one("Bearer realm=").realm(), None);
}

#[test]
fn a_quoted_string_without_an_end_is_refused() {
    for field in [r#"Bearer realm="https://r.example"#, r#"Bearer realm="a\"#, r#"Bearer realm=""#] {
        assert_eq!(refused(field), ChallengeError::OpenQuote { field: 0, offset: 13 }, "{field}");
    }
}

#[test]
fn an_error_names_its_field() {
    let error = Challenge::parse_fields(["Basic realm=\"a\"", "?"]).unwrap_err();
    assert_eq!(error, ChallengeError::Syntax { field: 1, offset: 0 });
}

#[test]
fn a_parameter_never_continues_the_challenge_of_another_field() {
    let error = Challenge::parse_fields(["Bearer realm=\"a\"", "service=\"b\""]).unwrap_err();
    assert_eq!(error, ChallengeError::Syntax { field: 1, offset: 0 });
}

#[test]
fn length_and_numbers_are_limited() {
    let long = format!("Bearer realm=\"{}\"", "a".repeat(16 * 1024));
    assert_eq!(refused(&long), ChallengeError::TooLong { limit: 16 * 1024 });
    let half = format!("Bearer realm=\"{}\"", "a".repeat(9 * 1024));
    assert!(Challenge::parse_fields([half.as_str()]).is_ok());
    let twice = Challenge::parse_fields([half.as_str(), half.as_str()]);
    assert_eq!(twice, Err(ChallengeError::TooLong { limit: 16 * 1024 }));

    assert_eq!(Challenge::parse_fields(["Basic,".repeat(16).as_str()]).unwrap().len(), 16);
    assert_eq!(refused(&"Basic,".repeat(17)), ChallengeError::TooManyChallenges { limit: 16 });

    let many =
        |count: usize| (0..count).map(|n| format!("p{n}=1,")).fold("Bearer ".to_owned(), |all, p| all + &p);
    assert_eq!(one(&many(32)).parameters().len(), 32);
    assert_eq!(refused(&many(33)), ChallengeError::TooManyParameters { limit: 32 });
}

#[test]
fn errors_say_where() {
    let error = ChallengeError::Syntax { field: 1, offset: 7 };
    assert_eq!(error.to_string(), "challenge field 1 does not fit its grammar at byte 7");
}

/// Challenges in every spelling that the grammar has.
fn spelled() -> impl Strategy<Value = String> {
    let parameter =
        ("[a-z]{1,6}", "[ \\t]?=[ \\t]?", "([A-Za-z0-9._~-]{1,8}|\"([ !#-\\[\\]-~\u{e4}]|\\\\[ -~]){0,8}\")");
    let parameter = parameter.prop_map(|(name, equals, value)| name + &equals + &value);
    let parameters = proptest::collection::vec(parameter, 1..4).prop_map(|all| all.join(", "));
    let rest = prop_oneof![Just(String::new()), "[A-Za-z0-9+/]{1,8}={0,2}", parameters];
    let challenge =
        ("(Basic|Bearer|[A-Za-z]{1,8})", rest).prop_map(|(scheme, rest)| format!("{scheme} {rest}"));
    proptest::collection::vec(challenge, 0..4).prop_map(|all| all.join(", "))
}

proptest! {
    #[test]
    fn printing_and_reading_gives_the_same_challenges(field in spelled()) {
        let Ok(challenges) = Challenge::parse_fields([field.as_str()]) else { return Ok(()) };
        let printed: Vec<String> = challenges.iter().map(ToString::to_string).collect();
        prop_assert_eq!(&Challenge::parse_fields([printed.join(", ").as_str()]).unwrap(), &challenges);
        prop_assert_eq!(&Challenge::parse_fields(printed.iter().map(String::as_str)).unwrap(), &challenges);
    }

    #[test]
    fn most_of_what_the_grammar_allows_is_read(field in spelled()) {
        match Challenge::parse_fields([field.as_str()]) {
            Ok(_) | Err(ChallengeError::DuplicateParameter { .. }) => {}
            Err(other) => prop_assert!(false, "{other:?}: {field}"),
        }
    }

    #[test]
    fn no_text_breaks_it(fields in proptest::collection::vec(".{0,64}", 0..4)) {
        let _ = Challenge::parse_fields(fields.iter().map(String::as_str));
    }
}
