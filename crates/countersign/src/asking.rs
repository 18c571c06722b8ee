//! What is asked of others than the repository, and what came of it.

use alloc::vec::Vec;

use countersign_need::{Answer, Need};

/// The most that one verification asks for: certificates of a signature may name many places.
const MAX_NEEDS: usize = 64;

/// Needs and their answers: each is asked for once, however many signatures want it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Asking {
    known: Vec<(Need, Answer)>,
    /// What was told last.
    offered: Vec<Need>,
}

/// How it goes on.
pub(crate) enum Next<'a> {
    /// This is to be asked for.
    Ask(Vec<Need>),
    /// These were answered before.
    Known(Vec<&'a (Need, Answer)>),
    /// Nothing more is asked for, whatever is wanted.
    TooMany,
    /// Nothing is wanted.
    Nothing,
}

impl Asking {
    /// How it goes on where this is wanted.
    pub(crate) fn next(&mut self, wanted: Vec<Need>) -> Next<'_> {
        let wanted = each_once(wanted);
        if wanted.is_empty() {
            return Next::Nothing;
        }
        if self.known.iter().any(|(need, _)| wanted.contains(need)) {
            return Next::Known(self.known.iter().filter(|(need, _)| wanted.contains(need)).collect());
        }
        if self.known.len().saturating_add(wanted.len()) > MAX_NEEDS {
            return Next::TooMany;
        }
        self.offered.clone_from(&wanted);
        Next::Ask(wanted)
    }

    /// Takes what came of the need at this place of those that were told last; of several answers the first counts.
    pub(crate) fn fulfil(&mut self, index: usize, answer: Answer) {
        if let Some(need) = self.offered.get(index)
            && self.known.iter().all(|(known, _)| known != need)
        {
            self.known.push((need.clone(), answer));
        }
    }
}

fn each_once(wanted: Vec<Need>) -> Vec<Need> {
    let mut needs = Vec::new();
    for need in wanted {
        if !needs.contains(&need) {
            needs.push(need);
        }
    }
    needs
}
