//! Keeps a form control and a signal in step. What the user typed or chose before the page came alive wins over the
//! signal's first value: a plain property binding would overwrite it while hydrating.

use leptos::{
    html::{Input, Select, Textarea},
    prelude::*,
};

/// Binds a text-like `<input>`: call once; also set the signal in `on:input`.
pub(super) fn keep_input(control: NodeRef<Input>, bind: Option<RwSignal<String>>) {
    keep(
        bind,
        move || control.get().map(|el| el.value()),
        move |value| {
            if let Some(el) = control.get_untracked() {
                el.set_value(value);
            }
        },
    );
}

/// Binds a `<textarea>`.
pub(super) fn keep_text_area(control: NodeRef<Textarea>, bind: Option<RwSignal<String>>) {
    keep(
        bind,
        move || control.get().map(|el| el.value()),
        move |value| {
            if let Some(el) = control.get_untracked() {
                el.set_value(value);
            }
        },
    );
}

/// Binds a `<select>`.
pub(super) fn keep_select(control: NodeRef<Select>, bind: Option<RwSignal<String>>) {
    keep(
        bind,
        move || control.get().map(|el| el.value()),
        move |value| {
            if let Some(el) = control.get_untracked() {
                el.set_value(value);
            }
        },
    );
}

/// Binds a checkbox.
pub(super) fn keep_checkbox(control: NodeRef<Input>, bind: Option<RwSignal<bool>>) {
    keep(
        bind,
        move || control.get().map(|el| el.checked()),
        move |checked| {
            if let Some(el) = control.get_untracked() {
                el.set_checked(*checked);
            }
        },
    );
}

fn keep<T>(
    bind: Option<RwSignal<T>>,
    read: impl Fn() -> Option<T> + 'static,
    write: impl Fn(&T) + 'static,
) where
    T: PartialEq + Clone + Send + Sync + 'static,
{
    let Some(signal) = bind else { return };
    Effect::new(move |adopted: Option<bool>| {
        let Some(shown) = read() else {
            return adopted.unwrap_or(false);
        };
        let wanted = signal.get();
        if shown != wanted {
            if adopted == Some(true) {
                write(&wanted);
            } else {
                signal.set(shown);
            }
        }
        true
    });
}
