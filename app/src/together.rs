//! Waiting for several resources of a page.

/// What both bring. They are asked for at once: a page may be left while the first one is waited for, and a resource that
/// was asked for only then would be gone with its page.
pub fn together<A, B>(one: A, other: B) -> impl Future<Output = (A::Output, B::Output)> + use<A, B>
where
    A: IntoFuture,
    B: IntoFuture,
{
    let (one, other) = (one.into_future(), other.into_future());
    async move { (one.await, other.await) }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::future::{Pending, Ready, pending, ready};

    use super::*;

    struct Asked<'a>(&'a Cell<u32>);

    impl IntoFuture for Asked<'_> {
        type Output = ();
        type IntoFuture = Ready<()>;

        fn into_future(self) -> Self::IntoFuture {
            self.0.set(self.0.get() + 1);
            ready(())
        }
    }

    #[test]
    fn the_second_is_asked_for_before_the_first_has_come() {
        let count = Cell::new(0);
        let never: Pending<()> = pending();
        let waiting = together(never, Asked(&count));
        assert_eq!(count.get(), 1);
        drop(waiting);
    }
}
