//! One choice out of several: a native `<select>` as a field or as a pill, and a row of radio buttons.

use leptos::{html::Select, prelude::*};

use super::{
    Icon,
    bound::keep_select,
    field::Frame,
    text_field::{first_value, follow},
};

/// One of several things to choose from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What people read.
    pub label: String,
    /// A colour slug, for a dot before the label.
    pub colour: Option<String>,
    /// The heading it stands under; neighbours with the same heading share it.
    pub group: Option<String>,
    /// Shown, but not to be chosen.
    pub disabled: bool,
}

impl Choice {
    /// A choice by the value that is sent and the words that are shown.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
            colour: None,
            group: None,
            disabled: false,
        }
    }

    /// With a dot in this colour.
    #[must_use]
    pub fn colour(mut self, slug: impl Into<String>) -> Self {
        self.colour = Some(slug.into());
        self
    }

    /// Under this heading.
    #[must_use]
    pub fn group(mut self, heading: impl Into<String>) -> Self {
        self.group = Some(heading.into());
        self
    }

    /// Not to be chosen.
    #[must_use]
    pub fn disabled(mut self) -> Self {
        self.disabled = true;
        self
    }
}

/// What is chosen is offered even if it is no longer in use, so that the control tells the truth.
#[must_use]
pub fn with_chosen(mut options: Vec<Choice>, chosen: &str, label: &str) -> Vec<Choice> {
    if !options.iter().any(|option| option.value == chosen) {
        options.push(Choice::new(chosen, label));
    }
    options
}

/// A labelled drop-down list.
#[component]
pub fn SelectField(
    /// The name it is sent under.
    #[prop(into)]
    name: String,
    /// Its name for people.
    #[prop(into)]
    label: String,
    /// What there is to choose from.
    options: Vec<Choice>,
    /// The value chosen at first.
    #[prop(optional, into)]
    value: MaybeProp<String>,
    /// A signal that follows the choice and leads it; replaces `value`.
    #[prop(optional)]
    bind: Option<RwSignal<String>>,
    /// Its id; the name unless given.
    #[prop(optional, into)]
    id: Option<String>,
    /// What to know before choosing.
    #[prop(optional, into)]
    hint: MaybeProp<String>,
    /// What is wrong and what to do about it.
    #[prop(optional, into)]
    error: MaybeProp<String>,
    /// Must be chosen.
    #[prop(optional)]
    required: bool,
    /// Cannot be used now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
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
    let control = NodeRef::<Select>::new();
    keep_select(control, bind);
    let described_by = frame.described_by();
    let invalid = frame.invalid();
    frame.around(
        view! {
        <span class="select-box">
        <select
            node_ref=control
            class="input select"
            id=id
            name=name
            form=form
            required=required
            disabled=move || disabled.get()
            aria-describedby=described_by
            aria-invalid=invalid
            on:change:target=move |ev| follow(bind, ev.target().value())
        >
            {option_list(options, bind, value)}
        </select>
        <Icon icon=Icon::ChevronDown/>
        </span>
        }
        .into_any(),
    )
}

/// A drop-down list as a pill, for bars, filters and rows.
#[component]
pub fn SelectChip(
    /// The name it is sent under.
    #[prop(into)]
    name: String,
    /// Its name for assistive technology.
    #[prop(into)]
    label: String,
    /// What there is to choose from.
    options: Vec<Choice>,
    /// The value chosen at first.
    #[prop(optional, into)]
    value: MaybeProp<String>,
    /// A signal that follows the choice and leads it; replaces `value`.
    #[prop(optional)]
    bind: Option<RwSignal<String>>,
    /// Its id, where something refers to it.
    #[prop(optional, into)]
    id: Option<String>,
    /// Stands before the choice.
    #[prop(optional)]
    icon: Option<Icon>,
    /// The id of a form elsewhere on the page.
    #[prop(optional, into)]
    form: Option<String>,
    /// Cannot be used now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
) -> impl IntoView {
    let control = NodeRef::<Select>::new();
    keep_select(control, bind);
    view! {
        <span class="select-box select-chip" class:with-icon=icon.is_some()>
            {icon.map(|icon| view! { <Icon icon/> })}
            <select
                node_ref=control
                class="chip select"
                id=id
                name=name
                form=form
                aria-label=label
                disabled=move || disabled.get()
                on:change:target=move |ev| follow(bind, ev.target().value())
            >
                {option_list(options, bind, value)}
            </select>
            <Icon icon=Icon::ChevronDown/>
        </span>
    }
    .into_any()
}

/// Radio buttons in one pill: two to four short choices that are all in sight.
#[component]
pub fn Segmented(
    /// The name it is sent under.
    #[prop(into)]
    name: String,
    /// Its name for people.
    #[prop(into)]
    label: String,
    /// What there is to choose from.
    options: Vec<Choice>,
    /// The value chosen at first.
    #[prop(optional, into)]
    value: MaybeProp<String>,
    /// Keeps the label for assistive technology alone.
    #[prop(optional)]
    hide_label: bool,
) -> impl IntoView {
    view! {
        <fieldset class="segmented">
            <legend class:visually-hidden=hide_label>{label}</legend>
            <div class="segments">
                {options
                    .into_iter()
                    .map(|choice| {
                        let own = choice.value.clone();
                        view! {
                            <label class="segment">
                                <input
                                    type="radio"
                                    name=name.clone()
                                    value=choice.value
                                    disabled=choice.disabled
                                    checked=move || value.with(|value| value.as_deref() == Some(own.as_str()))
                                />
                                <span>{choice.label}</span>
                            </label>
                        }
                    })
                    .collect_view()}
            </div>
        </fieldset>
    }
    .into_any()
}

/// The options, those with the same heading side by side under it.
fn option_list(
    options: Vec<Choice>,
    bind: Option<RwSignal<String>>,
    value: MaybeProp<String>,
) -> AnyView {
    options
        .chunk_by(|left, right| left.group == right.group)
        .map(|run| {
            let list = run
                .iter()
                .cloned()
                .map(|choice| {
                    let own = choice.value.clone();
                    view! {
                        <option
                            value=choice.value
                            data-colour=choice.colour
                            disabled=choice.disabled
                            selected=move || first_value(bind, value).is_some_and(|value| value == own)
                        >
                            {choice.label}
                        </option>
                    }
                })
                .collect_view();
            match run.first().and_then(|choice| choice.group.clone()) {
                Some(heading) => view! { <optgroup label=heading>{list}</optgroup> }.into_any(),
                None => list.into_any(),
            }
        })
        .collect_view()
        .into_any()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn neighbours_share_a_heading_and_the_value_is_selected() {
        let options = vec![
            Choice::new("", "No project"),
            Choice::new("1", "Webshop").colour("teal").group("Acme"),
            Choice::new("2", "Brand").colour("plum").group("Acme"),
            Choice::new("3", "App").group("Globex"),
        ];
        let html = Owner::new().with(|| {
            view! { <SelectField name="project_id" label="Project" options value="2"/> }.to_html()
        });
        assert_eq!(html.matches("<optgroup").count(), 2, "{html}");
        assert_eq!(html.matches(" selected").count(), 1, "{html}");
        assert!(html.contains(r#"data-colour="plum" selected"#), "{html}");
    }
}
