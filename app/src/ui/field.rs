//! The frame around a form control: label, hint and error, tied together for assistive technology.

use leptos::prelude::*;

use super::Icon;

/// The ids a control points at with `aria-describedby`: its error first, then its hint.
#[must_use]
pub fn describe(id: &str, has_hint: bool, has_error: bool) -> Option<String> {
    match (has_error, has_hint) {
        (true, true) => Some(format!("{id}-error {id}-hint")),
        (true, false) => Some(format!("{id}-error")),
        (false, true) => Some(format!("{id}-hint")),
        (false, false) => None,
    }
}

/// What every field knows about itself; its methods give the attributes of the control inside.
#[derive(Clone)]
pub(super) struct Frame {
    pub(super) id: String,
    pub(super) label: String,
    pub(super) hint: MaybeProp<String>,
    pub(super) error: MaybeProp<String>,
    pub(super) hide_label: bool,
}

impl Frame {
    /// For `aria-describedby`.
    pub(super) fn described_by(
        &self,
    ) -> impl Fn() -> Option<String> + Send + Sync + Clone + 'static + use<> {
        let Self {
            id, hint, error, ..
        } = self.clone();
        move || describe(&id, hint.with(Option::is_some), error.with(Option::is_some))
    }

    /// For `aria-invalid`.
    pub(super) fn invalid(
        &self,
    ) -> impl Fn() -> Option<&'static str> + Send + Sync + Clone + 'static + use<> {
        let error = self.error;
        move || error.with(Option::is_some).then_some("true")
    }

    /// Puts the frame around the control.
    pub(super) fn around(self, control: AnyView) -> AnyView {
        let Self {
            id,
            label,
            hint,
            error,
            hide_label,
        } = self;
        let (hint_id, error_id) = (format!("{id}-hint"), format!("{id}-error"));
        view! {
            <div class="field" class:invalid=move || error.with(Option::is_some)>
                <label for=id class:visually-hidden=hide_label>
                    {label}
                </label>
                {control}
                {move || {
                    let id = error_id.clone();
                    error.get().map(|words| view! { <p class="field-error" id=id><Icon icon=Icon::Warning/>{words}</p> })
                }}
                {move || {
                    let id = hint_id.clone();
                    hint.get().map(|words| view! { <p class="field-hint" id=id>{words}</p> })
                }}
            </div>
        }
        .into_any()
    }
}

/// A frame around any control; the control sets its own `id`, and `aria-describedby` by [`describe`].
#[component]
pub fn Field(
    /// The control's name for people.
    #[prop(into)]
    label: String,
    /// The control's id.
    #[prop(into)]
    id: String,
    /// What to know before filling it in.
    #[prop(optional, into)]
    hint: MaybeProp<String>,
    /// What is wrong and what to do about it.
    #[prop(optional, into)]
    error: MaybeProp<String>,
    /// Keeps the label for assistive technology alone.
    #[prop(optional)]
    hide_label: bool,
    /// The control.
    children: Children,
) -> impl IntoView {
    Frame {
        id,
        label,
        hint,
        error,
        hide_label,
    }
    .around(children())
}

/// What is wrong with a form as a whole; nothing when nothing is.
#[component]
pub fn ErrorSummary(
    /// What is wrong and what to do about it.
    #[prop(into)]
    error: MaybeProp<String>,
) -> impl IntoView {
    view! {
        <div class="error-summary" role="alert">
            {move || {
                error
                    .get()
                    .map(|words| view! { <div class="notice error"><Icon icon=Icon::Warning/><div>{words}</div></div> })
            }}
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::describe;

    #[test]
    fn error_comes_before_hint() {
        assert_eq!(
            describe("name", true, true).as_deref(),
            Some("name-error name-hint")
        );
        assert_eq!(describe("name", false, true).as_deref(), Some("name-error"));
        assert_eq!(describe("name", true, false).as_deref(), Some("name-hint"));
        assert_eq!(describe("name", false, false), None);
    }
}
