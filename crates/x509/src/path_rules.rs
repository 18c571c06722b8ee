//! The parts of path validation that need no key and no clock, for those who build paths themselves.
//!
//! Each of them looks at one thing alone. A path that passes all of them is not valid yet: nothing here looks at signatures,
//! at times, at who may issue, or at whether names chain.

pub use crate::path::{
    constraints::{ConstraintFailure, ConstraintFailureKind, check_path as check_names},
    policy::{
        PathTop, PolicyFailure, PolicyFailureKind, ValidPolicies, check as check_policies,
        valid as valid_policies,
    },
};
