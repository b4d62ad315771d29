//! Yes or no: a checkbox with words, and one that looks like an icon button.

use leptos::{html::Input, prelude::*};

use super::{Icon, bound::keep_checkbox, describe};

/// A checkbox with its words beside it.
#[component]
pub fn CheckboxField(
    /// The name it is sent under.
    #[prop(into)]
    name: String,
    /// The words beside it.
    #[prop(into)]
    label: String,
    /// What is sent when it is checked.
    #[prop(default = "true".into(), into)]
    value: String,
    /// Whether it is checked at first.
    #[prop(optional, into)]
    checked: Signal<bool>,
    /// A signal that follows the box and leads it; replaces `checked`.
    #[prop(optional)]
    bind: Option<RwSignal<bool>>,
    /// What to know before checking it.
    #[prop(optional, into)]
    hint: MaybeProp<String>,
    /// Its id; the name unless given.
    #[prop(optional, into)]
    id: Option<String>,
    /// The id of a form elsewhere on the page.
    #[prop(optional, into)]
    form: Option<String>,
    /// Cannot be used now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| name.clone());
    let control = NodeRef::<Input>::new();
    keep_checkbox(control, bind);
    let hint_id = format!("{id}-hint");
    let described_by = {
        let id = id.clone();
        move || describe(&id, hint.with(Option::is_some), false)
    };
    view! {
        <div class="check-field">
            <label class="check">
                <input
                    node_ref=control
                    type="checkbox"
                    id=id
                    name=name
                    value=value
                    form=form
                    checked=move || first_checked(bind, checked)
                    disabled=move || disabled.get()
                    aria-describedby=described_by
                    on:change:target=move |ev| follow(bind, ev.target().checked())
                />
                <span>{label}</span>
            </label>
            {move || {
                let id = hint_id.clone();
                hint.get().map(|words| view! { <p class="field-hint" id=id>{words}</p> })
            }}
        </div>
    }
    .into_any()
}

/// A checkbox drawn as an icon that lights up, such as the billable mark.
#[component]
pub fn ToggleIcon(
    /// The name it is sent under.
    #[prop(into)]
    name: String,
    /// What it means, in words.
    #[prop(into)]
    label: String,
    /// Which icon.
    icon: Icon,
    /// What is sent when it is on.
    #[prop(default = "true".into(), into)]
    value: String,
    /// Whether it is on at first.
    #[prop(optional, into)]
    checked: Signal<bool>,
    /// A signal that follows the mark and leads it; replaces `checked`.
    #[prop(optional)]
    bind: Option<RwSignal<bool>>,
    /// Its id, where something refers to it.
    #[prop(optional, into)]
    id: Option<String>,
    /// The id of a form elsewhere on the page.
    #[prop(optional, into)]
    form: Option<String>,
) -> impl IntoView {
    let control = NodeRef::<Input>::new();
    keep_checkbox(control, bind);
    let title = label.clone();
    view! {
        <label class="toggle-icon" title=title>
            <input
                node_ref=control
                type="checkbox"
                class="visually-hidden"
                id=id
                name=name
                value=value
                form=form
                checked=move || first_checked(bind, checked)
                on:change:target=move |ev| follow(bind, ev.target().checked())
            />
            <Icon icon/>
            <span class="visually-hidden">{label}</span>
        </label>
    }
    .into_any()
}

fn first_checked(bind: Option<RwSignal<bool>>, checked: Signal<bool>) -> bool {
    bind.map_or_else(|| checked.get(), |signal| signal.get_untracked())
}

fn follow(bind: Option<RwSignal<bool>>, checked: bool) {
    if let Some(signal) = bind {
        signal.set(checked);
    }
}
