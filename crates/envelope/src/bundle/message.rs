//! Protobuf messages in their JSON form.

use alloc::string::String;

use countersign_encoding::json::{Object, Value};

use super::BundleError;

/// A protobuf message in its JSON form: two spellings of each name, and `null` is absence.
pub(super) struct Message<'v, 'a> {
    object: &'v Object<'a>,
    place: &'static str,
}

impl<'v, 'a> Message<'v, 'a> {
    pub(super) fn of(value: &'v Value<'a>, place: &'static str) -> Result<Self, BundleError> {
        value
            .as_object()
            .map(|object| Self { object, place })
            .ok_or(BundleError::NotAnObject { field: place })
    }

    pub(super) fn only(&self, names: &[&'static str]) -> Result<(), BundleError> {
        let unknown = |_| BundleError::UnknownMember { within: self.place };
        self.object.only_either_spelling(names).map_err(unknown)
    }

    pub(super) fn get(&self, name: &'static str) -> Result<Option<&'v Value<'a>>, BundleError> {
        self.object.either_spelling(name).map_err(|_| BundleError::TwoSpellings { field: name })
    }

    pub(super) fn text(&self, name: &'static str) -> Result<Option<&'v str>, BundleError> {
        let wrong = BundleError::WrongType { field: name };
        self.get(name)?.map(|value| value.as_str().ok_or(wrong)).transpose()
    }

    pub(super) fn array(&self, name: &'static str) -> Result<Option<&'v [Value<'a>]>, BundleError> {
        let wrong = BundleError::WrongType { field: name };
        self.get(name)?.map(|value| value.as_array().ok_or(wrong)).transpose()
    }

    pub(super) fn message(&self, name: &'static str) -> Result<Option<Message<'v, 'a>>, BundleError> {
        self.get(name)?.map(|value| Message::of(value, name)).transpose()
    }

    /// A member that is a message and has the members `names` only.
    pub(super) fn message_with(
        &self,
        name: &'static str,
        names: &[&'static str],
    ) -> Result<Option<Self>, BundleError> {
        let message = self.message(name)?;
        message.iter().try_for_each(|message| message.only(names))?;
        Ok(message)
    }

    /// The entries of a list of messages, which have the members `names` only.
    pub(super) fn messages_with(
        &self,
        name: &'static str,
        names: &'static [&'static str],
    ) -> Result<impl Iterator<Item = Result<Self, BundleError>> + use<'v, 'a>, BundleError> {
        let entries = self.array(name)?.unwrap_or_default();
        Ok(entries.iter().map(move |value| {
            let message = Message::of(value, name)?;
            message.only(names).map(|()| message)
        }))
    }

    /// The same members, `payload_type` as `payloadType`: DSSE itself knows one spelling only.
    pub(super) fn in_dsse_spelling(&self) -> Result<Object<'a>, BundleError> {
        self.get("payloadType")?;
        Ok(self.object.iter().fold(Object::new(), |object, (name, value)| {
            let name = if name == "payload_type" { "payloadType" } else { name };
            object.with(String::from(name), value.clone())
        }))
    }
}
