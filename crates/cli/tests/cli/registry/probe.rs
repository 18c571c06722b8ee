use super::Stage;
use std::time::Duration;
use testkit::{Behaviour, Fault, HostileRegistry, Matcher, Times};
#[test]
fn probe() {
    let faults = vec![
        Fault::Endless,
        Fault::HeadersEndless,
        Fault::LyingLength(5),
        Fault::LyingLength(-5),
        Fault::Reset { after: 5 },
        Fault::SlowDrip { bytes: 1, every: Duration::from_millis(300) },
        Fault::StallAfter { after: 5 },
        Fault::NoContentLength,
        Fault::Chunked,
        Fault::status(404),
        Fault::status(418),
        Fault::status(204),
        Fault::Redirect { status: 307, location: "https://elsewhere.invalid/".into() },
        Fault::WrongDigestHeader(format!("sha256:{}", "0".repeat(64))),
        Fault::CyclicLink,
    ];
    std::thread::scope(|scope| {
        for fault in &faults {
            scope.spawn(move || {
                let mut lines = String::new();
                for place in ["/manifests/1.0", "/referrers/", "/blobs/"] {
                    let stage = Stage::signed(Behaviour::new());
                    stage.registry.fault(Matcher::get(place), fault.clone(), Times::Always);
                    let other = HostileRegistry::honest();
                    for words in [
                        format!("verify {} --key k.pub --timeout 4s", stage.image()),
                        format!("list {} --timeout 4s", stage.image()),
                        format!("sign {} --key k.key -a a=b --timeout 4s", stage.image()),
                        format!("copy {} {}/a:1 --timeout 4s", stage.image(), other.address()),
                    ] {
                        let ended = stage.place.run(&words);
                        lines += &format!(
                            "{fault:?} {place} {} -> {} {}\n",
                            words.split(' ').next().unwrap(),
                            ended.code,
                            ended.err.chars().take(330).collect::<String>().replace('\n', " | ")
                        );
                    }
                }
                println!("{lines}");
            });
        }
    });
}
