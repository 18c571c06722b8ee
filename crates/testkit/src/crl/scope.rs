use crate::x509::{ExtensionSpec, tlv};

/// A `uniformResourceIdentifier`.
#[must_use]
pub fn uri(text: &str) -> Vec<u8> {
    tlv(0x86, &[text.as_bytes()])
}

/// A `directoryName`.
#[must_use]
pub fn directory(name: &[u8]) -> Vec<u8> {
    tlv(0xa4, &[name])
}

/// A `DistributionPointName` of names in full, each encoded as a GeneralName.
#[must_use]
pub fn full_name(names: &[Vec<u8>]) -> Vec<u8> {
    tlv(0xa0, &[&names.concat()])
}

/// A `DistributionPointName` of encoded attributes below the issuer's name.
#[must_use]
pub fn relative_name(attributes: &[Vec<u8>]) -> Vec<u8> {
    tlv(0xa1, &[&attributes.concat()])
}

/// The contents of the BIT STRING in which these bits, counted from 0, are set.
#[must_use]
pub fn reason_flags(bits: &[u8]) -> Vec<u8> {
    let Some(last) = bits.iter().max() else { return vec![0] };
    let mut octets = vec![0u8; usize::from(last / 8) + 1];
    for bit in bits {
        octets[usize::from(bit / 8)] |= 0x80 >> (bit % 8);
    }
    let mut contents = vec![7 - last % 8];
    contents.extend(octets);
    contents
}

/// An `issuingDistributionPoint`: what a list is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// An encoded DistributionPointName.
    pub name: Option<Vec<u8>>,
    /// `onlyContainsUserCerts`
    pub user: bool,
    /// `onlyContainsCACerts`
    pub ca: bool,
    /// The contents of `onlySomeReasons`.
    pub reasons: Option<Vec<u8>>,
    /// `indirectCRL`
    pub indirect: bool,
    /// `onlyContainsAttributeCerts`
    pub attribute: bool,
}

impl Scope {
    /// The encoded value.
    #[must_use]
    pub fn der(&self) -> Vec<u8> {
        let flag = |set: bool, number: u8| if set { tlv(0x80 | number, &[&[0xff]]) } else { Vec::new() };
        let name = self.name.as_ref().map(|name| tlv(0xa0, &[name])).unwrap_or_default();
        let reasons = self.reasons.as_ref().map(|bits| tlv(0x83, &[bits])).unwrap_or_default();
        let parts: [&[u8]; 6] = [
            &name,
            &flag(self.user, 1),
            &flag(self.ca, 2),
            &reasons,
            &flag(self.indirect, 4),
            &flag(self.attribute, 5),
        ];
        tlv(0x30, &parts)
    }

    /// The extension, critical.
    #[must_use]
    pub fn extension(&self) -> ExtensionSpec {
        ExtensionSpec::critical("2.5.29.28", self.der())
    }
}

/// One point of `cRLDistributionPoints`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Point {
    /// An encoded DistributionPointName.
    pub name: Option<Vec<u8>>,
    /// The contents of `reasons`.
    pub reasons: Option<Vec<u8>>,
    /// The names of `cRLIssuer`, each encoded as a GeneralName.
    pub issuer: Vec<Vec<u8>>,
}

impl Point {
    /// A point at a URI.
    #[must_use]
    pub fn at(location: &str) -> Self {
        Self { name: Some(full_name(&[uri(location)])), ..Self::default() }
    }

    fn der(&self) -> Vec<u8> {
        let name = self.name.as_ref().map(|name| tlv(0xa0, &[name])).unwrap_or_default();
        let reasons = self.reasons.as_ref().map(|bits| tlv(0x81, &[bits])).unwrap_or_default();
        let names = self.issuer.concat();
        let issuer = if names.is_empty() { Vec::new() } else { tlv(0xa2, &[&names]) };
        tlv(0x30, &[&name, &reasons, &issuer])
    }
}

/// `cRLDistributionPoints` of a certificate.
#[must_use]
pub fn distribution_points(points: &[Point]) -> ExtensionSpec {
    ExtensionSpec::new("2.5.29.31", list(points))
}

/// `freshestCRL` of a certificate or a list.
#[must_use]
pub fn freshest(points: &[Point]) -> ExtensionSpec {
    ExtensionSpec::new("2.5.29.46", list(points))
}

fn list(points: &[Point]) -> Vec<u8> {
    let points: Vec<Vec<u8>> = points.iter().map(Point::der).collect();
    tlv(0x30, &[&points.concat()])
}
