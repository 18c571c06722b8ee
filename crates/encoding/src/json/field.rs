//! Typed reading of members, with errors that name the field.

use alloc::borrow::ToOwned;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;

use super::{Kind, Object, Value};
use crate::text;

/// How many characters of a foreign name an error keeps.
const NAME_SHOWN: usize = 64;
/// How many characters of a path an error shows.
const PATH_SHOWN: usize = 256;

/// Which field of a document is wrong, and what is wrong with it.
///
/// Its text shows the path escaped and shortened, for it may hold foreign names.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("field \"{}\" {problem}", text::escape(.path, PATH_SHOWN))]
pub struct FieldError {
    path: String,
    problem: FieldProblem,
}

/// What is wrong with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FieldProblem {
    /// A required member is absent.
    #[error("is missing")]
    Missing,
    /// The value is of another kind than the document's format says.
    #[error("is of type {actual}, expected {expected}")]
    WrongType {
        /// What the format says.
        expected: Kind,
        /// What is there.
        actual: Kind,
    },
    /// A protobuf message has a member in both of its spellings.
    #[error("is there in two spellings")]
    TwoSpellings,
    /// The format has no member of this name.
    #[error("is not known")]
    Unknown,
    /// A number is written with fraction, exponent or as `-0` where an integer is due.
    #[error("is not an integer")]
    NotInteger,
    /// An integer does not fit its type.
    #[error("is out of range")]
    OutOfRange,
}

impl FieldError {
    /// An error at `path`, such as `layers[3].digest`.
    #[must_use]
    pub fn new(path: impl Into<String>, problem: FieldProblem) -> Self {
        Self { path: path.into(), problem }
    }

    /// The same error seen from outside: `digest` at `layers[3]` is `layers[3].digest`.
    #[must_use]
    pub fn at(self, parent: &str) -> Self {
        let dot = if self.path.starts_with('[') || self.path.is_empty() { "" } else { "." };
        Self { path: format!("{parent}{dot}{}", self.path), problem: self.problem }
    }

    /// The same error seen from outside an array: `digest` at index 3 is `[3].digest`.
    #[must_use]
    pub fn at_index(self, index: usize) -> Self {
        self.at(&format!("[{index}]"))
    }

    /// The path from the outermost value. Foreign names in it are not escaped.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What is wrong.
    #[must_use]
    pub const fn problem(&self) -> &FieldProblem {
        &self.problem
    }
}

/// Typed readers. A member that is `null` counts as absent for the optional ones (as in protobuf JSON and in Go) and as a
/// value of the wrong type for the required ones.
///
/// Each fails with a [`FieldError`] whose path is the name given.
impl<'a> Object<'a> {
    /// The member of that name, `null` included.
    ///
    /// # Errors
    ///
    /// [`FieldProblem::Missing`].
    pub fn required(&self, name: &'static str) -> Result<&Value<'a>, FieldError> {
        self.get(name).ok_or_else(|| FieldError::new(name, FieldProblem::Missing))
    }

    /// The member of that name unless it is absent or `null`.
    #[must_use]
    pub fn optional(&self, name: &str) -> Option<&Value<'a>> {
        self.get(name).filter(|value| !value.is_null())
    }

    /// A string that must be there.
    ///
    /// # Errors
    ///
    /// [`FieldProblem::Missing`] or [`FieldProblem::WrongType`].
    pub fn required_str(&self, name: &'static str) -> Result<&str, FieldError> {
        string(name, self.required(name)?)
    }

    /// An object that must be there.
    ///
    /// # Errors
    ///
    /// [`FieldProblem::Missing`] or [`FieldProblem::WrongType`].
    pub fn required_object(&self, name: &'static str) -> Result<&Object<'a>, FieldError> {
        object(name, self.required(name)?)
    }

    /// An array that must be there.
    ///
    /// # Errors
    ///
    /// [`FieldProblem::Missing`] or [`FieldProblem::WrongType`].
    pub fn required_array(&self, name: &'static str) -> Result<&[Value<'a>], FieldError> {
        array(name, self.required(name)?)
    }

    /// An integer literal that must be there and fit `u64`.
    ///
    /// # Errors
    ///
    /// [`FieldProblem::Missing`], [`FieldProblem::WrongType`], [`FieldProblem::NotInteger`] or [`FieldProblem::OutOfRange`].
    pub fn required_u64(&self, name: &'static str) -> Result<u64, FieldError> {
        unsigned(name, self.required(name)?)
    }

    /// A truth value that must be there.
    ///
    /// # Errors
    ///
    /// [`FieldProblem::Missing`] or [`FieldProblem::WrongType`].
    pub fn required_bool(&self, name: &'static str) -> Result<bool, FieldError> {
        boolean(name, self.required(name)?)
    }

    /// A string, if there is one.
    ///
    /// # Errors
    ///
    /// [`FieldProblem::WrongType`].
    pub fn optional_str(&self, name: &'static str) -> Result<Option<&str>, FieldError> {
        self.optional(name).map(|value| string(name, value)).transpose()
    }

    /// An object, if there is one.
    ///
    /// # Errors
    ///
    /// [`FieldProblem::WrongType`].
    pub fn optional_object(&self, name: &'static str) -> Result<Option<&Object<'a>>, FieldError> {
        self.optional(name).map(|value| object(name, value)).transpose()
    }

    /// An array, if there is one.
    ///
    /// # Errors
    ///
    /// [`FieldProblem::WrongType`].
    pub fn optional_array(&self, name: &'static str) -> Result<Option<&[Value<'a>]>, FieldError> {
        self.optional(name).map(|value| array(name, value)).transpose()
    }

    /// An integer literal that fits `u64`, if there is one.
    ///
    /// # Errors
    ///
    /// [`FieldProblem::WrongType`], [`FieldProblem::NotInteger`] or [`FieldProblem::OutOfRange`].
    pub fn optional_u64(&self, name: &'static str) -> Result<Option<u64>, FieldError> {
        self.optional(name).map(|value| unsigned(name, value)).transpose()
    }

    /// A truth value, if there is one.
    ///
    /// # Errors
    ///
    /// [`FieldProblem::WrongType`].
    pub fn optional_bool(&self, name: &'static str) -> Result<Option<bool>, FieldError> {
        self.optional(name).map(|value| boolean(name, value)).transpose()
    }

    /// An object whose values are all strings, if there is one: annotations, labels.
    ///
    /// # Errors
    ///
    /// [`FieldProblem::WrongType`] at the member or at `name.key`.
    pub fn optional_string_map(
        &self,
        name: &'static str,
    ) -> Result<Option<BTreeMap<String, String>>, FieldError> {
        let Some(map) = self.optional_object(name)? else { return Ok(None) };
        let entry = |(key, value)| Ok((str::to_owned(key), foreign_string(key, value)?.to_owned()));
        let entries: Result<_, FieldError> = map.iter().map(entry).collect();
        entries.map(Some).map_err(|error| error.at(name))
    }

    /// Refuses members that the format does not have.
    ///
    /// # Errors
    ///
    /// [`FieldProblem::Unknown`] at the first such member; the path keeps 64 characters of its name.
    pub fn only(&self, allowed: &[&str]) -> Result<(), FieldError> {
        match self.iter().find(|(name, _)| !allowed.contains(name)) {
            None => Ok(()),
            Some((name, _)) => Err(FieldError::new(shortened(name), FieldProblem::Unknown)),
        }
    }
}

fn string<'v>(name: &str, value: &'v Value<'_>) -> Result<&'v str, FieldError> {
    value.as_str().ok_or_else(|| wrong_type(name, Kind::String, value))
}

/// As [`string`], under a name that is foreign too.
fn foreign_string<'v>(name: &str, value: &'v Value<'_>) -> Result<&'v str, FieldError> {
    value.as_str().ok_or_else(|| wrong_type(&shortened(name), Kind::String, value))
}

fn object<'v, 'a>(name: &str, value: &'v Value<'a>) -> Result<&'v Object<'a>, FieldError> {
    value.as_object().ok_or_else(|| wrong_type(name, Kind::Object, value))
}

fn array<'v, 'a>(name: &str, value: &'v Value<'a>) -> Result<&'v [Value<'a>], FieldError> {
    value.as_array().ok_or_else(|| wrong_type(name, Kind::Array, value))
}

fn boolean(name: &str, value: &Value<'_>) -> Result<bool, FieldError> {
    value.as_bool().ok_or_else(|| wrong_type(name, Kind::Bool, value))
}

fn unsigned(name: &str, value: &Value<'_>) -> Result<u64, FieldError> {
    let number = value.as_number().ok_or_else(|| wrong_type(name, Kind::Number, value))?;
    number.as_u64().ok_or_else(|| {
        let integer = number.is_integer() && number.as_str() != "-0";
        FieldError::new(name, if integer { FieldProblem::OutOfRange } else { FieldProblem::NotInteger })
    })
}

fn wrong_type(name: &str, expected: Kind, value: &Value<'_>) -> FieldError {
    FieldError::new(name, FieldProblem::WrongType { expected, actual: value.kind() })
}

pub(super) fn shortened(name: &str) -> String {
    name.chars().take(NAME_SHOWN).collect()
}
