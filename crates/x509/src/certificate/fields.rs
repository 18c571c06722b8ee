//! Where the fields of a certificate stand in its bytes.

use countersign_encoding::der::Element;
use countersign_time::Validity;

use super::Version;
use crate::{BasicConstraints, ExtensionKind, KeyUsage};

/// A part of the certificate's bytes. Certificates are shorter than 2^32 bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Span {
    start: u32,
    end: u32,
}

impl Span {
    /// A part that starts at an offset.
    pub(crate) fn at(start: usize, len: usize) -> Self {
        let end = start.saturating_add(len);
        Self { start: u32::try_from(start).unwrap_or(u32::MAX), end: u32::try_from(end).unwrap_or(u32::MAX) }
    }

    pub(crate) fn element(element: &Element<'_>) -> Self {
        Self::at(element.offset(), element.bytes().len())
    }

    pub(crate) fn contents(element: &Element<'_>) -> Self {
        Self::at(element.contents_offset(), element.contents().len())
    }

    pub(crate) fn start(self) -> usize {
        usize::try_from(self.start).unwrap_or(usize::MAX)
    }

    pub(crate) fn end(self) -> usize {
        usize::try_from(self.end).unwrap_or(usize::MAX)
    }

    pub(crate) fn of(self, bytes: &[u8]) -> &[u8] {
        bytes.get(self.start()..self.end()).unwrap_or_default()
    }
}

/// The values of the extensions that are interpreted, and whether each is critical.
#[derive(Clone, Debug, Default)]
pub(crate) struct Known {
    values: [Option<(Span, bool)>; ExtensionKind::ALL.len()],
}

impl Known {
    pub(crate) fn get(&self, kind: ExtensionKind) -> Option<(Span, bool)> {
        *self.values.get(kind.index())?
    }

    pub(crate) fn set(&mut self, kind: ExtensionKind, value: Span, critical: bool) {
        if let Some(slot) = self.values.get_mut(kind.index()) {
            *slot = Some((value, critical));
        }
    }
}

/// What the parser found.
#[derive(Clone, Debug)]
pub(crate) struct Fields {
    pub(crate) tbs: Span,
    pub(crate) version: Version,
    pub(crate) serial: Span,
    pub(crate) algorithm: Span,
    pub(crate) issuer: Span,
    pub(crate) validity: Validity,
    pub(crate) subject: Span,
    pub(crate) spki: Span,
    pub(crate) issuer_unique_id: Option<Span>,
    pub(crate) subject_unique_id: Option<Span>,
    /// The contents of the SEQUENCE OF Extension.
    pub(crate) extensions: Span,
    pub(crate) known: Known,
    /// Whether an extension is critical that is not interpreted.
    pub(crate) unknown_critical: bool,
    pub(crate) basic_constraints: Option<BasicConstraints>,
    pub(crate) key_usage: Option<KeyUsage>,
    pub(crate) signature: Span,
}
