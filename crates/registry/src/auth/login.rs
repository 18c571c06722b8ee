//! Who we are to one repository: found out once.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::gate::Gate;
use crate::client::Site;
use crate::error::ReadError;
use crate::{Credential, Credentials};

/// What is known of who we are.
#[derive(Debug, Default)]
pub(crate) struct Login {
    credential: Mutex<Option<Credential>>,
    gate: Gate,
}

impl Login {
    /// Where everybody waits who needs to be told apart.
    pub(super) fn gate(&self) -> &Gate {
        &self.gate
    }

    /// The credentials, looked up when they are first needed, and `keep`t then.
    pub(super) async fn credential(
        &self,
        credentials: &dyn Credentials,
        site: &Site,
        keep: impl FnOnce(&Credential),
    ) -> Result<Credential, ReadError> {
        let known = self.lock().clone();
        if let Some(known) = known {
            return Ok(known);
        }
        let found = credentials.find(site.host(), site.name()).await?;
        keep(&found);
        *self.lock() = Some(found.clone());
        Ok(found)
    }

    /// They were not accepted.
    pub(super) fn forget(&self) {
        *self.lock() = None;
    }

    fn lock(&self) -> MutexGuard<'_, Option<Credential>> {
        self.credential.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
