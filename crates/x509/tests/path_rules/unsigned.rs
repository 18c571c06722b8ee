//! Certificates with the extensions that a test is about and a signature of zeros: no rule here looks at it.

use countersign_x509::Certificate;
use testkit::x509::{ExtensionSpec, Form, name, oid, tlv};

/// A certificate of one encoded name by another.
pub fn certificate(issuer: &[u8], subject: &[u8], extensions: &[ExtensionSpec]) -> Vec<u8> {
    let list: Vec<u8> = extensions.iter().flat_map(ExtensionSpec::der).collect();
    let ed25519 = tlv(0x30, &[&oid("1.3.101.112")]);
    let wrapped = if list.is_empty() { Vec::new() } else { tlv(0xa3, &[&tlv(0x30, &[&list])]) };
    let tbs = tlv(
        0x30,
        &[
            &[0xa0, 3, 2, 1, 2],
            &[2, 1, 1],
            &ed25519,
            issuer,
            &tlv(0x30, &[&tlv(0x17, &[b"200101000000Z"]), &tlv(0x17, &[b"400101000000Z"])]),
            subject,
            &tlv(0x30, &[&ed25519, &tlv(3, &[&[0; 33]])]),
            &wrapped,
        ],
    );
    tlv(0x30, &[&tbs, &ed25519, &tlv(3, &[&[0; 65]])])
}

pub fn common_name(text: &str) -> Vec<u8> {
    name(&[("2.5.4.3", Form::Utf8, text)])
}

/// Reads encoded certificates and hands them on as a path.
pub fn read<T>(ders: &[Vec<u8>], judge: impl FnOnce(&[&Certificate<'_>]) -> T) -> T {
    let certificates: Vec<_> = ders.iter().map(|der| Certificate::from_der(der).unwrap()).collect();
    judge(&certificates.iter().collect::<Vec<_>>())
}

/// An unsigned integer.
pub fn integer(tag: u8, number: u32) -> Vec<u8> {
    let bytes = [&[0], number.to_be_bytes().as_slice()].concat();
    let start = bytes.windows(2).take_while(|pair| pair[0] == 0 && pair[1] < 0x80).count();
    tlv(tag, &[&bytes[start..]])
}
