//! Questions about certificates: whom they name, and the keys that they rest on.

use alloc::{string::ToString as _, vec::Vec};

use countersign_crypto::{CryptoProvider, KeyId, PublicKeyError};
use countersign_x509::{Certificate, PresentedName, Times, VerifiedPath, fulcio};

use super::{ListEntry, Listed, ListedIdentity, VerifiedRevocationList, VouchedBy};
use crate::Retroactivity;

impl VerifiedRevocationList {
    /// The entry that revokes a verified path for what was signed at `trusted`: one about the key of the leaf, of a
    /// certificate above it or of the anchor, or about any name of the leaf.
    ///
    /// # Errors
    /// [`PublicKeyError`] where the provider finds that one of the keys is none: then nothing is known of it, and the path
    /// is not to be believed.
    pub fn revokes_path(
        &self,
        path: &VerifiedPath<'_>,
        trusted: Option<Times>,
        retroactivity: Retroactivity,
        provider: &dyn CryptoProvider,
    ) -> Result<Option<&ListEntry>, PublicKeyError> {
        let leaf = path.leaf_key(provider)?.id();
        let authorities = path.authority_keys(provider)?;
        let authorities: Vec<KeyId> = authorities.iter().map(countersign_crypto::PublicKey::id).collect();
        let mut keys = core::iter::once(&leaf).chain(&authorities);
        let by_key = keys.find_map(|key| self.revokes_key(key, trusted, retroactivity));
        let by_name = || self.revokes_identity(path.leaf(), &authorities, trusted, retroactivity);
        Ok(by_key.or_else(by_name))
    }

    /// The entry that revokes the one whom a certificate names, by any of its names, for what was signed at `trusted`.
    /// `authorities` are the keys above it, up to the anchor's; with none, entries for an authority's certificates are not
    /// found.
    ///
    /// An entry for one issuer also counts where the certificate's own statement of its issuer cannot be read.
    #[must_use]
    pub fn revokes_identity(
        &self,
        certificate: &Certificate<'_>,
        authorities: &[KeyId],
        trusted: Option<Times>,
        retroactivity: Retroactivity,
    ) -> Option<&ListEntry> {
        let issuer = fulcio::issuer(certificate);
        let is_vouched_for = |listed: &ListedIdentity| match listed.vouched_by() {
            VouchedBy::Anyone => true,
            VouchedBy::Authority(key) => authorities.contains(key),
            VouchedBy::Issuer(own) => issuer.map_or(true, |issuer| issuer == Some(&**own)),
        };
        let counts = |entry: &&ListEntry| {
            matches!(entry.listed(), Listed::Identity(listed) if is_vouched_for(listed))
                && entry.revocation().counts_at(trusted, retroactivity)
        };
        let by_name = certificate.identities().find_map(|name| self.named(&name).iter().find(counts));
        // Two texts can be the same distinguished name, so that each is compared.
        let is_subject = |entry: &&ListEntry| matches!(entry.listed(), Listed::Identity(own) if own.identity().matches(certificate).is_some());
        let distinguished = self.range(|own| own < "dn:", |own| own.starts_with("dn:"));
        by_name.or_else(|| distinguished.iter().filter(is_subject).find(counts))
    }

    /// The entries for an alternative name, which is the same where its text is.
    fn named(&self, name: &PresentedName<'_>) -> &[ListEntry] {
        let Some(identity) = name.identity() else { return &[] };
        let text = identity.to_string();
        self.range(|own| own < text.as_str(), |own| own == text)
    }

    /// The identities behind those that `before` holds for, as long as `within` does.
    fn range(&self, before: impl Fn(&str) -> bool, within: impl Fn(&str) -> bool) -> &[ListEntry] {
        let entries = self.list().entries().as_slice();
        let start = entries.partition_point(|entry| match entry.listed() {
            Listed::Digest(_) => true,
            Listed::Identity(listed) => before(listed.text()),
            _ => false,
        });
        let rest = entries.get(start..).unwrap_or_default();
        let is_within =
            |entry: &ListEntry| matches!(entry.listed(), Listed::Identity(own) if within(own.text()));
        let end = rest.partition_point(is_within);
        rest.get(..end).unwrap_or_default()
    }
}
