use super::answer::Answer;
use super::behaviour::Behaviour;
use super::content::Content;
use super::record::SeenRequest;
use super::store::Store;
use super::{blobs, listings, manifests, uploads};
use std::sync::{Mutex, MutexGuard};

/// One request with what is needed to answer it.
pub(super) struct Call<'a> {
    pub(super) behaviour: &'a Behaviour,
    pub(super) store: &'a Mutex<Store>,
    pub(super) request: &'a SeenRequest,
    pub(super) body: &'a Content,
    pub(super) effect: Effect,
}

/// Faults that change what a request does, not only its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    Honest,
    ReadsStale,
    StoresOther,
    StoresNothing,
}

/// What a path of the distribution-spec names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Route<'a> {
    Base,
    Manifest { repository: &'a str, reference: &'a str },
    Blob { repository: &'a str, digest: &'a str },
    Uploads { repository: &'a str },
    Upload { repository: &'a str, id: &'a str },
    Tags { repository: &'a str },
    Referrers { repository: &'a str, subject: &'a str },
    Unknown,
}

impl<'a> Route<'a> {
    pub(super) fn parse(path: &'a str) -> Self {
        let Some(rest) = path.strip_prefix("/v2") else { return Self::Unknown };
        if rest.trim_matches('/').is_empty() {
            return Self::Base;
        }
        let rest = rest.strip_prefix('/').unwrap_or(rest);
        if let Some(repository) = rest.strip_suffix("/tags/list") {
            return Self::Tags { repository };
        }
        if let Some((repository, id)) = rest.rsplit_once("/blobs/uploads") {
            let id = id.trim_start_matches('/');
            return if id.is_empty() {
                Self::Uploads { repository }
            } else {
                Self::Upload { repository, id }
            };
        }
        Self::parse_object(rest).unwrap_or(Self::Unknown)
    }

    fn parse_object(rest: &'a str) -> Option<Self> {
        let (before, name) = rest.rsplit_once('/')?;
        let (repository, kind) = before.rsplit_once('/')?;
        match kind {
            "manifests" => Some(Self::Manifest { repository, reference: name }),
            "blobs" => Some(Self::Blob { repository, digest: name }),
            "referrers" => Some(Self::Referrers { repository, subject: name }),
            _ => None,
        }
    }

    pub(super) const fn repository(self) -> Option<&'a str> {
        match self {
            Self::Base | Self::Unknown => None,
            Self::Manifest { repository, .. }
            | Self::Blob { repository, .. }
            | Self::Uploads { repository }
            | Self::Upload { repository, .. }
            | Self::Tags { repository }
            | Self::Referrers { repository, .. } => Some(repository),
        }
    }
}

impl Call<'_> {
    pub(super) fn answer(&self) -> Answer {
        let reads = self.reads();
        if self.behaviour.read_only && !reads {
            return Answer::error(405, "UNSUPPORTED");
        }
        match Route::parse(self.request.path()) {
            Route::Base => Answer::json(200, "application/json", &serde_json::json!({})),
            Route::Manifest { repository, reference } => manifests::answer(self, repository, reference),
            Route::Blob { repository, digest } => blobs::answer(self, repository, digest),
            Route::Uploads { repository } => uploads::begin(self, repository),
            Route::Upload { repository, id } => uploads::go_on(self, repository, id),
            Route::Tags { repository } if reads => listings::tags(self, repository),
            Route::Referrers { repository, subject } if reads => {
                listings::referrers(self, repository, subject)
            }
            Route::Tags { .. } | Route::Referrers { .. } => Answer::error(405, "UNSUPPORTED"),
            Route::Unknown => Answer::error(404, "NOT_FOUND"),
        }
    }

    pub(super) fn reads(&self) -> bool {
        matches!(self.request.method(), "GET" | "HEAD")
    }

    pub(super) fn store(&self) -> MutexGuard<'_, Store> {
        self.store.lock().expect("no handler panicked")
    }

    /// A `Location` within this registry.
    pub(super) fn location(&self, path: &str) -> String {
        if self.behaviour.absolute_locations {
            format!("http://{}{path}", self.request.at())
        } else {
            path.to_owned()
        }
    }

    /// What is stored of the pushed `content`, `None` where it is lost.
    pub(super) fn stored(&self, content: &Content) -> Option<Content> {
        match self.effect {
            Effect::Honest | Effect::ReadsStale => Some(content.clone()),
            Effect::StoresOther => Some(content.flipped()),
            Effect::StoresNothing => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Route;

    #[test]
    fn paths_name_what_they_name() {
        let repository = "a/manifests/b";
        for (path, expected) in [
            ("/v2/", Route::Base),
            ("/v2/a/manifests/b/manifests/v1", Route::Manifest { repository, reference: "v1" }),
            ("/v2/a/manifests/b/blobs/sha256:1", Route::Blob { repository, digest: "sha256:1" }),
            ("/v2/a/manifests/b/blobs/uploads/", Route::Uploads { repository }),
            ("/v2/a/manifests/b/blobs/uploads/7", Route::Upload { repository, id: "7" }),
            ("/v2/a/manifests/b/tags/list", Route::Tags { repository }),
            ("/v2/a/manifests/b/referrers/sha256:1", Route::Referrers { repository, subject: "sha256:1" }),
            ("/v1/a", Route::Unknown),
        ] {
            assert_eq!(Route::parse(path), expected, "{path}");
        }
    }
}
