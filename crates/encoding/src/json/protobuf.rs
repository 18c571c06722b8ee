//! Members of protobuf messages in JSON, whose names have two spellings.

use super::field::shortened;
use super::{FieldError, FieldProblem, Object, Value};

/// Readers for protobuf JSON, which every reader of it accepts: each name as lowerCamelCase and as it stands in the message's
/// definition, in snake_case. They are given the name in lowerCamelCase.
impl<'a> Object<'a> {
    /// The member of either spelling, unless it is absent or `null`.
    ///
    /// ```
    /// use countersign_encoding::json::{self, FieldProblem, Limits, Value};
    /// let root = json::parse(br#"{"media_type":"t","baseUrl":"a","base_url":"b"}"#, &Limits::default())?;
    /// let root = root.as_object().ok_or("an object")?;
    /// assert_eq!(root.either_spelling("mediaType")?, Some(&Value::from("t")));
    /// assert_eq!(root.either_spelling("operator")?, None);
    /// let error = root.either_spelling("baseUrl").unwrap_err();
    /// assert_eq!(error.problem(), &FieldProblem::TwoSpellings);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`FieldProblem::TwoSpellings`]: readers would differ in which they take.
    pub fn either_spelling(&self, name: &'static str) -> Result<Option<&Value<'a>>, FieldError> {
        let mut found = None;
        for (_, value) in self.iter().filter(|(key, _)| is_spelling_of(key, name)) {
            if found.replace(value).is_some() {
                return Err(FieldError::new(name, FieldProblem::TwoSpellings));
            }
        }
        Ok(found.filter(|value| !value.is_null()))
    }

    /// How the object spells a member: as it has it, or in lowerCamelCase where it has none.
    #[must_use]
    pub fn spelling_of<'n>(&'n self, name: &'n str) -> &'n str {
        self.iter().map(|(own, _)| own).find(|own| is_spelling_of(own, name)).unwrap_or(name)
    }

    /// Refuses members that the message does not have, in either spelling.
    ///
    /// # Errors
    ///
    /// [`FieldProblem::Unknown`] at the first such member; the path keeps 64 characters of its name.
    pub fn only_either_spelling(&self, allowed: &[&str]) -> Result<(), FieldError> {
        let known = |name: &str| allowed.iter().any(|allowed| is_spelling_of(name, allowed));
        match self.iter().find(|(name, _)| !known(name)) {
            None => Ok(()),
            Some((name, _)) => Err(FieldError::new(shortened(name), FieldProblem::Unknown)),
        }
    }
}

fn is_spelling_of(name: &str, camel: &str) -> bool {
    name == camel || is_snake_case_of(name, camel)
}

/// Whether `name` is the snake_case spelling of a lowerCamelCase name.
fn is_snake_case_of(name: &str, camel: &str) -> bool {
    let mut letters = name.chars();
    camel.chars().all(|expected| {
        if expected.is_ascii_uppercase() {
            letters.next() == Some('_') && letters.next() == Some(expected.to_ascii_lowercase())
        } else {
            letters.next() == Some(expected)
        }
    }) && letters.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_snake_case_name_is_recognised_and_nothing_near_it() {
        assert!(is_snake_case_of("verification_material", "verificationMaterial"));
        assert!(is_snake_case_of("tlog_entries", "tlogEntries"));
        for name in [
            "verification_Material",
            "verificationmaterial",
            "verification_materia",
            "verification__material",
        ] {
            assert!(!is_snake_case_of(name, "verificationMaterial"), "{name}");
        }
    }

    #[test]
    fn a_member_is_spelled_as_the_object_has_it() {
        let object = Object::new().with("raw_bytes", "").with("keyId", "");
        assert_eq!(object.spelling_of("rawBytes"), "raw_bytes");
        assert_eq!(object.spelling_of("keyId"), "keyId");
        assert_eq!(object.spelling_of("mediaType"), "mediaType");
    }

    #[test]
    fn a_member_in_neither_spelling_is_unknown() {
        let object = Object::new().with("raw_bytes", "").with("keyId", "").with("Key_id", "");
        let error = object.only_either_spelling(&["rawBytes", "keyId"]).unwrap_err();
        assert_eq!((error.path(), error.problem()), ("Key_id", &FieldProblem::Unknown));
        assert_eq!(object.only_either_spelling(&["rawBytes", "keyId", "Key_id"]), Ok(()));
    }
}
