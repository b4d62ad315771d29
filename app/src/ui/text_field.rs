//! One-line text: names, e-mail addresses, dates, amounts, passwords.

use leptos::{html::Input, prelude::*};

use super::{Icon, bound::keep_input, field::Frame};
use crate::memo::When;

/// A labelled one-line input.
#[component]
pub fn TextField(
    /// The name it is sent under.
    #[prop(into)]
    name: String,
    /// Its name for people.
    #[prop(into)]
    label: String,
    /// Its id; the name unless given.
    #[prop(optional, into)]
    id: Option<String>,
    /// What it holds at first.
    #[prop(optional, into)]
    value: MaybeProp<String>,
    /// A signal that follows the input and leads it; replaces `value`.
    #[prop(optional)]
    bind: Option<RwSignal<String>>,
    /// The input's type.
    #[prop(default = "text")]
    kind: &'static str,
    /// What to know before filling it in.
    #[prop(optional, into)]
    hint: MaybeProp<String>,
    /// What is wrong and what to do about it.
    #[prop(optional, into)]
    error: MaybeProp<String>,
    /// Must be filled in.
    #[prop(optional)]
    required: bool,
    /// Cannot be used now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// What the browser may fill in.
    #[prop(optional)]
    autocomplete: Option<&'static str>,
    /// An example, never the label.
    #[prop(optional, into)]
    placeholder: Option<String>,
    /// Most characters.
    #[prop(optional)]
    maxlength: Option<u32>,
    /// Which keyboard a phone shows.
    #[prop(optional)]
    inputmode: Option<&'static str>,
    /// Smallest number or first date.
    #[prop(optional, into)]
    min: Option<String>,
    /// Largest number or last date.
    #[prop(optional, into)]
    max: Option<String>,
    /// Distance between numbers.
    #[prop(optional, into)]
    step: Option<String>,
    /// Takes the focus when the page or dialog opens.
    #[prop(optional)]
    autofocus: bool,
    /// Words inside the box before the value, such as a currency sign.
    #[prop(optional, into)]
    prefix: Option<String>,
    /// Words inside the box after the value, such as "/h".
    #[prop(optional, into)]
    suffix: Option<String>,
    /// The id of a form elsewhere on the page.
    #[prop(optional, into)]
    form: Option<String>,
    /// Keeps the label for assistive technology alone.
    #[prop(optional)]
    hide_label: bool,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| name.clone());
    let frame = Frame {
        id: id.clone(),
        label,
        hint,
        error,
        hide_label,
    };
    let control = NodeRef::<Input>::new();
    keep_input(control, bind);
    let described_by = frame.described_by();
    let invalid = frame.invalid();
    frame.around(
        view! {
        <span class="input">
            {prefix.map(|words| view! { <span class="input-aside">{words}</span> })}
            <input
                node_ref=control
                id=id
                name=name
                type=kind
                value=move || first_value(bind, value)
                required=required
                disabled=move || disabled.get()
                autocomplete=autocomplete
                placeholder=placeholder
                maxlength=maxlength
                inputmode=inputmode
                min=min
                max=max
                step=step
                autofocus=autofocus
                form=form
                aria-describedby=described_by
                aria-invalid=invalid
                on:input:target=move |ev| follow(bind, ev.target().value())
            />
            {suffix.map(|words| view! { <span class="input-aside">{words}</span> })}
        </span>
        }
        .into_any(),
    )
}

/// A labelled password input; once the page is alive, a button shows what was typed.
#[component]
pub fn PasswordField(
    /// The name it is sent under.
    #[prop(into)]
    name: String,
    /// Its name for people.
    #[prop(into)]
    label: String,
    /// Its id; the name unless given.
    #[prop(optional, into)]
    id: Option<String>,
    /// "current-password" or "new-password".
    autocomplete: &'static str,
    /// A signal that follows the input.
    #[prop(optional)]
    bind: Option<RwSignal<String>>,
    /// What to know before filling it in.
    #[prop(optional, into)]
    hint: MaybeProp<String>,
    /// What is wrong and what to do about it.
    #[prop(optional, into)]
    error: MaybeProp<String>,
    /// Fewest characters.
    #[prop(optional)]
    minlength: Option<u32>,
    /// Most characters.
    #[prop(optional)]
    maxlength: Option<u32>,
    /// Takes the focus when the page or dialog opens.
    #[prop(optional)]
    autofocus: bool,
    /// May be left empty.
    #[prop(optional)]
    optional: bool,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| name.clone());
    let frame = Frame {
        id: id.clone(),
        label,
        hint,
        error,
        hide_label: false,
    };
    let control = NodeRef::<Input>::new();
    keep_input(control, bind);
    let alive = RwSignal::new(false);
    Effect::new(move |_| alive.set(true));
    let shown = RwSignal::new(false);
    let described_by = frame.described_by();
    let invalid = frame.invalid();
    let controls = id.clone();
    frame.around(
        view! {
        <span class="input">
            <input
                node_ref=control
                id=id
                name=name
                type=move || if shown.get() { "text" } else { "password" }
                required=!optional
                autocomplete=autocomplete
                autocapitalize="none"
                spellcheck="false"
                minlength=minlength
                maxlength=maxlength
                autofocus=autofocus
                aria-describedby=described_by
                aria-invalid=invalid
                on:input:target=move |ev| follow(bind, ev.target().value())
            />
            <When is=move || alive.get()>
                <button
                    type="button"
                    class="icon-button small"
                    aria-controls=controls.clone()
                    aria-pressed=move || if shown.get() { "true" } else { "false" }
                    aria-label="Show what was typed"
                    title="Show what was typed"
                    on:click=move |_| shown.update(|shown| *shown = !*shown)
                >
                    {move || if shown.get() { view! { <Icon icon=Icon::EyeOff/> } } else { view! { <Icon icon=Icon::Eye/> } }}
                </button>
            </When>
        </span>
        }
        .into_any(),
    )
}

/// The value attribute: what a signal holds at first, or the given value as it changes.
pub(super) fn first_value(
    bind: Option<RwSignal<String>>,
    value: MaybeProp<String>,
) -> Option<String> {
    match bind {
        Some(signal) => Some(signal.get_untracked()),
        None => value.get(),
    }
}

/// Hands what the user entered to the bound signal.
pub(super) fn follow(bind: Option<RwSignal<String>>, value: String) {
    if let Some(signal) = bind {
        signal.set(value);
    }
}
