//! The media type of an answer (RFC 9110 §8.3).

use countersign_need::Escaped;
use countersign_transport::Headers;

use crate::FetchError;

/// Most characters of a foreign media type that are kept.
const SHOWN: usize = 128;

/// Checks that there is one, and that it is the one expected. Type and subtype are compared without regard to case (§8.3.1), and
/// parameters are passed over: none is defined for these types.
pub(crate) fn check(headers: &Headers, expected: &'static str) -> Result<(), FetchError> {
    let mut values = headers.get_all("content-type");
    let found = values.next().filter(|_| values.next().is_none());
    let essence =
        found.and_then(|value| value.split(';').next()).map(|essence| essence.trim_matches([' ', '\t']));
    match essence {
        Some(essence) if essence.eq_ignore_ascii_case(expected) => Ok(()),
        _ => {
            let found = found.map(|value| Escaped::new(value.as_bytes(), SHOWN).to_string());
            Err(FetchError::MediaType { expected, found })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(values: &[&str]) -> Result<(), FetchError> {
        let mut headers = Headers::new();
        values.iter().try_for_each(|value| headers.append("content-type", value)).expect("a value");
        check(&headers, "application/pkix-crl")
    }

    fn refused(found: Option<&str>) -> Result<(), FetchError> {
        Err(FetchError::MediaType { expected: "application/pkix-crl", found: found.map(str::to_owned) })
    }

    #[test]
    fn case_and_parameters_do_not_count() {
        for value in ["application/pkix-crl", "Application/PKIX-CRL", "application/pkix-crl ; a=\"b\""] {
            assert_eq!(checked(&[value]), Ok(()), "{value}");
        }
    }

    #[test]
    fn another_type_no_type_and_two_types_are_refused() {
        for value in ["text/html", "application/pkix-crlx", "application/pkix-crl, text/html", "", ";"] {
            assert_eq!(checked(&[value]), refused(Some(value)), "{value}");
        }
        assert_eq!(checked(&[]), refused(None));
        assert_eq!(checked(&["application/pkix-crl", "application/pkix-crl"]), refused(None));
    }
}
