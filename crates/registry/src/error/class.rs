use super::ReadError;

/// What kind of answer a failure is: which exit code, which next step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum FailureClass {
    /// It is not there, says whoever must know.
    Absent,
    /// There is no answer that could be trusted to mean that it is not there.
    Unreachable,
    /// What came is not what it should be.
    Malformed,
    /// There is more than is looked at.
    Limit,
    /// The caller asked for something that cannot be asked.
    Usage,
}

impl ReadError {
    /// What kind of answer this is.
    #[must_use]
    pub fn class(&self) -> FailureClass {
        match self {
            Self::Absent => FailureClass::Absent,
            Self::Malformed(_) | Self::Digest(_) | Self::Size { .. } | Self::DigestHeader { .. } => {
                FailureClass::Malformed
            }
            Self::TooLarge { .. } => FailureClass::Limit,
            Self::Tag(_) | Self::Address | Self::Authorization(_) => FailureClass::Usage,
            _ => FailureClass::Unreachable,
        }
    }
}
