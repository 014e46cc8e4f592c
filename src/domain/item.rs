//! An item's state, and what each event makes of it. The same fold serves the command that writes
//! and the check that replays.

use super::class::Class;
use super::lang::Text;
use super::stage::Stage;

/// What changes in an item's life.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemState {
    /// Where it stands
    pub stage: Stage,
    /// The class of its newest inspection
    pub class: Option<Class>,
    /// 成色 of its newest inspection
    pub label: Option<Text>,
    /// Why it is held, if it is
    pub hold: Option<String>,
}

/// What an event does to an item that is there already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// An inspection gave it a class
    Graded {
        /// The class given
        class: Class,
        /// 成色, where the standard has labels
        label: Option<Text>,
    },
    /// An inspection refused it: it is held and has no class
    Refused {
        /// Why it is held from now on
        hold: String,
    },
    /// A second person looked at it, blind; the item itself is as before
    Rechecked,
    /// An earlier event was undone: the item is again as it was before that event
    Reversed {
        /// The state that it has again
        back_to: ItemState,
    },
    /// Private fields were erased; the item itself is as before
    Erased,
    /// A work order was opened for it
    OrderOpened,
    /// It went to a partner under its work order; the item itself is as before
    OrderSent,
    /// Something else was done under its work order; the item itself is as before
    OrderWorked,
    /// Its work order was finished
    OrderFinished,
    /// Something of its storage media or their wipes; the item itself is as before
    Media,
    /// It left the house
    Left {
        /// Sold, recycled or returned
        to: Stage,
    },
    /// Somebody holds it
    Held {
        /// Why
        hold: String,
    },
    /// It is held no more
    Released,
    /// It was closed up in a seal bag; the item itself is as before
    Sealed,
}

/// Why a change does not fit the item's state.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IllegalMove {
    /// The lifecycle has no such move
    #[error("no legal move leads from {} to {}", .from.as_str(), .to.as_str())]
    Stage {
        /// Stage before
        from: Stage,
        /// Stage asked for
        to: Stage,
    },
    /// It is held
    #[error("it is held: {reason}")]
    Held {
        /// Why
        reason: String,
    },
}

impl ItemState {
    /// How an item begins.
    pub const fn received() -> Self {
        Self {
            stage: Stage::Received,
            class: None,
            label: None,
            hold: None,
        }
    }

    /// The state after `change`, or why the change is not possible.
    pub fn after(&self, change: &Change) -> Result<Self, IllegalMove> {
        let next = match change {
            Change::Graded { class, label } => {
                self.must_not_be_held()?;
                Self {
                    stage: Stage::Graded,
                    class: Some(*class),
                    label: label.clone(),
                    hold: None,
                }
            }
            Change::Refused { hold } => {
                self.must_not_be_held()?;
                Self {
                    hold: Some(hold.clone()),
                    ..Self::received()
                }
            }
            Change::Rechecked => {
                self.must_not_be_held()?;
                return match self.stage {
                    Stage::Graded => Ok(self.clone()),
                    from => Err(IllegalMove::Stage {
                        from,
                        to: Stage::Graded,
                    }),
                };
            }
            Change::Reversed { back_to } => back_to.clone(),
            Change::Erased => return Ok(self.clone()),
            Change::OrderOpened => {
                self.must_not_be_held()?;
                return match self.class {
                    Some(Class::Good) => self.moved(Stage::Graded, Stage::Refurbishing),
                    Some(Class::Premium | Class::Scrap) | None => Err(IllegalMove::Stage {
                        from: self.stage,
                        to: Stage::Refurbishing,
                    }),
                };
            }
            Change::OrderSent => {
                self.must_not_be_held()?;
                return self.moved(Stage::Refurbishing, Stage::Refurbishing);
            }
            // Goods come home, and what was done to them is written down, held or not.
            Change::OrderWorked => return self.moved(Stage::Refurbishing, Stage::Refurbishing),
            Change::OrderFinished => {
                self.must_not_be_held()?;
                return self.moved(Stage::Refurbishing, Stage::Refurbished);
            }
            // A medium is found, wiped or destroyed at any stage while the house has the item, and
            // a held item is wiped too before it goes back.
            Change::Media if self.stage.is_in_stock() => return Ok(self.clone()),
            Change::Media => {
                return Err(IllegalMove::Stage {
                    from: self.stage,
                    to: self.stage,
                });
            }
            Change::Left { to } => return self.left(*to),
            Change::Held { hold } => {
                self.must_not_be_held()?;
                self.must_be_in_stock()?;
                return Ok(Self {
                    hold: Some(hold.clone()),
                    ..self.clone()
                });
            }
            Change::Released => {
                self.must_be_in_stock()?;
                if self.hold.is_none() {
                    return Err(self.stays());
                }
                return Ok(Self {
                    hold: None,
                    ..self.clone()
                });
            }
            Change::Sealed => {
                self.must_be_in_stock()?;
                return Ok(self.clone());
            }
        };
        // An inspection may be repeated, so it alone may lead to the stage where the item is.
        if next.stage == self.stage || self.stage.may_become(next.stage) {
            match (self.stage, change) {
                (Stage::Received | Stage::Graded | Stage::Refurbished, _)
                | (_, Change::Reversed { .. }) => Ok(next),
                (from, _) => Err(IllegalMove::Stage {
                    from,
                    to: next.stage,
                }),
            }
        } else {
            Err(IllegalMove::Stage {
                from: self.stage,
                to: next.stage,
            })
        }
    }

    /// The same item one stage on, where it stands in the stage that the move starts from.
    fn moved(&self, from: Stage, to: Stage) -> Result<Self, IllegalMove> {
        match self.stage == from {
            true => Ok(Self {
                stage: to,
                ..self.clone()
            }),
            false => Err(IllegalMove::Stage {
                from: self.stage,
                to,
            }),
        }
    }

    /// The state of an item that left. A held one leaves for its owner only, and is held no more.
    fn left(&self, to: Stage) -> Result<Self, IllegalMove> {
        let illegal = IllegalMove::Stage {
            from: self.stage,
            to,
        };
        match to {
            Stage::Sold | Stage::Recycled => self.must_not_be_held()?,
            Stage::Returned => {}
            Stage::Received
            | Stage::Graded
            | Stage::Refurbishing
            | Stage::Refurbished
            | Stage::Withdrawn => return Err(illegal),
        }
        if !self.stage.is_in_stock() || !self.stage.may_become(to) {
            return Err(illegal);
        }
        Ok(Self {
            stage: to,
            hold: None,
            ..self.clone()
        })
    }

    fn must_be_in_stock(&self) -> Result<(), IllegalMove> {
        match self.stage.is_in_stock() {
            true => Ok(()),
            false => Err(self.stays()),
        }
    }

    /// That nothing of the kind leads from the stage where it is.
    const fn stays(&self) -> IllegalMove {
        IllegalMove::Stage {
            from: self.stage,
            to: self.stage,
        }
    }

    fn must_not_be_held(&self) -> Result<(), IllegalMove> {
        match &self.hold {
            Some(reason) => Err(IllegalMove::Held {
                reason: reason.clone(),
            }),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graded(class: Class) -> Change {
        Change::Graded { class, label: None }
    }

    #[test]
    fn an_inspection_gives_a_class_and_another_replaces_it() {
        let state = ItemState::received().after(&graded(Class::Good)).unwrap();
        assert_eq!(
            (state.stage, state.class),
            (Stage::Graded, Some(Class::Good))
        );
        let state = state.after(&graded(Class::Premium)).unwrap();
        assert_eq!(state.class, Some(Class::Premium));
    }

    #[test]
    fn a_refused_item_is_held_without_a_class_and_cannot_be_inspected() {
        let state = ItemState::received().after(&graded(Class::Good)).unwrap();
        let held = state
            .after(&Change::Refused {
                hold: "account".into(),
            })
            .unwrap();
        assert_eq!((held.stage, held.class), (Stage::Received, None));
        assert_eq!(
            held.after(&graded(Class::Good)),
            Err(IllegalMove::Held {
                reason: "account".into()
            })
        );
    }

    #[test]
    fn what_left_the_house_is_not_inspected() {
        for stage in [
            Stage::Sold,
            Stage::Recycled,
            Stage::Returned,
            Stage::Withdrawn,
        ] {
            let state = ItemState {
                stage,
                ..ItemState::received()
            };
            assert!(state.after(&graded(Class::Good)).is_err(), "{stage:?}");
            assert!(
                state.after(&Change::Refused { hold: "x".into() }).is_err(),
                "{stage:?}"
            );
        }
    }

    #[test]
    fn a_second_look_leaves_the_item_as_it_is_and_needs_a_first() {
        let state = ItemState::received().after(&graded(Class::Good)).unwrap();
        assert_eq!(state.after(&Change::Rechecked), Ok(state.clone()));
        assert!(ItemState::received().after(&Change::Rechecked).is_err());
        let held = state.after(&Change::Refused { hold: "x".into() }).unwrap();
        assert!(matches!(
            held.after(&Change::Rechecked),
            Err(IllegalMove::Held { .. })
        ));
    }

    #[test]
    fn good_items_are_refurbished_and_inspected_again() {
        let good = ItemState::received().after(&graded(Class::Good)).unwrap();
        let open = good.after(&Change::OrderOpened).unwrap();
        assert_eq!(
            (open.stage, open.class),
            (Stage::Refurbishing, Some(Class::Good))
        );
        assert_eq!(open.after(&Change::OrderSent), Ok(open.clone()));
        assert!(
            open.after(&graded(Class::Good)).is_err(),
            "while it is open"
        );
        assert!(open.after(&Change::OrderOpened).is_err(), "a second one");
        let done = open.after(&Change::OrderFinished).unwrap();
        assert_eq!(done.stage, Stage::Refurbished);
        assert!(done.after(&Change::OrderWorked).is_err());
        let risen = done.after(&graded(Class::Premium)).unwrap();
        assert_eq!(risen.class, Some(Class::Premium));
        for class in [Class::Premium, Class::Scrap] {
            let state = ItemState::received().after(&graded(class)).unwrap();
            assert!(state.after(&Change::OrderOpened).is_err(), "{class:?}");
        }
    }

    #[test]
    fn a_held_item_comes_home_and_goes_nowhere() {
        let good = ItemState::received().after(&graded(Class::Good)).unwrap();
        let held = ItemState {
            hold: Some("stolen".into()),
            ..good.after(&Change::OrderOpened).unwrap()
        };
        assert_eq!(held.after(&Change::OrderWorked), Ok(held.clone()));
        for change in [Change::OrderSent, Change::OrderFinished] {
            assert!(matches!(held.after(&change), Err(IllegalMove::Held { .. })));
        }
    }

    #[test]
    fn media_and_wipes_leave_the_item_as_it_is_and_need_it_in_the_house() {
        let held = ItemState::received()
            .after(&Change::Refused { hold: "x".into() })
            .unwrap();
        for state in [ItemState::received(), held] {
            assert_eq!(state.after(&Change::Media), Ok(state.clone()));
        }
        let sold = ItemState {
            stage: Stage::Sold,
            ..ItemState::received()
        };
        assert!(sold.after(&Change::Media).is_err());
    }

    #[test]
    fn a_held_item_leaves_for_its_owner_only() {
        let graded = ItemState::received()
            .after(&graded(Class::Premium))
            .unwrap();
        let hold = Change::Held {
            hold: "stolen".into(),
        };
        let held = graded.after(&hold).unwrap();
        assert_eq!((held.stage, held.class), (graded.stage, graded.class));
        assert!(held.after(&hold).is_err());
        for to in [Stage::Sold, Stage::Recycled] {
            let refused = held.after(&Change::Left { to });
            assert!(matches!(refused, Err(IllegalMove::Held { .. })), "{to:?}");
            assert_eq!(graded.after(&Change::Left { to }).unwrap().stage, to);
        }
        let to = Stage::Returned;
        let returned = held.after(&Change::Left { to }).unwrap();
        assert_eq!((returned.stage, returned.hold), (to, None));
        assert_eq!(held.after(&Change::Released), Ok(graded.clone()));
        assert!(graded.after(&Change::Released).is_err());
    }

    #[test]
    fn an_item_leaves_once() {
        let sold = ItemState::received()
            .after(&graded(Class::Premium))
            .and_then(|state| state.after(&Change::Left { to: Stage::Sold }))
            .unwrap();
        for to in [Stage::Sold, Stage::Recycled, Stage::Returned] {
            assert!(sold.after(&Change::Left { to }).is_err(), "{to:?}");
        }
        assert!(sold.after(&Change::Sealed).is_err());
        assert!(sold.after(&Change::Held { hold: "x".into() }).is_err());
        assert!(
            ItemState::received()
                .after(&Change::Left { to: Stage::Sold })
                .is_err()
        );
    }

    #[test]
    fn a_reversal_gives_the_state_before_back() {
        let before = ItemState::received();
        let after = before.after(&graded(Class::Scrap)).unwrap();
        let again = after
            .after(&Change::Reversed {
                back_to: before.clone(),
            })
            .unwrap();
        assert_eq!(again, before);
    }
}
