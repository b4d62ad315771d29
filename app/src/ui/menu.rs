//! A menu on `<details>`: opens without a script; once the page is alive it closes on a click outside, on Esc and after a
//! choice, and the arrow keys walk through it. Only one is open at a time: the browser sees to that by their shared name.

use leptos::{
    ev::{KeyboardEvent, MouseEvent},
    html::Details,
    leptos_dom::helpers::WindowListenerHandle,
    prelude::*,
    wasm_bindgen::JsCast,
    web_sys::{Element, EventTarget, HtmlDetailsElement, HtmlElement, Node},
};

use super::Icon;

/// Menus with this name close each other.
const GROUP: &str = "menu";

/// A button that opens a menu.
#[component]
pub fn Menu(
    /// What the menu offers, in words.
    #[prop(into)]
    label: String,
    /// The button's icon, unless it shows words.
    #[prop(default = Icon::More)]
    icon: Icon,
    /// Words on the button instead of an icon.
    #[prop(optional, into)]
    text: Option<String>,
    /// Menu items.
    children: Children,
) -> impl IntoView {
    let unfolding = Unfolding::new();
    let summary = match text {
        Some(words) => view! {
            <summary class="button" aria-label=label.clone()>
                <span class="button-text">{words}</span>
                <Icon icon=Icon::ChevronDown/>
            </summary>
        }
        .into_any(),
        None => view! {
            <summary class="icon-button" aria-label=label.clone() title=label.clone()>
                <Icon icon/>
            </summary>
        }
        .into_any(),
    };
    view! {
        <details class="menu" name=GROUP node_ref=unfolding.node_ref() on:toggle=move |_| unfolding.toggled() on:keydown=move |ev| unfolding.key_pressed(&ev)>
            {summary}
            <div class="menu-items" role="group" aria-label=label on:click=move |ev| unfolding.item_clicked(&ev)>
                {children()}
            </div>
        </details>
    }
    .into_any()
}

/// The same behaviour around a summary of one's own.
#[component]
pub fn MenuFrame(
    /// More classes, such as "switcher" or "up".
    #[prop(optional, into)]
    class: String,
    /// The summary's classes.
    #[prop(optional, into)]
    summary_class: String,
    /// What the menu offers, in words, where the summary's own words do not say it.
    #[prop(optional, into)]
    label: Option<String>,
    /// What the summary shows.
    #[prop(into)]
    summary: ViewFnOnce,
    /// Menu items, or a form.
    children: Children,
) -> impl IntoView {
    let unfolding = Unfolding::new();
    view! {
        <details class=format!("menu {class}") name=GROUP node_ref=unfolding.node_ref() on:toggle=move |_| unfolding.toggled() on:keydown=move |ev| unfolding.key_pressed(&ev)>
            <summary class=summary_class aria-label=label>{summary.run()}</summary>
            <div class="menu-items" on:click=move |ev| unfolding.item_clicked(&ev)>{children()}</div>
        </details>
    }
    .into_any()
}

/// A way to another page.
#[component]
pub fn MenuLink(
    /// Where it leads.
    #[prop(into)]
    href: String,
    /// Stands before the words.
    #[prop(optional)]
    icon: Option<Icon>,
    /// The words.
    children: Children,
) -> impl IntoView {
    view! {
        <a class="menu-item" href=href>
            {icon.map(|icon| view! { <Icon icon/> })}
            <span>{children()}</span>
        </a>
    }
    .into_any()
}

/// A button inside a menu; it submits the form around it unless `button_type` says "button".
#[component]
pub fn MenuButton(
    /// Stands before the words.
    #[prop(optional)]
    icon: Option<Icon>,
    /// "submit" or "button".
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
    /// Destroys something.
    #[prop(optional)]
    danger: bool,
    /// Cannot be used now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// The words.
    children: Children,
) -> impl IntoView {
    view! {
        <button
            class="menu-item"
            class:danger=danger
            type=button_type
            name=name
            value=value
            form=form
            disabled=move || disabled.get()
        >
            {icon.map(|icon| view! { <Icon icon/> })}
            <span>{children()}</span>
        </button>
    }
    .into_any()
}

/// A line between groups of items.
#[component]
pub fn MenuLine() -> impl IntoView {
    view! { <hr class="menu-line"/> }.into_any()
}

/// What an open `<details>` does once the page is alive: it closes when a pointer goes down or the focus moves outside it,
/// and on Esc. It listens only while it is open, so a page may hold hundreds.
#[derive(Clone, Copy)]
pub(super) struct Unfolding {
    details: NodeRef<Details>,
    listeners: StoredValue<Vec<WindowListenerHandle>>,
}

impl Unfolding {
    pub(super) fn new() -> Self {
        let unfolding = Self {
            details: NodeRef::new(),
            listeners: StoredValue::new(Vec::new()),
        };
        on_cleanup(move || unfolding.stop_listening());
        unfolding
    }

    /// For the element's `node_ref`.
    pub(super) fn node_ref(self) -> NodeRef<Details> {
        self.details
    }

    /// The element, unless it has left the page: the browser tells of "toggle" a moment after it has happened.
    fn element(self) -> Option<HtmlDetailsElement> {
        self.details.try_get_untracked().flatten()
    }

    /// For the element's "toggle" event.
    pub(super) fn toggled(self) {
        self.stop_listening();
        if self.element().is_some_and(|details| details.open()) {
            self.listeners.set_value(vec![
                window_event_listener(leptos::ev::pointerdown, move |ev| {
                    self.close_unless_inside(ev.target());
                }),
                window_event_listener(leptos::ev::focusin, move |ev| {
                    self.close_unless_inside(ev.target());
                }),
            ]);
        }
    }

    /// For the element's "keydown" event: Esc closes, the arrow keys walk through links, buttons and boxes.
    pub(super) fn key_pressed(self, ev: &KeyboardEvent) {
        let Some(details) = self.element() else {
            return;
        };
        let forward = match ev.key().as_str() {
            "Escape" if details.open() => {
                ev.prevent_default();
                ev.stop_propagation();
                details.set_open(false);
                if let Some(summary) = first(&details, "summary") {
                    let _ = summary.focus();
                }
                return;
            }
            "ArrowDown" => true,
            "ArrowUp" => false,
            _ => return,
        };
        // In a box to type or choose in, the arrow keys are its own.
        let in_control = ev
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok())
            .is_some_and(|target| {
                target
                    .matches("input:not([type=checkbox], [type=search]), select, textarea")
                    .unwrap_or(false)
            });
        if in_control {
            return;
        }
        ev.prevent_default();
        details.set_open(true);
        let stops = all(
            &details,
            "summary, .menu-items :is(a, button:not(:disabled), input:not(:disabled, [type=hidden]))",
        );
        let now = document().active_element();
        let here = stops
            .iter()
            .position(|stop| now.as_ref().is_some_and(|now| now.is_same_node(Some(stop))))
            .unwrap_or(0);
        let next = if forward {
            (here + 1) % stops.len().max(1)
        } else {
            here.checked_sub(1).unwrap_or(stops.len().saturating_sub(1))
        };
        if let Some(stop) = stops.get(next) {
            let _ = stop.focus();
        }
    }

    /// For the items' "click" event: a link or button that was chosen closes the menu.
    pub(super) fn item_clicked(self, ev: &MouseEvent) {
        let chosen = ev
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok())
            .is_some_and(|target| {
                target
                    .closest("a, button")
                    .is_ok_and(|found| found.is_some())
            });
        if let Some(details) = self.element().filter(|_| chosen) {
            details.set_open(false);
        }
    }

    fn close_unless_inside(self, target: Option<EventTarget>) {
        let Some(details) = self.element() else {
            return;
        };
        let node = target.and_then(|target| target.dyn_into::<Node>().ok());
        if node.is_some_and(|node| !details.contains(Some(&node))) {
            details.set_open(false);
        }
    }

    fn stop_listening(self) {
        if let Some(handles) = self.listeners.try_update_value(std::mem::take) {
            handles.into_iter().for_each(WindowListenerHandle::remove);
        }
    }
}

fn first(details: &HtmlDetailsElement, selector: &str) -> Option<HtmlElement> {
    details
        .query_selector(selector)
        .ok()
        .flatten()
        .and_then(|found| found.dyn_into().ok())
}

fn all(details: &HtmlDetailsElement, selector: &str) -> Vec<HtmlElement> {
    let inside = details.get_elements_by_tag_name("*");
    (0..inside.length())
        .filter_map(|index| inside.item(index))
        .filter(|element| element.matches(selector).unwrap_or(false))
        .filter_map(|element| element.dyn_into().ok())
        .collect()
}
