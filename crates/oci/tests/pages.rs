//! Lists of referrers that come in pages.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::sync::Arc;

use common::{Collect, Registry, describe, image, layout, put_bundle};
use countersign_digest::Sha2;
use countersign_oci::{
    AttachmentListing, Fetched, IgnoredKind, ListingError, ListingOptions, ListingPage, ManifestDescriptor,
    PlanOptions, ProblemKind, Read, Session, Step, annotation, media_type,
};

fn next(number: usize) -> ListingPage {
    ListingPage::new(vec!["first".into(), number.to_string()], 0)
}

/// Answers with these pages in turn, with the last one again and again, and with everything else from the registry.
fn drive<S: Session>(
    registry: &mut Registry,
    pages: &[Vec<ManifestDescriptor>],
    is_endless: bool,
    mut session: S,
) -> (S::Output, Vec<Read>) {
    let (mut at, mut asked) = (0, Vec::new());
    loop {
        let requests = match session.step() {
            Step::Done(output) => return (output, asked),
            Step::Need(_) => panic!("nothing is needed"),
            Step::Read(requests) => requests,
        };
        let request = requests.first().unwrap();
        asked.push(request.read().clone());
        let answer = match request.read() {
            Read::Referrers { .. } | Read::MoreReferrers { .. } => {
                if let Read::MoreReferrers { page, .. } = request.read() {
                    assert_eq!(page, &next(at));
                }
                let descriptors = pages[at.min(pages.len() - 1)].clone();
                at += 1;
                match is_endless || at < pages.len() {
                    true => Fetched::Page { descriptors, next: next(at) },
                    false => Fetched::Listing { descriptors, complete: true },
                }
            }
            other => registry.fetch(other),
        };
        session.answer(request.id(), answer);
    }
}

fn collect(options: PlanOptions) -> Collect {
    Collect::new(image().digest(), options)
}

fn listing() -> AttachmentListing {
    AttachmentListing::new(Arc::new(Sha2), image().digest(), ListingOptions::default(), 0)
}

#[test]
fn what_a_page_lists_is_read_before_the_next_page() {
    let mut registry = Registry::default();
    let pages: Vec<_> = [b"one", b"two"].map(|bundle| vec![put_bundle(&mut registry, bundle)]).into();
    let (found, asked) = drive(&mut registry, &pages, false, collect(PlanOptions::default()));
    assert_eq!((found.candidates.len(), found.problems.len(), asked.len()), (2, 0, 8));
    let is_page = |read: &Read| matches!(read, Read::Referrers { .. } | Read::MoreReferrers { .. });
    let places: Vec<_> =
        asked.iter().enumerate().filter(|(_, read)| is_page(read)).map(|(at, _)| at).collect();
    assert_eq!(places, [0, 3]);
    let limit_items = |read: &Read| match read {
        Read::Referrers { limit_items, .. } | Read::MoreReferrers { limit_items, .. } => *limit_items,
        _ => 0,
    };
    assert_eq!((limit_items(&asked[0]), limit_items(&asked[3])), (1000, 999));
    let (listed, _) = drive(&mut registry, &pages, false, listing());
    assert_eq!((listed.found().len(), listed.problems().len()), (2, 0));
}

#[test]
fn the_limits_are_over_all_pages() {
    let mut registry = Registry::default();
    let pages: Vec<_> = (0..3_u8).map(|at| vec![put_bundle(&mut registry, &[at])]).collect();
    let (found, _) =
        drive(&mut registry, &pages, false, collect(PlanOptions::default().with_max_candidates(2)));
    assert_eq!((found.candidates.len(), found.kinds()), (2, vec![ProblemKind::LimitExceeded { limit: 2 }]));
    let (found, _) =
        drive(&mut registry, &pages, false, collect(PlanOptions::default().with_max_referrers(2)));
    assert_eq!((found.candidates.len(), found.kinds()), (2, vec![ProblemKind::LimitExceeded { limit: 2 }]));
}

#[test]
fn pages_without_end_come_to_an_end() {
    let page = [vec![describe("a/b", b"the same")]];
    let mut registry = Registry::default();
    let limit = ProblemKind::LimitExceeded { limit: 1000 };
    let (found, asked) = drive(&mut registry, &page, true, collect(PlanOptions::default()));
    assert_eq!((found.kinds(), asked.len()), (vec![limit.clone()], 103));
    let (listed, _) = drive(&mut registry, &page, true, listing());
    assert_eq!(listed.problems().iter().map(|(_, kind)| kind.clone()).collect::<Vec<_>>(), [limit]);
}

#[test]
fn of_a_foreign_text_no_more_is_kept_than_tells_it_from_others() {
    let text = "é".repeat(100_000);
    let bundle = "application/vnd.dev.sigstore.bundle.v0.3+json";
    let claims = describe(media_type::IMAGE_MANIFEST, b"one")
        .with_artifact_type(bundle)
        .with_annotation(annotation::BUNDLE_PREDICATE_TYPE, text.clone());
    let other = describe(media_type::IMAGE_MANIFEST, b"two").with_artifact_type(text);
    let mut registry = Registry::default();
    registry.list(vec![claims, other]);
    let found = registry.search(image().digest());
    let kept = "é".repeat(256);
    let kinds: Vec<_> = found.ignored.iter().map(|ignored| ignored.kind().clone()).collect();
    let attestation = IgnoredKind::Attestation { predicate_type: kept.clone() };
    assert_eq!(kinds, [attestation, IgnoredKind::Other { artifact_type: kept }]);
}

#[test]
fn a_layout_has_no_pages() {
    let layout = layout("unsigned");
    let read = Read::MoreReferrers { subject: image().digest(), page: next(1), limit_items: 1 };
    assert_eq!(layout.fetch(&read), Fetched::Malformed(ListingError::Pages));
}
