//! Answers what verification needs from the network, over any transport: timestamps, OCSP answers and CRLs.

pub use countersign_need as need;
pub use countersign_transport as transport;
