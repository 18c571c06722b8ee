//! The media type of an answer (RFC 9110 §8.3).

use countersign_need::Escaped;
use countersign_transport::Headers;

use crate::{FetchError, Service};

/// Most characters of a foreign media type that are kept.
const SHOWN: usize = 128;

/// As what servers send CRLs, besides what RFC 2585 §4.2 has: by the tables of file names of common HTTP servers, as bytes of any
/// kind, and as certificates.
const OTHERS_OF_CRLS: [&str; 3] =
    ["application/x-pkcs7-crl", "application/octet-stream", "application/pkix-cert"];

/// Checks that there is one, and that it is one of the service's. Type and subtype are compared without regard to case (§8.3.1), and
/// parameters are passed over: none is defined for these types.
///
/// A CRL comes from a file, which servers know little of: it may have no type. Whether it is one is found when it is read.
pub(crate) fn check(headers: &Headers, service: Service) -> Result<(), FetchError> {
    let expected = service.media_type();
    let others: &[&str] = if service == Service::Crl { &OTHERS_OF_CRLS } else { &[] };
    let mut values = headers.get_all("content-type");
    let (first, second) = (values.next(), values.next());
    if first.is_none() && service == Service::Crl {
        return Ok(());
    }
    let found = first.filter(|_| second.is_none());
    let essence =
        found.and_then(|value| value.split(';').next()).map(|essence| essence.trim_matches([' ', '\t']));
    let is_known = |essence: &str| {
        let mut known = [expected].into_iter().chain(others.iter().copied());
        known.any(|known| essence.eq_ignore_ascii_case(known))
    };
    if essence.is_some_and(is_known) {
        return Ok(());
    }
    let found = found.map(|value| Escaped::new(value.as_bytes(), SHOWN).to_string());
    Err(FetchError::MediaType { expected, found })
}

#[cfg(test)]
mod tests {
    use super::*;

    const CRL: &str = "application/pkix-crl";

    fn checked(service: Service, values: &[&str]) -> Result<(), FetchError> {
        let mut headers = Headers::new();
        values.iter().try_for_each(|value| headers.append("content-type", value)).expect("a value");
        check(&headers, service)
    }

    fn refused(expected: &'static str, found: Option<&str>) -> Result<(), FetchError> {
        Err(FetchError::MediaType { expected, found: found.map(str::to_owned) })
    }

    #[test]
    fn case_and_parameters_do_not_count() {
        for value in [CRL, "Application/PKIX-CRL", "application/pkix-crl ; a=\"b\""] {
            assert_eq!(checked(Service::Crl, &[value]), Ok(()), "{value}");
        }
    }

    #[test]
    fn a_crl_comes_as_servers_send_files_and_not_as_a_page() {
        let sent = ["application/x-pkcs7-crl", "application/octet-stream", "APPLICATION/pkix-cert;a=b"];
        for value in sent {
            assert_eq!(checked(Service::Crl, &[value]), Ok(()), "{value}");
        }
        assert_eq!(checked(Service::Crl, &[]), Ok(()));
        for value in
            ["text/html", "text/plain", "application/pkix-crlx", "application/pkix-crl, text/html", "", ";"]
        {
            assert_eq!(checked(Service::Crl, &[value]), refused(CRL, Some(value)), "{value}");
        }
    }

    #[test]
    fn timestamps_and_ocsp_answers_come_as_themselves() {
        for service in [Service::Timestamp, Service::Ocsp] {
            let own = service.media_type();
            assert_eq!(checked(service, &[own]), Ok(()));
            assert_eq!(checked(service, &[&format!("{own};a=b")]), Ok(()));
            assert_eq!(checked(service, &[]), refused(own, None));
            for value in [CRL, "application/octet-stream", "text/html"] {
                assert_eq!(checked(service, &[value]), refused(own, Some(value)), "{value}");
            }
        }
    }

    #[test]
    fn two_types_are_none() {
        assert_eq!(checked(Service::Crl, &[CRL, CRL]), refused(CRL, None));
    }
}
