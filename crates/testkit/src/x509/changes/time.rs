use crate::{
    Prng,
    x509::{certificate::Time, plan::Plan},
};

pub(in crate::x509) fn expired(plan: &mut Plan, prng: &mut Prng) {
    let place = plan.any(prng);
    plan.certificates[place].not_after = Time::utc("251231235959Z");
}

pub(in crate::x509) fn not_yet_valid(plan: &mut Plan, prng: &mut Prng) {
    let place = plan.any(prng);
    plan.certificates[place].not_before = Time::utc("270101000000Z");
}

pub(in crate::x509) fn root_expired(plan: &mut Plan, _: &mut Prng) {
    plan.certificates[0].not_after = Time::utc("251231235959Z");
}

pub(in crate::x509) fn ends_now(plan: &mut Plan, prng: &mut Prng) {
    let place = plan.any(prng);
    plan.certificates[place].not_after = Time::utc("260601000000Z");
}

pub(in crate::x509) fn ended_just_now(plan: &mut Plan, prng: &mut Prng) {
    let place = plan.any(prng);
    plan.certificates[place].not_after = Time::utc("260531235959Z");
}

pub(in crate::x509) fn reversed(plan: &mut Plan, prng: &mut Prng) {
    let place = plan.any(prng);
    plan.certificates[place].not_before = Time::utc("260701000000Z");
    plan.certificates[place].not_after = Time::utc("260501000000Z");
}

pub(in crate::x509) fn generalized(plan: &mut Plan, prng: &mut Prng) {
    let place = plan.any(prng);
    plan.certificates[place].not_after = plan.certificates[place].not_after.long();
}

pub(in crate::x509) fn without_seconds(plan: &mut Plan, prng: &mut Prng) {
    let place = plan.any(prng);
    plan.certificates[place].not_before = Time::utc("2501010000Z");
}

pub(in crate::x509) fn with_offset(plan: &mut Plan, prng: &mut Prng) {
    let place = plan.any(prng);
    plan.certificates[place].not_before = Time::utc("250101000000+0100");
}

pub(in crate::x509) fn no_expiration(plan: &mut Plan, prng: &mut Prng) {
    let place = plan.any(prng);
    plan.certificates[place].not_after = Time::generalized("99991231235959Z");
}
