//! Takes `countersign-timestamp` alone: asks an authority for a timestamp of a file, and verifies the answer.

use std::error::Error;

use countersign_timestamp::{
    EncodedToken, Imprinted, Nonce, Threshold, TimestampRequest, TimestampToken, TimestampVerifier,
    TrustedTsa,
    crypto::RustCrypto,
    digest::{Algorithm, HashProvider},
    time::UnixTime,
    x509::{AnchorLimits, TrustAnchors},
};

fn main() -> Result<(), Box<dyn Error>> {
    let (file, now) = (b"release 1.0".as_slice(), UnixTime::parse_rfc3339("2026-06-01T00:01:00Z")?);

    // Ask. `request.need(url)` says what to send where; the nonce binds the answer to the request.
    let mut nonce = [0; 8];
    getrandom::fill(&mut nonce)?;
    let request =
        TimestampRequest::new(RustCrypto.hash(Algorithm::Sha256, file)).nonce(Nonce::from_unsigned(&nonce)?);
    let (response, root) = stand_in(file, &request);
    let token = request.finish(&response)?.into_owned();
    println!("claims    {}", token.inspect().gen_time());

    // Verify, now or years later, by the root of an authority that you believe.
    let anchors = TrustAnchors::from_ders([&root], AnchorLimits::OwnLimits);
    let authority = TrustedTsa::new("tsa.example", anchors)?;
    let verified = token.verify(&Imprinted::Bytes(file), &authority, now, &RustCrypto)?;
    println!("verified  between {} and {}", verified.earliest(), verified.latest());

    // Of another file it says nothing.
    match token.verify(&Imprinted::Bytes(b"release 1.1"), &authority, now, &RustCrypto) {
        Ok(_) => return Err("a timestamp of another file was accepted".into()),
        Err(error) => println!("refused   {} {error}", error.code()),
    }

    // Several tokens about one thing, and of how many distinct authorities there must be one.
    let authorities = [authority];
    let tokens = [EncodedToken::Response(&response), EncodedToken::Bare(TimestampToken::der(&token))];
    let two = Threshold::Authorities(2.try_into()?);
    match TimestampVerifier::new(&RustCrypto, &authorities).threshold(two).verify_all(
        &tokens,
        &Imprinted::Bytes(file),
        now,
    ) {
        Ok(_) => Err("one authority was counted twice".into()),
        Err(error) => {
            println!("refused   {} {error}", error.code());
            Ok(())
        }
    }
}

/// An authority's answer to this request, and its root: the testkit's stands in for a server.
fn stand_in(file: &[u8], request: &TimestampRequest) -> (Vec<u8>, Vec<u8>) {
    let tsa = testkit::tsp::Tsa::new(1);
    let mut token = tsa.token(file);
    token.info.nonce =
        request.requested_nonce().map(|nonce| testkit::x509::tlv(2, &[nonce.as_bytes()])).unwrap_or_default();
    (token.response(), tsa.root.der())
}
