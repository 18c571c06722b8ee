//! One name that stands for two signers.

use alloc::vec::Vec;

use countersign_policy::RequirementError;
use countersign_x509::Identity;

use crate::TrustedAuthority;

type Certified = (Identity, TrustedAuthority);

/// One name under authorities that share an anchor is one signer: with certificates of two keys its holder would count twice.
pub(crate) fn check<'s>(signers: impl Iterator<Item = &'s [Certified]>) -> Result<(), RequirementError> {
    let mut earlier: Vec<(usize, &Certified)> = Vec::new();
    for (second, names) in signers.enumerate() {
        for name in names {
            if let Some((first, _)) = earlier.iter().find(|(_, known)| is_shared(known, name)) {
                return Err(RequirementError::SharedAuthenticator { first: *first, second });
            }
        }
        earlier.extend(names.iter().map(|name| (second, name)));
    }
    Ok(())
}

fn is_shared(one: &Certified, other: &Certified) -> bool {
    one.0 == other.0 && one.1.shares_an_anchor_with(&other.1)
}
