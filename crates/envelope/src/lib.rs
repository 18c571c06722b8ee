//! Signature envelopes: Cosign simple signing, DSSE, in-toto statements and the Sigstore bundle.
#![no_std]
