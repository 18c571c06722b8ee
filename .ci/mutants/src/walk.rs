//! Goes through a source file, past tests and what is constant.

use syn::{
    Arm, Expr, ExprBinary, ExprClosure, ExprIf, ExprLit, ExprMatch, ExprMethodCall, ExprUnary, Pat, Stmt,
    spanned::Spanned, visit::Visit,
};

use crate::find::{Finder, has_let};

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

fn is_test(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| match &attribute.meta {
        syn::Meta::List(list) => list.path.is_ident("cfg") && list.tokens.to_string().contains("test"),
        syn::Meta::Path(path) => path.is_ident("test"),
        syn::Meta::NameValue(_) => false,
    })
}
