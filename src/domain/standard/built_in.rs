//! The standards that come with the program.

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
