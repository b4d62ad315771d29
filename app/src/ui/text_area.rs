//! Text of several lines, escaped by ourselves: Leptos 0.8 writes the children of a `<textarea>` unescaped on the
//! server, so a stored `</textarea><script>` would run. This is the only `<textarea>` in the program.

use std::borrow::Cow;

use leptos::{html::Textarea, prelude::*};

use super::{
    bound::keep_text_area,
    field::Frame,
    text_field::{first_value, follow},
};

/// A labelled input of several lines.
#[component]
pub fn TextArea(
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
    /// Lines shown at first.
    #[prop(default = 3)]
    rows: u32,
    /// What to know before filling it in.
    #[prop(optional, into)]
    hint: MaybeProp<String>,
    /// What is wrong and what to do about it.
    #[prop(optional, into)]
    error: MaybeProp<String>,
    /// Most characters.
    #[prop(optional)]
    maxlength: Option<u32>,
    /// Must be filled in.
    #[prop(optional)]
    required: bool,
    /// An example, never the label.
    #[prop(optional, into)]
    placeholder: Option<String>,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| name.clone());
    let frame = Frame {
        id: id.clone(),
        label,
        hint,
        error,
        hide_label: false,
    };
    let control = NodeRef::<Textarea>::new();
    keep_text_area(control, bind);
    let described_by = frame.described_by();
    let invalid = frame.invalid();
    let text = untrack(|| first_value(bind, value)).unwrap_or_default();
    frame.around(
        view! {
        <textarea
            node_ref=control
            class="input"
            id=id
            name=name
            rows=rows
            maxlength=maxlength
            required=required
            placeholder=placeholder
            aria-describedby=described_by
            aria-invalid=invalid
            inner_html=content(&text)
            on:input:target=move |ev| follow(bind, ev.target().value())
        ></textarea>
        }
        .into_any(),
    )
}

/// The text as markup that reads back as exactly that text. In a page, the parser drops one line break right after the
/// opening tag, so the server writes one for it; set through `innerHTML` in the browser, nothing is dropped.
fn content(text: &str) -> String {
    let escaped = escape(text);
    if cfg!(feature = "ssr") {
        format!("\n{escaped}")
    } else {
        escaped.into_owned()
    }
}

fn escape(text: &str) -> Cow<'_, str> {
    if !text.contains(['&', '<', '>']) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(
        text.replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;"),
    )
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    fn render(text: &str) -> String {
        let text = text.to_owned();
        Owner::new().with(|| view! { <TextArea name="notes" label="Notes" value=text/> }.to_html())
    }

    #[test]
    fn a_closing_tag_in_the_text_stays_text() {
        let html = render("</textarea><script>alert(1)</script> & more");
        assert!(
            html.contains(
                "\n&lt;/textarea&gt;&lt;script&gt;alert(1)&lt;/script&gt; &amp; more</textarea>"
            ),
            "{html}"
        );
        assert!(!html.contains("<script>"), "{html}");
        assert_eq!(html.matches("</textarea>").count(), 1, "{html}");
    }

    #[test]
    fn a_leading_line_break_survives_the_parser() {
        assert!(render("\nsecond line").contains(">\n\nsecond line</textarea>"));
    }
}
