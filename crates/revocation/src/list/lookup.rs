//! Questions to a list.

use countersign_crypto::{KeyId, Scheme};
use countersign_digest::{Digest, HashProvider};
use countersign_x509::Times;

use super::{ListEntry, Listed, SignatureDigest, VerifiedRevocationList};
use crate::Retroactivity;

impl VerifiedRevocationList {
    /// The entry that revokes a key for what was signed at `trusted`, the times that someone other than the signer vouches
    /// for: as [`Revocation::counts_at`](crate::Revocation::counts_at) has it. Ask about the key that made the signature and
    /// every other that it rests on; [`revokes_path`](Self::revokes_path) asks about those of certificates.
    #[must_use]
    pub fn revokes_key(
        &self,
        key: &KeyId,
        trusted: Option<Times>,
        retroactivity: Retroactivity,
    ) -> Option<&ListEntry> {
        self.find(&Listed::Key(*key)).filter(|entry| entry.revocation().counts_at(trusted, retroactivity))
    }

    /// The entry that revokes a signature, whenever it was made: by its bytes as the format carries them, without base64,
    /// and the scheme by which they verified. Of an ECDSA signature `(r, s)`, `(r, n - s)` is revoked too: anybody can make
    /// one of the other.
    #[must_use]
    pub fn revokes_signature(
        &self,
        signature: &[u8],
        scheme: Scheme,
        hasher: &dyn HashProvider,
    ) -> Option<&ListEntry> {
        let forms = SignatureDigest::of_all_forms(signature, scheme, hasher);
        forms.into_iter().find_map(|form| self.find(&Listed::Signature(form)))
    }

    /// The same for a signature of which it is not known by what scheme it verifies: of whatever ECDSA signatures its bytes can
    /// be read as, the other form is asked about too.
    #[must_use]
    pub fn revokes_signature_of_any_scheme(
        &self,
        signature: &[u8],
        hasher: &dyn HashProvider,
    ) -> Option<&ListEntry> {
        let forms = SignatureDigest::of_any_scheme(signature, hasher);
        forms.into_iter().find_map(|form| self.find(&Listed::Signature(form)))
    }

    /// The entry about a signature whose bytes have this digest, in no other form than that.
    #[must_use]
    pub fn revokes_signature_digest(&self, digest: &SignatureDigest) -> Option<&ListEntry> {
        self.find(&Listed::Signature(*digest))
    }

    /// The entry that revokes what has this digest, whenever it was signed. Ask about every digest that leads to what is to
    /// run: of the image, of the index that lists it, and of what was signed.
    #[must_use]
    pub fn revokes_digest(&self, digest: &Digest) -> Option<&ListEntry> {
        self.find(&Listed::Digest(*digest))
    }

    fn find(&self, listed: &Listed) -> Option<&ListEntry> {
        let entries = self.list().entries().as_slice();
        let found = entries.binary_search_by(|entry| entry.listed().cmp(listed)).ok()?;
        entries.get(found)
    }
}
