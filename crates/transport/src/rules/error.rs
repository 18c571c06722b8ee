use countersign_need::NeedError;

use crate::{AddressClass, Origin};

/// What a rule forbids. Errors name origins only: paths and queries may be signed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RuleError {
    /// A host that is spoken to by `https` only.
    #[error("{to} would be asked without TLS, which is not allowed for this host")]
    PlainHttp {
        /// Who would be asked.
        to: Origin,
    },
    /// From `https` to `http`.
    #[error("{from} leads down to {to}, without TLS")]
    Downgrade {
        /// Who answered.
        from: Origin,
        /// Where it leads.
        to: Origin,
    },
    /// From a host that speaks `http` because it is this machine, to another one.
    #[error("{from} is this machine and leads to {to}, which is not")]
    LeavesLoopback {
        /// Who answered.
        from: Origin,
        /// Where it leads.
        to: Origin,
    },
    /// The host is an address, or `localhost`, that may not be dialled here.
    #[error("{to} is {class}, which is not allowed here")]
    Destination {
        /// Who would be asked.
        to: Origin,
        /// What it is.
        class: AddressClass,
    },
    /// The transport does not say what it dialled, where only some addresses are allowed.
    #[error("it is not known which address of {to} was dialled")]
    Unchecked {
        /// Who was asked.
        to: Origin,
    },
    /// The registry wants its credentials told to a host that is not its own.
    #[error(
        "{registry} wants its credentials told to {realm}, which is not its own host; the pair {}={} would allow it",
        registry.authority(), realm.authority()
    )]
    Realm {
        /// Who asks.
        registry: Origin,
        /// Whom it names.
        realm: Origin,
    },
    /// What an answer leads to is no URL of `http` or `https`.
    #[error("what {from} leads to cannot be asked for: {reason}")]
    Location {
        /// Who answered.
        from: Origin,
        /// What is wrong with it.
        reason: NeedError,
    },
}
