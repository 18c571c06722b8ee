//! Bytes that another format signs: a blob signature has no domain of its own, so that the blob has to be looked at.

use countersign_encoding::{
    base64,
    json::{self, Limits, Object, Value},
};

use crate::payload_class::{ATOMIC_TYPE, COSIGN_TYPE};

/// What the signature of another format is over. A signature over a blob of such bytes would be one of that format too,
/// so none is made and none is accepted. More is recognised than this crate's own verifiers read, for Cosign and JWS
/// libraries are laxer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum SignedForm {
    /// A simple-signing payload: JSON whose `critical` names an image or has the type of such a payload. Signing it signs
    /// an image.
    #[error("a simple-signing payload")]
    SimpleSigning,
    /// The pre-authentication encoding of DSSE.
    #[error("the signed form of a DSSE envelope")]
    DssePae,
    /// The signing input of a JWS, its payload encoded or not (RFC 7797).
    #[error("the signing input of a JSON web signature")]
    JwsSigningInput,
}

impl SignedForm {
    /// How many bytes of a blob [`of`](Self::of) needs to see, where it has as many. No simple-signing payload that
    /// this version accepts is longer.
    pub const HEAD_LEN: usize = 64 << 10;

    /// The format that signs such bytes, judged by their first [`HEAD_LEN`](Self::HEAD_LEN).
    #[must_use]
    pub fn of(bytes: &[u8]) -> Option<Self> {
        let head = bytes.get(..Self::HEAD_LEN).unwrap_or(bytes);
        if head.starts_with(b"DSSEv1 ") {
            return Some(Self::DssePae);
        }
        if bytes.len() <= Self::HEAD_LEN && is_simple_signing(bytes) {
            return Some(Self::SimpleSigning);
        }
        is_signing_input(head).then_some(Self::JwsSigningInput)
    }
}

fn is_simple_signing(bytes: &[u8]) -> bool {
    let Ok(value) = json::parse(bytes, &Limits::default()) else { return false };
    let critical = value.as_object().and_then(|root| member(root, "critical")?.as_object());
    critical.is_some_and(|critical| {
        let class = member(critical, "type").and_then(Value::as_str);
        matches!(class, Some(COSIGN_TYPE | ATOMIC_TYPE)) || names_an_image(critical)
    })
}

/// All that Cosign asks for: it does not look at the type.
fn names_an_image(critical: &Object<'_>) -> bool {
    let image = member(critical, "image").and_then(Value::as_object);
    image.is_some_and(|image| member(image, "docker-manifest-digest").is_some())
}

/// A member by its name in any case, as Go reads it.
fn member<'v, 'a>(object: &'v Object<'a>, name: &str) -> Option<&'v Value<'a>> {
    object.iter().find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

/// `BASE64URL(header) "." BASE64URL(payload)`, the header an object that names an algorithm (RFC 7515 §5.1); where it
/// has `b64` the payload stands there as it is (RFC 7797 §5.1). What begins as an object and is none to a strict reader
/// is a header to others.
fn is_signing_input(head: &[u8]) -> bool {
    let is_text = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let Some(dot) = head.iter().position(|byte| *byte == b'.') else { return false };
    let Some((header, rest)) = head.split_at_checked(dot) else { return false };
    let Ok(header) = base64::decode_url(header) else { return false };
    let is_encoded = rest.iter().skip(1).all(is_text);
    match json::parse(&header, &Limits::default()) {
        Ok(header) => header
            .as_object()
            .is_some_and(|header| header.get("alg").is_some() && (is_encoded || header.get("b64").is_some())),
        Err(_) => is_encoded && header.trim_ascii_start().starts_with(b"{"),
    }
}

#[cfg(test)]
mod tests {
    use super::SignedForm;

    #[test]
    fn only_what_another_format_signs_is_recognised() {
        let simple = br#"{"critical":{"type":"atomic container signature"}}"#;
        assert_eq!(SignedForm::of(simple), Some(SignedForm::SimpleSigning));
        assert_eq!(SignedForm::of(br#"{"critical":{"type":"something else"}}"#), None);
        assert_eq!(SignedForm::of(b"DSSEv1 1 x 0 "), Some(SignedForm::DssePae));
        assert_eq!(SignedForm::of(b"DSSEv1"), None);
        let input = [b"eyJhbGciOiJFUzI1NiJ9.".as_slice(), &[b'A'; SignedForm::HEAD_LEN], b"."].concat();
        assert_eq!(SignedForm::of(&input), Some(SignedForm::JwsSigningInput));
        // White space is all that fits behind a payload: one that is longer than is read is none, whole or in part.
        let padded = |length: usize| [&simple[..], &b" ".repeat(length - simple.len())].concat();
        assert_eq!(SignedForm::of(&padded(SignedForm::HEAD_LEN)), Some(SignedForm::SimpleSigning));
        assert_eq!(SignedForm::of(&padded(SignedForm::HEAD_LEN + 1)), None);
        for text in ["eyJhbGciOiJFUzI1NiJ9", "e30.e30", "a.b", ".", "", "eyJhbGciOiJFUzI1NiJ9.e30.AAAA"] {
            assert_eq!(SignedForm::of(text.as_bytes()), None, "{text}");
        }
    }
}
