use super::answer::{AnswerSpec, CertIdSpec, HashKind, ResponderSpec, SingleSpec, StatusSpec};
use crate::x509::{CertificateSpec, ExtensionSpec, Form, Key, SignatureKind, Time, name, tlv};

/// `id-kp-OCSPSigning`
pub const OCSP_SIGNING: &str = "1.3.6.1.5.5.7.3.9";
/// `id-pkix-ocsp-nocheck`
pub const NO_CHECK: &str = "1.3.6.1.5.5.7.48.1.5";
/// `id-pkix-ocsp-nonce`
pub const NONCE: &str = "1.3.6.1.5.5.7.48.1.2";

/// A CA, a certificate that is asked about, and a responder that the CA delegates to. At [`crate::x509::TIME`], 2026-06-01,
/// all is valid and fresh.
#[derive(Clone, Debug)]
pub struct Scene {
    /// The CA, self-signed.
    pub ca: CertificateSpec,
    /// The certificate that is asked about.
    pub target: CertificateSpec,
    /// The delegate, which is exempt from being checked.
    pub delegate: CertificateSpec,
}

impl Default for Scene {
    fn default() -> Self {
        Self::new()
    }
}

impl Scene {
    /// A scene with nothing wrong.
    #[must_use]
    pub fn new() -> Self {
        let ca = certificate(
            &[1],
            "OCSP Root",
            Key::P256(1),
            vec![ExtensionSpec::ca(None), ExtensionSpec::key_usage(0x06)],
        );
        let target =
            certificate(&[0x51, 0x02], "OCSP Leaf", Key::P256(2), vec![ExtensionSpec::key_usage(0x80)]);
        let delegate = certificate(
            &[0x51, 0x03],
            "OCSP Responder",
            Key::P256(3),
            vec![
                ExtensionSpec::key_usage(0x80),
                ExtensionSpec::purposes(&[OCSP_SIGNING]),
                ExtensionSpec::new(NO_CHECK, vec![5, 0]),
            ],
        );
        Self { ca, target, delegate }
    }

    /// The CertID of the certificate that is asked about.
    #[must_use]
    pub fn id(&self, hash: HashKind) -> CertIdSpec {
        CertIdSpec::new(hash, &self.ca.subject, self.ca.key, &self.target.serial)
    }

    /// What is said of the certificate: good, of two hours ago, for four days more.
    #[must_use]
    pub fn single(&self) -> SingleSpec {
        SingleSpec {
            id: self.id(HashKind::Sha1),
            status: StatusSpec::Good,
            this_update: Time::generalized("20260531220000Z"),
            next_update: Some(Time::generalized("20260605000000Z")),
            extensions: Vec::new(),
        }
    }

    /// An answer by the CA itself.
    #[must_use]
    pub fn answer(&self) -> AnswerSpec {
        AnswerSpec {
            status: vec![0],
            has_answer: true,
            answer_type: "1.3.6.1.5.5.7.48.1.1",
            version: None,
            responder: ResponderSpec::of_key(self.ca.key),
            produced_at: Time::generalized("20260531230000Z"),
            singles: vec![self.single()],
            extensions: Vec::new(),
            signer: self.ca.key,
            signature: SignatureKind::Usual,
            algorithm: None,
            certificates: Vec::new(),
        }
    }

    /// The same by the delegate, whose certificate comes along.
    #[must_use]
    pub fn delegated(&self) -> AnswerSpec {
        AnswerSpec {
            responder: ResponderSpec::ByName(self.delegate.subject.clone()),
            signer: self.delegate.key,
            certificates: vec![self.delegate.der()],
            ..self.answer()
        }
    }

    /// The extension with a nonce.
    #[must_use]
    pub fn nonce(bytes: &[u8]) -> ExtensionSpec {
        ExtensionSpec::new(NONCE, tlv(4, &[bytes]))
    }
}

/// The encoded name with a common name.
fn common_name(text: &str) -> Vec<u8> {
    name(&[("2.5.4.6", Form::Printable, "DE"), ("2.5.4.3", Form::Utf8, text)])
}

/// A certificate that the CA issued.
fn certificate(serial: &[u8], subject: &str, key: Key, extensions: Vec<ExtensionSpec>) -> CertificateSpec {
    let (issuer, subject) = (common_name("OCSP Root"), common_name(subject));
    CertificateSpec::new(serial, (&issuer, Key::P256(1)), (&subject, key), extensions)
}
