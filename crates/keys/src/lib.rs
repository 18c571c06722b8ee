//! Private and public key files: SPKI, PKCS#8 and the Cosign key box.
#![no_std]
