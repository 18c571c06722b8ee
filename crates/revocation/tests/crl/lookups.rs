//! Answers by serial number: with an index, without, and as every entry read one by one says.

use countersign_revocation::{
    CertificateList, CrlEntry, CrlLimits, IndexedCrl, Reason, Retroactivity, VerifiedCrl,
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
    issuer: Option<usize>,
    long: bool,
    generalized: bool,
    april: bool,
}

impl Drawn {
    /// The lower, the more it says against the certificate: from when on it counts, and whether it is only on hold.
    fn rank(&self) -> (Option<&'static str>, bool) {
        let date = if self.april { "2026-04-01T00:00:00Z" } else { "2026-05-01T00:00:00Z" };
        let compromise = matches!(self.reason, Some(1 | 2 | 10));
        ((!compromise).then_some(date), self.reason == Some(6))
    }
}

/// Issuers that entries name: two of them are the same, and their names are as short as names are.
fn issuers(world: &World) -> [Vec<u8>; 5] {
    let (ca, root) = (world.ca.subject.clone(), world.root.subject.clone());
    [ca, root, common_name("A"), common_name("a"), common_name("B")]
}

fn drawn() -> impl Strategy<Value = Drawn> {
    let serial = prop_oneof![
        (0u8..8).prop_map(|byte| vec![byte]),
        (0u8..0x80).prop_map(|byte| vec![byte]),
        (0x80u8..=0xff).prop_map(|byte| vec![0, byte]),
        proptest::collection::vec(1u8..0x7f, 1..24),
    ];
    let code = proptest::option::of(prop_oneof![0u8..=6, 9u8..=10]);
    let issuer = proptest::option::weighted(0.3, 0usize..5);
    let flags = (proptest::bool::weighted(0.2), proptest::bool::weighted(0.2), any::<bool>());
    (serial, code, issuer, flags).prop_map(|(serial, reason, issuer, (long, generalized, april))| Drawn {
        serial,
        reason,
        issuer,
        long,
        generalized,
        april,
    })
}

fn spec(world: &World, drawn: &[Drawn]) -> CrlSpec {
    let mut list = world.list();
    list.scoped(&Scope { indirect: true, ..Scope::default() });
    for one in drawn {
        let mut entry = EntrySpec::of(&one.serial);
        entry.date = match (one.generalized, one.april) {
            (true, true) => Time::generalized("20260401000000Z"),
            (true, false) => Time::generalized("20260501000000Z"),
            (false, true) => Time::utc("260401000000Z"),
            (false, false) => Time::utc("260501000000Z"),
        };
        entry.extensions.extend(one.reason.map(reason));
        let issuers = issuers(world);
        entry.extensions.extend(one.issuer.map(|which| certificate_issuer(&[directory(&issuers[which])])));
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
        let mut carried = 0;
        let entries: Vec<_> = drawn.iter().map(|one| {
            carried = one.issuer.unwrap_or(carried);
            (one, if carried == 3 { 2 } else { carried })
        }).collect();
        for one in &drawn {
            for (which, name) in issuers(&world).iter().enumerate() {
                let which = if which == 3 { 2 } else { which };
                let alike = entries.iter().filter(|(other, issuer)| other.serial == one.serial && *issuer == which);
                let strictest = alike.map(|(other, _)| other.rank()).min();
                prop_assert_eq!(find(&plain, &indexed, &one.serial, name).is_some(), strictest.is_some());
                let found = with_serial(&one.serial, |serial| indexed.find(serial, &Name::from_der(name).unwrap()));
                let onset = found.map(|found| found.revocation().unwrap().onset(Retroactivity::ByReason));
                prop_assert_eq!(onset, strictest.map(|(date, _)| date.map(time)));
                let hold = found.map(|found| found.reason() == Some(Reason::CertificateHold));
                prop_assert_eq!(hold, strictest.map(|(_, hold)| hold));
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
            let month = if one.april { 4 } else { 5 };
            prop_assert_eq!(entry.date(), time(&format!("2026-0{month}-01T00:00:00Z")));
        }
    }
}
