//! One entry of `auths`.

use countersign_encoding::base64;
use countersign_encoding::json::{FieldError, FieldProblem, Kind, Object, Value};
use zeroize::Zeroizing;

use super::EntryProblem;
use crate::credentials::{Credential, Secret};

/// What an entry says, empty where it does not. `auth` is decoded when it is wanted, so that one broken entry does not
/// hide the others.
#[derive(Clone, Debug, Default)]
pub(super) struct Entry {
    auth: Secret,
    username: String,
    password: Secret,
    identity_token: Secret,
    registry_token: Secret,
}

impl Entry {
    pub(super) fn parse(value: &Value<'_>) -> Result<Self, FieldError> {
        if value.is_null() {
            return Ok(Self::default());
        }
        let wrong = FieldProblem::WrongType { expected: Kind::Object, actual: value.kind() };
        let object = value.as_object().ok_or_else(|| FieldError::new("", wrong))?;
        Ok(Self {
            auth: secret(object, "auth")?,
            username: object.optional_str("username")?.unwrap_or_default().to_owned(),
            password: secret(object, "password")?,
            identity_token: secret(object, "identitytoken")?,
            registry_token: secret(object, "registrytoken")?,
        })
    }

    /// Whether there is no secret in it.
    pub(super) fn is_empty(&self) -> bool {
        [&self.auth, &self.password, &self.identity_token, &self.registry_token]
            .iter()
            .all(|secret| secret.is_empty())
    }

    /// The credentials: a token for the registry before one for its token service before name and password; `auth` before
    /// `username` and `password`, as Docker has it.
    pub(super) fn credential(&self) -> Result<Option<Credential>, EntryProblem> {
        if !self.registry_token.is_empty() {
            return Ok(Some(Credential::Bearer(self.registry_token.clone())));
        }
        let (username, password) = self.pair()?;
        if !self.identity_token.is_empty() {
            let username = Some(username).filter(|name| !name.is_empty());
            return Ok(Some(Credential::IdentityToken { username, token: self.identity_token.clone() }));
        }
        if password.is_empty() {
            return Ok(None);
        }
        Ok(Some(Credential::Basic { username, password }))
    }

    fn pair(&self) -> Result<(String, Secret), EntryProblem> {
        if !self.auth.is_empty() {
            return decode(&self.auth);
        }
        if self.username.contains(':') {
            return Err(EntryProblem::UserName);
        }
        Ok((self.username.clone(), self.password.clone()))
    }
}

/// `auth` is base64 of `user:password`; the password may have colons. Docker drops NUL bytes from its ends.
fn decode(auth: &Secret) -> Result<(String, Secret), EntryProblem> {
    let bytes = base64::decode_standard(auth.expose().as_bytes()).map_err(|_| EntryProblem::Base64)?;
    let bytes = Zeroizing::new(bytes);
    let text = core::str::from_utf8(&bytes).map_err(|_| EntryProblem::Text)?;
    let (username, password) = text.split_once(':').ok_or(EntryProblem::Colon)?;
    Ok((username.to_owned(), password.trim_matches('\0').into()))
}

fn secret(object: &Object<'_>, name: &'static str) -> Result<Secret, FieldError> {
    Ok(object.optional_str(name)?.unwrap_or_default().into())
}
