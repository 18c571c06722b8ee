//! Answers by serial number: with an index, without, and as every entry read one by one says.

use countersign_revocation::{
    CertificateList, CrlEntry, CrlLimits, IndexedCrl, VerifiedCrl,
    crypto::RustCrypto,
    x509::{AlgorithmRules, Certificate, Name, SerialNumber, encoding::der::Reader},
};
use proptest::prelude::*;
use testkit::{
    crl::{CrlSpec, EntrySpec, Scope, certificate_issuer, directory, reason},
    x509::{ExtensionSpec, Time, tlv},
};

use crate::world::*;

fn verified<'a>(world: &World, der: &'a [u8]) -> VerifiedCrl<'a> {
    let ca = world.ca.der();
    let list = CertificateList::from_der(der, CrlLimits::DEFAULT.bytes(usize::MAX)).unwrap();
    list.verify(&Certificate::from_der(&ca).unwrap(), &AlgorithmRules::DEFAULT, &RustCrypto).unwrap()
}

fn told(entry: Option<CrlEntry<'_>>) -> Option<String> {
    entry.map(|entry| format!("{:?} {:?} {:?}", entry.serial(), entry.date(), entry.reason()))
}

/// A serial number with these contents.
fn with_serial<T>(contents: &[u8], ask: impl FnOnce(SerialNumber<'_>) -> T) -> T {
    let der = tlv(2, &[contents]);
    ask(Reader::new(&der).integer().unwrap().into())
}

/// Asks in every way, which must answer alike.
fn find(plain: &VerifiedCrl<'_>, indexed: &IndexedCrl<'_>, serial: &[u8], issuer: &[u8]) -> Option<String> {
    let issuer = Name::from_der(issuer).unwrap();
    with_serial(serial, |serial| {
        let answers = [plain.find(serial, &issuer), indexed.find(serial, &issuer)].map(told);
        assert_eq!(answers[0], answers[1], "{serial}");
        answers[0].clone()
    })
}

/// What an index is for: the list is the same with it.
#[test]
fn an_index_answers_as_the_entries_do() {
    let world = World::new();
    let mut list = world.list();
    let serial = |number: u32| {
        let mut serial = vec![0x11; 12];
        serial.extend(number.wrapping_mul(0x9e37_79b9).to_be_bytes());
        serial
    };
    for number in 0..20_000u32 {
        let entry = EntrySpec::of(&serial(number));
        list.revoke(match number % 7 {
            0 => entry.with(reason(1)),
            1 => entry.with(ExtensionSpec::new("1.2.3.4", vec![0; 300])),
            _ => entry,
        });
    }
    let der = list.der();
    let plain = verified(&world, &der);
    let indexed = plain.clone().indexed();
    assert_eq!(indexed.list().len(), 20_000);
    for number in (0..20_000).step_by(97) {
        let found = find(&plain, &indexed, &serial(number), &world.ca.subject);
        assert!(found.is_some(), "{number}");
        assert_eq!(find(&plain, &indexed, &serial(number), &world.root.subject), None);
    }
    for number in 20_000..20_100 {
        assert_eq!(find(&plain, &indexed, &serial(number), &world.ca.subject), None);
    }
}

#[test]
fn an_index_of_alike_entries_and_of_none_answers() {
    let world = World::new();
    let mut list = world.list();
    let der = list.der();
    let plain = verified(&world, &der);
    assert_eq!(find(&plain, &plain.clone().indexed(), &[7], &world.ca.subject), None);
    list.entries = vec![EntrySpec::of(&[7]); 5_000];
    list.entries[4_000].extensions.push(reason(1));
    let der = list.der();
    let plain = verified(&world, &der);
    let found = find(&plain, &plain.clone().indexed(), &[7], &world.ca.subject).unwrap();
    assert!(found.contains("KeyCompromise"), "{found}");
    assert_eq!(find(&plain, &plain.clone().indexed(), &[8], &world.ca.subject), None);
}

/// One entry: the serial number, and what is beside it.
#[derive(Clone, Debug)]
struct Drawn {
    serial: Vec<u8>,
    reason: Option<u8>,
    issuer: Option<bool>,
    long: bool,
    generalized: bool,
}

fn drawn() -> impl Strategy<Value = Drawn> {
    let serial = prop_oneof![
        (0u8..0x80).prop_map(|byte| vec![byte]),
        (0x80u8..=0xff).prop_map(|byte| vec![0, byte]),
        proptest::collection::vec(1u8..0x7f, 1..24),
    ];
    let code = proptest::option::of(prop_oneof![0u8..=6, 9u8..=10]);
    (serial, code, proptest::option::weighted(0.2, any::<bool>()), any::<bool>(), any::<bool>()).prop_map(
        |(serial, reason, issuer, long, generalized)| Drawn { serial, reason, issuer, long, generalized },
    )
}

fn spec(world: &World, drawn: &[Drawn]) -> CrlSpec {
    let mut list = world.list();
    list.scoped(&Scope { indirect: true, ..Scope::default() });
    for one in drawn {
        let mut entry = EntrySpec::of(&one.serial);
        if one.generalized {
            entry.date = Time::generalized("20260501000000Z");
        }
        entry.extensions.extend(one.reason.map(reason));
        let name = |ca: bool| if ca { &world.ca.subject } else { &world.root.subject };
        entry.extensions.extend(one.issuer.map(|ca| certificate_issuer(&[directory(name(ca))])));
        if one.long {
            entry.extensions.push(ExtensionSpec::new("1.2.3.4", vec![0; 150]));
        }
        list.revoke(entry);
    }
    list
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_way_of_asking_answers_alike(drawn in proptest::collection::vec(drawn(), 0..80)) {
        let world = World::new();
        let der = spec(&world, &drawn).der();
        let plain = verified(&world, &der);
        let indexed = plain.clone().indexed();
        prop_assert_eq!(plain.list().len(), drawn.len());
        let (mut issuer, mut expected) = (true, std::collections::BTreeSet::new());
        for one in &drawn {
            issuer = one.issuer.unwrap_or(issuer);
            expected.insert((one.serial.clone(), issuer));
        }
        for one in &drawn {
            for ca in [true, false] {
                let name = if ca { &world.ca.subject } else { &world.root.subject };
                let found = find(&plain, &indexed, &one.serial, name).is_some();
                prop_assert_eq!(found, expected.contains(&(one.serial.clone(), ca)));
            }
        }
        let told: Vec<_> = plain.list().entries().map(|entry| entry.serial().as_bytes().to_vec()).collect();
        prop_assert_eq!(told, drawn.iter().map(|one| one.serial.clone()).collect::<Vec<_>>());
    }

    #[test]
    fn what_is_read_is_what_was_written(drawn in proptest::collection::vec(drawn(), 1..20), number in any::<u64>()) {
        let world = World::new();
        let mut list = spec(&world, &drawn);
        list.numbered(number);
        let der = list.der();
        let read = CertificateList::from_der(&der, CrlLimits::DEFAULT).unwrap();
        prop_assert_eq!(read.number(), Some(number.into()));
        prop_assert_eq!(read.tbs(), &list.tbs()[..]);
        for (entry, one) in read.entries().zip(&drawn) {
            prop_assert_eq!(entry.reason().map(|reason| reason.code()), one.reason);
            prop_assert_eq!(entry.date(), time("2026-05-01T00:00:00Z"));
        }
    }
}
