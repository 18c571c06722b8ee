//! What an answer means.

use countersign_fetch::FetchError;
use countersign_need::{Answer, Need, Purpose, Rejection, Unreachable};
use countersign_transport::{BodyError, RedirectError, block_on};

use crate::{CRL, LIMIT, answering, crl, fetcher};

const BODY: &[u8] = b"a list, as far as anybody here can tell";

#[test]
fn only_status_200_is_an_answer() {
    let server = answering(200, CRL, BODY);
    assert_eq!(fetcher(&server).answer_blocking(&crl(&server.url("/"))), Answer::Bytes(BODY.to_vec()));
    for status in [201, 202, 203, 206, 300, 400, 401, 403, 408, 429, 500, 502, 503] {
        let server = answering(status, CRL, BODY);
        let rejection = Rejection::new(status, None, BODY.to_vec());
        assert_eq!(
            fetcher(&server).answer_blocking(&crl(&server.url("/"))),
            Answer::Rejected(rejection),
            "{status} with a body that looks right"
        );
        assert_eq!(server.requests().len(), 1, "{status} is not tried again");
    }
}

#[test]
fn absent_is_404_and_410_alone() {
    for status in [404, 410] {
        let server = answering(status, CRL, BODY);
        let fetcher = fetcher(&server);
        assert_eq!(block_on(fetcher.fetch(&crl(&server.url("/")))), Err(FetchError::Absent { status }));
        assert_eq!(fetcher.answer_blocking(&crl(&server.url("/"))), Answer::Absent);
    }
}

#[test]
fn another_media_type_is_no_answer() {
    for headers in [
        &[("content-type", "text/html")][..],
        &[("content-type", "application/ocsp-response")],
        &[("content-type", "application/octet-stream"), ("content-type", "application/pkix-crl")],
    ] {
        let server = answering(200, headers, BODY);
        assert_eq!(
            fetcher(&server).answer_blocking(&crl(&server.url("/"))),
            Answer::Unreachable(Unreachable::MediaType),
            "{headers:?}"
        );
    }
    for headers in [
        &[("Content-Type", "application/PKIX-CRL; x=y")][..],
        &[("content-type", "application/x-pkcs7-crl")],
        &[("content-type", "application/octet-stream")],
        &[("content-type", "application/pkix-cert")],
        &[],
    ] {
        let server = answering(200, headers, BODY);
        let answer = fetcher(&server).answer_blocking(&crl(&server.url("/")));
        assert_eq!(answer, Answer::Bytes(BODY.to_vec()), "{headers:?}");
    }
}

#[test]
fn what_is_no_crl_has_its_own_media_type() {
    let need = |purpose, url: &str| Need::post(purpose, url, "application/x", vec![1], LIMIT).unwrap();
    for (purpose, own) in [
        (Purpose::Timestamp, "application/timestamp-reply"),
        (Purpose::OcspResponse, "application/ocsp-response"),
    ] {
        let server = answering(200, &[("content-type", own)], BODY);
        let answer = fetcher(&server).answer_blocking(&need(purpose, &server.url("/")));
        assert_eq!(answer, Answer::Bytes(BODY.to_vec()));
        for headers in [&[("content-type", "application/octet-stream")][..], CRL, &[]] {
            let server = answering(200, headers, BODY);
            let answer = fetcher(&server).answer_blocking(&need(purpose, &server.url("/")));
            assert_eq!(answer, Answer::Unreachable(Unreachable::MediaType), "{purpose:?} {headers:?}");
        }
    }
}

#[test]
fn no_more_than_the_limit_is_read() {
    let limit = usize::try_from(LIMIT).unwrap();
    let server = answering(200, CRL, &vec![1; limit]);
    assert_eq!(fetcher(&server).answer_blocking(&crl(&server.url("/"))), Answer::Bytes(vec![1; limit]));
    let server = answering(200, CRL, &vec![1; limit + 1]);
    let declared = Some(LIMIT + 1);
    let error = block_on(fetcher(&server).fetch(&crl(&server.url("/")))).unwrap_err();
    assert_eq!(error, FetchError::Body(BodyError::TooLarge { limit: LIMIT, declared }));
    assert_eq!(error.into_answer(), Answer::Unreachable(Unreachable::TooLarge { limit: LIMIT }));
}

#[test]
fn a_redirect_of_a_post_is_a_rejection_and_not_followed() {
    let server = answering(307, &[("location", "/elsewhere")], b"");
    let need =
        Need::post(Purpose::Timestamp, &server.url("/"), "application/timestamp-query", vec![1], LIMIT);
    let answer = fetcher(&server).answer_blocking(&need.unwrap());
    assert_eq!(answer, Answer::Rejected(Rejection::new(307, None, Vec::new())));
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn a_redirect_without_a_location_or_with_two_is_a_rejection() {
    for headers in [&[][..], &[("location", "/a"), ("location", "/b")]] {
        let server = answering(302, headers, b"");
        let answer = fetcher(&server).answer_blocking(&crl(&server.url("/")));
        assert_eq!(answer, Answer::Rejected(Rejection::new(302, None, Vec::new())), "{headers:?}");
    }
}

#[test]
fn redirects_end_after_three() {
    let server = answering(302, &[("location", "/again")], b"");
    let error = block_on(fetcher(&server).fetch(&crl(&server.url("/")))).unwrap_err();
    assert_eq!(error, FetchError::Exchange(RedirectError::TooMany { limit: 3 }.into()));
    assert_eq!(error.into_answer(), Answer::Unreachable(Unreachable::Redirects));
    assert_eq!(server.requests().len(), 4);
}
