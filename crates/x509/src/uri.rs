//! Uniform resource identifiers (RFC 3986 §3).

/// The host of a URI, as it stands there: `None` where the text is no absolute URI, has no authority, or has characters that
/// no URI has.
///
/// ```text
/// URI       = scheme ":" "//" authority [path] ["?" query] ["#" fragment]
/// authority = [userinfo "@"] host [":" port]
/// ```
pub(crate) fn host(uri: &str) -> Option<&str> {
    let (scheme, rest) = uri.split_once(':')?;
    if !is_scheme(scheme) || !rest.bytes().all(is_uri_byte) {
        return None;
    }
    let authority = rest.strip_prefix("//")?.split(['/', '?', '#']).next()?;
    // User information holds no `@`, and neither does a host.
    let host_and_port = match authority.split_once('@') {
        Some((_, behind)) if behind.contains('@') => return None,
        Some((_, behind)) => behind,
        None => authority,
    };
    // An IPv6 address stands in brackets, with colons inside.
    let end = host_and_port.strip_prefix('[').map_or(Some(0), |rest| rest.find(']'))?;
    let port_at = host_and_port.get(end..)?.find(':').map(|at| at.saturating_add(end));
    match port_at.and_then(|at| host_and_port.split_at_checked(at)) {
        Some((host, port)) => port.bytes().skip(1).all(|byte| byte.is_ascii_digit()).then_some(host),
        None => Some(host_and_port),
    }
}

/// Whether a text is a URI with a scheme and something behind it.
pub(crate) fn is_absolute(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    is_scheme(scheme) && !rest.is_empty() && rest.bytes().all(is_uri_byte) && has_whole_escapes(rest)
}

/// A percent sign is followed by two hexadecimal digits (RFC 3986 §2.1).
fn has_whole_escapes(text: &str) -> bool {
    let mut behind = text.split('%').skip(1);
    behind.all(|part| part.bytes().take(2).filter(u8::is_ascii_hexdigit).count() == 2)
}

/// Whether an authority follows the scheme, as in `https://…`.
pub(crate) fn has_authority(uri: &str) -> bool {
    uri.split_once(':').is_some_and(|(_, rest)| rest.starts_with("//"))
}

fn is_scheme(scheme: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte);
    scheme.starts_with(|first: char| first.is_ascii_alphabetic()) && scheme.bytes().all(allowed)
}

/// Reserved, unreserved, and the percent sign (RFC 3986 §2).
fn is_uri_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::host;

    #[test]
    fn the_host_stands_between_user_information_and_port() {
        for uri in ["s://host", "s://host/x@y", "s://u:p@host:1/", "s://host:?q", "s://@host#f"] {
            assert_eq!(host(uri), Some("host"), "{uri}");
        }
        assert_eq!(host("s://[2001:db8::1]:1/"), Some("[2001:db8::1]"));
        for uri in [
            "s:host",
            "s:/host",
            "://host",
            "s://a@b@host",
            "s://a@b:1@host",
            "s://host:x",
            "s://[host",
            "s://ho st",
        ] {
            assert_eq!(host(uri), None, "{uri}");
        }
    }
}
