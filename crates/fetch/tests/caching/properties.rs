//! Of every key and content.

use countersign_fetch::{CacheError, Lookup};
use proptest::prelude::*;

use crate::{
    Place, at,
    evidence::{key, list_of},
    now,
};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn two_addresses_have_two_keys(one in "[a-z0-9/?&=%A-F]{0,30}", other in "[a-z0-9/?&=%A-F]{0,30}") {
        let url = |rest: &str| format!("http://a/{}", rest.replace('%', "%25"));
        let (one, other) = (url(&one), url(&other));
        prop_assert_eq!(key(&one) == key(&other), one == other);
    }

    #[test]
    fn what_is_kept_is_found_exactly_while_it_is_current(minute in 0_i64..60, entries in 0_u16..50, when in -7200_i64..7200) {
        let (place, key) = (Place::new(), key("http://a/"));
        let list = list_of(&format!("260531{:02}{minute:02}00Z", 23), Some(&format!("260601{:02}{minute:02}00Z", 0)), entries);
        let (from, until) = (minute * 60 - 3600, minute * 60);
        place.cache.store(&key, &list, now()).unwrap();
        let found = matches!(place.cache.load(&key, at(when)), Lookup::Hit(bytes) if bytes == list);
        prop_assert_eq!(found, (from..=until).contains(&when));
    }

    #[test]
    fn what_is_no_list_is_not_kept(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let place = Place::new();
        prop_assert_eq!(place.cache.store(&key("http://a/"), &bytes, now()), Err(CacheError::Unreadable));
    }
}
