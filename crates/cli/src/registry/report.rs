//! What there is to say of the network after the fact.

use countersign::encoding::json::{Object, Value};

use crate::failure::Failure;

/// What a registry was asked, and what went wrong on the way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NetworkReport {
    pub requests: u64,
    /// Hosts that a proxy spoke to: which address that was, nobody here knows.
    pub unchecked: Vec<String>,
    pub troubles: Vec<Trouble>,
}

/// A request that brought nothing of use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// What was asked, without secrets.
    pub url: String,
    pub reason: String,
    /// What to try.
    pub next: Option<String>,
}

impl NetworkReport {
    /// The member `network` of a report; none where there is nothing to say.
    pub fn json(&self) -> Option<Object<'_>> {
        let mut object = Object::new();
        if !self.unchecked.is_empty() {
            let hosts: Vec<_> = self.unchecked.iter().map(|host| Value::from(host.as_str())).collect();
            object = object.with("destinationsUnchecked", hosts);
        }
        if !self.troubles.is_empty() {
            object = object.with("failures", self.troubles.iter().map(Trouble::json).collect::<Vec<_>>());
        }
        (!object.is_empty()).then_some(object)
    }

    /// What people are told beside a result.
    pub fn unchecked_line(&self) -> Option<String> {
        let hosts = self.unchecked.join(", ");
        (!hosts.is_empty()).then(|| {
            format!("a proxy made the connections to {hosts}: which addresses they led to was not checked")
        })
    }

    /// Adds the first trouble to a failure that comes of it, and what to try.
    pub fn explain(&self, failure: Failure) -> Failure {
        let Some(trouble) = self.troubles.first() else { return failure };
        failure.adding(&format!("{}: {}", trouble.url, trouble.reason)).next_if(trouble.next.as_ref())
    }
}

impl Trouble {
    fn json(&self) -> Value<'_> {
        Value::from(Object::new().with("url", self.url.as_str()).with("reason", self.reason.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exit::Exit;

    fn report() -> NetworkReport {
        NetworkReport {
            requests: 2,
            unchecked: vec!["registry.example".into()],
            troubles: vec![Trouble {
                url: "https://registry.example/v2/a/manifests/1".into(),
                reason: "connection refused".into(),
                next: Some("start it".into()),
            }],
        }
    }

    #[test]
    fn the_member_is_there_only_where_there_is_something_to_say() {
        assert_eq!(NetworkReport { requests: 3, ..NetworkReport::default() }.json(), None);
        let json = Value::from(report().json().unwrap()).to_json();
        assert!(json.contains(r#""destinationsUnchecked":["registry.example"]"#), "{json}");
        assert!(json.contains(r#""reason":"connection refused""#), "{json}");
    }

    #[test]
    fn a_failure_says_where_and_what_next() {
        let failure = report().explain(Failure::new(Exit::Unreachable, "the image"));
        assert_eq!(
            failure.what(),
            "the image: https://registry.example/v2/a/manifests/1: connection refused"
        );
        assert_eq!(failure.next_step(), Some("start it"));
    }
}
