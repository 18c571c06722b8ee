//! Futures move between threads, and need no runtime.

use std::{
    future::{Future, poll_fn},
    sync::Arc,
    task::Poll,
    thread,
    time::Duration,
};

use countersign_transport::{
    BoxFuture, Client, Limits, Method, Reply, ReplyBody, Request, Response, Rules, Transport, TransportError,
    Until, block_on,
};

use crate::{
    get,
    script::{Answer, Script, client, url},
};

fn shared<T: Send + Sync + 'static>() {}
fn movable<T: Send + 'static>(value: T) -> T {
    value
}

#[test]
fn a_client_is_shared_and_its_futures_move() {
    shared::<Client>();
    shared::<Until>();
    shared::<Rules>();
    movable(Vec::<Reply>::new());
    movable(Vec::<ReplyBody>::new());
    let (_, client) = client(&[("https://a/", Answer::new(200))]);
    let held = Arc::new(client);
    let handler = held.clone();
    let future = movable(async move {
        let request = Request::new(Method::Get, url("https://a/"));
        let reply = handler.send(request, None, &Until::never()).await.unwrap();
        handler.pause(Duration::from_millis(1), &Until::never()).await.unwrap();
        reply.read_all(10).await.unwrap()
    });
    assert_eq!(thread::spawn(|| block_on(future)).join().unwrap(), b"body");
    assert_eq!(held.requests(), 1);
}

#[test]
fn a_future_that_is_woken_from_elsewhere_is_run_to_its_end() {
    let mut polls = 0;
    let counted = poll_fn(|context| {
        polls += 1;
        let waker = context.waker().clone();
        match polls {
            1 => drop(thread::spawn(move || waker.wake())),
            2 => waker.wake_by_ref(),
            _ => return Poll::Ready(polls),
        }
        Poll::Pending
    });
    assert!(block_on(counted) >= 3);
}

/// A transport that blocks: each of its futures is ready at once.
#[derive(Debug)]
struct Blocking(Script);

impl Transport for Blocking {
    fn send<'a>(&'a self, request: Request) -> BoxFuture<'a, Result<Response, TransportError>> {
        Box::pin(std::future::ready(block_on(self.0.send(request))))
    }

    fn pause<'a>(&'a self, duration: Duration) -> BoxFuture<'a, ()> {
        thread::sleep(duration);
        Box::pin(std::future::ready(()))
    }
}

#[test]
fn over_a_blocking_transport_every_future_is_ready_at_once() {
    let script = Script::new(&[("https://a/", Answer::to("/b")), ("https://a/b", Answer::new(200))]);
    let client = Client::new(Arc::new(Blocking(script)), Rules::new(), Limits::default());
    let until = Until::never();
    let mut exchange = Box::pin(async {
        let request = Request::new(Method::Get, url("https://a/"));
        client.pause(Duration::from_millis(1), &until).await?;
        Ok::<_, countersign_transport::ExchangeError>(
            client.send(request, None, &until).await?.read_all(9).await,
        )
    });
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let Poll::Ready(found) = exchange.as_mut().poll(&mut context) else { panic!("it waits") };
    assert_eq!(found, Ok(Ok(b"body".to_vec())));
}

#[test]
fn pointers_to_transports_are_transports() {
    let script = || Script::new(&[("https://a/", Answer::new(200))]);
    let ask = |transport: Arc<dyn Transport>| {
        get(&Client::new(transport, Rules::new(), Limits::default()), "https://a/", None).unwrap().status()
    };
    assert_eq!(ask(Arc::new(Box::new(script()))), 200);
    assert_eq!(ask(Arc::new(Arc::new(script()) as Arc<dyn Transport>)), 200);
    assert_eq!(ask(Arc::new(Box::leak(Box::new(script())) as &dyn Transport)), 200);
}
