//! The productions of `github.com/distribution/reference`, over ASCII bytes and in linear time.

/// `domain := host [":" port-number]`.
pub(super) fn is_domain(text: &str) -> bool {
    match text.strip_prefix('[') {
        Some(rest) => is_ipv6_domain(rest),
        None => match text.split_once(':') {
            Some((host, port)) => is_host(host) && is_port(port),
            None => is_host(text),
        },
    }
}

/// What follows the opening bracket of `"[" IPv6address "]" [":" port-number]`.
fn is_ipv6_domain(rest: &str) -> bool {
    let Some((address, port)) = rest.split_once(']') else { return false };
    let address_fits = !address.is_empty() && address.bytes().all(|b| b.is_ascii_hexdigit() || b == b':');
    address_fits && (port.is_empty() || port.strip_prefix(':').is_some_and(is_port))
}

fn is_port(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// `domain-name := domain-component ["." domain-component]*`; an IPv4 address fits the same production.
fn is_host(text: &str) -> bool {
    text.split('.').all(is_domain_component)
}

fn is_domain_component(text: &str) -> bool {
    let edges = [text.bytes().next(), text.bytes().next_back()];
    edges.into_iter().all(|edge| edge.is_some_and(|b| b.is_ascii_alphanumeric()))
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

/// `remote-name := path-component ["/" path-component]*`; the error is the offset of the first byte that does not fit.
pub(super) fn check_path(path: &str) -> Result<(), usize> {
    let mut start = 0;
    for component in path.split('/') {
        check_component(component.as_bytes()).map_err(|at| start + at)?;
        start += component.len() + 1;
    }
    Ok(())
}

/// `path-component := alpha-numeric [separator alpha-numeric]*`.
fn check_component(bytes: &[u8]) -> Result<(), usize> {
    let mut at = 0;
    loop {
        let word = run(bytes, at, |b| b.is_ascii_lowercase() || b.is_ascii_digit());
        if word == 0 {
            return Err(at);
        }
        at += word;
        if at == bytes.len() {
            return Ok(());
        }
        match separator(bytes, at) {
            0 => return Err(at),
            length => at += length,
        }
    }
}

/// The length of `separator := "." | "_" | "__" | "-"+` at this place, 0 when there is none.
fn separator(bytes: &[u8], at: usize) -> usize {
    match bytes.get(at) {
        Some(b'.') => 1,
        Some(b'_') => run(bytes, at, |b| b == b'_').min(2),
        Some(b'-') => run(bytes, at, |b| b == b'-'),
        _ => 0,
    }
}

fn run(bytes: &[u8], at: usize, fits: impl Fn(u8) -> bool) -> usize {
    bytes.iter().skip(at).take_while(|b| fits(**b)).count()
}

/// `tag := [\w][\w.-]{0,127}` without its length; the error is the offset of the first byte that does not fit.
pub(super) fn check_tag(tag: &str) -> Result<(), usize> {
    let fits = |(at, b): (usize, u8)| match b {
        b'.' | b'-' => at > 0,
        _ => b.is_ascii_alphanumeric() || b == b'_',
    };
    match tag.bytes().enumerate().find(|item| !fits(*item)) {
        Some((at, _)) => Err(at),
        None if tag.is_empty() => Err(0),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_domains_that_the_grammar_names() {
        for domain in ["a", "a.b", "A-b.c", "1.2.3.4:5", "[::1]", "[2001:db8::1]:5000", "localhost:0"] {
            assert!(is_domain(domain), "{domain}");
        }
    }

    #[test]
    fn refuses_what_is_no_domain() {
        for text in
            ["", "a.", ".a", "-a", "a-", "a_b", "a:", "a:b", "[]", "[::1", "[::1]x", "[::1]:", "[fe80::1%1]"]
        {
            assert!(!is_domain(text), "{text}");
        }
    }

    #[test]
    fn says_where_a_path_stops_to_fit() {
        assert_eq!(check_path("a/b__c/d---e.f"), Ok(()));
        assert_eq!(check_path("a/b___c"), Err(5));
        assert_eq!(check_path("a//b"), Err(2));
        assert_eq!(check_path("a/b."), Err(4));
        assert_eq!(check_path("a..b"), Err(2));
        assert_eq!(check_path("a/../b"), Err(2));
    }
}
