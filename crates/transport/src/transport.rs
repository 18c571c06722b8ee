//! The one joint to a network.

use std::{fmt, future::Future, pin::Pin, sync::Arc, time::Duration};

use crate::{Request, Response, TransportError};

/// A future on the heap that may move between threads.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Sends one request. It follows no redirect, decodes no content encoding, keeps no cookies, adds no credentials and
/// retries nothing.
///
/// Each address is checked by [`Destination::check`](crate::Destination::check) before it is dialled. A blocking
/// transport does its work while the future is polled, which is then ready at once.
pub trait Transport: fmt::Debug + Send + Sync {
    /// Sends a request, and answers as soon as the head of the answer is there.
    ///
    /// # Errors
    /// [`TransportError`].
    fn send<'a>(&'a self, request: Request) -> BoxFuture<'a, Result<Response, TransportError>>;

    /// Lets time pass, as the runtime of this transport does.
    fn pause<'a>(&'a self, duration: Duration) -> BoxFuture<'a, ()>;
}

/// Passes both calls on.
macro_rules! through {
    ($($pointer:ty),*) => {$(
        impl<T: Transport + ?Sized> Transport for $pointer {
            fn send<'a>(&'a self, request: Request) -> BoxFuture<'a, Result<Response, TransportError>> {
                (**self).send(request)
            }

            fn pause<'a>(&'a self, duration: Duration) -> BoxFuture<'a, ()> {
                (**self).pause(duration)
            }
        }
    )*};
}

through!(Arc<T>, Box<T>, &T);
