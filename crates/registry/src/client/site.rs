use countersign_transport::{NeedError, Origin, Rules, Url};

use crate::auth::Login;
use crate::error::{Malformed, ReadError};
use crate::scope::RegistryHost;

/// The host that answers for Docker Hub.
const DOCKER_HUB_HOST: &str = "registry-1.docker.io";

/// One repository of one registry, as it is asked.
#[derive(Debug)]
pub(crate) struct Site {
    /// The registry as references and credentials name it.
    host: String,
    name: String,
    /// `https://HOST/v2/NAME/`
    base: Url,
    login: Login,
}

impl Site {
    pub(crate) fn new(host: &str, name: &str, rules: &Rules) -> Result<Self, NeedError> {
        let asked = if RegistryHost::new(host).is_docker_hub() { DOCKER_HUB_HOST } else { host };
        let scheme = rules.scheme_for(asked);
        let base = Url::parse(&format!("{scheme}://{asked}/v2/{name}/"))?;
        Ok(Self { host: host.to_owned(), name: name.to_owned(), base, login: Login::default() })
    }

    /// The registry, as credentials name it.
    pub(crate) fn host(&self) -> &str {
        &self.host
    }

    /// The name of the repository there.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// What is known of who we are there.
    pub(crate) fn login(&self) -> &Login {
        &self.login
    }

    /// Where everything of the repository is.
    pub(crate) fn base(&self) -> &Url {
        &self.base
    }

    /// A page of a list is where the list is.
    pub(crate) fn check_page(&self, page: &Url) -> Result<(), Malformed> {
        if page.origin() == self.origin() {
            Ok(())
        } else {
            Err(Malformed::PageElsewhere { to: page.origin().clone() })
        }
    }

    pub(crate) fn origin(&self) -> &Origin {
        self.base.origin()
    }

    /// The address of something in the repository: `manifests/latest`.
    pub(crate) fn url(&self, path: &str) -> Result<Url, ReadError> {
        self.base.join(path).map_err(|_| ReadError::Address)
    }
}
