//! Why credentials cannot be had.

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use countersign_encoding::json::{FieldError, JsonError};
use countersign_encoding::text::escape;

use super::{AuthFileError, EntryError};

/// How many characters of a foreign text are shown.
const SHOWN: usize = 256;

/// Why credentials cannot be had. No variant holds a secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CredentialsError {
    /// A file of credentials cannot be read, or is none.
    #[error("the credentials in {} cannot be read", .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        #[source]
        problem: FileProblem,
    },
    /// A helper program gives no answer that can be used.
    #[error("the credential helper {} gave no usable answer", escape(.program, SHOWN))]
    Helper {
        /// Its name: `docker-credential-` and what the file of credentials says.
        program: String,
        /// What is wrong.
        #[source]
        problem: HelperProblem,
    },
    /// Another implementation of [`Credentials`](super::Credentials) has none to give at the moment.
    #[error("credentials are not available: {}", escape(.detail, SHOWN))]
    Provider {
        /// What it says; shown escaped and shortened. It is to hold no secret.
        detail: String,
    },
}

/// What is wrong with a file of credentials.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FileProblem {
    /// It cannot be opened or read. That a file is not there is an error only where it was named.
    #[error("it cannot be read: {0}")]
    Unreadable(io::ErrorKind),
    /// It is no file of credentials.
    #[error(transparent)]
    Malformed(#[from] AuthFileError),
    /// What it says of this registry cannot be used.
    #[error(transparent)]
    Entry(#[from] EntryError),
}

/// What is wrong with a helper program or its answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HelperProblem {
    /// The file of credentials names it in a way that is no name of a program: anything but ASCII letters, digits, `-`,
    /// `_` and `.`, or nothing.
    #[error("its name has characters that a name of a program does not have")]
    Name,
    /// No folder of the search path has it.
    #[error("it is not installed")]
    Missing,
    /// It cannot be started.
    #[error("it cannot be started: {0}")]
    Start(io::ErrorKind),
    /// It did not finish in time, and was ended.
    #[error("it did not answer within {} seconds", .limit.as_secs())]
    Timeout {
        /// The time it had.
        limit: Duration,
    },
    /// Its answer is longer than any credentials.
    #[error("its answer is longer than {limit} bytes")]
    TooLarge {
        /// Bytes allowed.
        limit: usize,
    },
    /// It failed, for another reason than that it has no credentials.
    #[error("it failed: {}", escape(.message, SHOWN))]
    Failed {
        /// Its exit code; `None` where a signal ended it.
        code: Option<i32>,
        /// What it said, shortened; shown escaped.
        message: String,
    },
    /// Its answer is not JSON.
    #[error("its answer is malformed")]
    Json(#[source] JsonError),
    /// Its answer lacks a member, or has one of another type.
    #[error("its answer is malformed")]
    Field(#[source] FieldError),
    /// The user name has a `:`, which basic authentication cannot express (RFC 7617 §2).
    #[error("its answer has a user name with a colon")]
    UserName,
}
