//! The heading and tabs of every page of the account settings.

use leptos::prelude::*;

use crate::ui::{PageHead, Tab, Tabs};

/// The heading and tabs of every page of the account settings.
#[component]
pub fn ProfileHead() -> impl IntoView {
    view! {
        <PageHead title="Account settings" lede=|| "Who you are to Timether, and who may be you." />
        <Tabs label="Account settings">
            <Tab href="/profile">"Details"</Tab>
            <Tab href="/profile/security">"Security"</Tab>
            <Tab href="/profile/sessions">"Sessions"</Tab>
            <Tab href="/profile/connections">"Connections"</Tab>
        </Tabs>
    }
}
