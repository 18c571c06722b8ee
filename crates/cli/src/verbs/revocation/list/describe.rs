//! A list for people and for programs.

use countersign::encoding::json::{Object, Value};
use countersign_revocation::list::{ListEntry, Listed, RevocationList, SignedRevocationList, VouchedBy};

use super::file::ListFile;
use crate::{failure::chain, verbs::inspect::describe::kind};

/// Lines that are shown of a list.
const LINES: usize = 200;

/// What bytes say as a list, signed or not yet; nothing of it is verified.
pub fn revocation_list(bytes: &[u8]) -> Result<Object<'static>, String> {
    let file = ListFile::parse(bytes).map_err(|error| chain(&error))?;
    let object = kind("revocation-list").with("list", list(&file.list()));
    Ok(match &file {
        ListFile::Unsigned(_) => object.with("signatures", Vec::new()),
        ListFile::Signed(signed) => object.with("signatures", signatures(signed)),
    })
}

/// What a list says, as JSON: its members and, in one array, its entries.
pub fn list(list: &RevocationList) -> Object<'static> {
    let entries: Vec<Value<'static>> = list.entries().map(|one| Value::from(entry(one))).collect();
    Object::new()
        .with("id", list.id().to_string())
        .with("number", list.number().get())
        .with("issuedAt", list.issued_at().to_string())
        .with("nextUpdate", list.next_update().to_string())
        .with("entries", entries)
}

fn entry(entry: &ListEntry) -> Object<'static> {
    let revocation = entry.revocation();
    let mut object = Object::new().with("kind", entry.listed().kind());
    object = match entry.listed() {
        Listed::Identity(identity) => {
            let object = object.with("id", identity.identity().to_string());
            match identity.vouched_by() {
                VouchedBy::Authority(key) => object.with("authority", key.to_string()),
                VouchedBy::Issuer(issuer) => object.with("issuer", issuer.to_string()),
                _ => object,
            }
        }
        listed => object.with("id", listed.to_string()),
    };
    object = object.with("revokedAt", revocation.date().to_string());
    if let Some(reason) = revocation.reason() {
        object = object.with("reason", reason.name());
    }
    if let Some(date) = revocation.invalidity_date() {
        object = object.with("invalidityDate", date.to_string());
    }
    match entry.comment() {
        Some(comment) => object.with("comment", comment.to_owned()),
        None => object,
    }
}

/// The hints by which signatures name their keys.
pub fn signatures(signed: &SignedRevocationList) -> Vec<Value<'static>> {
    let hint = |id: Option<countersign::envelope::Claimed<&str>>| match id {
        Some(id) => Value::from(Object::new().with("keyid", (*id.claimed()).to_owned())),
        None => Value::from(Object::new()),
    };
    signed.key_ids().map(hint).collect()
}

/// What a list says, as lines that fit a screen.
pub fn text(list: &RevocationList) -> String {
    let whole = list.to_string();
    let mut lines: Vec<&str> = whole.lines().take(LINES).collect();
    let more = whole.lines().count().saturating_sub(lines.len());
    let rest = format!("… and {more} lines more: --output json shows all");
    if more > 0 {
        lines.push(&rest);
    }
    lines.iter().map(|line| format!("{line}\n")).collect()
}
