use std::sync::Arc;

use countersign_digest::{HashProvider, Sha2};
use countersign_transport::{Client, Limits, Rules, Transport};

use super::registry::{Inner, Registry};
use crate::auth::Auth;
use crate::{Credentials, Mirrors, NoCredentials, RetryPolicy};

const USER_AGENT: &str = concat!("countersign/", env!("CARGO_PKG_VERSION"));

/// Makes a [`Registry`]. Without a word more it asks by https alone, anonymously, and reads where the name says.
#[derive(Debug)]
#[must_use]
pub struct Builder {
    transport: Arc<dyn Transport>,
    rules: Rules,
    limits: Limits,
    credentials: Box<dyn Credentials>,
    mirrors: Mirrors,
    retry: RetryPolicy,
    provider: Arc<dyn HashProvider>,
    user_agent: String,
}

impl Builder {
    pub(super) fn new(transport: Arc<dyn Transport>) -> Self {
        Self {
            transport,
            rules: Rules::new(),
            limits: Limits::default(),
            credentials: Box::new(NoCredentials),
            mirrors: Mirrors::new(),
            retry: RetryPolicy::new(),
            provider: Arc::new(Sha2),
            user_agent: USER_AGENT.to_owned(),
        }
    }

    /// What may be asked of whom.
    pub fn rules(mut self, rules: Rules) -> Self {
        self.rules = rules;
        self
    }

    /// How much one exchange may take.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Who we are.
    pub fn credentials(mut self, credentials: impl Credentials + 'static) -> Self {
        self.credentials = Box::new(credentials);
        self
    }

    /// Where to read instead of where the name says.
    pub fn mirrors(mut self, mirrors: Mirrors) -> Self {
        self.mirrors = mirrors;
        self
    }

    /// When requests are sent again.
    pub fn retry(mut self, retry: RetryPolicy) -> Self {
        self.retry = retry;
        self
    }

    /// What computes digests.
    pub fn hash_provider(mut self, provider: Arc<dyn HashProvider>) -> Self {
        self.provider = provider;
        self
    }

    /// What `User-Agent` says (RFC 9110 §10.1.5); what cannot stand in a header is left away.
    pub fn user_agent(mut self, user_agent: &str) -> Self {
        self.user_agent = user_agent.chars().filter(|c| matches!(c, ' '..='~')).collect();
        self
    }

    /// The client.
    #[must_use]
    pub fn build(self) -> Registry {
        Registry::of(Inner {
            client: Client::new(self.transport, self.rules, self.limits),
            auth: Auth::new(self.credentials),
            mirrors: self.mirrors,
            retry: self.retry,
            provider: self.provider,
            user_agent: self.user_agent,
            troubles: super::troubles::Troubles::default(),
        })
    }
}
