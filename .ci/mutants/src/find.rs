//! Finds what can be mutated in a source file.

use std::{collections::HashSet, ops::Range};

use syn::{
    Arm, Block, Expr, ExprBinary, ExprClosure, ExprIf, ExprLit, ExprMatch, ExprMethodCall, ExprUnary, Lit,
    Pat, Signature, Stmt, spanned::Spanned, visit::Visit,
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

struct Finder<'s> {
    source: &'s str,
    sites: Sites,
    /// Where statements begin that are as good as left out when the condition around them is `false`.
    settled: HashSet<usize>,
}

impl Finder<'_> {
    fn text(&self, node: &impl Spanned) -> &str {
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
    fn replace(&mut self, expression: &Expr, operator: &'static str, text: &str) {
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

    fn predicate(&mut self, expression: &Expr, operator: &'static str) {
        for value in ["true", "false"] {
            if self.text(expression) != value {
                self.replace(expression, operator, value);
            }
        }
    }

    fn function(&mut self, signature: &Signature, block: &Block) {
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

    fn binary(&mut self, node: &ExprBinary) {
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

    fn method(&mut self, node: &ExprMethodCall) {
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
    fn condition(&mut self, node: &ExprIf) {
        if has_let(&node.cond) {
            return;
        }
        self.predicate(&node.cond, "condition");
        if let ([Stmt::Expr(only, Some(_))], None) = (node.then_branch.stmts.as_slice(), &node.else_branch) {
            self.settled.insert(only.span().byte_range().start);
        }
    }

    fn arms(&mut self, node: &ExprMatch) {
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

    fn statement(&mut self, expression: &Expr, whole: Range<usize>) {
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

    fn literal(&mut self, node: &ExprLit) {
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

impl<'ast> Visit<'ast> for Finder<'_> {
    fn visit_item_mod(&mut self, node: &'ast syn::ItemMod) {
        if !is_test(&node.attrs) {
            syn::visit::visit_item_mod(self, node);
        }
    }

    fn visit_item_fn(&mut self, node: &'ast syn::ItemFn) {
        if node.sig.constness.is_none() && !is_test(&node.attrs) {
            self.function(&node.sig, &node.block);
            self.visit_block(&node.block);
        }
    }

    fn visit_impl_item_fn(&mut self, node: &'ast syn::ImplItemFn) {
        if node.sig.constness.is_none() && !is_test(&node.attrs) {
            self.function(&node.sig, &node.block);
            self.visit_block(&node.block);
        }
    }

    fn visit_item_impl(&mut self, node: &'ast syn::ItemImpl) {
        let shows = |path: &syn::Path| {
            path.segments.last().is_some_and(|name| name.ident == "Display" || name.ident == "Debug")
        };
        if !node.trait_.as_ref().is_some_and(|(_, path, _)| shows(path)) && !is_test(&node.attrs) {
            syn::visit::visit_item_impl(self, node);
        }
    }

    fn visit_stmt(&mut self, node: &'ast Stmt) {
        if let Stmt::Expr(expression, Some(_)) = node {
            self.statement(expression, node.span().byte_range());
        }
        syn::visit::visit_stmt(self, node);
    }

    fn visit_expr(&mut self, node: &'ast Expr) {
        match node {
            Expr::Continue(jump) if jump.label.is_none() => self.replace(node, "jump", "break"),
            Expr::Break(jump) if jump.label.is_none() && jump.expr.is_none() => {
                self.replace(node, "jump", "continue");
            }
            Expr::Unary(ExprUnary { op: syn::UnOp::Not(_), expr, .. }) => {
                let text = self.text(&**expr).to_owned();
                self.replace(node, "negation", &text);
            }
            Expr::Macro(call) if call.mac.path.is_ident("matches") => {
                let text = format!("!{}", self.text(node));
                self.replace(node, "negation", &text);
            }
            _ => {}
        }
        syn::visit::visit_expr(self, node);
    }

    fn visit_expr_binary(&mut self, node: &'ast ExprBinary) {
        self.binary(node);
        syn::visit::visit_expr_binary(self, node);
    }

    fn visit_expr_method_call(&mut self, node: &'ast ExprMethodCall) {
        self.method(node);
        syn::visit::visit_expr_method_call(self, node);
    }

    fn visit_expr_if(&mut self, node: &'ast ExprIf) {
        self.condition(node);
        syn::visit::visit_expr_if(self, node);
    }

    fn visit_expr_while(&mut self, node: &'ast syn::ExprWhile) {
        if !has_let(&node.cond) {
            self.replace(&node.cond, "condition", "false");
        }
        syn::visit::visit_expr_while(self, node);
    }

    fn visit_expr_match(&mut self, node: &'ast ExprMatch) {
        self.arms(node);
        syn::visit::visit_expr_match(self, node);
    }

    fn visit_arm(&mut self, node: &'ast Arm) {
        if let Some((_, guard)) = &node.guard
            && !has_let(guard)
        {
            self.predicate(guard, "guard");
        }
        syn::visit::visit_arm(self, node);
    }

    fn visit_expr_closure(&mut self, node: &'ast ExprClosure) {
        self.visit_expr(&node.body);
    }

    fn visit_expr_lit(&mut self, node: &'ast ExprLit) {
        self.literal(node);
    }

    // What is constant is known before a mutant can be chosen.
    fn visit_expr_const(&mut self, _: &'ast syn::ExprConst) {}
    fn visit_expr_repeat(&mut self, node: &'ast syn::ExprRepeat) {
        self.visit_expr(&node.expr);
    }
    fn visit_item_const(&mut self, _: &'ast syn::ItemConst) {}
    fn visit_impl_item_const(&mut self, _: &'ast syn::ImplItemConst) {}
    fn visit_item_enum(&mut self, _: &'ast syn::ItemEnum) {}
    fn visit_item_macro(&mut self, _: &'ast syn::ItemMacro) {}
    fn visit_item_static(&mut self, _: &'ast syn::ItemStatic) {}
    fn visit_macro(&mut self, _: &'ast syn::Macro) {}
    fn visit_pat(&mut self, _: &'ast Pat) {}
    fn visit_path(&mut self, _: &'ast syn::Path) {}
    fn visit_type(&mut self, _: &'ast syn::Type) {}
    fn visit_attribute(&mut self, _: &'ast syn::Attribute) {}
    fn visit_angle_bracketed_generic_arguments(&mut self, _: &'ast syn::AngleBracketedGenericArguments) {}
}

fn has_let(expression: &Expr) -> bool {
    match expression {
        Expr::Let(_) => true,
        Expr::Binary(node) => {
            matches!(node.op, syn::BinOp::And(_)) && (has_let(&node.left) || has_let(&node.right))
        }
        _ => false,
    }
}

fn is_test(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| match &attribute.meta {
        syn::Meta::List(list) => list.path.is_ident("cfg") && list.tokens.to_string().contains("test"),
        syn::Meta::Path(path) => path.is_ident("test"),
        syn::Meta::NameValue(_) => false,
    })
}

/// One line of at most 70 characters.
fn short(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= 70 { line } else { line.chars().take(69).chain(['…']).collect() }
}
