//! What is said of a path, or of why there is none.

use countersign::{
    TOOL,
    encoding::json::{Object, Value},
    time::UnixTime,
    x509::{Certificate, Identity, Profile, TrustAnchor, VerifiedPath},
};

use super::super::describe;
use crate::{
    console::{bad, good, quiet},
    failure::escaped_once,
    moment::Moment,
};

/// By what was judged.
pub struct Judged {
    pub profile: &'static Profile,
    pub moment: Moment,
}

/// Why a certificate was refused.
pub struct Refusal {
    pub code: &'static str,
    /// The place in the path: 0 is the leaf.
    pub at: usize,
    pub reason: String,
    pub next: String,
}

/// Whom a certificate names.
pub fn names(certificate: &Certificate<'_>) -> String {
    let names: Vec<String> = certificate.identities().map(|name| name.to_string()).collect();
    if names.is_empty() { "nobody".into() } else { names.join(", ") }
}

/// Schema `countersign/certificate-verdict/v1`.
fn document(judged: &Judged, verdict: &'static str) -> Object<'static> {
    let weakened = if judged.moment.is_past() { vec![Value::from("past-time")] } else { Vec::new() };
    Object::new()
        .with("schema", "countersign/certificate-verdict/v1")
        .with("verdict", verdict)
        .with("tool", TOOL)
        .with("at", judged.moment.time().to_rfc3339())
        .with("profile", judged.profile.name().to_owned())
        .with("weakened", weakened)
}

pub fn accepted_json(
    judged: &Judged,
    path: &VerifiedPath<'_>,
    subject: Option<&Identity>,
) -> Object<'static> {
    let certificates =
        path.certificates().iter().map(|certificate| Value::from(describe::fields(certificate)));
    let anchor = match path.anchor().certificate() {
        Some(certificate) => describe::fields(certificate),
        None => Object::new().with("subject", path.anchor().subject().to_string()),
    };
    let identity = subject.map_or(Value::Null, |subject| Value::from(subject.to_string()));
    document(judged, "accepted")
        .with("validUntil", path.valid_until().to_rfc3339())
        .with("identity", identity)
        .with("path", certificates.collect::<Vec<_>>())
        .with("anchor", anchor)
}

pub fn refused_json(judged: &Judged, leaf: &Certificate<'_>, refusal: &Refusal) -> Object<'static> {
    document(judged, "refused")
        .with("code", refusal.code)
        .with("certificate", u64::try_from(refusal.at).unwrap_or(u64::MAX))
        .with("reason", refusal.reason.clone())
        .with("next", refusal.next.clone())
        .with("leaf", describe::fields(leaf))
}

pub fn accepted_text(judged: &Judged, path: &VerifiedPath<'_>) -> String {
    let head = Row::of(["", "subject", "issuer", "serial", "not before", "not after"].map(str::to_owned));
    let mut rows = vec![head];
    rows.extend(
        path.certificates().iter().enumerate().map(|(at, one)| Row::certificate(at.to_string(), one)),
    );
    rows.push(Row::anchor(path.anchor()));
    format!(
        "{} until {}, {}\n{}{}\n",
        good("valid"),
        path.valid_until().to_rfc3339(),
        by(judged),
        table(&rows),
        quiet(&format!("names {}", names(path.leaf())))
    )
}

pub fn refused_text(judged: &Judged, leaf: &Certificate<'_>, refusal: &Refusal) -> String {
    format!(
        "{} {}, {}\n  {}: {}\n  next: {}\n",
        bad("refused"),
        leaf.subject(),
        by(judged),
        refusal.code,
        escaped_once(&refusal.reason),
        escaped_once(&refusal.next)
    )
}

fn by(judged: &Judged) -> String {
    let other = match judged.moment {
        moment if moment.is_past() => ", which has passed",
        moment if moment.is_to_come() => ", which has not come yet",
        _ => "",
    };
    format!("profile {}, at {}{other}", judged.profile.name(), judged.moment.time().to_rfc3339())
}

const COLUMNS: usize = 6;

struct Row([String; COLUMNS]);

impl Row {
    fn of(cells: [String; COLUMNS]) -> Self {
        Self(cells)
    }

    fn certificate(place: String, certificate: &Certificate<'_>) -> Self {
        let time = |time: UnixTime| time.to_rfc3339();
        let validity = certificate.validity();
        Self([
            place,
            certificate.subject().to_string(),
            certificate.issuer().to_string(),
            certificate.serial().to_string(),
            time(validity.not_before()),
            time(validity.not_after()),
        ])
    }

    fn anchor(anchor: &TrustAnchor) -> Self {
        let place = "anchor".to_owned();
        match anchor.certificate() {
            Some(certificate) => Self::certificate(place, certificate),
            None => {
                let unsaid = || "-".to_owned();
                Self([place, anchor.subject().to_string(), unsaid(), unsaid(), unsaid(), unsaid()])
            }
        }
    }
}

/// Columns as wide as their widest cell; a name of any length is shown whole.
fn table(rows: &[Row]) -> String {
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.0.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or_default()
    };
    let line = |row: &Row| {
        let cells: Vec<String> =
            row.0.iter().enumerate().map(|(column, cell)| format!("{cell:<0$}", width(column))).collect();
        format!("{}\n", cells.join("  ").trim_end())
    };
    rows.iter().map(line).collect()
}
