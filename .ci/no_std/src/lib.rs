//! Links every crate below the rim without `std`. The first one that pulls `std` in brings a second panic handler,
//! which the compiler refuses (E0152).
#![no_std]

extern crate countersign as _;
extern crate countersign_crypto as _;
extern crate countersign_digest as _;
extern crate countersign_encoding as _;
extern crate countersign_envelope as _;
extern crate countersign_keys as _;
extern crate countersign_need as _;
extern crate countersign_oci as _;
extern crate countersign_policy as _;
extern crate countersign_revocation as _;
extern crate countersign_time as _;
extern crate countersign_timestamp as _;
extern crate countersign_trust as _;
extern crate countersign_x509 as _;

use core::alloc::{GlobalAlloc, Layout};
use core::panic::PanicInfo;

#[global_allocator]
static ALLOCATOR: Empty = Empty;

/// Has no memory to give: this library is linked, never run.
struct Empty;

// SAFETY: `alloc` always reports failure, so there is never a block that `dealloc` could be given.
unsafe impl GlobalAlloc for Empty {
    unsafe fn alloc(&self, _: Layout) -> *mut u8 {
        core::ptr::null_mut()
    }

    unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}
}

#[panic_handler]
fn halt(_: &PanicInfo<'_>) -> ! {
    loop {
        core::hint::spin_loop();
    }
}
