//! Many images under one configuration, in one session.

use alloc::{
    collections::{BTreeMap, VecDeque},
    sync::Arc,
    vec::Vec,
};

use countersign_need::{Answer, Need};
use countersign_oci::{Fetched, ManifestAt, ReadId, ReadRequest, Session, Step};
use countersign_time::UnixTime;

use crate::{
    ImageName, SubjectKind, Verdict, VerifiedImage, asked::Asked, configuration::Configuration,
    inquiry::Inquiry, proof::Proof,
};

/// Images that are verified at the same time; the others wait, so that a long list holds no memory.
const WINDOW: usize = 16;

/// Answers that are kept for images that are verified later.
const MAX_KNOWN: usize = 64;

/// The verification of many images of one repository or layout in progress. One that is named twice is verified once.
/// Ends in a verdict for each name, in the order in which they were asked for.
#[derive(Clone, Debug)]
#[must_use]
pub struct ManyVerification {
    configuration: Arc<Configuration>,
    now: UnixTime,
    names: Vec<ImageName>,
    /// For each name, the place in `verdicts` of what it shares with its equals.
    places: Vec<usize>,
    verdicts: Vec<Option<Verdict>>,
    waiting: VecDeque<(usize, ImageName)>,
    open: Vec<(usize, Inquiry)>,
    /// The inquiry that each read belongs to.
    offered: BTreeMap<ReadId, usize>,
    /// The inquiries that each need belongs to, with the place among theirs.
    needed: Vec<(Need, Vec<(usize, usize)>)>,
    /// What was answered before, for those that need it later.
    known: Vec<(Need, Answer)>,
}

impl ManyVerification {
    pub(crate) fn new(
        configuration: Arc<Configuration>,
        images: impl IntoIterator<Item = ImageName>,
        now: UnixTime,
    ) -> Self {
        let names: Vec<ImageName> = images.into_iter().collect();
        let (mut places, mut waiting) = (Vec::new(), VecDeque::new());
        let mut known: BTreeMap<&ManifestAt, Vec<usize>> = BTreeMap::new();
        for name in &names {
            let alike = known.entry(name.manifest_at()).or_default();
            let is_same = |place: &&usize| {
                waiting.get(**place).is_some_and(|(_, other): &(usize, ImageName)| other.means_the_same(name))
            };
            let place = alike.iter().find(is_same).copied().unwrap_or_else(|| {
                let place = waiting.len();
                alike.push(place);
                waiting.push_back((place, name.clone()));
                place
            });
            places.push(place);
        }
        let verdicts = alloc::vec![None; waiting.len()];
        let (open, offered, needed, known) = (Vec::new(), BTreeMap::new(), Vec::new(), Vec::new());
        Self { configuration, now, names, places, verdicts, waiting, open, offered, needed, known }
    }

    fn fill(&mut self) {
        while self.open.len() < WINDOW {
            let Some((place, name)) = self.waiting.pop_front() else { return };
            let first_id = u64::try_from(place).unwrap_or(u64::MAX).wrapping_shl(44);
            let asked = Asked::signature(SubjectKind::Image);
            let inquiry = Inquiry::new(Arc::clone(&self.configuration), asked, name, self.now, first_id);
            self.open.push((place, inquiry));
        }
    }

    /// The reads of all that are open, and what they need. Those that are done make room for others.
    fn reads(&mut self) -> Vec<ReadRequest> {
        let mut reads = Vec::new();
        self.needed.clear();
        self.fill();
        let mut at = 0;
        while let Some((place, inquiry)) = self.open.get_mut(at) {
            match inquiry.step() {
                Step::Read(wanted) => {
                    self.offered.extend(wanted.iter().map(|request| (request.id(), *place)));
                    reads.extend(wanted);
                    at += 1;
                }
                Step::Need(needs) => {
                    if answer_known(inquiry, &needs, &self.known) {
                        continue;
                    }
                    let place = *place;
                    self.need(place, needs);
                    at += 1;
                }
                Step::Done(concluded) => {
                    if let Some(verdict) = self.verdicts.get_mut(*place) {
                        *verdict = Some(concluded.map(VerifiedImage::of));
                    }
                    self.open.swap_remove(at);
                    self.fill();
                }
            }
        }
        reads
    }

    /// What several need is needed once.
    fn need(&mut self, place: usize, needs: Vec<Need>) {
        for (index, need) in needs.into_iter().enumerate() {
            match self.needed.iter_mut().find(|(known, _)| *known == need) {
                Some((_, wanted)) => wanted.push((place, index)),
                None => self.needed.push((need, alloc::vec![(place, index)])),
            }
        }
    }

    fn results(&self) -> Vec<(ImageName, Verdict)> {
        let one = |(name, place): (&ImageName, &usize)| {
            let verdict = self.verdicts.get(*place)?.as_ref()?;
            Some((name.clone(), called(verdict, name)))
        };
        self.names.iter().zip(&self.places).filter_map(one).collect()
    }
}

/// Answers needs of an inquiry that were answered for another one; whether there were any.
fn answer_known(inquiry: &mut Inquiry, needs: &[Need], known: &[(Need, Answer)]) -> bool {
    let mut is_any = false;
    for (index, need) in needs.iter().enumerate() {
        if let Some((_, answer)) = known.iter().find(|(known, _)| known == need) {
            inquiry.fulfil(index, answer.clone());
            is_any = true;
        }
    }
    is_any
}

/// The verdict over what a name stands for, under that name.
fn called(verdict: &Verdict, name: &ImageName) -> Verdict {
    match verdict {
        Ok(image) => Ok(image.called(name.shown())),
        Err(refusal) => Err(refusal.called(name.shown())),
    }
}

impl Session for ManyVerification {
    type Need = Need;
    type Answer = Answer;
    type Output = Vec<(ImageName, Verdict)>;

    fn step(&mut self) -> Step<Need, Self::Output> {
        let reads = self.reads();
        if self.open.is_empty() {
            Step::Done(self.results())
        } else if self.needed.is_empty() {
            Step::Read(reads)
        } else {
            Step::Need(self.needed.iter().map(|(need, _)| need.clone()).collect())
        }
    }

    fn answer(&mut self, id: ReadId, fetched: Fetched) {
        let place = self.offered.remove(&id);
        if let Some((_, inquiry)) = self.open.iter_mut().find(|(open, _)| Some(*open) == place) {
            inquiry.answer(id, fetched);
        }
    }

    fn fulfil(&mut self, index: usize, answer: Answer) {
        let Some((need, wanted)) = self.needed.get(index) else { return };
        if self.known.len() < MAX_KNOWN {
            self.known.push((need.clone(), answer.clone()));
        }
        for (place, index) in wanted {
            if let Some((_, inquiry)) = self.open.iter_mut().find(|(open, _)| open == place) {
                inquiry.fulfil(*index, answer.clone());
            }
        }
    }
}
