//! The report as a file: CSV and PDF of what is on screen, for who may take time along.

use leptos::prelude::*;

use super::Dimension;
use super::address::{ReportAddress, group_by};
use super::rules::for_entries;
use crate::access::Permission;
use crate::memo::memo;
use crate::ui::{ButtonLink, Icon};
use crate::workspaces::frame::frame_now;

/// The buttons.
#[component]
pub fn Downloads(
    /// Where the file of this kind (`csv`, `pdf`) is; tracked.
    path: impl Fn(&'static str) -> String + Send + Sync + 'static,
    /// What it takes to have the file.
    #[prop(default = Permission::ExportOwnTime)]
    needs: Permission,
) -> impl IntoView {
    let may_export = memo(move || frame_now().is_some_and(|frame| frame.actor.may(needs).is_ok()));
    move || {
        may_export.get().then(|| {
            view! {
                <ButtonLink href=path("csv") icon=Icon::Download download=true>"Export CSV"</ButtonLink>
                <ButtonLink href=path("pdf") icon=Icon::Download download=true>"Export PDF"</ButtonLink>
            }
        })
    }
}

impl ReportAddress {
    /// A file of the summary; tracked.
    #[must_use]
    pub fn summary_download(self, kind: &str) -> String {
        self.download("summary", kind, &group_by(self.by.get()))
    }

    /// A file of the weekly report; tracked.
    #[must_use]
    pub fn weekly_download(self, by: Dimension, kind: &str) -> String {
        self.download("weekly", kind, by.slug())
    }

    /// A file of what time earned and cost; tracked.
    #[must_use]
    pub fn profit_download(self, kind: &str) -> String {
        self.download("profitability", kind, self.by.get().0.slug())
    }

    fn download(self, report: &str, kind: &str, by: &str) -> String {
        let query = for_entries(self.query.get()).to_query_string();
        format!("/exports/{report}.{kind}?{query}&group_by={by}")
    }
}
