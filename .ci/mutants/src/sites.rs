//! Places in a source file, and what may stand there instead.

use std::{collections::BTreeMap, ops::Range};

/// How a choice is woven in.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// At the beginning of a body, which it leaves: the text is what is returned.
    Body,
    /// Behind the pattern of an arm, which is not taken.
    Arm,
    /// Instead of a statement, which is left out.
    Statement,
    /// Instead of an expression.
    Expression,
}

pub struct Choice {
    pub operator: &'static str,
    pub before: String,
    pub after: String,
    /// What is woven in.
    pub text: String,
}

/// The choices of each place. Of two places one holds the other, or they have nothing in common.
#[derive(Default)]
pub struct Sites {
    sites: BTreeMap<Key, Vec<Choice>>,
}

/// By beginning, the longest first.
type Key = (usize, std::cmp::Reverse<usize>, Form);

pub struct Site<'s> {
    pub range: Range<usize>,
    pub form: Form,
    pub choices: &'s [Choice],
}

impl Sites {
    pub fn add(&mut self, range: Range<usize>, form: Form, choice: Choice) {
        let choices = self.sites.entry((range.start, std::cmp::Reverse(range.end), form)).or_default();
        if choices.iter().all(|known| known.text != choice.text) {
            choices.push(choice);
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = Site<'_>> {
        self.sites.iter().map(|((start, end, form), choices)| Site {
            range: *start..end.0,
            form: *form,
            choices,
        })
    }
}
