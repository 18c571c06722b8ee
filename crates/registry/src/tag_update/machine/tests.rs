use std::convert::Infallible;

use countersign_digest::{Algorithm, HashProvider, Sha2};

use super::*;

/// Wants to write this, until it stands there.
struct Wanted(MergedManifest, Vec<Digest>);

impl TagMerge for Wanted {
    type Error = Infallible;

    fn merge(&mut self, standing: Option<&[u8]>) -> Result<Merged, Infallible> {
        match standing == Some(self.0.bytes()) {
            true => Ok(Merged::Complete),
            false => Ok(Merged::Write(self.0.clone())),
        }
    }

    fn forget(&mut self, digest: &Digest) {
        self.1.push(*digest);
    }
}

const OURS: &[u8] = b"ours";

struct Bench {
    machine: Machine<Wanted, fn() -> u64>,
    now: Instant,
}

impl Bench {
    fn new(manifest: MergedManifest) -> Self {
        let now = Instant::now();
        let options = TagUpdateOptions::new().with_rounds(10);
        Self { machine: Machine::new(Wanted(manifest, Vec::new()), options, || 0, now), now }
    }

    fn plain() -> Self {
        Self::new(MergedManifest::new(OURS.to_vec(), "text/plain"))
    }

    fn read(&mut self, bytes: Option<&[u8]>, etag: Option<&str>) -> Action {
        let standing = bytes.map(|bytes| Standing { bytes: bytes.to_vec(), etag: etag.map(str::to_owned) });
        self.machine.read(self.now, standing).unwrap()
    }

    fn written(&mut self, written: Written) -> Action {
        self.machine.written(self.now, written).unwrap()
    }
}

fn only(action: &Action) -> &Only {
    match action {
        Action::Write { only, .. } => only,
        other => panic!("{other:?}"),
    }
}

fn pause(action: &Action) -> Duration {
    match action {
        Action::Pause(time) => *time,
        other => panic!("{other:?}"),
    }
}

fn mode(action: &Action) -> Mode {
    match action {
        Action::Done(done) => done.mode,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_first_write_asks_for_what_nothing_meets() {
    let mut bench = Bench::plain();
    assert_eq!(only(&bench.read(Some(b"theirs"), Some("\"1\""))), &Only::Never);
    assert_eq!(only(&bench.written(Written::Refused)), &Only::IfMatch("\"1\"".into()));
    assert_eq!(bench.written(Written::Taken), Action::Read);
    assert_eq!(mode(&bench.read(Some(OURS), None)), Mode::Conditional);
}

#[test]
fn what_has_no_entity_tag_cannot_be_named_in_a_condition() {
    let mut bench = Bench::plain();
    bench.read(Some(b"theirs"), None);
    assert_eq!(only(&bench.written(Written::Refused)), &Only::Always);
    pause(&bench.written(Written::Taken));
    assert_eq!(mode(&bench.read(Some(OURS), None)), Mode::Settling);
}

#[test]
fn a_condition_that_is_never_met_is_given_up() {
    let mut bench = Bench::plain();
    bench.read(Some(b"theirs"), Some("\"1\""));
    assert_eq!(only(&bench.written(Written::Refused)), &Only::IfMatch("\"1\"".into()));
    let mut tries = 0;
    loop {
        pause(&bench.written(Written::Refused));
        match only(&bench.read(Some(b"theirs"), Some("\"1\""))) {
            Only::Always => break,
            Only::IfMatch(_) => tries += 1,
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(tries, MAX_STALE_REFUSALS);
}

#[test]
fn what_stands_there_and_cannot_be_read_is_never_overwritten() {
    let mut bench = Bench::plain();
    bench.read(None, None);
    assert_eq!(only(&bench.written(Written::Refused)), &Only::IfNone);
    for _ in 2..10 {
        pause(&bench.written(Written::Refused));
        assert_eq!(only(&bench.read(None, None)), &Only::IfNone);
    }
    pause(&bench.written(Written::Refused));
    assert_eq!(bench.machine.read(bench.now, None), Err(Stopped::Rounds { limit: 10 }));
}

#[test]
fn a_registry_that_knows_no_conditions_is_asked_under_none() {
    let mut bench = Bench::plain();
    bench.read(None, None);
    assert_eq!(only(&bench.written(Written::Unsupported)), &Only::Always);
}

#[test]
fn a_condition_that_is_never_met_is_given_up_although_the_entity_tag_changes() {
    let mut bench = Bench::plain();
    bench.read(Some(b"theirs"), Some("\"0\""));
    bench.written(Written::Refused);
    for refusals in 0..=MAX_STALE_REFUSALS {
        pause(&bench.written(Written::Refused));
        let etag = format!("\"{}\"", refusals + 1);
        match only(&bench.read(Some(b"theirs"), Some(&etag))) {
            Only::IfMatch(asked) => assert_eq!((asked, refusals < MAX_STALE_REFUSALS), (&etag, true)),
            other => assert_eq!((other, refusals), (&Only::Always, MAX_STALE_REFUSALS)),
        }
    }
}

#[test]
fn a_write_that_was_taken_unheard_is_waited_for_as_any_other() {
    let mut bench = Bench::plain();
    bench.read(None, None);
    pause(&bench.written(Written::Unknown { wait: None }));
    // It stands there although nothing meets its condition: this registry does not compare.
    pause(&bench.read(Some(OURS), None));
    assert_eq!(mode(&bench.read(Some(OURS), None)), Mode::Settling);
}

#[test]
fn the_wait_grows_with_what_the_exchanges_take() {
    let mut bench = Bench::plain();
    bench.read(None, None);
    bench.now += Duration::from_secs(2);
    assert!(pause(&bench.written(Written::Taken)) >= Duration::from_secs(8));
}

#[test]
fn where_others_write_two_looks_in_a_row_must_find_everything() {
    let mut bench = Bench::plain();
    bench.read(None, None);
    pause(&bench.written(Written::Taken));
    assert_eq!(only(&bench.read(Some(b"theirs"), None)), &Only::Always);
    pause(&bench.written(Written::Taken));
    pause(&bench.read(Some(OURS), None));
    assert_eq!(mode(&bench.read(Some(OURS), None)), Mode::Settling);
}

#[test]
fn blobs_are_pushed_once_and_the_tag_is_read_again_before_it_is_written() {
    let digest = Sha2.hash(Algorithm::Sha256, b"blob");
    let blob = (Descriptor::new("text/plain", digest, 4).unwrap(), b"blob".to_vec());
    let manifest = MergedManifest::new(OURS.to_vec(), "text/plain").with_blobs(vec![blob.clone()]);
    let mut bench = Bench::new(manifest);
    assert_eq!(bench.read(None, None), Action::Push(vec![blob]));
    assert_eq!(bench.machine.pushed().unwrap(), Action::Read);
    only(&bench.read(None, None));
}

/// Another blob with every look, as a signature's configuration is where others keep adding layers.
#[derive(Default)]
struct Changing(u8);

impl TagMerge for Changing {
    type Error = Infallible;

    fn merge(&mut self, _: Option<&[u8]>) -> Result<Merged, Infallible> {
        self.0 += 1;
        let digest = Sha2.hash(Algorithm::Sha256, &[self.0]);
        let blob = (Descriptor::new("text/plain", digest, 1).unwrap(), vec![self.0]);
        Ok(Merged::Write(MergedManifest::new(vec![self.0], "text/plain").with_blobs(vec![blob])))
    }

    fn forget(&mut self, _: &Digest) {}
}

#[test]
fn what_is_written_is_pushed_before_however_often_the_tag_changes_meanwhile() {
    let now = Instant::now();
    let mut machine = Machine::new(Changing::default(), TagUpdateOptions::new(), || 0, now);
    let mut pushed = Vec::new();
    let mut action = machine.read(now, None).unwrap();
    let written = loop {
        action = match action {
            Action::Push(blobs) => {
                pushed.extend(blobs.into_iter().map(|(_, bytes)| bytes));
                machine.pushed().unwrap()
            }
            Action::Read => machine.read(now, None).unwrap(),
            Action::Write { manifest, .. } => break manifest,
            other => panic!("{other:?}"),
        };
    };
    assert!(pushed.contains(&written.bytes().to_vec()), "{written:?} after {pushed:?}");
    assert!(pushed.len() > 1, "the tag was read again before it was written");
}

#[test]
fn what_others_lost_is_looked_for_before_it_is_put_back() {
    let digests = [b"a", b"b"].map(|text| Sha2.hash(Algorithm::Sha256, text));
    let manifest = MergedManifest::new(OURS.to_vec(), "text/plain").with_doubtful(digests.to_vec());
    let mut bench = Bench::new(manifest);
    assert_eq!(bench.read(None, None), Action::Check(digests.to_vec()));
    assert_eq!(bench.machine.checked(&digests[..1]), Action::Read);
    assert_eq!(bench.machine.merge.1, [digests[0]]);
    only(&bench.read(None, None));
}

#[test]
fn writes_that_do_not_last_come_to_an_end() {
    let mut bench = Bench::plain();
    for _ in 0..10 {
        only(&bench.read(None, None));
        pause(&bench.written(Written::Taken));
    }
    let (now, machine) = (bench.now, &mut bench.machine);
    assert_eq!(machine.read(now, None), Err(Stopped::Rounds { limit: 10 }));
}

#[test]
fn a_writer_that_was_held_up_reads_again_before_it_writes() {
    let mut bench = Bench::plain();
    only(&bench.read(None, None));
    assert!(!bench.machine.is_late(bench.now));
    let later = bench.now + Duration::from_millis(200);
    for _ in 0..MAX_LATE {
        assert!(bench.machine.is_late(later));
        assert_eq!(bench.machine.reconsider(), Action::Read);
        only(&bench.read(None, None));
    }
    // Where reading takes that long there is nothing to be won.
    assert!(!bench.machine.is_late(later));
    assert_eq!(bench.machine.writes, 1);
}
