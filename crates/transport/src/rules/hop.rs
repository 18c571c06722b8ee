use countersign_need::{NeedError, Url};

use crate::{AddressClass, Destination, Dialled, Origin};

/// A URL that was answered: where the next step starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hop {
    url: Url,
    dialled: Dialled,
    destination: Destination,
    public: bool,
    left: bool,
}

impl Hop {
    /// A URL that a caller named, and what was dialled for it.
    #[must_use]
    pub fn new(url: Url, dialled: Dialled) -> Self {
        Self::after(None, &Next::new(url, Destination::Any), dialled)
    }

    /// What was asked for, after the hop that led there.
    pub(crate) fn after(previous: Option<&Self>, asked: &Next, dialled: Dialled) -> Self {
        let same_host = previous.filter(|previous| previous.url.host() == asked.url.host());
        let public = is_public(dialled)
            || asked.destination == Destination::PublicOnly
            || same_host.is_some_and(|previous| previous.public);
        let Next { url, destination, left } = asked.clone();
        Self { url, dialled, destination, public, left }
    }

    /// The URL.
    #[must_use]
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// Scheme, host and port of the URL.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        self.url.origin()
    }

    /// What was dialled.
    #[must_use]
    pub fn dialled(&self) -> Dialled {
        self.dialled
    }

    pub(crate) fn destination(&self) -> Destination {
        self.destination
    }

    /// Whether it counts as dialled publicly: it was, or was to be, or the same host led here and was. So neither a proxy
    /// that a public host led to opens anything, nor a name that answers with another address the second time.
    pub(crate) fn is_public(&self) -> bool {
        self.public
    }
}

fn is_public(dialled: Dialled) -> bool {
    match dialled {
        Dialled::Address(address) => {
            !matches!(AddressClass::of(address), AddressClass::Private | AddressClass::Loopback)
        }
        Dialled::Unknown => true,
        Dialled::Proxy => false,
    }
}

/// Where an answer leads, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Next {
    url: Url,
    destination: Destination,
    left: bool,
}

impl Next {
    pub(crate) fn new(url: Url, destination: Destination) -> Self {
        Self { url, destination, left: false }
    }

    /// Where a hop leads; from here on credentials are gone if that is another origin, or if they were gone before.
    pub(crate) fn after(hop: &Hop, url: Url, destination: Destination) -> Self {
        let left = hop.left || hop.origin() != url.origin();
        Self { url, destination, left }
    }

    /// The URL.
    #[must_use]
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// What may be dialled for it.
    #[must_use]
    pub fn destination(&self) -> Destination {
        self.destination
    }

    /// Whether the way here left the origin that was asked first. Credentials are not sent then, even if it led back.
    #[must_use]
    pub fn has_left_origin(&self) -> bool {
        self.left
    }

    pub(crate) fn with_left(mut self, left: bool) -> Self {
        self.left = left;
        self
    }

    /// The same place with another pair in its query ([`Url::with_query_pair`]).
    ///
    /// # Errors
    /// [`NeedError::TooLong`].
    pub fn with_query_pair(&self, name: &str, value: &str) -> Result<Self, NeedError> {
        Ok(Self { url: self.url.with_query_pair(name, value)?, ..self.clone() })
    }
}
