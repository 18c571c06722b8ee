//! All that must be covered, and where each stands.

use alloc::{collections::BTreeMap, sync::Arc, vec::Vec};
use core::num::NonZeroUsize;

use countersign_digest::Digest;
use countersign_need::{Answer, Need};
use countersign_oci::{Fetched, ReadId, ReadRequest, Resolved};
use countersign_policy::Outcome;

use crate::{
    TargetReport,
    examine::Request,
    meant::{Meant, Target},
    search::Search,
    wanted::Wanted,
};

/// The image is known; what is asked for is looked for, one target after the other.
#[derive(Clone, Debug)]
pub(crate) struct Searching {
    meant: Meant,
    searches: Vec<Search>,
    /// The search over each digest.
    places: BTreeMap<Digest, usize>,
    /// The search that each read belongs to, however late it is answered.
    offered: BTreeMap<ReadId, usize>,
    /// The first target that is not settled.
    cursor: usize,
    read_everything: bool,
    required: NonZeroUsize,
    /// Reads that found out what the name stands for.
    requests: usize,
}

impl Searching {
    /// Each search numbers its reads from a beginning of its own, above `first_id`, with which the resolver began.
    pub(crate) fn new(request: Request<'_>, meant: Meant, requests: usize, first_id: u64) -> Self {
        let configuration = request.configuration;
        let (mut places, mut searches) = (BTreeMap::new(), Vec::new());
        for digest in meant.targets().iter().flat_map(|target| &target.covered_by) {
            places.entry(*digest).or_insert_with(|| {
                let place = u64::try_from(searches.len()).unwrap_or(u64::MAX);
                let first_id = first_id.wrapping_add(place.wrapping_add(1) << 32);
                searches.push(search(request, &meant, *digest, first_id));
                searches.len() - 1
            });
        }
        let mut searching = Self {
            meant,
            searches,
            places,
            offered: BTreeMap::new(),
            cursor: 0,
            read_everything: configuration.reads_everything(),
            required: configuration.requirement().threshold(),
            requests,
        };
        searching.settle();
        searching
    }

    pub(crate) fn meant(&self) -> &Meant {
        &self.meant
    }

    /// Whether every target is covered by enough signers.
    pub(crate) fn is_met(&self) -> bool {
        self.meant.targets().iter().all(|target| self.report(target).is_met())
    }

    /// Takes what the name stands for, where it was looked for by digest alone, and how many reads that took. What is judged
    /// only with it may wait for answers from elsewhere again.
    pub(crate) fn take_manifest(&mut self, request: Request<'_>, resolved: &Resolved, requests: usize) {
        self.meant = Meant::from(resolved);
        self.count(requests);
        let bytes = self.meant.manifest().map(|manifest| Arc::clone(&manifest.bytes));
        for (search, bytes) in self.searches.iter_mut().zip(bytes) {
            search.take_manifest(request, bytes);
        }
    }

    /// Counts reads that the search did not make.
    pub(crate) fn count(&mut self, requests: usize) {
        self.requests += requests;
    }

    pub(crate) fn searches(&self) -> &[Search] {
        &self.searches
    }

    /// How many reads were answered.
    pub(crate) fn requests(&self) -> usize {
        self.requests + self.searches.iter().map(Search::requests).sum::<usize>()
    }

    pub(crate) fn is_done(&self) -> bool {
        self.cursor >= self.meant.targets().len()
    }

    /// What to read for the first target that lacks something.
    pub(crate) fn reads(&mut self) -> Vec<ReadRequest> {
        let target = self.meant.targets().get(self.cursor);
        let Some((place, search)) = target.and_then(|target| self.open_search(target)) else {
            return Vec::new();
        };
        let reads = search.reads();
        self.offered.extend(reads.iter().map(|request| (request.id(), place)));
        reads
    }

    pub(crate) fn answer(&mut self, request: Request<'_>, id: ReadId, fetched: Fetched) {
        let place = self.offered.remove(&id);
        if let Some(search) = place.and_then(|place| self.searches.get_mut(place)) {
            search.answer(request, id, fetched);
            self.settle();
        }
    }

    /// What is wanted from elsewhere.
    pub(crate) fn needs(&self) -> Vec<Need> {
        self.searches.iter().flat_map(Search::needs).collect()
    }

    /// Takes what came of wants.
    pub(crate) fn provide(&mut self, request: Request<'_>, known: &[&(Need, Answer)]) {
        self.searches.iter_mut().for_each(|search| search.provide(request, known));
        self.settle();
    }

    /// Decides everything that waits by what is known.
    pub(crate) fn stop_asking(&mut self, request: Request<'_>) {
        self.searches.iter_mut().for_each(|search| search.stop_asking(request));
        self.settle();
    }

    /// Moves on past every target for which nothing more is to be read.
    fn settle(&mut self) {
        while let Some(target) = self.meant.targets().get(self.cursor) {
            let enough = !self.read_everything && self.report(target).is_met();
            let is_waiting = || self.searches_of(target).any(|(_, search)| search.is_waiting());
            if !enough && (self.open_search(target).is_some() || is_waiting()) {
                return;
            }
            self.cursor += 1;
        }
    }

    fn open_search<'s>(&'s self, target: &'s Target) -> Option<(usize, &'s Search)> {
        self.searches_of(target).find(|(_, search)| !search.exhausted())
    }

    /// The searches whose signatures cover a target, the nearest first.
    fn searches_of<'s>(&'s self, target: &'s Target) -> impl Iterator<Item = (usize, &'s Search)> {
        let found = target.covered_by.iter().filter_map(|digest| self.places.get(digest));
        found.filter_map(|place| Some((*place, self.searches.get(*place)?)))
    }

    /// How a target stands by what was found so far: enough signers over one digest that covers it.
    pub(crate) fn report(&self, target: &Target) -> TargetReport {
        let (mut covered_by, mut best) = (Vec::new(), 0);
        for (_, search) in self.searches_of(target) {
            match search.findings().outcome() {
                Outcome::Met => covered_by.push(search.digest()),
                Outcome::NotMet { found, .. } => best = best.max(found),
            }
        }
        let required = self.required.get();
        let found = if covered_by.is_empty() { best } else { required };
        TargetReport { digest: target.digest, platform: target.platform.clone(), covered_by, found, required }
    }
}

fn search(request: Request<'_>, meant: &Meant, digest: Digest, first_id: u64) -> Search {
    // The manifest that was read is at hand for digests by other algorithms; the others are not.
    let manifest = meant.manifest().filter(|_| digest == meant.named());
    let search =
        Search::new(request, Wanted::new(digest, manifest.map(|read| Arc::clone(&read.bytes))), first_id);
    if meant.manifest().is_none() { search.before_the_manifest() } else { search }
}
