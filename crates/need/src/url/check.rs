//! The grammar.

use alloc::{format, string::String};
use core::net::{Ipv4Addr, Ipv6Addr};

use super::Scheme;
use crate::NeedError;

/// RFC 9110 §4.1 asks for at least 8000.
const MAX_LEN: usize = 8192;

/// What a URL says.
pub(super) struct Parts<'a> {
    pub(super) scheme: Scheme,
    pub(super) host: String,
    pub(super) port: Option<u16>,
    pub(super) after_authority: &'a str,
}

pub(super) fn parts(url: &str) -> Result<Parts<'_>, NeedError> {
    text(url)?;
    let (scheme, rest) = url.split_once("://").ok_or(NeedError::Scheme)?;
    let scheme = known(scheme).ok_or(NeedError::Scheme)?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, after_authority) = rest.split_at_checked(end).ok_or(NeedError::Host)?;
    let (host, port) = host_and_port(authority)?;
    if url.contains('#') {
        Err(NeedError::Fragment)
    } else {
        Ok(Parts { scheme, host, port, after_authority })
    }
}

/// Checks the length and the characters, of a URL or of a reference to one.
pub(super) fn text(url: &str) -> Result<(), NeedError> {
    if url.len() > MAX_LEN {
        return Err(NeedError::TooLong { limit: MAX_LEN, actual: url.len() });
    }
    let bytes = url.as_bytes();
    match bytes.iter().enumerate().position(|(offset, byte)| !is_allowed(bytes, offset, *byte)) {
        Some(offset) => Err(NeedError::Character { offset }),
        None => Ok(()),
    }
}

fn is_allowed(url: &[u8], offset: usize, byte: u8) -> bool {
    let hex = |ahead: usize| url.get(offset.saturating_add(ahead)).is_some_and(u8::is_ascii_hexdigit);
    match byte {
        b'%' => hex(1) && hex(2),
        _ => byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=".contains(&byte),
    }
}

fn known(scheme: &str) -> Option<Scheme> {
    [Scheme::Http, Scheme::Https].into_iter().find(|known| scheme.eq_ignore_ascii_case(known.name()))
}

fn host_and_port(authority: &str) -> Result<(String, Option<u16>), NeedError> {
    if authority.contains('@') {
        return Err(NeedError::UserInformation);
    }
    let end = match authority.strip_prefix('[') {
        Some(_) => authority.find(']').ok_or(NeedError::Host)?.saturating_add(1),
        None => authority.find(':').unwrap_or(authority.len()),
    };
    let (host, port) = authority.split_at_checked(end).ok_or(NeedError::Host)?;
    Ok((canonical_host(host)?, if port.is_empty() { None } else { Some(port_number(port)?) }))
}

fn canonical_host(host: &str) -> Result<String, NeedError> {
    if host.is_empty() {
        return Err(NeedError::NoHost);
    }
    match host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        Some(address) => {
            let address: Ipv6Addr = address.parse().map_err(|_| NeedError::Host)?;
            Ok(format!("[{address}]"))
        }
        None if is_name(host) => Ok(host.to_ascii_lowercase()),
        None => Err(NeedError::Host),
    }
}

fn is_name(host: &str) -> bool {
    host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte))
        && (!ends_in_a_number(host) || host.parse::<Ipv4Addr>().is_ok())
}

/// What browsers (WHATWG URL, "ends in a number checker") and `inet_aton` take for an IPv4 address.
fn ends_in_a_number(host: &str) -> bool {
    let last = host.strip_suffix('.').unwrap_or(host).rsplit('.').next().unwrap_or_default();
    let hexadecimal = last.strip_prefix("0x").or(last.strip_prefix("0X"));
    !last.is_empty() && last.bytes().all(|byte| byte.is_ascii_digit())
        || hexadecimal.is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

fn port_number(port: &str) -> Result<u16, NeedError> {
    let digits = port.strip_prefix(':').unwrap_or_default();
    let canonical = !digits.starts_with('0') && digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|_| canonical).ok_or(NeedError::Port)
}
