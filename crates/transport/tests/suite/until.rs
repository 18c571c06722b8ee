//! Deadlines and cancellation.

use std::{
    future::ready,
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use countersign_transport::{
    BodyError, BoxFuture, Cancellation, Client, Deadline, ExchangeError, Limits, Method, Request, Response,
    Rules, Transport, TransportError, Until, block_on,
};

use crate::script::{Answer, Content, client, url};

const SOON: Duration = Duration::from_secs(20);
const SHORT: Duration = Duration::from_millis(50);
const LONG: Duration = Duration::from_secs(600);

fn ask(client: &Client, until: &Until) -> Result<Result<Vec<u8>, BodyError>, ExchangeError> {
    let request = Request::new(Method::Get, url("https://a/"));
    block_on(async { Ok(client.send(request, None, until).await?.read_all(1 << 20).await) })
}

fn cancelled_after(time: Duration) -> Until {
    let cancellation = Cancellation::new();
    let until = Until::new(Deadline::never(), cancellation.clone());
    thread::spawn(move || {
        thread::sleep(time);
        cancellation.cancel();
    });
    until
}

#[test]
fn nothing_is_sent_after_the_deadline_or_a_cancellation() {
    let (script, client) = client(&[("https://a/", Answer::new(200))]);
    let passed = Until::deadline(Deadline::after(Duration::ZERO));
    assert_eq!(ask(&client, &passed), Err(ExchangeError::Transport(TransportError::Deadline)));
    let cancelled = Until::never();
    cancelled.cancellation().cancel();
    assert_eq!(ask(&client, &cancelled), Err(ExchangeError::Transport(TransportError::Cancelled)));
    assert!(script.urls().is_empty() && client.requests() == 0);
    let ample = Until::deadline(Deadline::after(LONG));
    assert_eq!(ask(&client, &ample), Ok(Ok(b"body".to_vec())));
}

#[test]
fn nothing_is_sent_after_a_cancellation_on_the_way() {
    let (script, client) =
        client(&[("https://a/", Answer::to("/b").after(LONG)), ("https://a/b", Answer::new(200))]);
    let started = Instant::now();
    assert_eq!(
        ask(&client, &cancelled_after(SHORT)),
        Err(ExchangeError::Transport(TransportError::Cancelled))
    );
    assert_eq!(script.urls(), ["https://a/"]);
    assert!(started.elapsed() < SOON);
}

#[test]
fn a_slow_server_is_waited_for_until_the_deadline() {
    let (_, client) = client(&[("https://a/", Answer::new(200).after(LONG))]);
    let started = Instant::now();
    let until = Until::deadline(Deadline::after(SHORT));
    assert_eq!(ask(&client, &until), Err(ExchangeError::Transport(TransportError::Deadline)));
    assert!(started.elapsed() < SOON);
}

/// A transport that keeps the time of a request itself, as one that blocks must.
#[derive(Debug)]
struct Punctual;

impl Transport for Punctual {
    fn send<'a>(&'a self, request: Request) -> BoxFuture<'a, Result<Response, TransportError>> {
        Box::pin(async move {
            thread::sleep(request.timeout());
            Err(TransportError::Timeout)
        })
    }

    fn pause<'a>(&'a self, _: Duration) -> BoxFuture<'a, ()> {
        Box::pin(ready(()))
    }
}

#[test]
fn a_transport_that_keeps_the_time_need_not_know_whose_it_was() {
    let limits = Limits::default().with_total_time(SHORT * 2);
    let client = Client::new(Arc::new(Punctual), Rules::new(), limits);
    let until = Until::deadline(Deadline::after(SHORT));
    assert_eq!(ask(&client, &until), Err(ExchangeError::Transport(TransportError::Deadline)));
    assert_eq!(ask(&client, &Until::never()), Err(ExchangeError::Transport(TransportError::Timeout)));
}

#[test]
fn a_slow_body_is_read_until_the_deadline() {
    for content in [Content::Stalled, Content::Drip(Duration::from_millis(10))] {
        let (_, client) = client(&[("https://a/", Answer::new(200).content(content))]);
        let started = Instant::now();
        let until = Until::deadline(Deadline::after(SHORT));
        assert_eq!(ask(&client, &until), Ok(Err(BodyError::Transport(TransportError::Deadline))));
        assert!(started.elapsed() < SOON);
    }
}

#[test]
fn a_body_is_not_read_on_after_a_cancellation() {
    let cancellation = Cancellation::new();
    let content = Content::Cancels(cancellation.clone(), 0);
    let (_, client) = client(&[("https://a/", Answer::new(200).content(content))]);
    let until = Until::new(Deadline::never(), cancellation);
    assert_eq!(ask(&client, &until), Ok(Err(BodyError::Transport(TransportError::Cancelled))));
}

#[test]
fn a_stalled_body_is_cancelled() {
    let (_, client) = client(&[("https://a/", Answer::new(200).content(Content::Stalled))]);
    let found = ask(&client, &cancelled_after(SHORT));
    assert_eq!(found, Ok(Err(BodyError::Transport(TransportError::Cancelled))));
}

#[test]
fn a_pause_ends_when_cancelled_and_does_not_begin_where_the_deadline_is_nearer() {
    let (_, client) = client(&[]);
    let started = Instant::now();
    let pause = |time, until: &Until| block_on(client.pause(time, until));
    assert_eq!(pause(LONG, &cancelled_after(SHORT)), Err(TransportError::Cancelled));
    let near = Until::deadline(Deadline::after(Duration::from_secs(60)));
    assert_eq!(pause(LONG, &near), Err(TransportError::Deadline));
    assert!(started.elapsed() < SOON);
    assert_eq!(pause(SHORT, &near), Ok(()));
    assert!(started.elapsed() >= SHORT);
    assert_eq!(pause(Duration::ZERO, &Until::never()), Ok(()));
}

#[test]
fn a_deadline_counts_down() {
    assert_eq!(Deadline::never().remaining(), None);
    assert!(!Deadline::never().has_passed() && !Deadline::after(Duration::MAX).has_passed());
    let passed = Deadline::after(Duration::ZERO);
    assert_eq!((passed.remaining(), passed.has_passed()), (Some(Duration::ZERO), true));
    assert!(Deadline::after(LONG).remaining().is_some_and(|left| left <= LONG && !left.is_zero()));
}

#[test]
fn a_cancellation_wakes_whoever_waits_for_it() {
    let cancellation = Cancellation::new();
    let waiting: Vec<_> = (0..4).map(|_| cancellation.cancelled()).collect();
    let threads: Vec<_> = waiting.into_iter().map(|wait| thread::spawn(|| block_on(wait))).collect();
    assert!(!cancellation.is_cancelled());
    cancellation.clone().cancel();
    threads.into_iter().for_each(|thread| thread.join().unwrap());
    block_on(cancellation.cancelled());
}
