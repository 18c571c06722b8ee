//! Bytes that another format signs: a blob signature has no domain of its own, so that the blob has to be looked at.

use countersign_encoding::{
    base64,
    json::{self, Limits, Value},
};

use crate::payload_class::{ATOMIC_TYPE, COSIGN_TYPE};

/// What the signature of another format is over. A signature over a blob of such bytes would be one of that format too,
/// so none is made and none is accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum SignedForm {
    /// A simple-signing payload: signing it signs an image.
    #[error("a simple-signing payload")]
    SimpleSigning,
    /// The pre-authentication encoding of DSSE.
    #[error("the signed form of a DSSE envelope")]
    DssePae,
    /// The signing input of a JWS.
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
    let class = value
        .as_object()
        .and_then(|root| root.get("critical")?.as_object()?.get("type"))
        .and_then(Value::as_str);
    matches!(class, Some(COSIGN_TYPE | ATOMIC_TYPE))
}

/// `BASE64URL(header) "." BASE64URL(payload)`, the header an object that names an algorithm (RFC 7515 §5.1).
fn is_signing_input(head: &[u8]) -> bool {
    let is_text = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let Some(dot) = head.iter().position(|byte| *byte == b'.') else { return false };
    let Some((header, rest)) = head.split_at_checked(dot) else { return false };
    if !rest.iter().skip(1).all(is_text) {
        return false;
    }
    let Ok(header) = base64::decode_url(header) else { return false };
    json::parse(&header, &Limits::default())
        .is_ok_and(|header| header.as_object().is_some_and(|header| header.get("alg").is_some()))
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
        for text in ["eyJhbGciOiJFUzI1NiJ9", "e30.e30", "a.b", ".", "", "eyJhbGciOiJFUzI1NiJ9.e30.AAAA"] {
            assert_eq!(SignedForm::of(text.as_bytes()), None, "{text}");
        }
    }
}
