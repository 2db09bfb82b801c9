//! The page on which to try things out: GraphiQL, in a browser.

/// The page. It loads GraphiQL in fixed versions whose bytes the browser checks; where it cannot, it is a plain form.
pub(super) const PAGE: &str = include_str!("graphiql.html");

/// What the page may do: show itself, load GraphiQL, and speak to the door it came from.
pub(super) const POLICY: &str = "default-src 'none'; script-src 'unsafe-inline' https://unpkg.com; \
    style-src 'unsafe-inline' https://unpkg.com; font-src data: https://unpkg.com; img-src data:; connect-src 'self'; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
