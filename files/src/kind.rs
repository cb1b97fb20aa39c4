//! The kinds of files that are taken, and how each is known.

/// How a content proves to be of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Proof {
    /// Its first bytes are those of one of these media types.
    Magic(&'static [&'static str]),
    /// A picture that our own decoder knows, of at most [`MAX_PIXELS`](crate::MAX_PIXELS).
    Picture(&'static str),
    /// A text without control characters.
    Text,
    /// A ZIP archive that holds this entry; any, where none is named.
    Zip(Option<&'static str>),
    /// A gzip stream.
    Gzip,
}

/// A kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    /// What its name may end with, in lower case and without the dot.
    pub extensions: &'static [&'static str],
    /// What it is served as.
    pub media_type: &'static str,
    pub(crate) proof: Proof,
}

const fn kind(extensions: &'static [&'static str], media_type: &'static str, proof: Proof) -> Kind {
    Kind { extensions, media_type, proof }
}

/// All kinds that are taken. What a browser would run is none of them: no HTML, no SVG, no programs. Archives that we
/// cannot look into are none either.
pub const KINDS: &[Kind] = &[
    kind(&["png"], "image/png", Proof::Picture("image/png")),
    kind(&["jpg", "jpeg"], "image/jpeg", Proof::Picture("image/jpeg")),
    kind(&["gif"], "image/gif", Proof::Picture("image/gif")),
    kind(&["webp"], "image/webp", Proof::Picture("image/webp")),
    kind(&["pdf"], "application/pdf", Proof::Magic(&["application/pdf"])),
    kind(&["txt", "log", "md", "ini", "conf", "sql", "diff", "patch", "eml"], "text/plain", Proof::Text),
    kind(&["yaml", "yml", "toml", "xml", "har", "srt", "vtt"], "text/plain", Proof::Text),
    kind(&["csv"], "text/csv", Proof::Text),
    kind(&["tsv"], "text/tab-separated-values", Proof::Text),
    kind(&["json"], "application/json", Proof::Text),
    kind(&["zip"], "application/zip", Proof::Zip(None)),
    kind(&["gz", "tgz"], "application/gzip", Proof::Gzip),
    kind(
        &["docx"],
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        Proof::Zip(Some("word/document.xml")),
    ),
    kind(
        &["xlsx"],
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        Proof::Zip(Some("xl/workbook.xml")),
    ),
    kind(
        &["pptx"],
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        Proof::Zip(Some("ppt/presentation.xml")),
    ),
    kind(&["odt"], "application/vnd.oasis.opendocument.text", Proof::Zip(Some("content.xml"))),
    kind(&["ods"], "application/vnd.oasis.opendocument.spreadsheet", Proof::Zip(Some("content.xml"))),
    kind(&["odp"], "application/vnd.oasis.opendocument.presentation", Proof::Zip(Some("content.xml"))),
    kind(&["mp3"], "audio/mpeg", Proof::Magic(&["audio/mpeg"])),
    kind(&["wav"], "audio/wav", Proof::Magic(&["audio/x-wav"])),
    kind(&["mp4", "m4v"], "video/mp4", Proof::Magic(&["video/mp4", "video/x-m4v"])),
    kind(&["mov"], "video/quicktime", Proof::Magic(&["video/quicktime"])),
    kind(&["webm"], "video/webm", Proof::Magic(&["video/webm"])),
];

impl Kind {
    /// The kind that a name claims by how it ends.
    pub(crate) fn claimed(name: &str) -> Option<&'static Self> {
        let (_, extension) = name.rsplit_once('.')?;
        let extension = extension.to_ascii_lowercase();
        KINDS.iter().find(|kind| kind.extensions.contains(&extension.as_str()))
    }

    /// Whether it is a picture that has a thumbnail and may be shown in a page.
    pub fn is_picture(media_type: &str) -> bool {
        let mut all = KINDS.iter();
        all.any(|kind| kind.media_type == media_type && matches!(kind.proof, Proof::Picture(_)))
    }
}
