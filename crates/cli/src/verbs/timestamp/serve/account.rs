//! What was answered, counted under labels that are known beforehand: whoever asks adds no new ones.

use std::sync::atomic::{AtomicU64, Ordering};

use countersign_timestamp::issue::Rejection;

use crate::console::Console;

/// What became of one request over HTTP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A token was given.
    Granted,
    /// A request was answered with a rejection.
    Rejected(Rejection),
    /// The certificates were given.
    Certificates,
    /// The path, the method or the type is none of ours.
    Foreign,
    /// The body did not arrive in time.
    Slow,
    /// The body broke off.
    Broken,
}

/// The labels beside those of rejections.
const LABELS: [&str; 5] = ["token", "certificates", "foreign", "slow", "broken"];

/// How often each happened.
#[derive(Debug, Default)]
pub struct Account {
    others: [AtomicU64; LABELS.len()],
    rejections: [AtomicU64; Rejection::ALL.len()],
}

impl Account {
    pub fn count(&self, outcome: Outcome) {
        let counter = match outcome {
            Outcome::Granted => self.others.first(),
            Outcome::Certificates => self.others.get(1),
            Outcome::Foreign => self.others.get(2),
            Outcome::Slow => self.others.get(3),
            Outcome::Broken => self.others.get(4),
            Outcome::Rejected(rejection) => {
                let place = Rejection::ALL.iter().position(|known| *known == rejection);
                place.and_then(|place| self.rejections.get(place))
            }
        };
        if let Some(counter) = counter {
            counter.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// How many requests were answered, and with what.
    pub fn tell(&self, console: &mut Console) {
        let others = LABELS.iter().copied().zip(&self.others);
        let rejections = Rejection::ALL.iter().map(|rejection| rejection.name()).zip(&self.rejections);
        let counted: Vec<(String, u64)> = others
            .map(|(label, counter)| (label.to_owned(), counter))
            .chain(rejections.map(|(label, counter)| (format!("rejected: {label}"), counter)))
            .map(|(label, counter)| (label, counter.load(Ordering::Relaxed)))
            .filter(|(_, count)| *count > 0)
            .collect();
        let sum: u64 = counted.iter().map(|(_, count)| count).sum();
        console.line(format!("answered {sum} requests"));
        for (label, count) in counted {
            console.line(format!("  {count:>10}  {label}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_outcome_is_counted_under_a_label_of_its_own() {
        let account = Account::default();
        let others =
            [Outcome::Granted, Outcome::Certificates, Outcome::Foreign, Outcome::Slow, Outcome::Broken];
        let rejections = Rejection::ALL.iter().map(|rejection| Outcome::Rejected(*rejection));
        others.into_iter().chain(rejections).for_each(|outcome| account.count(outcome));
        account.count(Outcome::Granted);
        let mut console = Console::default();
        account.tell(&mut console);
        let (said, _) = console.into_parts();
        let all = LABELS.len() + Rejection::ALL.len();
        assert!(said.starts_with(&format!("answered {} requests\n", all + 1)), "{said}");
        assert_eq!(said.lines().count(), all + 1);
        assert!(said.contains("         2  token"), "{said}");
        assert!(said.contains("         1  rejected: policy"), "{said}");
    }
}
