//! `Content-Range` (RFC 9110 §14.4).

/// Whether an answer is the rest of some content: from this byte to its end.
pub(super) fn is_rest(content_range: Option<&str>, from: u64, size: u64) -> bool {
    let Some(range) = content_range.and_then(|value| value.strip_prefix("bytes ")) else { return false };
    let Some((part, whole)) = range.split_once('/') else { return false };
    let Some((first, last)) = part.split_once('-') else { return false };
    let is = |text: &str, number: u64| text.trim() == number.to_string();
    is(first, from) && is(last, size.saturating_sub(1)) && (whole.trim() == "*" || is(whole, size))
}

#[cfg(test)]
mod tests {
    use super::is_rest;

    #[test]
    fn the_rest_is_told_from_other_parts() {
        for rest in ["bytes 4-9/10", "bytes 4-9/*"] {
            assert!(is_rest(Some(rest), 4, 10), "{rest}");
        }
        for other in ["bytes 0-9/10", "bytes 4-8/10", "bytes 4-9/11", "bytes */10", "4-9/10", "bytes 4-", ""]
        {
            assert!(!is_rest(Some(other), 4, 10), "{other}");
        }
        assert!(!is_rest(None, 4, 10));
    }
}
