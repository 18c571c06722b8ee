//! Sessions that are run over a registry, on a runtime and on threads.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::convert::Infallible;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::{Duration, Instant};

use common::{local, reference, reqwest, run, ureq};
use countersign_digest::{Digest, Sha2};
use countersign_oci::{
    Candidate, Fetched, ManifestAt, PlanOptions, PlatformChoice, Problem, ProblemKind, ReadId, ResolveError,
    Resolved, Resolver, Session, SignaturePlan, Step, UnreachableReason,
};
use countersign_registry::{
    BoxFuture, DriveError, DriveOptions, Fulfil, Place, Registry, drive, drive_blocking, drive_blocking_with,
    drive_with,
};
use testkit::{Behaviour, Bogus, Fault, HostileRegistry, Matcher, Times};

const BUNDLE: &str = "application/vnd.dev.sigstore.bundle.v0.3+json";

/// Reads until so many bundles were found, or nothing is left to read.
struct Search {
    plan: SignaturePlan,
    wanted: usize,
    found: Vec<Candidate>,
}

struct Found {
    candidates: usize,
    problems: Vec<Problem>,
}

fn search(subject: &str, wanted: usize) -> Search {
    let subject = Digest::parse(subject).unwrap();
    let plan = SignaturePlan::new(Arc::new(Sha2), subject, PlanOptions::default(), 0);
    Search { plan, wanted, found: Vec::new() }
}

impl Session for Search {
    type Need = Infallible;
    type Answer = Infallible;
    type Output = Found;

    fn step(&mut self) -> Step<Infallible, Found> {
        self.found.extend(self.plan.take_candidates());
        let reads = self.plan.reads();
        if self.found.len() >= self.wanted || reads.is_empty() {
            return Step::Done(Found { candidates: self.found.len(), problems: self.plan.take_problems() });
        }
        Step::Read(reads)
    }

    fn answer(&mut self, id: ReadId, fetched: Fetched) {
        self.plan.answer(id, fetched);
    }

    fn fulfil(&mut self, _: usize, answer: Infallible) {
        match answer {}
    }
}

/// Resolves a name.
struct Naming(Resolver);

impl Session for Naming {
    type Need = Infallible;
    type Answer = Infallible;
    type Output = Result<Resolved, ResolveError>;

    fn step(&mut self) -> Step<Infallible, Self::Output> {
        self.0.outcome().map_or_else(|| Step::Read(self.0.reads()), Step::Done)
    }

    fn answer(&mut self, id: ReadId, fetched: Fetched) {
        self.0.answer(id, fetched);
    }

    fn fulfil(&mut self, _: usize, answer: Infallible) {
        match answer {}
    }
}

/// Wants two numbers doubled.
#[derive(Default)]
struct Wanting(Vec<Option<u32>>);

impl Session for Wanting {
    type Need = u32;
    type Answer = u32;
    type Output = Vec<u32>;

    fn step(&mut self) -> Step<u32, Vec<u32>> {
        if self.0.is_empty() {
            self.0 = vec![None, None];
            return Step::Need(vec![20, 21]);
        }
        Step::Done(self.0.iter().flatten().copied().collect())
    }

    fn answer(&mut self, _: ReadId, _: Fetched) {}

    fn fulfil(&mut self, index: usize, answer: u32) {
        self.0[index] = Some(answer);
    }
}

struct Doubling;

impl Fulfil<u32, u32> for Doubling {
    fn fulfil<'a>(&'a self, need: &'a u32) -> BoxFuture<'a, Option<u32>> {
        Box::pin(std::future::ready(Some(need * 2)))
    }
}

fn place(hostile: &HostileRegistry) -> (Registry, Place) {
    let registry = local(ureq()).build();
    let repository = registry.repository(&reference(&format!("{}/acme/app", hostile.address()))).unwrap();
    (registry, repository.into())
}

fn signed(hostile: &HostileRegistry, count: usize) -> (String, Vec<String>) {
    let image = hostile.put_image("acme/app", "1");
    let sign =
        |n: usize| hostile.put_referrer("acme/app", &image, BUNDLE, format!("{{\"n\":{n}}}").as_bytes());
    let referrers = (0..count).map(sign).collect();
    (image, referrers)
}

#[test]
fn one_signature_is_found_by_three_requests_whatever_else_is_attached() {
    let hostile = HostileRegistry::honest();
    let (image, _) = signed(&hostile, 5);
    let (registry, place) = place(&hostile);
    let found = drive_blocking(&place, search(&image, 1), &DriveOptions::new()).unwrap();
    assert_eq!(found.candidates, 1);
    assert_eq!(registry.requests(), 3);
    let targets: Vec<_> = hostile.requests().iter().map(|request| request.path().to_owned()).collect();
    assert_eq!(targets[0], format!("/v2/acme/app/referrers/{image}"));
    assert!(targets[1].starts_with("/v2/acme/app/manifests/sha256:"));
    assert!(targets[2].starts_with("/v2/acme/app/blobs/sha256:"));
}

#[test]
fn a_tag_is_asked_once_even_if_it_moves() {
    let hostile = HostileRegistry::honest();
    let (one, two) = (hostile.put_image("acme/app", "one"), hostile.put_image("acme/app", "two"));
    hostile.script_tag("acme/app", "moving", &[one.clone(), two.clone(), one.clone(), two.clone()]);
    let (registry, place) = place(&hostile);
    for (already, meant) in [(0, &one), (1, &two)] {
        let at = ManifestAt::Tag("moving".into());
        let resolver = Resolver::new(Arc::new(Sha2), at, None, PlatformChoice::Named, 0);
        let resolved = drive_blocking(&place, Naming(resolver), &DriveOptions::new()).unwrap().unwrap();
        assert_eq!(resolved.named().digest(), Digest::parse(meant).unwrap());
        assert_eq!(registry.requests(), already + 1);
    }
}

#[test]
fn all_ways_of_driving_find_the_same() {
    let hostile = HostileRegistry::honest();
    let (image, _) = signed(&hostile, 20);
    let (_, blocking) = place(&hostile);
    for concurrency in [1, 3, 8] {
        let options = DriveOptions::new().with_concurrency(NonZeroUsize::new(concurrency).unwrap());
        let on_threads = drive_blocking(&blocking, search(&image, 100), &options).unwrap();
        let on_one = run(drive(&blocking, search(&image, 100), &options)).unwrap();
        assert_eq!((on_threads.candidates, on_one.candidates), (20, 20));
        assert!(on_threads.problems.is_empty() && on_one.problems.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn drives_are_spawned_and_share_one_place() {
    let hostile = HostileRegistry::honest();
    let (image, _) = signed(&hostile, 5);
    let registry = local(reqwest()).build();
    let repository = registry.repository(&reference(&format!("{}/acme/app", hostile.address()))).unwrap();
    // What a server holds as its state.
    let state = Arc::new(Place::new(repository));
    let tasks: Vec<_> = (0..4)
        .map(|_| {
            let (state, image) = (Arc::clone(&state), image.clone());
            tokio::spawn(async move { drive(&state, search(&image, 100), &DriveOptions::new()).await })
        })
        .collect();
    for task in tasks {
        assert_eq!(task.await.unwrap().unwrap().candidates, 5);
    }
    assert_eq!(registry.requests(), 4 * (1 + 2 * 5 + 2));
}

#[test]
fn a_read_that_hangs_does_not_hold_up_what_does_not_need_it() {
    let hostile = HostileRegistry::honest();
    let (image, referrers) = signed(&hostile, 3);
    let (_, place) = place(&hostile);
    hostile.fault(Matcher::get(&format!("/manifests/{}", referrers[1])), Fault::Stall, Times::Always);
    let began = Instant::now();
    let found = drive_blocking(&place, search(&image, 2), &DriveOptions::new()).unwrap();
    assert_eq!(found.candidates, 2);
    // The limit for one exchange is three seconds.
    assert!(began.elapsed() < Duration::from_millis(2500), "{:?}", began.elapsed());
}

#[test]
fn what_cannot_be_reached_is_told_to_the_session() {
    let hostile = HostileRegistry::honest();
    let (image, referrers) = signed(&hostile, 2);
    let (_, place) = place(&hostile);
    hostile.fault(Matcher::get(&format!("/manifests/{}", referrers[0])), Fault::HangUp, Times::Always);
    let found = drive_blocking(&place, search(&image, 100), &DriveOptions::new()).unwrap();
    assert_eq!(found.candidates, 1);
    let kinds: Vec<_> = found.problems.iter().map(Problem::kind).collect();
    assert_eq!(kinds, [&ProblemKind::Unreachable(UnreachableReason::Closed)]);
}

#[test]
fn a_flood_of_bogus_referrers_is_refused_in_time() {
    let hostile = HostileRegistry::start(Behaviour::new().page_size(1000));
    let (image, _) = signed(&hostile, 1);
    hostile.flood_referrers("acme/app", &image, 10_000, Bogus::Missing);
    let (registry, place) = place(&hostile);
    let began = Instant::now();
    let found = drive_blocking(&place, search(&image, 1000), &DriveOptions::new()).unwrap();
    assert_eq!(found.candidates, 1);
    let is_limit = |problem: &Problem| matches!(problem.kind(), ProblemKind::LimitExceeded { .. });
    assert!(found.problems.iter().any(is_limit));
    assert!(registry.requests() < 200, "{}", registry.requests());
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
}

#[test]
fn attachments_may_be_in_another_repository() {
    let hostile = HostileRegistry::honest();
    let (image, _) = signed(&hostile, 1);
    let _ = hostile.put_image("acme/other", "1");
    let (registry, _) = place(&hostile);
    let repository =
        |name: &str| registry.repository(&reference(&format!("{}/{name}", hostile.address()))).unwrap();
    let place = Place::new(repository("acme/other")).with_attachments_in(repository("acme/app"));
    assert_eq!(drive_blocking(&place, search(&image, 1), &DriveOptions::new()).unwrap().candidates, 1);
    let place = Place::new(repository("acme/app")).with_attachments_in(repository("acme/other"));
    assert_eq!(drive_blocking(&place, search(&image, 1), &DriveOptions::new()).unwrap().candidates, 0);
}

#[test]
fn what_is_no_read_is_provided_by_the_caller_or_ends_the_session() {
    let hostile = HostileRegistry::honest();
    let (_, place) = place(&hostile);
    let options = DriveOptions::new();
    assert_eq!(drive_blocking(&place, Wanting::default(), &options), Err(DriveError::NeedsNetwork));
    assert_eq!(drive_blocking_with(&place, Wanting::default(), &options, &Doubling), Ok(vec![40, 42]));
    assert_eq!(run(drive_with(&place, Wanting::default(), &options, &Doubling)), Ok(vec![40, 42]));
}

/// Never wants anything, and is never done.
struct Idle;

impl Session for Idle {
    type Need = Infallible;
    type Answer = Infallible;
    type Output = ();

    fn step(&mut self) -> Step<Infallible, ()> {
        Step::Read(Vec::new())
    }

    fn answer(&mut self, _: ReadId, _: Fetched) {}

    fn fulfil(&mut self, _: usize, answer: Infallible) {
        match answer {}
    }
}

#[test]
fn a_session_that_does_not_go_on_is_ended() {
    let hostile = HostileRegistry::honest();
    let (_, place) = place(&hostile);
    assert_eq!(drive_blocking(&place, Idle, &DriveOptions::new()), Err(DriveError::Stalled));
}
