//! A new list, or the next edition of one.

use std::path::{Path, PathBuf};

use clap::{Args, value_parser};
use countersign::{TOOL, encoding::json::Object, time::UnixTime};
use countersign_revocation::list::{DraftError, ListId, ListNumber, RevocationList, RevocationListDraft};

use super::{
    describe,
    entries::{Changes, EntryOptions},
    file::ListFile,
};
use crate::{
    ambient, console::Console, exit::Exit, failure::Failure, moment, options::OutputOption,
    verbs::certificate::fresh,
};

const EXAMPLES: &str = "\
Examples:
  countersign key generate --out lists --format pkcs8 --unencrypted
  countersign key generate --out old --format pkcs8 --unencrypted
  countersign revocation list create --id release-keys --valid-for 30d --key old.pub \\
    --reason keyCompromise --comment 'laptop stolen' --out list-1.json
  countersign revocation list sign list-1.json --key lists.key
  countersign revocation list create --from list-1.json --valid-for 30d \\
    --identity email:ana@example.com --reason affiliationChanged --out list-2.json
  countersign revocation list sign list-2.json --key lists.key
  countersign inspect list-2.json";

/// Make a revocation list, or the next edition of one
///
/// A list says which keys, signatures, images and identities are not to be believed any more. What is
/// written here is not signed yet: `revocation list sign` does that, once for each key that must sign.
/// Each edition holds all entries of the one before and has a higher number.
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, verbatim_doc_comment)]
pub struct Arguments {
    /// The list's id: small letters, digits, '.', '_', '-' and '/'
    #[arg(long, value_name = "NAME", required_unless_present = "from")]
    id: Option<String>,
    /// The number of this edition: 1, or the next one behind --from, if nothing is said
    #[arg(long, value_name = "N", value_parser = value_parser!(u64))]
    number: Option<u64>,
    /// Continue the list in this file, signed or not
    #[arg(long, value_name = "FILE")]
    from: Option<String>,
    /// How long the list is good: 30d, 12h, 4w; a new edition is due before
    #[arg(long, value_name = "SPAN")]
    valid_for: String,
    /// When it is issued, RFC 3339; now if nothing is said
    #[arg(long, value_name = "TIME")]
    issued_at: Option<String>,
    #[command(flatten)]
    entries: EntryOptions,
    /// Where the list goes; what is there is never overwritten
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    #[command(flatten)]
    output: OutputOption,
}

pub fn run(arguments: &Arguments, console: &mut Console) -> Result<Exit, Failure> {
    fresh::refuse_existing(&arguments.out)?;
    let issued_at = arguments.issued_at()?;
    let mut draft = arguments.draft(issued_at)?;
    let changes = arguments.entries.apply(&mut draft, issued_at, console)?;
    let payload = String::from_utf8_lossy(&draft.to_payload()).into_owned();
    fresh::write(&arguments.out, &payload)?;
    let list = draft.list();
    arguments.output.print(
        console,
        json(&arguments.out, &list, changes),
        text(&arguments.out, &list, changes),
    );
    Ok(Exit::Done)
}

impl Arguments {
    fn issued_at(&self) -> Result<UnixTime, Failure> {
        match &self.issued_at {
            Some(text) => Ok(moment::parse("--issued-at", text)?.truncated_to_seconds()),
            None => ambient::now(),
        }
    }

    fn draft(&self, issued_at: UnixTime) -> Result<RevocationListDraft, Failure> {
        let end = self.end(issued_at)?;
        match (&self.from, &self.id) {
            (Some(from), id) => self.continued(from, id.as_deref(), issued_at, end),
            (None, Some(id)) => {
                let number = self.number()?.unwrap_or(ListNumber::FIRST);
                RevocationListDraft::new(list_id(id)?, number, issued_at, end).map_err(|error| unfit(&error))
            }
            (None, None) => Err(Failure::usage("the list has no id").next("add --id NAME")),
        }
    }

    /// When the list ends.
    fn end(&self, issued_at: UnixTime) -> Result<UnixTime, Failure> {
        let text = &self.valid_for;
        let unfit = || {
            Failure::usage(format!("--valid-for {text} is no span of time"))
                .next("write --valid-for 30d, or hours as 12h, or weeks as 4w")
        };
        // Whoever writes 2m means months, and would get minutes.
        let span = moment::span(text).filter(|_| text.ends_with(['h', 'd', 'w']));
        let end = issued_at.checked_add(span.ok_or_else(unfit)?);
        end.ok_or_else(|| Failure::usage(format!("--valid-for {text} ends behind all time")))
    }

    fn continued(
        &self,
        from: &str,
        id: Option<&str>,
        issued_at: UnixTime,
        end: UnixTime,
    ) -> Result<RevocationListDraft, Failure> {
        let before = ListFile::read(from)?.list();
        if let Some(id) = id.map(list_id).transpose()?.filter(|id| id != before.id()) {
            return Err(Failure::usage(format!("{from} is the list {}, not {id}", before.id()))
                .next("leave --id away, or name the file of that list"));
        }
        let draft =
            RevocationListDraft::continuing(&before, issued_at, end).map_err(|error| unfit(&error))?;
        match self.number()? {
            Some(number) => draft.with_number(number).map_err(|error| unfit(&error)),
            None => Ok(draft),
        }
    }

    fn number(&self) -> Result<Option<ListNumber>, Failure> {
        let Some(number) = self.number else { return Ok(None) };
        let unfit = || {
            Failure::usage(format!("--number {number} is no number of a list"))
                .next(format!("name one between 1 and {}", ListNumber::MAX))
        };
        ListNumber::new(number).map(Some).ok_or_else(unfit)
    }
}

fn list_id(text: &str) -> Result<ListId, Failure> {
    ListId::parse(text).map_err(|error| {
        Failure::usage(format!("--id {text} is no id of a list"))
            .because(&error)
            .next("write --id release-keys, or --id example.com/release-keys")
    })
}

fn unfit(error: &DraftError) -> Failure {
    let failure = Failure::usage("there can be no such list").because(error);
    match error {
        DraftError::NumberBelow { .. } => failure.next("leave --number away for the next one"),
        DraftError::IssuedBefore { .. } => failure.next("check the clock, or name a later --issued-at"),
        _ => failure,
    }
}

/// Schema `countersign/revocation-list/v1`.
fn json(file: &Path, list: &RevocationList, changes: Changes) -> Object<'static> {
    Object::new()
        .with("schema", "countersign/revocation-list/v1")
        .with("tool", TOOL)
        .with("state", "created")
        .with("file", file.display().to_string())
        .with("list", describe::list(list))
        .with("added", u64::try_from(changes.added).unwrap_or(u64::MAX))
        .with("removed", u64::try_from(changes.removed).unwrap_or(u64::MAX))
}

fn text(file: &Path, list: &RevocationList, changes: Changes) -> String {
    let Changes { added, removed } = changes;
    let file = file.display();
    let shown = describe::text(list);
    format!(
        "wrote {file}: {added} added, {removed} removed, not signed yet\n{shown}next: countersign revocation list \
         sign {file} --key KEY\n"
    )
}
