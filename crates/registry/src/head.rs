//! What the head of an answer says of the content.

use countersign_digest::Digest;

/// The type in a `Content-Type`, without its parameters (RFC 9110 §8.3.1).
pub(crate) fn essence(content_type: &str) -> &str {
    content_type.split(';').next().unwrap_or_default().trim()
}

/// Whether a `Docker-Content-Digest` is a digest of the content that has the known one; `digest_by` computes another of its
/// digests, by the algorithm of the one that it is given, where the content is at hand.
pub(crate) fn is_digest_of(
    header: &str,
    known: Digest,
    digest_by: impl FnOnce(&Digest) -> Option<Digest>,
) -> bool {
    Digest::parse(header).is_ok_and(|said| said == known || digest_by(&said) == Some(said))
}
