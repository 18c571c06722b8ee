//! What a helper program answered.
//!
//! ```text
//! {"ServerURL": …, "Username": …, "Secret": …}     ; user name "<token>": the secret is an identity token
//! ```

use std::borrow::Cow;

use countersign_encoding::json::{self, FieldError, FieldProblem, Kind, Limits, Value};

use super::process::Output;
use crate::credentials::{Credential, HelperProblem, Secret};

/// What every helper says on its standard output where it knows nothing (`errCredentialsNotFound`); some say more.
const NOT_FOUND: &str = "credentials not found";
/// The user name that stands beside an identity token.
const TOKEN: &str = "<token>";
/// How many characters of what a failing program says are kept.
const MESSAGE_KEPT: usize = 256;

/// The credentials, `None` where there are none.
pub(super) fn read(output: Output) -> Result<Option<Credential>, HelperProblem> {
    if output.status.success() {
        return parse(&output.stdout);
    }
    let said = String::from_utf8_lossy(&output.stdout);
    if said.trim_start().starts_with(NOT_FOUND) {
        return Ok(None);
    }
    Err(HelperProblem::Failed { code: output.status.code(), message: message(&said, &output.stderr) })
}

/// Errors are on standard output by the protocol; what looks like credentials is never repeated.
fn message(stdout: &str, stderr: &[u8]) -> String {
    let stderr = String::from_utf8_lossy(stderr);
    let stdout = Some(stdout.trim()).filter(|text| !text.is_empty() && !text.contains('{'));
    stdout.unwrap_or(stderr.trim()).chars().take(MESSAGE_KEPT).collect()
}

fn parse(bytes: &[u8]) -> Result<Option<Credential>, HelperProblem> {
    let document = json::parse(bytes, &Limits::default()).map_err(HelperProblem::Json)?;
    let wrong = FieldProblem::WrongType { expected: Kind::Object, actual: document.kind() };
    let answer = document.into_object().ok_or_else(|| HelperProblem::Field(FieldError::new("", wrong)))?;
    let username = answer.required_str("Username").map_err(HelperProblem::Field)?.to_owned();
    answer.required_str("Secret").map_err(HelperProblem::Field)?;
    credential(username, taken(answer.into_member("Secret")))
}

/// The text itself where it was written with escapes, so that no copy is left behind.
fn taken(value: Option<Value<'_>>) -> Secret {
    match value {
        Some(Value::String(text)) => Secret::new(Cow::into_owned(text)),
        _ => Secret::default(),
    }
}

fn credential(username: String, secret: Secret) -> Result<Option<Credential>, HelperProblem> {
    if secret.is_empty() {
        Ok(None)
    } else if username == TOKEN {
        Ok(Some(Credential::IdentityToken { username: None, token: secret }))
    } else if username.contains(':') {
        Err(HelperProblem::UserName)
    } else {
        Ok(Some(Credential::Basic { username, password: secret }))
    }
}
