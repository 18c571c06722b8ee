//! What speaks for a signature besides itself, and what speaks against it: timestamps, CRLs, OCSP answers, revocation lists.

mod authority;
mod cache;
mod files;
mod lists;
mod options;
mod services;
mod stamping;
mod state;

pub use self::{
    authority::{read as authorities, read_one as authority},
    cache::Cache,
    files::{Kind as EvidenceKind, Piece as EvidencePiece, crl_limits, read as read_evidence},
    options::TrustingOptions,
    services::Services,
    stamping::{StampingOptions, not_timestamped},
};
