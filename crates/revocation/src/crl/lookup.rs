//! Looking for a certificate among the entries.

use countersign_encoding::der::Reader;
use countersign_x509::{GeneralNames, Name};

use super::{
    CertificateList,
    entry::{CrlEntry, Own},
    index::Index,
    scan::Walk,
};

/// The entry of a certificate, the strictest if there are several.
pub(super) fn lookup<'a>(
    list: &CertificateList<'a>,
    index: Option<&Index>,
    serial: &[u8],
    issuer: &Name<'_>,
) -> Option<CrlEntry<'a>> {
    match (list.facts.names_issuer, index) {
        (None, _) if !list.issuer.matches(issuer) => None,
        (None, None) => {
            let same = Walk::from(list.entries.rest(), 0).filter(|entry| entry.serial == serial);
            strictest(same.filter_map(|entry| entry_at(list, entry.at, None).map(|(entry, _)| entry)))
        }
        (None, Some(index)) => {
            let same = index.find(list.entries.rest(), serial);
            strictest(same.filter_map(|at| entry_at(list, at, None).map(|(entry, _)| entry)))
        }
        (Some(_), None) => strictest(in_order(list, serial).filter(|entry| is_of(entry, list, issuer))),
        (Some(_), Some(index)) => {
            let same = index.find(list.entries.rest(), serial);
            let entries = same.filter_map(|at| {
                let carried = index.issuer_before(at).and_then(|before| issuer_at(list, before));
                entry_at(list, at, carried).map(|(entry, _)| entry)
            });
            strictest(entries.filter(|entry| is_of(entry, list, issuer)))
        }
    }
}

fn is_of(entry: &CrlEntry<'_>, list: &CertificateList<'_>, issuer: &Name<'_>) -> bool {
    entry.is_issued_by(issuer, &list.issuer)
}

fn strictest<'a>(entries: impl Iterator<Item = CrlEntry<'a>>) -> Option<CrlEntry<'a>> {
    entries.reduce(CrlEntry::stricter)
}

/// The entries with a serial number, each with the issuer that is carried over to it.
fn in_order<'a>(list: &CertificateList<'a>, serial: &[u8]) -> impl Iterator<Item = CrlEntry<'a>> {
    let mut carried = None;
    Walk::from(list.entries.rest(), 0).filter_map(move |walked| {
        if !walked.long && walked.serial != serial {
            return None;
        }
        let (entry, _) = entry_at(list, walked.at, carried)?;
        carried = entry.certificate_issuer();
        (walked.serial == serial).then_some(entry)
    })
}

/// The entry at a place among the entries.
pub(super) fn entry_at<'a>(
    list: &CertificateList<'a>,
    at: usize,
    carried: Option<GeneralNames<'a>>,
) -> Option<(CrlEntry<'a>, Own)> {
    let rest = list.entries.rest().get(at..)?;
    let mut reader = Reader::within(rest, list.entries.offset().saturating_add(at));
    CrlEntry::read(&mut reader, carried).ok()
}

fn issuer_at<'a>(list: &CertificateList<'a>, at: usize) -> Option<GeneralNames<'a>> {
    entry_at(list, at, None)?.0.certificate_issuer()
}
