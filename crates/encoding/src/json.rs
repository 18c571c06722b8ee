//! Strict JSON (RFC 8259): one reader, one tree, two writers.
//!
//! RFC 8259 leaves open what a reader does with a duplicate member name (§4), an unpaired surrogate escape (§8.2), a byte
//! order mark (§8.1) or a number that fits no machine type (§6). Here the first three are refused and a number keeps its
//! text. Size, depth and number of values are limited before anything is allocated for them.
//!
//! Strings without escapes and all numbers borrow from the text; [`Value::into_owned`] lets go of it.

mod canonical;
mod error;
mod field;
mod limits;
mod number;
mod object;
mod protobuf;
mod read;
mod scan;
mod value;
mod write;

pub use error::JsonError;
pub use field::{FieldError, FieldProblem};
pub use limits::Limits;
pub use number::Number;
pub use object::Object;
pub use read::parse;
pub use value::{Kind, Value};

pub(crate) use canonical::Form;
pub(crate) use write::push_string;
