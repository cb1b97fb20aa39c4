//! How an aggregate's events are declared.

/// Declares an aggregate's event enum once: a variant holds the payload struct of the same name, and its kind is the
/// name in the log. Kinds are data and are never renamed.
macro_rules! event_enum {
    ($(#[$meta:meta])* $name:ident { $($kind:literal => $variant:ident,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq)]
        pub enum $name {
            $(
                #[doc = concat!("`", $kind, "`")]
                $variant($variant),
            )*
        }

        impl $name {
            /// The kinds of all events of this aggregate.
            pub const KINDS: &'static [&'static str] = &[$($kind),*];

            /// The event's name in the log.
            pub fn kind(&self) -> &'static str {
                match self {
                    $(Self::$variant(_) => $kind,)*
                }
            }

            /// The payload as JSON bytes.
            pub(crate) fn encode(&self) -> Vec<u8> {
                match self {
                    $(Self::$variant(payload) => $crate::codec::encode_payload(payload),)*
                }
            }

            /// Reads a payload, or `None` when no event of this aggregate has that kind.
            pub(crate) fn decode(kind: &str, payload: &[u8]) -> Option<Result<Self, serde_json::Error>> {
                match kind {
                    $($kind => Some(serde_json::from_slice(payload).map(Self::$variant)),)*
                    _ => None,
                }
            }
        }

        $(
            impl From<$variant> for $name {
                fn from(payload: $variant) -> Self {
                    Self::$variant(payload)
                }
            }
        )*
    };
}
pub(crate) use event_enum;
