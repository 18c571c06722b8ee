//! Takes single crates instead of the facade: digest, oci and envelope know nothing of each other's business.

use std::error::Error;

use countersign_digest::{Algorithm, HashProvider, Sha2, check_bytes};
use countersign_envelope::{DsseEnvelope, pae};
use countersign_oci::{CosignTag, Reference, cosign_tag};

fn main() -> Result<(), Box<dyn Error>> {
    // countersign-digest: what is named by a digest is checked against it.
    let digest = Sha2.hash(Algorithm::Sha256, b"layer");
    check_bytes(&Sha2, b"layer", &digest, Some(5))?;
    println!("digest     {digest}");

    // countersign-oci: a reference is read strictly, or with Docker's defaults, never something in between.
    let strict = Reference::parse("registry.example/acme/app:1.0")?.with_digest(digest);
    let familiar = Reference::parse_familiar("busybox")?;
    println!("reference  {strict}");
    println!("familiar   busybox is {familiar}");
    println!("signatures are under the tag {}", cosign_tag(&digest, CosignTag::Signature));

    // countersign-envelope: what an envelope claims is visible only as a claim; only `verify` yields a payload.
    let envelope = DsseEnvelope::parse(
        br#"{"payloadType":"text/plain","payload":"aGVsbG8=","signatures":[{"sig":"MAA="}]}"#,
    )?;
    let claims = envelope.inspect();
    println!("envelope   claims to hold {}", claims.claimed().payload_type);
    let signed = pae(&claims.claimed().payload_type, &claims.claimed().payload);
    println!("signed is  {}", String::from_utf8_lossy(&signed));
    Ok(())
}
