//! Amounts of money: whole fen in the record, whole yuan in the standards.

/// An amount in fen (1/100 yuan).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Fen(pub i64);

/// The largest amount the record holds, 10 thousand million yuan: far under 2^53.
pub const MAX_FEN: i64 = 1_000_000_000_000;

impl std::fmt::Display for Fen {
    /// Yuan with two decimals, no sign of currency: `1234.50`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let fen = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:02}", fen / 100, fen % 100)
    }
}
