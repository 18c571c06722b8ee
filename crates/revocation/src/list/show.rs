//! A list for people to read.

use core::fmt;

use super::{ListEntry, RevocationList};

/// Several lines without a line feed at the end: what the list is, then an entry a line.
impl fmt::Display for RevocationList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (id, number) = (self.id(), self.number());
        writeln!(f, "revocation list {id}, number {number}")?;
        writeln!(f, "issued at {}", self.issued_at())?;
        writeln!(f, "good until {}", self.next_update())?;
        match self.entries().len() {
            0 => write!(f, "nothing is revoked"),
            1 => write!(f, "1 entry:"),
            count => write!(f, "{count} entries:"),
        }?;
        self.entries().try_for_each(|entry| write_entry(f, entry))
    }
}

fn write_entry(f: &mut fmt::Formatter<'_>, entry: &ListEntry) -> fmt::Result {
    let revocation = entry.revocation();
    write!(f, "\n  {} {}", entry.listed().kind(), entry.listed())?;
    write!(f, "\n    revoked at {}", revocation.date())?;
    if let Some(reason) = revocation.reason() {
        write!(f, " ({reason})")?;
    }
    if let Some(invalid) = revocation.invalidity_date() {
        write!(f, ", invalid since {invalid}")?;
    }
    match entry.comment() {
        Some(comment) => write!(f, "\n    {comment}"),
        None => Ok(()),
    }
}
