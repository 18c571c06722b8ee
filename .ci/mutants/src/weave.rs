//! Weaves the mutants of one file into its text.

use std::ops::Range;

use crate::sites::{Choice, Form, Site};

/// A text with mutants, and where in it each stands.
#[derive(Default)]
pub struct Woven {
    pub text: String,
    pub places: Vec<Place>,
}

pub struct Place {
    pub id: usize,
    /// What the mutant brings.
    pub own: Range<usize>,
    /// What it stands beside, with itself.
    pub site: Range<usize>,
}

/// A site and the ids of those of its choices that are woven in.
pub type Chosen<'s> = (Site<'s>, Vec<(usize, &'s Choice)>);

pub fn weave(source: &str, sites: &[Chosen<'_>]) -> Woven {
    let mut woven = Woven::default();
    let mut sites = sites.iter().filter(|(_, choices)| !choices.is_empty()).peekable();
    let mut at = 0;
    while let Some((site, _)) = sites.peek() {
        woven.push(source, at..site.range.start);
        at = woven.site(source, &mut sites);
    }
    woven.push(source, at..source.len());
    woven
}

impl Woven {
    fn push(&mut self, source: &str, range: Range<usize>) {
        self.text.push_str(source.get(range).unwrap_or_default());
    }

    /// Writes the next site with all that it holds; answers where the source goes on.
    fn site<'r, 's: 'r>(
        &mut self,
        source: &str,
        sites: &mut std::iter::Peekable<impl Iterator<Item = &'r Chosen<'s>>>,
    ) -> usize {
        let Some((site, choices)) = sites.next() else { return source.len() };
        let (begun, first) = (self.text.len(), self.places.len());
        let is_expression = site.form == Form::Expression;
        if is_expression {
            self.text.push('(');
        }
        for (id, choice) in choices {
            let own = self.choice(site.form, *id, choice);
            self.places.push(Place { id: *id, own, site: 0..0 });
        }
        let last = self.places.len();
        let is_whole = matches!(site.form, Form::Expression | Form::Statement);
        self.text.push_str(if is_whole { "{ " } else { "" });
        let mut at = site.range.start;
        while let Some((inner, _)) = sites.peek() {
            let holds =
                inner.range.start >= at && inner.range.end <= site.range.end && !site.range.is_empty();
            if !holds {
                break;
            }
            self.push(source, at..inner.range.start);
            at = self.site(source, sites);
        }
        self.push(source, at..site.range.end);
        self.text.push_str(if is_whole { " }" } else { "" });
        if is_expression {
            self.text.push(')');
        }
        let end = self.text.len();
        for place in self.places.iter_mut().take(last).skip(first) {
            place.site = begun..end;
        }
        site.range.end
    }

    fn choice(&mut self, form: Form, id: usize, choice: &Choice) -> Range<usize> {
        let begun = self.text.len();
        self.text.push_str(&match form {
            Form::Body => format!(" if crate::mutant::is({id}) {{ return {}; }}", choice.text),
            Form::Arm => format!(" if !crate::mutant::is({id})"),
            Form::Statement => format!("if crate::mutant::is({id}) {{}} else "),
            Form::Expression => format!("if crate::mutant::is({id}) {{ {} }} else ", choice.text),
        });
        begun..self.text.len()
    }
}
