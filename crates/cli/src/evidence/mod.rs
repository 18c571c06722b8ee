//! What speaks for a signature besides itself, and what speaks against it: timestamps, CRLs, OCSP answers, revocation lists.

mod authority;
mod files;
mod lists;
mod options;
mod services;
mod stamping;
mod state;

pub use self::{
    options::EvidenceOptions,
    services::Services,
    stamping::{StampingOptions, not_timestamped},
};
