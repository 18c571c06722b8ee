//! What to try where there is no valid path.

use countersign::x509::{Certificate, Name, PathError};

pub fn next(leaf: &Certificate<'_>, error: &PathError) -> String {
    let text = match error {
        PathError::UnknownIssuer { issuer, .. } => return unknown_issuer(leaf, issuer),
        PathError::AnchorUnusable { .. } => {
            "give another root; `countersign certificate lint FILE` says what is wrong with this one"
        }
        PathError::Signature { .. } => {
            "it was altered, or another authority of the same name issued it: give that one's root"
        }
        PathError::Algorithm { .. } | PathError::Key { .. } => {
            "have it issued again, with an algorithm and for a key that are accepted"
        }
        PathError::NotYetValid { .. } => "check the clock, or wait; --at TIME judges as of another time",
        PathError::Expired { .. } => "have it issued again; --at TIME judges as of when it was valid",
        PathError::NotCa { .. } => {
            "give the certificate of the authority that issued it; this one may issue none"
        }
        PathError::PathLength { .. } => "have it issued by an authority that may have as many below it",
        PathError::NameConstraint { .. } => "have it issued by an authority that may issue to this name",
        PathError::Policy { .. } => "have it issued under a policy that the authorities above admit",
        PathError::UnknownCriticalExtension { .. } | PathError::UnansweredCriticalExtension { .. } => {
            "have it issued without the extension, or verify it by a profile that knows it: --profile NAME"
        }
        PathError::LeafIsAnchor { .. } => {
            "give a certificate that the root issued; a root alone says nothing"
        }
        PathError::Loop { .. } => "give each certificate once, leaf first",
        PathError::BudgetExhausted { .. } => "give the certificates of one path only",
        _ => {
            "list what is wrong: countersign certificate lint FILE --profile NAME; or name the profile it is for"
        }
    };
    text.to_owned()
}

fn unknown_issuer(leaf: &Certificate<'_>, issuer: &[u8]) -> String {
    let name = Name::from_der(issuer).map_or_else(|_| "the issuer".to_owned(), |name| name.to_string());
    match leaf.is_self_issued() && leaf.issuer().der() == issuer {
        true => format!("it says that it issued itself: give {name} as --root FILE only if you believe it"),
        false => {
            format!("give the certificate of {name}: with --intermediate FILE, or as a root with --root FILE")
        }
    }
}
