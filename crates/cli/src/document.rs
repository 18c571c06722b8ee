//! JSON documents that are shown or told apart, not verified.

use countersign::encoding::json::{JsonError, Limits, Value};

/// Reads a document as large as the largest bundle.
pub fn parse(bytes: &[u8]) -> Result<Value<'_>, JsonError> {
    let limits = Limits::default().with_max_bytes(64 * 1024 * 1024).with_max_values(8_000_000);
    countersign::encoding::json::parse(bytes, &limits)
}
