//! Soon.

/// Soon.
pub fn follow_changes() {}
