use countersign::VerdictKind;

/// How the program ends. Scripts rely on the numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Done; for a verification: accepted.
    Done,
    /// Signatures are there, none is acceptable, or a limit was reached before one was.
    Refused,
    /// Told too little, or contradictory; a file of the caller's is unreadable.
    Usage,
    /// Nothing of the kind asked for is there.
    Absent,
    /// No answer that can be trusted to mean absent.
    Unreachable,
    /// What was found cannot be parsed, or is not what its digest says.
    Malformed,
    /// A defect of this program.
    Defect,
}

impl Exit {
    pub const fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Refused => 1,
            Self::Usage => 2,
            Self::Absent => 3,
            Self::Unreachable => 4,
            Self::Malformed => 5,
            Self::Defect => 70,
        }
    }

    pub fn of(verdict: VerdictKind) -> Self {
        match verdict {
            VerdictKind::Accepted => Self::Done,
            VerdictKind::Refused => Self::Refused,
            VerdictKind::Absent => Self::Absent,
            VerdictKind::Unreachable => Self::Unreachable,
            VerdictKind::Malformed => Self::Malformed,
            // A verdict that this program does not know is none that it may pass on.
            _ => Self::Defect,
        }
    }
}
