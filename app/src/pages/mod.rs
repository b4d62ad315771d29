//! The document around every page and the table of routes.

pub mod not_found;

use leptos::prelude::*;
use leptos_meta::{MetaTags, Title, provide_meta_context};
use leptos_router::components::{ParentRoute, Route, Router, Routes};
use leptos_router::{SsrMode, path};

use crate::accounts::forgot_page::ForgotPage;
use crate::accounts::link_pages::{ConfirmEmailPage, SignupSentPage, VerifyEmailPage};
use crate::accounts::login_page::LoginPage;
use crate::accounts::profile_page::ProfilePage;
use crate::accounts::reset_page::ResetPage;
use crate::accounts::security_page::SecurityPage;
use crate::accounts::signup_page::SignupPage;
use crate::activity::list_page::ActivityLogPage;
use crate::billing::billing_page::BillingPage;
use crate::calendar::calendar_page::CalendarPage;
use crate::clients::list_page::ClientsPage;
use crate::connect::connect_page::ConnectPage;
use crate::connect::list_page::ConnectionsPage;
use crate::context::visitor;
use crate::dashboard::dashboard_page::DashboardPage;
use crate::data::data_page::DataPage;
use crate::form::ForgetRefusedForm;
use crate::invoices::invoice_page::InvoicePage;
use crate::invoices::list_page::InvoicesPage;
use crate::invoices::new_page::NewInvoicePage;
use crate::invoices::settings_page::InvoiceSettingsPage;
use crate::members::accept_page::AcceptInvitationPage;
use crate::members::members_page::MembersPage;
use crate::projects::list_page::ProjectsPage;
use crate::reports::detailed_page::DetailedPage;
use crate::reports::profit_page::ProfitabilityPage;
use crate::reports::summary_page::ReportsPage;
use crate::reports::weekly_page::WeeklyPage;
use crate::revision::provide_revision;
use crate::saved_reports::list_page::SavedReportsPage;
use crate::sessions::list_page::SessionsPage;
use crate::tags::list_page::TagsPage;
use crate::time_entries::list_page::TimerPage;
use crate::timesheet::sheet_page::TimesheetPage;
use crate::tokens::list_page::TokensPage;
use crate::two_factor::verify_page::VerifyPage;
#[cfg(debug_assertions)]
use crate::ui::Showcase as KitPage;
use crate::ui::{ToastRegion, provide_toasts};
use crate::webhooks::list_page::WebhooksPage;
use crate::workspaces::frame::PageFrame;
use crate::workspaces::new_page::NewWorkspacePage;
use crate::workspaces::settings_page::GeneralSettingsPage;

use not_found::NotFoundPage;
/// Every component on one page, in development builds only.
#[cfg(not(debug_assertions))]
use not_found::NotFoundPage as KitPage;

/// Where this build's script, module, style and fonts are: `/assets/<hash>`.
#[derive(Clone, Debug)]
pub struct PageAssets(pub String);

/// The document, rendered on the server around [`App`].
#[must_use]
pub fn shell() -> impl IntoView {
    let PageAssets(base) = use_context::<PageAssets>().unwrap_or(PageAssets("/assets".into()));
    let nonce = leptos::nonce::use_nonce();
    let start = format!(
        "import init, {{ hydrate }} from '{base}/timether.js';\
         init({{ module_or_path: '{base}/timether.wasm' }}).then(() => hydrate());"
    );
    view! {
        <!DOCTYPE html>
        <html lang="en" data-theme=visitor().theme>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <link rel="preload" href=format!("{base}/inter-latin.woff2") r#as="font" r#type="font/woff2" crossorigin="anonymous" />
                <link rel="stylesheet" href=format!("{base}/timether.css") />
                <link rel="icon" href=format!("{base}/favicon.svg") r#type="image/svg+xml" />
                <link rel="modulepreload" href=format!("{base}/timether.js") nonce=nonce.clone() />
                <link rel="preload" href=format!("{base}/timether.wasm") r#as="fetch" r#type="application/wasm" crossorigin="anonymous" />
                <script type="module" nonce=nonce>{start}</script>
                <MetaTags />
            </head>
            <body>
                <App />
            </body>
        </html>
    }
}

/// Every page.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    provide_revision();
    provide_toasts();
    #[cfg(feature = "hydrate")]
    crate::form::provide_refused_form();

    view! {
        <Title formatter=|title: String| {
            if title.is_empty() { "Timether".to_owned() } else { format!("{title} · Timether") }
        } />
        <Router>
            <ForgetRefusedForm />
            <Routes fallback=NotFoundPage>
                <Route path=path!("/login") view=LoginPage ssr=SsrMode::Async />
                <Route path=path!("/login/verify") view=VerifyPage ssr=SsrMode::Async />
                <Route path=path!("/signup") view=SignupPage ssr=SsrMode::Async />
                <Route path=path!("/signup/sent") view=SignupSentPage ssr=SsrMode::Async />
                <Route path=path!("/email/verify") view=VerifyEmailPage ssr=SsrMode::Async />
                <Route path=path!("/email/confirm") view=ConfirmEmailPage ssr=SsrMode::Async />
                <Route path=path!("/password/forgot") view=ForgotPage ssr=SsrMode::Async />
                <Route path=path!("/password/reset") view=ResetPage ssr=SsrMode::Async />
                <Route path=path!("/invitations/accept") view=AcceptInvitationPage ssr=SsrMode::Async />
                <Route path=path!("/connect") view=ConnectPage ssr=SsrMode::Async />
                <Route path=path!("/dev/ui") view=KitPage ssr=SsrMode::Async />
                <ParentRoute path=path!("") view=PageFrame ssr=SsrMode::Async>
                    <Route path=path!("/") view=DashboardPage ssr=SsrMode::Async />
                    <Route path=path!("/timer") view=TimerPage ssr=SsrMode::Async />
                    <Route path=path!("/calendar") view=CalendarPage ssr=SsrMode::Async />
                    <Route path=path!("/timesheet") view=TimesheetPage ssr=SsrMode::Async />
                    <Route path=path!("/invoices") view=InvoicesPage ssr=SsrMode::Async />
                    <Route path=path!("/invoices/new") view=NewInvoicePage ssr=SsrMode::Async />
                    <Route path=path!("/invoices/:id") view=InvoicePage ssr=SsrMode::Async />
                    <Route path=path!("/reports") view=ReportsPage ssr=SsrMode::Async />
                    <Route path=path!("/reports/detailed") view=DetailedPage ssr=SsrMode::Async />
                    <Route path=path!("/reports/weekly") view=WeeklyPage ssr=SsrMode::Async />
                    <Route path=path!("/reports/profitability") view=ProfitabilityPage ssr=SsrMode::Async />
                    <Route path=path!("/reports/saved") view=SavedReportsPage ssr=SsrMode::Async />
                    <Route path=path!("/clients") view=ClientsPage ssr=SsrMode::Async />
                    <Route path=path!("/projects") view=ProjectsPage ssr=SsrMode::Async />
                    <Route path=path!("/tags") view=TagsPage ssr=SsrMode::Async />
                    <Route path=path!("/settings") view=GeneralSettingsPage ssr=SsrMode::Async />
                    <Route path=path!("/settings/members") view=MembersPage ssr=SsrMode::Async />
                    <Route path=path!("/settings/billing") view=BillingPage ssr=SsrMode::Async />
                    <Route path=path!("/settings/invoices") view=InvoiceSettingsPage ssr=SsrMode::Async />
                    <Route path=path!("/settings/data") view=DataPage ssr=SsrMode::Async />
                    <Route path=path!("/settings/tokens") view=TokensPage ssr=SsrMode::Async />
                    <Route path=path!("/settings/webhooks") view=WebhooksPage ssr=SsrMode::Async />
                    <Route path=path!("/settings/activity") view=ActivityLogPage ssr=SsrMode::Async />
                    <Route path=path!("/profile") view=ProfilePage ssr=SsrMode::Async />
                    <Route path=path!("/profile/security") view=SecurityPage ssr=SsrMode::Async />
                    <Route path=path!("/profile/sessions") view=SessionsPage ssr=SsrMode::Async />
                    <Route path=path!("/profile/connections") view=ConnectionsPage ssr=SsrMode::Async />
                    <Route path=path!("/workspaces/new") view=NewWorkspacePage ssr=SsrMode::Async />
                </ParentRoute>
            </Routes>
        </Router>
        <ToastRegion />
    }
}
