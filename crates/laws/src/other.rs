//! The reader of JSON that the laws compare ours with.

use serde_json::Value;

/// What another reader finds in JSON that we accept; nothing where it holds a number beyond the range of doubles, of which
/// we keep the text and which that reader refuses.
pub fn json(accepted: &[u8]) -> Option<Value> {
    match serde_json::from_slice(accepted) {
        Ok(document) => Some(document),
        Err(error) if error.to_string().starts_with("number out of range") => None,
        Err(error) => panic!("what we accept is JSON: {error}"),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_number_beyond_doubles_is_all_that_the_other_reader_may_refuse() {
        assert!(super::json(b"[1e308]").is_some());
        assert!(super::json(b"{\"a\":[-1e309]}").is_none());
        assert!(std::panic::catch_unwind(|| super::json(b"[1,]")).is_err());
    }
}
