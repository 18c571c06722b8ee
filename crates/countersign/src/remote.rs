//! Keys on other machines: a draft leaves, a signature comes back.

use alloc::{boxed::Box, sync::Arc};

use countersign_crypto::{CryptoProvider, Format, PublicKey, allowed_schemes};
use countersign_envelope::{Draft, Envelope, SignerDescription};
use countersign_need::{Answer, Need};
use countersign_oci::{Fetched, ReadId, Resolver, Session, Step};
use countersign_time::UnixTime;

use crate::{
    Attestation, ImageName, SignImageError, SignOptions, SignerError, Signing, WriteFormat,
    content::Content,
    signer::own_verifier,
    work::{Maker, Work},
};

/// Drafts signatures for a key that is elsewhere: in an HSM, or on a machine without a network. Only the public key is
/// needed. What [`Draft::to_bytes`] gives travels there; the signature that comes back goes to [`attach`].
#[derive(Clone, Debug)]
pub struct Preparer {
    provider: Arc<dyn CryptoProvider>,
    signer: SignerDescription,
}

impl Preparer {
    /// A preparer for a public key, by the scheme that image signatures of such keys are written with.
    ///
    /// # Errors
    /// [`SignerError`] for a key that image signatures are not made with.
    pub fn new(provider: impl CryptoProvider + 'static, public_key: PublicKey) -> Result<Self, SignerError> {
        let key_type = public_key.key_type();
        let scheme = allowed_schemes(&public_key, Format::CosignImage).first();
        let scheme = *scheme.ok_or(SignerError::Scheme { key_type })?;
        Ok(Self { provider: Arc::new(provider), signer: SignerDescription::new(public_key, scheme) })
    }

    /// Begins to draft the signature of an image. Options that say what is done about equal signatures do not count here;
    /// they are [`attach`]'s.
    pub fn prepare(&self, image: ImageName, options: SignOptions) -> Preparation {
        let content = Content::signature(options.annotations.clone(), &options.docker_reference);
        self.begin(image, &options, Ok(content))
    }

    /// Begins to draft an attestation of an image. `now` is what a `custom` predicate is dated with.
    pub fn prepare_attestation(
        &self,
        image: ImageName,
        attestation: Attestation,
        options: SignOptions,
        now: UnixTime,
    ) -> Preparation {
        let content = Content::attestation(&attestation, &options.docker_reference, now);
        self.begin(image, &options, content.map_err(SignImageError::from))
    }

    fn begin(
        &self,
        image: ImageName,
        options: &SignOptions,
        content: Result<Content, SignImageError>,
    ) -> Preparation {
        let content = if options.recursive { Err(SignImageError::RecursiveDraft) } else { content };
        let stage = match content {
            Ok(content) => {
                let resolver = image.resolver(Arc::clone(&self.provider) as _, 0).into();
                Stage::Resolving { resolver, content: content.into(), format: options.format }
            }
            Err(error) => Stage::Done(Box::new(Err(error.into()))),
        };
        Preparation { signer: self.signer.clone(), stage }
    }
}

/// A draft in the making: it reads what the name stands for.
#[derive(Clone, Debug)]
#[must_use]
pub struct Preparation {
    signer: SignerDescription,
    stage: Stage,
}

#[derive(Clone, Debug)]
enum Stage {
    Resolving { resolver: Box<Resolver>, content: Box<Content>, format: WriteFormat },
    Done(Box<Result<Draft, Arc<SignImageError>>>),
}

impl Session for Preparation {
    type Need = Need;
    type Answer = Answer;
    type Output = Result<Draft, Arc<SignImageError>>;

    fn step(&mut self) -> Step<Need, Self::Output> {
        if let Stage::Resolving { resolver, content, format } = &self.stage
            && let Some(outcome) = resolver.outcome()
        {
            let draft = outcome
                .map_err(SignImageError::Resolve)
                .and_then(|resolved| content.draft(resolved.to_run().digest(), *format, &self.signer));
            self.stage = Stage::Done(Box::new(draft.map_err(Arc::new)));
        }
        match &self.stage {
            Stage::Resolving { resolver, .. } => Step::Read(resolver.reads()),
            Stage::Done(draft) => Step::Done(Result::clone(draft)),
        }
    }

    fn answer(&mut self, id: ReadId, fetched: Fetched) {
        if let Stage::Resolving { resolver, .. } = &mut self.stage {
            resolver.answer(id, fetched);
        }
    }

    /// A draft needs nothing from elsewhere.
    fn fulfil(&mut self, _index: usize, _answer: Answer) {}
}

/// Begins to attach a signature that was made elsewhere over a draft. The signature is verified under the drafted key
/// before anything is read; a draft about another image than the one named is refused. An equal signature that is there
/// already is reported and not added.
pub fn attach(
    provider: Arc<dyn CryptoProvider>,
    image: ImageName,
    draft: &Draft,
    signature: &[u8],
    now: UnixTime,
) -> Signing {
    Signing::new(image, attaching(provider, draft, signature, now))
}

fn attaching(
    provider: Arc<dyn CryptoProvider>,
    draft: &Draft,
    signature: &[u8],
    now: UnixTime,
) -> Result<Work, SignImageError> {
    let (content, digest) = Content::of_draft(draft)?;
    let envelope = draft.assemble(signature, provider.as_ref())?;
    let format = match envelope {
        Envelope::Bundle(_) => WriteFormat::Cosign,
        _ => WriteFormat::CosignLegacy,
    };
    let own = own_verifier(&provider, draft.signer().public_key())?;
    let maker = Maker::Made(digest, Arc::new(envelope));
    let timestamping = Arc::new([]);
    Ok(Work { provider, own, maker, content, format, recursive: false, again: false, timestamping, now })
}
