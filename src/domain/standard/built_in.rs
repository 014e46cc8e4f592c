//! The standards that come with the program.

use std::sync::{Arc, OnceLock};

use super::{Fault, Standard};

/// The standards that somebody asked for, by their places in `BUILT_IN`.
static COMPILED: [OnceLock<Arc<Standard>>; BUILT_IN.len()] =
    [const { OnceLock::new() }; BUILT_IN.len()];

/// The standard at a place of `BUILT_IN`, compiled when it is first asked for.
pub fn compiled(place: usize) -> Result<Arc<Standard>, Vec<Fault>> {
    if let Some(known) = COMPILED[place].get() {
        return Ok(Arc::clone(known));
    }
    let standard = Arc::new(Standard::load_built_in(BUILT_IN[place].1)?);
    Ok(Arc::clone(COMPILED[place].get_or_init(|| standard)))
}

/// The id and the source of each. A macro, because `include_str!` takes no constant and each of
/// 45 ids would be written twice.
macro_rules! built_in {
    ($($id:literal)+) => {
        /// The id and the source of each; none is compiled before it is asked for.
        pub const BUILT_IN: &[(&str, &str)] = &[
            $(($id, include_str!(concat!("../../../standards/", $id, ".toml")))),+
        ];
    };
}

built_in! {
    "apparel"
    "audio-device"
    "bag-luggage"
    "bicycle"
    "book"
    "camera-lens"
    "collectible"
    "desktop-pc"
    "digital-camera"
    "digital-piano"
    "disc-media"
    "display-panel"
    "drone"
    "e-mobility"
    "everyday-watch"
    "furniture"
    "game-console"
    "grand-piano"
    "guitar"
    "homeware"
    "jewellery"
    "laptop"
    "luxury-accessory"
    "luxury-handbag"
    "luxury-watch"
    "major-appliance"
    "office-machine"
    "orchestral-instrument"
    "pc-component"
    "pc-peripheral"
    "personal-care-appliance"
    "portable-electronics"
    "power-accessory"
    "power-tool"
    "shoes"
    "small-appliance"
    "smartphone"
    "smartwatch"
    "sports-equipment"
    "storage-device"
    "tablet"
    "textbook"
    "toy-baby-gear"
    "upright-piano"
    "used-car"
}
