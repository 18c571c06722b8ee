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
    client::{connect, transport},
    explain::{MORE_TIME, exit_after, exit_of, next, next_of_absent},
    login::{Logins, asked, from_stdin},
    options::{HEADING, LoginOptions, NetworkOptions, ReachOptions},
    report::{NetworkReport, Trouble},
    store::{RegistryStore, not_elsewhere_line, repository, unchecked_line},
};
