//! Host names (RFC 5280 §4.2.1.6, RFC 1034 §3.5, RFC 1123 §2.1).

/// The longest name without its trailing dot (RFC 1035 §2.3.4).
const MAX_LEN: usize = 253;
const MAX_LABEL: usize = 63;

/// Whether a text is a host name in preferred syntax, though with `_` allowed, which real names have: labels of letters,
/// digits and inner hyphens, no trailing dot, and a last label that is not a number, as an IP address has.
pub(crate) fn is_host_name(text: &str) -> bool {
    text.len() <= MAX_LEN && text.split('.').all(is_label) && !ends_in_number(text)
}

/// The same, or with a wildcard for its whole first label every host there.
pub(crate) fn is_host_or_wildcard(text: &str) -> bool {
    is_host_name(text.strip_prefix("*.").unwrap_or(text))
}

/// The same, or with a leading dot all below one.
pub(crate) fn is_host_or_domain(text: &str) -> bool {
    is_host_name(text.strip_prefix('.').unwrap_or(text))
}

fn is_label(label: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    let hyphen_at_an_end = label.starts_with('-') || label.ends_with('-');
    !label.is_empty() && label.len() <= MAX_LABEL && !hyphen_at_an_end && label.bytes().all(allowed)
}

fn ends_in_number(text: &str) -> bool {
    text.rsplit('.').next().is_some_and(|last| last.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Whether a host is the domain or lies below it. A dot is where a label begins: `badexample.com` is not below `example.com`.
pub(crate) fn is_in_domain(host: &str, domain: &str) -> bool {
    host.eq_ignore_ascii_case(domain) || is_below(host, domain)
}

/// Whether a host lies below a domain, with at least one label more.
pub(crate) fn is_below(host: &str, domain: &str) -> bool {
    let (host, domain) = (host.as_bytes(), domain.as_bytes());
    let split = host.len().checked_sub(domain.len()).and_then(|at| host.split_at_checked(at));
    split.is_some_and(|(front, tail)| front.ends_with(b".") && tail.eq_ignore_ascii_case(domain))
}

/// `host` is that host alone, `.domain` every host below it; the empty base holds every host name.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Hosts<'a> {
    Any,
    Only(&'a str),
    Below(&'a str),
}

impl<'a> Hosts<'a> {
    pub(super) fn read(base: &'a str) -> Option<Self> {
        match base.strip_prefix('.') {
            Some(domain) => is_host_name(domain).then_some(Self::Below(domain)),
            None if base.is_empty() => Some(Self::Any),
            None => is_host_name(base).then_some(Self::Only(base)),
        }
    }

    pub(super) fn hold(&self, host: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Only(only) => host.eq_ignore_ascii_case(only),
            Self::Below(domain) => is_below(host, domain),
        }
    }
}
