//! What a case is answered with.

use serde_json::{Value, json};

/// The outcome of one case, in the vocabulary of the corpora.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// A value of the kind that the operation yields.
    Is(Value),
    /// The input is refused, with the reason; `negative` is the operation's word for that.
    Refused { negative: Value, detail: String },
    /// An operation or an algorithm that is not built, and which.
    Unsupported(String),
}

/// Why a case has no value: a step of it failed, or is not built.
#[derive(Clone, Debug, PartialEq)]
pub enum Stop {
    /// The input is refused.
    Refused(String),
    /// Not built; the text says what.
    Unsupported(String),
}

impl<E: std::error::Error> From<E> for Stop {
    fn from(error: E) -> Self {
        Self::Refused(error.to_string())
    }
}

impl Answer {
    /// Where the corpora expect text, an object or `OK`: a refusal is `ERR`.
    pub fn value(outcome: Result<impl Into<Value>, Stop>) -> Self {
        Self::from_outcome(outcome.map(Into::into), json!("ERR"))
    }

    /// Where the corpora expect true or false.
    pub fn verdict(outcome: Result<(), Stop>) -> Self {
        Self::from_outcome(outcome.map(|()| json!(true)), json!(false))
    }

    /// Where the corpora expect `VALID` or `INVALID`.
    pub fn validity(outcome: Result<(), Stop>) -> Self {
        Self::from_outcome(outcome.map(|()| json!("VALID")), json!("INVALID"))
    }

    /// Where the corpora expect `GOOD`, `REVOKED` or `UNKNOWN`.
    pub fn status(outcome: Result<Value, Stop>) -> Self {
        Self::from_outcome(outcome, json!("UNKNOWN"))
    }

    fn from_outcome(outcome: Result<Value, Stop>, negative: Value) -> Self {
        match outcome {
            Ok(value) => Self::Is(value),
            Err(Stop::Refused(detail)) => Self::Refused { negative, detail },
            Err(Stop::Unsupported(what)) => Self::Unsupported(what),
        }
    }

    /// The `result` of the answer's line.
    pub fn result(&self) -> Value {
        match self {
            Self::Is(value) => value.clone(),
            Self::Refused { negative, .. } => negative.clone(),
            Self::Unsupported(_) => json!("UNSUPPORTED"),
        }
    }

    /// What is not built, where that is the answer.
    pub fn unsupported(&self) -> Option<&str> {
        match self {
            Self::Unsupported(what) => Some(what),
            _ => None,
        }
    }

    /// The answer as it is written.
    pub fn to_line(&self, id: &Value) -> Value {
        match self {
            Self::Is(value) => json!({"id": id, "result": value}),
            Self::Refused { detail, .. } | Self::Unsupported(detail) => {
                json!({"id": id, "result": self.result(), "detail": detail})
            }
        }
    }
}
