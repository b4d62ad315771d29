//! The card that shows the account's own log; older lines by the address: `?log=<cursor>`.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::server_fns::list_security_log;
use super::{SecurityLine, SecurityPage};
use crate::error::AppError;
use crate::latest::latest;
use crate::memo::{memo, use_params};
use crate::revision::use_revision;
use crate::ui::{Card, ErrorSummary, Pager};
use crate::workspaces::frame::formats;

/// What happened to the account, newest first.
#[component]
pub fn SecurityLogCard() -> impl IntoView {
    let revision = use_revision();
    let query = use_params();
    let cursor = memo(move || query.with(|query| query.get("log")));
    let page: Resource<Result<SecurityPage, AppError>> = Resource::new_blocking(
        move || (revision.get(), cursor.get()),
        |(_, cursor)| list_security_log(cursor),
    );
    view! {
        <Card
            title="Security log"
            explain="Sign-ins, refusals and changes of this account. If you do not recognise one, change your password and log out other sessions."
        >
            <Transition>
                {latest(page, Signal::derive(move || page.get()), move |page| match page {
                    Ok(page) => view! { <Lines page paged=cursor /> }.into_any(),
                    Err(error) => view! { <ErrorSummary error=error.to_string() /> }.into_any(),
                })}
            </Transition>
        </Card>
    }
}

#[component]
fn Lines(page: SecurityPage, paged: Signal<Option<String>>) -> impl IntoView {
    let path = use_location().pathname.get_untracked();
    let newest = paged.get_untracked().map(|_| path.clone());
    let older = page.older.map(|cursor| format!("{path}?log={cursor}"));
    if page.lines.is_empty() {
        return view! { <p class="log-empty muted">"Nothing older was noted."</p> <Pages newest older /> }
            .into_any();
    }
    view! {
        <ul class="log-lines">{page.lines.into_iter().map(|line| view! { <Line line /> }).collect_view()}</ul>
        <Pages newest older />
    }
    .into_any()
}

#[component]
fn Pages(newest: Option<String>, older: Option<String>) -> impl IntoView {
    view! { <Pager newer=newest older /> }
}

#[component]
fn Line(line: SecurityLine) -> impl IntoView {
    let SecurityLine {
        event,
        detail,
        at,
        device,
        place,
    } = line;
    let what = if detail.is_empty() {
        event.text().to_owned()
    } else {
        format!("{}: {detail}", event.text())
    };
    view! {
        <li>
            <div>
                <p><b>{what}</b></p>
                <p class="muted">{device.text()}<span class="sep">" · "</span>{place.text()}</p>
            </div>
            <p class="muted">{move || formats().moment(at)}</p>
        </li>
    }
}
