//! How often one validation of a chain of three certificates takes memory, and how much: here and in `rustls-webpki`. What
//! AWS-LC takes inside of C is not counted. `cargo bench --package countersign-benches --bench allocations`.

#[path = "chain/fixture.rs"]
mod fixture;

use std::alloc::System;

use countersign::crypto::RustCrypto;
use countersign_aws_lc::AwsLc;
use countersign_benches::Failure;
use countersign_x509::Certificate;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

fn main() -> Result<(), Failure> {
    for fixture in &fixture::ALL {
        let (anchors, parts) = (fixture.anchors(), fixture.signatures()?);
        let webpki_anchors = fixture.webpki_anchors(fixture.webpki_root())?;
        println!("a chain of {}", fixture.name);
        count("read the leaf", || Ok(Certificate::from_der(fixture.leaf()).map(drop)?))?;
        count("the library's own calls", || fixture.check_raw(&parts))?;
        count("the two signatures, AWS-LC", || fixture.check(&parts, &AwsLc))?;
        count("countersign, AWS-LC", || fixture.validate(&AwsLc, &anchors))?;
        count("countersign, pure Rust", || fixture.validate(&RustCrypto, &anchors))?;
        count("rustls-webpki, AWS-LC", || fixture.webpki_validate(&webpki_anchors))?;
    }
    Ok(())
}

/// Counts the second call: the first one may set something up for good.
fn count(name: &str, mut run: impl FnMut() -> Result<(), Failure>) -> Result<(), Failure> {
    run()?;
    let region = Region::new(ALLOCATOR);
    run()?;
    let taken = region.change();
    let times = taken.allocations + taken.reallocations;
    println!("    {name:<28} {times:>4} times {:>7} bytes", taken.bytes_allocated);
    Ok(())
}
