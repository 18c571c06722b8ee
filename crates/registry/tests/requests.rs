//! Which requests are sent, and how many.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::num::NonZeroU32;
use std::time::Duration;

use common::{Answer, INDEX, MANIFEST, Script, reference, run, sha256};
use countersign_oci::ManifestAt;
use countersign_registry::{
    Credential, FailureClass, Malformed, Mirrors, ReadError, ReferrersOptions, RetryPolicy, Secret, Sent,
    StaticCredentials, TokenError,
};
use countersign_transport::{Cancellation, Deadline, RedirectError, RuleError, TransportError, Until};

const LIMIT: u64 = 4 << 20;
const CHALLENGE: &str =
    r#"Bearer realm="https://registry.example/token",service="reg",scope="repository:acme/app:pull""#;

fn unauthorized(challenge: &str) -> Answer {
    Answer::new(401, r#"{"errors":[{"code":"UNAUTHORIZED"}]}"#).header("www-authenticate", challenge)
}

fn token(text: &str) -> Answer {
    Answer::ok(format!(r#"{{"token":"{text}"}}"#))
}

fn somebody() -> StaticCredentials {
    let credential = Credential::Basic { username: "user".into(), password: Secret::from("hunter2") };
    StaticCredentials::new().with("registry.example", credential).unwrap()
}

fn tag(name: &str) -> ManifestAt {
    ManifestAt::Tag(name.into())
}

#[test]
fn a_manifest_by_tag_is_one_request_and_the_bytes_as_they_came() {
    let script = Script::new([Answer::ok(" {} \n").header("content-type", MANIFEST)]);
    let manifest = run(script.repository().manifest(&tag("1.0"), LIMIT)).unwrap();
    assert_eq!(script.lines(), ["GET https://registry.example/v2/acme/app/manifests/1.0"]);
    assert_eq!(manifest.bytes(), b" {} \n");
    assert_eq!(manifest.digest(), sha256(b" {} \n"));
    assert_eq!(manifest.media_type(), Some(MANIFEST));
}

#[test]
fn docker_hub_answers_by_its_own_host_and_keeps_its_name() {
    for name in ["docker.io/library/nginx", "index.docker.io/library/nginx", "Docker.io/library/nginx"] {
        let script = Script::new([Answer::ok("{}")]);
        let repository = script.builder().build().repository(&reference(name)).unwrap();
        run(repository.manifest(&tag("1"), LIMIT)).unwrap();
        assert_eq!(script.lines(), ["GET https://registry-1.docker.io/v2/library/nginx/manifests/1"]);
        assert_eq!(repository.name(), name);
    }
}

#[test]
fn a_tag_that_is_none_is_never_asked_for() {
    let script = Script::new([]);
    for bad in ["../../other/manifests/x", "a/b", "a?b", "", "a#b"] {
        let outcome = run(script.repository().manifest(&tag(bad), LIMIT));
        assert!(matches!(outcome, Err(ReadError::Tag(_))), "{bad}: {outcome:?}");
    }
    assert!(script.lines().is_empty());
}

#[test]
fn a_token_is_fetched_once_and_used_again() {
    let script = Script::new([unauthorized(CHALLENGE), token("t1"), Answer::ok("{}"), Answer::ok("{}")]);
    let repository = script.repository();
    run(repository.manifest(&tag("a"), LIMIT)).unwrap();
    run(repository.manifest(&tag("b"), LIMIT)).unwrap();
    let asked = script.asked();
    assert_eq!(
        asked[1].line,
        "GET https://registry.example/token?service=reg&scope=repository%3Aacme%2Fapp%3Apull"
    );
    let shown: Vec<_> = asked.iter().map(|asked| asked.authorization.as_deref()).collect();
    assert_eq!(shown, [None, None, Some("Bearer t1"), Some("Bearer t1")]);
    assert_eq!(repository.registry().requests(), 4);
}

#[test]
fn a_token_that_is_refused_is_fetched_anew_once() {
    let again = || unauthorized(CHALLENGE);
    let script =
        Script::new([again(), token("t1"), Answer::ok("{}"), again(), token("t2"), Answer::ok("{}")]);
    let repository = script.repository();
    run(repository.manifest(&tag("a"), LIMIT)).unwrap();
    run(repository.manifest(&tag("b"), LIMIT)).unwrap();
    assert_eq!(script.asked()[5].authorization.as_deref(), Some("Bearer t2"));
}

#[test]
fn a_registry_that_refuses_every_token_is_asked_twice() {
    let script = Script::new([unauthorized(CHALLENGE), token("t1"), unauthorized(CHALLENGE)]);
    let outcome = run(script.repository().manifest(&tag("a"), LIMIT));
    let Err(ReadError::Unauthorized { complaint, sent }) = outcome else { panic!("{outcome:?}") };
    assert_eq!(complaint.codes().collect::<Vec<_>>(), ["UNAUTHORIZED"]);
    assert_eq!(sent, Sent::Nothing);
    assert_eq!(script.lines().len(), 3);
}

#[test]
fn a_token_service_that_refuses_without_a_word_is_not_given_the_words_of_the_registry() {
    let script = Script::new([unauthorized(CHALLENGE), Answer::new(401, "")]);
    let outcome = run(script.repository().manifest(&tag("1"), LIMIT));
    let Err(ReadError::Unauthorized { complaint, sent: Sent::Nothing }) = outcome else {
        panic!("{outcome:?}")
    };
    assert!(complaint.is_empty(), "{complaint:?}");

    // The control: a registry that asks for a password, and there is none, is quoted.
    let script = Script::new([unauthorized("Basic realm=\"registry\"")]);
    let outcome = run(script.repository().manifest(&tag("1"), LIMIT));
    let Err(ReadError::Unauthorized { complaint, sent: Sent::Nothing }) = outcome else {
        panic!("{outcome:?}")
    };
    assert_eq!(complaint.codes().collect::<Vec<_>>(), ["UNAUTHORIZED"]);
}

#[test]
fn a_token_is_not_used_after_its_time() {
    let short = || Answer::ok(r#"{"access_token":"t","expires_in":1}"#);
    let script = Script::new([unauthorized(CHALLENGE), short(), Answer::ok("{}"), short(), Answer::ok("{}")]);
    let repository = script.repository();
    run(repository.manifest(&tag("a"), LIMIT)).unwrap();
    std::thread::sleep(Duration::from_millis(600));
    run(repository.manifest(&tag("b"), LIMIT)).unwrap();
    // The challenge is known: no second 401 is wanted for it.
    assert_eq!(script.lines().len(), 5);
}

#[test]
fn a_password_goes_to_the_realm_of_the_registry_itself() {
    let script = Script::new([unauthorized(CHALLENGE), token("t1"), Answer::ok("{}")]);
    let repository = script.builder().credentials(somebody()).build();
    let repository = repository.repository(&reference("registry.example/acme/app")).unwrap();
    run(repository.manifest(&tag("a"), LIMIT)).unwrap();
    let shown: Vec<_> = script.asked().into_iter().map(|asked| asked.authorization).collect();
    assert_eq!(shown, [None, Some("Basic dXNlcjpodW50ZXIy".into()), Some("Bearer t1".into())]);
}

#[test]
fn a_password_goes_to_no_other_realm() {
    for realm in ["https://registry.example.evil/token", "https://evilregistry.example/token"] {
        let script = Script::new([unauthorized(&format!("Bearer realm=\"{realm}\""))]);
        let registry = script.builder().credentials(somebody()).build();
        let repository = registry.repository(&reference("registry.example/acme/app")).unwrap();
        let outcome = run(repository.manifest(&tag("a"), LIMIT));
        assert!(matches!(outcome, Err(ReadError::Rule(RuleError::Realm { .. }))), "{outcome:?}");
        assert_eq!(script.lines().len(), 1);
    }
    let script = Script::new([unauthorized("Bearer realm=\"https://registry.example@evil/token\"")]);
    let outcome = run(script.repository().manifest(&tag("a"), LIMIT));
    assert!(matches!(outcome, Err(ReadError::Rule(RuleError::Location { .. }))), "{outcome:?}");
}

#[test]
fn anybody_may_ask_another_realm_for_an_anonymous_token() {
    let challenge = r#"Bearer realm="https://auth.other.example/token",service="reg""#;
    let script = Script::new([unauthorized(challenge), token("t1"), Answer::ok("{}")]);
    run(script.repository().manifest(&tag("a"), LIMIT)).unwrap();
    assert_eq!(script.asked()[1].authorization, None);
}

#[test]
fn an_identity_token_is_exchanged_by_post_and_stands_in_no_address() {
    let credential = Credential::IdentityToken { username: None, token: Secret::from("long&lived") };
    let credentials = StaticCredentials::new().with("registry.example", credential).unwrap();
    let script = Script::new([unauthorized(CHALLENGE), token("t1"), Answer::ok("{}")]);
    let registry = script.builder().credentials(credentials).build();
    let repository = registry.repository(&reference("registry.example/acme/app")).unwrap();
    run(repository.manifest(&tag("a"), LIMIT)).unwrap();
    let asked = &script.asked()[1];
    assert_eq!(asked.line, "POST https://registry.example/token");
    assert_eq!(
        asked.body,
        "grant_type=refresh_token&client_id=countersign&service=reg&scope=repository%3Aacme%2Fapp%3Apull\
         &refresh_token=long%26lived"
    );
}

#[test]
fn basic_is_shown_at_once_to_a_registry_that_asked_for_it() {
    let script = Script::new([unauthorized("Basic realm=\"r\""), Answer::ok("{}"), Answer::ok("{}")]);
    let registry = script.builder().credentials(somebody()).build();
    let repository = registry.repository(&reference("registry.example/acme/app")).unwrap();
    run(repository.manifest(&tag("a"), LIMIT)).unwrap();
    run(repository.manifest(&tag("b"), LIMIT)).unwrap();
    assert_eq!(script.lines().len(), 3);
    assert_eq!(script.asked()[2].authorization.as_deref(), Some("Basic dXNlcjpodW50ZXIy"));
}

#[test]
fn without_credentials_basic_is_refused_without_another_request() {
    let script = Script::new([unauthorized("Basic realm=\"r\"")]);
    let outcome = run(script.repository().manifest(&tag("a"), LIMIT));
    let Err(ReadError::Unauthorized { sent: Sent::Nothing, complaint }) = outcome else {
        panic!("{outcome:?}")
    };
    assert!(!complaint.is_empty());
}

#[test]
fn a_registry_that_asks_in_no_known_way_is_told_apart() {
    for answer in [unauthorized("Negotiate"), Answer::new(401, ""), unauthorized("Bearer realm=\"open")] {
        let outcome = run(Script::new([answer]).repository().manifest(&tag("a"), LIMIT));
        assert_eq!(outcome, Err(ReadError::Challenge));
    }
}

/// What a registry asks for is no fault of who asks the registry.
#[test]
fn a_challenge_that_fits_no_address_is_the_registrys_fault() {
    let challenge = |service: &str| {
        unauthorized(&format!(r#"Bearer realm="https://registry.example/token",service="{service}""#))
    };
    let ask = |service: &str| {
        let script = Script::new([challenge(service), token("t"), Answer::ok("{}")]);
        run(script.repository().manifest(&tag("a"), LIMIT)).map(|manifest| manifest.into_bytes())
    };
    assert_eq!(ask(&"s".repeat(4000)), Ok(b"{}".to_vec()));
    let refused = ask(&"s".repeat(9000)).unwrap_err();
    assert_eq!((&refused, refused.class()), (&ReadError::Challenge, FailureClass::Unreachable));
}

#[test]
fn token_services_that_give_no_token_are_told_apart() {
    let outcome = |answer: Answer| {
        run(Script::new([unauthorized(CHALLENGE), answer]).repository().manifest(&tag("a"), LIMIT))
            .unwrap_err()
    };
    assert_eq!(outcome(Answer::ok("{}")), ReadError::Token(TokenError::Missing));
    assert!(matches!(outcome(Answer::ok("<html>")), ReadError::Token(TokenError::Json(_))));
    let long = Answer::ok(vec![b' '; 70_000]);
    assert_eq!(outcome(long), ReadError::Token(TokenError::TooLarge { limit: 65_536 }));
    // A token service that is not there, or not what it should be, says nothing about the image.
    for broken in [("content-encoding", "gzip"), ("content-length", "many")] {
        let error = outcome(Answer::ok("{}").header(broken.0, broken.1));
        assert_eq!(error.class(), FailureClass::Unreachable, "{error:?}");
    }
    assert!(matches!(outcome(Answer::new(404, "")), ReadError::TokenStatus { status: 404, .. }));
    assert!(matches!(outcome(Answer::new(401, "")), ReadError::Unauthorized { .. }));
}

#[test]
fn secrets_are_in_no_debug_output_or_error() {
    let script = Script::new([unauthorized(CHALLENGE), token("canary"), unauthorized(CHALLENGE)]);
    let registry = script.builder().credentials(somebody()).build();
    let repository = registry.repository(&reference("registry.example/acme/app")).unwrap();
    let error = run(repository.manifest(&tag("a"), LIMIT)).unwrap_err();
    let shown = format!("{error} {error:?} {registry:?} {repository:?}");
    for secret in ["canary", "hunter2", "aHVudGVyM"] {
        assert!(!shown.contains(secret), "{shown}");
    }
    assert!(matches!(error, ReadError::Unauthorized { sent: Sent::Credentials, .. }));
}

#[test]
fn a_challenge_from_where_a_redirect_led_is_not_answered() {
    let redirect = Answer::new(307, "").header("location", "https://cdn.example/blob");
    let script = Script::new([redirect, unauthorized("Bearer realm=\"https://cdn.example/token\"")]);
    let registry = script.builder().credentials(somebody()).build();
    let repository = registry.repository(&reference("registry.example/acme/app")).unwrap();
    let outcome = run(repository.blob_bytes(&sha256(b"x"), 1, 1));
    assert!(matches!(outcome, Err(ReadError::Unauthorized { sent: Sent::Nothing, .. })), "{outcome:?}");
    assert_eq!(script.lines().len(), 2);
}

#[test]
fn a_blob_is_fetched_from_where_a_redirect_leads_without_credentials() {
    let redirect = Answer::new(307, "").header("location", "https://cdn.example/blob?signed");
    let script = Script::new([unauthorized(CHALLENGE), token("t"), redirect, Answer::ok("x")]);
    let bytes = run(script.repository().blob_bytes(&sha256(b"x"), 1, 1)).unwrap();
    assert_eq!(bytes, b"x");
    let asked = script.asked();
    assert_eq!(asked[2].authorization.as_deref(), Some("Bearer t"));
    assert_eq!(
        (asked[3].line.as_str(), &asked[3].authorization),
        ("GET https://cdn.example/blob?signed", &None)
    );
}

#[test]
fn redirects_end() {
    let redirect = || Answer::new(307, "").header("location", "/v2/acme/app/blobs/again");
    let script = Script::new([redirect(), redirect(), redirect(), redirect()]);
    let outcome = run(script.repository().blob_bytes(&sha256(b"x"), 1, 1));
    assert_eq!(outcome, Err(ReadError::Redirect(RedirectError::TooMany { limit: 3 })));
}

#[test]
fn a_busy_registry_is_asked_again_after_pauses() {
    let script = Script::new([
        Answer::new(429, "").header("retry-after", "2"),
        Answer::new(503, ""),
        Answer::none(TransportError::Closed),
        Answer::ok("{}"),
    ]);
    run(script.repository().manifest(&tag("a"), LIMIT)).unwrap();
    let paused: Duration = script.pauses().iter().sum();
    assert_eq!(paused, Duration::from_millis(2000 + 500 + 1000));
}

#[test]
fn a_registry_that_stays_busy_is_given_up() {
    let script = Script::new((0..4).map(|_| Answer::new(429, r#"{"errors":[{"code":"TOOMANYREQUESTS"}]}"#)));
    let outcome = run(script.repository().manifest(&tag("a"), LIMIT));
    assert!(matches!(outcome, Err(ReadError::Status { status: 429, .. })), "{outcome:?}");
    assert_eq!(script.lines().len(), 4);
}

#[test]
fn a_registry_that_asks_for_too_long_a_pause_is_given_up_at_once() {
    let script = Script::new([Answer::new(429, "").header("retry-after", "3600")]);
    let outcome = run(script.repository().manifest(&tag("a"), LIMIT));
    assert!(matches!(outcome, Err(ReadError::Status { status: 429, .. })), "{outcome:?}");
    assert!(script.pauses().is_empty());
}

#[test]
fn what_no_repetition_mends_is_not_repeated() {
    for (answer, status) in [(Answer::new(500, ""), 500), (Answer::new(400, ""), 400)] {
        let script = Script::new([answer]);
        let registry = script.builder().retry(RetryPolicy::never()).build();
        let repository = registry.repository(&reference("registry.example/acme/app")).unwrap();
        let outcome = run(repository.manifest(&tag("a"), LIMIT));
        assert!(matches!(outcome, Err(ReadError::Status { status: found, .. }) if found == status));
    }
    for error in [TransportError::Timeout, TransportError::Name] {
        let script = Script::new([Answer::none(error.clone())]);
        let outcome = run(script.repository().manifest(&tag("a"), LIMIT));
        assert_eq!(outcome, Err(ReadError::Transport(error)));
    }
}

#[test]
fn a_deadline_and_a_cancellation_end_everything() {
    let script = Script::new([]);
    let passed = Until::deadline(Deadline::after(Duration::ZERO));
    let outcome = run(script.repository().until(passed).manifest(&tag("a"), LIMIT));
    assert_eq!(outcome, Err(ReadError::Deadline));
    let cancellation = Cancellation::new();
    cancellation.cancel();
    let cancelled = Until::new(Deadline::never(), cancellation);
    let outcome = run(script.repository().until(cancelled).manifest(&tag("a"), LIMIT));
    assert_eq!(outcome, Err(ReadError::Cancelled));
}

#[test]
fn a_pause_beyond_the_deadline_is_not_begun() {
    let script = Script::new([Answer::new(503, "").header("retry-after", "20")]);
    let until = Until::deadline(Deadline::after(Duration::from_secs(5)));
    let outcome = run(script.repository().until(until).manifest(&tag("a"), LIMIT));
    assert!(matches!(outcome, Err(ReadError::Status { status: 503, .. })), "{outcome:?}");
}

#[test]
fn a_blob_that_breaks_off_goes_on_where_it_broke() {
    let script = Script::new([
        Answer::ok("hello").then_breaks(),
        Answer::new(206, " wor").header("content-range", "bytes 5-10/11").then_breaks(),
        Answer::new(206, "ld").header("content-range", "bytes 9-10/11"),
    ]);
    let bytes = run(script.repository().blob_bytes(&sha256(b"hello world"), 11, 11)).unwrap();
    assert_eq!(bytes, b"hello world");
    let ranges: Vec<_> = script.asked().into_iter().map(|asked| asked.range).collect();
    assert_eq!(ranges, [None, Some("bytes=5-".into()), Some("bytes=9-".into())]);
}

#[test]
fn a_registry_without_ranges_sends_all_again() {
    let script = Script::new([Answer::ok("hello").then_breaks(), Answer::ok("hello world")]);
    let bytes = run(script.repository().blob_bytes(&sha256(b"hello world"), 11, 11)).unwrap();
    assert_eq!(bytes, b"hello world");
}

/// The content behind an address may change between two parts, whatever `ETag` says of it.
#[test]
fn parts_of_two_contents_are_not_put_together() {
    let part = Answer::new(206, " earth").header("content-range", "bytes 5-10/11").header("etag", "\"2\"");
    for rest in [part, Answer::ok("howdy earth")] {
        let script = Script::new([Answer::ok("hello").header("etag", "\"1\"").then_breaks(), rest]);
        let outcome = run(script.repository().blob_bytes(&sha256(b"hello world"), 11, 11));
        assert!(matches!(outcome, Err(ReadError::Digest(_))), "{outcome:?}");
    }
}

#[test]
fn another_part_than_the_rest_is_refused() {
    for range in ["bytes 0-10/11", "bytes 5-9/11", "bytes 5-10/12", ""] {
        let rest = Answer::new(206, " world").header("content-range", range);
        let script = Script::new([Answer::ok("hello").then_breaks(), rest]);
        let outcome = run(script.repository().blob_bytes(&sha256(b"hello world"), 11, 11));
        assert_eq!(outcome, Err(ReadError::Malformed(Malformed::Range)), "{range}");
    }
}

#[test]
fn a_connection_that_always_breaks_is_given_up() {
    let broken = |_| Answer::ok("hello").then_breaks();
    let script = Script::new((0..4).map(broken));
    let outcome = run(script.repository().blob_bytes(&sha256(b"hello world"), 11, 11));
    assert_eq!(outcome, Err(ReadError::Transport(TransportError::Closed)));
    assert_eq!(script.lines().len(), 4);
}

#[test]
fn a_blob_is_what_its_digest_and_length_say_or_an_error() {
    let outcome = |body: &str, size: u64| {
        let script = Script::new([Answer::ok(body)]);
        run(script.repository().blob_bytes(&sha256(b"layer"), size, 100))
    };
    assert_eq!(outcome("layer", 5), Ok(b"layer".to_vec()));
    assert!(matches!(outcome("lawyer", 6), Err(ReadError::Digest(_))));
    assert!(matches!(outcome("loyer", 5), Err(ReadError::Digest(_))));
    assert_eq!(outcome("layers", 5), Err(ReadError::Size { expected: 5, actual: 6 }));
    assert_eq!(outcome("lay", 5), Err(ReadError::Size { expected: 5, actual: 3 }));
    assert_eq!(outcome("", 1000), Err(ReadError::TooLarge { limit: 100, declared: Some(1000) }));
}

#[test]
fn the_last_byte_comes_only_with_the_right_digest() {
    let script = Script::new([Answer::ok("loyer")]);
    let mut blob = run(script.repository().blob(&sha256(b"layer"), 5)).unwrap();
    let mut all = [0; 16];
    assert_eq!(run(blob.read(&mut all)), Ok(4));
    assert!(matches!(run(blob.read(&mut all)), Err(ReadError::Digest(_))));
    assert!(matches!(run(blob.read(&mut all)), Err(ReadError::Digest(_))));
}

#[test]
fn another_length_than_expected_is_refused_before_a_byte_is_read() {
    let script = Script::new([Answer::ok("layer").header("content-length", "5")]);
    let outcome = run(script.repository().blob(&sha256(b"layer"), 4));
    assert_eq!(outcome.unwrap_err(), ReadError::Size { expected: 4, actual: 5 });
}

#[test]
fn a_manifest_that_is_too_long_is_refused_by_what_it_declares_and_by_what_comes() {
    let declared = Answer::ok("12345").header("content-length", "5");
    for (answer, declared) in [(declared, Some(5)), (Answer::ok("12345"), None)] {
        let outcome = run(Script::new([answer]).repository().manifest(&tag("a"), 4));
        assert_eq!(outcome, Err(ReadError::TooLarge { limit: 4, declared }));
    }
}

#[test]
fn an_encoded_answer_is_refused() {
    let script = Script::new([Answer::ok("..").header("content-encoding", "gzip")]);
    let outcome = run(script.repository().manifest(&tag("a"), LIMIT));
    assert_eq!(outcome, Err(ReadError::Malformed(Malformed::Encoding { encoding: "gzip".into() })));
}

#[test]
fn a_mirror_is_read_instead_and_the_origin_only_where_that_was_asked_for() {
    let mirrors = || Mirrors::parse("registry.example=mirror.example/cache").unwrap();
    let script = Script::new([Answer::new(404, "")]);
    let registry = script.builder().mirrors(mirrors()).build();
    let repository = registry.repository(&reference("registry.example/acme/app")).unwrap();
    assert_eq!(run(repository.manifest(&tag("a"), LIMIT)), Err(ReadError::Absent));
    assert_eq!(script.lines(), ["GET https://mirror.example/v2/cache/acme/app/manifests/a"]);
    assert_eq!(repository.name(), "registry.example/acme/app");

    let script = Script::new([Answer::new(404, ""), Answer::ok("{}")]);
    let registry = script.builder().mirrors(mirrors().with_fallback_to_origin()).build();
    let repository = registry.repository(&reference("registry.example/acme/app")).unwrap();
    run(repository.manifest(&tag("a"), LIMIT)).unwrap();
    assert_eq!(script.lines()[1], "GET https://registry.example/v2/acme/app/manifests/a");
}

#[test]
fn a_mirror_is_not_shown_the_credentials_of_the_origin() {
    let script = Script::new([unauthorized("Basic realm=\"r\"")]);
    let mirrors = Mirrors::parse("registry.example=mirror.example").unwrap();
    let registry = script.builder().mirrors(mirrors).credentials(somebody()).build();
    let repository = registry.repository(&reference("registry.example/acme/app")).unwrap();
    let outcome = run(repository.manifest(&tag("a"), LIMIT));
    assert!(matches!(outcome, Err(ReadError::Unauthorized { sent: Sent::Nothing, .. })), "{outcome:?}");
}

fn page(kinds: &[&str]) -> Answer {
    let entry = |kind: &&str| {
        let digest = sha256(kind.as_bytes());
        format!(r#"{{"mediaType":"{MANIFEST}","digest":"{digest}","size":1,"artifactType":"{kind}"}}"#)
    };
    let entries: Vec<_> = kinds.iter().map(entry).collect();
    let body = format!(r#"{{"schemaVersion":2,"mediaType":"{INDEX}","manifests":[{}]}}"#, entries.join(","));
    Answer::ok(body).header("content-type", INDEX)
}

fn next(answer: Answer, to: &str) -> Answer {
    answer.header("link", &format!("<{to}>; rel=\"next\""))
}

fn referrers(script: &Script, options: &ReferrersOptions) -> Result<(usize, bool, bool), ReadError> {
    let listed = run(script.repository().referrers(&sha256(b"image"), options))?;
    Ok((listed.descriptors().len(), listed.is_complete(), listed.is_filtered()))
}

#[test]
fn all_pages_of_a_list_are_read() {
    let script = Script::new([next(page(&["a/a", "a/b"]), "?n=2"), page(&["a/c"])]);
    assert_eq!(referrers(&script, &ReferrersOptions::new()), Ok((3, true, false)));
    let subject = sha256(b"image");
    assert_eq!(
        script.lines()[1],
        format!("GET https://registry.example/v2/acme/app/referrers/{subject}?n=2")
    );
}

#[test]
fn a_list_is_filtered_whatever_the_registry_says_it_did() {
    let options = ReferrersOptions::new().with_artifact_type("a/b");
    let lied = page(&["a/a", "a/b"]).header("oci-filters-applied", "artifactType");
    let script = Script::new([lied]);
    assert_eq!(referrers(&script, &options), Ok((1, true, true)));
    assert!(script.lines()[0].ends_with("?artifactType=a%2Fb"), "{:?}", script.lines());
    assert_eq!(referrers(&Script::new([page(&["a/a", "a/b"])]), &options), Ok((1, true, false)));
}

#[test]
fn a_list_is_cut_at_its_limits_and_says_so() {
    let cut = |options: ReferrersOptions, answers: Vec<Answer>| {
        let script = Script::new(answers);
        (referrers(&script, &options), script.lines().len())
    };
    let three = || vec![next(page(&["a/a", "a/b"]), "?n=2"), page(&["a/c"])];
    let items = |count| ReferrersOptions::new().with_limit_items(count);
    assert_eq!(cut(items(1), three()), (Ok((1, false, false)), 1));
    assert_eq!(cut(items(2), three()), (Ok((2, false, false)), 1));
    assert_eq!(cut(items(3), three()), (Ok((3, true, false)), 2));
    assert_eq!(cut(ReferrersOptions::new().with_max_pages(1), three()), (Ok((2, false, false)), 1));
    let endless = (0..30).map(|n| next(page(&[]), &format!("?n={n}"))).collect();
    assert_eq!(cut(ReferrersOptions::new(), endless), (Ok((0, false, false)), 20));
}

#[test]
fn a_page_that_was_there_before_is_malformed() {
    let script = Script::new([next(page(&["a/a"]), "?n=1"), next(page(&["a/a"]), "?n=1")]);
    assert_eq!(referrers(&script, &ReferrersOptions::new()), Err(ReadError::Malformed(Malformed::PageTwice)));
}

#[test]
fn pages_are_at_the_registry_alone() {
    let outcome =
        |to: &str| referrers(&Script::new([next(page(&[]), to)]), &ReferrersOptions::new()).unwrap_err();
    assert!(matches!(
        outcome("https://other.example/page"),
        ReadError::Malformed(Malformed::PageElsewhere { .. })
    ));
    assert!(matches!(outcome("http://registry.example/page"), ReadError::Rule(RuleError::Downgrade { .. })));
    for private in ["https://169.254.169.254/", "https://[::1]/", "https://10.0.0.1/"] {
        assert!(matches!(outcome(private), ReadError::Rule(RuleError::Destination { .. })), "{private}");
    }
    for strange in ["https://0x7f.1/", "file:///etc/passwd", "gopher://registry.example/"] {
        assert!(matches!(outcome(strange), ReadError::Rule(RuleError::Location { .. })), "{strange}");
    }
}

#[test]
fn what_is_no_list_is_malformed() {
    let outcome = |answer: Answer| referrers(&Script::new([answer]), &ReferrersOptions::new()).unwrap_err();
    assert_eq!(outcome(Answer::new(404, "")), ReadError::Absent);
    assert!(matches!(outcome(Answer::ok("{")), ReadError::Malformed(Malformed::Index(_))));
    let page = Answer::ok("<html>").header("content-type", "text/html; charset=utf-8");
    assert!(matches!(outcome(page), ReadError::Malformed(Malformed::ContentType { .. })));
    let image = Answer::ok(r#"{"schemaVersion":2}"#).header("content-type", MANIFEST);
    assert!(matches!(outcome(image), ReadError::Malformed(Malformed::ContentType { .. })));
    let long = Answer::ok(vec![b' '; (4 << 20) + 1]);
    assert_eq!(outcome(long), ReadError::TooLarge { limit: 4 << 20, declared: None });
}

#[test]
fn a_page_that_is_missing_is_malformed_and_not_absent() {
    let script = Script::new([next(page(&[]), "?n=1"), Answer::new(404, "")]);
    assert_eq!(
        referrers(&script, &ReferrersOptions::new()),
        Err(ReadError::Malformed(Malformed::PageMissing))
    );
}

#[test]
fn attempts_are_as_many_as_the_policy_says() {
    let script = Script::new((0..2).map(|_| Answer::new(503, "")));
    let policy = RetryPolicy::new().with_attempts(NonZeroU32::new(2).unwrap());
    let registry = script.builder().retry(policy).build();
    let repository = registry.repository(&reference("registry.example/acme/app")).unwrap();
    assert!(run(repository.has_blob(&sha256(b"x"))).is_err());
    assert_eq!(script.lines().len(), 2);
}

#[test]
fn existence_is_asked_by_head() {
    let script = Script::new([Answer::new(200, ""), Answer::new(404, ""), Answer::new(403, "")]);
    let repository = script.repository();
    assert_eq!(run(repository.has_blob(&sha256(b"x"))), Ok(true));
    assert_eq!(run(repository.has_manifest(&tag("a"))), Ok(false));
    assert!(matches!(run(repository.has_manifest(&tag("a"))), Err(ReadError::Forbidden { .. })));
    assert!(script.lines().iter().all(|line| line.starts_with("HEAD ")));
}
