use std::fmt::Write as _;

use countersign::encoding::{hex, json};

/// An in-toto statement with an SBOM of about that many bytes in it: packages as SPDX 2.3 lists them, in JSON as a
/// tool writes it, not indented.
#[must_use]
pub fn sbom_statement(length: usize) -> Vec<u8> {
    let mut text = String::from(HEAD);
    let mut number = 0_u32;
    while text.len() < length {
        let separator = if number == 0 { "" } else { "," };
        let _ = write!(text, "{separator}{}", package(number).to_json());
        number += 1;
    }
    text.push_str("]}}");
    text.into_bytes()
}

const HEAD: &str = concat!(
    r#"{"_type":"https://in-toto.io/Statement/v0.1","predicateType":"https://spdx.dev/Document","#,
    r#""subject":[{"name":"registry.example/app","digest":{"sha256":"#,
    r#""ddda624b522421d3ed1d058b229b5525086fde465278686d7aeba12d29085640"}}],"#,
    r#""predicate":{"spdxVersion":"SPDX-2.3","dataLicense":"CC0-1.0","SPDXID":"SPDXRef-DOCUMENT","name":"app","#,
    r#""documentNamespace":"https://sbom.example/app","packages":["#,
);

fn package(number: u32) -> json::Value<'static> {
    let name = format!("package-{number}");
    let version = format!("{}.{}.{}", number % 7, number % 31, number % 113);
    let checksum = json::Object::new()
        .with("algorithm", "SHA256")
        .with("checksumValue", hex::encode(&number.to_be_bytes().repeat(8)));
    let purl = json::Object::new()
        .with("referenceCategory", "PACKAGE-MANAGER")
        .with("referenceType", "purl")
        .with("referenceLocator", format!("pkg:generic/{name}@{version}"));
    let object = json::Object::new()
        .with("SPDXID", format!("SPDXRef-Package-{number}"))
        .with("name", name)
        .with("versionInfo", version)
        .with("supplier", "Organization: \"Example\" \u{2013} packages")
        .with("downloadLocation", "NOASSERTION")
        .with("filesAnalyzed", false)
        .with("licenseConcluded", "NOASSERTION")
        .with("licenseDeclared", "Apache-2.0 OR MIT")
        .with("copyrightText", "Copyright\n\tthe authors")
        .with("checksums", vec![json::Value::from(checksum)])
        .with("externalRefs", vec![json::Value::from(purl)]);
    object.into()
}
