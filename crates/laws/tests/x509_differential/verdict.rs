//! What each of them says to a chain.

use testkit::x509::{Chain, Mutation};

/// Who judges beside this library.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Peer {
    /// `openssl verify`
    OpenSsl,
    /// `openssl verify -x509_strict`
    OpenSslStrict,
    /// rustls-webpki
    Webpki,
}

impl Peer {
    pub(crate) const ALL: [Self; 3] = [Self::OpenSsl, Self::OpenSslStrict, Self::Webpki];

    /// Each process takes its time: the strict reading is asked about every second chain.
    pub(crate) fn judges(self, seed: u64) -> bool {
        self != Self::OpenSslStrict || seed.is_multiple_of(2)
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::OpenSsl => "OpenSSL",
            Self::OpenSslStrict => "OpenSSL, strict",
            Self::Webpki => "rustls-webpki",
        }
    }
}

/// `Err` says why not, in the words of whoever says so.
pub(crate) type Verdict = Result<(), String>;

/// A chain, and what this library and each peer say to it.
pub(crate) struct Case {
    pub(crate) chain: Chain,
    pub(crate) verdicts: Vec<(Peer, Verdict, Verdict)>,
}

impl Case {
    pub(crate) fn has(&self, mutations: &[Mutation]) -> bool {
        self.chain.mutations.iter().any(|mutation| mutations.contains(mutation))
    }
}
