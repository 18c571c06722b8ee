//! Operations on certificates: `x509.*`, `name.*`, `sig.verify`, `parse.cert`, `notation.{codesigning,timestamping}_*` and
//! `notation.trusted_identity`.

mod chain;
mod names;
mod notation;
mod parse;
mod path;
mod question;
mod signature;

pub use chain::verify_chain;
pub use names::{in_subtree, matches};
pub use notation::{chain as notation_chain, single as notation_single, trusted_identity};
pub use parse::{certificate, outer, policies, tbs};
pub use path::{list, time, verify_path};
pub use question::Question;
pub use signature::signature;
