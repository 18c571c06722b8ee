//! What is mutated.

/// The package, its folder in the workspace and the name of its features.
pub const PACKAGE: &str = "countersign-x509";
pub const FOLDER: &str = "crates/x509";

/// The modules that decide what is valid, as beginnings of paths below `src`.
const VALIDATION: &[&str] = &[
    "algorithm",
    "anchor",
    "budget",
    "certificate/",
    "extension",
    "fulcio",
    "general_name",
    "identity",
    "key_form",
    "mailbox",
    "name",
    "notation_identity",
    "oid_set",
    "path/",
    "path_rules",
    "profile",
    "section4",
    "set",
    "signature",
    "subject_index",
    "times",
    "uri",
    "verified",
];

pub fn is_mutated(file: &str) -> bool {
    VALIDATION.iter().any(|module| file.starts_with(module))
}

/// The part of a path that the report counts by.
pub fn module(file: &str) -> &str {
    let end = file.find('/').or_else(|| file.rfind('.')).unwrap_or(file.len());
    &file[..end]
}
