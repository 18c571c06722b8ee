//! Doubles as ECMAScript writes them (ECMA-262 `Number::toString`, RFC 8785 §3.2.2.3 and appendix B).

use alloc::format;
use alloc::string::String;
use core::iter::repeat_n;

use super::JcsError;
use crate::json::Number;

/// 2⁵³ − 1: up to here every integer is a double and has no neighbour that reads as the same one.
const GREATEST_EXACT: u64 = (1 << 53) - 1;

pub(super) fn push(out: &mut String, number: &Number<'_>) -> Result<(), JcsError> {
    if !number.is_integer() {
        push_double(out, number.as_f64().ok_or(JcsError::NotFinite)?);
        return Ok(());
    }
    if !is_exact(number) {
        return Err(JcsError::InexactInteger);
    }
    // Exact integers of up to 16 digits are written as they are, the negative zero without its sign.
    out.push_str(if number.as_str() == "-0" { "0" } else { number.as_str() });
    Ok(())
}

fn is_exact(number: &Number<'_>) -> bool {
    let magnitude = number.as_str().trim_start_matches('-').parse::<u64>();
    magnitude.is_ok_and(|magnitude| magnitude <= GREATEST_EXACT)
}

fn push_double(out: &mut String, double: f64) {
    if double == 0.0 {
        // Both zeros.
        return out.push('0');
    }
    if double < 0.0 {
        out.push('-');
    }
    let scientific = shortest(double.abs());
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let (first, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    push_digits(out, first, fraction, exponent.parse().unwrap_or_default());
}

/// The fewest digits that read back as this double, with their exponent: `1.234e-7`. Of several such the nearest, of two
/// equally near ones the even.
fn shortest(double: f64) -> String {
    let shortest = format!("{double:e}");
    let digits = shortest.split_once('e').map_or(0, |(mantissa, _)| mantissa.len().saturating_sub(2));
    // The formatter above does not decide ties for the even digit; the one with a precision does, but it knows nothing of
    // reading back, and next to a power of two what is nearest may not.
    let even = format!("{double:.digits$e}");
    if even.parse() == Ok(double) { even } else { shortest }
}

/// Writes `first.fraction × 10^exponent`; `first` is one digit.
fn push_digits(out: &mut String, first: &str, fraction: &str, exponent: i32) {
    match usize::try_from(exponent) {
        Ok(places @ 0..=20) => push_large(out, first, fraction, places),
        Err(_) if exponent >= -6 => {
            out.push_str("0.");
            out.extend(repeat_n('0', exponent.unsigned_abs().saturating_sub(1) as usize));
            out.push_str(first);
            out.push_str(fraction);
        }
        _ => push_scientific(out, first, fraction, exponent),
    }
}

/// The decimal point stands `places` digits after the first one.
fn push_large(out: &mut String, first: &str, fraction: &str, places: usize) {
    out.push_str(first);
    match fraction.split_at_checked(places) {
        Some((whole, "")) => out.push_str(whole),
        Some((whole, rest)) => {
            out.push_str(whole);
            out.push('.');
            out.push_str(rest);
        }
        None => {
            out.push_str(fraction);
            out.extend(repeat_n('0', places - fraction.len()));
        }
    }
}

fn push_scientific(out: &mut String, first: &str, fraction: &str, exponent: i32) {
    out.push_str(first);
    if !fraction.is_empty() {
        out.push('.');
        out.push_str(fraction);
    }
    out.push_str(&format!("e{exponent:+}"));
}
