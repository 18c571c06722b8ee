use countersign_encoding::{jcs, json};
use serde_json::Value as Other;

/// What is accepted is one document: printing and reading it again gives the same value, its canonical form is its own, and
/// another reader reads the same.
///
/// # Panics
///
/// When that does not hold of `data`.
pub fn json(data: &[u8]) {
    let limits = json::Limits::default();
    let Ok(value) = json::parse(data, &limits) else { return };

    let printed = value.to_json();
    let read = json::parse(printed.as_bytes(), &limits).expect("what we print we accept");
    assert_eq!(read, value, "printing changed the value");
    assert_eq!(read.to_json(), printed, "printing is not a fixpoint");

    let as_go = value.to_json_go();
    assert_eq!(
        json::parse(as_go.as_bytes(), &limits).as_ref(),
        Ok(&value),
        "printing as Go does changed the value"
    );

    canonical_form_is_its_own(data, &limits);
    match serde_json::from_slice(data) {
        Ok(other) => assert!(alike(&value, &other), "another reader reads {other}"),
        // The one thing that the other reader refuses.
        Err(error) => assert!(beyond_doubles(&value), "another reader refuses it: {error}"),
    }
}

fn alike(value: &json::Value<'_>, other: &Other) -> bool {
    match (value, other) {
        (json::Value::Null, Other::Null) => true,
        (json::Value::Bool(value), Other::Bool(other)) => value == other,
        (json::Value::String(value), Other::String(other)) => value == other,
        // The other reader rounds a fraction to a neighbour at times.
        (json::Value::Number(value), Other::Number(other)) => {
            other.is_f64() || (value.as_u64(), value.as_i64()) == (other.as_u64(), other.as_i64())
        }
        (json::Value::Array(values), Other::Array(others)) => {
            values.len() == others.len()
                && values.iter().zip(others).all(|(value, other)| alike(value, other))
        }
        (json::Value::Object(object), Other::Object(others)) => {
            object.len() == others.len()
                && object
                    .iter()
                    .all(|(name, value)| others.get(name).is_some_and(|other| alike(value, other)))
        }
        _ => false,
    }
}

fn beyond_doubles(value: &json::Value<'_>) -> bool {
    match value {
        json::Value::Number(number) => number.as_f64().is_none(),
        json::Value::Array(values) => values.iter().any(beyond_doubles),
        json::Value::Object(object) => object.iter().any(|(_, value)| beyond_doubles(value)),
        _ => false,
    }
}

fn canonical_form_is_its_own(data: &[u8], limits: &json::Limits) {
    let Ok(canonical) = jcs::canonicalize(data, limits) else { return };
    match jcs::canonicalize(canonical.as_bytes(), limits) {
        Ok(again) => assert_eq!(again, canonical, "canonicalization is not idempotent"),
        // `1.5e20` is printed as an integer (RFC 8785 §3.2.2.3), and an integer literal of that size is refused.
        Err(jcs::JcsError::InexactInteger) => {}
        Err(error) => panic!("the canonical form cannot be canonicalized: {error}"),
    }
}
