pub(super) mod building;
pub(super) mod bytes;
pub(super) mod ca;
pub(super) mod extension;
pub(super) mod names;
pub(super) mod signature;
pub(super) mod time;
pub(super) mod usage;
