//! How much of an upload the registry has (distribution-spec, "Pushing a blob in chunks").

/// The length of what the registry has, from the `Range` of its answer: `0-<last>`, or `bytes=0-<last>` as some write it.
///
/// An upload of no bytes is reported as `0-0` by most registries, and so is one of a single byte: it is taken as none, and
/// the registry refuses the byte that it has already.
///
/// ```abnf
/// range = [ "bytes" ( "=" / SP ) ] "0-" 1*DIGIT
/// ```
pub(super) fn received(header: &str) -> Option<u64> {
    let range = header.trim();
    let range = range.strip_prefix("bytes").map_or(range, |rest| rest.trim_start_matches(['=', ' ']));
    let last = range.strip_prefix("0-")?;
    if last.is_empty() || !last.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    match last.parse().ok()? {
        0 => Some(0),
        last => u64::checked_add(last, 1),
    }
}

/// `Content-Range` of a chunk: `<first>-<last>`, without a unit and without a total (distribution-spec).
pub(super) fn content_range(offset: u64, length: u64) -> String {
    format!("{offset}-{}", offset.saturating_add(length).saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_length_is_one_more_than_the_last_byte() {
        assert_eq!(received("0-1023"), Some(1024));
        assert_eq!(received("bytes=0-1023"), Some(1024));
        assert_eq!(received("bytes 0-9 "), Some(10));
    }

    #[test]
    fn an_empty_upload_is_reported_as_one_byte() {
        assert_eq!(received("0-0"), Some(0));
    }

    #[test]
    fn what_is_no_range_from_the_start_says_nothing() {
        for header in
            ["", "0-", "-5", "5-9", "0--1", "0-x", "0-99999999999999999999", "0-18446744073709551615"]
        {
            assert_eq!(received(header), None, "{header}");
        }
    }

    #[test]
    fn a_chunk_is_named_by_its_first_and_last_byte() {
        assert_eq!(content_range(0, 10), "0-9");
        assert_eq!(content_range(10, 1), "10-10");
    }
}
