//! No output of any failure says a password or a token.

use testkit::{Auth, Bearer, Behaviour, Fault, Matcher, Realm, Times};

use super::{Stage, login::fed};

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

#[test]
fn no_failure_says_the_password_or_the_token() {
    let auths = [
        Auth::basic("acme", CANARY),
        Auth::Bearer(Bearer::new("acme", CANARY)),
        Auth::Bearer(Bearer::new("acme", CANARY).realm(Realm::AnotherPort)),
    ];
    let encoded = testkit::base64(format!("acme:{CANARY}").as_bytes());
    for auth in auths {
        let stage = Stage::new(Behaviour::new().auth(auth));
        let image = stage.image();
        for fault in faults() {
            for (matcher, words) in [
                (Matcher::any().path("/manifests/"), format!("verify {image} --key k.pub -o json")),
                (Matcher::any().path("/uploads/"), format!("sign {image} --key k.key --again")),
                (Matcher::get("/token"), format!("list {image}")),
            ] {
                stage.registry.clear_faults();
                stage.registry.fault(matcher, fault.clone(), Times::Always);
                let words = format!("{words} --username acme --password-stdin --timeout 20s");
                let ended = fed(&stage.place, &words, CANARY);
                for secret in [CANARY, &encoded] {
                    assert!(
                        !ended.out.contains(secret) && !ended.err.contains(secret),
                        "{fault:?} {ended:?}"
                    );
                }
            }
        }
        // The secret was in use, or nothing is shown by its absence.
        let is_told = stage.registry.requests().iter().any(|seen| seen.holds(&encoded));
        assert_eq!(is_told, stage.registry.token_host().is_none());
    }
}
