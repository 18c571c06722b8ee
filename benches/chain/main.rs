//! The validation of a chain of three certificates beside `rustls-webpki`, both over AWS-LC, and what it is made of. All
//! contestants take turns in one run: `cargo bench --package countersign-benches --bench chain [-- NAME]`.
//!
//! | what | beside | target |
//! |---|---|---|
//! | reading two certificates and finding the path to the third | `rustls-webpki` doing so | 1.05 × |
//! | the two signature checks alone | the whole validation | 0.90 × |
//!
//! The columns: the shortest time, that as a multiple of the last line's, the median of the multiples of the rounds, and
//! what four fifths of them lie between.

mod fixture;

use std::hint::black_box;

use countersign::crypto::RustCrypto;
use countersign_aws_lc::AwsLc;
use countersign_benches::{Failure, Race};
use countersign_x509::Certificate;
use fixture::Fixture;
use x509_cert::der::Decode;

fn main() -> Result<(), Failure> {
    let wanted = std::env::args().skip(1).find(|argument| !argument.starts_with('-')).unwrap_or_default();
    for fixture in fixture::ALL.iter().filter(|fixture| fixture.name.contains(&wanted)) {
        validate(fixture)?;
        share(fixture)?;
        read(fixture)?;
    }
    Ok(())
}

fn validate(fixture: &Fixture) -> Result<(), Failure> {
    let anchors = fixture.anchors();
    let webpki_anchors = fixture.webpki_anchors(fixture.webpki_root())?;
    let race = Race::new(format!("validate a chain of {}", fixture.name))
        .with("countersign, pure Rust", || fixture.validate(&RustCrypto, &anchors))
        .with("countersign, AWS-LC", || fixture.validate(&AwsLc, &anchors))
        .with("rustls-webpki, AWS-LC", || fixture.webpki_validate(black_box(&webpki_anchors)));
    println!("{}", race.run()?);
    Ok(())
}

fn share(fixture: &Fixture) -> Result<(), Failure> {
    let (anchors, parts) = (fixture.anchors(), fixture.signatures()?);
    let race = Race::new(format!("signatures in a chain of {}", fixture.name))
        .with("the library's own calls", || fixture.check_raw(black_box(&parts)))
        .with("through the provider", || fixture.check(black_box(&parts), &AwsLc))
        .with("whole validation", || fixture.validate(&AwsLc, &anchors));
    println!("{}", race.run()?);
    Ok(())
}

fn read(fixture: &Fixture) -> Result<(), Failure> {
    let der = fixture.leaf();
    let webpki = rustls_pki_types::CertificateDer::from(der);
    let race = Race::new(format!("read a certificate of {}", fixture.name))
        .with("countersign", || Ok(Certificate::from_der(black_box(der)).map(|read| read.der().len())?))
        .with("x509-cert", || Ok(x509_cert::Certificate::from_der(black_box(der)).map(drop)?))
        .with("rustls-webpki", || Ok(webpki::EndEntityCert::try_from(black_box(&webpki)).map(drop)?));
    println!("{}", race.run()?);
    Ok(())
}
