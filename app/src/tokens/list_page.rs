//! Workspace settings, API Tokens: what programs act with here, and the new one, shown once.

use leptos::prelude::*;
use leptos_meta::Title;

use super::server_fns::{CreateToken, load_tokens};
use super::token_dialogs::{TokenDialogs, TokensResource};
use super::{ApiToken, LIST_PATH, NewToken, TokensView};
use crate::access::{Permission, Role};
use crate::clients::list_parts::{AddButton, allowed};
use crate::error::{AppError, Refusal};
use crate::memo::{When, memo};
use crate::revision::use_revision;
use crate::together::together;
use crate::two_factor::card::focus_soon;
use crate::ui::{
    Badge, BadgeKind, ButtonLink, EmptyState, ErrorSummary, Hidden, Icon, Notice, ShownOnce,
};
use crate::workspaces::frame::{formats, frame_now, use_frame};
use crate::workspaces::settings_page::SettingsHead;

/// Where the focus goes once a token was made.
const NEW_TOKEN_ID: &str = "new-token-title";

/// The workspace's tokens.
#[component]
pub fn TokensPage() -> impl IntoView {
    let revision = use_revision();
    let frame = use_frame();
    let tokens: TokensResource = Resource::new_blocking(move || revision.get(), |_| load_tokens());
    // The action outlives its dialog: the closing must not lose its answer.
    let creating = ServerAction::<CreateToken>::new();
    revision.follow(creating);
    let shown = RwSignal::new(None::<NewToken>);
    Effect::new(move |_| {
        if let Some(Ok(new)) = creating.value().get() {
            shown.set(Some(new));
            focus_soon(NEW_TOKEN_ID);
        }
    });
    view! {
        <Title text="API Tokens" />
        <SettingsHead />
        <Transition>
            {Suspend::new(async move {
                let (_, loaded) = together(frame, tokens).await;
                if let Ok(TokensView { new_token: Some(new), .. }) = loaded {
                    shown.set(Some(new));
                }
                view! {
                    <WhyNot />
                    <NewTokenNotice shown />
                    <TokenList tokens />
                }
            })}
        </Transition>
        <Transition>
            // Only once everything is there: on the server, reading what another thread is about to bring may
            // never be told of its arrival.
            {Suspend::new(async move {
                let _ = together(frame, tokens).await;
                view! { <TokenDialogs tokens creating /> }
            })}
        </Transition>
    }
}

/// Why there are no tokens to be had, where plan or role are the reason.
#[component]
fn WhyNot() -> impl IntoView {
    let reason = memo(move || {
        let actor = frame_now()?.actor;
        let refusal = actor.may(Permission::ManageOwnTokens).err()?;
        Some((refusal, actor.role))
    });
    move || {
        let (refusal, role) = reason.get()?;
        Some(match refusal {
            Refusal::PlanRequired => view! {
                <Notice>
                    "API tokens come with the Team and Business plans; on this one they are refused. "
                    {if role == Role::Owner {
                        view! { <a href="/settings/billing">"See plans"</a> }.into_any()
                    } else {
                        "Ask the owner.".into_any()
                    }}
                </Notice>
            }
            .into_any(),
            Refusal::Forbidden => view! {
                <Notice>"Viewers use no API tokens: one from an earlier role is refused. Ask the owner for another role."</Notice>
            }
            .into_any(),
            Refusal::WorkspaceReadOnly => view! {
                <Notice>"This workspace is read-only: its tokens read, and none can be made until its billing is resolved."</Notice>
            }
            .into_any(),
        })
    }
}

/// The whole token, this once.
#[component]
fn NewTokenNotice(shown: RwSignal<Option<NewToken>>) -> impl IntoView {
    move || {
        let NewToken { name, token } = shown.get()?;
        Some(view! {
            <ShownOnce
                id=NEW_TOKEN_ID
                title=format!("Your new token: {name}")
                warning="Copy it now and keep it like a password: it is not shown again. If you lose it, revoke it and create another."
                secret=token
                copy="Copy token"
                href=LIST_PATH
                on_done=move || shown.set(None)
            />
        })
    }
}

/// Rows stay while the list is looked up again: only what changed is made anew.
#[component]
fn TokenList(tokens: TokensResource) -> impl IntoView {
    let rows = memo(move || {
        let view = tokens.get().and_then(Result::ok);
        view.map(|view| view.tokens).unwrap_or_default()
    });
    let is_any = memo(move || rows.with(|rows| !rows.is_empty()));
    let may_create = memo(move || allowed(Permission::ManageOwnTokens));
    let workspace = memo(move || {
        tokens
            .get()
            .and_then(Result::ok)
            .map(|view| view.workspace_id)
            .unwrap_or_default()
    });
    let error = memo(move || {
        tokens
            .get()
            .and_then(Result::err)
            .map(|e: AppError| e.to_string())
    });
    view! {
        <ErrorSummary error />
        <section class="tokens" aria-labelledby="tokens-title">
            <header class="tokens-head">
                <div>
                    <h2 id="tokens-title">"API tokens"</h2>
                    <p class="muted">"Programs act with them as you, in this workspace alone: "<a href="/api/docs" rel="external">"API reference"</a></p>
                </div>
                <AddButton path=LIST_PATH label="Create Token" permission=Permission::ManageOwnTokens />
            </header>
            <p class="tokens-workspace muted">"Workspace ID, sent as X-Workspace-Id: "<code>{move || workspace.get()}</code></p>
            <When is=move || is_any.get() fallback=move || may_create.get().then(|| view! { <NoTokens /> })>
                <ul class="things">
                    <For each=move || rows.get() key=|row: &ApiToken| format!("{row:?}") let:token>
                        <TokenRow token />
                    </For>
                </ul>
            </When>
        </section>
    }
}

#[component]
fn NoTokens() -> impl IntoView {
    view! {
        <EmptyState
            icon=Icon::Lock
            title="No tokens yet"
            text="Choose Create Token above. A script or an integration then reads, or reads and writes, what you may."
        />
    }
}

#[component]
fn TokenRow(token: ApiToken) -> impl IntoView {
    let ApiToken {
        id,
        name,
        prefix,
        scope,
        creator,
        is_own,
        created,
        last_used,
        expires,
        is_expired,
        is_connection,
    } = token;
    let needed = if is_own {
        Permission::EndOwnTokens
    } else {
        Permission::ManageAllTokens
    };
    let may_revoke = memo(move || allowed(needed));
    let label = format!("Revoke {name}");
    let revoke =
        move || {
            let (href, label) = (format!("{LIST_PATH}?revoke={id}"), label.clone());
            may_revoke.get().then(|| view! {
            <ButtonLink href attr:data-noscroll="" attr:aria-label=label>"Revoke"</ButtonLink>
        })
        };
    let used = move || match last_used {
        Some(at) => format!("Last used {}", formats().moment(at)),
        None => "Never used".to_owned(),
    };
    let until = move || match expires {
        Some(_) if is_expired => {
            view! { <Badge kind=BadgeKind::Warning>"Expired"</Badge> }.into_any()
        }
        Some(at) => view! { "Expires "{formats().moment(at)} }.into_any(),
        None => "Does not expire".into_any(),
    };
    view! {
        <li class="token">
            <div class="token-what">
                <p class="token-name"><b>{name}</b> <Hidden>", "</Hidden> <code>{prefix}"…"</code> <Badge>{scope.name()}</Badge>{is_connection.then(|| view! { " " <Badge>"Connected app"</Badge> })}</p>
                <p class="muted">"Created by "{creator}", "{move || formats().moment(created)}</p>
            </div>
            <div class="token-use muted">
                <p>{used}</p>
                <p>{until}</p>
            </div>
            <div class="token-end">{revoke}</div>
        </li>
    }
}
