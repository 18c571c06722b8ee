//! What speaks for a signature besides itself, and what speaks against it: timestamps, CRLs, OCSP answers, revocation lists.

mod authority;
mod cache;
mod crl_state;
mod files;
mod lists;
mod options;
mod services;
mod stamping;
mod state;
mod state_file;

pub use self::{
    authority::{read as authorities, read_one as authority},
    cache::Cache,
    crl_state::CrlState,
    files::{Kind as EvidenceKind, Piece as EvidencePiece, crl_limits, read as read_evidence},
    lists::ListOptions,
    options::TrustingOptions,
    services::Services,
    stamping::{StampingOptions, not_timestamped},
};
