use std::sync::LazyLock;

use countersign_crypto::{
    CryptoProvider as _, KeyType, PrivateKey, RandomError, RustCrypto, Scheme, SigningKey,
};
use countersign_encoding::der::Oid;
use countersign_time::{UnixTime, Validity};
use countersign_timestamp::{
    Imprinted, TimestampRequest, TimestampResponse, TrustedTsa,
    issue::{TimestampAuthority, TokenSerial},
    renewal::EvidenceRecord,
};
use countersign_x509::{
    AnchorLimits, Certificate, Name, TrustAnchors,
    issue::{CertificateTemplate, SerialNumber},
};

/// Whatever is asked, the answer is a response that is read: a token where the request is one, which answers that request and is
/// verified; and a rejection where it is none, which says what the reader of requests says.
///
/// # Panics
///
/// When that does not hold of `data`.
pub fn timestamp_authority(data: &[u8]) {
    let Tsa { authority, key, trusted, now } = &*TSA;
    let serial = TokenSerial::from_be_bytes(&[1]).expect("a serial number");
    let answer = authority.respond(data, *now, serial, &**key, &RustCrypto);
    let response = TimestampResponse::parse(answer.der()).expect("an answer is read");
    let Ok(request) = TimestampRequest::parse(data) else {
        assert!(response.token().is_none() && response.failures().iter().count() == 1);
        return;
    };
    let is_plain = request.extensions().is_none() && request.requested_policy().is_none_or(is_offered);
    assert_eq!(response.token().is_some(), is_plain);
    assert_eq!(answer.rejection().is_none(), is_plain);
    if is_plain {
        let imprint = *request.imprint();
        let token = request.finish(answer.der()).expect("it answers this request");
        let verified = token.verify(&Imprinted::Digest(&imprint), trusted, *now, &RustCrypto);
        assert_eq!(verified.expect("it is verified").imprint(), &imprint);
    }
}

/// What is read as a record is written again byte by byte.
///
/// # Panics
///
/// When that does not hold of `data`.
pub fn evidence_record(data: &[u8]) {
    let Ok(record) = EvidenceRecord::from_der(data) else { return };
    assert!((1..=EvidenceRecord::MAX_TOKENS).contains(&record.tokens().len()));
    assert_eq!(record.to_der(), data);
}

/// 2.999.1
const POLICY: Oid<'_> = Oid::from_contents(&[0x88, 0x37, 1]);

fn is_offered(policy: Oid<'_>) -> bool {
    policy == POLICY
}

struct Tsa {
    authority: TimestampAuthority,
    key: Box<dyn SigningKey>,
    trusted: TrustedTsa,
    now: UnixTime,
}

static TSA: LazyLock<Tsa> = LazyLock::new(|| {
    let (key, certificate, now) = certified();
    let scheme = key.scheme();
    let chain = [certificate.clone()];
    let authority = TimestampAuthority::builder(&chain, scheme, POLICY).build(now, &RustCrypto);
    let anchors = TrustAnchors::from_ders([certificate.der()], AnchorLimits::OwnLimits);
    Tsa {
        authority: authority.expect("an authority"),
        key,
        trusted: TrustedTsa::new("tsa", anchors).expect("somebody is believed"),
        now,
    }
});

/// A key, its own certificate and a time at which that is valid; the same each time.
fn certified() -> (Box<dyn SigningKey>, Certificate<'static>, UnixTime) {
    let mut random = |out: &mut [u8]| -> Result<(), RandomError> {
        out.fill(0x5a);
        Ok(())
    };
    let private = PrivateKey::generate(KeyType::EcdsaP256, &mut random, &RustCrypto).expect("a key");
    let scheme = Scheme::ECDSA_P256_SHA256_DER;
    let key = RustCrypto.signing_key(&private, scheme).expect("a signer");
    let (start, end) = (UnixTime::from_seconds(1_700_000_000), UnixTime::from_seconds(2_000_000_000));
    let window = Validity::new(start.expect("a time"), end.expect("a time")).expect("a window");
    let serial = SerialNumber::random(&mut random).expect("a serial number");
    // CN=TSA
    let subject = [0x30, 14, 0x31, 12, 0x30, 10, 6, 3, 0x55, 4, 3, 0x0c, 3, b'T', b'S', b'A'];
    let name = Name::from_der(&subject).expect("a name");
    let template = CertificateTemplate::timestamping(&name, window, serial);
    let draft = template.self_signed(key.public_key(), scheme, &RustCrypto).expect("a draft");
    let certificate = draft.sign(&*key).expect("a certificate");
    (key, certificate, UnixTime::from_seconds(1_800_000_000).expect("a time"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vectors::seed;

    #[test]
    fn the_law_sees_grants_and_rejections() {
        let granted = |name: &str| {
            let request = seed(&format!("timestamp_authority/{name}"));
            TSA.authority.read(&request).map(|_| ())
        };
        use countersign_timestamp::issue::Rejection;
        assert_eq!(granted("plain"), Ok(()));
        assert_eq!(granted("policy"), Ok(()));
        assert_eq!(granted("extension"), Err(Rejection::Extension));
        assert_eq!(granted("sha1"), Err(Rejection::ImprintAlgorithm));
    }

    #[test]
    fn the_law_sees_a_record() {
        assert_eq!(
            EvidenceRecord::from_der(&seed("evidence_record/renewed")).map(|record| record.tokens().len()),
            Ok(2)
        );
    }
}
