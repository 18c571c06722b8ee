//! Images in registries: reached, read and written as the command line says.

mod attached;
mod client;
mod explain;
mod login;
mod options;
mod report;
mod store;

pub use self::{
    attached::Attached,
    client::connect,
    explain::{exit_after, exit_of, next},
    login::{Logins, asked, from_stdin},
    options::{HEADING, LoginOptions, NetworkOptions, ReachOptions},
    report::{NetworkReport, Trouble},
    store::{RegistryStore, repository, unchecked_line},
};
