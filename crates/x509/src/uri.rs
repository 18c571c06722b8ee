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
    match host_and_port.split_once(':') {
        Some((host, port)) => port.bytes().all(|byte| byte.is_ascii_digit()).then_some(host),
        None => Some(host_and_port),
    }
}

fn is_scheme(scheme: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte);
    scheme.starts_with(|first: char| first.is_ascii_alphabetic()) && scheme.bytes().all(allowed)
}

/// Reserved, unreserved, and the percent sign (RFC 3986 §2).
fn is_uri_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%".contains(&byte)
}
