//! What pages are made of besides themselves: one style sheet, small modules, a picture. Built into the program and
//! served under a path that names their content, so that browsers keep them for good.

use std::fmt::Write as _;
use std::io::Write as _;
use std::sync::LazyLock;

use axum::Router;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

const SCRIPT: &str = "text/javascript; charset=utf-8";
const FOR_GOOD: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

macro_rules! assets {
    ($($name:literal: $kind:expr,)*) => {
        const FILES: &[(&str, &str, &[u8])] =
            &[$(($name, $kind, include_bytes!(concat!("../assets/", $name)))),*];
    };
}

assets! {
    "app.css": "text/css; charset=utf-8",
    "app.js": SCRIPT,
    "audience.js": SCRIPT,
    "draft.js": SCRIPT,
    "editor.js": SCRIPT,
    "files.js": SCRIPT,
    "filter.js": SCRIPT,
    "when.js": SCRIPT,
    "icon.svg": "image/svg+xml",
    "live.js": SCRIPT,
    "parts.js": SCRIPT,
    "fresh.js": SCRIPT,
    "seen.js": SCRIPT,
    "composer.js": SCRIPT,
    "people.js": SCRIPT,
    "colour.js": SCRIPT,
    "copy.js": SCRIPT,
    "password.js": SCRIPT,
    "zone.js": SCRIPT,
    "queue.js": SCRIPT,
}

struct Asset {
    name: &'static str,
    kind: &'static str,
    plain: &'static [u8],
    zipped: Vec<u8>,
}

static ASSETS: LazyLock<Vec<Asset>> = LazyLock::new(|| {
    let zip = |content: &[u8]| {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        // Writing to memory does not fail; without the zipped form the plain one is served.
        encoder.write_all(content).and_then(|()| encoder.finish()).unwrap_or_default()
    };
    FILES.iter().map(|(name, kind, plain)| Asset { name, kind, plain, zipped: zip(plain) }).collect()
});

/// What the content of all is called: any change is another version.
static VERSION: LazyLock<String> = LazyLock::new(|| {
    let mut hasher = Sha256::new();
    for (name, _, content) in FILES {
        hasher.update(name.as_bytes());
        hasher.update(content);
    }
    hasher.finalize().iter().take(6).fold(String::new(), |mut text, byte| {
        // Writing to a String does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
});

/// The folder of all of this version.
pub(crate) fn version() -> &'static str {
    &VERSION
}

pub(crate) fn router() -> Router {
    Router::new().route("/assets/{version}/{name}", get(serve)).route("/favicon.ico", get(icon))
}

async fn icon(headers: HeaderMap) -> Response {
    answer("icon.svg", &headers, HeaderValue::from_static("public, max-age=86400"))
}

async fn serve(Path((asked, name)): Path<(String, String)>, headers: HeaderMap) -> Response {
    // A page of the version before asks for what it was made with: what there is now is better than nothing.
    let keep = if asked == version() { FOR_GOOD } else { HeaderValue::from_static("no-cache") };
    answer(&name, &headers, keep)
}

fn answer(name: &str, headers: &HeaderMap, keep: HeaderValue) -> Response {
    let Some(asset) = ASSETS.iter().find(|asset| asset.name == name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let zips = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
    let zips = zips.is_some_and(|value| value.contains("gzip")) && !asset.zipped.is_empty();
    let content = if zips { asset.zipped.as_slice().into_response() } else { asset.plain.into_response() };
    let mut response = content;
    let own = response.headers_mut();
    own.insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.kind));
    own.insert(header::CACHE_CONTROL, keep);
    own.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if zips {
        own.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    response
}
