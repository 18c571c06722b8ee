//! Connections: how many, how long, and how they end.

use std::{convert::Infallible, io, net::SocketAddr, sync::Arc, time::Duration};

use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use hyper::{
    Request,
    body::{Body as _, Incoming},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::{TcpListener, TcpStream},
    runtime::Builder,
    sync::{Semaphore, watch},
    time::{sleep, timeout},
};

use super::{
    reply::{Asked, MAX_BODY, Reply, Service},
    stop::Signals,
};
use crate::failure::Failure;

/// The most bytes of a head that are held, and the most fields in it.
const MAX_HEAD: usize = 16 * 1024;
const MAX_FIELDS: usize = 64;
/// The longest that one connection lives, however many requests come over it. Whoever reads no answers holds none longer.
const LIFETIME: Duration = Duration::from_secs(60);
/// The longest that is waited before the first request is taken.
const SETTLING: Duration = Duration::from_secs(5);
/// How long nothing is accepted where the system has nothing left to accept with.
const PAUSE: Duration = Duration::from_millis(100);

/// Where, and how much.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    pub listen: SocketAddr,
    /// At a time.
    pub connections: u32,
    /// For the head of a request, and again for its body.
    pub request: Duration,
}

/// Serves until a signal asks to stop, and then until what has begun is answered.
pub fn serve(service: Service, limits: &Limits) -> Result<(), Failure> {
    let failed = |error: &io::Error| Failure::usage("the server cannot run").because(error);
    let runtime = Builder::new_multi_thread().enable_all().build().map_err(|error| failed(&error))?;
    let served = runtime.block_on(async {
        let mut signals = Signals::catch().map_err(|error| failed(&error))?;
        let listener = TcpListener::bind(limits.listen).await.map_err(|error| occupied(limits, &error))?;
        let address = listener.local_addr().map_err(|error| failed(&error))?;
        settle(&service).await;
        announce(&service, address);
        until_stopped(listener, Arc::new(service), limits, &mut signals).await;
        Ok(())
    });
    // Nothing that is left is worth waiting for.
    runtime.shutdown_background();
    served
}

/// Certificates that were made just now are not valid yet at the early end of the first tokens: who asks at once waits a
/// moment, and is not refused.
async fn settle(service: &Service) {
    let granting = async {
        while !service.can_grant() {
            sleep(PAUSE).await;
        }
    };
    // With a certificate that begins later every request is refused until then.
    let _ = timeout(SETTLING, granting).await;
}

fn occupied(limits: &Limits, error: &io::Error) -> Failure {
    let address = limits.listen;
    Failure::usage(format!("nothing can listen at {address}"))
        .because(error)
        .next("name another address: --listen 127.0.0.1:0 takes any port that is free")
}

/// Said at once, and to whoever watches: the result comes when the server has stopped.
fn announce(service: &Service, address: SocketAddr) {
    eprintln!("listening on http://{address}: {}", service.described());
    if !address.ip().is_loopback() {
        eprintln!("warning: others than this machine may ask, without TLS and without a login");
    }
}

async fn until_stopped(listener: TcpListener, service: Arc<Service>, limits: &Limits, signals: &mut Signals) {
    let places = Arc::new(Semaphore::new(usize::try_from(limits.connections).unwrap_or(1)));
    let (stop, stopping) = watch::channel(());
    tokio::select! {
        () = accept(&listener, &service, limits, &places, &stopping) => {}
        () = signals.next() => {}
    }
    drop(listener);
    drop(stop);
    // Every place is free once the last connection has ended.
    let all_ended = timeout(limits.request.saturating_mul(2), places.acquire_many(limits.connections));
    tokio::select! {
        _ = all_ended => {}
        () = signals.next() => {}
    }
}

async fn accept(
    listener: &TcpListener,
    service: &Arc<Service>,
    limits: &Limits,
    places: &Arc<Semaphore>,
    stopping: &watch::Receiver<()>,
) {
    // The places are closed by nobody.
    while let Ok(place) = Arc::clone(places).acquire_owned().await {
        let Ok((stream, _)) = listener.accept().await else {
            sleep(PAUSE).await;
            continue;
        };
        let connection = connection(stream, Arc::clone(service), limits.request, stopping.clone());
        tokio::spawn(async move {
            connection.await;
            drop(place);
        });
    }
}

async fn connection(
    stream: TcpStream,
    service: Arc<Service>,
    limit: Duration,
    mut stopping: watch::Receiver<()>,
) {
    // An answer is one small write, and nothing to wait for more of.
    let _ = stream.set_nodelay(true);
    let answering = service_fn(move |request| {
        let service = Arc::clone(&service);
        async move { Ok::<Reply, Infallible>(answer(request, &service, limit).await) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limit)
        .max_buf_size(MAX_HEAD)
        .max_headers(MAX_FIELDS)
        .serve_connection(TokioIo::new(stream), answering);
    let mut connection = std::pin::pin!(connection);
    tokio::select! {
        _ = connection.as_mut() => return,
        // The sender is dropped where the server stops.
        _ = stopping.changed() => {}
        () = sleep(LIFETIME) => {}
    }
    connection.as_mut().graceful_shutdown();
    let _ = timeout(limit.saturating_mul(2), connection).await;
}

async fn answer(request: Request<Incoming>, service: &Service, limit: Duration) -> Reply {
    let asked = Asked::of(request.method(), request.uri().path(), request.headers());
    if asked != Asked::Timestamp {
        return service.without_body(asked);
    }
    let body = request.into_body();
    if body.size_hint().lower() > u64::try_from(MAX_BODY).unwrap_or(u64::MAX) {
        return service.too_long();
    }
    match timeout(limit, Limited::new(body, MAX_BODY).collect()).await {
        Ok(Ok(body)) => service.timestamp(&body.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => service.too_long(),
        Ok(Err(_)) => service.broken(),
        Err(_) => service.slow(),
    }
}
