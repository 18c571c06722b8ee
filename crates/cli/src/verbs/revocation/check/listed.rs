//! What signed revocation lists say: of what is named, and of a certificate with those above it.

use clap::Args;
use countersign::{
    Code,
    encoding::json::{Object, Value},
    revocation::{
        Retroactivity,
        list::{ListEntry, Listed, VerifiedRevocationList},
    },
    time::UnixTime,
    x509::{Times, VerifiedPath},
};

use super::super::list::entries;
use crate::{
    console::Console, evidence::ListOptions, exit::Exit, failure::Failure, provider::Provider,
    verbs::inspect::revocation::dated,
};

#[derive(Debug, Args)]
pub struct ListedOptions {
    /// Ask the revocation lists about this key: a file, env://VARIABLE, or an id SHA256:…;
    /// repeatable
    #[arg(long, value_name = "PUB|ID", requires = "revocation_list", verbatim_doc_comment)]
    key: Vec<String>,
    /// Ask them about this signature: a file (base64, or a bundle), or sha256:… of its bytes;
    /// repeatable
    #[arg(long, value_name = "FILE|DIGEST", requires = "revocation_list", verbatim_doc_comment)]
    signature: Vec<String>,
    /// Ask them about the image (manifest or index) or blob that has this digest; repeatable
    #[arg(long, value_name = "DIGEST", requires = "revocation_list")]
    image: Vec<String>,
    #[command(flatten)]
    lists: ListOptions,
}

/// What the lists say.
pub struct Answers {
    lists: Vec<(String, UnixTime)>,
    each: Vec<Answer>,
}

/// Of one thing: the list that it is on, and its entry there.
struct Answer {
    about: String,
    code: Code,
    found: Option<(String, ListEntry)>,
}

impl ListedOptions {
    /// Asks every list about all that is named, as it was signed at `trusted`.
    pub fn ask(
        &self,
        path: Option<&VerifiedPath<'_>>,
        trusted: Option<Times>,
        now: UnixTime,
        console: &mut Console,
    ) -> Result<Answers, Failure> {
        let lists = self.lists.read(now, console).map_err(unknown)?;
        let mut each = Vec::new();
        for listed in self.named(console)? {
            let code = match listed {
                Listed::Digest(_) => Code::SubjectRevoked,
                _ => Code::RevocationListed,
            };
            let found = lists.iter().find_map(|list| on(list, entry(list, &listed, trusted)?));
            each.push(Answer { about: format!("{} {listed}", listed.kind()), code, found });
        }
        if let Some(path) = path.filter(|_| !lists.is_empty()) {
            each.push(about_path(&lists, path, trusted)?);
        }
        let until = |list: &VerifiedRevocationList| list.list().next_update();
        let lists = lists.iter().map(|list| (list.mark().to_string(), until(list))).collect();
        Ok(Answers { lists, each })
    }

    fn named(&self, console: &mut Console) -> Result<Vec<Listed>, Failure> {
        let mut named = Vec::new();
        for name in &self.key {
            named.push(Listed::Key(entries::key_id("--key", name, console)?));
        }
        for name in &self.signature {
            named.push(Listed::Signature(entries::signature(name)?));
        }
        for text in &self.image {
            named.push(Listed::Digest(entries::digest(text)?));
        }
        Ok(named)
    }
}

/// A list that is not believed says nothing.
fn unknown(failure: Failure) -> Failure {
    match failure.exit() {
        Exit::Refused => failure.with_exit(Exit::Absent),
        _ => failure,
    }
}

fn on(list: &VerifiedRevocationList, entry: &ListEntry) -> Option<(String, ListEntry)> {
    Some((list.list().id().to_string(), entry.clone()))
}

fn entry<'l>(
    list: &'l VerifiedRevocationList,
    listed: &Listed,
    trusted: Option<Times>,
) -> Option<&'l ListEntry> {
    match listed {
        Listed::Key(key) => list.revokes_key(key, trusted, Retroactivity::ByReason),
        Listed::Digest(digest) => list.revokes_digest(digest),
        other => list.list().entries().find(|entry| entry.listed() == other),
    }
}

fn about_path(
    lists: &[VerifiedRevocationList],
    path: &VerifiedPath<'_>,
    trusted: Option<Times>,
) -> Result<Answer, Failure> {
    let mut found = None;
    for list in lists {
        let entry =
            list.revokes_path(path, trusted, Retroactivity::ByReason, &Provider).map_err(|error| {
                Failure::new(Exit::Malformed, "a key of the certificate's path cannot be used")
                    .because(&error)
            })?;
        found = found.or(entry.and_then(|entry| on(list, entry)));
    }
    let about = format!("certificate {}", path.leaf().subject());
    Ok(Answer { about, code: Code::RevocationListed, found })
}

impl Answers {
    /// Why anything is revoked: code and words.
    pub fn revoked(&self) -> Option<(Code, String)> {
        let found = self.each.iter().find_map(|answer| Some((answer, answer.found.as_ref()?)));
        found.map(|(answer, (list, entry))| (answer.code, format!("on the revocation list {list}: {entry}")))
    }

    /// When the first of the lists is due anew.
    pub fn fresh_until(&self) -> Option<UnixTime> {
        self.lists.iter().map(|(_, until)| *until).min()
    }

    /// Which lists were asked, by id, number and digest, and what of each thing.
    pub fn json(&self, object: Object<'static>) -> Object<'static> {
        let lists = self.lists.iter().map(|(mark, until)| {
            let list = Object::new().with("list", mark.clone()).with("freshUntil", until.to_string());
            Value::from(list)
        });
        let each = self.each.iter().map(|answer| Value::from(answer.json()));
        object.with("lists", lists.collect::<Vec<_>>()).with("listed", each.collect::<Vec<_>>())
    }

    /// A line each: of what, and whether it is on a list.
    pub fn lines(&self) -> impl Iterator<Item = (String, String)> {
        self.each.iter().map(|answer| {
            let told = match &answer.found {
                Some((list, entry)) => format!("on the revocation list {list}: {}", entry.revocation()),
                None => "on no revocation list".to_owned(),
            };
            (answer.about.clone(), told)
        })
    }
}

impl Answer {
    fn json(&self) -> Object<'static> {
        let object = Object::new().with("about", self.about.clone());
        match &self.found {
            None => object.with("status", "good"),
            Some((list, entry)) => {
                let (told, object) = (entry.revocation(), object.with("status", "revoked"));
                dated(object.with("list", list.clone()), told.date(), told.reason(), told.invalidity_date())
            }
        }
    }
}
