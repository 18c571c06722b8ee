//! What a token is asked for (distribution `docs/spec/auth/scope.md`).
//!
//! ```text
//! scope          := resourcescope [ ' ' resourcescope ]*
//! resourcescope  := resourcetype ":" resourcename ":" action [ ',' action ]*
//! ```

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// The most resources that one token is asked for.
const MAX_RESOURCES: usize = 16;
/// The most actions on one resource.
const MAX_ACTIONS: usize = 16;

/// What a request does in a repository.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Access {
    /// Reads.
    Pull,
    /// Writes, and reads what it wrote.
    Push,
    /// Deletes.
    Delete,
}

impl Access {
    fn actions(self) -> &'static [&'static str] {
        match self {
            Self::Pull => &["pull"],
            Self::Push => &["pull", "push"],
            Self::Delete => &["pull", "push", "delete"],
        }
    }
}

/// A set of resources, each with the actions on it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Scopes(BTreeMap<String, BTreeSet<String>>);

impl Scopes {
    /// What one request needs in this repository.
    pub(crate) fn of(repository: &str, access: Access) -> Self {
        let actions = access.actions().iter().map(|action| (*action).to_owned()).collect();
        Self(BTreeMap::from([(format!("repository:{repository}"), actions)]))
    }

    /// What a registry says that it wants. What lies beyond the limits is passed over.
    pub(crate) fn parse(text: &str) -> Self {
        let resources = text.split(' ').filter(|part| !part.is_empty()).take(MAX_RESOURCES);
        resources.fold(Self::default(), |scopes, part| {
            let (name, actions) = match part.rsplit_once(':') {
                Some((name, actions)) if name.contains(':') => (name, actions),
                _ => (part, ""),
            };
            let actions = actions.split(',').filter(|action| !action.is_empty()).take(MAX_ACTIONS);
            scopes.and(&Self(BTreeMap::from([(name.to_owned(), actions.map(str::to_owned).collect())])))
        })
    }

    /// Both.
    pub(crate) fn and(mut self, other: &Self) -> Self {
        for (name, actions) in &other.0 {
            self.0.entry(name.clone()).or_default().extend(actions.iter().cloned());
        }
        self
    }

    /// What the registry wants, with our actions on the resources that it names; all of ours where it names none.
    pub(crate) fn asked(challenge: &Self, needed: &Self, mounted: &Self) -> Self {
        if challenge.0.is_empty() {
            return needed.clone().and(mounted);
        }
        let ours = needed.0.iter().filter(|(name, _)| challenge.0.contains_key(*name));
        let ours = Self(ours.map(|(name, actions)| (name.clone(), actions.clone())).collect());
        challenge.clone().and(&ours).and(mounted)
    }

    /// Each resource with its actions, as it is written.
    pub(crate) fn each(&self) -> impl Iterator<Item = String> {
        self.0.iter().map(|(name, actions)| {
            let actions: Vec<&str> = actions.iter().map(String::as_str).collect();
            if actions.is_empty() { name.clone() } else { format!("{name}:{}", actions.join(",")) }
        })
    }

    /// Whether all of the other are here.
    pub(crate) fn cover(&self, other: &Self) -> bool {
        other.0.iter().all(|(name, actions)| self.0.get(name).is_some_and(|have| have.is_superset(actions)))
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.each().collect::<Vec<_>>().join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_is_read_and_written_alike() {
        for text in [
            "repository:acme/app:pull",
            "repository:acme/app:pull,push repository:acme/base:pull",
            "registry:catalog:*",
            "repository:host:5000/acme/app:pull",
            "profile",
        ] {
            assert_eq!(Scopes::parse(text).to_string(), text);
        }
    }

    #[test]
    fn what_the_registry_wants_is_asked_with_our_actions_on_it() {
        let needed = Scopes::of("acme/app", Access::Push);
        let challenge = Scopes::parse("repository:acme/app:pull");
        let asked = Scopes::asked(&challenge, &needed, &Scopes::default());
        assert_eq!(asked.to_string(), "repository:acme/app:pull,push");
        assert!(asked.cover(&needed));
    }

    #[test]
    fn a_mount_asks_for_reading_there_too() {
        let mounted = Scopes::of("acme/base", Access::Pull);
        let asked = Scopes::asked(&Scopes::default(), &Scopes::of("acme/app", Access::Push), &mounted);
        assert_eq!(asked.to_string(), "repository:acme/app:pull,push repository:acme/base:pull");
    }

    #[test]
    fn where_the_registry_names_something_else_that_alone_is_asked() {
        let challenge = Scopes::parse("repository:other:pull");
        let needed = Scopes::of("acme/app", Access::Pull);
        assert_eq!(Scopes::asked(&challenge, &needed, &Scopes::default()), challenge);
    }

    #[test]
    fn a_scope_of_endless_resources_is_cut() {
        let text: Vec<String> = (0..1000).map(|n| format!("repository:r{n}:pull")).collect();
        assert_eq!(Scopes::parse(&text.join(" ")).0.len(), MAX_RESOURCES);
    }
}
