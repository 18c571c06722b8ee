//! Who signs: the authority, or the key itself.

use std::sync::Arc;

use countersign::{
    crypto::{Format, PublicKey, SigningKey},
    time::UnixTime,
    x509::{
        Certificate,
        issue::{CertificateAuthority, CertificateTemplate, IssueError},
    },
};

use super::Arguments;
use crate::{
    certificates,
    console::Console,
    exit::Exit,
    failure::Failure,
    keys::{self, FoundKey},
    provider::Provider,
};

pub enum Issuer {
    /// The key that the certificate is about.
    Itself {
        key: PublicKey,
        signer: Arc<dyn SigningKey>,
    },
    Authority {
        certificate: Box<Certificate<'static>>,
        signer: Arc<dyn SigningKey>,
    },
}

impl Issuer {
    pub fn read(arguments: &Arguments, console: &mut Console) -> Result<Self, Failure> {
        let open = |name: &Option<String>, console: &mut Console| -> Result<_, Failure> {
            let found = FoundKey::read(name.as_deref().unwrap_or_default(), console)?;
            found.into_private(&arguments.password)
        };
        if arguments.self_signed {
            let key = open(&arguments.key, console)?;
            let signer = keys::signing_key(&key, Format::CosignBlob)?;
            return Ok(Self::Itself { key: key.public_key().clone(), signer });
        }
        let certificate = authority(arguments.ca.as_deref().unwrap_or_default(), console)?;
        let signer = keys::signing_key(&open(&arguments.ca_key, console)?, Format::CosignBlob)?;
        Ok(Self::Authority { certificate: Box::new(certificate), signer })
    }

    /// When the authority's own certificate ends.
    pub fn until(&self) -> Option<UnixTime> {
        self.certificate().map(|certificate| certificate.validity().not_after())
    }

    pub fn certificate(&self) -> Option<&Certificate<'static>> {
        match self {
            Self::Itself { .. } => None,
            Self::Authority { certificate, .. } => Some(certificate),
        }
    }

    pub fn issue(
        &self,
        template: &CertificateTemplate,
        arguments: &Arguments,
        console: &mut Console,
    ) -> Result<Certificate<'static>, Failure> {
        let (draft, signer) = match self {
            Self::Itself { key, signer } => {
                arguments.subject.said_any()?;
                (template.self_signed(key, signer.scheme(), &Provider), signer)
            }
            Self::Authority { certificate, signer } => {
                let key = arguments.subject.key(&arguments.password, console)?;
                let authority = CertificateAuthority::new(certificate, signer.scheme(), &Provider);
                (authority.and_then(|authority| authority.draft(template, &key, &Provider)), signer)
            }
        };
        draft.map_err(|error| contradiction(&error))?.sign(&**signer).map_err(|error| {
            Failure::usage("nothing was issued")
                .because(&error)
                .next("give --ca-key the private key of the certificate that --ca names")
        })
    }
}

/// Exactly one certificate: of several it would be a guess.
fn authority(file: &str, console: &mut Console) -> Result<Certificate<'static>, Failure> {
    let ders = certificates::read("--ca", file, console)?;
    let [der] = ders.as_slice() else {
        return Err(Failure::usage(format!("{file} holds {} certificates, and one issues", ders.len()))
            .next("give --ca a file with the certificate of the authority alone"));
    };
    Certificate::from_der(der).map(|certificate| certificate.to_owned()).map_err(|violation| {
        Failure::usage(format!("{file} is no certificate that can issue"))
            .because(&violation)
            .next("list all that is wrong with it: countersign certificate lint FILE")
    })
}

/// What was asked for goes not together.
pub fn contradiction(error: &IssueError) -> Failure {
    let failure = |exit| Failure::new(exit, "nothing was issued").because(error);
    match error {
        IssueError::NotForLeaf => {
            failure(Exit::Usage).next("--path-len, --permit and --exclude are for --profile ca")
        }
        IssueError::CaWithoutSubject | IssueError::NoName => {
            failure(Exit::Usage).next("add --subject dn:CN=…")
        }
        IssueError::KeyType { .. } => {
            failure(Exit::Usage).next("give --ca-key the private key of the certificate that --ca names")
        }
        _ => {
            failure(Exit::Refused).next("have another authority issue it, or ask for what this one may issue")
        }
    }
}
