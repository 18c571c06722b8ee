//! Strict JSON beside `serde_json`, on documents of 1 MiB like those that the two families of SBOM tools write: many small
//! objects and strings, compact (SPDX) and indented (CycloneDX).
#![allow(missing_docs, reason = "criterion's macros make public functions without documentation")]

use std::fmt::Write;
use std::hint::black_box;

use countersign_encoding::json::{self, Limits, Value};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

const MIB: usize = 1024 * 1024;

fn json_reading(criterion: &mut Criterion) {
    let limits = Limits::default();
    for (name, text) in [("spdx", spdx()), ("cyclonedx", cyclonedx())] {
        let statement = format!(r#"{{"_type":"https://in-toto.io/Statement/v0.1","predicate":{text}}}"#);
        let (text, statement) = (text.as_bytes(), statement.as_bytes());
        let mut group = criterion.benchmark_group(format!("json, {name} of 1 MiB"));
        group.throughput(Throughput::Bytes(u64::try_from(text.len()).unwrap_or_default()));
        group.bench_function("read", |bencher| {
            bencher.iter(|| json::parse(black_box(text), &limits).is_ok());
        });
        group.bench_function("read and own", |bencher| {
            bencher.iter(|| json::parse(black_box(text), &limits).map(Value::into_owned).is_ok());
        });
        group.bench_function("read a statement and own its predicate", |bencher| {
            bencher.iter(|| predicate(black_box(statement), &limits).is_some());
        });
        group.bench_function("serde_json", |bencher| {
            bencher.iter(|| serde_json::from_slice::<serde_json::Value>(black_box(text)).is_ok());
        });
        group.finish();
    }
}

fn predicate(statement: &[u8], limits: &Limits) -> Option<Value<'static>> {
    let root = json::parse(statement, limits).ok()?.into_object()?;
    root.into_member("predicate").map(Value::into_owned)
}

/// Numbers that look like digests.
fn scattered(number: usize) -> u64 {
    u64::try_from(number).unwrap_or_default().wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// Seven tenths are packages, the rest relationships.
fn spdx() -> String {
    let mut text = String::from(concat!(
        r#"{"spdxVersion":"SPDX-2.3","dataLicense":"CC0-1.0","SPDXID":"SPDXRef-DOCUMENT","name":"registry.example/app","#,
        r#""creationInfo":{"creators":["Organization: Example, Inc"],"created":"2026-01-02T03:04:05Z"},"packages":["#,
    ));
    push_items(&mut text, MIB * 7 / 10, |text, number| {
        let hash = scattered(number);
        write!(
            text,
            concat!(
                r#"{{"name":"package-{n}","SPDXID":"SPDXRef-Package-npm-package-{n}-{h:016x}","versionInfo":"1.{n}.3","#,
                r#""supplier":"NOASSERTION","downloadLocation":"https://registry.example/package-{n}-1.{n}.3.tgz","#,
                r#""filesAnalyzed":false,"checksums":[{{"algorithm":"SHA256","checksumValue":"{h:064x}"}}],"#,
                r#""licenseConcluded":"NOASSERTION","licenseDeclared":"MIT","copyrightText":"(c) \"An Author\" {n}\nMIT.","#,
                r#""externalRefs":[{{"referenceCategory":"SECURITY","referenceType":"cpe23Type","#,
                r#""referenceLocator":"cpe:2.3:a:package-{n}:package-{n}:1.{n}.3:*:*:*:*:*:*:*"}},"#,
                r#"{{"referenceCategory":"PACKAGE-MANAGER","referenceType":"purl","#,
                r#""referenceLocator":"pkg:npm/package-{n}@1.{n}.3"}}]}}"#,
            ),
            n = number,
            h = hash
        )
    });
    text.push_str(r#"],"relationships":["#);
    push_items(&mut text, MIB, |text, number| {
        write!(
            text,
            concat!(
                r#"{{"spdxElementId":"SPDXRef-DOCUMENT","#,
                r#""relatedSpdxElement":"SPDXRef-Package-npm-package-{n}-{h:016x}","relationshipType":"CONTAINS"}}"#,
            ),
            n = number,
            h = scattered(number)
        )
    });
    text.push_str("]}");
    text
}

fn cyclonedx() -> String {
    let mut text = String::from(
        "{\n  \"bomFormat\": \"CycloneDX\",\n  \"specVersion\": \"1.6\",\n  \"components\": [\n",
    );
    push_items(&mut text, MIB, |text, number| {
        write!(
            text,
            r#"
    {{
      "bom-ref": "pkg:deb/debian/lib{n}@1.{n}-2?arch=amd64&package-id={h:016x}",
      "type": "library",
      "name": "lib{n}",
      "version": "1.{n}-2",
      "licenses": [
        {{
          "license": {{
            "id": "GPL-2.0-only"
          }}
        }}
      ],
      "purl": "pkg:deb/debian/lib{n}@1.{n}-2?arch=amd64",
      "properties": [
        {{
          "name": "syft:package:type",
          "value": "deb"
        }},
        {{
          "name": "installedSize",
          "value": {n}
        }}
      ]
    }}"#,
            n = number,
            h = scattered(number)
        )
    });
    text.push_str("\n  ]\n}\n");
    text
}

/// Adds items with commas between them until the text has that many bytes.
fn push_items(text: &mut String, bytes: usize, item: impl Fn(&mut String, usize) -> std::fmt::Result) {
    for number in 0.. {
        if text.len() >= bytes {
            break;
        }
        if number > 0 {
            text.push(',');
        }
        // Writing into a String cannot fail.
        let _ = item(text, number);
    }
}

criterion_group!(benches, json_reading);
criterion_main!(benches);
