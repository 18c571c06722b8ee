//! Mailboxes (RFC 5321 §4.1.2, as RFC 5280 §4.2.1.6 restricts them).

use alloc::{format, string::String};

use crate::name_constraints::host::is_host_name;

/// `local-part@host`.
///
/// ```text
/// Mailbox    = Local-part "@" Domain
/// Local-part = 1*atext *("." 1*atext) / DQUOTE *(qtext / "\" %d32-126) DQUOTE
/// ```
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mailbox<'a> {
    local: &'a str,
    host: &'a str,
}

impl<'a> Mailbox<'a> {
    /// Nothing where the text is no mailbox at a host name.
    pub(crate) fn read(text: &'a str) -> Option<Self> {
        // A host holds no `@`, so that the last one is the one that counts.
        let (local, host) = text.rsplit_once('@')?;
        let is_local = is_dot_string(local) || is_quoted_string(local);
        (local.len() <= MAX_LOCAL && is_local && is_host_name(host)).then_some(Self { local, host })
    }

    pub(crate) fn host(&self) -> &'a str {
        self.host
    }

    /// The mailbox with its host in lower case.
    pub(crate) fn to_text(self) -> String {
        format!("{}@{}", self.local, self.host.to_ascii_lowercase())
    }

    /// The local part counts with case, the host without (RFC 5280 §7.5).
    pub(crate) fn is_same(&self, other: &Mailbox<'_>) -> bool {
        self.local == other.local && self.host.eq_ignore_ascii_case(other.host)
    }
}

/// RFC 5321 §4.5.3.1.1 sets 64; names in use are longer.
const MAX_LOCAL: usize = 254;

fn is_dot_string(local: &str) -> bool {
    local.split('.').all(|atom| !atom.is_empty() && atom.bytes().all(is_atext))
}

fn is_atext(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte)
}

fn is_quoted_string(local: &str) -> bool {
    let Some(inner) = local.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) else { return false };
    let mut bytes = inner.bytes();
    while let Some(byte) = bytes.next() {
        let allowed = match byte {
            b'\\' => bytes.next().is_some_and(|escaped| (32..127).contains(&escaped)),
            b'"' => false,
            other => (32..127).contains(&other),
        };
        if !allowed {
            return false;
        }
    }
    true
}
