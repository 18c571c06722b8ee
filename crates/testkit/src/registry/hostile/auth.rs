/// Who may do what.
#[derive(Clone, Debug)]
pub enum Auth {
    /// Everybody everything.
    None,
    /// Nothing without this name and password.
    Basic {
        /// The name.
        username: String,
        /// The password.
        password: String,
    },
    /// Nothing without a token that a token server gives out.
    Bearer(Bearer),
}

impl Auth {
    /// Nothing without this name and password.
    #[must_use]
    pub fn basic(username: &str, password: &str) -> Self {
        Self::Basic { username: username.to_owned(), password: password.to_owned() }
    }
}

/// A token server (distribution, "Token Authentication Specification" and "OAuth2").
#[derive(Clone, Debug)]
#[must_use]
pub struct Bearer {
    pub(super) username: String,
    pub(super) password: String,
    pub(super) refresh_token: Option<String>,
    pub(super) expires_in: Option<u64>,
    pub(super) anonymous_pull: bool,
    pub(super) narrow: bool,
    pub(super) realm: Realm,
}

/// Where the challenge sends a client for its token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Realm {
    /// `/token` of the registry itself.
    SamePort,
    /// `/token` of a second listener, [`HostileRegistry::token_host`](super::HostileRegistry::token_host).
    AnotherPort,
    /// Wherever this says; every listener serves `/token`.
    Url(String),
}

impl Bearer {
    /// Tokens are given for this name and password, at `/token` of the registry itself, and do not expire.
    pub fn new(username: &str, password: &str) -> Self {
        Self {
            username: username.to_owned(),
            password: password.to_owned(),
            refresh_token: None,
            expires_in: None,
            anonymous_pull: false,
            narrow: false,
            realm: Realm::SamePort,
        }
    }

    /// Where the challenge leads.
    pub fn realm(mut self, realm: Realm) -> Self {
        self.realm = realm;
        self
    }

    /// Also gives tokens for this refresh token by `POST` (OAuth2).
    pub fn refresh_token(mut self, token: &str) -> Self {
        self.refresh_token = Some(token.to_owned());
        self
    }

    /// Tokens end after so many seconds, and say so. 0: each token is good for one request.
    pub const fn expires_in(mut self, seconds: u64) -> Self {
        self.expires_in = Some(seconds);
        self
    }

    /// Gives tokens to pull to everybody.
    pub const fn anonymous_pull(mut self) -> Self {
        self.anonymous_pull = true;
        self
    }

    /// Gives tokens that allow nothing.
    pub const fn worthless_tokens(mut self) -> Self {
        self.narrow = true;
        self
    }
}
