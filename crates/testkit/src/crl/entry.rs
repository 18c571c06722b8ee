use crate::x509::{ExtensionSpec, Time, tlv};

/// An entry of a list as it is to be written, however wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntrySpec {
    /// The contents of the INTEGER.
    pub serial: Vec<u8>,
    /// `revocationDate`
    pub date: Time,
    /// The extensions; with none the list of them is left out.
    pub extensions: Vec<ExtensionSpec>,
    /// Whether the list of extensions is written though there is none.
    pub empty_extensions: bool,
    /// Bytes behind the extensions.
    pub trailer: Vec<u8>,
}

impl EntrySpec {
    /// The revocation of a serial number on 2026-05-01, without a reason.
    #[must_use]
    pub fn of(serial: &[u8]) -> Self {
        Self {
            serial: serial.into(),
            date: Time::utc("260501000000Z"),
            extensions: Vec::new(),
            empty_extensions: false,
            trailer: Vec::new(),
        }
    }

    /// The same with one more extension.
    #[must_use]
    pub fn with(mut self, extension: ExtensionSpec) -> Self {
        self.extensions.push(extension);
        self
    }

    /// The encoded entry.
    #[must_use]
    pub fn der(&self) -> Vec<u8> {
        let extensions = ExtensionSpec::list(&self.extensions, self.empty_extensions);
        tlv(0x30, &[&tlv(2, &[&self.serial]), &self.date.der(), &extensions, &self.trailer])
    }
}

/// `reasonCode`
#[must_use]
pub fn reason(code: u8) -> ExtensionSpec {
    ExtensionSpec::new("2.5.29.21", tlv(0x0a, &[&[code]]))
}

/// `invalidityDate`
#[must_use]
pub fn invalidity_date(time: &Time) -> ExtensionSpec {
    ExtensionSpec::new("2.5.29.24", time.der())
}

/// `certificateIssuer`, critical: names encoded as GeneralNames.
#[must_use]
pub fn certificate_issuer(names: &[Vec<u8>]) -> ExtensionSpec {
    ExtensionSpec::critical("2.5.29.29", tlv(0x30, &[&names.concat()]))
}
