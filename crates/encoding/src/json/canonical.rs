//! Canonical forms: one walk, and what tells them apart.

use alloc::{string::String, vec::Vec};
use core::cmp::Ordering;

use super::{Number, Object, Value};

/// What a canonical form says of numbers, strings and the order of members.
pub(crate) struct Form<E> {
    pub(crate) push_number: fn(&mut String, &Number<'_>) -> Result<(), E>,
    pub(crate) push_string: fn(&mut String, &str),
    pub(crate) order: fn(&str, &str) -> Ordering,
}

impl<E> Form<E> {
    /// Writes a value without whitespace, members in order.
    pub(crate) fn write(&self, value: &Value<'_>) -> Result<String, E> {
        let mut out = String::new();
        self.push(&mut out, value)?;
        Ok(out)
    }

    fn push(&self, out: &mut String, value: &Value<'_>) -> Result<(), E> {
        match value {
            Value::Number(number) => (self.push_number)(out, number)?,
            Value::String(text) => (self.push_string)(out, text),
            Value::Array(items) => self.push_array(out, items)?,
            Value::Object(object) => self.push_object(out, object)?,
            Value::Bool(true) => out.push_str("true"),
            Value::Bool(false) => out.push_str("false"),
            Value::Null => out.push_str("null"),
        }
        Ok(())
    }

    fn push_array(&self, out: &mut String, items: &[Value<'_>]) -> Result<(), E> {
        let mut separator = "";
        out.push('[');
        for item in items {
            out.push_str(separator);
            self.push(out, item)?;
            separator = ",";
        }
        out.push(']');
        Ok(())
    }

    fn push_object(&self, out: &mut String, object: &Object<'_>) -> Result<(), E> {
        let mut members: Vec<_> = object.iter().collect();
        members.sort_unstable_by(|(a, _), (b, _)| (self.order)(a, b));
        let mut separator = "";
        out.push('{');
        for (name, value) in members {
            out.push_str(separator);
            (self.push_string)(out, name);
            out.push(':');
            self.push(out, value)?;
            separator = ",";
        }
        out.push('}');
        Ok(())
    }
}
