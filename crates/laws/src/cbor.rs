use ciborium::Value as Other;
use countersign_encoding::cbor::{self, Limits, MapOrder, Value};

/// What is accepted under an order of maps is written under it as it was read, is accepted under any order, and another
/// reader reads the same.
///
/// # Panics
///
/// When that does not hold of `data`.
pub fn cbor(data: &[u8]) {
    let any = Limits::default().with_map_order(MapOrder::Any);
    let read = cbor::parse(data, &any);

    for order in [MapOrder::Bytewise, MapOrder::LengthFirst] {
        let Ok(value) = cbor::parse(data, &Limits::default().with_map_order(order)) else { continue };
        assert_eq!(value.to_cbor_in(order), data, "sorted input is written otherwise");
        assert_eq!(read.as_ref(), Ok(&value), "the order changes the value");
    }

    let Ok(value) = read else { return };
    assert_eq!(value.to_cbor_in(MapOrder::Any), data, "the input is written otherwise");
    sorting_keeps_all(&value);
    match ciborium::from_reader(data) {
        Ok(other) => assert!(alike(&value, &other), "another reader reads {other:?}"),
        // It makes integers of bignums, and refuses those of more than 128 bits.
        Err(error) => assert!(holds_bignum(&value), "another reader refuses it: {error}"),
    }
}

fn sorting_keeps_all(value: &Value<'_>) {
    let sorted = value.to_cbor();
    let read = cbor::parse(&sorted, &Limits::default()).expect("what we write we accept");
    assert_eq!(read.to_cbor(), sorted, "writing is not a fixpoint");
    let length_first = value.to_cbor_in(MapOrder::LengthFirst);
    let limits = Limits::default().with_map_order(MapOrder::LengthFirst);
    let read = cbor::parse(&length_first, &limits).expect("what we write we accept");
    assert_eq!(read.to_cbor(), sorted, "the order is not all that differs");
}

fn holds_bignum(value: &Value<'_>) -> bool {
    match value {
        Value::Tag(2 | 3, _) => true,
        Value::Tag(_, item) => holds_bignum(item),
        Value::Array(values) => values.iter().any(holds_bignum),
        Value::Map(map) => {
            map.iter().any(|(key, value)| holds_bignum(&Value::from(key.clone())) || holds_bignum(value))
        }
        _ => false,
    }
}

fn alike(value: &Value<'_>, other: &Other) -> bool {
    match (value, other) {
        (Value::Integer(value), Other::Integer(other)) => value.as_i128() == i128::from(*other),
        (Value::Bytes(value), Other::Bytes(other)) => **value == **other,
        (Value::Text(value), Other::Text(other)) => value == other,
        (Value::Array(values), Other::Array(others)) => {
            values.len() == others.len()
                && values.iter().zip(others).all(|(value, other)| alike(value, other))
        }
        (Value::Map(map), Other::Map(others)) => {
            map.len() == others.len()
                && map.iter().zip(others).all(|((key, value), (other_key, other))| {
                    alike(&Value::from(key.clone()), other_key) && alike(value, other)
                })
        }
        // The other reader takes bignums (RFC 8949 §3.4.3) for integers.
        (Value::Tag(2 | 3, _), _) => true,
        (Value::Tag(number, item), Other::Tag(other_number, other)) => {
            number == other_number && alike(item, other)
        }
        (Value::Bool(value), Other::Bool(other)) => value == other,
        (Value::Null, Other::Null) => true,
        _ => false,
    }
}
