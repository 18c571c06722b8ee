//! What signed revocation lists say: of what is named, and of a certificate with those above it.

use core::fmt;

use clap::Args;
use countersign::{
    Code,
    crypto::KeyId,
    digest::Digest,
    encoding::json::{Object, Value},
    revocation::{
        Retroactivity,
        list::{ListEntry, VerifiedRevocationList},
    },
    time::UnixTime,
    x509::{Times, VerifiedPath},
};

use super::{
    super::list::entries::{self, NamedSignature},
    witness,
};
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
        for named in self.named(console)? {
            let found = lists.iter().find_map(|list| on(list, named.on(list, trusted)?));
            each.push(Answer { about: named.to_string(), code: named.code(), found });
        }
        if let Some(path) = path.filter(|_| !lists.is_empty()) {
            each.push(about_path(&lists, path, trusted)?);
        }
        let until = |list: &VerifiedRevocationList| list.list().next_update();
        let lists = lists.iter().map(|list| (list.mark().to_string(), until(list))).collect();
        Ok(Answers { lists, each })
    }

    fn named(&self, console: &mut Console) -> Result<Vec<Named>, Failure> {
        let mut named = Vec::new();
        for name in &self.key {
            named.push(Named::Key(entries::key_id("--key", name, console)?));
        }
        for name in &self.signature {
            named.push(Named::Signature(NamedSignature::read(name)?));
        }
        for text in &self.image {
            named.push(Named::Image(entries::digest(text)?));
        }
        Ok(named)
    }
}

/// What lists are asked about.
enum Named {
    Key(KeyId),
    Signature(NamedSignature),
    Image(Digest),
}

impl Named {
    fn on<'l>(&self, list: &'l VerifiedRevocationList, trusted: Option<Times>) -> Option<&'l ListEntry> {
        match self {
            Self::Key(key) => list.revokes_key(key, trusted, Retroactivity::ByReason),
            Self::Signature(NamedSignature::Digest(digest)) => list.revokes_signature_digest(digest),
            Self::Signature(NamedSignature::Bytes(bytes)) => {
                list.revokes_signature_of_any_scheme(bytes, &Provider)
            }
            Self::Image(digest) => list.revokes_digest(digest),
        }
    }

    const fn code(&self) -> Code {
        match self {
            Self::Image(_) => Code::SubjectRevoked,
            _ => Code::RevocationListed,
        }
    }
}

impl fmt::Display for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Key(key) => write!(f, "key {key}"),
            Self::Signature(signature) => write!(f, "signature {}", signature.digest()),
            Self::Image(digest) => write!(f, "digest {digest}"),
        }
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

fn about_path(
    lists: &[VerifiedRevocationList],
    path: &VerifiedPath<'_>,
    trusted: Option<Times>,
) -> Result<Answer, Failure> {
    let (mut found, retroactivity) = (None, witness::retroactivity(path.leaf()));
    for list in lists {
        let entry = list.revokes_path(path, trusted, retroactivity, &Provider).map_err(|error| {
            Failure::new(Exit::Malformed, "a key of the certificate's path cannot be used").because(&error)
        })?;
        found = found.or(entry.and_then(|entry| on(list, entry)));
    }
    let about = match &found {
        Some((_, entry)) => format!("certificate, by its {} {}", entry.listed().kind(), entry.listed()),
        None => format!("certificate, serial {}", path.leaf().serial()),
    };
    Ok(Answer { about, code: Code::RevocationListed, found })
}

impl Answers {
    /// Why anything is revoked: code and words.
    pub fn revoked(&self) -> Option<(Code, String)> {
        let mut found = self.each.iter().filter(|answer| answer.found.is_some());
        found.next().map(|answer| (answer.code, format!("{}: {}", answer.about, answer.told())))
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
        self.each.iter().map(|answer| (answer.about.clone(), answer.told()))
    }
}

impl Answer {
    fn told(&self) -> String {
        let Some((list, entry)) = &self.found else { return "on no revocation list".to_owned() };
        let told = entry.revocation();
        let reason = told.reason().map_or("no reason", |reason| reason.name());
        let since = told.invalidity_date().map(|date| format!(", invalid since {date}")).unwrap_or_default();
        format!("on the revocation list {list}: revoked at {} ({reason}{since})", told.date())
    }

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
