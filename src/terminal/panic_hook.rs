//! The panic hook. It prints the location of a panic and not its message, which may contain the user's text.

use std::cell::{Cell, RefCell};
use std::io::{self, Write};
use std::panic::{self, AssertUnwindSafe};
use std::thread;

thread_local! {
    static IS_CATCHING: Cell<bool> = const { Cell::new(false) };
    static PANIC_LOCATION: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Installs the hook. It prints only for uncaught panics of the main thread; see [`catch_panic`].
pub(crate) fn install() {
    let main = thread::current().id();
    panic::set_hook(Box::new(move |panic| {
        let location = panic.location().map(ToString::to_string);
        let location = location.unwrap_or_default();
        if IS_CATCHING.get() {
            PANIC_LOCATION.set(location);
        } else if thread::current().id() == main {
            // Without stderr there is nowhere to report it.
            let _ = writeln!(
                io::stderr(),
                "enough stopped because of a bug, at {location}. What was saved before is safe."
            );
        }
    }));
}

/// Runs `work`. Returns the source location if it panics.
pub(crate) fn catch_panic<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    IS_CATCHING.set(true);
    // The app may be in an inconsistent state. It is only asked to save, and that is caught as well.
    let result = panic::catch_unwind(AssertUnwindSafe(work));
    IS_CATCHING.set(false);
    result.map_err(|_| PANIC_LOCATION.take())
}

/// Goes on with a panic that [`catch_panic`] caught on another thread.
pub(crate) fn repeat_panic(location: String) -> ! {
    PANIC_LOCATION.set(location);
    panic::resume_unwind(Box::new(()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_reports_its_location_and_not_its_message() {
        install();
        assert_eq!(catch_panic(|| 3), Ok(3));
        let line = line!() + 1;
        let caught = catch_panic(|| panic!("They will fire me"));
        let location = caught.expect_err("it panicked");
        assert!(
            location.contains(&format!("panic_hook.rs:{line}:")),
            "{location}"
        );
        assert!(!location.contains("fire"), "{location}");
        let _ = panic::take_hook();
    }
}
