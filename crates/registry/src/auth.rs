//! Who we are to a registry, and the tokens that are given for it.

mod fetch;
mod gate;
mod held;
mod login;
mod scope;
mod secrets;
mod token;

use std::time::Instant;

use countersign_transport::{Authorization, Client, Hop, Until, Url};

pub(crate) use held::Grant;
use held::{Asked, Memory};
pub(crate) use login::Login;
pub(crate) use scope::Access;
use scope::Scopes;
pub(crate) use secrets::Secrets;
pub use token::TokenError;

use crate::client::Site;
use crate::error::ReadError;
use crate::{AuthScheme, Challenge, Credential, Credentials, RetryPolicy};
use fetch::TokenRequest;

/// The credentials of a client, and what it was given for them.
#[derive(Debug)]
pub(crate) struct Auth {
    credentials: Box<dyn Credentials>,
    memory: Memory,
    secrets: Secrets,
}

/// What a request is to be allowed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wanted<'w> {
    pub(crate) site: &'w Site,
    pub(crate) access: Access,
    /// Another repository of the same registry that is read too.
    pub(crate) mounted: Option<&'w str>,
}

/// What the tokens are fetched with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Means<'m> {
    pub(crate) client: &'m Client,
    pub(crate) retry: &'m RetryPolicy,
    pub(crate) until: &'m Until,
    pub(crate) secrets: &'m Secrets,
}

impl Wanted<'_> {
    fn needed(&self) -> Scopes {
        Scopes::of(self.site.name(), self.access)
    }

    fn mounted(&self) -> Scopes {
        self.mounted.map(|name| Scopes::of(name, Access::Pull)).unwrap_or_default()
    }

    fn all(&self) -> Scopes {
        self.needed().and(&self.mounted())
    }
}

impl Auth {
    pub(crate) fn new(credentials: Box<dyn Credentials>) -> Self {
        Self { credentials, memory: Memory::default(), secrets: Secrets::default() }
    }

    /// What was said in secret.
    pub(crate) fn secrets(&self) -> &Secrets {
        &self.secrets
    }

    /// What to show with the first attempt: nothing to a registry that has not asked yet, or to which there was nothing to
    /// show.
    pub(crate) async fn before(
        &self,
        wanted: &Wanted<'_>,
        means: Means<'_>,
    ) -> Result<Option<Grant>, ReadError> {
        let (origin, name) = (wanted.site.origin(), wanted.site.name());
        match self.memory.asked(origin, name) {
            None => Ok(None),
            Some(asked) => self.grant(wanted, &asked, &Scopes::default(), None, means).await,
        }
    }

    /// What to show after a registry answered 401: nothing where there is nothing to show. `refused` is what it was shown.
    pub(crate) async fn after(
        &self,
        wanted: &Wanted<'_>,
        challenges: &[Challenge],
        hop: &Hop,
        refused: Option<&Grant>,
        means: Means<'_>,
    ) -> Result<Option<Grant>, ReadError> {
        if let Some(refused) = refused {
            self.memory.drop_token(refused);
        }
        let (asked, scopes) = read_challenges(wanted.site.base(), challenges, hop, means.client)?;
        let grant = self.grant(wanted, &asked, &scopes, refused, means).await?;
        self.memory.keep_asked(wanted.site.origin(), wanted.site.name(), asked);
        Ok(grant)
    }

    /// Forgets a token that was not accepted.
    pub(crate) fn forget(&self, grant: &Grant) {
        self.memory.drop_token(grant);
    }

    /// One at a time for a repository, so that what many requests need is fetched once.
    async fn grant(
        &self,
        wanted: &Wanted<'_>,
        asked: &Asked,
        scopes: &Scopes,
        refused: Option<&Grant>,
        means: Means<'_>,
    ) -> Result<Option<Grant>, ReadError> {
        let inside = wanted.site.login().gate().pass().await;
        let outcome = match asked {
            Asked::Basic => self.basic(wanted, refused).await,
            Asked::Bearer { realm, service } => {
                let request = TokenRequest {
                    realm,
                    service: service.as_deref(),
                    scopes: Scopes::asked(scopes, &wanted.needed(), &wanted.mounted()),
                };
                self.bearer(wanted, request, means).await.map(Some)
            }
        };
        drop(inside);
        outcome
    }

    /// Credentials that were refused are looked up once more: they may have been renewed.
    async fn basic(&self, wanted: &Wanted<'_>, refused: Option<&Grant>) -> Result<Option<Grant>, ReadError> {
        let login = wanted.site.login();
        if refused.is_some() {
            login.forget();
        }
        match self.credential(wanted.site).await? {
            Credential::Basic { username, password } => {
                let bound = Authorization::basic(wanted.site.origin().clone(), &username, password.expose())?;
                Ok(Some(self.personal(bound)))
            }
            Credential::Anonymous => Ok(None),
            _ => Err(ReadError::Challenge),
        }
    }

    async fn bearer(
        &self,
        wanted: &Wanted<'_>,
        request: TokenRequest<'_>,
        means: Means<'_>,
    ) -> Result<Grant, ReadError> {
        let (origin, name) = (wanted.site.origin(), wanted.site.name());
        // Whoever was inside before may have fetched just this one.
        if let Some(held) = self.memory.token(origin, name, &wanted.all().and(&request.scopes)) {
            return Ok(held);
        }
        let credential = self.credential(wanted.site).await?;
        if let Credential::Bearer(token) = &credential {
            return Ok(self.personal(Authorization::bearer(origin.clone(), token.expose())?));
        }
        let token = request.fetch(&credential, means).await?;
        self.secrets.keep(&token.text);
        let is_personal = !matches!(credential, Credential::Anonymous);
        let authorization = Authorization::bearer(origin.clone(), &token.text)?;
        let grant = Grant { authorization, number: self.memory.next_number(), is_personal };
        if let Some(until) = Instant::now().checked_add(token.usable_for) {
            let scopes = wanted.all().and(&request.scopes);
            self.memory.keep_token((origin, name), scopes, until, grant.clone());
        }
        Ok(grant)
    }

    /// Who we are there, and from the moment that it is known a secret.
    async fn credential(&self, site: &Site) -> Result<Credential, ReadError> {
        let keep = |found: &Credential| self.secrets.keep_credential(found);
        site.login().credential(&*self.credentials, site, keep).await
    }

    fn personal(&self, authorization: Authorization) -> Grant {
        Grant { authorization, number: self.memory.next_number(), is_personal: true }
    }
}

/// Bearer before Basic: a token that ends soon before a password.
fn read_challenges(
    registry: &Url,
    challenges: &[Challenge],
    hop: &Hop,
    client: &Client,
) -> Result<(Asked, Scopes), ReadError> {
    let of = |scheme| challenges.iter().find(|challenge| *challenge.scheme() == scheme);
    if let Some((challenge, realm)) = of(AuthScheme::Bearer).and_then(|found| Some((found, found.realm()?))) {
        let realm = Box::new(client.realm(registry, hop, realm)?);
        let service = challenge.service().map(str::to_owned);
        let scopes = challenge.scope().map(Scopes::parse).unwrap_or_default();
        return Ok((Asked::Bearer { realm, service }, scopes));
    }
    of(AuthScheme::Basic).map(|_| (Asked::Basic, Scopes::default())).ok_or(ReadError::Challenge)
}
