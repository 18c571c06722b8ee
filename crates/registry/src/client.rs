//! Who is asked, and how one request becomes an answer.

mod builder;
mod exchange;
mod registry;
mod repository;
mod send;
mod site;
mod troubles;

pub use builder::Builder;
pub(crate) use exchange::{Call, Target};
pub use registry::Registry;
pub use repository::{Repository, RepositoryError};
pub(crate) use send::{Repeat, complaint_of, send};
pub(crate) use site::Site;
pub use troubles::Trouble;
