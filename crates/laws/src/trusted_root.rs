use countersign_encoding::base64;
use countersign_trust::{TimestampAuthorityEntry, TrustedRoot, TrustedRootVersion};
use countersign_x509::AnchorLimits;
use serde_json::Value;

/// What is accepted is what another reader reads: each authority of the document is believed or named as unusable, in its place,
/// with the certificates that stand there; only the last of them is an anchor, and it is no intermediate and no leaf.
///
/// # Panics
///
/// When that does not hold of `data`.
pub fn trusted_root(data: &[u8]) {
    let Ok(root) = TrustedRoot::parse(data) else { return };
    // Numbers are not interpreted; some are beyond the other reader.
    let Ok(document) = serde_json::from_slice::<Value>(data) else { return };
    let media_type = member(&document, "mediaType").and_then(Value::as_str).expect("there is one");
    assert_eq!(TrustedRootVersion::from_media_type(media_type), Some(root.version()));
    let entries = list(&document, "timestampAuthorities");
    let usable = root.timestamp_authorities().iter().map(TimestampAuthorityEntry::position);
    let mut places: Vec<_> = usable.chain(root.unusable().iter().map(|each| each.position())).collect();
    places.sort_unstable();
    assert_eq!(places, (0..entries.len()).collect::<Vec<_>>(), "an authority is lost");
    for authority in root.timestamp_authorities() {
        let entry = entries.get(authority.position()).expect("an entry in its place");
        is_that_of_the_document(authority, entry);
    }
    let counted = root.uninterpreted();
    assert_eq!(counted.transparency_logs, list(&document, "tlogs").len());
    assert_eq!(counted.certificate_transparency_logs, list(&document, "ctlogs").len());
    assert_eq!(counted.certificate_authorities, list(&document, "certificateAuthorities").len());
}

fn is_that_of_the_document(authority: &TimestampAuthorityEntry, entry: &Value) {
    let chain = member(entry, "certChain").expect("it has certificates");
    let written = list(chain, "certificates").iter().map(|each| {
        let text = member(each, "rawBytes").and_then(Value::as_str).expect("a certificate");
        base64::decode_either(text.as_bytes()).expect("base64")
    });
    let read: Vec<_> = authority.certificates().iter().map(|each| each.der().to_vec()).collect();
    assert_eq!(written.collect::<Vec<_>>(), read);
    let anchor = read.last().expect("there is an anchor");
    let anchors = authority.anchors(AnchorLimits::OwnLimits);
    let anchors: Vec<_> = anchors.iter().filter_map(|each| each.certificate()).collect();
    assert!(matches!(anchors[..], [only] if only.der() == anchor));
    assert!(
        authority.intermediates().iter().all(|each| each.basic_constraints().is_some_and(|ca| ca.is_ca()))
    );
    assert!(authority.leaf().is_none_or(|leaf| Some(leaf.der()) == read.first().map(Vec::as_slice)));
    assert!(read.len() > 1 || authority.leaf().is_none(), "a lone leaf is an anchor");
    let window = authority.valid_for();
    assert!(window.contains(window.start()) && window.end().is_none_or(|end| window.contains(end)));
    assert_eq!(authority.uri(), member(entry, "uri").and_then(Value::as_str));
}

/// A member in either spelling, `null` being none.
fn member<'v>(message: &'v Value, name: &str) -> Option<&'v Value> {
    let snake: String = name
        .chars()
        .flat_map(|letter| {
            letter.is_ascii_uppercase().then_some('_').into_iter().chain([letter.to_ascii_lowercase()])
        })
        .collect();
    message.get(name).or_else(|| message.get(snake)).filter(|value| !value.is_null())
}

fn list<'v>(message: &'v Value, name: &str) -> &'v [Value] {
    member(message, name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vectors::seed;

    #[test]
    fn the_law_sees_acceptances() {
        let counted = |name: &str| {
            let root = TrustedRoot::parse(&seed(name)).unwrap();
            (root.timestamp_authorities().len(), root.unusable().len())
        };
        assert_eq!(counted("trusted_root/whole"), (1, 0));
        assert_eq!(counted("trusted_root/snake_case"), (1, 0));
        assert_eq!(counted("trusted_root/unusable"), (1, 2));
    }
}
