//! Characters of a value, and the form in which two values are compared.

use core::str::Chars;

use countersign_encoding::der::{Element, Tag};

/// The characters of a well-formed string.
#[derive(Clone)]
pub(crate) enum Characters<'a> {
    Text(Chars<'a>),
    /// Two bytes each.
    Bmp(&'a [u8]),
    /// Four bytes each.
    Universal(&'a [u8]),
}

impl<'a> Characters<'a> {
    /// Nothing where the element is no string whose characters are known, or not well formed.
    pub(crate) fn of(element: &Element<'a>) -> Option<Self> {
        let contents = element.contents();
        let characters = match element.tag() {
            Tag::UTF8_STRING => Self::Text(core::str::from_utf8(contents).ok()?.chars()),
            Tag::PRINTABLE_STRING | Tag::IA5_STRING | Tag::NUMERIC_STRING | Tag::VISIBLE_STRING => {
                Self::Text(core::str::from_utf8(contents).ok().filter(|text| text.is_ascii())?.chars())
            }
            Tag::BMP_STRING => Self::Bmp(contents),
            Tag::UNIVERSAL_STRING => Self::Universal(contents),
            _ => return None,
        };
        characters.is_well_formed().then_some(characters)
    }

    fn is_well_formed(&self) -> bool {
        let mut rest = match self {
            Self::Text(_) => return true,
            wide => wide.clone(),
        };
        while rest.next().is_some() {}
        matches!(rest, Self::Bmp([]) | Self::Universal([]))
    }
}

impl Iterator for Characters<'_> {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        match self {
            Self::Text(characters) => characters.next(),
            Self::Bmp(bytes) => {
                let (unit, rest) = bytes.split_first_chunk::<2>()?;
                let character = char::from_u32(u16::from_be_bytes(*unit).into())?;
                *bytes = rest;
                Some(character)
            }
            Self::Universal(bytes) => {
                let (unit, rest) = bytes.split_first_chunk::<4>()?;
                let character = char::from_u32(u32::from_be_bytes(*unit))?;
                *bytes = rest;
                Some(character)
            }
        }
    }
}

/// The characters of a string of ASCII whose type gives each of them one byte, which nearly every name is made of.
pub(super) fn ascii<'a>(element: &Element<'a>) -> Option<&'a [u8]> {
    let is_text = matches!(
        element.tag(),
        Tag::UTF8_STRING
            | Tag::PRINTABLE_STRING
            | Tag::IA5_STRING
            | Tag::NUMERIC_STRING
            | Tag::VISIBLE_STRING
    );
    (is_text && element.contents().is_ascii()).then(|| element.contents())
}

/// Characters without difference of case, one space where several stand, none at the ends (RFC 4518 §2.2, §2.6.1).
pub(super) struct Folded<I> {
    characters: I,
    started: bool,
    behind_space: Option<char>,
}

impl<I: Iterator<Item = char>> Folded<I> {
    pub(super) fn new(characters: I) -> Self {
        Self { characters, started: false, behind_space: None }
    }
}

impl<I: Iterator<Item = char>> Iterator for Folded<I> {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        if let Some(character) = self.behind_space.take() {
            return Some(fold(character));
        }
        let first = self.characters.next()?;
        if first != ' ' {
            self.started = true;
            return Some(fold(first));
        }
        let after = self.characters.find(|character| *character != ' ')?;
        if self.started {
            self.behind_space = Some(after);
            return Some(' ');
        }
        self.started = true;
        Some(fold(after))
    }
}

/// Letters outside of ASCII fold only to single letters outside of ASCII: U+212A, the sign for kelvin, is no `k`.
fn fold(character: char) -> char {
    if character.is_ascii() {
        return character.to_ascii_lowercase();
    }
    let mut lower = character.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(single), None) if !single.is_ascii() => single,
        _ => character,
    }
}
