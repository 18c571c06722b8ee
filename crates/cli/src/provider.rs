//! Which cryptography this build is made with: pure Rust, or AWS-LC by feature.

#[cfg(not(feature = "aws-lc"))]
pub use countersign::crypto::RustCrypto as Provider;
#[cfg(feature = "aws-lc")]
pub use countersign_aws_lc::AwsLc as Provider;

/// Whether RSA keys sign.
pub const SIGNS_RSA: bool = cfg!(feature = "aws-lc");

/// What `--version` says behind the name.
pub const VERSION: &str =
    if SIGNS_RSA { concat!(env!("CARGO_PKG_VERSION"), " with AWS-LC") } else { env!("CARGO_PKG_VERSION") };
