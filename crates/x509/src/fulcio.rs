//! What Fulcio says in a certificate about whom it was issued to (extensions below 1.3.6.1.4.1.57264.1).
//!
//! These are claims of the certificate: they count once its path to Fulcio's anchor is verified.
//!
//! ```
//! use countersign_x509::fulcio::Claim;
//!
//! assert_eq!(Claim::BuildSignerUri.oid().to_string(), "1.3.6.1.4.1.57264.1.9");
//! assert_eq!(Claim::BuildSignerUri.name(), "buildSignerURI");
//! ```

use countersign_encoding::der::{Oid, Reader, Tag};

use crate::{Certificate, GeneralName};

macro_rules! claims {
    ($($(#[doc = $doc:literal])* $claim:ident = $number:literal, $name:literal;)*) => {
        /// A claim whose value is a UTF8String.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Claim {
            $($(#[doc = $doc])* $claim,)*
        }

        impl Claim {
            /// Every claim there is.
            pub const ALL: &'static [Self] = &[$(Self::$claim),*];

            /// The identifier of its extension.
            #[must_use]
            pub const fn oid(self) -> Oid<'static> {
                match self {
                    $(Self::$claim => Oid::from_contents(&[0x2b, 6, 1, 4, 1, 0x83, 0xbf, 0x30, 1, $number]),)*
                }
            }

            /// Its name in Fulcio's specification.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$claim => $name,)* }
            }
        }
    };
}

claims! {
    /// Who issued the token (.8)
    Issuer = 8, "issuer";
    /// What ran the signing (.9)
    BuildSignerUri = 9, "buildSignerURI";
    /// Its version (.10)
    BuildSignerDigest = 10, "buildSignerDigest";
    /// On whose machines (.11)
    RunnerEnvironment = 11, "runnerEnvironment";
    /// The repository that was built from (.12)
    SourceRepositoryUri = 12, "sourceRepositoryURI";
    /// Its version (.13)
    SourceRepositoryDigest = 13, "sourceRepositoryDigest";
    /// Its branch or tag (.14)
    SourceRepositoryRef = 14, "sourceRepositoryRef";
    /// Its identifier, which a change of name leaves (.15)
    SourceRepositoryIdentifier = 15, "sourceRepositoryIdentifier";
    /// Its owner (.16)
    SourceRepositoryOwnerUri = 16, "sourceRepositoryOwnerURI";
    /// Its owner's identifier (.17)
    SourceRepositoryOwnerIdentifier = 17, "sourceRepositoryOwnerIdentifier";
    /// The build's instructions (.18)
    BuildConfigUri = 18, "buildConfigURI";
    /// Their version (.19)
    BuildConfigDigest = 19, "buildConfigDigest";
    /// What began the build (.20)
    BuildTrigger = 20, "buildTrigger";
    /// The run (.21)
    RunInvocationUri = 21, "runInvocationURI";
    /// Who could see the repository when it was signed (.22)
    SourceRepositoryVisibility = 22, "sourceRepositoryVisibilityAtSigning";
    /// The environment that was deployed to (.23)
    DeploymentEnvironment = 23, "deploymentEnvironment";
    /// The subject of the token (.24)
    TokenSubject = 24, "tokenSubject";
}

/// A claim of the older form about a workflow at GitHub: the bytes of the text alone (.2 to .6). Fulcio writes them beside the
/// newer ones and calls them deprecated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum WorkflowClaim {
    /// What began the workflow (.2)
    Trigger,
    /// The commit that it ran at (.3)
    Sha,
    /// Its name (.4)
    Name,
    /// Its repository (.5)
    Repository,
    /// Its branch or tag (.6)
    Ref,
}

impl WorkflowClaim {
    /// Every claim there is.
    pub const ALL: &'static [Self] = &[Self::Trigger, Self::Sha, Self::Name, Self::Repository, Self::Ref];

    /// The identifier of its extension.
    #[must_use]
    pub const fn oid(self) -> Oid<'static> {
        Oid::from_contents(match self {
            Self::Trigger => &[0x2b, 6, 1, 4, 1, 0x83, 0xbf, 0x30, 1, 2],
            Self::Sha => &[0x2b, 6, 1, 4, 1, 0x83, 0xbf, 0x30, 1, 3],
            Self::Name => &[0x2b, 6, 1, 4, 1, 0x83, 0xbf, 0x30, 1, 4],
            Self::Repository => &[0x2b, 6, 1, 4, 1, 0x83, 0xbf, 0x30, 1, 5],
            Self::Ref => &[0x2b, 6, 1, 4, 1, 0x83, 0xbf, 0x30, 1, 6],
        })
    }

    /// Its name in Fulcio's specification.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Trigger => "githubWorkflowTrigger",
            Self::Sha => "githubWorkflowSHA",
            Self::Name => "githubWorkflowName",
            Self::Repository => "githubWorkflowRepository",
            Self::Ref => "githubWorkflowRef",
        }
    }
}

/// The issuer as a raw string, from before claims were UTF8Strings (.1).
const RAW_ISSUER: Oid<'static> = Oid::from_contents(&[0x2b, 6, 1, 4, 1, 0x83, 0xbf, 0x30, 1, 1]);
/// The type of `otherName` for a user name (.7).
pub(crate) const USERNAME: Oid<'static> = Oid::from_contents(&[0x2b, 6, 1, 4, 1, 0x83, 0xbf, 0x30, 1, 7]);

/// Why a claim counts for nothing, where it is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FulcioError {
    /// The value is not exactly one UTF8String, or empty.
    #[error("the claim {} is not a UTF8String with characters", claim.name())]
    Malformed {
        /// The claim.
        claim: Claim,
    },
    /// A claim of the older form is not UTF-8, or empty.
    #[error("the claim {} is not UTF-8 text", claim.name())]
    MalformedWorkflow {
        /// The claim.
        claim: WorkflowClaim,
    },
    /// The issuer of the older form is not UTF-8, or empty.
    #[error("the issuer of the older form is not UTF-8 text")]
    MalformedRawIssuer,
    /// The issuers of the older and the newer form differ.
    #[error("the certificate names two different issuers")]
    IssuersDiffer,
    /// A user name is not exactly one UTF8String, or empty.
    #[error("the user name is not a UTF8String with characters")]
    MalformedUsername,
    /// There are several user names.
    #[error("the certificate has several user names")]
    SeveralUsernames,
}

/// A claim of a certificate: `None` where it does not make it.
///
/// For the issuer see [`issuer`], which also knows its older form.
///
/// # Errors
/// [`FulcioError::Malformed`]
pub fn claim<'c>(certificate: &'c Certificate<'_>, claim: Claim) -> Result<Option<&'c str>, FulcioError> {
    let Some(extension) = certificate.extension(claim.oid()) else { return Ok(None) };
    utf8_string(extension.value()).map(Some).ok_or(FulcioError::Malformed { claim })
}

/// A claim of the older form: `None` where the certificate does not make it.
///
/// # Errors
/// [`FulcioError::MalformedWorkflow`]
pub fn workflow_claim<'c>(
    certificate: &'c Certificate<'_>,
    claim: WorkflowClaim,
) -> Result<Option<&'c str>, FulcioError> {
    raw_text(certificate, claim.oid()).map_err(|_| FulcioError::MalformedWorkflow { claim })
}

/// Who vouched for the identity: the issuer of the token, from the extension .8, or from .1, which holds the bytes of the
/// text alone. A certificate that has both must say the same in both.
///
/// # Errors
/// [`FulcioError::Malformed`], [`FulcioError::MalformedRawIssuer`], [`FulcioError::IssuersDiffer`]
pub fn issuer<'c>(certificate: &'c Certificate<'_>) -> Result<Option<&'c str>, FulcioError> {
    match (raw_issuer(certificate)?, claim(certificate, Claim::Issuer)?) {
        (Some(raw), Some(issuer)) if raw != issuer => Err(FulcioError::IssuersDiffer),
        (raw, issuer) => Ok(issuer.or(raw)),
    }
}

fn raw_issuer<'c>(certificate: &'c Certificate<'_>) -> Result<Option<&'c str>, FulcioError> {
    raw_text(certificate, RAW_ISSUER).map_err(|_| FulcioError::MalformedRawIssuer)
}

/// The value was there and is no text.
struct NoText;

fn raw_text<'c>(certificate: &'c Certificate<'_>, oid: Oid<'_>) -> Result<Option<&'c str>, NoText> {
    let Some(extension) = certificate.extension(oid) else { return Ok(None) };
    let text = core::str::from_utf8(extension.value()).ok().filter(|text| !text.is_empty());
    text.map(Some).ok_or(NoText)
}

/// The user name among the subject alternative names: an `otherName` of type .7, in the form `user!domain`.
///
/// # Errors
/// [`FulcioError::MalformedUsername`], [`FulcioError::SeveralUsernames`]
pub fn username<'c>(certificate: &'c Certificate<'_>) -> Result<Option<&'c str>, FulcioError> {
    let names = certificate.subject_alt_names().into_iter().flatten();
    let mut usernames = names.filter_map(|name| match name {
        GeneralName::Other(USERNAME, value) => Some(value),
        _ => None,
    });
    match (usernames.next(), usernames.next()) {
        (None, _) => Ok(None),
        (Some(value), None) => utf8_string(value).map(Some).ok_or(FulcioError::MalformedUsername),
        (Some(_), Some(_)) => Err(FulcioError::SeveralUsernames),
    }
}

fn utf8_string(der: &[u8]) -> Option<&str> {
    let mut reader = Reader::new(der);
    let element = reader.expect(Tag::UTF8_STRING).ok()?;
    reader.finish().ok()?;
    core::str::from_utf8(element.contents()).ok().filter(|text| !text.is_empty())
}
