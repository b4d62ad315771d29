//! The frame around every signed-in page: sidebar, timer bar, main column, bottom navigation.

use leptos::prelude::*;
use leptos_router::components::Outlet;
use leptos_router::hooks::use_location;

use super::server_fns::{SwitchWorkspace, load_frame};
use super::{Frame, Workspace};
use crate::access::Permission;
use crate::accounts::server_fns::{AdoptTimezone, SignOut};
use crate::accounts::{Account, Theme};
use crate::billing::banner::BillingBanner;
use crate::error::AppError;
use crate::latest::latest;
use crate::live::follow_changes;
use crate::memo::memo;
use crate::revision::use_revision;
use crate::timer::TimerState;
use crate::timer::bar::TimerBar;
use crate::ui::{Icon, MenuButton, MenuFrame, MenuLine, MenuLink};
use crate::values::{Formats, initials};
use crate::workspaces::settings_page::settings_path;

/// The frame's data, shared by everything inside it; looks again with every revision.
pub type FrameResource = Resource<Result<Frame, AppError>>;

/// The frame around the current page.
///
/// # Panics
/// Outside [`PageFrame`]: a page that is not inside the frame's route.
#[must_use]
pub fn use_frame() -> FrameResource {
    expect_context::<FrameResource>()
}

/// The frame's data if it is there and in order.
#[must_use]
pub fn frame_now() -> Option<Frame> {
    use_frame().get().and_then(Result::ok)
}

#[derive(Clone, Copy)]
struct FormatsSignal(RwSignal<Formats>);

/// How the person wants dates, times and amounts written; tracked, so read it where words are made.
#[must_use]
pub fn formats() -> Formats {
    use_context::<FormatsSignal>()
        .map_or_else(Formats::default, |FormatsSignal(formats)| formats.get())
}

/// The same for everything on a page without a frame.
pub fn provide_fixed_formats(formats: Formats) {
    provide_context(FormatsSignal(RwSignal::new(formats)));
}

/// Known before the frame is there, and the same in the server's first view and the browser's; then it follows the frame.
fn provide_formats(frame: FrameResource) {
    let first = SharedValue::new(|| crate::context::visitor().formats).into_inner();
    let formats = RwSignal::new(first);
    provide_context(FormatsSignal(formats));
    Effect::new(move |_| {
        if let Some(Ok(frame)) = frame.get()
            && formats.get_untracked() != frame.account.formats
        {
            formats.set(frame.account.formats);
        }
    });
}

/// A person's picture, else their initials.
#[component]
pub fn Avatar(
    /// Whose.
    account: Account,
) -> impl IntoView {
    match account.picture() {
        Some(src) => {
            view! { <img class="avatar" src=src alt="" width="24" height="24" /> }.into_any()
        }
        None => view! { <span class="avatar" aria-hidden="true">{initials(&account.name)}</span> }
            .into_any(),
    }
}

/// Sidebar, timer bar and the page.
#[component]
pub fn PageFrame() -> impl IntoView {
    let revision = use_revision();
    let last = StoredValue::new(None::<Frame>);
    let frame: FrameResource = Resource::new_blocking(
        move || revision.get(),
        move |_| async move { kept_if_lost(load_frame().await, last.get_value()) },
    );
    Effect::new(move |_| {
        if let Some(Ok(frame)) = frame.get() {
            last.set_value(Some(frame));
        }
    });
    provide_context(frame);
    provide_formats(frame);
    follow_changes();
    follow_account(frame);

    let switching = ServerAction::<SwitchWorkspace>::new();
    revision.follow(switching);
    let signing_out = ServerAction::<SignOut>::new();
    let actions = FrameActions {
        switching,
        signing_out,
    };
    // Anew only when it has changed: a menu may be open.
    let around = memo(frame_now);

    view! {
        <a class="skip-link" href="#main">"Skip to content"</a>
        <div class="shell">
            <Transition>
                {latest(frame, around, move |frame| view! { <Sidebar frame actions /> })}
            </Transition>
            <div class="column">
                <TimerBar />
                <BillingBanner frame />
                <main id="main" tabindex="-1">
                    <Outlet />
                </main>
            </div>
            <Transition>
                {latest(frame, around, move |frame| view! { <BottomNavigation frame actions /> })}
            </Transition>
        </div>
    }
}

/// A frame that cannot be looked up again, for instance while the network is away, leaves what is shown; only whoever
/// is signed out has nothing left.
fn kept_if_lost(fresh: Result<Frame, AppError>, last: Option<Frame>) -> Result<Frame, AppError> {
    match (fresh, last) {
        (Err(AppError::Unauthenticated), _) => Err(AppError::Unauthenticated),
        (Err(_), Some(last)) => Ok(last),
        (fresh, _) => fresh,
    }
}

/// Applies the account's theme, adopts the browser's time zone once, and leaves when signed out.
fn follow_account(frame: FrameResource) {
    let adopting = ServerAction::<AdoptTimezone>::new();
    use_revision().follow(adopting);
    Effect::new(move |_| match frame.get() {
        Some(Ok(frame)) => {
            apply_theme(frame.account.theme);
            if frame.account.timezone.is_empty()
                && let Some(timezone) = crate::accounts::browser_timezone()
            {
                adopting.dispatch(AdoptTimezone { timezone });
            }
        }
        Some(Err(AppError::Unauthenticated)) => {
            let _ = window().location().set_href("/login");
        }
        _ => {}
    });
}

fn apply_theme(theme: Theme) {
    if let Some(root) = document().document_element() {
        let _ = match theme {
            Theme::System => root.remove_attribute("data-theme"),
            Theme::Light | Theme::Dark => root.set_attribute("data-theme", theme.slug()),
        };
    }
}

#[derive(Clone, Copy)]
struct FrameActions {
    switching: ServerAction<SwitchWorkspace>,
    signing_out: ServerAction<SignOut>,
}

#[component]
fn Sidebar(frame: Frame, actions: FrameActions) -> impl IntoView {
    let Frame {
        account,
        actor,
        workspace,
        workspaces,
        timer,
        ..
    } = frame;
    let running = timer.is_some_and(|timer| timer.state == TimerState::Running);
    let catalog = actor.may(Permission::ReadCatalog).is_ok();
    let invoices = actor.may(Permission::ReadInvoices).is_ok();
    let settings = settings_path(&actor);
    let mark = initials(&workspace.name).chars().next().map(String::from);
    let name = workspace.name.clone();
    let current = workspace.id;
    let person = account.clone();
    view! {
        <nav class="sidebar" aria-label="Main">
            <MenuFrame
                class="switcher"
                summary_class="workspace-switcher"
                summary=move || view! {
                    <span class="workspace-mark" aria-hidden="true">{mark}</span>
                    <span class="workspace-name">{name}</span>
                    <Icon icon=Icon::ChevronsUpDown />
                }
            >
                <WorkspaceChoices workspaces=workspaces current actions />
            </MenuFrame>
            <p class="nav-group">"Track"</p>
            <ul class="nav">
                <li><NavItem href=crate::dashboard::PATH icon=Icon::Dashboard label="Dashboard" /></li>
                <li><NavItem href="/timer" icon=Icon::Timer label="Timer" live=running /></li>
                <li><NavItem href="/calendar" icon=Icon::Calendar label="Calendar" /></li>
                <li><NavItem href="/timesheet" icon=Icon::Grid label="Timesheet" /></li>
                <li><NavItem href="/reports" icon=Icon::Chart label="Reports" /></li>
            </ul>
            {invoices
                .then(|| view! {
                    <p class="nav-group">"Bill"</p>
                    <ul class="nav"><li><InvoicesItem /></li></ul>
                })}
            {catalog
                .then(|| view! {
                    <p class="nav-group">"Organise"</p>
                    <ul class="nav"><CatalogItems /></ul>
                })}
            <div class="sidebar-foot">
                <NavItem href=settings below="/settings" icon=Icon::Gear label="Workspace settings" />
                <PersonMenu account=person actions />
            </div>
        </nav>
    }
}

#[component]
fn PersonMenu(account: Account, actions: FrameActions) -> impl IntoView {
    let name = account.name.clone();
    let email = account.email.clone();
    view! {
        <MenuFrame
            class="person"
            summary_class="nav-item"
            summary=move || view! {
                <Avatar account />
                <span class="truncate">{name}</span>
            }
        >
            <p class="menu-title truncate">{email}</p>
            <MenuLink href="/profile" icon=Icon::User>"Account settings"</MenuLink>
            <MenuLine />
            <SignOutItem actions />
        </MenuFrame>
    }
}

#[component]
fn SignOutItem(actions: FrameActions) -> impl IntoView {
    view! {
        <ActionForm action=actions.signing_out>
            <MenuButton icon=Icon::LogOut>"Sign out"</MenuButton>
        </ActionForm>
    }
}

#[component]
fn WorkspaceChoices(
    workspaces: Vec<Workspace>,
    current: crate::values::WorkspaceId,
    actions: FrameActions,
) -> impl IntoView {
    view! {
        <p class="menu-title">"Workspaces"</p>
        {workspaces
            .into_iter()
            .map(|workspace| {
                let is_current = workspace.id == current;
                view! {
                    <ActionForm action=actions.switching>
                        <input type="hidden" name="id" value=workspace.id.to_string() />
                        <button class="menu-item" type="submit" aria-current=is_current.then_some("true")>
                            <Icon icon=if is_current { Icon::Check } else { Icon::Building } />
                            <span class="truncate">{workspace.name}</span>
                        </button>
                    </ActionForm>
                }
            })
            .collect_view()}
        <MenuLine />
        <MenuLink href="/workspaces/new" icon=Icon::Plus>"Create workspace"</MenuLink>
    }
}

#[component]
fn BottomNavigation(frame: Frame, actions: FrameActions) -> impl IntoView {
    let running = frame
        .timer
        .is_some_and(|timer| timer.state == TimerState::Running);
    let current = frame.workspace.id;
    let catalog = frame.actor.may(Permission::ReadCatalog).is_ok();
    let invoices = frame.actor.may(Permission::ReadInvoices).is_ok();
    let settings = settings_path(&frame.actor);
    view! {
        <nav class="bottom-nav" aria-label="Phone">
            <ul>
                <li><NavItem href="/timer" icon=Icon::Timer label="Timer" live=running /></li>
                {catalog.then(|| view! { <CatalogItems /> })}
                <li>
                    <MenuFrame
                        class="up"
                        summary_class="nav-item"
                        summary=|| view! { <Icon icon=Icon::Menu />"More" }
                    >
                        <WorkspaceChoices workspaces=frame.workspaces current actions />
                        <MenuLink href="/calendar" icon=Icon::Calendar>"Calendar"</MenuLink>
                        <MenuLink href=crate::dashboard::PATH icon=Icon::Dashboard>"Dashboard"</MenuLink>
                        <MenuLink href="/timesheet" icon=Icon::Grid>"Timesheet"</MenuLink>
                        <MenuLink href="/reports" icon=Icon::Chart>"Reports"</MenuLink>
                        {invoices.then(|| view! { <MenuLink href=crate::invoices::PATH icon=Icon::Document>"Invoices"</MenuLink> })}
                        <MenuLine />
                        <MenuLink href=settings icon=Icon::Gear>"Workspace settings"</MenuLink>
                        <MenuLink href="/profile" icon=Icon::User>"Account settings"</MenuLink>
                        <MenuLine />
                        <SignOutItem actions />
                    </MenuFrame>
                </li>
            </ul>
        </nav>
    }
}

#[component]
fn InvoicesItem() -> impl IntoView {
    view! { <NavItem href=crate::invoices::PATH icon=Icon::Document label="Invoices" /> }
}

/// What time is organised by, for who may see it.
#[component]
fn CatalogItems() -> impl IntoView {
    view! {
        <li><NavItem href="/projects" icon=Icon::Folder label="Projects" /></li>
        <li><NavItem href="/clients" icon=Icon::People label="Clients" /></li>
        <li><NavItem href="/tags" icon=Icon::Tag label="Tags" /></li>
    }
}

#[component]
fn NavItem(
    href: &'static str,
    icon: Icon,
    label: &'static str,
    /// Where its pages begin, unless that is where it leads.
    #[prop(optional)]
    below: Option<&'static str>,
    #[prop(optional)] live: bool,
) -> impl IntoView {
    let path = use_location().pathname;
    let pages = below.unwrap_or(href);
    let here = move || {
        let path = path.get();
        path == pages
            || path
                .strip_prefix(pages)
                .is_some_and(|rest| rest.starts_with('/'))
    };
    view! {
        <a class="nav-item" href=href aria-current=move || here().then_some("page")>
            <Icon icon />
            {label}
            {live.then(|| view! { <span class="live-dot" title="The timer is running"></span> })}
        </a>
    }
}
