//! What is put in the place of what.

use syn::{BinOp, ReturnType, Type};

/// Methods that have the same type and say something else. A name may stand more than once.
const METHODS: &[(&str, &str)] = &[
    ("all", "any"),
    ("checked_add", "checked_sub"),
    ("first", "last"),
    ("is_err", "is_ok"),
    ("is_none", "is_some"),
    ("is_none_or", "is_some_and"),
    ("leading_ones", "trailing_ones"),
    ("leading_zeros", "trailing_zeros"),
    ("max", "min"),
    ("saturating_add", "saturating_sub"),
    ("split_first", "split_last"),
    ("starts_with", "ends_with"),
    ("strip_prefix", "strip_suffix"),
];

pub fn method(name: &str) -> Option<&'static str> {
    METHODS.iter().find_map(|(one, other)| match name {
        name if name == *one => Some(*other),
        name if name == *other => Some(*one),
        _ => None,
    })
}

/// Methods that take a predicate.
pub fn takes_predicate(method: &str) -> bool {
    const NAMES: &[&str] = &[
        "all",
        "any",
        "filter",
        "find",
        "is_none_or",
        "is_ok_and",
        "is_some_and",
        "partition",
        "position",
        "retain",
        "skip_while",
        "take_while",
    ];
    NAMES.contains(&method)
}

pub enum Operator {
    Relational(&'static [&'static str]),
    Logical(&'static str),
    Arithmetic(&'static [&'static str]),
}

pub fn binary(operator: &BinOp) -> Option<Operator> {
    use Operator::{Arithmetic, Logical, Relational};
    Some(match operator {
        BinOp::Eq(_) => Relational(&["!="]),
        BinOp::Ne(_) => Relational(&["=="]),
        BinOp::Lt(_) => Relational(&["<=", ">="]),
        BinOp::Le(_) => Relational(&["<", ">"]),
        BinOp::Gt(_) => Relational(&[">=", "<="]),
        BinOp::Ge(_) => Relational(&[">", "<"]),
        BinOp::And(_) => Logical("||"),
        BinOp::Or(_) => Logical("&&"),
        BinOp::Add(_) => Arithmetic(&["-"]),
        BinOp::Sub(_) => Arithmetic(&["+"]),
        BinOp::Mul(_) | BinOp::Rem(_) => Arithmetic(&["+"]),
        BinOp::Div(_) => Arithmetic(&["*"]),
        BinOp::BitAnd(_) => Arithmetic(&["|", "^"]),
        BinOp::BitOr(_) => Arithmetic(&["&", "^"]),
        BinOp::BitXor(_) => Arithmetic(&["&", "|"]),
        BinOp::Shl(_) => Arithmetic(&[">>"]),
        BinOp::Shr(_) => Arithmetic(&["<<"]),
        BinOp::AddAssign(_) => Arithmetic(&["-="]),
        BinOp::SubAssign(_) => Arithmetic(&["+="]),
        BinOp::BitAndAssign(_) => Arithmetic(&["|="]),
        BinOp::BitOrAssign(_) => Arithmetic(&["&="]),
        _ => return None,
    })
}

/// What a function of a type may answer without having looked.
pub fn answers(output: &ReturnType) -> Vec<String> {
    match output {
        ReturnType::Default => vec![String::new()],
        ReturnType::Type(_, output) => values(output),
    }
}

fn values(output: &Type) -> Vec<String> {
    let plain: &[&str] = match output {
        Type::Tuple(tuple) if tuple.elems.is_empty() => &["()"],
        Type::Path(path) => match path.path.segments.last() {
            Some(last) if last.ident == "Result" => return wrapped(&last.arguments, "Ok"),
            Some(last) if last.ident == "Option" => {
                let mut values = vec!["None".to_owned()];
                values.extend(wrapped(&last.arguments, "Some"));
                return values;
            }
            Some(last) => named(&last.ident.to_string()),
            None => &[],
        },
        Type::Reference(to) if matches!(&*to.elem, Type::Path(path) if path.path.is_ident("str")) => {
            &["\"\""]
        }
        Type::Reference(to) if matches!(*to.elem, Type::Slice(_)) => &["&[]"],
        _ => &[],
    };
    plain.iter().map(|value| (*value).to_owned()).collect()
}

fn named(name: &str) -> &'static [&'static str] {
    match name {
        "bool" => &["true", "false"],
        "u8" | "u16" | "u32" | "u64" | "u128" | "usize" => &["0", "1"],
        "Vec" | "String" => &["Default::default()"],
        "Ordering" => &["core::cmp::Ordering::Equal"],
        _ => &[],
    }
}

fn wrapped(arguments: &syn::PathArguments, constructor: &str) -> Vec<String> {
    let syn::PathArguments::AngleBracketed(arguments) = arguments else { return Vec::new() };
    let Some(syn::GenericArgument::Type(inner)) =
        arguments.args.iter().find(|argument| matches!(argument, syn::GenericArgument::Type(_)))
    else {
        return Vec::new();
    };
    values(inner).into_iter().map(|value| format!("{constructor}({value})")).collect()
}
