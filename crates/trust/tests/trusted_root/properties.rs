//! Roots of every shape.

use countersign_trust::time::UnixTime;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::{certificates, chain_of, parse};

/// A member in one of its spellings.
fn spelled(snake: bool, name: &str) -> String {
    if !snake {
        return name.to_owned();
    }
    let letter = |letter: char| match letter.is_ascii_uppercase() {
        true => format!("_{}", letter.to_ascii_lowercase()),
        false => letter.to_string(),
    };
    name.chars().map(letter).collect()
}

#[derive(Clone, Debug)]
struct Authority {
    snake: bool,
    uri: Option<String>,
    start: UnixTime,
    end: Option<UnixTime>,
    first: usize,
}

fn moment() -> impl Strategy<Value = UnixTime> {
    (0_i64..4_000_000_000, 0_u32..1_000_000_000)
        .prop_map(|(seconds, nanoseconds)| UnixTime::new(seconds, nanoseconds).unwrap())
}

fn authority() -> impl Strategy<Value = Authority> {
    (any::<bool>(), proptest::option::of(".{0,20}"), moment(), proptest::option::of(moment()), 0_usize..3)
        .prop_map(|(snake, uri, start, end, first)| Authority { snake, uri, start, end, first })
}

fn written(authority: &Authority) -> Value {
    let mut window = json!({"start": authority.start.to_string()});
    if let Some(end) = authority.end {
        window["end"] = json!(end.to_string());
    }
    let mut chain = chain_of(&certificates()[authority.first..]);
    if authority.snake {
        for certificate in chain["certificates"].as_array_mut().unwrap() {
            *certificate = json!({"raw_bytes": certificate["rawBytes"]});
        }
    }
    let mut members = Map::new();
    members.insert(spelled(authority.snake, "certChain"), chain);
    members.insert(spelled(authority.snake, "validFor"), window);
    members.insert("uri".into(), json!(authority.uri));
    Value::Object(members)
}

proptest! {
    #[test]
    fn what_is_written_is_read(authorities in proptest::collection::vec(authority(), 0..4), snake: bool) {
        let document = json!({
            spelled(snake, "mediaType"): crate::MEDIA_TYPE,
            spelled(snake, "timestampAuthorities"): authorities.iter().map(written).collect::<Vec<_>>(),
        });
        let root = parse(&document).unwrap();
        let inverted = |each: &Authority| each.end.is_some_and(|end| end < each.start);
        let (unusable, usable): (Vec<_>, Vec<_>) =
            authorities.iter().enumerate().partition(|(_, each)| inverted(each));
        let places: Vec<_> = root.unusable().iter().map(|each| each.position()).collect();
        prop_assert_eq!(places, unusable.iter().map(|(at, _)| *at).collect::<Vec<_>>());
        prop_assert_eq!(root.timestamp_authorities().len(), usable.len());
        for (read, (at, written)) in root.timestamp_authorities().iter().zip(usable) {
            prop_assert_eq!(read.position(), at);
            prop_assert_eq!(read.uri(), written.uri.as_deref());
            prop_assert_eq!((read.valid_for().start(), read.valid_for().end()), (written.start, written.end));
            let ders: Vec<_> = read.certificates().iter().map(|each| each.der().to_vec()).collect();
            prop_assert_eq!(&ders[..], &certificates()[written.first..]);
        }
    }
}
