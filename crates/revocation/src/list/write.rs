//! Writing a list in its one form: JSON as RFC 8785 has it, without the detour of a tree.

use alloc::string::{String, ToString as _};

use countersign_encoding::json::{Object, Value};

use super::{ListEntry, Listed, RevocationList, VouchedBy};

/// The members of a list in ascending order of their names.
pub(super) fn payload(list: &RevocationList) -> String {
    let mut out = String::new();
    push_section(&mut out, "{\"digests\":", list, |listed| matches!(listed, Listed::Digest(_)));
    push_section(&mut out, ",\"identities\":", list, |listed| matches!(listed, Listed::Identity(_)));
    push_text(&mut out, ",\"issuedAt\":", &list.issued_at.to_string());
    push_section(&mut out, ",\"keys\":", list, |listed| matches!(listed, Listed::Key(_)));
    push_text(&mut out, ",\"list\":", list.id.as_str());
    push_text(&mut out, ",\"nextUpdate\":", &list.next_update.to_string());
    out.push_str(",\"number\":");
    out.push_str(&list.number.to_string());
    push_section(&mut out, ",\"signatures\":", list, |listed| matches!(listed, Listed::Signature(_)));
    out.push('}');
    out
}

fn push_section(out: &mut String, name: &str, list: &RevocationList, is_of: fn(&Listed) -> bool) {
    out.push_str(name);
    let mut before = '[';
    for entry in list.entries().filter(|entry| is_of(entry.listed())) {
        out.push(before);
        out.push_str(&Value::from(object(entry)).to_json());
        before = ',';
    }
    out.push_str(if before == '[' { "[]" } else { "]" });
}

fn push_text(out: &mut String, name: &str, text: &str) {
    out.push_str(name);
    out.push_str(&Value::from(text).to_json());
}

/// The members of an entry, again in ascending order of all names that there are.
fn object(entry: &ListEntry) -> Object<'_> {
    let (listed, revocation) = (entry.listed(), entry.revocation());
    let (mut digest, mut identity, mut key, mut signature) = (None, None, None, None);
    let (mut authority, mut issuer) = (None, None);
    match listed {
        Listed::Digest(listed) => digest = Some(listed.to_string()),
        Listed::Key(listed) => key = Some(listed.to_string()),
        Listed::Signature(listed) => signature = Some(listed.to_string()),
        Listed::Identity(listed) => {
            identity = Some(listed.text().to_string());
            match listed.vouched_by() {
                VouchedBy::Anyone => {}
                VouchedBy::Authority(key) => authority = Some(key.to_string()),
                VouchedBy::Issuer(url) => issuer = Some(url.to_string()),
            }
        }
    }
    let members = [
        ("authority", authority),
        ("comment", entry.comment().map(str::to_string)),
        ("digest", digest),
        ("identity", identity),
        ("invalidityDate", revocation.invalidity_date().map(|date| date.to_string())),
        ("issuer", issuer),
        ("key", key),
        ("reason", revocation.reason().map(|reason| reason.name().to_string())),
        ("revokedAt", Some(revocation.date().to_string())),
        ("signature", signature),
    ];
    let present = members.into_iter().filter_map(|(name, text)| Some((name, text?)));
    present.fold(Object::new(), |object, (name, text)| object.with(name, text))
}
