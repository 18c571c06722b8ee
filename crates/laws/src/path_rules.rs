//! Policies and name constraints along a path.

mod program;

use countersign_encoding::der::Oid;
use countersign_x509::{
    Certificate, OidSet, PolicyInputs,
    path_rules::{
        ConstraintFailureKind, PathTop, PolicyFailureKind, ValidPolicies, check_names, check_policies,
        valid_policies,
    },
};

const NODES: u32 = 1000;
const COMPARISONS: u32 = 100_000;

/// What is asked about policies decides only as much as it says, whoever asks; every CA constrains names on its own; and
/// where a budget ends, nothing is accepted.
///
/// # Panics
///
/// When that does not hold of the path that `data` describes.
pub fn path_rules(data: &[u8]) {
    let ders = program::path(data);
    let certificates: Option<Vec<_>> = ders.iter().map(|der| Certificate::from_der(der).ok()).collect();
    let Some(certificates) = certificates else { return };
    let path: Vec<_> = certificates.iter().collect();
    policies(&path, PathTop::Issued);
    policies(&path, PathTop::Anchor);
    names(&path);
}

fn judge(
    path: &[&Certificate<'_>],
    top: PathTop,
    inputs: &PolicyInputs,
) -> Result<ValidPolicies, PolicyFailureKind> {
    let valid = valid_policies(path, top, inputs, &mut NODES.clone());
    let checked = check_policies(path, top, inputs, &mut NODES.clone());
    assert_eq!(checked, valid.clone().map(drop), "the short way says otherwise");
    valid.map_err(|failure| failure.kind())
}

fn policies(path: &[&Certificate<'_>], top: PathTop) {
    let judged = judge(path, top, &PolicyInputs::ANY);
    let required = judge(path, top, &PolicyInputs::ANY.requiring_explicit());
    match (&judged, &required) {
        (Ok(valid), Ok(same)) => assert_eq!(valid, same, "a requirement changed what is valid"),
        (Ok(valid), Err(_)) => assert!(valid.is_empty(), "a valid path has no policy where one is required"),
        (Err(_), Ok(_)) => panic!("a requirement made a path valid"),
        (Err(_), Err(_)) => {}
    }
    // Nothing of the kind holds of mappings: without one a policy may be there under its own name.
    let inhibited = PolicyInputs::ANY.inhibiting_any();
    if let (Ok(all), Ok(less)) = (&judged, judge(path, top, &inhibited)) {
        assert!(less.iter().all(|policy| all.contains(policy)), "what is inhibited gave a policy");
    }
    chosen(path, top, &judged);
}

/// Whoever accepts some policies gets those of the path, or is refused.
fn chosen(path: &[&Certificate<'_>], top: PathTop, judged: &Result<ValidPolicies, PolicyFailureKind>) {
    let encoded: Vec<Vec<u8>> = (1..4).map(program::policy).collect();
    let contents = encoded.iter().filter_map(|oid| oid.get(2..)).map(Oid::from_contents);
    let accepted: OidSet = contents.collect();
    match (judged, judge(path, top, &PolicyInputs::ANY.with_initial(accepted.clone()))) {
        (Ok(all), Ok(some)) => {
            let expected = accepted.iter().filter(|policy| all.contains(*policy));
            assert!(expected.eq(some.iter()) && !some.is_any(), "no intersection");
        }
        (Err(_), Ok(_)) => panic!("to accept less made a path valid"),
        (_, Err(_)) => {}
    }
}

fn allowed(path: &[&Certificate<'_>], comparisons: u32) -> Result<(), ConstraintFailureKind> {
    check_names(path, None, &mut comparisons.clone()).map_err(|failure| failure.kind())
}

fn names(path: &[&Certificate<'_>]) {
    let judged = allowed(path, COMPARISONS);
    assert_ne!(judged, Err(ConstraintFailureKind::TooMany), "a small path is expensive");
    if allowed(path, 0).is_ok() {
        assert_eq!(judged, Ok(()), "without a budget more is allowed");
    }
    // Without those above it, the leaf is under no constraint: names are refused by constraints alone.
    if let Some(leaf) = path.first() {
        assert_eq!(allowed(&[leaf], COMPARISONS), Ok(()), "names are refused without a constraint");
    }
    // The constraints of the topmost certificate are what they are as an anchor's.
    let Some((top, below)) = path.split_last() else { return };
    let anchored = check_names(below, top.name_constraints(), &mut COMPARISONS.clone());
    assert_eq!(anchored.map_err(|failure| failure.kind()), judged, "the place of constraints matters");
}

#[cfg(test)]
mod tests {
    use countersign_x509::Certificate;

    use super::{COMPARISONS, PathTop, PolicyInputs, allowed, judge, path_rules, program};

    /// Small numbers, that choices are made of: the high bits of a linear congruence.
    fn input(state: &mut u64) -> Vec<u8> {
        let mut next = || {
            *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            u8::try_from((*state >> 33) % 24).unwrap_or_default()
        };
        (0..160).map(|_| next()).collect()
    }

    #[test]
    fn the_law_sees_acceptances_and_refusals() {
        let mut state = 7;
        let (mut required, mut refused, mut constrained) = (0, 0, 0);
        for _ in 0..4000 {
            let data = input(&mut state);
            path_rules(&data);
            let ders = program::path(&data);
            let certificates: Vec<_> =
                ders.iter().filter_map(|der| Certificate::from_der(der).ok()).collect();
            if certificates.len() != ders.len() || ders.len() < 2 {
                continue;
            }
            let path: Vec<_> = certificates.iter().collect();
            let explicit = PolicyInputs::ANY.requiring_explicit();
            required += usize::from(judge(&path, PathTop::Issued, &explicit).is_ok());
            refused += usize::from(judge(&path, PathTop::Issued, &explicit).is_err());
            constrained += usize::from(allowed(&path, COMPARISONS).is_err());
        }
        assert!(required > 20 && refused > 20 && constrained > 20, "{required} {refused} {constrained}");
    }
}
