//! Reading `WWW-Authenticate`.

use super::{AuthScheme, Challenge, ChallengeError};
use crate::field_syntax::{Misfit, Scanner};

/// The most bytes of all fields together.
const MAX_BYTES: usize = 16 * 1024;
/// The most challenges of an answer.
const MAX_CHALLENGES: usize = 16;
/// The most parameters of a challenge.
const MAX_PARAMETERS: usize = 32;

pub(super) fn fields<'f>(
    fields: impl IntoIterator<Item = &'f str>,
) -> Result<Vec<Challenge>, ChallengeError> {
    let mut challenges = Vec::new();
    let mut room = MAX_BYTES;
    for (position, field) in fields.into_iter().enumerate() {
        room = room.checked_sub(field.len()).ok_or(ChallengeError::TooLong { limit: MAX_BYTES })?;
        read_field(field, position, &mut challenges)?;
    }
    Ok(challenges)
}

/// Adds the challenges of one field. A challenge ends where its field does.
fn read_field(field: &str, position: usize, challenges: &mut Vec<Challenge>) -> Result<(), ChallengeError> {
    let mut reader = Reader { scanner: Scanner::new(field), field: position, open: None };
    loop {
        reader.scanner.skip_separators();
        if reader.scanner.is_at_end() {
            break;
        }
        if let Some(finished) = reader.read_element()? {
            keep(finished, challenges)?;
        }
    }
    reader.open.map_or(Ok(()), |last| keep(last, challenges))
}

fn keep(challenge: Challenge, challenges: &mut Vec<Challenge>) -> Result<(), ChallengeError> {
    if challenges.len() == MAX_CHALLENGES {
        return Err(ChallengeError::TooManyChallenges { limit: MAX_CHALLENGES });
    }
    challenges.push(challenge);
    Ok(())
}

struct Reader<'f> {
    scanner: Scanner<'f>,
    field: usize,
    /// The challenge that further parameters belong to.
    open: Option<Challenge>,
}

impl Reader<'_> {
    /// Reads what stands between two commas: a parameter of the open challenge, or the beginning of the next one, in which
    /// case the one before is given back.
    fn read_element(&mut self) -> Result<Option<Challenge>, ChallengeError> {
        let finished = if self.is_at_parameter() {
            self.read_parameter()?;
            None
        } else {
            self.read_challenge()?
        };
        if self.scanner.is_at_separator() {
            return Ok(finished);
        }
        self.scanner.skip_space();
        Err(self.misfit(self.scanner.misfit()))
    }

    /// A scheme and what follows it up to the next comma.
    fn read_challenge(&mut self) -> Result<Option<Challenge>, ChallengeError> {
        let name = self.scanner.token().map_err(|misfit| self.misfit(misfit))?;
        let next = Challenge { scheme: AuthScheme::new(name), token68: None, parameters: Vec::new() };
        let finished = self.open.replace(next);
        if self.scanner.is_at_separator() {
            return Ok(finished);
        }
        let before = self.scanner.offset();
        self.scanner.skip_space();
        if self.scanner.offset() == before {
            return Err(self.misfit(self.scanner.misfit()));
        }
        match (self.read_token68(), &mut self.open) {
            (Some(token68), Some(open)) => open.token68 = Some(token68),
            _ => self.read_parameter()?,
        }
        Ok(finished)
    }

    /// `token68`, which is told from a parameter by nothing following it.
    fn read_token68(&mut self) -> Option<String> {
        let mut ahead = self.scanner.clone();
        let body = ahead.run(|c| c.is_ascii_alphanumeric() || "-._~+/".contains(c));
        let padding = ahead.run(|c| c == '=');
        if body.is_empty() || !ahead.is_at_separator() {
            return None;
        }
        self.scanner = ahead;
        Some(format!("{body}{padding}"))
    }

    /// Whether a name and a `=` come next.
    fn is_at_parameter(&self) -> bool {
        let mut ahead = self.scanner.clone();
        let named = ahead.token().is_ok();
        ahead.skip_space();
        named && ahead.peek() == Some('=')
    }

    fn read_parameter(&mut self) -> Result<(), ChallengeError> {
        let offset = self.scanner.offset();
        let (name, value) = self.read_pair().map_err(|misfit| self.misfit(misfit))?;
        let field = self.field;
        // A parameter belongs to a challenge, and one with a token68 has none.
        let open = self.open.as_mut().filter(|open| open.token68.is_none());
        let open = open.ok_or(ChallengeError::Syntax { field, offset })?;
        if open.parameter(&name).is_some() {
            return Err(ChallengeError::DuplicateParameter { field, offset });
        }
        if open.parameters.len() == MAX_PARAMETERS {
            return Err(ChallengeError::TooManyParameters { limit: MAX_PARAMETERS });
        }
        open.parameters.push((name, value));
        Ok(())
    }

    fn read_pair(&mut self) -> Result<(String, String), Misfit> {
        let name = self.scanner.token()?.to_ascii_lowercase();
        self.scanner.skip_space();
        if !self.scanner.accept('=') {
            return Err(self.scanner.misfit());
        }
        self.scanner.skip_space();
        Ok((name, self.scanner.value()?))
    }

    fn misfit(&self, misfit: Misfit) -> ChallengeError {
        let field = self.field;
        match misfit {
            Misfit::Character { offset } => ChallengeError::Syntax { field, offset },
            Misfit::Open { offset } => ChallengeError::OpenQuote { field, offset },
        }
    }
}
