//! Objects: members in source order, names distinct, found fast.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use super::Value;

/// Up to this many members are searched one by one; more are found through an index.
const SMALL: usize = 16;

/// An object whose member names are distinct, in the order of their source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Object<'a> {
    members: Vec<Member<'a>>,
    /// Positions in `members` sorted by name; empty while there are at most [`SMALL`].
    by_name: Vec<usize>,
}

pub(super) type Member<'a> = (Cow<'a, str>, Value<'a>);

impl<'a> Object<'a> {
    /// An object without members.
    #[must_use]
    pub const fn new() -> Self {
        Self { members: Vec::new(), by_name: Vec::new() }
    }

    /// Takes members as read. When two have the same name, the error is the position of the first that repeats another.
    pub(super) fn from_members(members: Vec<Member<'a>>) -> Result<Self, usize> {
        if members.len() > SMALL {
            return Self::indexed(members);
        }
        let repeats = |(position, (name, _)): (usize, &Member<'a>)| {
            members.iter().take(position).any(|(earlier, _)| earlier == name).then_some(position)
        };
        match members.iter().enumerate().find_map(repeats) {
            Some(position) => Err(position),
            None => Ok(Self { members, by_name: Vec::new() }),
        }
    }

    fn indexed(members: Vec<Member<'a>>) -> Result<Self, usize> {
        let by_name = sorted(&members);
        let name = |position: usize| members.get(position).map(|(name, _)| name);
        let repeats = |pair: &[usize]| match *pair {
            [a, b] if name(a) == name(b) => Some(b),
            _ => None,
        };
        match by_name.windows(2).filter_map(repeats).min() {
            Some(position) => Err(position),
            None => Ok(Self { members, by_name }),
        }
    }

    /// Adds a member at the end, or gives the member of that name this value where it stands.
    ///
    /// ```
    /// use countersign_encoding::json::{Object, Value};
    /// let object = Object::new().with("critical", Object::new()).with("optional", Value::Null);
    /// assert_eq!(Value::from(object).to_json(), r#"{"critical":{},"optional":null}"#);
    /// ```
    #[must_use]
    pub fn with(mut self, name: impl Into<Cow<'a, str>>, value: impl Into<Value<'a>>) -> Self {
        let (name, value) = (name.into(), value.into());
        match self.position(&name) {
            Ok(position) => {
                if let Some(member) = self.members.get_mut(position) {
                    member.1 = value;
                }
            }
            Err(place) => self.push(place, (name, value)),
        }
        self
    }

    /// `place` is where the index wants the new name.
    fn push(&mut self, place: usize, member: Member<'a>) {
        let position = self.members.len();
        self.members.push(member);
        if position > SMALL {
            self.by_name.insert(place, position);
        } else if position == SMALL {
            self.by_name = sorted(&self.members);
        }
    }

    /// The value of the member of that name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value<'a>> {
        let position = self.position(name).ok()?;
        self.members.get(position).map(|(_, value)| value)
    }

    /// The value of the member of that name, without the rest of the object: what is kept of a large document need not be
    /// copied out of it first.
    ///
    /// ```
    /// use countersign_encoding::json::{self, Limits, Value};
    /// let statement = json::parse(br#"{"_type":"t","predicate":{"a":1}}"#, &Limits::default())?;
    /// let predicate: Option<Value<'static>> =
    ///     statement.into_object().and_then(|root| root.into_member("predicate")).map(Value::into_owned);
    /// assert_eq!(predicate.map(|value| value.to_json()), Some(r#"{"a":1}"#.to_owned()));
    /// # Ok::<(), json::JsonError>(())
    /// ```
    #[must_use]
    pub fn into_member(self, name: &str) -> Option<Value<'a>> {
        let position = self.position(name).ok()?;
        self.members.into_iter().nth(position).map(|(_, value)| value)
    }

    /// Names and values in source order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &Value<'a>)> {
        self.members.iter().map(|(name, value)| (&**name, value))
    }

    /// How many members there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.members.len()
    }

    /// Whether there are no members.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// Where the member of that name stands, or else its place in the index.
    fn position(&self, name: &str) -> Result<usize, usize> {
        if self.by_name.is_empty() {
            return self.members.iter().position(|(own, _)| own == name).ok_or(0);
        }
        let found = self.by_name.binary_search_by(|position| self.name(*position).cmp(&Some(name)))?;
        self.by_name.get(found).copied().ok_or(0)
    }

    fn name(&self, position: usize) -> Option<&str> {
        self.members.get(position).map(|(name, _)| &**name)
    }

    pub(super) fn into_owned(self) -> Object<'static> {
        let owned = |(name, value): Member<'a>| (Cow::Owned(name.into_owned()), value.into_owned());
        Object { members: self.members.into_iter().map(owned).collect(), by_name: self.by_name }
    }
}

/// Positions in order of the names, equal names in order of position.
fn sorted(members: &[Member<'_>]) -> Vec<usize> {
    let mut positions: Vec<usize> = (0..members.len()).collect();
    positions.sort_by_key(|position| members.get(*position).map(|(name, _)| &**name));
    positions
}
