//! What a failure of the network means to whoever sits before it, and what to try next.

use countersign_registry::{CredentialsError, FailureClass, Malformed, ReadError, Sent};
use countersign_transport::{RuleError, Rules, Scheme, TransportError};

use crate::{exit::Exit, failure::chain};

/// What to try where the time is up.
pub const MORE_TIME: &str = "give more time: --timeout 15m";
/// How one logs in to the only registry that a verb takes.
pub const LOGIN: &str = "--username NAME --password-stdin";

/// How the program ends on a failure of this class.
pub fn exit_of(class: FailureClass) -> Exit {
    match class {
        FailureClass::Absent => Exit::Absent,
        FailureClass::Unreachable => Exit::Unreachable,
        FailureClass::Malformed => Exit::Malformed,
        FailureClass::Limit => Exit::Refused,
        FailureClass::Usage => Exit::Usage,
        // What this program does not know is nothing that it may pass on.
        _ => Exit::Defect,
    }
}

/// The same for something that failed because of this answer, if it was one. A file of the caller's that cannot be read is
/// the caller's to repair.
pub fn exit_after(class: FailureClass, answer: Option<&ReadError>) -> Exit {
    if answer.is_some_and(is_of_configuration) { Exit::Usage } else { exit_of(class) }
}

/// Why a read failed, with all that is known of it.
pub fn reason(error: &ReadError) -> String {
    chain(error)
}

/// Whether it is the caller's own configuration that is wrong.
pub fn is_of_configuration(error: &ReadError) -> bool {
    matches!(error, ReadError::Credentials(_) | ReadError::Authorization(_))
}

/// What to try about a registry at this host, to which these options log in.
pub fn next(error: &ReadError, host: &str, login: &str) -> Option<String> {
    Some(match error {
        ReadError::Unauthorized { sent: Sent::Nothing, .. } | ReadError::Challenge => {
            format!("log in: docker login {host}, or add {login}")
        }
        ReadError::Unauthorized { .. } | ReadError::TokenStatus { .. } => {
            format!("log in again: docker login {host}, or add {login}")
        }
        ReadError::Forbidden { .. } => {
            format!("log in as somebody who may: docker login {host}, or {login}")
        }
        ReadError::Status { status: 429, .. } => {
            format!("wait, or log in where that allows more: docker login {host}")
        }
        ReadError::Status { status: 400, .. } if is_this_machine(host) => {
            "if it speaks https, add --ca-file FILE with the authority of its certificate".into()
        }
        ReadError::Status { status: 500..=599, .. } => "try again later; the registry is in trouble".into(),
        ReadError::Credentials(CredentialsError::File { path, .. }) => {
            format!("repair {}, or set DOCKER_CONFIG or REGISTRY_AUTH_FILE to another", path.display())
        }
        ReadError::Credentials(CredentialsError::Helper { program, .. }) => {
            format!("install or repair {program}, or add {login}")
        }
        ReadError::Rule(error) => of_rule(error)?,
        ReadError::Transport(error) => of_transport(error, host)?,
        ReadError::Deadline => MORE_TIME.into(),
        ReadError::Malformed(Malformed::ContentType { .. }) => {
            format!(
                "check that {host} is a registry, and that no login page of the network answers in its place"
            )
        }
        _ => return None,
    })
}

/// What to try where a registry at this host has nothing of a name.
pub fn next_of_absent(host: &str) -> String {
    format!(
        "check the name; a registry may also say of what you may not see that it is not there: docker login {host}"
    )
}

/// Whether http is spoken with this host by itself.
fn is_this_machine(host: &str) -> bool {
    Rules::new().with_loopback_http().scheme_for(host) == Scheme::Http
}

fn of_rule(error: &RuleError) -> Option<String> {
    Some(match error {
        RuleError::PlainHttp { .. } => "add --plain-http if http is all that it speaks".into(),
        RuleError::Realm { registry, realm } => {
            let (registry, realm) = (registry.authority(), realm.authority());
            format!("if {realm} is known to serve {registry}, add --realm {registry}={realm}")
        }
        _ => return None,
    })
}

fn of_transport(error: &TransportError, host: &str) -> Option<String> {
    Some(match error {
        TransportError::Tls(_) => {
            "add --ca-file FILE for an authority of your own, or --plain-http if it speaks http".into()
        }
        TransportError::Connect(_) => {
            format!("check that {host} is the registry, that it runs, and the proxy")
        }
        TransportError::Name => format!("check the spelling of {host}, and the network"),
        TransportError::Protocol(_) => {
            format!("check that {host} is a registry; add --plain-http if it speaks http")
        }
        TransportError::Deadline => MORE_TIME.into(),
        TransportError::Timeout | TransportError::Closed => "try again later".into(),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_machine_is_three_names_and_not_what_begins_like_them() {
        for host in ["localhost", "LOCALHOST:5000", "127.0.0.1:5000", "127.9.9.9", "[::1]", "[::1]:5000"] {
            assert!(is_this_machine(host), "{host}");
        }
        for host in ["localhost.example", "127.example:5000", "[::2]:5000", "registry.example"] {
            assert!(!is_this_machine(host), "{host}");
        }
    }
}
