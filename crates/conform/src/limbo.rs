//! The harness protocol of x509-limbo. There are no certificates yet, so every case is skipped.

use serde_json::{Value, json};

use crate::Failure;

/// The `testcases` of a limbo file.
pub fn testcases(file: &Value) -> &[Value] {
    file.get("testcases").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

/// The harness's answer to a limbo file.
pub fn answer(text: &str) -> Result<String, Failure> {
    let file: Value = serde_json::from_str(text)?;
    let skipped = |case: &Value| json!({"id": case.get("id"), "actual_result": "SKIPPED", "context": "certificates are not built yet"});
    let results: Vec<_> = testcases(&file).iter().map(skipped).collect();
    let version = env!("CARGO_PKG_VERSION");
    Ok(format!(
        "{}\n",
        json!({"version": 1, "harness": format!("countersign {version}"), "results": results})
    ))
}
