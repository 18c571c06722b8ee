//! What must hold of every input, whoever made it: one law for each parser of untrusted bytes.
//!
//! The fuzz targets (`fuzz/fuzz_targets/`) hand their input to these functions, and an ordinary test replays every seed
//! and every regression through the same ones. A law returns when the input is refused as it should be or accepted
//! and lawful; it panics when the law is broken.
//!
//! ```
//! laws::json(br#"{"a": 1}"#);
//! laws::json(b"not JSON: refused, and that is lawful");
//! ```
//!
//! # What this crate does not do
//!
//! It makes no inputs and knows no fuzzer.
#![allow(
    clippy::panic,
    clippy::expect_used,
    reason = "a broken law is reported by a panic: that is what a fuzzer and a test see"
)]

mod archive;
mod attestation;
mod blob;
mod cbor;
mod certificate;
mod crl;
mod envelope;
mod identity;
mod json;
mod jws;
mod keys;
mod layout;
mod manifest;
mod name;
mod ocsp;
mod olpc;
mod other;
mod path;
mod path_rules;
mod reference;
mod registry;
mod revocation;
mod revocation_list;
mod signature_algorithm;
mod timestamp;
mod timestamp_authority;
mod trusted_root;
mod vectors;

pub use archive::archive;
pub use attestation::attestation;
pub use blob::{legacy_bundle, message_bundle};
pub use cbor::cbor;
pub use certificate::{certificate, extension};
pub use crl::crl;
pub use envelope::{bundle, draft, dsse, simple_signing, statement};
pub use identity::identity;
pub use json::json;
pub use jws::jws;
pub use keys::{jwk, key_box, key_file, openssh_key, pbes2, pkcs8, spki};
pub use layout::layout_index;
pub use manifest::manifest;
pub use name::name;
pub use ocsp::{ocsp_request, ocsp_response};
pub use olpc::olpc;
pub use path::path;
pub use path_rules::path_rules;
pub use reference::reference;
pub use registry::{docker_config, link_header, referrers_index, www_authenticate};
pub use revocation::revocation_check;
pub use revocation_list::revocation_list;
pub use signature_algorithm::signature_algorithm;
pub use timestamp::{timestamp_request, timestamp_token};
pub use timestamp_authority::{evidence_record, timestamp_authority};
pub use trusted_root::trusted_root;

/// A law and the name of its fuzz target, which is also the name of its folders of seeds and regressions.
pub type Named = (&'static str, fn(&[u8]));

/// Every law there is.
pub const ALL: [Named; 44] = [
    ("archive", archive),
    ("attestation", attestation),
    ("bundle", bundle),
    ("cbor", cbor),
    ("certificate", certificate),
    ("crl", crl),
    ("docker_config", docker_config),
    ("draft", draft),
    ("dsse", dsse),
    ("evidence_record", evidence_record),
    ("extension", extension),
    ("identity", identity),
    ("json", json),
    ("jwk", jwk),
    ("jws", jws),
    ("key_box", key_box),
    ("key_file", key_file),
    ("layout_index", layout_index),
    ("legacy_bundle", legacy_bundle),
    ("link_header", link_header),
    ("manifest", manifest),
    ("message_bundle", message_bundle),
    ("name", name),
    ("ocsp_request", ocsp_request),
    ("ocsp_response", ocsp_response),
    ("olpc", olpc),
    ("openssh_key", openssh_key),
    ("path", path),
    ("path_rules", path_rules),
    ("pbes2", pbes2),
    ("pkcs8", pkcs8),
    ("reference", reference),
    ("referrers_index", referrers_index),
    ("revocation_check", revocation_check),
    ("revocation_list", revocation_list),
    ("signature_algorithm", signature_algorithm),
    ("simple_signing", simple_signing),
    ("spki", spki),
    ("statement", statement),
    ("timestamp_authority", timestamp_authority),
    ("timestamp_request", timestamp_request),
    ("timestamp_token", timestamp_token),
    ("trusted_root", trusted_root),
    ("www_authenticate", www_authenticate),
];
