//! Several choices out of many: checkboxes that unfold from a pill or a field, with a filter box once the page is alive.

use leptos::{
    html::Div,
    prelude::*,
    wasm_bindgen::JsCast,
    web_sys::{Event, HtmlDivElement, HtmlInputElement},
};

use super::{Choice, Icon, menu::Unfolding};
use crate::memo::When;

/// From how many choices on a filter box pays.
const FILTER_FROM: usize = 8;

/// Checkboxes that unfold; the closed state says what is chosen.
#[component]
pub fn CheckList(
    /// The name each box is sent under, such as `tag_ids[]`.
    #[prop(into)]
    name: String,
    /// What is chosen here, in words.
    #[prop(into)]
    label: String,
    /// What there is to choose from.
    options: Vec<Choice>,
    /// The values chosen at first; a change checks and unchecks the boxes.
    #[prop(optional, into)]
    chosen: Signal<Vec<String>>,
    /// Stands before the summary.
    #[prop(optional)]
    icon: Option<Icon>,
    /// The id of a form elsewhere on the page.
    #[prop(optional, into)]
    form: Option<String>,
    /// What to say when there is nothing to choose from.
    #[prop(default = "Nothing to choose from yet.".into(), into)]
    empty: String,
    /// Stands before every label, such as "#".
    #[prop(optional, into)]
    prefix: String,
    /// What the closed state says when nothing is chosen; the label in a pill, "None" in a field.
    #[prop(optional, into)]
    none: Option<String>,
    /// A pill without a visible label; false looks like a field.
    #[prop(default = true)]
    chip: bool,
) -> impl IntoView {
    let unfolding = Unfolding::new();
    let boxes = NodeRef::<Div>::new();

    let shown = RwSignal::new(chosen.get_untracked());
    let alive = RwSignal::new(false);
    Effect::new(move |adopted: Option<bool>| {
        let wanted = chosen.get();
        let Some(boxes) = boxes.get() else {
            return adopted.unwrap_or(false);
        };
        // What was checked before the page came alive stays; later changes from outside win.
        if adopted == Some(true) {
            for control in inputs(&boxes) {
                control.set_checked(wanted.contains(&control.value()));
            }
        }
        shown.set(checked_values(&boxes));
        alive.set(true);
        true
    });

    let filter = RwSignal::new(String::new());
    let filterable = options.len() >= FILTER_FROM;
    let has_options = !options.is_empty();
    let names: Vec<(String, String)> = options
        .iter()
        .map(|choice| (choice.value.clone(), format!("{prefix}{}", choice.label)))
        .collect();
    let items = check_boxes(
        options,
        &CheckBoxes {
            name,
            form,
            prefix,
            filter,
            shown,
        },
    );
    let title = none.unwrap_or_else(|| {
        if chip {
            label.clone()
        } else {
            "None".to_owned()
        }
    });
    let visible_label = label.clone();
    let filter_label = format!("Filter {}", label.to_lowercase());
    let group_label = label.clone();
    let recount = move |_: Event| {
        if let Some(boxes) = boxes.get_untracked() {
            shown.set(checked_values(&boxes));
        }
    };

    let list = view! {
        <details
            class="menu check-list"
            name="menu"
            node_ref=unfolding.node_ref()
            on:toggle=move |_| unfolding.toggled()
            on:keydown=move |ev| unfolding.key_pressed(&ev)
        >
            <summary class=if chip { "chip" } else { "input select" } class:chosen=move || shown.with(|shown| !shown.is_empty())>
                {icon.map(|icon| view! { <Icon icon/> })}
                <span class="visually-hidden">{label}": "</span>
                <span class="truncate">{move || shown.with(|shown| summary(&title, &names, shown))}</span>
                {(!chip).then(|| view! { <Icon icon=Icon::ChevronDown/> })}
            </summary>
            <div class="menu-items" role="group" aria-label=group_label node_ref=boxes on:change=recount>
                <When is=move || filterable && alive.get()>
                    <input
                        type="search"
                        class="input check-filter"
                        aria-label=filter_label.clone()
                        placeholder="Filter"
                        autocomplete="off"
                        on:input:target=move |ev| filter.set(ev.target().value().trim().to_lowercase())
                        on:keydown=move |ev| {
                            if ev.key() == "Enter" {
                                ev.prevent_default();
                            }
                        }
                    />
                </When>
                {items}
                {(!has_options).then(|| view! { <p class="menu-empty">{empty}</p> })}
            </div>
        </details>
    };
    if chip {
        return list.into_any();
    }
    view! {
        <div class="field">
            <span class="field-label" aria-hidden="true">{visible_label}</span>
            {list}
        </div>
    }
    .into_any()
}

/// What all boxes of a list share.
struct CheckBoxes {
    name: String,
    form: Option<String>,
    prefix: String,
    filter: RwSignal<String>,
    shown: RwSignal<Vec<String>>,
}

fn check_boxes(options: Vec<Choice>, shared: &CheckBoxes) -> AnyView {
    let filter = shared.filter;
    options
        .into_iter()
        .map(|choice| {
            let words = format!("{}{}", shared.prefix, choice.label);
            let sought = words.to_lowercase();
            let checked = shared
                .shown
                .with_untracked(|shown| shown.contains(&choice.value));
            view! {
                <label
                    class="check menu-item"
                    data-colour=choice.colour.clone()
                    hidden=move || !filter.with(|filter| sought.contains(filter.as_str()))
                >
                    <input
                        type="checkbox"
                        name=shared.name.clone()
                        value=choice.value
                        form=shared.form.clone()
                        checked=checked
                        disabled=choice.disabled
                    />
                    {choice.colour.is_some().then(|| view! { <i class="dot"></i> })}
                    <span>{words}</span>
                </label>
            }
        })
        .collect_view()
        .into_any()
}

/// "Tags", "#design, #dev" or "#design, #dev +2".
fn summary(title: &str, names: &[(String, String)], chosen: &[String]) -> String {
    let chosen: Vec<&str> = names
        .iter()
        .filter(|(value, _)| chosen.contains(value))
        .map(|(_, name)| name.as_str())
        .collect();
    match chosen.as_slice() {
        [] => title.to_owned(),
        [one] => (*one).to_owned(),
        [one, two] => format!("{one}, {two}"),
        [one, two, rest @ ..] => format!("{one}, {two} +{}", rest.len()),
    }
}

fn inputs(boxes: &HtmlDivElement) -> Vec<HtmlInputElement> {
    let found = boxes.get_elements_by_tag_name("input");
    (0..found.length())
        .filter_map(|index| found.item(index))
        .filter_map(|element| element.dyn_into::<HtmlInputElement>().ok())
        .filter(|control| control.type_() == "checkbox")
        .collect()
}

fn checked_values(boxes: &HtmlDivElement) -> Vec<String> {
    inputs(boxes)
        .into_iter()
        .filter(HtmlInputElement::checked)
        .map(|control| control.value())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::summary;

    #[test]
    fn the_summary_names_two_and_counts_the_rest() {
        let names: Vec<(String, String)> = [("1", "#design"), ("2", "#dev"), ("3", "#meetings")]
            .map(|(v, n)| (v.into(), n.into()))
            .into();
        let chosen = |values: &[&str]| values.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(summary("Tags", &names, &[]), "Tags");
        assert_eq!(summary("Tags", &names, &chosen(&["2"])), "#dev");
        assert_eq!(
            summary("Tags", &names, &chosen(&["2", "1"])),
            "#design, #dev"
        );
        assert_eq!(
            summary("Tags", &names, &chosen(&["1", "2", "3"])),
            "#design, #dev +1"
        );
        assert_eq!(summary("Tags", &names, &chosen(&["gone"])), "Tags");
    }
}
