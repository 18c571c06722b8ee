//! Points in time and validity windows for signatures, RFC 3339 and ASN.1 forms, no clock.
#![no_std]
