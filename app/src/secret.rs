//! Tokens, codes and forms that carry a secret never print it.

/// Gives types a `Debug` that shows nothing but their name.
macro_rules! never_printed {
    ($($secret:ident)*) => {$(
        impl std::fmt::Debug for $secret {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($secret), "(…)"))
            }
        }
    )*};
}

pub(crate) use never_printed;
