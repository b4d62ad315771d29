//! Buttons, and links that look like buttons.

use leptos::{ev::MouseEvent, prelude::*};

use super::Icon;

/// How loud a button is. A page has one primary button.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// A bordered button: the usual one.
    #[default]
    Plain,
    /// The one thing to do next.
    Primary,
    /// An invitation beside the primary button.
    Soft,
    /// Destroys something.
    Danger,
    /// No border until the pointer is on it.
    Quiet,
}

impl Kind {
    const fn class(self) -> &'static str {
        match self {
            Self::Plain => "button",
            Self::Primary => "button primary",
            Self::Soft => "button soft",
            Self::Danger => "button danger",
            Self::Quiet => "button quiet",
        }
    }
}

/// A button; it submits its form unless `button_type` says "button".
#[component]
pub fn Button(
    /// How loud it is.
    #[prop(optional)]
    kind: Kind,
    /// Stands before the words.
    #[prop(optional)]
    icon: Option<Icon>,
    /// "submit", "button" or "reset".
    #[prop(default = "submit")]
    button_type: &'static str,
    /// Sent with the form when this button submits it.
    #[prop(optional, into)]
    name: Option<String>,
    /// The value sent under `name`.
    #[prop(optional, into)]
    value: Option<String>,
    /// The id of a form elsewhere on the page.
    #[prop(optional, into)]
    form: Option<String>,
    /// Where the form goes when this button submits it, instead of where it goes else.
    #[prop(optional, into)]
    formaction: Option<String>,
    /// Work is under way: shows a spinner and ignores further clicks, keeping the focus.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// Cannot be used now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// The words.
    children: Children,
) -> impl IntoView {
    view! {
        <button
            type=button_type
            class=kind.class()
            name=name
            value=value
            form=form
            formaction=formaction
            disabled=move || disabled.get()
            aria-busy=move || busy.get().then_some("true")
            on:click=move |ev| ignore_when(busy, &ev)
        >
            {icon.map(|icon| view! { <Icon icon/> })}
            <span class="button-text">{children()}</span>
        </button>
    }
    .into_any()
}

/// Applies a row of filters where no script does so at every choice. Once the page has come alive it shows only where dates
/// wait for it; it stands last in its row, so that nothing moves when it goes.
#[component]
pub fn ApplyButton() -> impl IntoView {
    view! {
        <button type="submit" class="button apply">
            <span class="button-text">"Apply"</span>
        </button>
    }
    .into_any()
}

/// A link that looks like a button.
#[component]
pub fn ButtonLink(
    /// Where it leads.
    #[prop(into)]
    href: String,
    /// How loud it is.
    #[prop(optional)]
    kind: Kind,
    /// Stands before the words.
    #[prop(optional)]
    icon: Option<Icon>,
    /// The server answers with a file, or with a page that says why not: the browser fetches it itself.
    #[prop(optional)]
    download: bool,
    /// The words.
    children: Children,
) -> impl IntoView {
    view! {
        <a
            class=kind.class()
            href=href
            rel=download.then_some("external")
        >
            {icon.map(|icon| view! { <Icon icon/> })}
            <span class="button-text">{children()}</span>
        </a>
    }
    .into_any()
}

/// A square button with an icon alone; its label is spoken and shown as a tooltip.
#[component]
pub fn IconButton(
    /// Which icon.
    icon: Icon,
    /// What it does, in words.
    #[prop(into)]
    label: String,
    /// "submit", "button" or "reset".
    #[prop(default = "submit")]
    button_type: &'static str,
    /// Sent with the form when this button submits it.
    #[prop(optional, into)]
    name: Option<String>,
    /// The value sent under `name`.
    #[prop(optional, into)]
    value: Option<String>,
    /// The id of a form elsewhere on the page.
    #[prop(optional, into)]
    form: Option<String>,
    /// Work is under way.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// Cannot be used now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// Drawn in the accent colour.
    #[prop(optional, into)]
    on: Signal<bool>,
) -> impl IntoView {
    view! {
        <button
            type=button_type
            class="icon-button"
            class:on=move || on.get()
            aria-label=label.clone()
            title=label
            name=name
            value=value
            form=form
            disabled=move || disabled.get()
            aria-busy=move || busy.get().then_some("true")
            on:click=move |ev| ignore_when(busy, &ev)
        >
            <Icon icon/>
        </button>
    }
    .into_any()
}

/// A link drawn as an icon alone; its label is spoken and shown as a tooltip.
#[component]
pub fn IconLink(
    /// Where it leads.
    #[prop(into)]
    href: String,
    /// Which icon.
    icon: Icon,
    /// What it does, in words.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    view! {
        <a class="icon-button" href=href aria-label=label.clone() title=label>
            <Icon icon/>
        </a>
    }
    .into_any()
}

/// A second click on a busy button must not send the form twice.
fn ignore_when(busy: Signal<bool>, ev: &MouseEvent) {
    if busy.get_untracked() {
        ev.prevent_default();
        ev.stop_immediate_propagation();
    }
}
