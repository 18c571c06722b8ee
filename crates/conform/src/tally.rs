//! One answer held against what was expected, and the sums of a corpus.

use std::collections::BTreeMap;

use serde_json::Value;

/// How an answer compares with the expectation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Score {
    Correct,
    /// Something was accepted that should not have been, or with another meaning.
    FalseAccept,
    /// Something was refused that should not have been, or for another reason.
    FalseReject,
    Unsupported,
    /// Peers disagree, or the expectation is advisory.
    NotScored,
}

/// A case with what it expects and what it was answered.
#[derive(Clone, Debug)]
pub struct Scored {
    pub id: String,
    pub positive: bool,
    pub score: Score,
    /// What is not built, where that is the answer.
    pub unsupported: Option<String>,
}

impl Scored {
    pub fn new(id: String, expected: &Value, actual: &Value) -> Self {
        Self { id, positive: !is_negative(expected), score: compare(expected, actual), unsupported: None }
    }

    /// A case that asks for something that is not built, whatever it expects.
    pub fn unsupported(id: String, what: &str) -> Self {
        Self { id, positive: false, score: Score::Unsupported, unsupported: Some(what.to_owned()) }
    }
}

fn compare(expected: &Value, actual: &Value) -> Score {
    match (is_negative(expected), is_negative(actual)) {
        _ if expected.is_null() => Score::NotScored,
        _ if alike(expected, actual) => Score::Correct,
        (_, true) => Score::FalseReject,
        _ => Score::FalseAccept,
    }
}

/// The words by which the corpora say no.
fn is_negative(value: &Value) -> bool {
    const WORDS: [&str; 7] = ["ERR", "REJECT", "INVALID", "FAILURE", "REVOKED", "UNKNOWN", "invalid"];
    value == &Value::Bool(false) || value.as_str().is_some_and(|word| WORDS.contains(&word))
}

/// Strings compare without case.
fn alike(expected: &Value, actual: &Value) -> bool {
    match (expected, actual) {
        (Value::String(expected), Value::String(actual)) => expected.eq_ignore_ascii_case(actual),
        (Value::Object(expected), Value::Object(actual)) => {
            expected.len() == actual.len()
                && expected
                    .iter()
                    .all(|(name, value)| actual.get(name).is_some_and(|other| alike(value, other)))
        }
        _ => expected == actual,
    }
}

/// The sums of one corpus.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    pub correct: usize,
    pub false_accepts: Vec<String>,
    pub false_rejects: Vec<String>,
    /// How often each thing was asked for that is not built.
    pub unsupported: BTreeMap<String, usize>,
    pub not_scored: usize,
    /// Of the answered cases that should be accepted, how many were answered right.
    pub positives: (usize, usize),
}

impl Tally {
    pub fn add(&mut self, scored: Scored) {
        let right = scored.score == Score::Correct;
        if scored.positive && !matches!(scored.score, Score::Unsupported | Score::NotScored) {
            self.positives = (self.positives.0 + usize::from(right), self.positives.1 + 1);
        }
        match scored.score {
            Score::Correct => self.correct += 1,
            Score::FalseAccept => self.false_accepts.push(scored.id),
            Score::FalseReject => self.false_rejects.push(scored.id),
            Score::Unsupported => {
                *self.unsupported.entry(scored.unsupported.unwrap_or_default()).or_default() += 1
            }
            Score::NotScored => self.not_scored += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn score(expected: Value, actual: Value) -> Score {
        Scored::new("case".into(), &expected, &actual).score
    }

    #[test]
    fn an_answer_that_is_right_counts_whatever_its_case() {
        assert_eq!(score(json!("VALID"), json!("valid")), Score::Correct);
        assert_eq!(score(json!({"a": "X"}), json!({"a": "x"})), Score::Correct);
        assert_eq!(score(json!(false), json!(false)), Score::Correct);
    }

    #[test]
    fn accepting_what_should_be_refused_is_a_false_accept() {
        assert_eq!(score(json!(false), json!(true)), Score::FalseAccept);
        assert_eq!(score(json!("ERR"), json!("text")), Score::FalseAccept);
    }

    #[test]
    fn accepting_with_another_meaning_is_a_false_accept() {
        assert_eq!(score(json!({"tag": "a"}), json!({"tag": "b"})), Score::FalseAccept);
        assert_eq!(score(json!({"tag": "a"}), json!({"tag": "a", "digest": ""})), Score::FalseAccept);
    }

    #[test]
    fn refusing_what_should_be_accepted_is_a_false_reject() {
        assert_eq!(score(json!(true), json!(false)), Score::FalseReject);
        assert_eq!(score(json!("text"), json!("ERR")), Score::FalseReject);
        assert_eq!(score(json!("REVOKED"), json!("UNKNOWN")), Score::FalseReject);
    }

    #[test]
    fn what_is_not_built_is_never_right_even_where_a_refusal_is_expected() {
        let mut tally = Tally::default();
        tally.add(Scored::unsupported("case".into(), "what"));
        assert_eq!((tally.correct, tally.unsupported.get("what")), (0, Some(&1)));
    }

    #[test]
    fn what_peers_disagree_about_is_not_scored() {
        assert_eq!(score(Value::Null, json!(true)), Score::NotScored);
    }

    #[test]
    fn positives_count_only_where_something_was_answered() {
        let mut tally = Tally::default();
        for (expected, actual) in
            [(json!(true), json!(true)), (json!(true), json!(false)), (json!(false), json!(false))]
        {
            tally.add(Scored::new("case".into(), &expected, &actual));
        }
        tally.add(Scored::unsupported("case".into(), "what"));
        assert_eq!(tally.positives, (1, 2));
        assert_eq!((tally.correct, tally.unsupported.len()), (2, 1));
    }
}
