//! Registries that lie, fail and lead astray, over a real connection. Each attack has its control: the same question to the
//! same registry without the fault.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::time::{Duration, Instant};

use common::{local, reference, run, ureq};
use countersign_digest::Digest;
use countersign_oci::{Fetched, ListingError, ManifestAt, Read, UnreachableReason};
use countersign_registry::{
    Credential, Malformed, ReadError, ReferrersOptions, Registry, Repository, Secret, Sent, StaticCredentials,
};
use countersign_transport::{RedirectError, RuleError, TransportError};
use testkit::{Api, Auth, Bearer, Behaviour, Bogus, Fault, Filter, HostileRegistry, Matcher, Realm, Times};

const LIMIT: u64 = 4 << 20;
const BUNDLE: &str = "application/vnd.dev.sigstore.bundle.v0.3+json";
/// More than the limits of these tests allow for one exchange, three times, on a busy machine.
const SLACK: Duration = Duration::from_secs(20);

fn client(hostile: &HostileRegistry) -> (Registry, Repository) {
    with(hostile, StaticCredentials::new())
}

fn with(hostile: &HostileRegistry, credentials: StaticCredentials) -> (Registry, Repository) {
    let registry = local(ureq()).credentials(credentials).build();
    let repository = registry.repository(&reference(&format!("{}/acme/app", hostile.address()))).unwrap();
    (registry, repository)
}

fn user(host: &str) -> StaticCredentials {
    let credential = Credential::Basic { username: "user".into(), password: Secret::from("hunter2") };
    StaticCredentials::new().with(host, credential).unwrap()
}

fn tag(name: &str) -> ManifestAt {
    ManifestAt::Tag(name.into())
}

fn digest(text: &str) -> Digest {
    Digest::parse(text).unwrap()
}

fn manifest(repository: &Repository, at: &ManifestAt) -> Result<Digest, ReadError> {
    run(repository.manifest(at, LIMIT)).map(|manifest| manifest.digest())
}

#[test]
fn each_read_of_a_tag_says_what_it_is_then_and_a_digest_stays() {
    let hostile = HostileRegistry::honest();
    let (one, two) = (hostile.put_image("acme/app", "one"), hostile.put_image("acme/app", "two"));
    hostile.script_tag("acme/app", "moving", &[one.clone(), two.clone(), one.clone()]);
    let (_, repository) = client(&hostile);
    let read: Vec<_> = (0..3).map(|_| manifest(&repository, &tag("moving")).unwrap()).collect();
    assert_eq!(read, [digest(&one), digest(&two), digest(&one)]);
    assert_eq!(manifest(&repository, &ManifestAt::Digest(digest(&one))), Ok(digest(&one)));
}

#[test]
fn header_and_body_must_both_be_what_was_asked_for() {
    let hostile = HostileRegistry::honest();
    let image = digest(&hostile.put_image("acme/app", "1"));
    let other = "sha256:0000000000000000000000000000000000000000000000000000000000000000";
    let (_, repository) = client(&hostile);
    let outcome = |fault: Option<Fault>, at: &ManifestAt| {
        hostile.clear_faults();
        fault.map(|fault| hostile.fault(Matcher::get("/manifests/"), fault, Times::Always));
        manifest(&repository, at)
    };
    let by_digest = ManifestAt::Digest(image);
    assert_eq!(outcome(None, &by_digest), Ok(image));
    assert_eq!(outcome(Some(Fault::NoHeader("Docker-Content-Digest".into())), &by_digest), Ok(image));
    let wrong_body = outcome(Some(Fault::WrongDigestBody), &by_digest);
    assert!(matches!(wrong_body, Err(ReadError::Digest(_))), "{wrong_body:?}");
    for at in [by_digest, tag("1")] {
        let wrong_header = outcome(Some(Fault::WrongDigestHeader(other.into())), &at);
        let Err(ReadError::DigestHeader { header, actual }) = wrong_header else {
            panic!("{wrong_header:?}")
        };
        assert_eq!((header.as_str(), *actual), (other, image));
    }
    // By tag the header is all that shows that the body is another one.
    let by_tag = outcome(Some(Fault::WrongDigestBody), &tag("1"));
    assert!(matches!(by_tag, Err(ReadError::DigestHeader { .. })), "{by_tag:?}");
}

#[test]
fn absent_refused_and_unreachable_are_told_apart() {
    let hostile = HostileRegistry::honest();
    let image = digest(&hostile.put_image("acme/app", "1"));
    let (registry, repository) = client(&hostile);
    let listing = Read::Referrers { subject: image, limit_items: 1000 };
    let outcome = |fault: Option<Fault>| {
        hostile.clear_faults();
        fault.map(|fault| hostile.fault(Matcher::get("/referrers/"), fault, Times::Always));
        run(repository.read(&listing))
    };
    assert_eq!(outcome(None), Fetched::Listing { descriptors: Vec::new(), complete: true });
    assert_eq!(outcome(Some(Fault::status(404))), Fetched::Absent);
    assert!(registry.troubles().is_empty());
    let challenge = Fault::Unauthorized { challenge: "Basic realm=\"r\"".into() };
    assert_eq!(outcome(Some(challenge)), Fetched::Rejected { status: 401 });
    assert_eq!(outcome(Some(Fault::status(403))), Fetched::Rejected { status: 403 });
    assert_eq!(
        outcome(Some(Fault::TooManyRequests { retry_after: None })),
        Fetched::Rejected { status: 429 }
    );
    assert_eq!(outcome(Some(Fault::status(500))), Fetched::Rejected { status: 500 });
    assert_eq!(outcome(Some(Fault::HangUp)), Fetched::Unreachable(UnreachableReason::Closed));
    assert_eq!(outcome(Some(Fault::Stall)), Fetched::Unreachable(UnreachableReason::Timeout));
    assert_eq!(outcome(Some(Fault::Html200)), Fetched::Malformed(ListingError::Foreign));
    let troubles = registry.troubles();
    assert_eq!(troubles.len(), 7);
    assert!(troubles[0].url().ends_with(&format!("/v2/acme/app/referrers/{image}")));
    assert!(matches!(troubles[0].error(), ReadError::Unauthorized { sent: Sent::Nothing, .. }));
}

#[test]
fn a_repository_that_is_not_there_is_absent() {
    let hostile = HostileRegistry::honest();
    let (_, repository) = client(&hostile);
    assert_eq!(manifest(&repository, &tag("1")), Err(ReadError::Absent));
}

#[test]
fn a_registry_without_the_interface_says_so_by_404() {
    let hostile = HostileRegistry::start(Behaviour::new().referrers(Api::Absent404));
    let image = digest(&hostile.put_image("acme/app", "1"));
    let outcome = run(client(&hostile).1.referrers(&image, &ReferrersOptions::new()));
    assert_eq!(outcome, Err(ReadError::Absent));
}

#[test]
fn no_registry_at_all_is_unreachable() {
    let address = HostileRegistry::honest().address();
    let registry = local(ureq()).build();
    let repository = registry.repository(&reference(&format!("{address}/acme/app"))).unwrap();
    let outcome = manifest(&repository, &tag("1"));
    assert!(matches!(outcome, Err(ReadError::Transport(TransportError::Connect(_)))), "{outcome:?}");
}

#[test]
fn endless_slow_and_broken_answers_end_in_time() {
    let hostile = HostileRegistry::honest();
    let image = digest(&hostile.put_image("acme/app", "1"));
    let (_, repository) = client(&hostile);
    let outcome = |fault: Fault| {
        hostile.clear_faults();
        hostile.fault(Matcher::get("/manifests/"), fault, Times::Always);
        let began = Instant::now();
        let outcome = manifest(&repository, &ManifestAt::Digest(image));
        assert!(began.elapsed() < SLACK, "{:?}", began.elapsed());
        outcome.unwrap_err()
    };
    assert_eq!(outcome(Fault::Endless), ReadError::TooLarge { limit: LIMIT, declared: None });
    let drip = Fault::SlowDrip { bytes: 1, every: Duration::from_millis(300) };
    assert_eq!(outcome(drip), ReadError::Transport(TransportError::Timeout));
    assert_eq!(outcome(Fault::StallAfter { after: 9 }), ReadError::Transport(TransportError::Timeout));
    assert_eq!(outcome(Fault::Truncate { after: 9 }), ReadError::Transport(TransportError::Closed));
    assert!(matches!(
        outcome(Fault::HeadersEndless),
        ReadError::Transport(TransportError::HeaderTooLarge { .. } | TransportError::Protocol(_))
    ));
    assert!(matches!(outcome(Fault::Garbage), ReadError::Transport(TransportError::Protocol(_))));
    assert_eq!(outcome(Fault::Gzip), ReadError::Malformed(Malformed::Encoding { encoding: "gzip".into() }));
    assert!(matches!(outcome(Fault::Html200), ReadError::Malformed(Malformed::ContentType { .. })));
    hostile.clear_faults();
    assert_eq!(manifest(&repository, &ManifestAt::Digest(image)), Ok(image));
}

#[test]
fn a_length_that_is_a_lie_is_found_out() {
    let hostile = HostileRegistry::honest();
    let blob = digest(&hostile.put_blob("acme/app", "a layer of the image"));
    let (_, repository) = client(&hostile);
    let outcome = |fault: Option<Fault>| {
        hostile.clear_faults();
        fault.map(|fault| hostile.fault(Matcher::get("/blobs/"), fault, Times::Always));
        run(repository.blob_bytes(&blob, 20, 100))
    };
    for honest in [None, Some(Fault::Chunked), Some(Fault::NoContentLength)] {
        assert_eq!(outcome(honest), Ok(b"a layer of the image".to_vec()));
    }
    assert_eq!(outcome(Some(Fault::LyingLength(5))), Err(ReadError::Size { expected: 20, actual: 25 }));
    assert_eq!(outcome(Some(Fault::LyingLength(-5))), Err(ReadError::Size { expected: 20, actual: 15 }));
    assert!(matches!(outcome(Some(Fault::WrongDigestBody)), Err(ReadError::Digest(_))));
    let long = outcome(Some(Fault::Endless));
    assert!(matches!(long, Err(ReadError::Size { expected: 20, .. })), "{long:?}");
}

#[test]
fn a_blob_that_breaks_off_is_read_to_its_end() {
    let hostile = HostileRegistry::honest();
    let blob = digest(&hostile.put_sparse_blob("acme/app", 7, 1_000_000));
    let (registry, repository) = client(&hostile);
    for fault in [Fault::Truncate { after: 300_000 }, Fault::Reset { after: 100_000 }] {
        hostile.clear_faults();
        hostile.fault(Matcher::get("/blobs/"), fault.clone(), Times::First(1));
        let bytes = run(repository.blob_bytes(&blob, 1_000_000, 1_000_000));
        assert_eq!(bytes.map(|bytes| bytes.len()), Ok(1_000_000), "{fault:?}");
    }
    assert_eq!(registry.requests(), 4);
    hostile.behave(Behaviour::new().ranges(false));
    hostile.fault(Matcher::get("/blobs/"), Fault::Truncate { after: 300_000 }, Times::First(1));
    assert!(run(repository.blob_bytes(&blob, 1_000_000, 1_000_000)).is_ok());
}

#[test]
fn a_flood_of_referrers_is_cut_and_says_so() {
    let hostile = HostileRegistry::start(Behaviour::new().page_size(700));
    let image = hostile.put_image("acme/app", "1");
    hostile.flood_referrers("acme/app", &image, 10_000, Bogus::Stored);
    let began = Instant::now();
    let listed = run(client(&hostile).1.referrers(&digest(&image), &ReferrersOptions::new())).unwrap();
    assert_eq!((listed.descriptors().len(), listed.is_complete()), (1000, false));
    assert_eq!(hostile.requests().len(), 2);
    assert!(began.elapsed() < SLACK);

    let all = ReferrersOptions::new().with_limit_items(20_000);
    let listed = run(client(&hostile).1.referrers(&digest(&image), &all)).unwrap();
    assert_eq!((listed.descriptors().len(), listed.is_complete()), (10_000, true));
}

#[test]
fn pages_that_run_in_a_circle_or_lead_elsewhere_are_malformed() {
    let hostile = HostileRegistry::start(Behaviour::new().page_size(1));
    let image = hostile.put_image("acme/app", "1");
    hostile.flood_referrers("acme/app", &image, 3, Bogus::Stored);
    let other = hostile.another_host();
    let outcome = |fault: Option<Fault>| {
        hostile.clear_faults();
        fault.map(|fault| hostile.fault(Matcher::get("/referrers/"), fault, Times::Always));
        run(client(&hostile).1.referrers(&digest(&image), &ReferrersOptions::new()))
            .map(|listed| listed.descriptors().len())
    };
    assert_eq!(outcome(None), Ok(3));
    assert_eq!(outcome(Some(Fault::CyclicLink)), Err(ReadError::Malformed(Malformed::PageTwice)));
    let elsewhere = outcome(Some(Fault::LinkTo(format!("http://{other}/v2/acme/app/x"))));
    let is_elsewhere = matches!(elsewhere, Err(ReadError::Malformed(Malformed::PageElsewhere { .. })));
    assert!(is_elsewhere, "{elsewhere:?}");
    assert!(hostile.requests_at(&other).is_empty());
}

#[test]
fn what_a_registry_says_of_its_filter_is_not_believed() {
    for (filter, said) in
        [(Filter::Applied, true), (Filter::Unsaid, false), (Filter::Ignored, false), (Filter::Lied, true)]
    {
        let hostile = HostileRegistry::start(Behaviour::new().filter(filter));
        let image = hostile.put_image("acme/app", "1");
        let _ = hostile.put_referrer("acme/app", &image, BUNDLE, b"{}");
        let _ = hostile.put_referrer("acme/app", &image, "application/other", b"{}");
        let options = ReferrersOptions::new().with_artifact_type(BUNDLE);
        let listed = run(client(&hostile).1.referrers(&digest(&image), &options)).unwrap();
        assert_eq!((listed.descriptors().len(), listed.is_filtered()), (1, said), "{filter:?}");
    }
}

#[test]
fn credentials_are_left_behind_by_a_redirect_and_do_not_come_back() {
    let hostile = HostileRegistry::start(Behaviour::new().auth(Auth::basic("user", "hunter2")));
    let blob = digest(&hostile.put_blob("acme/app", "layer"));
    let other = hostile.another_host();
    let (_, repository) = with(&hostile, user(&hostile.address()));
    assert_eq!(run(repository.blob_bytes(&blob, 5, 5)), Ok(b"layer".to_vec()));

    let path = format!("/v2/acme/app/blobs/{blob}");
    let away = Fault::Redirect { status: 307, location: format!("http://{other}{path}") };
    hostile.fault(Matcher::get("/blobs/").at(&hostile.address()), away, Times::First(1));
    assert_eq!(run(repository.blob_bytes(&blob, 5, 5)), Ok(b"layer".to_vec()));
    let shown: Vec<_> =
        hostile.requests_at(&other).iter().map(|request| request.authorization().is_some()).collect();
    assert_eq!(shown, [false]);

    hostile.clear_faults();
    hostile.forget_requests();
    let away = Fault::Redirect { status: 307, location: format!("http://{other}{path}") };
    let back = Fault::Redirect { status: 307, location: hostile.url(&path) };
    hostile.fault(Matcher::get("/blobs/").at(&hostile.address()), away, Times::First(1));
    hostile.fault(Matcher::get("/blobs/").at(&other), back, Times::First(1));
    assert_eq!(run(repository.blob_bytes(&blob, 5, 5)), Ok(b"layer".to_vec()));
    let shown: Vec<_> = hostile.requests().iter().map(|request| request.authorization().is_some()).collect();
    // There, away, back (which is refused), and then once more from the beginning.
    assert_eq!(shown, [true, false, false, true]);
}

#[test]
fn redirects_lead_neither_off_this_machine_nor_on_for_ever() {
    let hostile = HostileRegistry::honest();
    let blob = digest(&hostile.put_blob("acme/app", "layer"));
    let outcome = |location: &str| {
        hostile.clear_faults();
        let redirect = Fault::Redirect { status: 302, location: location.to_owned() };
        hostile.fault(Matcher::get("/blobs/"), redirect, Times::Always);
        run(client(&hostile).1.blob_bytes(&blob, 5, 5)).unwrap_err()
    };
    for away in ["http://169.254.169.254/latest", "http://10.0.0.1/", "https://registry.example/"] {
        let error = outcome(away);
        assert!(matches!(error, ReadError::Rule(RuleError::LeavesLoopback { .. })), "{away}: {error:?}");
    }
    for strange in ["file:///etc/passwd", "gopher://127.0.0.1/", "http://user@127.0.0.1/", "http://0x7f.1/"] {
        let error = outcome(strange);
        assert!(matches!(error, ReadError::Rule(RuleError::Location { .. })), "{strange}: {error:?}");
    }
    let again = outcome(&format!("/v2/acme/app/blobs/{blob}"));
    assert_eq!(again, ReadError::Redirect(RedirectError::TooMany { limit: 3 }));
}

#[test]
fn a_token_is_had_for_a_password_and_used_until_it_is_refused() {
    let hostile = HostileRegistry::start(Behaviour::new().auth(Auth::Bearer(Bearer::new("user", "hunter2"))));
    let image = digest(&hostile.put_image("acme/app", "1"));
    let (registry, repository) = with(&hostile, user(&hostile.address()));
    assert_eq!(manifest(&repository, &tag("1")), Ok(image));
    assert_eq!(registry.requests(), 3);
    assert_eq!(manifest(&repository, &tag("1")), Ok(image));
    assert_eq!(registry.requests(), 4);
    hostile.revoke_tokens();
    assert_eq!(manifest(&repository, &tag("1")), Ok(image));
    assert_eq!((registry.requests(), hostile.token_requests()), (7, 2));

    let (_, nobody) = client(&hostile);
    let outcome = manifest(&nobody, &tag("1"));
    assert!(matches!(outcome, Err(ReadError::Unauthorized { sent: Sent::Nothing, .. })), "{outcome:?}");
}

#[test]
fn what_many_reads_need_at_once_is_fetched_once() {
    let hostile = HostileRegistry::start(Behaviour::new().auth(Auth::Bearer(Bearer::new("user", "hunter2"))));
    let image = digest(&hostile.put_image("acme/app", "1"));
    let (_, repository) = with(&hostile, user(&hostile.address()));
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| assert_eq!(manifest(&repository, &tag("1")), Ok(image)));
        }
    });
    assert_eq!(hostile.token_requests(), 1);
}

#[test]
fn a_refresh_token_is_exchanged() {
    let bearer = Bearer::new("user", "hunter2").refresh_token("long-lived");
    let hostile = HostileRegistry::start(Behaviour::new().auth(Auth::Bearer(bearer)));
    let image = digest(&hostile.put_image("acme/app", "1"));
    let read = |token: &str| {
        let credential = Credential::IdentityToken { username: None, token: Secret::from(token) };
        let credentials = StaticCredentials::new().with(&hostile.address(), credential).unwrap();
        manifest(&with(&hostile, credentials).1, &tag("1"))
    };
    assert_eq!(read("long-lived"), Ok(image));
    let refused = read("another");
    assert!(
        matches!(refused, Err(ReadError::Unauthorized { .. } | ReadError::TokenStatus { .. })),
        "{refused:?}"
    );
}

#[test]
fn tokens_that_are_worth_nothing_do_not_keep_us_asking() {
    let bearer = Bearer::new("user", "hunter2").worthless_tokens();
    let hostile = HostileRegistry::start(Behaviour::new().auth(Auth::Bearer(bearer)));
    let _ = hostile.put_image("acme/app", "1");
    let (registry, repository) = with(&hostile, user(&hostile.address()));
    let outcome = manifest(&repository, &tag("1"));
    assert!(matches!(outcome, Err(ReadError::Unauthorized { sent: Sent::Credentials, .. })), "{outcome:?}");
    assert_eq!(registry.requests(), 3);
}

#[test]
fn a_password_goes_to_no_token_server_that_is_not_the_registrys_own() {
    let bearer = Bearer::new("user", "hunter2").realm(Realm::AnotherPort);
    let hostile = HostileRegistry::start(Behaviour::new().auth(Auth::Bearer(bearer)));
    let _ = hostile.put_image("acme/app", "1");
    let (_, repository) = with(&hostile, user(&hostile.address()));
    let outcome = manifest(&repository, &tag("1"));
    assert!(matches!(outcome, Err(ReadError::Rule(RuleError::Realm { .. }))), "{outcome:?}");
    assert_eq!(hostile.token_requests(), 0);

    // Named by the caller, it may have it.
    let realm = hostile.token_host().unwrap();
    let rules = countersign_transport::Rules::new()
        .with_loopback_http()
        .allow_realm(hostile.address().parse().unwrap(), realm.parse().unwrap());
    let registry = local(ureq()).rules(rules).credentials(user(&hostile.address())).build();
    let repository = registry.repository(&reference(&format!("{}/acme/app", hostile.address()))).unwrap();
    assert!(manifest(&repository, &tag("1")).is_ok());
}

#[test]
fn credentials_for_another_port_stay_where_they_are() {
    let hostile = HostileRegistry::start(Behaviour::new().auth(Auth::basic("user", "hunter2")));
    let _ = hostile.put_image("acme/app", "1");
    let (_, repository) = with(&hostile, user("127.0.0.1"));
    let outcome = manifest(&repository, &tag("1"));
    assert!(matches!(outcome, Err(ReadError::Unauthorized { sent: Sent::Nothing, .. })), "{outcome:?}");
    assert!(hostile.requests().iter().all(|request| request.authorization().is_none()));
    let (_, repository) = with(&hostile, user(&hostile.address()));
    assert!(manifest(&repository, &tag("1")).is_ok());
}
