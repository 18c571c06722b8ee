//! What a server may cost.

use std::time::{Duration, Instant};

use countersign_transport::{
    BodyError, ExchangeError, Limits, Method, ReadBody as _, Request, Rules, TransportError, Until, block_on,
};

use crate::{
    get,
    script::{Answer, Content, Script, url, with},
};

/// Far more than any of these tests takes, far less than what would be waited without a limit.
const SOON: Duration = Duration::from_secs(20);
const SHORT: Duration = Duration::from_millis(100);
const LONG: Duration = Duration::from_secs(600);

fn limited(limits: Limits, answer: Answer) -> (countersign_transport::Client, Instant) {
    (with(Rules::new(), limits, Script::new(&[("https://a/", answer)])).1, Instant::now())
}

#[test]
fn the_defaults_are_what_is_written() {
    let limits = Limits::default();
    assert_eq!((limits.max_header_bytes(), limits.max_redirects()), (65_536, 3));
    let times = [limits.total_time(), limits.connect_time(), limits.read_time()];
    assert_eq!(times, [60, 10, 30].map(Duration::from_secs));
    assert_eq!(limits.min_throughput(), 32_768);
    assert_eq!(limits.time_for(1 << 30), Duration::from_secs(60 + 32_768));
    assert_eq!(limits.with_min_throughput(0).time_for(1 << 30), Duration::from_secs(60));
}

#[test]
fn a_server_that_does_not_answer_is_not_waited_for() {
    let limits = Limits::default().with_total_time(SHORT);
    let (client, started) = limited(limits.clone(), Answer::new(200).after(LONG));
    assert_eq!(
        get(&client, "https://a/", None).unwrap_err(),
        ExchangeError::Transport(TransportError::Timeout)
    );
    assert!(started.elapsed() < SOON);
    let (prompt, _) = limited(limits, Answer::new(200));
    assert!(get(&prompt, "https://a/", None).is_ok());
}

#[test]
fn a_head_that_is_too_long_is_refused() {
    let limits = Limits::default().with_max_header_bytes(1000);
    let refused = ExchangeError::Transport(TransportError::HeaderTooLarge { limit: 1000 });
    // The name, a colon, a space, and the line end.
    for (length, accepted) in [(1000 - 5, true), (1000 - 4, false)] {
        let (client, _) = limited(limits.clone(), Answer::new(200).header("x", &"y".repeat(length)));
        let found = get(&client, "https://a/", None).map(|reply| reply.status());
        assert_eq!(found, if accepted { Ok(200) } else { Err(refused.clone()) });
    }
}

#[test]
fn a_body_that_stalls_is_not_waited_for() {
    let limits = Limits::default().with_read_time(SHORT);
    let (client, started) = limited(limits, Answer::new(200).content(Content::Stalled));
    let reply = get(&client, "https://a/", None).unwrap();
    assert_eq!(block_on(reply.read_all(10)), Err(BodyError::Transport(TransportError::Timeout)));
    assert!(started.elapsed() < SOON);
}

#[test]
fn a_body_that_drips_is_not_waited_for() {
    let limits = Limits::default().with_total_time(Duration::from_millis(300));
    let drip = Content::Drip(Duration::from_millis(20));
    let (client, started) = limited(limits.clone(), Answer::new(200).content(drip));
    let reply = get(&client, "https://a/", None).unwrap();
    assert_eq!(block_on(reply.read_all(1 << 20)), Err(BodyError::Transport(TransportError::Timeout)));
    assert!(started.elapsed() < SOON);
    // As slow, but as fast as it has to be.
    let drip = Answer::new(200).content(Content::Drip(Duration::from_millis(20)));
    let (patient, _) = limited(limits.with_min_throughput(1), drip);
    let reply = get(&patient, "https://a/", None).unwrap();
    let found = block_on(reply.read_all(30));
    assert_eq!(found, Err(BodyError::TooLarge { limit: 30, declared: None }));
}

#[test]
fn what_the_caller_does_between_two_pieces_is_not_counted() {
    let limits = Limits::default().with_total_time(SHORT);
    let (client, _) = limited(limits, Answer::new(200));
    let mut body = get(&client, "https://a/", None).unwrap().into_body().unwrap();
    std::thread::sleep(SHORT * 2);
    let mut into = [0; 10];
    assert_eq!(block_on(body.read(&mut into)), Ok(4));
}

#[test]
fn the_time_of_a_request_grows_with_its_body_and_ends_with_the_deadline() {
    use countersign_transport::{Body, Deadline};
    let script = Script::new(&[("https://a/", Answer::new(201))]);
    let (script, client) = with(Rules::new(), Limits::default(), script);
    let put = |until: &Until| {
        let body = Body::Bytes(vec![0; 10 << 20].into());
        block_on(client.send(Request::new(Method::Put, url("https://a/")).with_body(body), None, until))
            .unwrap();
    };
    put(&Until::never());
    put(&Until::deadline(Deadline::after(Duration::from_secs(5))));
    let seen = script.seen();
    assert_eq!((seen[0].length, seen[0].timeout.as_secs_f64().round()), (10 << 20, 380.0));
    assert!(seen[1].timeout <= Duration::from_secs(5));
}
