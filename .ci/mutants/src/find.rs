//! Finds what can be mutated in a source file.

use std::{collections::HashSet, ops::Range};

use syn::{
    Block, Expr, ExprBinary, ExprIf, ExprLit, ExprMatch, ExprMethodCall, Lit, Pat, Signature, Stmt,
    spanned::Spanned, visit::Visit,
};

use crate::{
    Result,
    exchange::{self, Operator},
    sites::{Choice, Form, Sites},
};

/// A mutant and what it is called.
#[derive(Clone)]
pub struct Mutant {
    /// What chooses it in one build.
    pub id: usize,
    pub file: String,
    pub operator: &'static str,
    /// `file:line:column operator: before → after`, the same as long as its line is.
    pub name: String,
}

pub fn sites(source: &str) -> Result<Sites> {
    let file = syn::parse_file(source)?;
    let mut finder = Finder { source, sites: Sites::default(), settled: HashSet::new() };
    finder.visit_file(&file);
    Ok(finder.sites)
}

/// What has been found in a source.
pub struct Finder<'s> {
    source: &'s str,
    sites: Sites,
    /// Where statements begin that are as good as left out when the condition around them is `false`.
    settled: HashSet<usize>,
}

impl Finder<'_> {
    pub fn text(&self, node: &impl Spanned) -> &str {
        self.source.get(node.span().byte_range()).unwrap_or_default()
    }

    fn add(&mut self, range: Range<usize>, form: Form, operator: &'static str, after: &str, text: &str) {
        let before = self.source.get(range.clone()).unwrap_or_default();
        self.add_named(range, form, operator, before, after, text);
    }

    fn add_named(
        &mut self,
        range: Range<usize>,
        form: Form,
        operator: &'static str,
        before: &str,
        after: &str,
        text: &str,
    ) {
        let choice = Choice { operator, before: short(before), after: short(after), text: text.to_owned() };
        self.sites.add(range, form, choice);
    }

    /// Puts other text in the place of an expression.
    pub fn replace(&mut self, expression: &Expr, operator: &'static str, text: &str) {
        self.add(expression.span().byte_range(), Form::Expression, operator, text, text);
    }

    /// Puts other text in the place of a part of an expression.
    fn exchange(&mut self, whole: Range<usize>, part: Range<usize>, operator: &'static str, text: &str) {
        let (Some(front), Some(before), Some(back)) = (
            self.source.get(whole.start..part.start),
            self.source.get(part.clone()),
            self.source.get(part.end..whole.end),
        ) else {
            return;
        };
        let (before, mutated) = (before.to_owned(), format!("{front}{text}{back}"));
        let context = |part: &str| match whole.len() {
            0..=70 => format!("{front}{part}{back}"),
            _ => part.to_owned(),
        };
        let (before, after) = (context(&before), context(text));
        self.add_named(whole, Form::Expression, operator, &before, &after, &mutated);
    }

    pub fn predicate(&mut self, expression: &Expr, operator: &'static str) {
        for value in ["true", "false"] {
            if self.text(expression) != value {
                self.replace(expression, operator, value);
            }
        }
    }

    pub fn function(&mut self, signature: &Signature, block: &Block) {
        let start = block.brace_token.span.open().byte_range().end;
        let body = match block.stmts.as_slice() {
            [Stmt::Expr(only, None)] => self.text(only).to_owned(),
            _ => String::new(),
        };
        for answer in exchange::answers(&signature.output) {
            if block.stmts.is_empty() || (!answer.is_empty() && body == answer) {
                continue;
            }
            let before = format!("body of {}", signature.ident);
            let after = if answer.is_empty() { "nothing" } else { &answer };
            self.add_named(start..start, Form::Body, "body", &before, after, &answer);
        }
    }

    pub fn binary(&mut self, node: &ExprBinary) {
        let (whole, part) = (node.span().byte_range(), node.op.span().byte_range());
        match exchange::binary(&node.op) {
            // A `let` in a chain of conditions cannot be wrapped; what stands beside it can.
            Some(Operator::Logical(_)) if has_let(&node.left) || has_let(&node.right) => {
                for operand in [&node.left, &node.right] {
                    if !has_let(operand) {
                        self.replace(operand, "operand", "true");
                    }
                }
            }
            Some(Operator::Logical(other)) => {
                self.exchange(whole.clone(), part, "logical", other);
                let is_and = matches!(node.op, syn::BinOp::And(_));
                let neutral = if is_and { "true" } else { "false" };
                self.replace(&node.left, "operand", neutral);
                self.replace(&node.right, "operand", neutral);
            }
            Some(Operator::Relational(others)) => {
                for other in others {
                    self.exchange(whole.clone(), part.clone(), "relational", other);
                }
            }
            Some(Operator::Arithmetic(others)) => {
                for other in others {
                    self.exchange(whole.clone(), part.clone(), "arithmetic", other);
                }
            }
            None => {}
        }
    }

    pub fn method(&mut self, node: &ExprMethodCall) {
        let name = node.method.to_string();
        let (whole, part) = (node.span().byte_range(), node.method.span().byte_range());
        if let Some(other) = exchange::method(&name) {
            self.exchange(whole.clone(), part, "method", other);
        }
        let Some(argument) = node.args.first().filter(|_| node.args.len() == 1) else { return };
        if matches!(name.as_str(), "take" | "skip") && !matches!(argument, Expr::Lit(_)) {
            let more = format!("({}).saturating_add(1)", self.text(argument));
            self.replace(argument, "count", &more);
        }
        if let Expr::Closure(closure) = argument
            && exchange::takes_predicate(&name)
        {
            self.predicate(&closure.body, "predicate");
        }
    }

    /// A `return` alone in an `if` without `else` is what the condition decides.
    pub fn condition(&mut self, node: &ExprIf) {
        if has_let(&node.cond) {
            return;
        }
        self.predicate(&node.cond, "condition");
        if let ([Stmt::Expr(only, Some(_))], None) = (node.then_branch.stmts.as_slice(), &node.else_branch) {
            self.settled.insert(only.span().byte_range().start);
        }
    }

    pub fn arms(&mut self, node: &ExprMatch) {
        let Some(rest) = node.arms.iter().find(|arm| matches!(arm.pat, Pat::Wild(_)) && arm.guard.is_none())
        else {
            return;
        };
        let rest_body = self.text(&*rest.body).to_owned();
        for arm in &node.arms {
            let is_rest = matches!(arm.pat, Pat::Wild(_)) && arm.guard.is_none();
            if arm.guard.is_none() && !is_rest && self.text(&*arm.body) != rest_body {
                let (at, pattern) = (arm.pat.span().byte_range().end, self.text(&arm.pat).to_owned());
                self.add_named(at..at, Form::Arm, "arm", &pattern, "no such arm", "arm");
            }
        }
    }

    pub fn statement(&mut self, expression: &Expr, whole: Range<usize>) {
        let operator = match expression {
            Expr::Try(_) => "check",
            Expr::Call(_) | Expr::MethodCall(_) | Expr::Assign(_) => "statement",
            Expr::Binary(binary) if matches!(exchange::binary(&binary.op), Some(Operator::Arithmetic(_))) => {
                "statement"
            }
            Expr::Return(_) => "return",
            _ => return,
        };
        if !self.settled.contains(&whole.start) {
            self.add(whole, Form::Statement, operator, "nothing", "");
        }
    }

    pub fn literal(&mut self, node: &ExprLit) {
        let range = node.span().byte_range();
        match &node.lit {
            Lit::Bool(value) => {
                let other = if value.value { "false" } else { "true" };
                self.add(range, Form::Expression, "literal", other, other);
            }
            Lit::Int(value) => {
                let Ok(number) = value.base10_parse::<u64>() else { return };
                for other in [number.checked_add(1), number.checked_sub(1)].into_iter().flatten() {
                    let text = format!("{other}{}", value.suffix());
                    self.add(range.clone(), Form::Expression, "literal", &text, &text);
                }
            }
            _ => {}
        }
    }
}

/// Whether a condition binds a name.
pub fn has_let(expression: &Expr) -> bool {
    match expression {
        Expr::Let(_) => true,
        Expr::Binary(node) => {
            matches!(node.op, syn::BinOp::And(_)) && (has_let(&node.left) || has_let(&node.right))
        }
        _ => false,
    }
}

/// One line of at most 70 characters.
fn short(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= 70 { line } else { line.chars().take(69).chain(['…']).collect() }
}
