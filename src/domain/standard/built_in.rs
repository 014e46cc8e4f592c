//! The standards that come with the program.

/// The id and the source of each.
pub const BUILT_IN: &[(&str, &str)] = &[
    (
        "smartphone",
        include_str!("../../../standards/smartphone.toml"),
    ),
    (
        "upright-piano",
        include_str!("../../../standards/upright-piano.toml"),
    ),
];
