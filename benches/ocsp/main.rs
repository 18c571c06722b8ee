//! The verification of an OCSP answer beside its signature checks alone, by the same provider. Both take turns in one run:
//! `cargo bench --package countersign-benches --bench ocsp [-- NAME]`.
//!
//! | what | beside | target |
//! |---|---|---|
//! | reading an answer and finding a certificate good, by its issuer | the check of one signature | 1.15 × |
//! | the same by a delegate, whose certificate is read too | the checks of two signatures | 1.15 × |
//!
//! The columns: the shortest time, that as a multiple of the last line's, the median of the multiples of the rounds, and
//! what four fifths of them lie between.

mod fixture;

use countersign::crypto::{CryptoProvider, RustCrypto};
use countersign_aws_lc::AwsLc;
use countersign_benches::{Failure, Race};
use fixture::Fixture;

fn main() -> Result<(), Failure> {
    let wanted = std::env::args().skip(1).find(|argument| !argument.starts_with('-')).unwrap_or_default();
    for fixture in fixture::ALL.iter().filter(|fixture| fixture.name.contains(&wanted)) {
        verify(fixture, "pure Rust", &RustCrypto)?;
        verify(fixture, "AWS-LC", &AwsLc)?;
    }
    Ok(())
}

fn verify(fixture: &Fixture, name: &str, provider: &dyn CryptoProvider) -> Result<(), Failure> {
    let (leaf, issuer) = (fixture.leaf()?, fixture.issuer()?);
    let parts = fixture.signatures()?;
    let race = Race::new(format!("verify an OCSP answer, {}, {name}", fixture.name))
        .with("countersign", || fixture.verify(&leaf, &issuer, provider))
        .with("its signatures alone", || fixture.check(&parts, provider));
    println!("{}", race.run()?);
    Ok(())
}
