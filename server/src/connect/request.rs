//! What an app asks for, as it stands in the connect page's address.

use std::collections::BTreeMap;

use app::connect::Fault;
use app::tokens::Scope;
use app::tokens::rules::NAME_MAX;
use app::values::clean_name;
use url::form_urlencoded;

use super::pkce::is_challenge;
use super::redirect::Redirect;

/// Longest request in characters.
const LONGEST: usize = 3000;
/// Longest name of an app for programs, in characters.
const CLIENT_ID_MAX: usize = 200;
/// What is looked at; anything else is passed over, as OAuth wants it.
const KNOWN: [&str; 8] = [
    "response_type",
    "client_id",
    "client_name",
    "redirect_uri",
    "code_challenge",
    "code_challenge_method",
    "scope",
    "state",
];

/// Parameters as OAuth has them: each once, those without a value left out, unknown ones passed over.
#[derive(Debug)]
pub(super) struct Params(BTreeMap<&'static str, String>);

impl Params {
    /// The known parameters of a query or a form.
    ///
    /// # Errors
    /// The name of one that was sent twice.
    pub(super) fn read(encoded: &[u8], known: &[&'static str]) -> Result<Self, &'static str> {
        let mut params = BTreeMap::new();
        for (name, value) in form_urlencoded::parse(encoded) {
            let name = known.iter().copied().find(|known| *known == name);
            if let Some(name) = name.filter(|_| !value.is_empty())
                && params.insert(name, value.into_owned()).is_some()
            {
                return Err(name);
            }
        }
        Ok(Self(params))
    }

    /// A parameter's value.
    pub(super) fn take(&mut self, name: &str) -> Option<String> {
        self.0.remove(name)
    }
}

/// A request that is in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Request {
    /// What the app calls itself to the server.
    pub(super) client_id: String,
    /// What it calls itself to people.
    pub(super) client_name: String,
    /// Where the answer goes.
    pub(super) redirect: Redirect,
    /// What it will prove that it asked.
    pub(super) challenge: String,
    /// What it wants to do.
    pub(super) scope: Scope,
    /// What it knows the answer by.
    state: Option<String>,
}

/// A request that is not in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refused {
    message: String,
    /// Where the app can be told, what it knows the answer by, and the error as OAuth names it.
    back: Option<Box<(Redirect, Option<String>, &'static str)>>,
}

impl Refused {
    fn here(message: impl Into<String>) -> Self {
        let (message, back) = (message.into(), None);
        Self { message, back }
    }

    /// What is wrong, for people.
    pub(super) fn message(&self) -> &str {
        &self.message
    }

    /// What the page says. Nobody is sent on by it: a person who wants to go back clicks.
    pub(super) fn into_fault(self, issuer: &str) -> Fault {
        let Self { message, back } = self;
        let back = back.map(|back| {
            let (redirect, state, error) = *back;
            let said = [("error", error), ("error_description", message.as_str())];
            answer(&redirect, &said, state.as_deref(), issuer)
        });
        Fault { message, back }
    }
}

impl Request {
    /// The request in this query.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(super) fn parse(query: &str, listed: &[String]) -> Result<Self, Refused> {
        if query.len() > LONGEST {
            return Err(Refused::here("It is too long."));
        }
        let mut params = Params::read(query.as_bytes(), &KNOWN)
            .map_err(|name| Refused::here(format!("It says {name} twice.")))?;
        let client_id = params
            .take("client_id")
            .filter(|id| id.len() <= CLIENT_ID_MAX && id.bytes().all(|c| matches!(c, 0x20..=0x7e)))
            .ok_or_else(|| Refused::here("It does not say which app it is (client_id)."))?;
        let client_name = clean_name(
            &params
                .take("client_name")
                .unwrap_or_else(|| client_id.chars().take(NAME_MAX).collect()),
            NAME_MAX,
        )
        .map_err(|_| Refused::here("The app’s name is empty or too long (client_name)."))?;
        let redirect = params
            .take("redirect_uri")
            .and_then(|sent| Redirect::parse(&sent, listed))
            .ok_or_else(|| {
                Refused::here(
                    "It would be answered to an address that is not allowed (redirect_uri): only apps on this device are, and \
                     sites that the operator of this server lists.",
                )
            })?;
        let state = params.take("state");
        match asked(&mut params) {
            Ok((challenge, scope)) => Ok(Self {
                client_id,
                client_name,
                redirect,
                challenge,
                scope,
                state,
            }),
            Err((error, message)) => Err(Refused {
                message: message.to_owned(),
                back: Some(Box::new((redirect, state, error))),
            }),
        }
    }

    /// The same request again, as a query.
    pub(super) fn query(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs([
            ("response_type", "code"),
            ("client_id", self.client_id.as_str()),
            ("client_name", self.client_name.as_str()),
            ("redirect_uri", self.redirect.sent()),
            ("code_challenge", self.challenge.as_str()),
            ("code_challenge_method", "S256"),
            ("scope", self.scope.slug()),
        ]);
        if let Some(state) = &self.state {
            query.append_pair("state", state);
        }
        query.finish()
    }

    /// The app's address with the code.
    pub(super) fn granted(&self, code: &str, issuer: &str) -> String {
        answer(
            &self.redirect,
            &[("code", code)],
            self.state.as_deref(),
            issuer,
        )
    }

    /// The app's address with the news that a person said no.
    pub(super) fn denied(&self, issuer: &str) -> String {
        let said = [("error", "access_denied")];
        answer(&self.redirect, &said, self.state.as_deref(), issuer)
    }
}

/// Challenge and scope, or the error as OAuth names it, with what is wrong.
fn asked(params: &mut Params) -> Result<(String, Scope), (&'static str, &'static str)> {
    if params.take("response_type").as_deref() != Some("code") {
        return Err((
            "unsupported_response_type",
            "It does not ask for a code (response_type=code).",
        ));
    }
    if params.take("code_challenge_method").as_deref() != Some("S256") {
        return Err((
            "invalid_request",
            "It does not use PKCE with S256 (code_challenge_method=S256).",
        ));
    }
    let challenge = params
        .take("code_challenge")
        .filter(|challenge| is_challenge(challenge))
        .ok_or((
            "invalid_request",
            "It lacks a PKCE challenge of 43 characters (code_challenge).",
        ))?;
    let scope = parse_scope(params.take("scope").as_deref().unwrap_or_default()).ok_or((
        "invalid_scope",
        "It asks for something that there is not: the scopes are read and write (scope).",
    ))?;
    Ok((challenge, scope))
}

/// The greatest of the scopes named, which are separated by spaces; nothing is `read`.
fn parse_scope(text: &str) -> Option<Scope> {
    text.split(' ')
        .filter(|slug| !slug.is_empty())
        .try_fold(Scope::Read, |greatest, slug| {
            Scope::from_slug(slug).map(|scope| match scope {
                Scope::Write => Scope::Write,
                Scope::Read => greatest,
            })
        })
}

fn answer(redirect: &Redirect, said: &[(&str, &str)], state: Option<&str>, issuer: &str) -> String {
    let mut params = said.to_vec();
    params.extend(state.map(|state| ("state", state)));
    // RFC 9207: a client that talks to several servers tells by it who answers.
    params.push(("iss", issuer));
    redirect.with(&params)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    const US: &str = "https://time.example";

    /// A request in order, with these parameters changed; an empty one is left out.
    fn query(changed: &[(&str, &str)]) -> String {
        let usual = [
            ("response_type", "code"),
            ("client_id", "focus"),
            ("client_name", "Focus"),
            ("redirect_uri", "http://127.0.0.1:5/cb"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
            ("scope", "write"),
            ("state", "a b&c"),
        ];
        let value = |name: &str, usual| {
            changed
                .iter()
                .find(|(changed, _)| *changed == name)
                .map_or(usual, |(_, value)| *value)
        };
        form_urlencoded::Serializer::new(String::new())
            .extend_pairs(usual.map(|(name, usual)| (name, value(name, usual))))
            .finish()
    }

    #[test]
    fn a_request_in_order_is_understood_and_written_again() {
        let request = Request::parse(&query(&[]), &[]).unwrap();
        assert_eq!(request.client_id, "focus");
        assert_eq!(request.client_name, "Focus");
        assert_eq!(request.scope, Scope::Write);
        assert_eq!(Request::parse(&request.query(), &[]), Ok(request.clone()));
        assert_eq!(
            request.granted("abc", US),
            "http://127.0.0.1:5/cb?code=abc&state=a+b%26c&iss=https%3A%2F%2Ftime.example"
        );
        assert_eq!(
            request.denied(US),
            "http://127.0.0.1:5/cb?error=access_denied&state=a+b%26c&iss=https%3A%2F%2Ftime.example"
        );
        for (scope, understood) in [
            ("", Scope::Read),
            ("read", Scope::Read),
            ("read write", Scope::Write),
            ("write  read", Scope::Write),
        ] {
            let request = Request::parse(&query(&[("scope", scope)]), &[]).unwrap();
            assert_eq!(request.scope, understood, "{scope}");
        }
        let unnamed = query(&[("client_name", ""), ("state", "")]) + "&resource=passed+over";
        let unnamed = Request::parse(&unnamed, &[]).unwrap();
        assert_eq!(unnamed.client_name, "focus");
        assert!(!unnamed.denied(US).contains("state"));
    }

    #[test]
    fn what_cannot_be_answered_is_told_to_the_person_alone() {
        for query in [
            query(&[("client_id", "")]),
            query(&[("client_id", "a\nb")]),
            query(&[("client_name", &"x".repeat(101))]),
            query(&[("client_name", "\u{1b}[31m")]),
            query(&[("redirect_uri", "")]),
            query(&[("redirect_uri", "https://evil.example/")]),
            query(&[("redirect_uri", "javascript:alert(1)")]),
            query(&[]) + "&state=twice",
            query(&[]) + &"&x=1".repeat(1000),
            String::new(),
        ] {
            let refused = Request::parse(&query, &[]).unwrap_err();
            assert_eq!(refused.into_fault(US).back, None, "{query}");
        }
    }

    #[test]
    fn the_app_is_told_in_the_words_of_oauth() {
        for (name, value, error) in [
            ("response_type", "token", "unsupported_response_type"),
            ("response_type", "", "unsupported_response_type"),
            ("code_challenge_method", "plain", "invalid_request"),
            ("code_challenge_method", "", "invalid_request"),
            ("code_challenge", "short", "invalid_request"),
            ("code_challenge", "", "invalid_request"),
            ("scope", "admin", "invalid_scope"),
            ("scope", "read admin", "invalid_scope"),
        ] {
            let refused = Request::parse(&query(&[(name, value)]), &[]).unwrap_err();
            let back = refused.into_fault(US).back.unwrap();
            let start = format!("http://127.0.0.1:5/cb?error={error}&error_description=");
            assert!(back.starts_with(&start), "{back}");
            assert!(back.contains("&state=a+b%26c&iss="), "{back}");
        }
    }
}
