//! Tokens that are renewed before what they rest on ends, and those that are not.

use countersign_timestamp::{
    Accuracy, Imprinted, TimestampRequest, TimestampToken, TokenError, TrustedTsa,
    crypto::{Digest, RustCrypto, Scheme, SigningKey},
    digest::{Algorithm, HashProvider as _},
    encoding::der::{Tag, write},
    issue::TimestampAuthority,
    renewal::{EvidenceRecord, RecordParseError, RenewError, VerifyRecordError},
    time::{UnixTime, Validity},
    x509::{AnchorLimits, TrustAnchors, issue::CertificateTemplate},
};

use crate::support::{Chain, MESSAGE, at, builder, key, serial};

const P256: Scheme = Scheme::ECDSA_P256_SHA256_DER;
const EVIDENCE: Imprinted<'_> = Imprinted::Bytes(MESSAGE);

/// An authority whose certificate is valid for some years.
struct Tsa {
    issuing: TimestampAuthority,
    key: Box<dyn SigningKey>,
    end: UnixTime,
}

impl Tsa {
    fn new(seed: u64, from: &str, to: &str) -> Self {
        let key = key(P256, seed);
        let (start, end) = (at(from), at(to));
        let window = Validity::new(start, end).unwrap();
        let chain = Chain::valid(key.public_key(), CertificateTemplate::timestamping, window).whole();
        let builder = builder(&chain, P256).accuracy(Accuracy::new(1, 0, 0).unwrap());
        Self { issuing: builder.build(start, &RustCrypto).unwrap(), key, end }
    }

    fn stamp(&self, digest: Digest, time: &str) -> TimestampToken<'static> {
        let request = TimestampRequest::new(digest);
        let answer = self.issuing.respond(&request.to_der(), at(time), serial(1), &*self.key, &RustCrypto);
        request.finish(answer.der()).unwrap()
    }

    /// The first token of a record.
    fn begin(&self, time: &str) -> EvidenceRecord<'static> {
        EvidenceRecord::begin(self.stamp(RustCrypto.hash(Algorithm::Sha256, MESSAGE), time))
    }

    fn renewal(
        &self,
        record: &EvidenceRecord<'static>,
        algorithm: Algorithm,
        time: &str,
    ) -> TimestampToken<'static> {
        self.stamp(record.renewal_imprint(&EVIDENCE, algorithm, &RustCrypto).unwrap(), time)
    }

    fn renew(
        &self,
        record: &EvidenceRecord<'static>,
        algorithm: Algorithm,
        time: &str,
    ) -> EvidenceRecord<'static> {
        let token = self.renewal(record, algorithm, time);
        record.clone().renew(token, &EVIDENCE, &RustCrypto).unwrap()
    }
}

fn first() -> Tsa {
    Tsa::new(3, "2025-01-01T00:00:00Z", "2030-01-01T00:00:00Z")
}

fn second() -> Tsa {
    Tsa::new(4, "2028-01-01T00:00:00Z", "2040-01-01T00:00:00Z")
}

fn third() -> Tsa {
    Tsa::new(5, "2036-01-01T00:00:00Z", "2055-01-01T00:00:00Z")
}

/// Of 2026, renewed in 2029 and in 2038, each time by a longer hash.
fn whole() -> EvidenceRecord<'static> {
    let record = first().begin("2026-06-01T12:00:00Z");
    let record = second().renew(&record, Algorithm::Sha384, "2029-06-01T12:00:00Z");
    third().renew(&record, Algorithm::Sha512, "2038-06-01T12:00:00Z")
}

/// The same tokens in another order, or others.
fn of(tokens: &[&TimestampToken<'_>]) -> Vec<u8> {
    let ders: Vec<&[u8]> = tokens.iter().map(|token| token.der()).collect();
    write(Tag::SEQUENCE, &[&[2, 1, 1], &write(Tag::SEQUENCE, &ders)])
}

fn trusted() -> [TrustedTsa; 1] {
    let root = Chain::of(key(P256, 3).public_key()).root;
    let anchors = TrustAnchors::from_ders([root.der()], AnchorLimits::OwnLimits);
    [TrustedTsa::new("tsa", anchors).unwrap()]
}

fn error(record: &EvidenceRecord<'_>, evidence: &[u8], now: &str) -> Option<VerifyRecordError> {
    record.verify(&Imprinted::Bytes(evidence), &trusted(), at(now), &RustCrypto).err()
}

fn imprint_of(at: usize) -> Option<VerifyRecordError> {
    Some(VerifyRecordError::Token { at, reason: TokenError::Imprint })
}

#[test]
fn a_token_whose_certificate_has_ended_is_proof_where_it_was_renewed_in_time() {
    let record = whole();
    let verified = record.verify(&EVIDENCE, &trusted(), at("2050-01-01T00:00:00Z"), &RustCrypto).unwrap();
    assert_eq!(verified.timestamp().gen_time(), at("2026-06-01T12:00:00Z"));
    assert_eq!(verified.renew_before(), third().end);
    let relied: Vec<_> = verified.each().map(|each| each.relied_on()).collect();
    assert_eq!(relied[0].earliest(), at("2026-06-01T11:59:59Z"));
    assert_eq!(relied[0].latest(), at("2029-06-01T12:00:01Z"));
    assert_eq!(relied[1].latest(), at("2038-06-01T12:00:01Z"));
    assert_eq!(relied[2].latest(), at("2050-01-01T00:00:00Z"));
}

#[test]
fn a_record_is_read_as_it_was_written() {
    let der = whole().to_der();
    let read = EvidenceRecord::from_der(&der).unwrap();
    assert_eq!(read.tokens().len(), 3);
    assert_eq!(read.to_der(), der);
    assert_eq!(read.into_owned(), whole());
}

#[test]
fn a_token_that_was_not_renewed_in_time_is_no_proof() {
    let record = first().begin("2026-06-01T12:00:00Z");
    assert_eq!(error(&record, MESSAGE, "2030-01-01T00:00:00Z"), None);
    let ended = first().end;
    assert_eq!(error(&record, MESSAGE, "2030-01-01T00:00:01Z"), Some(VerifyRecordError::Ended { ended }));
    assert_eq!(
        error(&whole(), MESSAGE, "2055-01-01T00:00:01Z").map(|error| error.code()),
        Some("CSG-TSP-RECORD-ENDED")
    );
}

#[test]
fn a_renewal_after_the_end_is_a_gap() {
    let record = first().begin("2026-06-01T12:00:00Z");
    let just = second().renew(&record, Algorithm::Sha256, "2029-12-31T23:59:59Z");
    assert_eq!(error(&just, MESSAGE, "2035-01-01T00:00:00Z"), None);
    let late = second().renew(&record, Algorithm::Sha256, "2030-01-01T00:00:00Z");
    let (ended, renewed) = (first().end, at("2030-01-01T00:00:01Z"));
    let gap = VerifyRecordError::Gap { at: 0, ended, renewed };
    assert_eq!(error(&late, MESSAGE, "2035-01-01T00:00:00Z"), Some(gap));
}

#[test]
fn a_renewal_that_may_be_older_than_what_it_renews_is_out_of_order() {
    let record = second().begin("2029-06-01T12:00:00Z");
    let same = second().renew(&record, Algorithm::Sha256, "2029-06-01T12:00:01Z");
    assert_eq!(
        error(&same, MESSAGE, "2035-01-01T00:00:00Z"),
        Some(VerifyRecordError::Order {
            at: 1,
            earliest: at("2029-06-01T12:00:00Z"),
            latest: at("2029-06-01T12:00:01Z"),
        })
    );
    let later = second().renew(&record, Algorithm::Sha256, "2029-06-01T12:00:02Z");
    assert_eq!(error(&later, MESSAGE, "2035-01-01T00:00:00Z"), None);
    let older = second().renew(&record, Algorithm::Sha256, "2028-06-01T12:00:00Z");
    assert_eq!(
        error(&older, MESSAGE, "2035-01-01T00:00:00Z").map(|error| error.code()),
        Some("CSG-TSP-RECORD-ORDER")
    );
}

#[test]
fn replaced_evidence_is_refused_whether_its_bytes_or_its_digest_is_given() {
    let record = whole();
    assert_eq!(error(&record, b"replaced", "2050-01-01T00:00:00Z"), imprint_of(0));
    // The same where the first token was made over the replaced evidence.
    let forged = third().stamp(RustCrypto.hash(Algorithm::Sha256, b"replaced"), "2037-01-01T00:00:00Z");
    let [_, second, third] = record.tokens() else { panic!("three tokens") };
    let der = of(&[&forged, second, third]);
    let forged = EvidenceRecord::from_der(&der).unwrap();
    assert_eq!(error(&forged, b"replaced", "2050-01-01T00:00:00Z"), imprint_of(1));
    assert_eq!(error(&record, MESSAGE, "2050-01-01T00:00:00Z"), None);
}

#[test]
fn tokens_that_are_left_out_or_swapped_are_missed() {
    let record = whole();
    let [first, second, third] = record.tokens() else { panic!("three tokens") };
    let verify = |tokens: &[&TimestampToken<'_>]| {
        let der = of(tokens);
        error(&EvidenceRecord::from_der(&der).unwrap(), MESSAGE, "2039-01-01T00:00:00Z")
    };
    assert_eq!(verify(&[first, second, third]), None);
    assert_eq!(verify(&[second, third]), imprint_of(0));
    assert_eq!(verify(&[first, third]), imprint_of(1));
    assert_eq!(verify(&[second, first, third]), imprint_of(0));
    assert_eq!(verify(&[first, third, second]), imprint_of(1));
    assert_eq!(verify(&[first, second, second]), imprint_of(2));
    // The last renewal left out: the record is as good as it was, while its last certificates last.
    assert_eq!(verify(&[first, second]), None);
    let der = of(&[first, second]);
    let shorter = EvidenceRecord::from_der(&der).unwrap();
    assert_eq!(
        error(&shorter, MESSAGE, "2050-01-01T00:00:00Z").map(|error| error.code()),
        Some("CSG-TSP-RECORD-ENDED")
    );
}

#[test]
fn a_renewal_is_over_the_evidence_and_the_record_alone() {
    let record = first().begin("2026-06-01T12:00:00Z");
    let renew = |token| record.clone().renew(token, &EVIDENCE, &RustCrypto).err();
    let over_evidence = second().stamp(RustCrypto.hash(Algorithm::Sha256, MESSAGE), "2029-01-01T00:00:00Z");
    assert_eq!(renew(over_evidence), Some(RenewError::Imprint));
    let token = record.tokens()[0].der();
    let over_token = second().stamp(RustCrypto.hash(Algorithm::Sha256, token), "2029-01-01T00:00:00Z");
    assert_eq!(renew(over_token), Some(RenewError::Imprint));
    assert_eq!(renew(second().renewal(&record, Algorithm::Sha256, "2029-01-01T00:00:00Z")), None);
}

/// Written down once more from the documentation, so that records are read by later versions and by others.
#[test]
fn a_renewal_is_over_the_documented_bytes() {
    let length = |bytes: &[u8]| u64::try_from(bytes.len()).unwrap().to_be_bytes();
    for (count, algorithm) in [(1, Algorithm::Sha256), (3, Algorithm::Sha384)] {
        let record = whole();
        let tokens: Vec<_> = record.tokens().iter().take(count).collect();
        let evidence = RustCrypto.hash(algorithm, MESSAGE);
        let mut bytes = b"countersign-timestamp-renewal-v1\0".to_vec();
        bytes.extend(length(evidence.as_bytes()).iter().chain(evidence.as_bytes()));
        bytes.extend(u64::try_from(count).unwrap().to_be_bytes());
        tokens.iter().for_each(|token| bytes.extend(length(token.der()).iter().chain(token.der())));
        let der = of(&tokens);
        let record = EvidenceRecord::from_der(&der).unwrap();
        let imprint = record.renewal_imprint(&EVIDENCE, algorithm, &RustCrypto).unwrap();
        assert_eq!(imprint, RustCrypto.hash(algorithm, &bytes), "{count}");
    }
}

#[test]
fn a_digest_of_the_evidence_serves_where_every_token_is_by_its_algorithm() {
    let digest = RustCrypto.hash(Algorithm::Sha256, MESSAGE);
    let record = first().begin("2026-06-01T12:00:00Z");
    let record = second().renew(&record, Algorithm::Sha256, "2029-06-01T12:00:00Z");
    let verify = |record: &EvidenceRecord<'_>| {
        record.verify(&Imprinted::Digest(&digest), &trusted(), at("2039-01-01T00:00:00Z"), &RustCrypto).err()
    };
    assert_eq!(verify(&record), None);
    let other = TokenError::OtherDigest { expected: Algorithm::Sha512, actual: Algorithm::Sha256 };
    let longer = third().renew(&record, Algorithm::Sha512, "2038-06-01T12:00:00Z");
    assert_eq!(verify(&longer), Some(VerifyRecordError::Token { at: 2, reason: other }));
    let renewed = record.renewal_imprint(&Imprinted::Digest(&digest), Algorithm::Sha512, &RustCrypto);
    let (expected, actual) = (Algorithm::Sha512, Algorithm::Sha256);
    assert_eq!(renewed.err(), Some(RenewError::OtherDigest { expected, actual }));
}

#[test]
fn a_record_is_bounded_and_counted_before_its_tokens_are_read() {
    let mut record = first().begin("2026-06-01T12:00:00Z");
    let token = record.tokens()[0].clone();
    let der = of(&[&token; 17]);
    let limit = EvidenceRecord::MAX_TOKENS;
    assert_eq!(EvidenceRecord::from_der(&der).err(), Some(RecordParseError::TooManyTokens { limit }));
    let junk = write(Tag::SEQUENCE, &[&[2, 1, 1], &write(Tag::SEQUENCE, &[&[5, 0][..]; 17])]);
    assert_eq!(EvidenceRecord::from_der(&junk).err(), Some(RecordParseError::TooManyTokens { limit }));
    for day in 2..=16 {
        record = first().renew(&record, Algorithm::Sha256, &format!("2026-07-{day:02}T12:00:00Z"));
    }
    assert_eq!(error(&record, MESSAGE, "2027-01-01T00:00:00Z"), None);
    let further = first().renewal(&record, Algorithm::Sha256, "2026-07-17T12:00:00Z");
    let renewed = record.renew(further, &EVIDENCE, &RustCrypto);
    assert_eq!(renewed.err(), Some(RenewError::TooManyTokens { limit }));
    let actual = EvidenceRecord::MAX_LEN + 1;
    let long = EvidenceRecord::from_der(&vec![0x30; actual]).err();
    assert_eq!(long, Some(RecordParseError::TooLong { limit: EvidenceRecord::MAX_LEN, actual }));
}

#[test]
fn what_is_no_record_is_told_by_kind() {
    let der = whole().to_der();
    let error = |der: &[u8]| EvidenceRecord::from_der(der).err();
    assert_eq!(error(&write(Tag::SEQUENCE, &[&[2, 1, 2], &[0x30, 0]])), Some(RecordParseError::Version));
    assert_eq!(error(&write(Tag::SEQUENCE, &[&[2, 1, 1], &[0x30, 0]])), Some(RecordParseError::NoTokens));
    let junk = write(Tag::SEQUENCE, &[&[2, 1, 1], &[0x30, 2, 5, 0]]);
    assert!(matches!(error(&junk), Some(RecordParseError::Token { at: 0, .. })));
    assert!(matches!(error(&[&der[..], &[0]].concat()), Some(RecordParseError::Encoding(_))));
    let token = whole().tokens()[0].der().to_vec();
    let with = |more: &[u8]| write(Tag::SEQUENCE, &[&[2, 1, 1], &write(Tag::SEQUENCE, &[&token]), more]);
    assert_eq!(error(&with(&[])), None);
    assert!(matches!(error(&with(&[5, 0])), Some(RecordParseError::Encoding(_))));
    for length in 0..der.len() {
        assert!(EvidenceRecord::from_der(&der[..length]).is_err(), "{length}");
    }
}

#[test]
fn nobody_is_believed_by_nobody() {
    let verified = whole().verify(&EVIDENCE, &[], at("2050-01-01T00:00:00Z"), &RustCrypto);
    assert_eq!(verified.err(), Some(VerifyRecordError::NoAuthorities));
    let other = Chain::of(key(P256, 3).public_key()).below;
    let pinned = trusted().map(|tsa| tsa.signer(&other));
    let verified = whole().verify(&EVIDENCE, &pinned, at("2050-01-01T00:00:00Z"), &RustCrypto);
    assert!(matches!(verified.err(), Some(VerifyRecordError::Token { at: 0, .. })));
}

#[test]
fn a_token_of_the_future_is_none_yet() {
    let error = error(&whole(), MESSAGE, "2035-01-01T00:00:00Z");
    assert!(matches!(error, Some(VerifyRecordError::Token { at: 2, reason: TokenError::Future { .. } })));
}

#[test]
fn a_record_with_one_flipped_bit_is_refused() {
    let record = first().begin("2026-06-01T12:00:00Z");
    let record = second().renew(&record, Algorithm::Sha256, "2029-06-01T12:00:00Z");
    let der = record.to_der();
    let (trusted, now) = (trusted(), at("2035-01-01T00:00:00Z"));
    let mut accepted = Vec::new();
    // Every ninth: what a single token is bound by is tested bit by bit elsewhere.
    for mutant in testkit::bit_flips(&der).step_by(9) {
        let Ok(record) = EvidenceRecord::from_der(&mutant.bytes) else { continue };
        if record.verify(&EVIDENCE, &trusted, now, &RustCrypto).is_ok() {
            accepted.push(mutant.change);
        }
    }
    assert_eq!(accepted, []);
}
