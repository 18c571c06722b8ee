//! What was said in secret, so that what a registry says of it is not passed on.

use std::sync::{Mutex, PoisonError};

use countersign_encoding::base64;
use zeroize::Zeroizing;

use crate::Credential;

/// What is shorter is found in any text, and is no secret.
const SHORTEST: usize = 4;
/// The most secrets that are remembered. The oldest go first.
const KEPT: usize = 1024;

/// The secrets of a client. Servers that repeat a request in their refusal are many, and messages end in logs.
#[derive(Default)]
pub(crate) struct Secrets(Mutex<Vec<Zeroizing<String>>>);

impl Secrets {
    /// Remembers the secret of these credentials, in each form in which it is sent.
    pub(super) fn keep_credential(&self, credential: &Credential) {
        match credential {
            Credential::Anonymous => {}
            Credential::Basic { username, password } => {
                let pair = Zeroizing::new(format!("{username}:{}", password.expose()));
                self.keep(&Zeroizing::new(base64::encode_standard(pair.as_bytes())));
                self.keep(password.expose());
            }
            Credential::Bearer(token) | Credential::IdentityToken { token, .. } => self.keep(token.expose()),
        }
    }

    /// Remembers a secret.
    pub(super) fn keep(&self, secret: &str) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if secret.len() < SHORTEST || kept.iter().any(|known| **known == secret) {
            return;
        }
        if kept.len() >= KEPT {
            kept.remove(0);
        }
        kept.push(Zeroizing::new(secret.to_owned()));
    }

    /// Whether a text holds one of them.
    pub(crate) fn are_in(&self, text: &str) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().any(|secret| text.contains(&***secret))
    }
}

/// Without the secrets.
impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Secrets").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_known_as_it_is_and_as_it_is_sent() {
        let secrets = Secrets::default();
        secrets.keep_credential(&Credential::Basic { username: "acme".into(), password: "s3cret".into() });
        for text in ["no s3cret here", "Authorization: Basic YWNtZTpzM2NyZXQ="] {
            assert!(secrets.are_in(text), "{text}");
        }
        assert!(!secrets.are_in("acme, secret"));
        assert_eq!(format!("{secrets:?}"), "Secrets { .. }");
    }

    #[test]
    fn what_is_too_short_to_be_a_secret_hides_nothing() {
        let secrets = Secrets::default();
        secrets.keep("");
        secrets.keep("abc");
        assert!(!secrets.are_in("abc"));
    }

    #[test]
    fn the_oldest_are_forgotten() {
        let secrets = Secrets::default();
        (0..=KEPT).for_each(|number| secrets.keep(&format!("token{number};")));
        assert!(secrets.are_in("token1024;") && !secrets.are_in("token0;"));
    }
}
