//! The counters of RFC 5280 §6.1.2 (d) to (f), from the anchor down to the leaf.

use crate::{Certificate, PolicyInputs};

/// What the last certificate of a path is, where the path is longer than its leaf.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathTop {
    /// One that the anchor issued.
    Issued,
    /// The anchor's own, whose limits count (RFC 5937 §3.2): its policies narrow those that are accepted, where it has some.
    Anchor,
}

/// What holds at one certificate.
pub(super) struct Step<'p> {
    pub(super) at: usize,
    pub(super) certificate: &'p Certificate<'p>,
    pub(super) top: PathTop,
    /// The path must be valid for a policy here.
    pub(super) required: bool,
    /// `anyPolicy` in the certificate stands for every policy (§6.1.3 (d) (2)).
    pub(super) any_counts: bool,
    pub(super) mapping: Mapping,
}

/// What becomes of the certificate's mappings (§6.1.4 (b)).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mapping {
    Followed,
    /// Mapped policies are valid no more.
    Inhibited,
    /// The leaf maps nothing.
    Last,
}

/// How many more certificates may pass before something holds. No path is as long as the greatest number, which stands for
/// the n + 1 of the specification: never.
#[derive(Clone, Copy)]
struct Counters {
    explicit: u32,
    mapping: u32,
    any: u32,
}

/// Walks a path, given leaf first, from its other end.
pub(super) struct Steps<'s, 'p> {
    path: &'s [&'p Certificate<'p>],
    /// What the next certificate is.
    top: PathTop,
    counters: Counters,
}

impl<'s, 'p> Steps<'s, 'p> {
    pub(super) fn new(path: &'s [&'p Certificate<'p>], top: PathTop, inputs: &PolicyInputs) -> Self {
        let start = |holds: bool| if holds { 0 } else { u32::MAX };
        let counters = Counters {
            explicit: start(inputs.explicit_is_required()),
            mapping: start(inputs.mapping_is_inhibited()),
            any: start(inputs.any_is_inhibited()),
        };
        Self { path, top, counters }
    }
}

impl<'p> Iterator for Steps<'_, 'p> {
    type Item = Step<'p>;

    fn next(&mut self) -> Option<Step<'p>> {
        let (certificate, below) = self.path.split_last()?;
        self.path = below;
        let Counters { explicit, mapping, any } = self.counters;
        if below.is_empty() {
            return Some(last(certificate, explicit, any));
        }
        let top = core::mem::replace(&mut self.top, PathTop::Issued);
        let self_issued = top == PathTop::Anchor || certificate.is_self_issued();
        self.counters.prepare(certificate, self_issued);
        Some(Step {
            at: below.len(),
            certificate,
            top,
            required: explicit == 0,
            any_counts: any > 0 || self_issued,
            mapping: if mapping > 0 { Mapping::Followed } else { Mapping::Inhibited },
        })
    }
}

/// The leaf, where the counter is wrapped up (§6.1.5 (a), (b)): what is required then is required of the whole path.
fn last<'p>(certificate: &'p Certificate<'p>, explicit: u32, any: u32) -> Step<'p> {
    let demanded = certificate.policy_constraints().and_then(|limits| limits.require_explicit_policy());
    let required = explicit <= 1 || demanded == Some(0);
    Step { at: 0, certificate, top: PathTop::Issued, required, any_counts: any > 0, mapping: Mapping::Last }
}

impl Counters {
    /// §6.1.4 (h), (i), (j)
    fn prepare(&mut self, certificate: &Certificate<'_>, self_issued: bool) {
        if !self_issued {
            self.explicit = self.explicit.saturating_sub(1);
            self.mapping = self.mapping.saturating_sub(1);
            self.any = self.any.saturating_sub(1);
        }
        if let Some(limits) = certificate.policy_constraints() {
            lower(&mut self.explicit, limits.require_explicit_policy());
            lower(&mut self.mapping, limits.inhibit_policy_mapping());
        }
        lower(&mut self.any, certificate.inhibit_any_policy());
    }
}

fn lower(counter: &mut u32, to: Option<u32>) {
    *counter = to.map_or(*counter, |to| to.min(*counter));
}
