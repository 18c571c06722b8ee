use super::answer::Answer;
use super::auth::{Auth, Bearer};
use super::http::{form, queries};
use super::record::SeenRequest;
use super::scope;
use crate::base64::base64;
use serde_json::json;
use std::collections::{BTreeSet, HashMap};
use std::time::{Duration, Instant};

/// What a token server gave out.
#[derive(Debug, Default)]
pub(super) struct Tokens {
    issued: HashMap<String, Token>,
    pub(super) requests: usize,
    number: usize,
}

#[derive(Debug)]
struct Token {
    /// `NAME:ACTION`.
    scopes: BTreeSet<String>,
    ends: Option<Instant>,
    once: bool,
}

impl Tokens {
    pub(super) fn revoke(&mut self) {
        self.issued.clear();
    }

    /// The 401 that a request is answered with, `None` where it may pass.
    pub(super) fn refuse(&mut self, auth: &Auth, realm: &str, request: &SeenRequest) -> Option<Answer> {
        let scopes = scope::needed(request);
        match auth {
            Auth::None => None,
            Auth::Basic { username, password } => {
                let passes = request.authorization() == Some(&basic(username, password));
                (!passes).then(|| unauthorized("Basic realm=\"registry\""))
            }
            Auth::Bearer(_) => {
                let token = request.authorization().and_then(|value| value.strip_prefix("Bearer "));
                let error = match token {
                    None => "",
                    Some(token) if self.spend(token, &scopes) => return None,
                    Some(token) if self.issued.contains_key(token) => ",error=\"insufficient_scope\"",
                    Some(_) => ",error=\"invalid_token\"",
                };
                Some(unauthorized(&format!(
                    "Bearer realm=\"{realm}\",service=\"testkit\"{}{error}",
                    scope::parameter(&scopes)
                )))
            }
        }
    }

    /// Whether the token is good for all of `scopes` now.
    fn spend(&mut self, token: &str, scopes: &BTreeSet<String>) -> bool {
        let Some(known) = self.issued.get(token) else { return false };
        if known.ends.is_some_and(|ends| Instant::now() >= ends) {
            self.issued.remove(token);
            return false;
        }
        let good = scopes.is_subset(&known.scopes);
        if known.once {
            self.issued.remove(token);
        }
        good
    }

    /// Answers `/token`.
    pub(super) fn issue(&mut self, bearer: &Bearer, request: &SeenRequest) -> Answer {
        self.requests += 1;
        let asked = Asked::read(request);
        let Some(may_push) = bearer.judge(request, &asked) else {
            return unauthorized("Basic realm=\"token server\"");
        };
        let allowed = |scope: &String| !bearer.narrow && (may_push || scope.ends_with(":pull"));
        let scopes = asked.scopes.into_iter().filter(allowed).collect();
        self.number += 1;
        let token = format!("token-{}", self.number);
        let life = bearer.expires_in.filter(|seconds| *seconds > 0);
        let ends = life.map(|seconds| Instant::now() + Duration::from_secs(seconds));
        self.issued.insert(token.clone(), Token { scopes, ends, once: bearer.expires_in == Some(0) });
        bearer.document(&token)
    }
}

impl Bearer {
    /// Whether the asker may do more than pull; `None` where it gets nothing.
    fn judge(&self, request: &SeenRequest, asked: &Asked) -> Option<bool> {
        let known = |name: &str, password: &str| name == self.username && password == self.password;
        match &asked.grant {
            Grant::Refresh(token) => (self.refresh_token.as_ref() == Some(token)).then_some(true),
            Grant::Password(name, password) => known(name, password).then_some(true),
            Grant::Header => match request.authorization() {
                Some(header) => (header == basic(&self.username, &self.password)).then_some(true),
                None => self.anonymous_pull.then_some(false),
            },
        }
    }

    fn document(&self, token: &str) -> Answer {
        let mut document = json!({ "token": token, "access_token": token });
        if let Some(seconds) = self.expires_in {
            document["expires_in"] = json!(seconds);
        }
        if let Some(refresh) = &self.refresh_token {
            document["refresh_token"] = json!(refresh);
        }
        Answer::json(200, "application/json", &document)
    }
}

struct Asked {
    scopes: Vec<String>,
    grant: Grant,
}

enum Grant {
    Header,
    Password(String, String),
    Refresh(String),
}

impl Asked {
    fn read(request: &SeenRequest) -> Self {
        let body = String::from_utf8_lossy(request.body()).into_owned();
        let field = |name: &str| form(&body, name).into_iter().next();
        let grant = match (field("refresh_token"), field("username"), field("password")) {
            (Some(token), _, _) => Grant::Refresh(token),
            (None, Some(name), Some(password)) => Grant::Password(name, password),
            _ => Grant::Header,
        };
        let texts = if request.method() == "POST" {
            form(&body, "scope")
        } else {
            queries(request.target(), "scope")
        };
        let scopes = texts.iter().flat_map(|text| text.split_whitespace()).flat_map(scope::split).collect();
        Self { scopes, grant }
    }
}

fn unauthorized(challenge: &str) -> Answer {
    Answer::error(401, "UNAUTHORIZED").with("www-authenticate", challenge)
}

fn basic(username: &str, password: &str) -> String {
    format!("Basic {}", base64(format!("{username}:{password}").as_bytes()))
}
