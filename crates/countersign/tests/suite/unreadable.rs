//! A layout that cannot be read is refused with a report like any other.
use crate::common::*;
use countersign::{
    ImageName, Verdict,
    crypto::RustCrypto,
    oci::{Layout, LayoutError},
};
use std::sync::Arc;

#[test]
fn the_refusal_of_an_unreadable_layout_tells_why() {
    let oversized = vec![b' '; (4 << 20) + 1];
    for (index, expected) in [
        (b"{}".to_vec(), ("malformed", "CSG-LISTING-MALFORMED")),
        (b"not json".to_vec(), ("malformed", "CSG-LISTING-MALFORMED")),
        (oversized, ("limit", "CSG-LIMIT-EXCEEDED")),
    ] {
        let (mut store, _) = Store::with_image();
        store.files.insert("index.json".into(), index);
        let error = Layout::open(store.files, Arc::new(RustCrypto)).unwrap_err();
        let refusal: Verdict = Err(verifier(1).unreadable(&ImageName::tag("v1"), now(), &error));
        assert_eq!((kind(&refusal), code(&refusal)), expected);
    }
    let nobody = LayoutError::NameNotFound { name: "v2".into(), available: Vec::new() };
    let refusal: Verdict = Err(verifier(1).unreadable(&ImageName::tag("v2"), now(), &nobody));
    assert_eq!((kind(&refusal), code(&refusal)), ("absent", "CSG-NO-IMAGE"));
    let locked = LayoutError::FileUnreadable { path: "index.json".into() };
    let refusal: Verdict = Err(verifier(1).unreadable(&ImageName::tag("v1"), now(), &locked));
    assert_eq!((kind(&refusal), code(&refusal)), ("unreachable", "CSG-UNREACHABLE"));
}
