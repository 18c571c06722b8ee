//! One answer to a question about one certificate of a path.

use alloc::{vec, vec::Vec};

use countersign_x509::{Certificate, PathBuilder, Profile, VerifiedPath};

use super::{NonceRule, OcspResponse, OcspVerifier, VerifiedOcsp};
use crate::{Issuer, Judged, Question, Source, Status, WhyUnknown, WhyUntrusted};

/// What a response says of the certificate in question: [`OcspVerifier::verify`], and where its responder is a delegate that
/// may itself be revoked, what [`Question::check_signer`] says of the path to it. It speaks of the certificate only if whoever may
/// answer signed it.
pub fn status(question: &Question<'_>, response: &OcspResponse<'_>, nonce: NonceRule<'_>) -> Judged {
    let Ok(answer) = response.answer() else {
        return Judged { status: Status::Unknown(WhyUnknown::NoAnswer), speaks: Vec::new() };
    };
    let verifier = OcspVerifier::new(question.provider())
        .algorithms(question.algorithm_rules())
        .freshness(question.freshness_rules())
        .nonce(nonce);
    match verifier.verify(answer, question.certificate(), question.issuer(), question.now()) {
        Ok(verified) => Judged { status: with_signer(question, verified).status(), speaks: vec![0] },
        Err(refusal) if refusal.is_of_answer() => Judged { status: refusal.status(), speaks: vec![0] },
        Err(refusal) => Judged { status: refusal.status(), speaks: Vec::new() },
    }
}

fn with_signer<'a>(question: &Question<'_>, verified: VerifiedOcsp<'a>) -> VerifiedOcsp<'a> {
    let delegate = verified.unchecked_responder().filter(|_| verified.is_good());
    let Some(delegate) = delegate else { return verified };
    let untrusted = Status::Untrusted { by: Source::Ocsp, why: WhyUntrusted::Signer };
    let path = path(question, delegate).ok_or(untrusted);
    let judged = path.and_then(|path| question.check_signer(Source::Ocsp, &path));
    verified.with_signer(judged)
}

/// The path to a delegate on which the issuer in question stands right above it.
fn path<'c>(question: &Question<'c>, delegate: &Certificate<'c>) -> Option<VerifiedPath<'c>> {
    let profile = Profile::OCSP_RESPONDER.with_algorithms(question.algorithm_rules());
    let above: Vec<_> = question.issuer().certificate().into_iter().cloned().collect();
    let builder = PathBuilder::new(question.provider(), question.anchors(), &profile);
    let builder = builder.intermediates(question.helpers());
    let mut paths = builder.paths(delegate, &above, question.now()).map_while(Result::ok);
    paths.find(|path| Issuer::on(path, 0).spki() == question.issuer().spki())
}
