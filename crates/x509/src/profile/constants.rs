//! The profiles, each beside its specification.

mod fulcio;
mod notation;
mod rfc;

use alloc::borrow::Cow;

use super::{Clause, EkuRule, LoneLeaf, Order, PolicyInputs, Profile, Requirements, Section4};
use crate::{AlgorithmRules, OidSet, purpose};

const CODE_SIGNING: OidSet = OidSet::table(&[purpose::CODE_SIGNING]);
const TIME_STAMPING: OidSet = OidSet::table(&[purpose::TIME_STAMPING]);

/// A CA that names purposes names the one of its leaves, or any.
const NESTED_CODE_SIGNING: Clause<EkuRule> = Clause::new("RFC 5280 §4.2.1.12", EkuRule::nested(CODE_SIGNING));
const NESTED_TIME_STAMPING: Clause<EkuRule> =
    Clause::new("RFC 5280 §4.2.1.12", EkuRule::nested(TIME_STAMPING));

impl Profile {
    /// Three tables, and besides only what path validation asks for.
    const fn of(
        name: &'static str,
        leaf: Requirements,
        intermediate: Requirements,
        anchor: Requirements,
    ) -> Self {
        Self {
            name: Cow::Borrowed(name),
            leaf,
            intermediate,
            anchor,
            algorithms: AlgorithmRules::DEFAULT,
            section4: Section4::Unchecked,
            processed: OidSet::EMPTY,
            lone_leaf: LoneLeaf::Refused,
            order: Order::Any,
            policies: PolicyInputs::ANY,
        }
    }

    const fn with_section4(mut self, section4: Section4) -> Self {
        self.section4 = section4;
        self
    }

    const fn with_lone_leaf(mut self, rule: LoneLeaf) -> Self {
        self.lone_leaf = rule;
        self
    }

    const fn with_order(mut self, order: Order) -> Self {
        self.order = order;
        self
    }
}
