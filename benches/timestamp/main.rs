//! The verification of a timestamp token beside the signatures that it takes: the token's own, and that of each certificate
//! below the anchor. All contestants take turns in one run: `cargo bench --package countersign-benches --bench timestamp
//! [-- NAME]`.
//!
//! | what | beside | target |
//! |---|---|---|
//! | reading a token and verifying it under an authority | the raw signature checks of the same provider | 1.15 × |
//!
//! The columns: the shortest time, that as a multiple of the last line's, the median of the multiples of the rounds, and
//! what four fifths of them lie between.

mod fixture;

use std::hint::black_box;

use countersign::crypto::{CryptoProvider, RustCrypto};
use countersign_aws_lc::AwsLc;
use countersign_benches::{Failure, Race};
use fixture::Fixture;

fn main() -> Result<(), Failure> {
    let wanted = std::env::args().skip(1).find(|argument| !argument.starts_with('-')).unwrap_or_default();
    for fixture in fixture::ALL.iter().filter(|fixture| fixture.name.contains(&wanted)) {
        verify(fixture, "AWS-LC", &AwsLc)?;
        verify(fixture, "pure Rust", &RustCrypto)?;
    }
    Ok(())
}

fn verify(fixture: &Fixture, name: &str, provider: &dyn CryptoProvider) -> Result<(), Failure> {
    let (authority, parts) = (fixture.authority()?, fixture.signatures()?);
    let race = Race::new(format!("verify a timestamp of {}, {name}", fixture.name))
        .with("countersign", || fixture.verify(black_box(&authority), provider))
        .with("raw signatures", || fixture.check(black_box(&parts), provider));
    println!("{}", race.run()?);
    Ok(())
}
