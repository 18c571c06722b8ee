//! Where an upload may lead, and what goes along.

use countersign_oci::Reference;
use countersign_registry::{
    BlobSource, Credential, FailureClass, PushError, Pushed, ReadError, Registry, Repository,
    StaticCredentials,
};
use countersign_transport::{RedirectError, RuleError, Rules, block_on};
use testkit::{Auth, Behaviour, Fault, HostileRegistry, Matcher, Times};

use crate::pushing::{NAME, digest_of, noise, repository, transport};

fn with_credentials(hostile: &HostileRegistry) -> Repository {
    let basic = Credential::Basic { username: "user".to_owned(), password: "hunter2".into() };
    let credentials = StaticCredentials::new().with(&hostile.address(), basic).unwrap();
    let registry = Registry::builder(transport())
        .rules(Rules::new().with_loopback_http())
        .credentials(credentials)
        .build();
    registry.repository(&Reference::parse(&format!("{}/{NAME}", hostile.address())).unwrap()).unwrap()
}

fn put(repository: &Repository, blob: &[u8]) -> Result<Pushed, PushError> {
    block_on(repository.put_blob(&digest_of(blob), blob.len() as u64, &BlobSource::bytes(blob)))
}

fn lead_to(hostile: &HostileRegistry, location: &str) {
    hostile.fault(Matcher::any().method("POST"), Fault::LocationTo(location.to_owned()), Times::Always);
}

#[test]
fn a_location_may_be_a_path_or_a_whole_url() {
    for absolute in [false, true] {
        let hostile = HostileRegistry::start(Behaviour::new().absolute_locations(absolute));
        assert_eq!(put(&repository(&hostile), &noise(1000)), Ok(Pushed::Uploaded), "absolute: {absolute}");
        // What the registry put into the query is kept.
        let requests = hostile.requests();
        let put = requests.iter().find(|request| request.method() == "PUT").unwrap();
        assert!(put.target().contains("state=0") && put.target().contains("digest=sha256"));
    }
}

#[test]
fn credentials_do_not_go_along_to_another_host() {
    let hostile = HostileRegistry::start(Behaviour::new().auth(Auth::basic("user", "hunter2")));
    let blob = noise(1000);
    let elsewhere = hostile.another_host();
    // Another port of this machine is another host as far as credentials go.
    lead_to(&hostile, &format!("http://{elsewhere}/v2/{NAME}/blobs/uploads/upload-1?state=0"));
    let _ = put(&with_credentials(&hostile), &blob);
    assert!(hostile.requests_at(&hostile.address()).iter().any(|request| request.authorization().is_some()));
    let led = hostile.requests_at(&elsewhere);
    assert!(led.iter().any(|request| request.method() == "PUT"));
    assert!(led.iter().all(|request| request.authorization().is_none() && !request.holds("hunter2")));
}

#[test]
fn a_location_off_this_machine_is_refused() {
    for location in ["http://192.0.2.1/upload", "http://169.254.169.254/latest", "http://10.0.0.1/"] {
        let hostile = HostileRegistry::honest();
        lead_to(&hostile, location);
        match put(&repository(&hostile), &noise(10)) {
            Err(PushError::Location(RuleError::LeavesLoopback { .. })) => {}
            other => panic!("{location}: {other:?}"),
        }
    }
}

#[test]
fn a_location_that_is_no_url_of_http_is_refused() {
    for location in ["file:///etc/passwd", "gopher://127.0.0.1/", "http://user:pw@127.0.0.1/x"] {
        let hostile = HostileRegistry::honest();
        lead_to(&hostile, location);
        match put(&repository(&hostile), &noise(10)) {
            Err(PushError::Location(RuleError::Location { .. })) => {}
            other => panic!("{location}: {other:?}"),
        }
    }
}

#[test]
fn an_upload_without_a_location_is_refused() {
    let hostile = HostileRegistry::honest();
    hostile.fault(Matcher::any().method("POST"), Fault::NoHeader("location".into()), Times::Always);
    assert_eq!(put(&repository(&hostile), &noise(10)), Err(PushError::NoLocation));
}

#[test]
fn a_location_that_leaves_no_room_for_the_digest_is_the_registrys_fault() {
    let hostile = HostileRegistry::honest();
    let path = format!("{}/v2/{NAME}/blobs/uploads/", hostile.url(""));
    for length in [8150, 8192, 9000] {
        lead_to(&hostile, &format!("{path}{}", "a".repeat(length - path.len())));
        let error = put(&repository(&hostile), &noise(10)).unwrap_err();
        assert!(matches!(error, PushError::NoLocation | PushError::Location(_)), "{length}: {error:?}");
        assert_eq!(error.class(), FailureClass::Unreachable, "{length}");
        hostile.clear_faults();
    }
}

#[test]
fn a_redirect_of_an_upload_is_not_followed() {
    for method in ["POST", "PUT"] {
        let hostile = HostileRegistry::honest();
        let elsewhere = hostile.another_host();
        let redirect = Fault::Redirect { status: 307, location: format!("http://{elsewhere}/v2/") };
        hostile.fault(Matcher::any().method(method).path("/blobs/uploads/"), redirect, Times::Always);
        match put(&repository(&hostile), &noise(10)) {
            Err(PushError::Exchange(ReadError::Redirect(RedirectError::Method { status: 307, .. }))) => {}
            other => panic!("{method}: {other:?}"),
        }
        assert!(hostile.requests_at(&elsewhere).is_empty());
    }
}
