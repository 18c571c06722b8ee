//! What can be wrong, one type for each operation.

mod parse;
mod request;
mod response;
mod several;
mod token;

pub use parse::{TokenParseError, TokenPart};
pub use request::RequestError;
pub use response::{FinishError, ResponseError};
pub use several::QuorumError;
pub use token::TokenError;
