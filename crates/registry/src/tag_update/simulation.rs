//! Many writers at once against one tag, on simulated time: every order of events that the latencies allow can come up.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};
use std::convert::Infallible;
use std::time::{Duration, Instant};

use countersign_digest::Digest;

use super::machine::{Action, Machine, Only, Standing, Written};
use super::merge::{Merged, MergedManifest, TagMerge};
use super::timing::TagUpdateOptions;

/// Small numbers, uniform enough, and the same for each seed (splitmix64).
#[derive(Clone)]
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn up_to(&mut self, limit: Duration) -> Duration {
        Duration::from_nanos(self.next() % (limit.as_nanos() as u64 + 1))
    }
}

/// A set of numbers as the document: each writer adds its own.
struct Set(BTreeSet<u32>);

impl TagMerge for Set {
    type Error = Infallible;

    fn merge(&mut self, standing: Option<&[u8]>) -> Result<Merged, Infallible> {
        let there = parse(standing);
        self.0.extend(&there);
        match there == self.0 {
            true => Ok(Merged::Complete),
            false => Ok(Merged::Write(MergedManifest::new(print(&self.0), "text/plain"))),
        }
    }

    fn forget(&mut self, _: &Digest) {}
}

fn parse(bytes: Option<&[u8]>) -> BTreeSet<u32> {
    let text = String::from_utf8(bytes.unwrap_or_default().to_vec()).unwrap();
    text.split_whitespace().map(|number| number.parse().unwrap()).collect()
}

fn print(numbers: &BTreeSet<u32>) -> Vec<u8> {
    numbers.iter().map(|number| format!("{number} ")).collect::<String>().into_bytes()
}

/// The registry's side of one tag.
#[derive(Default)]
struct Tag {
    bytes: Option<Vec<u8>>,
    compares: bool,
    has_etags: bool,
}

impl Tag {
    fn standing(&self) -> Option<Standing> {
        let etag = |bytes: &Vec<u8>| format!("\"{}\"", String::from_utf8_lossy(bytes));
        let of =
            |bytes: &Vec<u8>| Standing { bytes: bytes.clone(), etag: self.has_etags.then(|| etag(bytes)) };
        self.bytes.as_ref().map(of)
    }

    fn write(&mut self, manifest: &MergedManifest, only: &Only) -> Written {
        let is_met = match only {
            Only::Always => true,
            Only::Never => false,
            Only::IfNone => self.bytes.is_none(),
            Only::IfMatch(etag) => self.standing().and_then(|s| s.etag).as_ref() == Some(etag),
        };
        if self.compares && !is_met {
            return Written::Refused;
        }
        self.bytes = Some(manifest.bytes().to_vec());
        Written::Taken
    }
}

/// What reaches the registry or a writer next.
enum Event {
    Reaches(Action),
    ReadAnswered(Instant, Option<Standing>),
    WriteAnswered(Written),
    Paused,
}

struct World {
    now: Instant,
    tag: Tag,
    numbers: Numbers,
    queue: BinaryHeap<Reverse<(Instant, usize, usize)>>,
    events: Vec<Option<Event>>,
    /// The longest that one way takes: a read-to-write time is four ways.
    way: Duration,
    writes: u32,
}

impl World {
    fn new(seed: u64, way: Duration, tag: Tag) -> Self {
        let (queue, events) = (BinaryHeap::new(), Vec::new());
        Self { now: Instant::now(), tag, numbers: Numbers(seed), queue, events, way, writes: 0 }
    }

    fn schedule(&mut self, after: Duration, writer: usize, event: Event) {
        self.queue.push(Reverse((self.now + after, self.events.len(), writer)));
        self.events.push(Some(event));
    }

    fn one_way(&mut self) -> Duration {
        self.numbers.up_to(self.way)
    }

    /// Lets an action of a writer begin.
    fn begin(&mut self, writer: usize, action: Action) {
        match action {
            Action::Done(_) => {}
            Action::Pause(time) => self.schedule(time, writer, Event::Paused),
            action => {
                let way = self.one_way();
                self.schedule(way, writer, Event::Reaches(action));
            }
        }
    }

    fn serve(&mut self, sent: Instant, action: &Action) -> Event {
        match action {
            Action::Write { manifest, only } => {
                self.writes += 1;
                Event::WriteAnswered(self.tag.write(manifest, only))
            }
            _ => Event::ReadAnswered(sent, self.tag.standing()),
        }
    }
}

type Writer = Machine<Set, Box<dyn FnMut() -> u64>>;

/// Runs so many writers, which start within `apart`, to their end, and says whose entry is missing then.
fn lost(world: &mut World, count: u32, apart: Duration, options: TagUpdateOptions) -> Vec<u32> {
    let begun = world.now;
    let mut writers: Vec<Writer> = Vec::new();
    let mut sent = Vec::new();
    for number in 0..count {
        let mut own = Numbers(world.numbers.next());
        let set = Set(BTreeSet::from([number]));
        writers.push(Machine::new(set, options, Box::new(move || own.next()), begun));
        let start = world.numbers.up_to(apart);
        world.schedule(start, number as usize, Event::Paused);
        sent.push(begun);
    }
    while let Some(Reverse((time, id, writer))) = world.queue.pop() {
        world.now = time;
        let event = world.events[id].take().unwrap();
        let action = match event {
            Event::Reaches(action) => {
                let answer = world.serve(sent[writer], &action);
                let way = world.one_way();
                world.schedule(way, writer, answer);
                continue;
            }
            Event::ReadAnswered(sent, standing) => writers[writer].read(sent, standing).unwrap(),
            Event::WriteAnswered(written) => writers[writer].written(time, written).unwrap(),
            Event::Paused => writers[writer].paused(),
        };
        sent[writer] = time;
        world.begin(writer, action);
    }
    let there = parse(world.tag.bytes.as_deref());
    (0..count).filter(|number| !there.contains(number)).collect()
}

const WAY: Duration = Duration::from_millis(100);

fn options() -> TagUpdateOptions {
    TagUpdateOptions::new().with_shortest_wait(WAY * 5)
}

#[test]
fn no_entry_is_lost_where_nothing_is_compared_while_the_wait_is_longer_than_any_read_to_write_time() {
    for seed in 0..300 {
        let mut world = World::new(seed, WAY, Tag::default());
        let apart = WAY * (seed as u32 % 40);
        assert_eq!(lost(&mut world, 2 + seed as u32 % 31, apart, options()), [0_u32; 0], "seed {seed}");
    }
}

#[test]
fn no_entry_is_lost_where_the_registry_compares() {
    for seed in 0..300 {
        let tag = Tag { compares: true, has_etags: true, ..Tag::default() };
        let mut world = World::new(seed, WAY, tag);
        assert_eq!(lost(&mut world, 32, WAY * (seed as u32 % 9), options()), [0_u32; 0], "seed {seed}");
    }
}

#[test]
fn no_entry_is_lost_where_the_registry_compares_and_names_no_entity_tag() {
    for seed in 0..100 {
        let mut world = World::new(seed, WAY, Tag { compares: true, ..Tag::default() });
        assert_eq!(lost(&mut world, 16, WAY * 4, options()), [0_u32; 0], "seed {seed}");
    }
}

/// The other side of the assumption: with a wait that is shorter, entries do get lost.
#[test]
fn a_wait_shorter_than_the_read_to_write_time_loses_entries() {
    let hasty = TagUpdateOptions::new().with_shortest_wait(Duration::from_millis(1)).with_factor(0);
    let mut all = 0;
    for seed in 0..100 {
        let mut world = World::new(seed, WAY, Tag::default());
        all += lost(&mut world, 8, WAY * 8, hasty).len();
    }
    assert!(all > 0);
}

#[test]
fn writers_that_all_start_at_once_need_few_writes_each() {
    let mut world = World::new(7, WAY, Tag::default());
    assert!(lost(&mut world, 32, Duration::ZERO, options()).is_empty());
    assert!(world.writes < 32 * 8, "{} writes", world.writes);
}
