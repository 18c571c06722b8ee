//! A revocation list of a million entries beside `rustls-webpki`, both over AWS-LC and both without a copy of the list, and
//! the memory that answers take. All contestants take turns in one run:
//! `cargo bench --package countersign-benches --bench crl [-- ENTRIES]`.
//!
//! | what | beside | target |
//! |---|---|---|
//! | reading, the signature and the first answer | `rustls-webpki`'s borrowed list | 1.05 × |
//! | an answer of an index | – | 1 µs |
//! | all memory, the file counted | the file | 1.1 × |
//!
//! `rustls-webpki` keeps the check of a list's signature to itself: what it calls for it is called here.

use std::alloc::System;
use std::hint::black_box;

use countersign_aws_lc::AwsLc;
use countersign_benches::{Failure, Race};
use countersign_revocation::{CertificateList, CrlLimits, IndexedCrl, VerifiedCrl};
use countersign_x509::{AlgorithmRules, Certificate};
use rustls_pki_types::SignatureVerificationAlgorithm;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use testkit::Prng;
use testkit::crl::{CrlSpec, EntrySpec, reason};
use testkit::x509::{Key, Plan};
use webpki::{BorrowedCertRevocationList, CertRevocationList, aws_lc_rs as algorithms};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

const ENTRIES: usize = 1_000_000;

fn main() -> Result<(), Failure> {
    let entries = std::env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(ENTRIES);
    let fixture = Fixture::new(entries)?;
    println!("a list of {entries} entries, {} bytes", fixture.der.len());
    first(&fixture, "a serial number that is not there", &fixture.absent, false)?;
    first(&fixture, "the last serial number", &fixture.last, true)?;
    later(&fixture)?;
    memory(&fixture)
}

/// From the bytes to the first answer.
fn first(fixture: &Fixture, name: &str, serial: &Serial, is_there: bool) -> Result<(), Failure> {
    let told = |found: bool| if found == is_there { Ok(()) } else { Err("the answer is wrong".into()) };
    let race = Race::new(format!("read, verify and answer about {name}"))
        .with("countersign, reading alone", || Ok(fixture.read(&fixture.der)?.len()))
        .with("AWS-LC, the signature alone", || fixture.check_raw())
        .with("countersign, with an index", || {
            told(fixture.verified()?.indexed().find_serial(fixture, serial)?)
        })
        .with("countersign", || told(fixture.verified()?.find_serial(fixture, serial)?))
        .with("rustls-webpki", || told(fixture.webpki(serial)?));
    println!("{}", race.run()?);
    Ok(())
}

/// Answers of a list that was verified before.
fn later(fixture: &Fixture) -> Result<(), Failure> {
    let indexed = fixture.verified()?.indexed();
    let verified = fixture.verified()?;
    let mut there = fixture.some.iter().cycle();
    let mut absent = fixture.others.iter().cycle();
    let race = Race::new("a later answer")
        .with("index, is there", || match there.next() {
            Some(serial) if indexed.find_serial(fixture, serial)? => Ok(()),
            _ => Err("an entry is not found".into()),
        })
        .with("index, is not there", || match absent.next() {
            Some(serial) if !indexed.find_serial(fixture, serial)? => Ok(()),
            _ => Err("an entry is found".into()),
        })
        .with("without an index", || match verified.find_serial(fixture, &fixture.absent)? {
            true => Err("an entry is found".into()),
            false => Ok(()),
        });
    println!("{}", race.run()?);
    Ok(())
}

/// What is held at the end, and what was held at most: every byte that was given back counts as if it had not been.
fn memory(fixture: &Fixture) -> Result<(), Failure> {
    let region = Region::new(ALLOCATOR);
    let indexed = fixture.verified()?.indexed();
    let taken = region.change();
    black_box(&indexed);
    let file = fixture.der.len();
    let held = file + taken.bytes_allocated - taken.bytes_deallocated;
    let most = file + taken.bytes_allocated;
    println!("memory, the file of {file} bytes counted");
    println!("    held with an index     {held:>12} bytes, {} thousandths of the file", held * 1000 / file);
    println!("    at no time more than   {most:>12} bytes, {} thousandths of the file", most * 1000 / file);
    Ok(())
}

/// A serial number as both libraries take it: a certificate that has it, and its contents.
struct Serial {
    certificate: Certificate<'static>,
    contents: Vec<u8>,
}

trait Find {
    fn find_serial(&self, fixture: &Fixture, serial: &Serial) -> Result<bool, Failure>;
}

impl Find for VerifiedCrl<'_> {
    fn find_serial(&self, fixture: &Fixture, serial: &Serial) -> Result<bool, Failure> {
        Ok(self.find(serial.certificate.serial(), &fixture.issuer.subject()).is_some())
    }
}

impl Find for IndexedCrl<'_> {
    fn find_serial(&self, fixture: &Fixture, serial: &Serial) -> Result<bool, Failure> {
        Ok(self.find(serial.certificate.serial(), &fixture.issuer.subject()).is_some())
    }
}

struct Fixture {
    der: Vec<u8>,
    issuer: Certificate<'static>,
    key: Vec<u8>,
    absent: Serial,
    last: Serial,
    some: Vec<Serial>,
    others: Vec<Serial>,
}

impl Fixture {
    /// Serial numbers of 16 random octets, one in four with a reason, of P-256.
    fn new(entries: usize) -> Result<Self, Failure> {
        let mut prng = Prng::new(5);
        let plan = Plan::new(&mut prng, 3);
        let [_, mut ca, leaf] = <[_; 3]>::try_from(plan.certificates).map_err(|_| "no chain of three")?;
        ca.key = Key::P256(1);
        let mut list = CrlSpec::of(&ca);
        list.extensions.retain(|extension| extension.oid != "2.5.29.35");
        for number in 0..entries {
            let entry = EntrySpec::of(&serial(&mut prng));
            list.revoke(if number % 4 == 0 { entry.with(reason(4)) } else { entry });
        }
        let certificate = |contents: Vec<u8>| -> Result<Serial, Failure> {
            let mut leaf = leaf.clone();
            leaf.serial.clone_from(&contents);
            Ok(Serial { certificate: Certificate::from_der(&leaf.der())?.to_owned(), contents })
        };
        let there = list.entries.iter().step_by(entries / 1000 + 1).map(|entry| entry.serial.clone());
        let some = there.map(certificate).collect::<Result<_, _>>()?;
        let others = (0..1000).map(|_| certificate(serial(&mut prng))).collect::<Result<_, _>>()?;
        let last = list.entries.last().ok_or("no entries")?.serial.clone();
        let issuer = Certificate::from_der(&ca.der())?.to_owned();
        let key = x509_cert::spki::SubjectPublicKeyInfoRef::try_from(issuer.spki())?;
        let key = key.subject_public_key.raw_bytes().to_vec();
        let absent = certificate(serial(&mut prng))?;
        Ok(Self { der: list.der(), issuer, key, absent, last: certificate(last)?, some, others })
    }

    fn read<'a>(&self, der: &'a [u8]) -> Result<CertificateList<'a>, Failure> {
        Ok(CertificateList::from_der(black_box(der), CrlLimits::DEFAULT.bytes(usize::MAX))?)
    }

    fn verified(&self) -> Result<VerifiedCrl<'_>, Failure> {
        Ok(self.read(&self.der)?.verify(&self.issuer, &AlgorithmRules::DEFAULT, &AwsLc)?)
    }

    fn webpki(&self, serial: &Serial) -> Result<bool, Failure> {
        let list: CertRevocationList<'_> = BorrowedCertRevocationList::from_der(black_box(&self.der))
            .map_err(|error| error.to_string())?
            .into();
        self.check_raw()?;
        Ok(list.find_serial(&serial.contents).map_err(|error| error.to_string())?.is_some())
    }

    /// What `rustls-webpki` does to check the signature.
    fn check_raw(&self) -> Result<(), Failure> {
        let (tbs, signature) = parts(&self.der)?;
        let algorithm: &dyn SignatureVerificationAlgorithm = algorithms::ECDSA_P256_SHA256;
        algorithm.verify_signature(&self.key, tbs, signature).map_err(|_| "the signature is wrong".into())
    }
}

/// The signed part and the signature of a list.
fn parts(der: &[u8]) -> Result<(&[u8], &[u8]), Failure> {
    let mut outer = countersign_encoding::der::Reader::new(der).sequence()?;
    let tbs = outer.element()?;
    outer.element()?;
    let signature = outer.bit_string()?;
    Ok((tbs.bytes(), signature.octets().ok_or("unused bits")?))
}

/// As CAs give them: positive, of 16 octets.
fn serial(prng: &mut Prng) -> Vec<u8> {
    let mut serial = prng.bytes(16);
    if let Some(first) = serial.first_mut() {
        *first = (*first & 0x7f) | 0x40;
    }
    serial
}
