//! Revocation lists: whose they are, and what was seen of them before.

use std::{
    num::NonZeroUsize,
    path::{Path, PathBuf},
};

use clap::Args;
use countersign::{
    revocation::list::{
        ListAuthority, ListError, ListId, ListLimits, ListVerifyError, SignedRevocationList,
        VerifiedRevocationList,
    },
    time::UnixTime,
};

use super::state::State;
use crate::{
    console::Console, exit::Exit, failure::Failure, input::read_file, keys::FoundKey, provider::Provider,
};

/// The longest list that is read, in bytes.
const MAX_LEN: u64 = 64 << 20;

#[derive(Clone, Debug, Default, Args)]
pub struct ListOptions {
    /// Refuse what is on this signed revocation list; with --revocation-list-key; repeatable
    #[arg(long, value_name = "FILE")]
    revocation_list: Vec<String>,
    /// A key that signs the revocation list: a file, or env://VARIABLE; repeatable
    #[arg(long, value_name = "PUB")]
    revocation_list_key: Vec<String>,
    /// How many of these keys must have signed it [default: all]
    #[arg(long, value_name = "N")]
    revocation_list_threshold: Option<NonZeroUsize>,
    /// The id that the list must have [default: the one it says]; of several lists one each, in
    /// their order
    #[arg(long, value_name = "ID", verbatim_doc_comment)]
    revocation_list_id: Vec<String>,
    /// Keep the latest edition that was seen in this file, and believe none that is older;
    /// nor, once it holds any, a list of another id without --revocation-list-id
    #[arg(long, value_name = "FILE", verbatim_doc_comment)]
    revocation_list_state: Option<PathBuf>,
}

impl ListOptions {
    pub fn is_given(&self) -> bool {
        !self.revocation_list.is_empty()
    }

    /// The lists, each verified at this time.
    pub fn read(&self, now: UnixTime, console: &mut Console) -> Result<Vec<VerifiedRevocationList>, Failure> {
        if self.revocation_list.is_empty() {
            return self.refuse_others();
        }
        let mut keys = Vec::new();
        for key in &self.revocation_list_key {
            keys.push(FoundKey::read(key, console)?.into_public()?);
        }
        let all = NonZeroUsize::new(keys.len()).ok_or_else(|| {
            Failure::usage("nothing says whose revocation list is believed, and there is no default")
                .next("add --revocation-list-key PUB")
        })?;
        let threshold = self.revocation_list_threshold.unwrap_or(all);
        let ids = self.ids()?;
        let mut state = match &self.revocation_list_state {
            Some(path) => State::open(path)?,
            None => State::default(),
        };
        let mut lists: Vec<VerifiedRevocationList> = Vec::new();
        for (place, file) in self.revocation_list.iter().enumerate() {
            let signed = signed(file)?;
            let id = match ids.get(place) {
                Some(id) => id.clone(),
                None => claimed(file, &signed, &state)?,
            };
            if lists.iter().any(|list| *list.mark().list() == id) {
                return Err(twice(file, &id));
            }
            let authority =
                ListAuthority::new(id.clone(), keys.iter().cloned(), threshold).map_err(|error| {
                    Failure::usage("the keys of the revocation list contradict each other")
                        .because(&error)
                        .next("name each key once, and no higher --revocation-list-threshold than keys")
                })?;
            let list = signed.verify(&authority, &state.seen(&id), now, &Provider);
            let list = list.map_err(|error| not_believed(file, &error))?;
            state.take(&list);
            lists.push(list);
        }
        state.keep()?;
        Ok(lists)
    }

    fn refuse_others(&self) -> Result<Vec<VerifiedRevocationList>, Failure> {
        let given = [
            ("--revocation-list-key", !self.revocation_list_key.is_empty()),
            ("--revocation-list-threshold", self.revocation_list_threshold.is_some()),
            ("--revocation-list-id", !self.revocation_list_id.is_empty()),
            ("--revocation-list-state", self.revocation_list_state.is_some()),
        ];
        match given.iter().find(|(_, is_given)| *is_given) {
            None => Ok(Vec::new()),
            Some((flag, _)) => {
                Err(Failure::usage(format!("{flag} is about a revocation list, and none is named"))
                    .next("add --revocation-list FILE"))
            }
        }
    }

    /// The id of each list, in their order; none where none is named.
    fn ids(&self) -> Result<Vec<ListId>, Failure> {
        let (ids, lists) = (&self.revocation_list_id, &self.revocation_list);
        if !ids.is_empty() && ids.len() != lists.len() {
            return Err(Failure::usage(
                "each --revocation-list goes with one --revocation-list-id, in the same order",
            )
            .next("write --revocation-list FILE --revocation-list-id ID for each, or no id at all"));
        }
        let read = |text: &String| {
            ListId::parse(text).map_err(|error| {
                Failure::usage(format!("--revocation-list-id {text} is no id of a list")).because(&error)
            })
        };
        ids.iter().map(read).collect()
    }
}

/// The id that a list says it has: the first time any, and then one that was seen. Else whoever stores the lists could give
/// another one that the same keys sign, of which no edition was seen.
fn claimed(file: &str, signed: &SignedRevocationList, state: &State) -> Result<ListId, Failure> {
    let id = signed.inspect().claimed().id().clone();
    if state.is_of_others(&id) {
        return Err(Failure::new(
            Exit::Refused,
            format!(
                "--revocation-list {file} is not believed: it says it is {id}, and only other lists were seen"
            ),
        )
        .next(format!("if it is meant, say so once: --revocation-list-id {id}")));
    }
    Ok(id)
}

/// One list in the place of two is a list that is missing.
fn twice(file: &str, id: &ListId) -> Failure {
    Failure::new(
        Exit::Refused,
        format!("--revocation-list {file} is the list {id}, which another file is already"),
    )
    .next("name each list once, and get the one that is missing again from whoever issues it")
}

/// A list in a file, of which nothing is believed yet.
fn signed(file: &str) -> Result<SignedRevocationList, Failure> {
    let bytes = read_file("--revocation-list", Path::new(file), MAX_LEN)?;
    SignedRevocationList::parse(&bytes, &ListLimits::DEFAULT).map_err(|error: ListError| {
        Failure::usage(format!("--revocation-list {file} is no revocation list"))
            .because(&error)
            .next("get the list again from whoever issues it: countersign inspect FILE shows it")
    })
}

/// A list that is not believed is no evidence that nothing is revoked: the verification does not begin.
fn not_believed(file: &str, error: &ListVerifyError) -> Failure {
    let failure =
        |exit| Failure::new(exit, format!("--revocation-list {file} is not believed")).because(error);
    match error {
        ListVerifyError::Stale { .. } => {
            failure(Exit::Unreachable).next("get the current list from whoever issues it")
        }
        ListVerifyError::NotYet { .. } => failure(Exit::Refused).next("check the clock, or --at"),
        _ => failure(Exit::Refused).next("get the list again from whoever issues it, and check its keys"),
    }
}
