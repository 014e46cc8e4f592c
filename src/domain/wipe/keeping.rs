//! How long records are kept: R17. They are only ever added to; what corrects one supersedes it.

use super::finding::{Finding, Rule, Severity};
use super::profile::Profile;

const SECONDS_PER_YEAR: i64 = 366 * 24 * 3600;

/// Until when a record that was made at `recorded` is kept; a year counts as the longest there is.
pub fn kept_until(recorded: i64, profile: &Profile) -> i64 {
    recorded.saturating_add(i64::from(profile.keep_years).saturating_mul(SECONDS_PER_YEAR))
}

/// Why a record may not be removed yet.
pub fn removal(recorded: i64, profile: &Profile, now: i64) -> Option<Finding> {
    let (years, id) = (profile.keep_years, &profile.id);
    (now < kept_until(recorded, profile)).then(|| {
        Finding::new(
            Rule::R17,
            Severity::Block,
            None,
            (
                format!("规则 {id} 要求记录保存 {years} 年"),
                format!("{id} keeps records for {years} years"),
            ),
            ("保留它", "keep it"),
        )
    })
}
