//! The document and a page to read it.

use axum::Router;
use axum::http::header;
use axum::response::{Html, IntoResponse};
use axum::routing::get;

use crate::openapi::Served;

/// Plain HTML that needs no script and no third party: it is made from the document.
const HEAD: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">\
<meta name=\"viewport\" content=\"width=device-width\"><title>Docket API</title>\
<style>html{color-scheme:light dark;background:Canvas;color:CanvasText}body{overflow-wrap:anywhere;font:16px/1.5 system-ui,sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem}\
code{font-family:ui-monospace,monospace}h2{margin-top:2rem;font-size:1.1rem}.m{display:inline-block;min-width:4.5rem;\
font-weight:600}dt{font-family:ui-monospace,monospace}dd{margin:0 0 .3rem 1.5rem}</style>";

pub(crate) fn router(served: &Served) -> Router {
    let document = served.clone();
    let page: std::sync::Arc<str> = page(served).into();
    Router::new()
        .route(
            "/api/v1/openapi.json",
            get(move || async move {
                (
                    [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-cache")],
                    document.bytes(),
                )
                    .into_response()
            }),
        )
        .route("/api/docs", get(move || async move { Html(page.to_string()) }))
}

fn page(served: &Served) -> String {
    let document: serde_json::Value = serde_json::from_slice(&served.bytes()).unwrap_or_default();
    let mut html = String::from(HEAD);
    let text = |value: &serde_json::Value| escape(value.as_str().unwrap_or_default());
    html.push_str(&format!(
        "<h1>Docket API {}</h1><p>{}</p><p>The whole document: <a href=\"/api/v1/openapi.json\">openapi.json</a></p>",
        text(&document["info"]["version"]),
        text(&document["info"]["description"])
    ));
    let none = serde_json::Map::new();
    for (path, item) in document["paths"].as_object().unwrap_or(&none) {
        html.push_str(&format!("<h2><code>{}</code></h2><dl>", escape(path)));
        for (method, operation) in item.as_object().unwrap_or(&none) {
            html.push_str(&format!(
                "<dt><span class=\"m\">{}</span></dt><dd>{}</dd>",
                escape(&method.to_uppercase()),
                text(&operation["summary"])
            ));
        }
        html.push_str("</dl>");
    }
    html
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
