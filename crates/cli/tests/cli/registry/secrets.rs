//! No output of any failure says a password or a token.

use testkit::{Auth, Bearer, Behaviour, Fault, Matcher, Realm, Times};

use super::{Stage, login::fed};
use crate::program::Ended;

const CANARY: &str = "canary-of-a-secret";

fn faults() -> Vec<Fault> {
    let challenge = |scheme: &str| Fault::Unauthorized { challenge: scheme.to_owned() };
    vec![
        Fault::status(401),
        Fault::status(403),
        Fault::status(500),
        Fault::Html200,
        Fault::Garbage,
        Fault::HangUp,
        Fault::Truncate { after: 5 },
        challenge("Bearer realm=\"http://127.0.0.1:1/token\",service=\"s\""),
        challenge("Bearer realm=\"https://elsewhere.invalid/token\",service=\"s\""),
        challenge("Nonsense"),
        Fault::Redirect { status: 307, location: format!("https://elsewhere.invalid/?token={CANARY}") },
        Fault::Redirect { status: 302, location: format!("http://u:{CANARY}@127.0.0.1/x") },
        Fault::LocationTo(format!("https://elsewhere.invalid/?token={CANARY}")),
    ]
}

/// No output holds the password, nor a token that was given for it.
fn nothing_is_said(stage: &Stage, fault: &Fault, words: &str) -> Ended {
    let words = format!("{words} --username acme --password-stdin --timeout 20s");
    let ended = fed(&stage.place, &words, CANARY);
    let seen = stage.registry.requests();
    let tokens = seen.iter().filter_map(|seen| seen.authorization()?.split_once(' '));
    for secret in tokens.map(|(_, secret)| secret).chain([CANARY, &encoded()]) {
        assert!(!ended.out.contains(secret) && !ended.err.contains(secret), "{fault:?} {ended:?}");
    }
    ended
}

fn encoded() -> String {
    testkit::base64(format!("acme:{CANARY}").as_bytes())
}

/// With how many faults the registry was told the password: nothing is shown by its absence where it was never in use.
fn times_told(auth: &Auth) -> usize {
    // Most of the time is spent in waiting to ask again.
    std::thread::scope(|scope| {
        let runs = faults().into_iter().map(|fault| scope.spawn(move || is_told_quietly(auth, &fault)));
        let runs: Vec<_> = runs.collect();
        runs.into_iter().map(|run| run.join().unwrap()).filter(|is_told| *is_told).count()
    })
}

/// Whether the registry was told the password.
fn is_told_quietly(auth: &Auth, fault: &Fault) -> bool {
    let stage = Stage::new(Behaviour::new().auth(auth.clone()));
    let image = stage.image();
    for (matcher, words) in [
        (Matcher::any().path("/manifests/"), format!("verify {image} --key k.pub -o json")),
        (Matcher::any().path("/uploads/"), format!("sign {image} --key k.key --again")),
        (Matcher::get("/token"), format!("list {image}")),
    ] {
        stage.registry.clear_faults();
        stage.registry.fault(matcher, fault.clone(), Times::Always);
        nothing_is_said(&stage, fault, &words);
    }
    is_told(&stage)
}

fn is_told(stage: &Stage) -> bool {
    stage.registry.requests().iter().any(|seen| seen.holds(&encoded()))
}

#[test]
fn no_failure_says_the_password_of_basic_authentication() {
    assert!(times_told(&Auth::basic("acme", CANARY)) > 0);
}

#[test]
fn no_failure_says_the_password_or_the_token_that_it_was_given_for() {
    assert!(times_told(&Auth::Bearer(Bearer::new("acme", CANARY))) > 0);
}

#[test]
fn no_failure_says_the_password_that_a_realm_elsewhere_is_not_told() {
    let bearer = Bearer::new("acme", CANARY).realm(Realm::AnotherPort);
    assert_eq!(times_told(&Auth::Bearer(bearer)), 0);
}

/// What servers do that show a request to whoever sent it.
fn echoes() -> Vec<Fault> {
    let refusal = |code, secret: &str| {
        let said = format!("Authorization: {secret} is not accepted");
        let body = format!(r#"{{"errors":[{{"code":"{secret}","message":"{said}"}}]}}"#).into_bytes();
        Fault::Status { code, headers: Vec::new(), body }
    };
    let header = |name: &str, value: &str| Fault::Header(name.to_owned(), value.to_owned());
    vec![
        refusal(401, CANARY),
        refusal(403, &encoded()),
        refusal(400, CANARY),
        header("Content-Encoding", &encoded()),
        header("Content-Type", &format!("text/html; {CANARY}")),
        header("Docker-Content-Digest", CANARY),
    ]
}

#[test]
fn a_registry_that_repeats_what_it_was_told_is_not_quoted() {
    for auth in [Auth::basic("acme", CANARY), Auth::Bearer(Bearer::new("acme", CANARY))] {
        for fault in echoes() {
            let stage = Stage::new(Behaviour::new().auth(auth.clone()));
            let image = stage.image();
            for verb in ["verify --key k.pub -o json", "list", "sign --key k.key"] {
                stage.registry.clear_faults();
                // Before it is told anything it has nothing to repeat.
                let told = Matcher::any().path("/manifests/").skip(1);
                stage.registry.fault(told, fault.clone(), Times::Always);
                stage.registry.forget_requests();
                let ended = nothing_is_said(&stage, &fault, &format!("{verb} {image}"));
                // Where nothing failed, or the registry was told nothing, silence shows nothing.
                assert_ne!(ended.code, 0, "{fault:?} {ended:?}");
                assert!(is_told(&stage), "{verb} {fault:?}");
            }
        }
    }
}
