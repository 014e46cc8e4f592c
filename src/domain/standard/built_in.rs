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
    "smartphone"
    "upright-piano"
}
