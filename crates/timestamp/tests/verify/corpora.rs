//! The public corpora of tokens.

use countersign_timestamp::{
    EncodedToken, Imprinted, TokenRefusal, TrustedTsa,
    crypto::{Digest, DigestAlgorithm, RustCrypto},
    encoding::base64,
    x509::{AnchorLimits, Certificate, CertificateSet, Profile, TrustAnchors},
};
use serde_json::Value;
use testkit::{corpora, jsonl};

use crate::support::at;

fn decode(value: &Value) -> Vec<u8> {
    base64::decode_standard(value.as_str().unwrap().as_bytes()).unwrap()
}

fn decode_all(value: &Value) -> Vec<Vec<u8>> {
    value.as_array().into_iter().flatten().map(decode).collect()
}

/// A case of `tsp.verify`: whether it is accepted, or the code of the refusal.
fn answer(input: &Value) -> Result<(), String> {
    let code = |refusal: TokenRefusal| refusal.code().to_owned();
    let response = input.get("response");
    let der = decode(response.unwrap_or(&input["token"]));
    let encoded = if response.is_some() { EncodedToken::Response(&der) } else { EncodedToken::Bare(&der) };
    let token = encoded.parse().map_err(|error| code(error.into()))?;
    let anchors = TrustAnchors::from_ders(decode_all(&input["roots"]), AnchorLimits::OwnLimits);
    let mut authority = TrustedTsa::new("case", anchors).map_err(|error| error.to_string())?;
    authority = authority.intermediates(CertificateSet::from_ders(decode_all(&input["intermediates"])));
    if let Some(pinned) = input.get("tsa_certificate") {
        authority = authority.signer(&Certificate::from_der(&decode(pinned)).unwrap());
    }
    let (message, now) = (decode(&input["message"]), token.inspect().gen_time());
    let verified = token.verify(&Imprinted::Bytes(&message), &authority, now, &RustCrypto);
    verified.map(drop).map_err(|error| code(error.into()))
}

#[test]
fn the_corpus_of_tokens_is_answered_as_expected() {
    let Some(folder) = corpora("tsp") else { return };
    let cases = jsonl(&folder.join("tsp.jsonl"));
    let cases: Vec<_> = cases.iter().filter(|case| case["op"] == "tsp.verify").collect();
    assert!(cases.len() >= 22, "{}", cases.len());
    let mut accepted = 0;
    for case in cases {
        let outcome = answer(&case["in"]);
        accepted += usize::from(outcome.is_ok());
        if let Some(expected) = case["expect"].as_bool() {
            assert_eq!(outcome.is_ok(), expected, "{}: {outcome:?}", case["id"]);
        }
    }
    assert_eq!(accepted, 3);
}

#[test]
fn refusals_of_the_corpus_are_for_the_reason_that_it_is_about() {
    let Some(folder) = corpora("tsp") else { return };
    let cases = jsonl(&folder.join("tsp.jsonl"));
    for (id, code) in [
        ("tspc-TimeStampTokenWithInvalidSignature", "CSG-TSP-SIGNATURE"),
        ("tspc-TimeStampTokenWithInvalidSigningCertificateV2", "CSG-TSP-SIGNING-CERTIFICATE-ENCODING"),
        ("tspc-TimeStampTokenWithInvalideContentType", "CSG-TSP-NOT-TIMESTAMP"),
        ("tspc-TimeStampTokenWithSHA1CertHash", "CSG-TSP-SIGNING-CERTIFICATE-ALGORITHM"),
        (
            "tspc-TimeStampTokenWithWrongSigningCertificateV2IssuerChoiceTag",
            "CSG-TSP-SIGNING-CERTIFICATE-ENCODING",
        ),
        ("tspc-cms-TimeStampTokenWithoutSignedAttributeContentType", "CSG-TSP-ATTRIBUTE-MISSING"),
        ("tspc-cms-TimeStampTokenWithUnknownSignerIssuer", "CSG-TSP-NO-SIGNER"),
        ("tspc-cms-TimeStampTokenWithSignerVersion2", "CSG-TSP-SIGNER-VERSION"),
        ("r3c-sigstage-sha256-wrong-message", "CSG-TSP-IMPRINT"),
        ("r3c-sigstage-sha256-wrong-root", "CSG-X509-UNKNOWN-ISSUER"),
    ] {
        let case = cases.iter().find(|case| case["id"] == format!("tsp::{id}")).unwrap();
        assert_eq!(answer(&case["in"]), Err(code.to_owned()), "{id}");
    }
}

#[test]
fn the_token_of_a_notation_envelope_outlives_its_certificate() {
    let Some(folder) = corpora("notation") else { return };
    let cases = jsonl(&folder.join("envelopes.jsonl"));
    let case = cases.iter().find(|case| case["id"] == "notation-env-ts::jwsExpiredWithTimestamp").unwrap();
    let envelope: Value = serde_json::from_slice(&decode(&case["in"]["envelope"])).unwrap();
    let token = decode(&envelope["header"]["io.cncf.notary.timestampSignature"]);
    let signature = base64::decode_url(envelope["signature"].as_str().unwrap().as_bytes()).unwrap();
    let anchors = TrustAnchors::from_ders(decode_all(&case["in"]["tsa_roots"]), AnchorLimits::OwnLimits);
    let authority = TrustedTsa::new("notation", anchors).unwrap().profile(Profile::NOTATION_TIMESTAMPING);
    let token = EncodedToken::Bare(&token).parse().unwrap();
    let now = at("2030-01-01T00:00:00Z");
    assert!(token.verify(&Imprinted::Bytes(&signature), &authority, now, &RustCrypto).is_ok());
}

/// Each about itself, under the CAs that came with it and with the case: what they are about is not known here.
#[test]
fn tokens_of_public_authorities_are_verified() {
    let Some(folder) = corpora("tsp") else { return };
    let cases = jsonl(&folder.join("tsp.jsonl"));
    for id in [
        "tspc-valid-no-roots",       // GlobalSign
        "tspc-TimeStampTokenNoRoot", // Microsoft, in milliseconds
        "r3c-identrust-issue-104",
        "ssjava-freetsa-untrusted",
    ] {
        let case = cases.iter().find(|case| case["id"] == format!("tsp::{id}")).unwrap();
        let response = case["in"].get("response");
        let der = decode(response.unwrap_or(&case["in"]["token"]));
        let encoded =
            if response.is_some() { EncodedToken::Response(&der) } else { EncodedToken::Bare(&der) };
        let token = encoded.parse().unwrap();
        let claims = token.inspect();
        let algorithm = DigestAlgorithm::ALL.iter().find(|one| one.output_len() == claims.imprint().len());
        let imprint = Digest::from_bytes(*algorithm.unwrap(), claims.imprint()).unwrap();
        let given = ["intermediates", "roots"].map(|field| decode_all(&case["in"][field]));
        let all: Vec<Vec<u8>> =
            claims.certificates().map(<[u8]>::to_vec).chain(given.into_iter().flatten()).collect();
        let read = all.iter().filter_map(|der| Certificate::from_der(der).ok());
        let cas = read.filter(|read| read.basic_constraints().is_some_and(|constraints| constraints.is_ca()));
        let cas: Vec<Vec<u8>> = cas.map(|ca| ca.der().to_vec()).collect();
        let authority = TrustedTsa::new(id, TrustAnchors::from_ders(cas, AnchorLimits::OwnLimits)).unwrap();
        let authority = authority.intermediates(CertificateSet::from_ders(&all));
        let verified =
            token.verify(&Imprinted::Digest(&imprint), &authority, at("2030-01-01T00:00:00Z"), &RustCrypto);
        assert_eq!(verified.map(|verified| verified.gen_time()).ok(), Some(claims.gen_time()), "{id}");
    }
}
