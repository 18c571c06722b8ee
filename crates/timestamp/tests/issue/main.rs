//! Tokens that are issued, verified by OpenSSL; and requests that are not granted.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of these tests"
)]

mod authorities;
mod flood;
mod openssl;
mod rejections;
mod renewals;
mod support;
mod tokens;
