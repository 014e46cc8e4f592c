//! Whatever is done in whatever order, the record holds: random sequences of intakes, inspections,
//! batches and undoings, each compared with what a model of a few lines says must come of it.

mod days;
mod house;
mod model;

use proptest::prelude::*;

use self::house::House;

/// How many different pickups there are; the last is a piano.
const PICKUPS: usize = 5;

/// Who does it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Person {
    Li,
    Wang,
}

impl Person {
    fn name(self) -> &'static str {
        match self {
            Self::Li => "li",
            Self::Wang => "wang",
        }
    }
}

/// Whether it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Plain,
    Preview,
    AllOrNothing,
}

/// A row of a file of pickups.
#[derive(Debug, Clone, Copy)]
enum PickupRow {
    Good { pickup: usize, model: usize },
    Bad { pickup: usize },
    Blank,
}

/// The answers to a standard's checks: those drawn from a seed, the rest at their best.
#[derive(Debug, Clone, Copy)]
struct Drawn {
    seed: u64,
    fault_pct: u64,
    photos: bool,
}

/// A row of a file of inspections.
#[derive(Debug, Clone, Copy)]
enum InspectionRow {
    Of { pickup: usize, drawn: Drawn },
    Bad { pickup: usize },
    Unknown,
    Blank,
}

/// One thing that somebody does.
#[derive(Debug, Clone)]
enum Move {
    Intake(Vec<PickupRow>, Way),
    Grade(usize, Drawn, Way),
    Batch(Vec<InspectionRow>, Way),
    /// Undoes one of the operations so far.
    Undo(prop::sample::Index, Way),
}

fn person() -> impl Strategy<Value = Person> {
    prop_oneof![Just(Person::Li), Just(Person::Wang)]
}

fn way() -> impl Strategy<Value = Way> {
    prop_oneof![4 => Just(Way::Plain), 1 => Just(Way::Preview), 1 => Just(Way::AllOrNothing)]
}

fn pickup_row() -> impl Strategy<Value = PickupRow> {
    prop_oneof![
        6 => (0..PICKUPS, 0..4_usize).prop_map(|(pickup, model)| PickupRow::Good {
            pickup,
            // Most often the same content again.
            model: model / 3,
        }),
        1 => (0..PICKUPS).prop_map(|pickup| PickupRow::Bad { pickup }),
        1 => Just(PickupRow::Blank),
    ]
}

/// Few seeds, so that the same answers come again; a tenth of all faulty refuses about one in ten.
fn drawn() -> impl Strategy<Value = Drawn> {
    let fault_pct = prop_oneof![Just(0_u64), Just(10), Just(40)];
    (0..12_u64, fault_pct, prop::bool::weighted(0.8)).prop_map(|(seed, fault_pct, photos)| Drawn {
        seed,
        fault_pct,
        photos,
    })
}

fn inspection_row() -> impl Strategy<Value = InspectionRow> {
    prop_oneof![
        8 => (0..PICKUPS, drawn()).prop_map(|(pickup, drawn)| InspectionRow::Of { pickup, drawn }),
        1 => (0..PICKUPS).prop_map(|pickup| InspectionRow::Bad { pickup }),
        1 => Just(InspectionRow::Unknown),
        1 => Just(InspectionRow::Blank),
    ]
}

fn any_move() -> impl Strategy<Value = Move> {
    let pickups = prop::collection::vec(pickup_row(), 0..7);
    let inspections = prop::collection::vec(inspection_row(), 0..5);
    prop_oneof![
        2 => (pickups, way()).prop_map(|(rows, way)| Move::Intake(rows, way)),
        3 => (0..PICKUPS, drawn(), way())
            .prop_map(|(pickup, drawn, way)| Move::Grade(pickup, drawn, way)),
        2 => (inspections, way()).prop_map(|(rows, way)| Move::Batch(rows, way)),
        3 => (any::<prop::sample::Index>(), way()).prop_map(|(of, way)| Move::Undo(of, way)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    #[test]
    fn any_sequence_leaves_a_sound_record(
        moves in prop::collection::vec((person(), any_move()), 1..16),
    ) {
        let mut house = House::new();
        let mut moments = Vec::new();
        for (person, one) in &moves {
            house.does(*person, one);
            house.stands_as_the_model_says();
            moments.push(house.now());
        }
        house.every_stretch_balances(&moments);
        house.every_move_was_legal();
        house.inside.check();
    }
}
