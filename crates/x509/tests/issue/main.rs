//! Certificates and requests that are issued, read again by this library and by OpenSSL.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of these tests"
)]

mod openssl;
mod refusals;
mod requests;
mod support;
mod written;
