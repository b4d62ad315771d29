//! Server functions of the dashboard.

use leptos::prelude::*;

use super::Dashboard;
#[cfg(feature = "ssr")]
use crate::context::{acting, answer};
use crate::error::AppError;

/// Today and this week at a glance.
#[server]
pub async fn load_dashboard() -> Result<Dashboard, AppError> {
    let (backend, actor) = acting()?;
    answer(backend.load_dashboard(&actor).await)
}
