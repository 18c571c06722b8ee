//! The report as text, for people.

use alloc::string::{String, ToString};
use core::fmt;

use countersign_digest::Digest;
use countersign_encoding::text;
use countersign_time::UnixTime;

use crate::{AcceptedSignature, RefusedSignature, Report, TargetReport, danger::Weakening};

/// The report as text, one fact a line; foreign text is escaped.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}: {}", self.verdict, text::escape(&self.reference, 512))?;
        if let Some(digest) = self.digest {
            writeln!(f, "  digest    {digest}")?;
        }
        if let Some(predicate_type) = self.predicate_type() {
            writeln!(f, "  asked for attestations of type {}", text::escape(predicate_type, 256))?;
        }
        for weakening in &self.weakened {
            match weakening {
                Weakening::PastTime => writeln!(f, "  weakened  {weakening}, {}", self.at)?,
                other => writeln!(f, "  weakened  {other}")?,
            }
        }
        for target in &self.targets {
            write_target(f, target, self.digest)?;
        }
        let said = if self.asked.is_signature() { "signed  " } else { "attested" };
        self.accepted.iter().try_for_each(|accepted| write_accepted(f, said, accepted))?;
        self.refused.iter().try_for_each(|refused| write_refused(f, refused))?;
        for ignored in &self.ignored {
            writeln!(f, "  attached  {}: claims to be {}", ignored.manifest, ignored.claims)?;
        }
        if self.omitted > 0 {
            writeln!(f, "  and {} more", self.omitted)?;
        }
        if let (Some(code), Some(reason)) = (self.code, &self.reason) {
            writeln!(f, "  {code}: {reason}")?;
            writeln!(f, "  next: {}", code.next())?;
        }
        Ok(())
    }
}

fn write_target(f: &mut fmt::Formatter<'_>, target: &TargetReport, named: Option<Digest>) -> fmt::Result {
    if named == Some(target.digest) {
        return Ok(());
    }
    let platform =
        target.platform.as_ref().map_or_else(|| "unknown platform".to_string(), ToString::to_string);
    let state = if target.is_met() { "covered" } else { "NOT COVERED" };
    writeln!(f, "  {state}   {} ({platform})", target.digest)
}

fn write_accepted(f: &mut fmt::Formatter<'_>, said: &str, accepted: &AcceptedSignature) -> fmt::Result {
    writeln!(
        f,
        "  {said}  {} by {} ({})",
        accepted.place.format(),
        text::escape(&accepted.principal, 256),
        accepted.algorithm
    )?;
    if let Some(facts) = accepted.certificate() {
        writeln!(
            f,
            "            certificate of {}, issued by {}, valid until {}",
            text::escape(&facts.identities().join(", "), 512),
            text::escape(facts.issuer(), 256),
            facts.valid_until()
        )?;
    }
    for time in &accepted.times {
        let (earliest, latest) = (time.earliest(), time.latest());
        writeln!(f, "            {}, says {}", span(earliest, latest), text::escape(time.authority(), 256))?;
    }
    writeln!(f, "            checked: {}", text::escape(&accepted.checks.join(", "), 512))?;
    if accepted.unchecked.is_empty() {
        return Ok(());
    }
    writeln!(f, "            not checked: {}", accepted.unchecked.join(", "))
}

/// One time, or two where the authority is not more exact.
fn span(earliest: UnixTime, latest: UnixTime) -> String {
    if earliest == latest {
        alloc::format!("timestamped {earliest}")
    } else {
        alloc::format!("timestamped between {earliest} and {latest}")
    }
}

fn write_refused(f: &mut fmt::Formatter<'_>, refused: &RefusedSignature) -> fmt::Result {
    let artifact = refused.place.artifact().map(|digest| alloc::format!(" {digest}")).unwrap_or_default();
    writeln!(f, "  refused   {}{artifact}: {} {}", refused.place.format(), refused.code, refused.reason)
}
