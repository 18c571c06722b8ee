//! Loopback registries: real programs, and one of our own that goes wrong on demand.

mod hostile;
mod real;

pub use hostile::{
    Api, Auth, Bearer, Behaviour, Bogus, Fault, Filter, HostileRegistry, Matcher, Realm, SeenRequest,
    Snapshot, Times, Uploads,
};
pub use real::Registry;
