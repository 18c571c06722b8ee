//! Asking a token service.

use std::sync::Arc;

use countersign_transport::{
    Authorization, Body, BodyError, Detail, Method, NeedError, Next, Origin, Realm, Reply, Request,
    TransportError,
};
use zeroize::Zeroizing;

use super::Means;
use super::scope::Scopes;
use super::token::{MAX_ANSWER, Token, TokenError};
use crate::client::{Repeat, complaint_of, send};
use crate::error::{ReadError, Sent};
use crate::{Credential, Secret};

/// How we are called where a name is demanded (distribution `oauth.md`).
const CLIENT_ID: &str = "countersign";
const FORM: &str = "application/x-www-form-urlencoded";

/// What is asked of a token service.
pub(super) struct TokenRequest<'t> {
    pub(super) realm: &'t Realm,
    pub(super) service: Option<&'t str>,
    pub(super) scopes: Scopes,
}

impl TokenRequest<'_> {
    /// An identity token is exchanged by `POST` alone, as by `docker`: no service takes it otherwise.
    pub(super) async fn fetch(&self, credential: &Credential, means: Means<'_>) -> Result<Token, ReadError> {
        match credential {
            Credential::Anonymous => self.get(self.realm.anonymously(), None, means).await,
            Credential::Basic { username, password } => {
                let next = self.realm.with_credentials()?;
                let bound = Authorization::basic(Origin::from(next.url()), username, password.expose())?;
                self.get(next, Some(&bound), means).await
            }
            Credential::IdentityToken { token, .. } => {
                self.refresh(self.realm.with_credentials()?, token, means).await
            }
            _ => Err(ReadError::Challenge),
        }
    }

    /// Distribution `token.md`.
    async fn get(
        &self,
        next: &Next,
        authorization: Option<&Authorization>,
        means: Means<'_>,
    ) -> Result<Token, ReadError> {
        let next =
            self.pairs().try_fold(next.clone(), |next, (name, value)| next.with_query_pair(name, &value));
        // Realm, service and scope are the registry's words: that they fit no address is its fault.
        let next = next.map_err(|_: NeedError| ReadError::Challenge)?;
        let request = || Ok(Request::to(Method::Get, &next));
        let reply = send(means, &request, authorization, Repeat::Idempotent).await?;
        read(reply, Sent::of(authorization.is_some()), means).await
    }

    /// Distribution `oauth.md`, RFC 6749 §6. The service may have made the old token void: it is asked once.
    async fn refresh(&self, next: &Next, token: &Secret, means: Means<'_>) -> Result<Token, ReadError> {
        let form = self.form(token);
        let request = || {
            let body = Body::Bytes(Arc::from(form.as_bytes()));
            Ok(Request::to(Method::Post, next).with_body(body).header("content-type", FORM)?)
        };
        let reply = send(means, &request, None, Repeat::Never).await?;
        read(reply, Sent::Credentials, means).await
    }

    fn pairs(&self) -> impl Iterator<Item = (&'static str, String)> {
        let service = self.service.map(|service| ("service", service.to_owned()));
        service.into_iter().chain(self.scopes.each().map(|scope| ("scope", scope)))
    }

    fn form(&self, token: &Secret) -> Zeroizing<String> {
        let mut form = Zeroizing::new(format!("grant_type=refresh_token&client_id={CLIENT_ID}"));
        let service = self.service.unwrap_or_default();
        let scope = self.scopes.to_string();
        for (name, value) in [("service", service), ("scope", &scope), ("refresh_token", token.expose())] {
            form.push('&');
            form.push_str(name);
            form.push('=');
            percent_encode(value, &mut form);
        }
        form
    }
}

/// Everything but unreserved characters (RFC 3986 §2.3), which every reader of forms understands.
fn percent_encode(value: &str, into: &mut String) {
    const HEX: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'];
    let digit = |nibble: u8| HEX.get(usize::from(nibble)).copied().unwrap_or_default();
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            into.push(char::from(byte));
        } else {
            into.extend(['%', digit(byte >> 4), digit(byte & 15)]);
        }
    }
}

async fn read(reply: Reply, sent: Sent, means: Means<'_>) -> Result<Token, ReadError> {
    let complaint = async |reply| complaint_of(reply, means.secrets).await;
    match reply.status() {
        200 => {}
        401 => return Err(ReadError::Unauthorized { complaint: complaint(reply).await, sent }),
        status => return Err(ReadError::TokenStatus { status, complaint: complaint(reply).await }),
    }
    let body = reply.read_all(MAX_ANSWER).await.map_err(|error| match error {
        BodyError::TooLarge { limit, .. } => TokenError::TooLarge { limit }.into(),
        // Nothing that was asked for is malformed by this.
        BodyError::Encoded { .. } | BodyError::Length => {
            ReadError::Transport(TransportError::Protocol(Detail::new(error)))
        }
        other => ReadError::from(other),
    })?;
    Ok(Token::parse(&Zeroizing::new(body))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_encoded_without_doubt() {
        let mut form = String::new();
        percent_encode("a b+c&d=e:/ä~", &mut form);
        assert_eq!(form, "a%20b%2Bc%26d%3De%3A%2F%C3%A4~");
    }
}
