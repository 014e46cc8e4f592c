//! Where an item stands, in one byte, so that a million of them are counted in one sweep.

use crate::domain::class::Class;
use crate::domain::item::ItemState;
use crate::domain::stage::Stage;

/// Whether an item is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Held {
    /// It may move
    No,
    /// It may not
    Yes,
}

/// An item's stage, class and hold; nothing where it is not in the house yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Standing(u8);

impl Standing {
    /// Not taken in yet.
    pub const ABSENT: Self = Self(0);

    /// How many different values there are.
    pub const COUNT: usize = 1 + Stage::ALL.len() * 8;

    /// At that stage, of that class.
    pub fn new(stage: Stage, class: Option<Class>, held: Held) -> Self {
        let stage = place(&Stage::ALL, stage);
        let class = class.map_or(0, |class| place(&Class::ALL, class) + 1);
        Self(1 + stage * 8 + class * 2 + u8::from(held == Held::Yes))
    }

    /// The value's number, under [`Self::COUNT`].
    pub const fn index(self) -> usize {
        self.0 as usize
    }

    /// The value of that number.
    pub fn from_index(index: usize) -> Option<Self> {
        let number = u8::try_from(index).ok()?;
        (index < Self::COUNT).then_some(Self(number))
    }

    /// Its stage; none where it is not in the house yet.
    pub fn stage(self) -> Option<Stage> {
        let rest = self.0.checked_sub(1)?;
        Stage::ALL.get(usize::from(rest / 8)).copied()
    }

    /// Its class.
    pub fn class(self) -> Option<Class> {
        let rest = self.0.checked_sub(1)?;
        let class = usize::from(rest % 8 / 2);
        Class::ALL.get(class.checked_sub(1)?).copied()
    }

    /// Whether it is held.
    pub fn is_held(self) -> bool {
        self.0.checked_sub(1).is_some_and(|rest| rest % 2 == 1)
    }

    /// Whether the goods are in the warehouse.
    pub fn is_in_stock(self) -> bool {
        self.stage().is_some_and(Stage::is_in_stock)
    }
}

impl From<&ItemState> for Standing {
    fn from(state: &ItemState) -> Self {
        let held = match state.hold {
            Some(_) => Held::Yes,
            None => Held::No,
        };
        Self::new(state.stage, state.class, held)
    }
}

fn place<T: PartialEq + Copy>(all: &[T], one: T) -> u8 {
    let found = all.iter().position(|other| *other == one);
    u8::try_from(found.unwrap_or(0)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_standing_is_read_as_it_was_written() {
        let mut seen = vec![Standing::ABSENT];
        for stage in Stage::ALL {
            for class in [
                None,
                Some(Class::Premium),
                Some(Class::Good),
                Some(Class::Scrap),
            ] {
                for held in [Held::No, Held::Yes] {
                    let one = Standing::new(stage, class, held);
                    assert_eq!((one.stage(), one.class()), (Some(stage), class));
                    assert_eq!(one.is_held(), held == Held::Yes);
                    assert_eq!(Standing::from_index(one.index()), Some(one));
                    assert!(!seen.contains(&one));
                    seen.push(one);
                }
            }
        }
        assert_eq!(seen.len(), Standing::COUNT);
        assert_eq!(Standing::ABSENT.stage(), None);
    }
}
