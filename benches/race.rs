use std::fmt;
use std::hint::black_box;
use std::time::{Duration, Instant};

use crate::Failure;

/// How long a contestant runs before it is the next one's turn: less than what a busy machine gives it at a time.
const TURN: Duration = Duration::from_millis(1);
/// How often each has its turn.
const ROUNDS: usize = 250;

type Run<'a> = Box<dyn FnMut() -> Result<(), Failure> + 'a>;

/// Contestants that take turns, so that whatever else the machine does falls on all of them alike. The last one is what
/// the others are compared with.
pub struct Race<'a> {
    name: String,
    contestants: Vec<(&'a str, Run<'a>)>,
}

impl<'a> Race<'a> {
    /// A race without contestants.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), contestants: Vec::new() }
    }

    /// Adds one.
    #[must_use]
    pub fn with<T>(mut self, name: &'a str, mut run: impl FnMut() -> Result<T, Failure> + 'a) -> Self {
        self.contestants.push((name, Box::new(move || run().map(|value| drop(black_box(value))))));
        self
    }

    /// Runs them all.
    ///
    /// # Errors
    /// When one of them fails: what is measured must work.
    pub fn run(mut self) -> Result<Finish, Failure> {
        let calls = self.contestants.iter_mut().map(|(_, run)| calls_of_a_turn(run));
        let calls: Vec<u32> = calls.collect::<Result<_, _>>()?;
        let mut times = vec![Vec::new(); calls.len()];
        for _ in 0..ROUNDS {
            for (((_, run), calls), times) in self.contestants.iter_mut().zip(&calls).zip(&mut times) {
                times.push(turn(run, *calls)? / *calls);
            }
        }
        let base = times.last().cloned().unwrap_or_default();
        let names = self.contestants.iter().map(|(name, _)| (*name).to_owned());
        let lines = names.zip(times).map(|(name, times)| Line::new(name, &times, &base)).collect();
        Ok(Finish { name: self.name, lines })
    }
}

impl fmt::Debug for Race<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Race").field(&self.name).finish_non_exhaustive()
    }
}

fn calls_of_a_turn(run: &mut Run<'_>) -> Result<u32, Failure> {
    let mut calls = 1;
    while turn(run, calls)? < TURN && calls < u32::MAX / 2 {
        calls *= 2;
    }
    Ok(calls)
}

fn turn(run: &mut Run<'_>, calls: u32) -> Result<Duration, Failure> {
    let start = Instant::now();
    (0..calls).try_for_each(|_| run())?;
    Ok(start.elapsed())
}

/// How a race ended. Its text is one line a contestant: the shortest time of a call, that time as a multiple of the last
/// contestant's, the median of the multiples of the single rounds, and what four fifths of these lie between.
#[derive(Debug)]
pub struct Finish {
    name: String,
    lines: Vec<Line>,
}

#[derive(Debug)]
struct Line {
    name: String,
    shortest: Duration,
    ratio: f64,
    median: f64,
    /// What four fifths of the multiples lie between.
    span: (f64, f64),
}

impl Line {
    fn new(name: String, times: &[Duration], base: &[Duration]) -> Self {
        let shortest = |times: &[Duration]| times.iter().min().copied().unwrap_or_default();
        let mut ratios: Vec<f64> =
            times.iter().zip(base).map(|(time, base)| multiple(*time, *base)).collect();
        ratios.sort_by(f64::total_cmp);
        let tenth = |tenths: usize| ratios.get(ratios.len() * tenths / 10).copied().unwrap_or(f64::NAN);
        let ratio = multiple(shortest(times), shortest(base));
        Self { name, shortest: shortest(times), ratio, median: tenth(5), span: (tenth(1), tenth(9)) }
    }
}

fn multiple(time: Duration, base: Duration) -> f64 {
    time.as_secs_f64() / base.as_secs_f64()
}

impl fmt::Display for Finish {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.name)?;
        self.lines.iter().try_for_each(|line| {
            let micros = line.shortest.as_secs_f64() * 1e6;
            writeln!(
                f,
                "    {:<28} {micros:>11.2} µs {:>7.3} × {:>7.3} × ({:.3} to {:.3})",
                line.name, line.ratio, line.median, line.span.0, line.span.1
            )
        })
    }
}
