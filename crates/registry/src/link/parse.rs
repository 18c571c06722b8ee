//! Reading `Link`.

use super::{Link, LinkError};
use crate::field_syntax::{Misfit, Scanner};

/// The most bytes of all fields together.
const MAX_BYTES: usize = 32 * 1024;
/// The most links of an answer.
const MAX_LINKS: usize = 64;
/// The most parameters of a link.
const MAX_PARAMETERS: usize = 32;

pub(super) fn fields<'f>(fields: impl IntoIterator<Item = &'f str>) -> Result<Vec<Link>, LinkError> {
    let mut links = Vec::new();
    let mut room = MAX_BYTES;
    for (position, field) in fields.into_iter().enumerate() {
        room = room.checked_sub(field.len()).ok_or(LinkError::TooLong { limit: MAX_BYTES })?;
        read_field(&mut Scanner::new(field), &mut links).map_err(|problem| problem.at(position))?;
    }
    Ok(links)
}

fn read_field(scanner: &mut Scanner<'_>, links: &mut Vec<Link>) -> Result<(), Problem> {
    loop {
        scanner.skip_separators();
        if scanner.is_at_end() {
            return Ok(());
        }
        if links.len() == MAX_LINKS {
            return Err(Problem::Limit(LinkError::TooManyLinks { limit: MAX_LINKS }));
        }
        links.push(read_link(scanner)?);
    }
}

fn read_link(scanner: &mut Scanner<'_>) -> Result<Link, Problem> {
    let mut link = Link { target: read_target(scanner)?, parameters: Vec::new() };
    loop {
        scanner.skip_space();
        if scanner.is_at_separator() {
            return Ok(link);
        }
        if link.parameters.len() == MAX_PARAMETERS {
            return Err(Problem::Limit(LinkError::TooManyParameters { limit: MAX_PARAMETERS }));
        }
        expect(scanner, ';')?;
        scanner.skip_space();
        link.parameters.push(read_parameter(scanner)?);
    }
}

/// What stands between `<` and `>`; whether it is a reference to anything is for whoever resolves it to say.
fn read_target(scanner: &mut Scanner<'_>) -> Result<String, Misfit> {
    expect(scanner, '<')?;
    let target = scanner.run(|c| c.is_ascii_graphic() && !"<>\"\\^`{|}".contains(c));
    expect(scanner, '>')?;
    Ok(target.to_owned())
}

fn read_parameter(scanner: &mut Scanner<'_>) -> Result<(String, Option<String>), Misfit> {
    let name = scanner.token()?.to_ascii_lowercase();
    scanner.skip_space();
    if !scanner.accept('=') {
        return Ok((name, None));
    }
    scanner.skip_space();
    Ok((name, Some(scanner.value()?)))
}

fn expect(scanner: &mut Scanner<'_>, wanted: char) -> Result<(), Misfit> {
    if scanner.accept(wanted) { Ok(()) } else { Err(scanner.misfit()) }
}

enum Problem {
    Misfit(Misfit),
    Limit(LinkError),
}

impl From<Misfit> for Problem {
    fn from(misfit: Misfit) -> Self {
        Self::Misfit(misfit)
    }
}

impl Problem {
    fn at(self, field: usize) -> LinkError {
        match self {
            Self::Misfit(Misfit::Character { offset }) => LinkError::Syntax { field, offset },
            Self::Misfit(Misfit::Open { offset }) => LinkError::OpenQuote { field, offset },
            Self::Limit(error) => error,
        }
    }
}
