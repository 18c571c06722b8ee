//! Signs container images and proves who signed them: the library other tools embed.
#![no_std]
