use crate::{
    Prng,
    x509::{
        certificate::CertificateSpec,
        extension::{AUTHORITY_KEY_IDENTIFIER, BASIC_CONSTRAINTS, ExtensionSpec, SUBJECT_KEY_IDENTIFIER},
        key::Key,
        name::{Form, spelled},
        plan::Plan,
    },
};

pub(in crate::x509) fn shuffled(plan: &mut Plan, _: &mut Prng) {
    plan.shuffled = true;
}

pub(in crate::x509) fn missing(plan: &mut Plan, prng: &mut Prng) {
    let place = plan.between(prng);
    plan.hidden.push(place);
}

pub(in crate::x509) fn repeated(plan: &mut Plan, prng: &mut Prng) {
    let place = plan.between(prng);
    plan.extra.push(plan.certificates[place].clone());
}

/// Has a certificate be about another key.
fn with_key(mut certificate: CertificateSpec, key: Key) -> CertificateSpec {
    certificate.key = key;
    let identifier = ExtensionSpec::subject_key_identifier(&key.identifier());
    certificate.replace(SUBJECT_KEY_IDENTIFIER, Some(identifier));
    certificate
}

/// Has a certificate be signed by another issuer.
fn signed_by(mut certificate: CertificateSpec, issuer: &CertificateSpec) -> CertificateSpec {
    certificate.issuer.clone_from(&issuer.subject);
    certificate.signer = issuer.key;
    let identifier = ExtensionSpec::authority_key_identifier(&issuer.key.identifier());
    certificate.replace(AUTHORITY_KEY_IDENTIFIER, Some(identifier));
    certificate
}

/// Has a certificate be signed by its own key.
fn self_signed(certificate: CertificateSpec) -> CertificateSpec {
    let issuer = certificate.clone();
    signed_by(certificate, &issuer)
}

pub(in crate::x509) fn same_name_other_key(plan: &mut Plan, prng: &mut Prng) {
    let place = plan.between(prng);
    plan.extra.insert(0, with_key(plan.certificates[place].clone(), Key::P256(201)));
    plan.shuffled = true;
}

/// Another root, of another name and key.
fn another_root(plan: &Plan) -> CertificateSpec {
    let mut root = with_key(plan.certificates[0].clone(), Key::P256(202));
    root.subject = spelled("Another Root", Form::Printable);
    root.issuer.clone_from(&root.subject);
    root.signer = root.key;
    root
}

pub(in crate::x509) fn cross_signed_untrusted(plan: &mut Plan, prng: &mut Prng) {
    let place = plan.between(prng);
    let crossed = signed_by(plan.certificates[place].clone(), &another_root(plan));
    plan.extra.push(crossed);
    plan.shuffled = true;
}

pub(in crate::x509) fn cross_signed_trusted(plan: &mut Plan, prng: &mut Prng) {
    let place = plan.between(prng);
    let root = another_root(plan);
    plan.extra.push(signed_by(plan.certificates[place].clone(), &root));
    plan.more_anchors.push(root);
    plan.hidden.push(0);
}

pub(in crate::x509) fn looped(plan: &mut Plan, _: &mut Prng) {
    // The upper CA is certified by the lower one too.
    let below = plan.certificates[2].clone();
    plan.extra.push(signed_by(plan.certificates[1].clone(), &below));
    plan.shuffled = true;
}

pub(in crate::x509) fn loop_only(plan: &mut Plan, prng: &mut Prng) {
    looped(plan, prng);
    plan.hidden.push(1);
}

pub(in crate::x509) fn self_signed_too(plan: &mut Plan, prng: &mut Prng) {
    let place = plan.between(prng);
    plan.extra.push(self_signed(plan.certificates[place].clone()));
    plan.shuffled = true;
}

pub(in crate::x509) fn self_signed_only(plan: &mut Plan, prng: &mut Prng) {
    let place = plan.between(prng);
    plan.certificates[place] = self_signed(plan.certificates[place].clone());
}

pub(in crate::x509) fn self_issued(plan: &mut Plan, prng: &mut Prng) {
    let place = plan.between(prng);
    roll_over(plan, place);
}

/// A CA has a new key, which its old one certifies; what it issued is signed by the new one.
fn roll_over(plan: &mut Plan, place: usize) {
    let new = Key::P256(203);
    let issuer = plan.certificates[place].clone();
    plan.extra.push(signed_by(with_key(issuer.clone(), new), &issuer));
    let below = plan.certificates[place + 1].clone();
    plan.certificates[place + 1] = signed_by(below, &with_key(issuer, new));
}

pub(in crate::x509) fn self_issued_path_length(plan: &mut Plan, _: &mut Prng) {
    // Everything above the last CA counts it alone, not its new key.
    let place = plan.last() - 1;
    let limit = u8::try_from(place - 1).expect("chains are short");
    plan.certificates[place].replace(BASIC_CONSTRAINTS, Some(ExtensionSpec::ca(Some(0))));
    plan.certificates[0].replace(BASIC_CONSTRAINTS, Some(ExtensionSpec::ca(Some(limit + 1))));
    roll_over(plan, place);
}

fn another_of_the_same_name(plan: &Plan) -> CertificateSpec {
    let mut root = with_key(plan.certificates[0].clone(), Key::P256(204));
    root.signer = root.key;
    root
}

pub(in crate::x509) fn other_root(plan: &mut Plan, _: &mut Prng) {
    plan.more_anchors.push(another_of_the_same_name(plan));
    plan.hidden.push(0);
}

pub(in crate::x509) fn two_roots(plan: &mut Plan, _: &mut Prng) {
    plan.more_anchors.push(another_of_the_same_name(plan));
}

pub(in crate::x509) fn leaf_trusted(plan: &mut Plan, _: &mut Prng) {
    plan.more_anchors.push(plan.certificates[plan.last()].clone());
}

pub(in crate::x509) fn intermediate_trusted(plan: &mut Plan, prng: &mut Prng) {
    let place = plan.between(prng);
    plan.more_anchors.push(plan.certificates[place].clone());
    plan.hidden.push(0);
}
