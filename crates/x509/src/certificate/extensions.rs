//! Reads the list of extensions (RFC 5280 §4.1.2.9, §4.2).

use countersign_encoding::der::{DerErrorKind, Element, Reader, Tag};

use super::{
    Certificate,
    fields::{Fields, Span},
    outline::wrong,
};
use crate::{
    BasicConstraints, Extension, ExtensionKind, Field, KeyUsage,
    extension::check_value,
    rule::{Rule, Sink, ValueError, Violation},
};

pub(super) fn read_extensions(
    list: &Element<'_>,
    fields: &mut Fields,
    sink: &mut impl Sink,
) -> Result<(), Violation> {
    if list.tag() != Tag::SEQUENCE {
        let kind = DerErrorKind::UnexpectedTag { expected: Tag::SEQUENCE, actual: list.tag() };
        return Err(wrong(Field::Extensions)(kind.at(list.offset())));
    }
    fields.extensions = Span::contents(list);
    let mut entries = list.reader();
    if entries.is_empty() {
        sink.tell(Violation::new(Rule::ExtensionsEmpty, Field::Extensions, list.offset()))?;
    }
    let mut count = 0usize;
    while !entries.is_empty() {
        if count == Certificate::MAX_EXTENSIONS {
            return Err(Violation::new(Rule::TooManyExtensions, Field::Extensions, entries.offset()));
        }
        count = count.saturating_add(1);
        extension(&mut entries, list, fields, sink)?;
    }
    Ok(())
}

fn extension(
    entries: &mut Reader<'_>,
    list: &Element<'_>,
    fields: &mut Fields,
    sink: &mut impl Sink,
) -> Result<(), Violation> {
    let offset = entries.offset();
    let extension = Extension::read(entries).map_err(wrong(Field::Extensions))?;
    let kind = extension.kind();
    fields.unknown_critical |= kind.is_none() && extension.is_critical();
    let field = kind.map_or(Field::OtherExtension, Field::Extension);
    let twice = match kind {
        Some(kind) => fields.known.get(kind).is_some(),
        None => stands_before(list, offset, &extension),
    };
    if twice {
        return sink.tell(Violation::new(Rule::ExtensionTwice, field, offset));
    }
    let Some(kind) = kind else { return Ok(()) };
    let value = Span::at(extension.value_offset(), extension.value().len());
    fields.known.set(kind, value, extension.is_critical());
    interpret(kind, &extension, fields, sink)
}

/// Whether an extension with the same identifier stands before this one.
fn stands_before(list: &Element<'_>, offset: usize, extension: &Extension<'_>) -> bool {
    let mut earlier = list.reader();
    while earlier.offset() < offset {
        match Extension::read(&mut earlier) {
            Ok(other) if other.oid() == extension.oid() => return true,
            Ok(_) => {}
            Err(_) => return false,
        }
    }
    false
}

fn interpret(
    kind: ExtensionKind,
    extension: &Extension<'_>,
    fields: &mut Fields,
    sink: &mut impl Sink,
) -> Result<(), Violation> {
    let read = match kind {
        ExtensionKind::BasicConstraints => BasicConstraints::read(extension.reader())
            .map(|constraints| fields.basic_constraints = Some(constraints))
            .map_err(ValueError::from),
        ExtensionKind::KeyUsage => key_usage(extension, fields),
        _ => check_value(kind, extension.reader()),
    };
    read.or_else(|error| sink.tell(error.violation(Field::Extension(kind))))
}

/// The bits count also where zeros end them: who tolerates that is not to see fewer uses.
fn key_usage(extension: &Extension<'_>, fields: &mut Fields) -> Result<(), ValueError> {
    let (usage, ends_in_one) = KeyUsage::read_bits(extension.reader())?;
    fields.key_usage = Some(usage);
    if ends_in_one { Ok(()) } else { Err(ValueError::Rule(Rule::NamedBits, extension.value_offset())) }
}
