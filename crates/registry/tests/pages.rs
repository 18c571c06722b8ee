//! Lists of referrers in pages, read one after the other and only as far as is needed.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::convert::Infallible;
use std::sync::Arc;

use common::{Answer, INDEX, MANIFEST, Script, local, reference, run, sha256, ureq};
use countersign_digest::{Digest, Sha2};
use countersign_oci::{
    AttachmentListing, Fetched, ListingError, ListingOptions, ListingPage, PlanOptions, ProblemKind, Read,
    ReadId, Session, SignaturePlan, Step,
};
use countersign_registry::{
    DriveOptions, Malformed, Mirrors, Place, ReadError, ReferrersOptions, Registry, Repository, drive,
    drive_blocking,
};
use testkit::{Behaviour, Bogus, Fault, HostileRegistry, Matcher, Times};

const BUNDLE: &str = "application/vnd.dev.sigstore.bundle.v0.3+json";

/// Reads until so many bundles were found, or nothing is left to read.
struct Search {
    plan: SignaturePlan,
    wanted: usize,
    found: usize,
}

fn search(subject: &str, wanted: usize) -> Search {
    let subject = Digest::parse(subject).unwrap();
    Search { plan: SignaturePlan::new(Arc::new(Sha2), subject, PlanOptions::default(), 0), wanted, found: 0 }
}

impl Session for Search {
    type Need = Infallible;
    type Answer = Infallible;
    type Output = (usize, Vec<ProblemKind>);

    fn step(&mut self) -> Step<Infallible, Self::Output> {
        self.found += self.plan.take_candidates().len();
        let reads = self.plan.reads();
        if self.found < self.wanted && !reads.is_empty() {
            return Step::Read(reads);
        }
        let problems = self.plan.take_problems();
        Step::Done((self.found, problems.iter().map(|problem| problem.kind().clone()).collect()))
    }

    fn answer(&mut self, id: ReadId, fetched: Fetched) {
        self.plan.answer(id, fetched);
    }

    fn fulfil(&mut self, _: usize, answer: Infallible) {
        match answer {}
    }
}

/// Pages of two, and so many bundles.
fn paged(count: usize) -> (HostileRegistry, String) {
    let hostile = HostileRegistry::start(Behaviour::new().page_size(2));
    let image = hostile.put_image("acme/app", "1");
    for n in 0..count {
        let _ = hostile.put_referrer("acme/app", &image, BUNDLE, format!("{{\"n\":{n}}}").as_bytes());
    }
    (hostile, image)
}

fn place(hostile: &HostileRegistry) -> (Registry, Place) {
    let registry = local(ureq()).build();
    let repository = registry.repository(&reference(&format!("{}/acme/app", hostile.address()))).unwrap();
    (registry, repository.into())
}

fn lists(hostile: &HostileRegistry) -> usize {
    hostile.requests().iter().filter(|request| request.path().contains("/referrers/")).count()
}

#[test]
fn what_the_first_page_decides_takes_three_requests() {
    let (hostile, image) = paged(7);
    let (registry, place) = place(&hostile);
    assert_eq!(drive_blocking(&place, search(&image, 1), &DriveOptions::new()), Ok((1, vec![])));
    assert_eq!((registry.requests(), lists(&hostile)), (3, 1));
}

#[test]
fn what_no_page_decides_takes_every_page() {
    let (hostile, image) = paged(7);
    let (_, place) = place(&hostile);
    assert_eq!(drive_blocking(&place, search(&image, 100), &DriveOptions::new()), Ok((7, vec![])));
    assert_eq!(lists(&hostile), 4);
    assert_eq!(run(drive(&place, search(&image, 100), &DriveOptions::new())), Ok((7, vec![])));
    let subject = Digest::parse(&image).unwrap();
    let listing = AttachmentListing::new(Arc::new(Sha2), subject, ListingOptions::default(), 0);
    let listed = drive_blocking(&place, listing, &DriveOptions::new()).unwrap();
    assert_eq!((listed.found().len(), listed.problems().len()), (7, 0));
}

#[test]
fn what_was_listed_before_a_page_failed_is_looked_at() {
    for (fault, problem) in [
        (Fault::status(403), ProblemKind::Rejected { status: 403 }),
        (Fault::status(404), ProblemKind::ListingMalformed(ListingError::Pages)),
        (Fault::Html200, ProblemKind::ListingMalformed(ListingError::Foreign)),
    ] {
        let (hostile, image) = paged(5);
        let (_, place) = place(&hostile);
        let subject = Digest::parse(&image).unwrap();
        let Fetched::Page { next, .. } = first_page(place.images(), subject) else { panic!() };
        let second = next.trail().last().unwrap().split_once('?').unwrap().1.to_owned();
        hostile.fault(Matcher::get(&second), fault, Times::Always);
        let (found, problems) = drive_blocking(&place, search(&image, 2), &DriveOptions::new()).unwrap();
        assert_eq!((found, problems), (2, vec![]));
        let (found, problems) = drive_blocking(&place, search(&image, 100), &DriveOptions::new()).unwrap();
        assert_eq!((found, problems), (2, vec![problem]));
    }
}

fn first_page(repository: &Repository, subject: Digest) -> Fetched {
    run(repository.read(&Read::Referrers { subject, limit_items: 1000 }))
}

#[test]
fn pages_in_a_circle_end_and_are_malformed() {
    let (hostile, image) = paged(3);
    let (_, place) = place(&hostile);
    hostile.fault(Matcher::get("/referrers/"), Fault::CyclicLink, Times::Always);
    let (found, problems) = drive_blocking(&place, search(&image, 100), &DriveOptions::new()).unwrap();
    assert!(found <= 2 && lists(&hostile) <= 2, "{found}");
    assert_eq!(problems, [ProblemKind::ListingMalformed(ListingError::Pages)]);
}

#[test]
fn a_flood_in_small_pages_is_cut() {
    let hostile = HostileRegistry::start(Behaviour::new().page_size(100));
    let image = hostile.put_image("acme/app", "1");
    hostile.flood_referrers("acme/app", &image, 10_000, Bogus::Missing);
    let (_, place) = place(&hostile);
    let (_, problems) = drive_blocking(&place, search(&image, 1), &DriveOptions::new()).unwrap();
    let cut = |limit| ProblemKind::LimitExceeded { limit };
    assert!(problems.contains(&cut(64)) && problems.contains(&cut(1000)), "{problems:?}");
    assert_eq!(lists(&hostile), 10);
}

fn page(names: std::ops::Range<usize>, next: Option<&str>) -> Answer {
    let entry = |name: usize| {
        let digest = sha256(&name.to_be_bytes());
        format!(r#"{{"mediaType":"{MANIFEST}","digest":"{digest}","size":1,"artifactType":"a/b"}}"#)
    };
    let entries: Vec<_> = names.map(entry).collect();
    let body = format!(r#"{{"schemaVersion":2,"mediaType":"{INDEX}","manifests":[{}]}}"#, entries.join(","));
    let answer = Answer::ok(body).header("content-type", INDEX);
    match next {
        Some(next) => answer.header("link", &format!("<{next}>; rel=\"next\"")),
        None => answer,
    }
}

fn subject() -> Digest {
    sha256(b"image")
}

#[test]
fn one_item_too_many_is_told_from_as_many_as_are_taken() {
    for (count, problems) in [(1000, vec![]), (1001, vec![ProblemKind::LimitExceeded { limit: 1000 }])] {
        let last = page(900..count, None);
        let script =
            Script::new([page(0..900, Some("?n=2")), last, Answer::new(404, ""), Answer::new(404, "")]);
        let found =
            run(drive(&script.repository().into(), search(&subject().to_string(), 1), &DriveOptions::new()));
        assert_eq!(found, Ok((0, problems)));
    }
}

#[test]
fn no_more_than_twenty_pages_are_read() {
    let pages = (0..20).map(|n| page(0..0, Some(&format!("?n={n}"))));
    let script = Script::new(pages.chain([Answer::new(404, ""), Answer::new(404, "")]));
    let found =
        run(drive(&script.repository().into(), search(&subject().to_string(), 1), &DriveOptions::new()));
    assert_eq!(found, Ok((0, vec![ProblemKind::LimitExceeded { limit: 1000 }])));
    assert_eq!(script.lines().len(), 22);
}

/// Pages are asked of the registry that has the list, whatever the address looks like once it is taken apart.
#[test]
fn a_page_leads_to_no_other_host() {
    let of = |next: &str| {
        let script = Script::new([page(0..1, Some(next)), page(1..2, None)]);
        let repository = script.repository();
        let first = first_page(&repository, subject());
        let Fetched::Page { next, .. } = first else { return (first, script.lines()) };
        let read = Read::MoreReferrers { subject: subject(), page: next, limit_items: 10 };
        (run(repository.read(&read)), script.lines())
    };
    let (second, asked) = of("//registry.example//evil.example/x");
    assert!(matches!(second, Fetched::Listing { complete: true, .. }), "{second:?}");
    assert_eq!(asked[1], "GET https://registry.example//evil.example/x");
    let (first, asked) = of("//evil.example/x");
    assert_eq!((first, asked.len()), (Fetched::Malformed(ListingError::Pages), 1));
}

#[test]
fn a_page_that_nobody_led_to_is_not_asked_for() {
    let script = Script::new([]);
    let repository = script.repository();
    let first = format!("https://registry.example/v2/acme/app/referrers/{}", subject());
    for trail in [vec![], vec!["https://evil.example/x".into()], vec![first, "https://evil.example/x".into()]]
    {
        let page = ListingPage::new(trail, 0);
        let read = Read::MoreReferrers { subject: subject(), page, limit_items: 10 };
        assert_eq!(run(repository.read(&read)), Fetched::Malformed(ListingError::Pages));
    }
    assert!(script.lines().is_empty());
}

#[test]
fn what_a_redirect_led_to_leads_to_no_page() {
    let moved = Answer::new(307, "").header("location", "https://elsewhere.example/list");
    let script = Script::new([moved, page(0..1, Some("https://registry.example/v2/acme/secret/x"))]);
    assert_eq!(first_page(&script.repository(), subject()), Fetched::Malformed(ListingError::Pages));
    assert_eq!(script.lines().len(), 2);
}

#[test]
fn a_list_that_a_mirror_breaks_off_is_begun_again_at_the_origin() {
    let answers =
        [page(0..1, Some("?n=2")), Answer::new(403, ""), page(0..2, Some("?n=2")), page(2..3, None)];
    let script = Script::new(answers);
    let mirrors = Mirrors::parse("registry.example=mirror.example").unwrap().with_fallback_to_origin();
    let registry = script.builder().mirrors(mirrors).build();
    let repository = registry.repository(&reference("registry.example/acme/app")).unwrap();
    let more = |page| Read::MoreReferrers { subject: subject(), page, limit_items: 10 };
    let Fetched::Page { next, .. } = first_page(&repository, subject()) else { panic!() };
    let Fetched::Page { next, descriptors } = run(repository.read(&more(next))) else { panic!() };
    assert_eq!(descriptors.len(), 2);
    assert!(matches!(run(repository.read(&more(next))), Fetched::Listing { complete: true, .. }));
    let hosts: Vec<_> =
        script.lines().iter().map(|line| line.split('/').nth(2).unwrap().to_owned()).collect();
    assert_eq!(hosts, ["mirror.example", "mirror.example", "registry.example", "registry.example"]);
}

/// Artifactory, as long as it had no list, answered 406; Quay says 400 of a manifest that it does not have.
#[test]
fn statuses_that_say_that_there_is_no_such_interface_are_as_404() {
    let outcome =
        |status| run(Script::new([Answer::new(status, "")]).repository().referrers(&subject(), &all()));
    for status in [404, 405, 406] {
        assert_eq!(outcome(status), Err(ReadError::Absent), "{status}");
    }
    for status in [400, 402, 409, 410, 421, 451, 501] {
        assert!(matches!(outcome(status), Err(ReadError::Status { .. })), "{status}");
    }
    let missing = Script::new([page(0..1, Some("?n=2")), Answer::new(405, "")]);
    assert_eq!(
        run(missing.repository().referrers(&subject(), &all())),
        Err(ReadError::Malformed(Malformed::PageMissing))
    );
}

fn all() -> ReferrersOptions {
    ReferrersOptions::new()
}
