use crate::{
    Prng,
    x509::plan::{After, Plan},
};

pub(in crate::x509) fn flip_bit(plan: &mut Plan, prng: &mut Prng) {
    let place = plan.any(prng);
    plan.after.push((place, After::FlipBit(prng.next_u64())));
}

pub(in crate::x509) fn flip_signed_bit(plan: &mut Plan, prng: &mut Prng) {
    let place = plan.any(prng);
    plan.after.push((place, After::FlipSignedBit(prng.next_u64())));
}

pub(in crate::x509) fn flip_signed_leaf_bit(plan: &mut Plan, prng: &mut Prng) {
    plan.after.push((plan.last(), After::FlipSignedBit(prng.next_u64())));
}

pub(in crate::x509) fn truncated(plan: &mut Plan, prng: &mut Prng) {
    let place = plan.any(prng);
    plan.after.push((place, After::Truncate(prng.next_u64())));
}

pub(in crate::x509) fn trailing(plan: &mut Plan, prng: &mut Prng) {
    let place = plan.any(prng);
    plan.after.push((place, After::Append));
}
