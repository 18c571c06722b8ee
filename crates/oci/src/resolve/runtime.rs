//! Which entries of an index a runtime may take for a platform.

use alloc::string::String;

use crate::Platform;

/// Whether some runtime would run what is offered where this is wanted: what is not named is not compared, and other names of
/// one processor are that processor, as containerd has it before it compares.
pub(super) fn may_be_chosen(wanted: &Platform, offered: &Platform) -> bool {
    let (ours, theirs) = (Plain::of(wanted), Plain::of(offered));
    let is_version =
        wanted.os_version().is_none_or(|version| offered.os_version().is_some_and(|other| version == other));
    let is_variant = wanted.variant().is_none() || ours.variant == theirs.variant;
    let is_same = ours.os == theirs.os && ours.architecture == theirs.architecture;
    wanted.accepts(offered) || (is_same && is_variant && is_version)
}

/// A platform without its other names.
struct Plain {
    os: String,
    architecture: String,
    variant: String,
}

impl Plain {
    fn of(platform: &Platform) -> Self {
        let lower = |text: &str| text.to_ascii_lowercase();
        let os = lower(platform.os());
        let (architecture, implied) = match lower(platform.architecture()).as_str() {
            "x86_64" | "x86-64" | "amd64" => (String::from("amd64"), "v1"),
            "aarch64" | "arm64" => (String::from("arm64"), "v8"),
            "i386" | "386" => (String::from("386"), ""),
            "arm" | "armhf" => (String::from("arm"), "v7"),
            "armel" => (String::from("arm"), "v6"),
            other => (String::from(other), ""),
        };
        let named = platform.variant().map(lower);
        let variant = named.unwrap_or_else(|| String::from(implied));
        let is_number = variant.bytes().next().is_some_and(|byte| byte.is_ascii_digit());
        let variant = if is_number { ["v", &variant].concat() } else { variant };
        Self { os: if os == "macos" { String::from("darwin") } else { os }, architecture, variant }
    }
}
